"""Un gabarit rempli se relit tout seul : tous les rôles justes, pour chaque genre, zéros de tête gardés."""

import io
import re
import zipfile

import fastexcel
import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.importation import Genre, Role
from tableau_bord.rapports.gabarits import entetes, gabarit_xlsx
from tests.importation.fabrique import AUCUN, TERRITOIRES, xlsx

LIEUX = TERRITOIRES.vstack(
    pl.DataFrame(
        {"decoupage": ["communaute"] * 2, "code": ["05-001", "05-002"], "nom": ["Le Bourg", "Le Rang"]}
    )
)
REMPLI = {
    Genre.INDICATEURS: [
        ["RLS", "0511", "Granit", "deces", "2021", "F", "65 et plus", 18, 2100, 857.1, 507.6, 1354.6, "note"],
        ["RLS", "0514", "Coaticook", "deces", "2021", "M", "65 et plus", 0, 1900, 0, None, None, None],
        ["RSS", "05", "Estrie", "deces", "2021", "T", "tous", "n.d.", None, "n.d.", None, None, None],
    ],
    Genre.POPULATION: [
        ["RLS", "0511", "Granit", "2021", "F", "0-17", 1890],
        ["RLS", "0511", "Granit", "2021", "F", "18 et plus", 7310],
        ["RLS", "0514", "Coaticook", "2021", "M", "0-17", 0],
    ],
    Genre.TERRITOIRES: [
        ["RSS", "05", "Estrie", None, None],
        ["RLS", "0511", "Granit", "05", "Lac-Mégantic"],
        ["RLS", "0514", "Coaticook", "05", "Coaticook"],
    ],
    Genre.COMPOSITION: [
        ["05-001", "24430101", 1],
        ["05-001", "24430102", 0.4],
        ["05-002", "24430102", 0.6],
    ],
    Genre.CUBE: [
        ["RLS", "0511", "Granit", "deces", "2021", "T", "tous", 18, 18741, 96.05, None, None, None],
        ["RLS", "0514", "Coaticook", "deces", "2021", "T", "tous", None, None, None, None, None, "masqué"],
    ],
}  # fmt: skip


def premiere_rangee(contenu, feuille):
    lu = fastexcel.read_excel(contenu).load_sheet(feuille, header_row=None, dtypes="string").to_polars()
    return list(lu.row(0))


def rempli(genre):
    """Le gabarit comme une personne le rend : ses en-têtes, ses rangées, ses trois feuilles."""
    gabarit = gabarit_xlsx(genre)
    feuilles = {
        "Données": [premiere_rangee(gabarit, "Données"), *REMPLI[genre]],
        "Consignes": [["Consignes"]],
    }
    return xlsx(**feuilles)


def roles(plan):
    return {c.colonne: c.role for c in plan.colonnes}


@pytest.mark.parametrize("base", [LIEUX, AUCUN], ids=["base connue", "base vide"])
@pytest.mark.parametrize("genre", list(Genre))
def test_le_gabarit_rempli_se_relit_tous_roles_justes(genre, base):
    tableau = importation.lire_tableau(rempli(genre), "gabarit.xlsx")
    plan = importation.proposer(tableau, base, [])
    assert (plan.genre, tableau.feuille) == (genre, "Données")
    assert roles(plan) == dict(entetes(genre))
    assert all(c.confiance >= 0.5 for c in plan.colonnes)


@pytest.mark.parametrize("genre", list(Genre))
def test_l_exemple_du_gabarit_se_relit_lui_aussi(genre):
    tableau = importation.lire_tableau(gabarit_xlsx(genre), "gabarit.xlsx", "Exemple")
    plan = importation.proposer(tableau, LIEUX, [])
    assert plan.genre is genre and roles(plan) == dict(entetes(genre))
    c = importation.comprendre(tableau, plan, LIEUX)
    assert not c.bloquante, [a.message for a in c.anomalies]
    assert (c.lignes_retenues, c.lignes_refusees) == (c.lignes_lues, 0)


def test_les_valeurs_versees_sont_celles_qu_on_a_ecrites():
    tableau = importation.lire_tableau(rempli(Genre.INDICATEURS), "gabarit.xlsx")
    c = importation.comprendre(tableau, importation.proposer(tableau, LIEUX, []), LIEUX)
    lues = c.valeurs.select("decoupage", "code", "sexe", "age", "effectif", "valeur", "motif").rows()
    assert lues == [
        ("RLS", "0511", "F", "65 et plus", 18.0, 857.1, None),
        ("RLS", "0514", "M", "65 et plus", 0.0, 0.0, None),
        ("RSS", "05", "T", "tous", None, None, "non disponible"),
    ]


@pytest.mark.parametrize("genre", [Genre.INDICATEURS, Genre.POPULATION, Genre.TERRITOIRES, Genre.CUBE])
def test_les_territoires_donnes_preparent_leurs_rangees_en_texte(genre):
    gabarit = gabarit_xlsx(genre, TERRITOIRES)
    tableau = importation.lire_tableau(gabarit, "gabarit.xlsx", "Données")
    codes = next(nom for nom, role in entetes(genre) if role is Role.TERRITOIRE_CODE)
    noms = next(nom for nom, role in entetes(genre) if role is Role.TERRITOIRE_NOM)
    assert tableau.cadre[codes].to_list() == TERRITOIRES["code"].to_list()
    assert tableau.cadre[noms].to_list() == TERRITOIRES["nom"].to_list()


def test_un_nom_qui_ressemble_a_une_formule_reste_du_texte():
    hostile = TERRITOIRES.head(1).with_columns(nom=pl.lit('=HYPERLINK("http://x")'))
    gabarit = gabarit_xlsx(Genre.TERRITOIRES, hostile)
    assert b"<f>" not in _xml(gabarit, "xl/worksheets/sheet1.xml")


def _xml(contenu, chemin):
    with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
        return archive.read(chemin)


@pytest.mark.parametrize("genre", list(Genre))
def test_listes_deroulantes_et_colonnes_de_texte(genre):
    gabarit = gabarit_xlsx(genre)
    xml = _xml(gabarit, "xl/worksheets/sheet1.xml").decode()
    attendues = {Role.SEXE: "F,M,T", Role.DECOUPAGE: "RLS,RTS,RSS,CLSC,MRC,communaute,AD,quebec"}
    presentes = [attendues[r] for _, r in entetes(genre) if r in attendues]
    assert sorted(re.findall(r'<formula1>"([^"<]+)"</formula1>', xml.replace("&quot;", '"'))) == sorted(
        presentes
    )
    styles = _xml(gabarit, "xl/styles.xml").decode()
    formes = [int(x) for x in re.findall(r'<xf numFmtId="(\d+)"', styles.split("<cellXfs")[1])]
    colonnes = re.findall(r'<col min="(\d+)" max="(\d+)" width="[\d.]+"(?: style="(\d+)")?', xml)
    formats = {i: formes[int(s or 0)] for a, b, s in colonnes for i in range(int(a) - 1, int(b))}
    codes = [
        i for i, (_, r) in enumerate(entetes(genre)) if r in {Role.TERRITOIRE_CODE, Role.AD, Role.PARENT}
    ]
    assert codes and all(formats[i] == 49 for i in codes)


@pytest.mark.parametrize("genre", list(Genre))
def test_les_consignes_disent_chaque_colonne_et_les_codes_d_absence(genre):
    lu = fastexcel.read_excel(gabarit_xlsx(genre))
    assert lu.sheet_names == ["Données", "Consignes", "Exemple"]
    texte = " ".join(
        str(c)
        for r in lu.load_sheet("Consignes", header_row=None, dtypes="string").to_polars().rows()
        for c in r
    )
    for mot in ("n.d.", "Jamais 0", "virgule", "Une ligne par", *(nom for nom, _ in entetes(genre))):
        assert mot in texte
