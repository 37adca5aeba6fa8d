"""Périodes impossibles, cumulatifs qui décroissent ou qu'on a sommés."""

import polars as pl

from tableau_bord.importation.controles_series import mesures_cumulatives
from tests.importation.fabrique_controles import controler, dites


def test_une_annee_hors_d_atteinte_est_refusee():
    c = controler("Code;Année;Cas\n0511;2057;1\n0514;2056;2\n0515;2020;3\n")
    assert dites(c, "période impossible") == [(2, "refusée")]
    proche = controler("Code;Année;Cas\n0511;2057;1\n0514;2056;2\n", periode_impossible=31)
    assert dites(proche, "période impossible") == []


def test_une_plage_trop_lointaine_est_refusee_par_sa_fin():
    c = controler("Code;Période;Cas\n0511;2050-2060;1\n0514;2020-2022;2\n")
    assert dites(c, "période impossible") == [(2, "refusée")]


def test_une_date_trop_ancienne_est_refusee():
    c = controler("Code;Date;Cas\n0511;1899-12-31;1\n0514;1900-01-01;2\n")
    assert dites(c, "période trop ancienne") == [(2, "refusée")]


def _jours(valeurs, code="0511", colonne="Cas", mois=9):
    lignes = "\n".join(f"{code};2020-{mois:02}-{j:02};{v}" for j, v in enumerate(valeurs, 1))
    return f"Code;Date;{colonne}\n{lignes}\n"


MONTE = [0, 3, 3, 8, 15, 15, 22, 40, 41, 60, 75, 75, 80, 92, 101, 120, 133, 140, 140, 151, 160, 171]


def test_une_serie_qui_ne_fait_que_monter_est_dite_cumulative_sans_anomalie():
    c = controler(_jours(MONTE))
    assert not c.anomalies
    assert any("ne s'additionnent pas" in r for r in c.remarques)


def test_une_baisse_dans_une_serie_cumulative_est_signalee():
    c = controler(_jours([*MONTE[:10], 55, *MONTE[11:]]))
    assert dites(c, "cumulatif qui décroît") == [(12, "signalée")]


def test_la_baisse_permise_se_regle():
    texte = _jours([*MONTE[:10], 55, *MONTE[11:]])  # de 60 à 55 : 8,3 %
    assert dites(controler(texte, cumulatif_qui_decroit=10), "cumulatif qui décroît") == []
    assert len(dites(controler(texte, cumulatif_qui_decroit=8), "cumulatif qui décroît")) == 1


def test_une_colonne_nommee_cumulative_suffit_meme_courte():
    texte = "Code;Date;Cumulative cases\n0511;2020-09-01;5\n0511;2020-09-02;9\n0511;2020-09-03;7\n"
    assert dites(controler(texte), "cumulatif qui décroît") == [(4, "signalée")]


def test_une_serie_ordinaire_n_est_pas_cumulative():
    c = controler(_jours([12, 15, 11, 14, 13, 16, 12, 11, 15, 14, 13, 12]))
    assert not c.anomalies and not any("cumule" in r for r in c.remarques)


def test_une_serie_qui_ne_bouge_pas_ou_annuelle_n_est_pas_cumulative():
    plate = pl.DataFrame({
        "decoupage": "RLS", "code": "0511", "indicateur": "i", "sexe": "T", "age": "tous",
        "periode": [f"2020-09-{j:02}" for j in range(1, 31)], "effectif": 4.0,
    })  # fmt: skip
    assert mesures_cumulatives(plate) == []
    annuelle = plate.with_columns(
        periode=pl.Series([str(y) for y in range(1990, 2020)]),
        effectif=pl.Series(range(100, 130), dtype=pl.Float64),
    )
    assert mesures_cumulatives(annuelle) == []


def test_une_annee_qui_additionne_ses_jours_cumulatifs_est_signalee():
    somme = sum(MONTE)
    c = controler(_jours(MONTE) + f"0511;2020;{somme}\n")
    assert dites(c, "cumulatif sommé") == [(24, "signalée")]
    juste = controler(_jours(MONTE) + f"0511;2020;{MONTE[-1]}\n")
    assert dites(juste, "cumulatif sommé") == []
