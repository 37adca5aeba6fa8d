"""Devant l'écran, en vrai : chaque rôle, chaque page, chaque vue ; le visiteur ; deux profils en même temps."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil, Role, au_poste
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import bases, publier
from tableau_bord.gestes.acces import attribuer, fermer_lecture, ouvrir_lecture
from tableau_bord.interface import identite, profil
from tableau_bord.interface.registre import PAGES
from tests.acces.test_matrice_droits import LETTRES, PAGES_ATTENDUES, VUES_ATTENDUES
from tests.graines import MINUSCULE, ORDINAIRE, semer
from tests.pages.test_pages import textes

RACINE = Path(__file__).resolve().parents[2]
FICHIERS = {page.adresse: page.fichier for page in PAGES}
TITRES = {page.adresse: page.titre for page in PAGES}
PERSONNE = "essai_personne"
ICI = {"decoupage": "communaute", "territoire": ORDINAIRE}
REFUS = "Votre rôle ne permet pas de"
MASQUEE = {"decoupage": "communaute", "territoire": MINUSCULE}


@pytest.fixture
def serveur(tmp_path, monkeypatch):
    """Une région semée et publiée, au mode serveur ; un courriel par rôle."""
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    monkeypatch.setenv(identite.VARIABLE_MODE, "serveur")
    monkeypatch.setattr(identite, "_personne", lambda: st.session_state.get(PERSONNE, {}))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), au_poste("essai"))
    for role in Role:
        attribuer(entrepot, au_poste("essai"), "courriel", f"{role.value}@exemple.ca", role)
        attribuer(entrepot, au_poste("essai"), "groupe", f"{role.value}s", role)
    yield entrepot
    fermer_tout()


def demander(adresse: str, lettres: str = "", **parametres: str) -> AppTest:
    """Ouvrir une page comme cette personne ; deux lettres : un courriel et un groupe."""
    essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    if lettres:
        groupes = [f"{LETTRES[x].value}s" for x in lettres[1:]]
        essai.session_state[PERSONNE] = {
            "email": f"{LETTRES[lettres[0]].value}@exemple.ca", "groups": groupes, "email_verified": True,
        }  # fmt: skip
    essai.session_state[profil.CLE] = "dsp"
    essai.query_params["base"] = bases.REGION
    essai.query_params["profil"] = essai.query_params[profil.CLE] = "dsp"
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    if adresse:
        essai.switch_page(FICHIERS[adresse])
    return essai.run()


def boutons(essai: AppTest) -> set[str]:
    return {b.label for b in essai.button}


def ouverte(essai: AppTest) -> bool:
    """Vrai si la page s'est ouverte : un titre à elle, aucun refus."""
    assert not essai.exception
    assert "Quelque chose n’a pas fonctionné" not in textes(essai)
    titres = [t.value for t in essai.title]
    refus = any(REFUS in e.value for e in essai.error)
    assert refus or titres, "ni page ni refus"
    return not refus and titres != ["Se connecter"]


@pytest.mark.parametrize("lettres", ["A", "S", "N", "T", "L", "TN", "LS", ""])
def test_chaque_page_et_son_menu_selon_la_personne(serveur, lettres):
    ouvertes, menus = set(), set()
    for adresse in PAGES_ATTENDUES:
        parametres = ICI if adresse == "portrait" else {}
        essai = demander(adresse, lettres, **parametres)
        if ouverte(essai):
            ouvertes.add(adresse)
        else:
            assert not essai.get("segmented_control"), "la page refusée a quand même posé ses vues"
        menus.add(tuple(lien.proto.label for lien in essai.sidebar.get("page_link")))
        assert ("Se connecter" if not lettres else "Se déconnecter") in boutons(essai)
        dsp = set(lettres) & set("AS")
        assert ("tb_bascule_profil" in {b.key for b in essai.button}) is bool(dsp)
        assert essai.session_state[profil.CLE] == ("dsp" if dsp else "table")
    assert ouvertes == {a for a, cases in PAGES_ATTENDUES.items() if set(cases[0]) & set(lettres)}
    au_menu = tuple(TITRES[a] for a, cases in PAGES_ATTENDUES.items() if set(cases[1]) & set(lettres))
    assert menus == {au_menu}


@pytest.mark.parametrize("lettres", ["A", "S", "N", "T", "L", "TN"])
def test_chaque_vue_par_son_adresse(serveur, lettres):
    for (adresse, vue), cases in VUES_ATTENDUES.items():
        if not set(PAGES_ATTENDUES[adresse][0]) & set(lettres):
            continue
        essai = demander(adresse, lettres, vue=vue, **(ICI if adresse == "portrait" else {}))
        permise = bool(set(cases[0]) & set(lettres))
        assert ouverte(essai) is permise, (adresse, vue)
        choix = [g for g in essai.get("button_group") if g.proto.label == "Vue de la page"]
        offertes = {o.content for g in choix for o in g.proto.options}
        siennes = {v for (a, v), c in VUES_ATTENDUES.items() if a == adresse and set(c[0]) & set(lettres)}
        assert offertes == (siennes if permise else set()), (adresse, vue)


def test_une_vue_qui_n_existe_pas_rend_la_premiere_permise(serveur):
    essai = demander("donnees", "T", vue="<script>alert(1)</script>")
    assert ouverte(essai)
    assert "Glossaire" in [h.value for h in essai.header]


def test_au_poste_et_en_rencontre_aucun_bouton_de_connexion(serveur, monkeypatch):
    for mode, menu in (("poste", len(PAGES)), ("rencontre", 6)):
        monkeypatch.setenv(identite.VARIABLE_MODE, mode)
        essai = demander("")
        assert ouverte(essai)
        assert not {"Se connecter", "Se déconnecter"} & boutons(essai)
        assert len(essai.sidebar.get("page_link")) == menu
        assert (essai.session_state[profil.CLE] == "dsp") is (mode == "poste")


def test_le_visiteur_ne_lit_que_le_portrait_d_un_territoire_ouvert(serveur):
    assert not ouverte(demander("portrait", **ICI)), "fermée par défaut"
    ouvrir_lecture(serveur, au_poste("essai"), *ICI.values())
    essai = demander("portrait", **ICI)
    assert ouverte(essai)
    assert essai.title[0].value == "Anse-aux-Huards"
    assert essai.sidebar.get("page_link") == []
    assert essai.get("page_link") == [], "aucun lien vers ce qui ne s'ouvre pas"
    assert essai.get("download_button") == []
    assert "Télécharger" not in {p.proto.popover.label for p in essai.get("popover")}
    membre = demander("portrait", "L", **ICI)
    assert "Télécharger" in {p.proto.popover.label for p in membre.get("popover")}
    assert boutons(essai) == {"Se connecter"}
    assert "profil table" in textes(essai).lower()
    assert ouverte(demander("portrait", vue="Dix ans", **ICI))
    for adresse in PAGES_ATTENDUES:
        autre = demander(adresse, **({} if adresse == "portrait" else ICI))
        assert not ouverte(autre), adresse
        assert "Certains territoires se lisent sans compte" in textes(autre)
    for forgee in (
        {**ICI, "territoire": MINUSCULE}, {**ICI, "decoupage": "RSS"}, {**ICI, "decoupage": ""},
        {**ICI, "territoire": ORDINAIRE + " "}, {**ICI, "base": "demonstration"},
    ):  # fmt: skip
        assert not ouverte(demander("portrait", **forgee)), forgee
    fermer_lecture(serveur, au_poste("essai"), *ICI.values())
    assert not ouverte(demander("portrait", **ICI))


def test_hors_du_serveur_la_lecture_ouverte_ne_change_rien(serveur, monkeypatch):
    ouvrir_lecture(serveur, au_poste("essai"), *ICI.values())
    monkeypatch.setenv(identite.VARIABLE_MODE, "inconnu")
    essai = demander("portrait", **ICI)
    assert not essai.title
    assert "mode d'accès" in essai.error[0].value


def test_un_compte_sans_role_et_un_courriel_non_verifie_sont_dits(serveur):
    for faits, phrase in (
        ({"email": "inconnu@exemple.ca"}, "aucun rôle"),
        ({"email": "surveillance@exemple.ca", "email_verified": False}, "n'est pas vérifié"),
        ({"email": "<img src=x onerror=alert(1)>@x.ca", "name": "<script>"}, "aucun rôle"),
    ):
        essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
        essai.session_state[PERSONNE] = faits
        essai.query_params["base"] = bases.REGION
        essai.run()
        assert not ouverte(essai)
        dit = textes(essai)
        assert phrase in dit
        assert "<script>" not in dit
        assert "onerror" not in dit
        assert boutons(essai) == {"Se déconnecter"}


def test_un_role_retire_rabat_l_ecran_des_la_demande_suivante(serveur):
    from tableau_bord.gestes.acces import retirer_role

    essai = demander("publier", "S")
    assert ouverte(essai)
    retirer_role(serveur, au_poste("essai"), "courriel", "surveillance@exemple.ca", Role.SURVEILLANCE)
    essai.run()
    assert not ouverte(essai)
    assert essai.session_state[profil.CLE] == "table"


def nombres_fins(entrepot) -> set[str]:
    """Ce que le masque cache, tel que l'écran l'écrirait au profil DSP."""
    cle = ["decoupage", "code", "indicateur", "periode", "sexe", "age"]
    fines = indicateurs.lire_cases(entrepot, Profil.DSP, sexes=None)
    cachees = indicateurs.lire_cases(entrepot, Profil.TABLE, sexes=None)
    masquees = fines.join(cachees.filter(cachees["valeur"].is_null()), on=cle, how="semi").drop_nulls(
        "valeur"
    )
    return {f"{v:.1f}".replace(".", ",") for v in masquees["valeur"]}


def arbre(essai: AppTest) -> str:
    """Tout ce qui part au navigateur : chaque élément, figures et attributs compris, et l'adresse."""
    morceaux: list[str] = [str(dict(essai.query_params))]

    def parcourir(bloc: object) -> None:
        if (proto := getattr(bloc, "proto", None)) is not None:
            morceaux.append(proto.SerializeToString().decode("utf-8", errors="replace"))
        for enfant in getattr(bloc, "children", {}).values():
            parcourir(enfant)

    parcourir(essai._tree)
    return "\n".join(morceaux).replace("\u00a0", " ")


@pytest.mark.parametrize("autre", ["T", "N", "L"])
def test_deux_ecrans_de_profils_differents_ne_se_melangent_pas(serveur, autre):
    fins = nombres_fins(serveur)
    assert len(fins) >= 3, "l'essai ne prouve rien"
    for _ in range(2):
        dsp, table = demander("portrait", "S", **MASQUEE), demander("portrait", autre, **MASQUEE)
        vus = {n for n in fins if n in arbre(dsp)}
        assert vus, "contre-épreuve : au profil DSP, les nombres fins se trouvent"
        assert {n for n in fins if n in arbre(table)} == set()
        for vue in ("carte", "donnees"):
            assert {n for n in fins if n in arbre(demander(vue, autre, indicateur="deces"))} == set()
    assert any(n in arbre(demander("carte", "S", indicateur="deces")) for n in fins)


def test_deux_ecrans_au_meme_instant(serveur):
    fins = nombres_fins(serveur)
    with ThreadPoolExecutor(4) as fils:
        rendus = list(fils.map(lambda x: (x, arbre(demander("portrait", x, **MASQUEE))), "STSTSTST"))
    for lettre, rendu in rendus:
        assert any(n in rendu for n in fins) is (lettre == "S"), lettre


def test_contre_epreuve_un_cache_sans_le_profil_fuirait(serveur, monkeypatch):
    """Un cache commun, cléé par le territoire seul : le deuxième écran montre ce que le premier a vu."""
    garde: dict[tuple, object] = {}
    lire = indicateurs.portrait

    def memoire(entrepot, profil_lu, decoupage, code):
        return garde.setdefault((decoupage, code), lire(entrepot, profil_lu, decoupage, code))

    monkeypatch.setattr(indicateurs, "portrait", memoire)
    fins = nombres_fins(serveur)
    demander("portrait", "S", **MASQUEE)
    assert any(n in arbre(demander("portrait", "T", **MASQUEE)) for n in fins)
