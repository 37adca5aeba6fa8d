"""Chaque page, aux deux profils, sur la démonstration et sur une région vide : rien ne casse, tout est dit."""

from __future__ import annotations

import html
import re
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from donnees.simulation.modeles import SANS_DONNEE, TROP_PETITE
from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.gestes import bases
from tableau_bord.interface.navigation import PAGES

RACINE = Path(__file__).resolve().parents[2]
ANSE = {"territoire": "20-001", "decoupage": "communaute"}
VISITES = {
    "accueil": ("pages/accueil.py", {}),
    "portrait": ("pages/portrait.py", ANSE),
    "portrait_dix_ans": ("pages/portrait.py", {**ANSE, "vue": "Dix ans"}),
    "portrait_actifs": ("pages/portrait.py", {**ANSE, "vue": "Actifs"}),
    "portrait_paroles": ("pages/portrait.py", {**ANSE, "vue": "Paroles"}),
    "portrait_region": ("pages/portrait.py", {"territoire": "20", "decoupage": "RSS"}),
    "portrait_sans_territoire": ("pages/portrait.py", {}),
    "carte": ("pages/carte.py", {}),
    "carte_mrc": ("pages/carte.py", {"decoupage": "MRC", "indicateur": "faible_revenu"}),
    "carte_besoins": ("pages/carte.py", {"vue": "Besoins × actifs", "enjeu": "isolement"}),
    "carte_acces": ("pages/carte.py", {"vue": "Accès", "enjeu": "isolement"}),
    "actifs": ("pages/actifs.py", {}),
    "actifs_ici": ("pages/actifs.py", ANSE),
    "actifs_a_verifier": ("pages/actifs.py", {"vue": "À vérifier"}),
    "actifs_reseau": ("pages/actifs.py", {"vue": "Réseau"}),
    "paroles": ("pages/paroles.py", {}),
    "donnees_verser": ("pages/donnees.py", {"vue": "Verser"}),
    "donnees_lots": ("pages/donnees.py", {"vue": "Lots"}),
    "donnees_dictionnaire": ("pages/donnees.py", {"vue": "Dictionnaire"}),
    "enquete": ("pages/enquete.py", {}),
    "enquete_comite": ("pages/enquete.py", {"vue": "Comité"}),
    "publier": ("pages/publier.py", {}),
    "gouvernance": ("pages/gouvernance.py", {}),
    "gouvernance_journal": ("pages/gouvernance.py", {"vue": "Journal"}),
    "gouvernance_registres": ("pages/gouvernance.py", {"vue": "Registres"}),
}
SANS_TERRITOIRE = {nom: v for nom, v in VISITES.items() if "territoire" not in v[1]}
TITRES = {
    "accueil": "Trouver votre communauté",
    "portrait": "Anse-aux-Huards",
    "portrait_sans_territoire": "Lire un portrait",
    "donnees_verser": "Données",
    "publier": "Publier",
}
TROP_TECHNIQUE = re.compile(r"Traceback|Error\b|\.py\b|NoneType|\bnan\b")


@pytest.fixture(scope="session")
def demonstration(bases_a_part: Path) -> bases.Base:
    """La démonstration, construite une fois."""
    return bases.ouvrir_base(bases.DEMONSTRATION)


def visiter(fichier: str, profil: Profil, base: str, **parametres: str) -> AppTest:
    """Ouvrir une page comme un lien profond ; sans l'application autour d'elle, elle ne rend rien."""
    essai = AppTest.from_file(str(RACINE / "app.py"), default_timeout=60)
    essai.session_state["tb_profil"] = profil.value
    essai.query_params["base"] = base
    for nom, valeur in parametres.items():
        essai.query_params[nom] = valeur
    if fichier != "pages/accueil.py":
        essai.switch_page(fichier)
    return essai.run()


def textes(essai: AppTest) -> str:
    """Tout ce que la page dit, d'un seul tenant."""
    posees = [re.sub(r"<[^>]+>", " ", element.proto.body) for element in essai.get("html")]
    posees += [m.value for m in (*essai.markdown, *essai.error, *essai.info, *essai.success, *essai.warning)]
    return html.unescape("\n".join(posees)).replace("\u00a0", " ")


def rangees(essai: AppTest) -> list[str]:
    """Le texte de chaque rangée de « Mesure par mesure », balises enlevées."""
    posees = [element.proto.body for element in essai.get("html")]
    lignes = [p for p in posees if "flex-wrap:wrap" in p and "tb-fort" in p]
    return [
        re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", p))).replace("\u00a0", " ") for p in lignes
    ]


def saine(essai: AppTest) -> None:
    assert not essai.exception
    dit = textes(essai)
    assert "Quelque chose n’a pas fonctionné" not in dit
    assert not TROP_TECHNIQUE.search(dit), TROP_TECHNIQUE.search(dit)
    assert len(essai.sidebar.get("page_link")) == len(PAGES), "la page s'affiche sans son application"


def test_toute_page_du_registre_est_visitee() -> None:
    assert {fichier for fichier, _ in VISITES.values()} == {page.fichier for page in PAGES}


@pytest.mark.parametrize("profil", list(Profil), ids=lambda p: p.value)
@pytest.mark.parametrize("nom", VISITES)
def test_la_demonstration_se_lit(demonstration, nom, profil) -> None:
    fichier, parametres = VISITES[nom]
    essai = visiter(fichier, profil, bases.DEMONSTRATION, **parametres)
    saine(essai)
    assert not essai.error
    assert len(essai.title) == 1
    assert essai.title[0].value == TITRES.get(nom, essai.title[0].value) != ""
    dit = textes(essai)
    assert "Données inventées" in dit
    assert f"profil {profil.value}" in dit.lower()


@pytest.mark.parametrize("profil", list(Profil), ids=lambda p: p.value)
@pytest.mark.parametrize("nom", SANS_TERRITOIRE)
def test_une_region_vide_dit_quoi_faire(nom, profil) -> None:
    fichier, parametres = SANS_TERRITOIRE[nom]
    essai = visiter(fichier, profil, bases.REGION, **parametres)
    saine(essai)
    assert len(essai.title) == 1
    assert essai.title[0].value
    assert "Données inventées" not in textes(essai)


@pytest.mark.parametrize("profil", list(Profil), ids=lambda p: p.value)
@pytest.mark.parametrize(
    ("fichier", "parametres", "phrase"),
    [
        ("pages/portrait.py", {"territoire": "99-999"}, "Ce territoire n'existe pas dans cette base."),
        ("pages/portrait.py", {"territoire": "99-999", "decoupage": "communaute"}, "n'existe pas"),
        ("pages/portrait.py", {"territoire": "20-001", "decoupage": "n’importe"}, "n'existe pas"),
        ("pages/carte.py", {"indicateur": "licornes"}, "licornes"),
    ],
)
def test_une_adresse_fausse_est_dite_clairement(demonstration, fichier, parametres, phrase, profil) -> None:
    essai = visiter(fichier, profil, bases.DEMONSTRATION, **parametres)
    saine(essai)
    assert len(essai.error) == 1
    message = essai.error[0].value.replace("’", "'")
    assert phrase.replace("’", "'") in message
    assert len(message.split("**")[-1]) > 20, "aucun remède n'est proposé"


def test_la_communaute_sans_donnee_le_dit(demonstration) -> None:
    essai = visiter(
        "pages/portrait.py", Profil.TABLE, bases.DEMONSTRATION, territoire=code_de(demonstration, SANS_DONNEE)
    )
    saine(essai)
    assert essai.title[0].value == SANS_DONNEE
    lues = rangees(essai)
    assert len(lues) > 5
    assert all("non disponible" in ligne for ligne in lues)


def test_au_profil_table_aucun_petit_effectif_ne_se_lit(demonstration) -> None:
    code = code_de(demonstration, TROP_PETITE)
    petits = petits_effectifs(demonstration, code)
    assert petits, "l'essai ne prouve rien : aucune case de 1 à 4 dans ce portrait"
    table = visiter("pages/portrait.py", Profil.TABLE, bases.DEMONSTRATION, territoire=code)
    saine(table)
    lues = rangees(table)
    assert any("masqué" in ligne for ligne in lues)
    assert [ligne for ligne in lues if re.search(r"(?<!\d)[1-4] sur \d", ligne)] == []
    assert [texte for texte in petits if any(f" {texte}," in ligne for ligne in lues)] == []

    dsp = visiter("pages/portrait.py", Profil.DSP, bases.DEMONSTRATION, territoire=code)
    saine(dsp)
    fines = rangees(dsp)
    assert not any("masqué" in ligne for ligne in fines)
    for texte in petits:
        assert any(f" {texte}," in ligne for ligne in fines), texte


def code_de(base: bases.Base, nom: str) -> str:
    connues = territoires.codes_connus(base.entrepot)
    return str(connues.filter((pl.col("decoupage") == "communaute") & (pl.col("nom") == nom))["code"].item())


def petits_effectifs(base: bases.Base, code: str) -> list[str]:
    """« 3 sur 21 » : ce que le portrait écrirait des cases de 1 à 4, à leur dernière période."""
    lues = indicateurs.portrait(base.entrepot, Profil.DSP, "communaute", code)
    return [
        f"{m.effectif:g} sur {m.denominateur:g}"
        for m in (*lues.noyau, *lues.annexe)
        if m.effectif and 0 < m.effectif < 5 and m.denominateur and m.denominateur < 1000
    ]
