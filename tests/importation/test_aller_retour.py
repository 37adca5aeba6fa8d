"""Écrire une table sous n'importe quel encodage, séparateur et décimale, puis la relire à l'identique."""

import csv
import io
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tests.importation.fabrique import TERRITOIRES

CODES = ["0511", "0514", "0515", "0611"]
ENCODAGES = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
SIGNES = "abcdefgzéèàçùîôœÉ$%&()-_:/.,;|*#12790«»’–\"' "
TEXTES = st.text(SIGNES, min_size=1, max_size=12).map(str.strip).filter(bool)
RANGEES = st.lists(
    st.tuples(
        st.integers(0, 10**7),
        st.floats(0, 1e6, allow_nan=False).map(lambda x: round(x, 2)),
        TEXTES,
    ),
    min_size=2,
    max_size=4,
)


def _ecrire(rangees, separateur, decimale, fin, tout_cite):
    tampon = io.StringIO(newline="")
    citation = csv.QUOTE_ALL if tout_cite else csv.QUOTE_MINIMAL
    plume = csv.writer(tampon, delimiter=separateur, lineterminator=fin, quoting=citation)
    plume.writerow(["Code", "Cas", "Taux", "Note"])
    for code, (cas, taux, note) in zip(CODES, rangees, strict=False):
        plume.writerow([code, cas, f"{taux:.2f}".replace(".", decimale), note])
    return tampon.getvalue()


def _est_de_l_utf8(contenu):
    """Rien ne distingue alors les deux encodages, pour personne."""
    try:
        contenu.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    RANGEES, st.sampled_from(ENCODAGES), st.sampled_from(";,\t|"), st.sampled_from(",."), st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
)  # fmt: skip
def test_une_table_se_relit_a_l_identique(rangees, encodage, separateur, decimale, fin, tout_cite):
    texte = _ecrire(rangees, separateur, decimale, fin, tout_cite)
    contenu = texte.encode(encodage)
    assume(encodage != "cp1252" or texte.isascii() or not _est_de_l_utf8(contenu))
    tableau = importation.lire_tableau(contenu, "table_2021.csv")
    assert tableau.separateur == separateur
    assert tableau.cadre["Note"].to_list() == [note for _, _, note in rangees]
    assert tableau.cadre["_ligne"].to_list() == list(range(2, len(rangees) + 2))
    plan = replace(importation.proposer(tableau, TERRITOIRES, []), indicateur="cas")
    lu = importation.comprendre(tableau, plan, TERRITOIRES)
    assert not [a for a in lu.anomalies if a.gravite != "signalée"]
    assert lu.valeurs["code"].to_list() == CODES[: len(rangees)]
    assert lu.valeurs["effectif"].to_list() == [float(cas) for cas, _, _ in rangees]
    assert lu.valeurs["valeur"].to_list() == [taux for _, taux, _ in rangees]


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_aucun_contenu_ne_fait_d_autre_exception_qu_un_refus(contenu):
    _essayer(contenu)


@settings(max_examples=120, deadline=None)
@given(
    st.lists(st.lists(st.sampled_from(["0511", "514", "Total", "n.d.", "12,O", "1,234", "Granit", "2020", "F", "", "<5", "-3", '"']), max_size=6), max_size=8),
    st.sampled_from(";,\t|"),
)  # fmt: skip
def test_aucun_tableau_mutile_ne_fait_d_exception_ni_d_import_partiel_tu(rangees, separateur):
    entete = separateur.join(["Code", "RLS", "Année", "Cas", "Population", "Taux"])
    texte = "\n".join([entete, *(separateur.join(r) for r in rangees)])
    _essayer(texte.encode())


def _essayer(contenu):
    try:
        tableau = importation.lire_tableau(contenu, "hasard_2021.csv")
        plan = replace(importation.proposer(tableau, TERRITOIRES, []), indicateur="cas")
        lu = importation.comprendre(tableau, plan, TERRITOIRES)
    except ImportationErreur as refus:
        assert refus.remede
        return
    assert lu.lignes_retenues + lu.lignes_de_cote + lu.lignes_refusees == lu.lignes_lues
    assert importation.resume(lu, plan, tableau)
    assert importation.en_json(lu, plan, tableau)
    assert importation.en_csv(lu)
