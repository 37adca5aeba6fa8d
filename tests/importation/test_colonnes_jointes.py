"""Des noms de colonnes cryptiques, et le dictionnaire joint qui les explique."""

import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import lire_tableau
from tableau_bord.importation.colonnes_jointes import renommer
from tests.importation.fabrique import octets

DONNEES = "GEO_CD;V001;V002;v_003\n0511;1;2;3\n0514;4;5;6\n"


def _lire(texte, nom="donnees.csv"):
    return lire_tableau(octets(texte), nom)


@pytest.mark.parametrize(
    "dictionnaire",
    [
        "Variable;Libellé\nGEO_CD;Code du territoire\nV001;Cas\nV002;Population\nV_003;Taux\n",
        "No;Type;Nom court;Variable;Libellé français\n1;texte;terr;geo_cd;Code du territoire\n2;num;cas;v001;Cas\n"
        "3;num;pop;v002;Population\n4;num;tx;v_003;Taux\n",
        "Variable;Label EN;Label FR\nGEO_CD;Area code;Code du territoire\nV001;Cases;Cas\nV002;People;Population\nV_003;Rate;Taux\n",
        "Champ;Contenu\nV_003;Taux\nV002;Population\nGEO_CD;Code du territoire\nV001;Cas\nV999;Autre\n",
    ],
)
def test_les_colonnes_prennent_leur_libelle(dictionnaire):
    rendu = renommer(_lire(DONNEES), _lire(dictionnaire, "dict.csv"))
    assert rendu.colonnes == ["Code du territoire", "Cas", "Population", "Taux"]
    assert rendu.cadre.rows()[0] == ("0511", "1", "2", "3", 2)
    assert rendu.remarques == ("4\u00a0colonnes renommées d'après «\u00a0dict.csv\u00a0».",)


def test_ce_que_le_dictionnaire_tait_garde_son_nom_et_se_dit():
    rendu = renommer(_lire(DONNEES), _lire("Code;Libellé\nV001;Cas\nV002;Population\n", "dict.csv"))
    assert rendu.colonnes == ["GEO_CD", "Cas", "Population", "v_003"]
    assert rendu.remarques[-1] == "Sans libellé dans ce dictionnaire\u00a0: GEO_CD, v_003."


def test_deux_libelles_pareils_se_distinguent_et_le_premier_libelle_l_emporte():
    dictionnaire = "Code;Libellé\nV001;Cas\nV002;Cas\nV001;Autre chose\n"
    assert renommer(_lire(DONNEES), _lire(dictionnaire)).colonnes == ["GEO_CD", "Cas", "Cas (2)", "v_003"]


def test_un_dictionnaire_d_un_autre_fichier_est_refuse():
    with pytest.raises(ImportationErreur, match="GEO_CD, V001") as pris:
        renommer(_lire(DONNEES), _lire("Code;Libellé\nX1;Cas\nX2;Taux\n", "autre.csv"))
    assert "autre.csv" in pris.value.ou


def test_un_dictionnaire_sans_libelles_est_refuse():
    with pytest.raises(ImportationErreur, match="libellés"):
        renommer(_lire(DONNEES), _lire("Code;Longueur\nV001;8\nV002;12\n"))
