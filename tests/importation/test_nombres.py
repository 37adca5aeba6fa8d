"""Nombres français et anglais, codes d'absence, ambiguïtés : jamais deviner à tort, jamais zéro."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord.importation.nombres import decimale_sure, expliquer, lire_nombres


def lus(*textes, **options):
    return lire_nombres(pl.Series(textes, dtype=pl.String), **options).valeurs.to_list()


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("12", 12.0), ("0", 0.0), ("-3", -3.0), ("\u22123", -3.0), ("+4", 4.0), ("12,5", 12.5), ("12.5", 12.5),
        ("0,123", 0.123), (",5", 0.5), ("1 153,3", 1153.3), ("20\u00a0780", 20780.0), ("20\u202f780", 20780.0),
        ("1'234'567", 1234567.0), ("1’234", 1234.0), ("1,234,567", 1234567.0), ("1.234.567,8", 1234567.8),
        ("1,234.5", 1234.5), ("12,5 %", 12.5), ("1e-7", 1e-7), ("1,5E3", 1500.0), ("8.45602237036968", 8.45602237036968),
    ],
)  # fmt: skip
def test_un_nombre_se_lit(texte, attendu):
    assert lus(texte) == [attendu]


@pytest.mark.parametrize(
    "texte", ["12,O", "12 34", "1 23", "abc", "12-13", "1,2,3", "1,23,456", "--5", "1 234 56"]
)
def test_un_texte_n_est_pas_un_nombre(texte):
    lecture = lire_nombres(pl.Series([texte]))
    assert lecture.valeurs.to_list() == [None]
    assert lecture.fautives.to_list() == [True]


@pytest.mark.parametrize(
    ("texte", "motif"),
    [
        ("n.d.", "non disponible"), ("ND", "non disponible"), ("..", "non disponible"), ("...", "non disponible"),
        ("-", "non disponible"), ("", "non disponible"), (None, "non disponible"), ("#REF!", "non disponible"),
        ("-999", "non disponible"), ("No Data", "non disponible"), ("x", "masqué"), ("X", "masqué"), ("<5", "masqué"),
        ("< 10", "masqué"), ("Data suppressed", "masqué"), ("F", "trop incertain"),
    ],
)  # fmt: skip
def test_une_absence_a_son_motif_et_n_est_jamais_zero(texte, motif):
    lecture = lire_nombres(pl.Series([texte], dtype=pl.String))
    assert lecture.valeurs.to_list() == [None]
    assert lecture.motifs.to_list() == [motif]
    assert lecture.fautives.to_list() == [False]


def test_zero_est_un_nombre_sans_motif():
    lecture = lire_nombres(pl.Series(["0", "0,0"]))
    assert (lecture.valeurs.to_list(), lecture.motifs.to_list()) == ([0.0, 0.0], [None, None])


@pytest.mark.parametrize(
    ("textes", "attendu"),
    [
        (("1,234", "12,5"), [1.234, 12.5]),
        (("1,234", "12.5"), [1234.0, 12.5]),
        (("1.234", "12.5"), [1.234, 12.5]),
        (("1.234", "12,5"), [1234.0, 12.5]),
        (("1,234", "1,234,567"), [1234.0, 1234567.0]),
        (("1,234", "0,500"), [1.234, 0.5]),
    ],
)
def test_un_nombre_ambigu_se_decide_par_la_colonne(textes, attendu):
    lecture = lire_nombres(pl.Series(textes))
    assert lecture.valeurs.to_list() == attendu
    assert "colonne" in lecture.decision


@pytest.mark.parametrize(
    "textes", [("1,234",), ("1,234", "12"), ("1,234", "1.234"), ("1,234", "12,5", "12.5")]
)
def test_si_rien_ne_tranche_le_nombre_n_est_pas_lu(textes):
    lecture = lire_nombres(pl.Series(textes))
    assert lecture.valeurs[0] is None
    assert lecture.ambigues[0]
    assert not lecture.fautives[0]


def test_des_comptes_tous_groupes_sont_des_milliers():
    assert lus("1,234", "987", entiers=True) == [1234.0, 987.0]
    assert lus("1,234", "5678", entiers=True) == [None, 5678.0]


def test_les_voisines_tranchent_mais_une_contradiction_ne_se_devine_pas():
    assert lus("1,234", usage=",") == [1.234]
    assert lus("1,234", usage=".") == [1234.0]
    assert lus("1,234", usage=",", entiers=True) == [None]
    assert lus("1.234", usage=",") == [None]


def test_le_point_virgule_annonce_la_virgule_decimale_seulement():
    assert lus("1,234", repli=",") == [1.234]
    assert lus("1.234", repli=",") == [None]


def test_un_usage_impose_cede_devant_l_autre_signe():
    assert lus("1.234", usage=".", imposee=True) == [1.234]
    assert lus("1.234", usage=",", imposee=True) == [None]


def test_la_decimale_sure_d_une_colonne():
    assert decimale_sure(pl.Series(["1,5", "2"])) == ","
    assert decimale_sure(pl.Series(["1.5"])) == "."
    assert decimale_sure(pl.Series(["1,234"])) == ""
    assert decimale_sure(pl.Series(["1,5", "1.5"])) == ""


def test_l_explication_nomme_le_signe():
    assert expliquer("12,O") == "Le dernier signe est la lettre O."
    assert expliquer("l2") == "Le premier signe est la lettre l."
    assert expliquer("1o2") == "Le 2e signe est la lettre o."
    assert "trois chiffres" in expliquer("12 34")


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1, max_size=20))
def test_un_double_ecrit_au_plus_court_se_relit_au_meme_double(nombres):
    for decimale in ",.":
        textes = [repr(x).replace(".", decimale) for x in nombres]
        lecture = lire_nombres(pl.Series(textes), usage=decimale, imposee=True)
        assert lecture.valeurs.to_list() == [
            None if x in {-999.0, -9999.0} and "." not in repr(x) else x for x in nombres
        ]


@given(st.integers(0, 10**12), st.sampled_from([" ", "\u00a0", "\u202f", "'", "’", ""]))
def test_un_entier_groupe_se_relit(entier, espace):
    assert lus(f"{entier:,}".replace(",", espace)) == [float(entier)]


@given(st.text(max_size=12))
def test_aucun_texte_ne_fait_d_exception(texte):
    lecture = lire_nombres(pl.Series([texte]))
    assert len({bool(lecture.fautives[0]), lecture.motifs[0] is not None}) >= 1
    assert expliquer(texte)
