"""La matrice des droits : mode × rôle × page × vue × geste × export, contre une table écrite à la main.

Une lettre par rôle : A administration, S surveillance, N animation, T terrain, L lecture. Un visiteur sans
rôle n'a rien, sauf le portrait d'un territoire ouvert (`test_porte.py`).
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from tableau_bord import gestes
from tableau_bord.acces import DROITS, Droit, Identite, Mode, Profil, Role, peut
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes import exporter
from tableau_bord.interface import registre
from tableau_bord.interface.registre import PAGES, Page

LETTRES = {
    "A": Role.ADMINISTRATION, "S": Role.SURVEILLANCE, "N": Role.ANIMATION, "T": Role.TERRAIN, "L": Role.LECTURE,
}  # fmt: skip
TOUS = "ASNTL"
SERVEUR_ET_POSTE = (Mode.SERVEUR, Mode.POSTE)

# page → (qui l'ouvre, qui l'a au menu), puis dans une rencontre
PAGES_ATTENDUES = {
    "": (TOUS, TOUS, TOUS, TOUS),
    "portrait": (TOUS, TOUS, TOUS, TOUS),
    "carte": (TOUS, TOUS, TOUS, TOUS),
    "actifs": (TOUS, "ASNT", TOUS, "ASNT"),
    "paroles": (TOUS, "ASNT", TOUS, "ASNT"),
    "donnees": (TOUS, "S", TOUS, ""),
    "enquete": ("ASNT", "S", "", ""),
    "publier": ("AS", "AS", "", ""),
    "gouvernance": ("ASN", "ASN", "ASN", "ASN"),
}
# (page, vue) → qui l'ouvre, puis dans une rencontre
VUES_ATTENDUES = {
    ("portrait", "Chiffres"): (TOUS, TOUS),
    ("portrait", "Actifs"): (TOUS, TOUS),
    ("portrait", "Paroles"): (TOUS, TOUS),
    ("portrait", "Dix ans"): (TOUS, TOUS),
    ("carte", "Mesure"): (TOUS, TOUS),
    ("carte", "Besoins × actifs"): (TOUS, TOUS),
    ("carte", "Accès"): (TOUS, TOUS),
    ("actifs", "Liste"): (TOUS, TOUS),
    ("actifs", "À vérifier"): (TOUS, TOUS),
    ("actifs", "Réseau"): (TOUS, TOUS),
    ("donnees", "Verser"): ("S", ""),
    ("donnees", "Recettes"): ("S", ""),
    ("donnees", "Lots"): ("S", ""),
    ("donnees", "Dictionnaire"): (TOUS, TOUS),
    ("enquete", "Peser"): ("S", ""),
    ("enquete", "Comité"): ("ASNT", ""),
    ("gouvernance", "Accès"): ("ASN", ""),
    ("gouvernance", "Modération"): ("ASN", "ASN"),
    ("gouvernance", "Journal"): ("AS", "AS"),
    ("gouvernance", "Registres"): ("A", ""),
}
OUVERTES_AU_VISITEUR = {"portrait"}
# geste → qui le fait, puis dans une rencontre
GESTES_ATTENDUS = {
    "acces.attribuer": ("A", ""),
    "acces.retirer_role": ("A", ""),
    "acces.ouvrir_lecture": ("A", ""),
    "acces.fermer_lecture": ("A", ""),
    "actifs.ajouter_enjeux": ("ASNT", ""),
    "actifs.fermer": ("ASNT", ""),
    "actifs.inscrire": ("ASNT", ""),
    "actifs.modifier": ("ASNT", ""),
    "actifs.revenir": ("ASNT", ""),
    "actifs.verifier": ("ASNT", ""),
    "actifs_fusion.defusionner": ("ASNT", ""),
    "actifs_fusion.fusionner": ("ASNT", ""),
    "agreger.agreger": ("S", ""),
    "agreger.verser_comptes": ("S", ""),
    "annuler.annuler_lot": ("S", ""),
    "decrire_enjeu.decrire": ("S", ""),
    "dictionnaire.enregistrer": ("S", ""),
    "enquete_avis.donner": ("ASNT", ""),
    "enquete_choix.en_pdf": (TOUS, TOUS),
    "enquete_peser.peser": ("S", ""),
    "enquete_sortie.ecrire": ("AS", ""),
    "enquete_verser.verser": ("S", ""),
    "estimer.estimer": ("S", ""),
    "dictionnaire.retablir": ("S", ""),
    "exporter.exporter_cube": (TOUS, TOUS),
    "exporter.noter": (TOUS, TOUS),
    "inviter.inviter": ("ASN", ""),
    "inviter.revoquer": ("ASN", ""),
    "moderer.decider": ("ASN", "ASN"),
    "polygones.verser_polygones": ("S", ""),
    "porter_parole.porter": ("ASNT", "ASNT"),
    "proposer_actif.decider": ("ASN", ""),
    "publier.inscrire": ("AS", ""),
    "publier.publier": ("AS", ""),
    "regler.regler_seuil": ("AS", ""),
    "publier.retirer_publication": ("AS", ""),
    "rapporter.rapporter": ("ASN", ""),
    "rapprocher.retenir": ("S", ""),
    "recettes.oublier": ("S", ""),
    "recettes.reprendre": ("S", ""),
    "recettes.retenir": ("S", ""),
    "regler_fraicheur.regler": ("ASN", ""),
    "registres.effacer": ("A", ""),
    "registres.inscrire": ("A", ""),
    "registres.inscrire_gouvernance": ("A", ""),
    "rencontre.fermer": ("ASN", "ASN"),
    "rencontre.ouvrir": ("ASN", "ASN"),
    "retirer_parole.retirer_envoi": ("A", ""),
    "valise.preparer": ("ASN", ""),
    "verser.verser": ("S", ""),
    "verser_actifs.verser": ("ASNT", ""),
    "verser_matrice.verser": ("ASNT", ""),
}
# profil → qui l'exporte, puis dans une rencontre
EXPORTS_ATTENDUS = {Profil.TABLE: (TOUS, TOUS), Profil.DSP: ("AS", "")}
# droit sans page ni geste à lui → qui l'a, puis dans une rencontre
DROITS_ATTENDUS = {Droit.VOIR_FIN: ("AS", ""), Droit.LIRE_JOURNAL: ("AS", "AS")}
# Ce qui prend une identité sans être un geste.
ETAPES = {
    "actifs_lieux.retenir": "étape de verser_actifs.verser, qui exige le droit",
    "actifs.poser": "étape des gestes d'actifs, qui exigent le droit",
    "actifs.role_signe": "répond, n'écrit rien",
    "exporter.permis": "répond, n'écrit rien",
    "valise_retraits.effacer_a_la_maison": "étape de rapporter.rapporter, qui exige le droit",
    "valise_retraits.effacer_dans_la_valise": "étape de rapporter.rapporter, qui exige le droit",
}
# Ce qui écrit sans identité : le programme lui-même, ou une personne que son jeton ou son code désigne.
SANS_IDENTITE = {
    "demonstration.construire": "le programme bâtit sa démonstration",
    "demonstration_vecu.peupler": "le programme bâtit sa démonstration",
    "demonstration.masquer": "une base en mémoire, oubliée ensuite",
    "envoyer.envoyer": "le lien signé, ou la rencontre ouverte",
    "inviter.ouvrir_en_lecture": "le lien signé",
    "proposer_actif.proposer": "le lien signé, ou la rencontre ouverte",
    "retirer_parole.achever": "le programme finit un retrait interrompu",
}


def personnes(mode: Mode) -> Iterator[tuple[str, Identite]]:
    """Personne, chaque rôle, chaque couple de rôles : (lettres, identité)."""
    for combien in (0, 1, 2):
        for lettres in combinations(LETTRES, combien):
            roles = frozenset(LETTRES[x] for x in lettres)
            yield "".join(lettres), Identite("essai", roles, mode, "essai@exemple.qc.ca")


def attendu(mode: Mode, cases: tuple[str, ...]) -> str:
    """La moitié de la ligne qui vaut dans ce mode (la seconde : la rencontre)."""
    moitie = len(cases) // 2
    return cases[moitie] if mode is Mode.RENCONTRE else cases[0]


def comparer(nom: str, mode: Mode, cases: tuple[str, ...], permet: Callable[[Identite], bool]) -> list[str]:
    """Ce qui diffère de la table, en phrases."""
    permis = set(attendu(mode, cases))
    return [
        f"{mode.value}, {lettres or 'visiteur'}, {nom} : {'permis' if permet(qui) else 'refusé'} à tort"
        for lettres, qui in personnes(mode)
        if permet(qui) != bool(set(lettres) & permis)
    ]


def ecarts_des_pages(pages: tuple[Page, ...]) -> list[str]:
    """Pages, menu et vues, contre la table."""
    ecarts = []
    if {p.adresse for p in pages} != set(PAGES_ATTENDUES):
        ecarts.append("une page manque à la table, ou au registre")
    if {(p.adresse, v.nom) for p in pages for v in p.vues} != set(VUES_ATTENDUES):
        ecarts.append("une vue manque à la table, ou au registre")
    for mode in Mode:
        for page in pages:
            cases = PAGES_ATTENDUES.get(page.adresse, ("", "", "", ""))
            ecarts += comparer(page.titre, mode, cases[0::2], page.permise)
            ecarts += comparer(f"{page.titre} au menu", mode, cases[1::2], page.au_menu)
            for vue in page.vues:
                vues = VUES_ATTENDUES.get((page.adresse, vue.nom), ("", ""))
                if page.ouverte_au_visiteur:
                    continue
                ecarts += comparer(
                    f"{page.titre}, {vue.nom}",
                    mode,
                    vues,
                    lambda q, p=page, v=vue: v.nom in p.vues_permises(q),
                )
    return ecarts


@cache
def gestes_de_la_maison() -> dict[str, Callable[..., object]]:
    """Chaque fonction publique de `gestes` qui prend une identité."""
    trouves = {}
    for module in _modules():
        for nom, fonction in vars(module).items():
            ici = inspect.isfunction(fonction) and fonction.__module__ == module.__name__
            if ici and not nom.startswith("_") and "qui" in inspect.signature(fonction).parameters:
                trouves[f"{module.__name__.rsplit('.', 1)[1]}.{nom}"] = fonction
    return {nom: geste for nom, geste in trouves.items() if nom not in ETAPES}


def _modules() -> list:
    return [
        importlib.import_module(m.name) for m in pkgutil.iter_modules(gestes.__path__, f"{gestes.__name__}.")
    ]


class Intouchable:
    """Ce qu'un geste refusé ne doit ni lire ni écrire."""

    def __getattr__(self, nom: str) -> object:
        raise AssertionError(f"le geste a touché « {nom} » avant de vérifier le droit")

    def __iter__(self) -> Iterator[object]:
        raise AssertionError("le geste a parcouru un argument avant de vérifier le droit")


def appeler(geste: Callable[..., object], qui: Identite, **connus: object) -> None:
    """Appeler un geste avec des arguments que rien ne doit toucher."""
    parametres = inspect.signature(geste).parameters.values()
    valeurs = {"qui": qui, "profil": Profil.TABLE, **connus}
    geste(**{
        p.name: valeurs.get(p.name, Intouchable()) for p in parametres if p.kind is not p.VAR_KEYWORD
    })  # fmt: skip


def franchit(geste: Callable[..., object], qui: Identite, **connus: object) -> bool:
    """Vrai si le geste passe sa vérification (et bute ensuite sur des arguments intouchables)."""
    try:
        appeler(geste, qui, **connus)
    except AccesErreur as refus:
        return refus.code != "droit_absent"
    except (AssertionError, TypeError, ValueError, AttributeError, KeyError):
        return True
    return True


def ecarts_des_gestes() -> list[str]:
    """Gestes et exports, contre la table."""
    maison = gestes_de_la_maison()
    ecarts = []
    if maison.keys() != GESTES_ATTENDUS.keys():
        ecarts.append(f"à la table ou à la maison : {sorted(maison.keys() ^ GESTES_ATTENDUS.keys())}")
    for mode in Mode:
        for nom, cases in GESTES_ATTENDUS.items():
            if geste := maison.get(nom):
                ecarts += comparer(nom, mode, cases, lambda q, g=geste: franchit(g, q))
        for profil, cases in EXPORTS_ATTENDUS.items():
            for geste in (exporter.exporter_cube, exporter.noter):
                nom = f"{geste.__name__} {profil.value}"
                ecarts += comparer(nom, mode, cases, lambda q, g=geste, p=profil: franchit(g, q, profil=p))
            ecarts += comparer(
                f"bouton {profil.value}", mode, cases, lambda q, p=profil: exporter.permis(q, p)
            )
        for droit, cases in DROITS_ATTENDUS.items():
            ecarts += comparer(droit.value, mode, cases, lambda q, d=droit: peut(q, d))
    return ecarts


def test_pages_menus_et_vues_suivent_la_table():
    assert ecarts_des_pages(PAGES) == []


def test_gestes_et_exports_suivent_la_table():
    assert ecarts_des_gestes() == []


def test_ce_qui_s_ouvre_au_visiteur_est_ecrit_ici():
    assert {p.adresse for p in PAGES if p.ouverte_au_visiteur} == OUVERTES_AU_VISITEUR
    visiteur = Identite("v", mode=Mode.SERVEUR)
    for page in PAGES:
        attendues = ("Chiffres", "Actifs", "Paroles", "Dix ans") if page.adresse == "portrait" else ()
        assert page.vues_permises(visiteur) == attendues


def test_chaque_droit_sert_a_une_page_une_vue_un_geste_ou_une_question():
    """Un droit que rien ne vérifie ne protège rien."""
    pages = {p.droit for p in PAGES} | {v.droit for p in PAGES for v in p.vues}
    sources = "\n".join(Path(m.__file__).read_text(encoding="utf-8") for m in _modules())
    assert [
        d.name for d in Droit if d not in pages | set(DROITS_ATTENDUS) and f"Droit.{d.name}" not in sources
    ] == []


@pytest.mark.parametrize("droit", list(Droit), ids=lambda d: d.name)
def test_contre_epreuve_un_role_retire_d_un_droit_se_voit(monkeypatch, droit):
    monkeypatch.setitem(DROITS, droit, DROITS[droit] - {Role.ADMINISTRATION, Role.SURVEILLANCE})
    assert ecarts_des_pages(PAGES) or ecarts_des_gestes()


@pytest.mark.parametrize("droit", [d for d in Droit if DROITS[d] != frozenset(Role)], ids=lambda d: d.name)
def test_contre_epreuve_un_role_ajoute_a_un_droit_se_voit(monkeypatch, droit):
    monkeypatch.setitem(DROITS, droit, DROITS[droit] | {Role.LECTURE})
    assert ecarts_des_pages(PAGES) or ecarts_des_gestes()


@pytest.mark.parametrize("adresse", ["publier", "gouvernance"])
def test_contre_epreuve_une_page_ouverte_a_tous_se_voit(adresse):
    pages = tuple(dataclasses.replace(p, droit=Droit.LIRE) if p.adresse == adresse else p for p in PAGES)
    assert ecarts_des_pages(pages) != []


def test_contre_epreuve_une_vue_ouverte_a_tous_se_voit():
    pages = tuple(dataclasses.replace(p, vues=tuple(registre.Vue(v.nom) for v in p.vues)) for p in PAGES)
    assert ecarts_des_pages(pages) != []


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("nom", GESTES_ATTENDUS)
def test_un_geste_refuse_un_visiteur_avant_de_toucher_a_quoi_que_ce_soit(nom, mode):
    with pytest.raises(AccesErreur) as refus:
        appeler(gestes_de_la_maison()[nom], Identite("visiteur", mode=mode))
    assert refus.value.code == "droit_absent"


def test_ce_qui_ecrit_demande_une_identite():
    """Une fonction publique de `gestes` qui appelle `.ecrire(` prend `qui`, ou est dite ici et pourquoi."""
    sans = set()
    for module in _modules():
        for noeud in ast.parse(Path(module.__file__).read_text(encoding="utf-8")).body:
            if not isinstance(noeud, ast.FunctionDef) or noeud.name.startswith("_"):
                continue
            ecrit = any(isinstance(n, ast.Attribute) and n.attr == "ecrire" for n in ast.walk(noeud))
            if ecrit and "qui" not in {a.arg for a in (*noeud.args.args, *noeud.args.kwonlyargs)}:
                sans.add(f"{module.__name__.rsplit('.', 1)[1]}.{noeud.name}")
    assert sans == SANS_IDENTITE.keys()
