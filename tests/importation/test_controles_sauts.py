"""Une série qui saute, et celles qui n'en font que l'effet."""

import pytest

from tests.importation.fabrique_controles import controler, dites


def _annees(valeurs, colonne="Cas"):
    lignes = "\n".join(f"0511;{2010 + i};{v}" for i, v in enumerate(valeurs))
    return f"Code;Année;{colonne}\n{lignes}\n"


def test_une_valeur_dix_fois_ses_voisines_est_signalee_elle_seule():
    c = controler(_annees([100, 104, 98, 1010, 101, 99, 103]))
    assert dites(c, "série qui saute") == [(5, "signalée")]
    (a,) = c.anomalies
    assert "2013" in a.message


@pytest.mark.parametrize(
    "valeurs", [[1010, 100, 104, 98, 101], [100, 104, 98, 101, 1010], [100, 104, 98, 101, 9]]
)
def test_un_saut_au_bout_de_la_serie_est_vu(valeurs):
    ligne = 2 if valeurs[0] > 1000 else 6
    assert dites(controler(_annees(valeurs)), "série qui saute") == [(ligne, "signalée")]


def test_un_palier_est_signale_une_fois_la_ou_il_commence():
    c = controler(_annees([100, 104, 98, 102, 1010, 1001, 1040, 990]))
    assert dites(c, "série qui saute") == [(6, "signalée")]


def test_de_petits_nombres_varient_par_hasard():
    assert not controler(_annees([1, 6, 0, 2, 9, 1, 0, 3, 1])).anomalies


def test_une_serie_qui_croit_regulierement_ne_saute_pas():
    assert not controler(_annees([100 * 2**i for i in range(9)])).anomalies


def test_trois_periodes_ne_font_pas_une_serie():
    assert not controler(_annees([100, 5000, 100])).anomalies


def test_le_rapport_qui_saute_se_regle():
    texte = _annees([1000, 1040, 980, 3000, 1010, 990, 1030])
    assert dites(controler(texte, serie_qui_saute=2), "série qui saute") == [(5, "signalée")]
    assert dites(controler(texte), "série qui saute") == []


def test_un_score_z_modifie_au_dela_de_3_5_est_signale():
    texte = _annees([1000, 1040, 980, 2000, 1010, 990, 1030, 1005, 995])
    assert dites(controler(texte), "série atypique") == [(5, "signalée")]
    assert dites(controler(texte, serie_atypique=False), "série atypique") == []
    moindre = _annees([1000, 1040, 980, 1300, 1010, 990, 1030, 1005, 995])
    assert not controler(moindre).anomalies


def test_un_taux_sans_effectif_se_suit_aussi():
    c = controler(_annees(["10,1", "10,4", "9,8", "101,0", "10,2", "9,9"], "Taux"))
    assert dites(c, "série qui saute") == [(5, "signalée")]


def test_deux_series_ne_se_melangent_pas():
    petite, grande = [10, 11, 12, 10, 11, 12], [1000, 1010, 1020, 1000, 1010, 1020]
    lignes = [
        f"{code};{2010 + i};{v}" for code, s in (("0511", petite), ("0514", grande)) for i, v in enumerate(s)
    ]
    assert not controler("Code;Année;Cas\n" + "\n".join(lignes) + "\n").anomalies
