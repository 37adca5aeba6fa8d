"""Ce qui s'additionne (sexes, territoires, âges) et où c'est : ce qu'il faut dire, et ne pas dire."""

import pytest

from tests.importation.fabrique_controles import RATTACHEMENTS, controler, dites

SEXES = "Code;Sexe;Cas\n0511;F;{f}\n0511;M;{m}\n0511;T;{t}\n0514;F;40\n0514;M;61\n0514;T;101\n"


def test_femmes_et_hommes_loin_des_deux_sont_signales():
    c = controler(SEXES.format(f=40, m=44, t=101))
    assert dites(c, "parties contre total") == [(4, "signalée")]
    (a,) = [a for a in c.anomalies if a.regle == "parties contre total"]
    assert "101" in a.message and "84" in a.message


@pytest.mark.parametrize("total", [85, 100, 115])
def test_a_quinze_pour_cent_pile_rien_n_est_dit(total):
    c = controler(SEXES.format(f=total - 45, m=45, t=100))
    assert dites(c, "parties contre total") == []


def test_le_seuil_des_parties_se_regle():
    texte = SEXES.format(f=45, m=45, t=100)
    assert dites(controler(texte), "parties contre total") == []
    assert len(dites(controler(texte, parties_contre_total=5), "parties contre total")) == 1
    loin = SEXES.format(f=1, m=1, t=100)
    assert dites(controler(loin, parties_contre_total=False), "parties contre total") == []


def test_un_sexe_manquant_ne_permet_pas_de_comparer():
    assert dites(controler("Code;Sexe;Cas\n0511;F;10\n0511;M;x\n0511;T;100\n"), "parties contre total") == []
    assert dites(controler("Code;Sexe;Cas\n0511;F;10\n0511;T;100\n"), "parties contre total") == []


def test_l_arrondi_aleatoire_a_cinq_est_tolere():
    lignes = "0511;F;5\n0511;M;5\n0511;T;20\n0514;F;40\n0514;M;60\n0514;T;100\n"
    assert dites(controler("Code;Sexe;Cas\n" + lignes), "parties contre total") == []
    exact = lignes.replace("0514;F;40", "0514;F;41")
    assert len(dites(controler("Code;Sexe;Cas\n" + exact), "parties contre total")) == 1


NIVEAUX = "GEO;CODE;Cas\nRLS;0511;{a}\nRLS;0514;20\nRLS;0515;71\nRSS;05;{t}\n"


def test_les_territoires_d_une_region_loin_de_la_region_sont_signales():
    c = controler(NIVEAUX.format(a=10, t=150), rattachements=RATTACHEMENTS)
    assert dites(c, "parties contre total") == [(5, "signalée")]
    assert (
        dites(controler(NIVEAUX.format(a=10, t=101), rattachements=RATTACHEMENTS), "parties contre total")
        == []
    )
    assert dites(controler(NIVEAUX.format(a=10, t=150)), "parties contre total") == []


def test_un_enfant_masque_n_accuse_pas_la_region_sauf_si_le_reste_la_depasse():
    masque = NIVEAUX.format(a="x", t=150)
    assert dites(controler(masque, rattachements=RATTACHEMENTS), "parties contre total") == []
    depasse = NIVEAUX.format(a="x", t=50)
    assert len(dites(controler(depasse, rattachements=RATTACHEMENTS), "parties contre total")) == 1


def test_des_groupes_d_age_qui_se_chevauchent_sont_signales_pour_unindicateur():
    c = controler("Code;Âge;Cas\n0511;0-17;1\n0511;18-64;2\n0511;60 ans et plus;3\n")
    assert dites(c, "âges qui se chevauchent") == [(None, "signalée")]
    (a,) = c.anomalies
    assert "60 ans et plus" in a.message and "18-64" in a.message


@pytest.mark.parametrize(
    "ages", [("0-17", "18-64", "65 et plus"), ("tous", "0-17", "18 et plus"), ("0", "1", "2")]
)
def test_des_groupes_d_age_disjoints_ne_disent_rien(ages):
    lignes = "\n".join(f"0511;{a};{i}" for i, a in enumerate(ages))
    assert dites(controler(f"Code;Âge;Cas\n{lignes}\n"), "âges qui se chevauchent") == []


def test_deux_periodes_et_deux_decoupages_ont_chacun_leurs_ages():
    c = controler("Code;Année;Âge;Cas\n0511;2016;65 et plus;2\n0511;2021;65-74;1\n0511;2021;75 et plus;1\n")
    assert dites(c, "âges qui se chevauchent") == []
    c = controler("GEO;Code;Âge;Cas\nRLS;0511;65 et plus;2\nRSS;05;65-74;1\nRSS;05;75 et plus;1\n")
    assert dites(c, "âges qui se chevauchent") == []


def test_deux_indicateurs_ont_chacun_leurs_ages():
    c = controler("Code;Indicateur;Âge;Cas\n0511;a;18-64;2\n0511;b;60-90;3\n")
    assert dites(c, "âges qui se chevauchent") == []


def test_des_coordonnees_hors_du_quebec_sont_signalees():
    lignes = "0511;3;45,58;-70,88\n0514;4;43,65;-79,38\n0515;5;45.40;71.89\n"
    c = controler("Code;Cas;Latitude;Longitude\n" + lignes)
    vues = [(a.ligne, a.colonne, a.valeur) for a in c.anomalies if a.regle == "coordonnées hors Québec"]
    assert vues == [(3, "Latitude", "43,65"), (4, "Longitude", "71.89")]
    assert (
        dites(
            controler("Code;Cas;Latitude;Longitude\n" + lignes, coordonnees_hors_quebec=False),
            "coordonnées hors Québec",
        )
        == []
    )


def test_une_coordonnee_absente_ou_une_autre_colonne_ne_dit_rien():
    assert not controler(
        "Code;Cas;Lat;Lon;Alt\n0511;3;;;9000\n0514;4;62,7;-57,0;1\n0515;5;44,9;-79,8;2\n"
    ).anomalies
