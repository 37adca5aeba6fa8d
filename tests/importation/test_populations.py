"""Population : chaque personne comptée une fois."""

import polars as pl
import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre
from tests.importation.fabrique import comprendre, de

COLONNES = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif", "_ligne"]
ENTETE = "Code;Année;Sexe;Âge;Population"


def test_les_colonnes_et_les_types_sont_exacts():
    c = comprendre(f"{ENTETE}\n511;2020;F;0-4;10\n514;2020;M;65 ans et plus;20\n")
    assert (c.genre, c.valeurs.columns) == (Genre.POPULATION, COLONNES)
    assert c.valeurs.rows() == [
        ("RLS", "0511", 2020, "F", 0, 4, 10.0, 2),
        ("RLS", "0514", 2020, "M", 65, 120, 20.0, 3),
    ]
    assert [c.valeurs.schema[x] for x in ("annee", "age_debut", "age_fin")] == [pl.Int32] * 3


def test_les_totaux_de_sexe_et_d_age_ne_comptent_pas_deux_fois():
    lignes = ["511;2020;F;0-4;10", "511;2020;M;0-4;11", "511;2020;T;0-4;21", "511;2020;F;Total;10"]
    c = comprendre("\n".join([ENTETE, *lignes]))
    assert c.valeurs["effectif"].sum() == 21
    assert (c.lignes_retenues, c.lignes_de_cote) == (2, 2)


def test_un_total_seul_est_garde():
    c = comprendre(f"{ENTETE}\n511;2020;T;Total;21\n514;2020;T;Total;9\n")
    assert c.valeurs.select("sexe", "age_debut", "age_fin").row(0) == ("T", 0, 120)


def test_des_classes_qui_se_chevauchent_bloquent():
    c = comprendre(f"{ENTETE}\n511;2020;F;0-4;10\n511;2020;F;0-14;30\n")
    assert de(c, "âges qui se chevauchent")[0].gravite == "bloquante"


def test_age_illisible_population_negative_ou_absente():
    c = comprendre(
        f"{ENTETE}\n511;2020;F;0-4;10\n514;2020;F;vieux;10\n515;2020;F;0-4;-1\n611;2020;F;0-4;n.d.\n"
    )
    assert {a.regle for a in c.anomalies} == {"âge illisible", "nombre négatif", "population absente"}
    assert (c.lignes_retenues, c.lignes_refusees, c.lignes_de_cote) == (1, 2, 1)


def test_sans_age_ni_sexe_tout_le_monde_est_compte():
    c = comprendre("Code;Population\n511;10\n514;20\n")
    assert c.valeurs.select("annee", "sexe", "age_debut", "age_fin").row(0) == (2021, "T", 0, 120)


def test_sans_effectif_on_refuse():
    with pytest.raises(ImportationErreur, match="effectif"):
        comprendre("Code;Nom\n511;Granit\n514;Coaticook\n", genre=Genre.POPULATION)
