"""Taux contre effectif, bornes, et le passage de chaque genre par le point d'entrée."""

import polars as pl
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tableau_bord import importation
from tableau_bord.importation import ColonneComprise, Genre, Gravite, Plan, Role, mesures, regles
from tableau_bord.importation.chantier import Chantier
from tableau_bord.importation.regles import ContexteControle
from tests.importation.fabrique import TERRITOIRES
from tests.importation.fabrique_controles import LE_JOUR, RATTACHEMENTS, controler, dites, indicateur


def test_chaque_indicateur_a_sa_base_et_ses_decimales():
    lignes = [
        "0511;a;10;100;10", "0514;a;21;200;11", "0515;a;30;100;30",
        "0511;b;10;1000;1000,00", "0514;b;20;1000;2000,00", "0515;b;30;1000;3000,00",
    ]  # fmt: skip
    c = controler("Code;Indicateur;Cas;Population;Taux\n" + "\n".join(lignes))
    assert dites(c, "taux publié contre effectif") == []
    fautif = "\n".join(lignes).replace("0514;b;20;1000;2000,00", "0514;b;20;1000;2000,02")
    c = controler("Code;Indicateur;Cas;Population;Taux\n" + fautif)
    assert dites(c, "taux publié contre effectif") == [(6, "signalée")]


BORNES = "Code;Taux;Borne inf;Borne sup\n0511;{v};{a};{b}\n0514;5;4;6\n"


def test_des_bornes_inversees_sont_signalees_une_seule_fois():
    c = controler(BORNES.format(v=5, a=6, b=4))
    assert dites(c, "bornes inversées") == [(2, "signalée")]
    assert dites(c, "valeur hors bornes") == []


def test_une_valeur_hors_de_ses_bornes_est_signalee_et_a_la_borne_non():
    assert dites(controler(BORNES.format(v=7, a=4, b=6)), "valeur hors bornes") == [(2, "signalée")]
    c = controler(BORNES.format(v=4, a=4, b=4))
    assert not c.anomalies


def test_une_population_passe_par_les_memes_regles():
    valeurs = pl.DataFrame({
        "decoupage": "RLS", "code": "0511", "annee": [2015, 2016, 2017, 2018, 2019], "sexe": "T",
        "age_debut": 0, "age_fin": 120, "effectif": [1000.0, 1010.0, 10150.0, 1020.0, 1030.0], "_ligne": [2, 3, 4, 5, 6],
    })  # fmt: skip
    tableau = importation.lire_tableau(b"Code;Pop\n0511;3\n0514;4\n", "population_2021.csv")
    c = Chantier(tableau, importation.proposer(tableau, TERRITOIRES, []))
    regles.controler(c, valeurs, ContexteControle(aujourd_hui=LE_JOUR))
    assert dites(c, "série qui saute") == [(4, Gravite.SIGNALEE)]


def test_une_liste_de_territoires_ou_un_fichier_vide_passent():
    tableau = importation.lire_tableau(b"Code;Nom\n0511;Granit\n0514;Coaticook\n", "rls.csv")
    c = Chantier(tableau, importation.proposer(tableau, TERRITOIRES, [], Genre.TERRITOIRES))
    liste = pl.DataFrame({"decoupage": "RLS", "code": ["0511", "0514"], "nom": ["a", "b"], "_ligne": [2, 3]})
    regles.controler(c, liste, ContexteControle(rattachements=RATTACHEMENTS, aujourd_hui=LE_JOUR))
    regles.controler(c, liste.clear(), ContexteControle(aujourd_hui=LE_JOUR))
    assert not c.anomalies


_MOTS = st.sampled_from(
    ["0511", "05", "", "2020", "2020-09-16", "2019-2023", "9999", "F", "M", "T", "0-4", "90 et plus", "é"]
)
_NOMBRES = st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True), st.integers(0, 50).map(float))
_RANGEES = st.lists(st.tuples(*[st.one_of(st.none(), _MOTS)] * 6, *[_NOMBRES] * 5), min_size=0, max_size=40)


@settings(
    max_examples=150,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)
@given(_RANGEES)
def test_aucune_valeur_ne_fait_trebucher_les_controles(rangees):
    colonnes = [*mesures.CLE, *mesures.NOMBRES]
    schema = {c: pl.String if c in mesures.CLE else pl.Float64 for c in colonnes}
    valeurs = pl.DataFrame(rangees, schema=schema, orient="row").with_row_index("_ligne", 2)
    valeurs = valeurs.with_columns(pl.col("_ligne").cast(pl.Int64))
    cadre = valeurs.select(
        pl.col(*colonnes).cast(pl.String), "_ligne", Latitude=pl.col("valeur").cast(pl.String)
    )
    roles = {"periode": Role.PERIODE, "age": Role.AGE, **mesures.NOMBRES}
    plan = Plan(Genre.INDICATEURS, tuple(ColonneComprise(n, r, "", 1.0) for n, r in roles.items()))
    c = Chantier(importation.TableauLu("essai.csv", cadre), plan)
    c.poser(*valeurs.drop("_ligne").get_columns())
    connus = {m: indicateur(m) for m in ("0511", "2020")}
    regles.controler(c, valeurs, ContexteControle(connus, RATTACHEMENTS, aujourd_hui=LE_JOUR))
    assert all(a.message and a.geste and a.gravite for a in c.anomalies)
