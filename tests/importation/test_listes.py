"""Listes de territoires et compositions en aires de diffusion."""

import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre
from tests.importation.fabrique import AUCUN, comprendre, de


def test_une_liste_de_territoires_dans_une_base_vide():
    c = comprendre(
        "NoRLS;RLS;Municipalité\n0511;0511 - RLS du Granit;Lac-Mégantic\n514;RLS de Coaticook;\n",
        territoires=AUCUN,
    )
    assert c.valeurs.columns == ["decoupage", "code", "nom", "parent", "municipalite", "_ligne"]
    assert c.valeurs.rows() == [
        ("RLS", "0511", "Granit", None, "Lac-Mégantic", 2),
        ("RLS", "0514", "Coaticook", None, None, 3),
    ]
    assert "Zéros" in c.remarques[0]


def test_un_code_a_deux_noms_bloque_un_doublon_exact_non():
    c = comprendre(
        "Code;Nom\nA1;Un\nA1;Deux\nB1;Trois\nB1;Trois\n", territoires=AUCUN, decoupage="communaute"
    )
    assert [a.gravite for a in c.anomalies] == ["refusée", "mise de côté"]


def test_un_code_vide_est_refuse_un_total_mis_de_cote():
    c = comprendre("Code;Nom\nA1;Un\n;Deux\n;Total\n", territoires=AUCUN, decoupage="communaute")
    assert (c.lignes_retenues, c.lignes_refusees, c.lignes_de_cote) == (1, 1, 1)


def test_une_composition_et_ses_poids():
    c = comprendre("Code;AD;Poids\n0511;24050001;1\n0514;24050002;0,25\n")
    assert (c.genre, c.valeurs.columns) == (Genre.COMPOSITION, ["code", "ad", "poids", "_ligne"])
    assert c.valeurs.select("code", "ad", "poids").rows() == [
        ("0511", "24050001", 1.0),
        ("0514", "24050002", 0.25),
    ]


def test_une_composition_sans_poids_vaut_un():
    assert comprendre("Code;AD\n0511;24050001\n0514;24050002\n").valeurs["poids"].to_list() == [1.0, 1.0]


def test_un_poids_hors_de_zero_a_un_est_refuse():
    c = comprendre("Code;AD;Poids\n0511;24050001;1,5\n0514;24050002;0\n0515;24050003;0,5\n")
    assert [a.ligne for a in de(c, "poids hors de 0 à 1")] == [2, 3]


def test_colonnes_manquantes():
    with pytest.raises(ImportationErreur, match="nom du territoire"):
        comprendre("Code;Note\nA1;x\n", genre=Genre.TERRITOIRES, territoires=AUCUN)
    with pytest.raises(ImportationErreur, match="aire de diffusion"):
        comprendre("Code;Cas\n0511;1\n0514;2\n", genre=Genre.COMPOSITION)
