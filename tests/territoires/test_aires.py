"""De l'aire de diffusion à la communauté : deux règles, aucune complétion silencieuse."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord import territoires
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.territoires import agreger

COMPOSITION = pl.DataFrame(
    {"code": ["A", "A", "B", "B"], "ad": ["1", "2", "2", "3"], "poids": [1.0, 0.7, 0.3, 1.0]}
)
VALEURS = pl.DataFrame(
    {"ad": ["1", "2", "3"], "effectif": [10.0, 20.0, 30.0], "denominateur": [100.0, 200.0, 300.0]}
)


def _effectifs(regle: str, valeurs: pl.DataFrame = VALEURS) -> dict[str, float | None]:
    return dict(agreger(valeurs, COMPOSITION, regle).select("code", "effectif").iter_rows())


def test_la_regle_ponderee_partage_l_aire_chevauchante():
    assert _effectifs("pondérée") == {"A": 24.0, "B": 36.0}


def test_la_regle_majoritaire_la_donne_en_entier_a_la_plus_grande_part():
    assert _effectifs("majoritaire") == {"A": 30.0, "B": 30.0}


def test_une_aire_sans_valeur_laisse_la_communaute_sans_valeur():
    sommes = agreger(VALEURS.filter(pl.col("ad") != "3"), COMPOSITION, "pondérée").sort("code")
    assert sommes["effectif"].to_list() == [24.0, None]
    assert sommes["ad_manquantes"].to_list() == [0, 1]


def test_une_regle_inconnue_nomme_celles_qui_existent():
    with pytest.raises(TerritoireErreur, match="pondérée, majoritaire"):
        agreger(VALEURS, COMPOSITION, "au hasard")


@given(st.lists(st.integers(0, 500), min_size=3, max_size=3))
def test_la_somme_est_conservee_par_les_deux_regles(effectifs):
    valeurs = VALEURS.with_columns(effectif=pl.Series(effectifs, dtype=pl.Float64))
    for regle in ("pondérée", "majoritaire"):
        assert sum(_effectifs(regle, valeurs).values()) == pytest.approx(sum(effectifs))


def test_une_composition_versee_d_un_fichier_vaut_pour_les_communautes(entrepot_vide):
    """Elle arrive avec les aires, pas avec les communautés ; celle des communautés l'emporte."""
    communautes = pl.DataFrame(
        {"code": ["A"], "nom": ["A"], "municipalite": pl.Series([None], dtype=pl.String)}
    )
    aires = pl.DataFrame({"code": ["1"], "nom": ["1"], "municipalite": pl.Series([None], dtype=pl.String)})
    parts = pl.DataFrame({"code": ["A", "inconnue"], "ad": ["1", "1"], "poids": [0.4, 0.6]})
    entrepot_vide.ecrire(
        lambda t: [
            territoires.inscrire(t, territoires.Decoupage("communaute", "2021", communautes), "lot-1"),
            territoires.inscrire(t, territoires.Decoupage("AD", "2016", aires, composition=parts), "lot-2"),
        ]
    )
    assert territoires.composition_de(entrepot_vide, "communaute").rows() == [("A", "1", 0.4)]
    propre = pl.DataFrame({"code": ["A"], "ad": ["1"], "poids": [1.0]})
    neuve = territoires.Decoupage("communaute", "2022", communautes, composition=propre)
    entrepot_vide.ecrire(lambda t: territoires.inscrire(t, neuve, "lot-3"))
    assert territoires.composition_de(entrepot_vide, "communaute").rows() == [("A", "1", 1.0)]
