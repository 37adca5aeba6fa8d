"""Comparer deux lots : ce qui s'ajoute, disparaît, change, et rien d'autre, valeurs remplacées comprises."""

from datetime import UTC, datetime

import polars as pl
import pytest

from tableau_bord import indicateurs
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Lot, annuler, inscrire
from tableau_bord.importation.comparer import comparer_lots
from tableau_bord.indicateurs import COLONNES_CASE, inserer_population, inserer_valeurs

TYPES = {
    **dict.fromkeys(("decoupage", "code", "indicateur", "periode", "sexe", "age", "motif", "lot"), pl.String),
    **dict.fromkeys(("effectif", "denominateur", "valeur", "borne_inf", "borne_sup"), pl.Float64),
    "annee": pl.Int32,
    "version_calcul": pl.String,
}


def case(code, valeur, effectif=None, motif=None, periode="2021", indicateur="deces", **champs):
    return {
        "decoupage": "RLS", "code": code, "indicateur": indicateur, "periode": periode, "annee": 2021, "sexe": "T",
        "age": "tous", "effectif": effectif, "denominateur": None, "valeur": valeur, "borne_inf": None,
        "borne_sup": None, "motif": motif, "version_calcul": "1", **champs,
    }  # fmt: skip


def verser(entrepot, lot, *cases, genre="indicateurs"):
    def geste(t):
        quand = datetime(2026, 11, 20, tzinfo=UTC)
        inscrire(t, Lot(lot, genre, f"{lot}.csv", "e", "a", quand, len(cases), ""))
        cadre = pl.DataFrame([{**c, "lot": lot} for c in cases], schema=TYPES)
        inserer_valeurs(t, cadre.select(COLONNES_CASE), lot)

    entrepot.ecrire(geste)


def verser_population(entrepot, lot, *effectifs):
    def geste(t):
        quand = datetime(2026, 11, 20, tzinfo=UTC)
        inscrire(t, Lot(lot, "population", f"{lot}.csv", "e", "a", quand, len(effectifs), ""))
        lignes = [("RLS", "0514", 2021, "F", debut, fin, n) for debut, fin, n in effectifs]
        noms = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif"]
        inserer_population(t, pl.DataFrame(lignes, schema=noms, orient="row"), lot)

    entrepot.ecrire(geste)


@pytest.fixture
def deux(entrepot_vide):
    verser(
        entrepot_vide,
        "a",
        case("0511", 100.0, 20.0),
        case("0512", 50.0, 10.0),
        case("0513", 7.0, 1.0),
        case("0514", None, motif="non disponible"),
        case("0515", 10.0, 2.0),
    )
    verser(
        entrepot_vide,
        "b",
        case("0511", 100.0, 20.0),
        case("0512", 75.0, 15.0),
        case("0514", 3.0, 4.0),
        case("0515", None, motif="masqué"),
        case("0516", 1.0, 1.0),
        case("0517", 2.0, 1.0),
    )
    return entrepot_vide


def test_chaque_case_a_un_sort_et_un_seul(deux):
    c = comparer_lots(deux, "a", "b")
    assert (c.n_ajoutees, c.n_disparues, c.n_changees, c.n_inchangees) == (2, 1, 3, 1)
    assert c.ajoutees["code"].to_list() == ["0516", "0517"]
    assert c.disparues["code"].to_list() == ["0513"]
    assert c.changees["code"].to_list() == ["0512", "0514", "0515"]
    assert not c.identiques


def test_l_ecart_se_lit_dans_le_bon_sens_et_une_absence_n_en_a_pas(deux):
    c = comparer_lots(deux, "a", "b")
    lignes = {
        r["code"]: (r["ancien"], r["nouveau"], r["ecart"], r["ecart_pct"]) for r in c.changees.to_dicts()
    }
    assert lignes == {
        "0512": (50.0, 75.0, 25.0, 50.0),
        "0514": (None, 3.0, None, None),
        "0515": (10.0, None, None, None),
    }
    assert c.plus_gros_ecarts["code"].to_list() == ["0512"]
    envers = comparer_lots(deux, "b", "a")
    assert (envers.n_ajoutees, envers.n_disparues, envers.n_changees, envers.n_inchangees) == (1, 2, 3, 1)
    assert envers.plus_gros_ecarts["ecart"].to_list() == [-25.0]


def test_les_phrases(deux):
    assert comparer_lots(deux, "a", "b").phrases == (
        "Cases du nouveau lot, contre l'ancien\u00a0: 3\u00a0changées, 2\u00a0ajoutées, 1\u00a0disparue et 1\u00a0case inchangée.",
        "1\u00a0case connue est devenue absente.",
        "1\u00a0case absente est devenue connue.",
        "Plus gros écart relatif\u00a0: RLS 0512, deces, 2021, de 50 à 75 (+25, soit +50\u00a0%).",
    )


def test_ce_que_le_nouveau_lot_a_remplace_reste_comparable(deux):
    remplacees = deux.lire("SELECT code FROM valeurs WHERE remplacee_par = 'b' ORDER BY code")[
        "code"
    ].to_list()
    assert remplacees == ["0511", "0512", "0514", "0515"]
    assert comparer_lots(deux, "a", "b").n_inchangees == 1


def test_un_lot_contre_lui_meme_est_identique(deux):
    c = comparer_lots(deux, "b", "b")
    assert c.identiques and c.n_inchangees == 6
    assert c.phrases == ("Les deux lots sont identiques\u00a0: 6\u00a0cases.",)
    assert c.changees.is_empty() and c.plus_gros_ecarts.is_empty()


@pytest.mark.parametrize(
    ("champs", "change"),
    [
        ({"valeur": 1 / 3 + 1e-12}, False),
        ({"valeur": 1 / 3 + 1e-6}, True),
        ({"borne_inf": 0.1}, True),
        ({"denominateur": 3.0}, True),
        ({"version_calcul": "2"}, False),
        ({"sexe": "F"}, None),
    ],
)
def test_ce_qui_compte_pour_un_changement(entrepot_vide, champs, change):
    base = case("0511", 1 / 3, 1.0)
    verser(entrepot_vide, "a", base)
    verser(entrepot_vide, "b", {**base, **champs})
    c = comparer_lots(entrepot_vide, "a", "b")
    if change is None:
        assert (c.n_ajoutees, c.n_disparues, c.n_changees) == (1, 1, 0)
        assert "Aucune case n'est commune aux deux lots." in c.phrases
    else:
        assert c.n_changees == int(change)


def test_zero_n_est_pas_une_absence(entrepot_vide):
    verser(entrepot_vide, "a", case("0511", 0.0, 0.0), case("0512", 0.0, 0.0))
    verser(entrepot_vide, "b", case("0511", None, motif="non disponible"), case("0512", 5.0, 2.0))
    c = comparer_lots(entrepot_vide, "a", "b")
    assert c.n_changees == 2
    assert c.plus_gros_ecarts.select("code", "ancien", "nouveau", "ecart", "ecart_pct").rows() == [
        ("0512", 0.0, 5.0, 5.0, None)
    ]


def test_les_plus_gros_ecarts_sont_ranges_du_plus_grand_relatif(entrepot_vide):
    avant = {"0511": 1000.0, "0512": 10.0, "0513": 4.0}
    apres = {"0511": 1100.0, "0512": 30.0, "0513": 3.0}
    verser(entrepot_vide, "a", *(case(k, v) for k, v in avant.items()))
    verser(entrepot_vide, "b", *(case(k, v) for k, v in apres.items()))
    assert comparer_lots(entrepot_vide, "a", "b").plus_gros_ecarts["code"].to_list() == [
        "0512",
        "0513",
        "0511",
    ]


def test_sans_valeur_publiee_l_effectif_se_compare(entrepot_vide):
    verser(entrepot_vide, "a", case("0511", None, 4.0))
    verser(entrepot_vide, "b", case("0511", None, 5.0))
    ecarts = comparer_lots(entrepot_vide, "a", "b").plus_gros_ecarts
    assert ecarts.select("ancien", "nouveau", "ecart_pct").rows() == [(4.0, 5.0, 25.0)]


def test_des_periodes_differentes_se_disent(entrepot_vide):
    verser(entrepot_vide, "a", case("0511", 1.0, periode="2020-06-29"))
    verser(entrepot_vide, "b", case("0511", 2.0, periode="2020-09-16"))
    phrases = comparer_lots(entrepot_vide, "a", "b").phrases
    assert "Périodes\u00a0: 2020-06-29 dans l'ancien lot, 2020-09-16 dans le nouveau." in phrases


def test_deux_jours_d_un_meme_tableau_se_comparent_sans_leur_periode(entrepot_vide):
    verser(
        entrepot_vide, "a", case("0511", 1.0, periode="2020-06-29"), case("0512", 5.0, periode="2020-06-29")
    )
    verser(
        entrepot_vide, "b", case("0511", 3.0, periode="2020-09-16"), case("0512", 5.0, periode="2020-09-16")
    )
    c = comparer_lots(entrepot_vide, "a", "b", sans_periode=True)
    assert (c.n_changees, c.n_inchangees, c.n_ajoutees, c.n_disparues) == (1, 1, 0, 0)
    assert c.changees.select("code", "periode", "ecart").rows() == [("0511", "2020-09-16", 2.0)]
    verser(entrepot_vide, "c", case("0511", 3.0, periode="2021"), case("0511", 3.0, periode="2022"))
    with pytest.raises(ImportationErreur, match="plusieurs périodes") as erreur:
        comparer_lots(entrepot_vide, "a", "c", sans_periode=True)
    assert "c.csv" in erreur.value.ou


def test_deux_populations_se_comparent_par_age(entrepot_vide):
    verser_population(entrepot_vide, "a", (0, 17, 100.0), (18, 64, 200.0), (65, 120, 50.0))
    verser_population(entrepot_vide, "b", (0, 17, 100.0), (18, 64, 210.0))
    c = comparer_lots(entrepot_vide, "a", "b")
    assert (c.n_inchangees, c.n_changees, c.n_disparues, c.n_ajoutees) == (1, 1, 1, 0)
    assert c.disparues["age"].to_list() == ["65-120"]
    assert c.changees.select("indicateur", "periode", "ecart").rows() == [("population", "2021", 10.0)]


@pytest.mark.parametrize(
    ("ancien", "nouveau", "code"),
    [
        ("x", "a", "lot_inconnu"),
        ("a", "annule", "lot_annule"),
        ("a", "liste", "lot_sans_valeurs"),
        ("a", "pop", "lots_de_genres_differents"),
    ],
)
def test_ce_qui_ne_se_compare_pas_le_dit(entrepot_vide, ancien, nouveau, code):
    verser(entrepot_vide, "a", case("0511", 1.0))
    verser(entrepot_vide, "annule", case("0511", 1.0))
    verser(entrepot_vide, "liste", genre="territoires")
    verser_population(entrepot_vide, "pop", (0, 120, 1.0))
    entrepot_vide.ecrire(lambda t: (indicateurs.supprimer_lot(t, "annule"), annuler(t, "annule", "a")))
    with pytest.raises(ImportationErreur) as erreur:
        comparer_lots(entrepot_vide, ancien, nouveau)
    assert erreur.value.code == code and erreur.value.remede


def test_trente_mille_cases_gardent_des_tableaux_courts_et_des_comptes_entiers(entrepot_vide):
    def grand(lot, decalage):
        cases = pl.DataFrame({"code": [f"{i:06d}" for i in range(30_000)]}).with_columns(
            decoupage=pl.lit("RLS"), indicateur=pl.lit("deces"), periode=pl.lit("2021"), annee=pl.lit(2021, pl.Int32),
            sexe=pl.lit("T"), age=pl.lit("tous"), effectif=pl.lit(None, pl.Float64), denominateur=pl.lit(None, pl.Float64),
            valeur=pl.int_range(pl.len()).cast(pl.Float64) + decalage, borne_inf=pl.lit(None, pl.Float64),
            borne_sup=pl.lit(None, pl.Float64), motif=pl.lit(None, pl.String), lot=pl.lit(lot), version_calcul=pl.lit("1"),
        )  # fmt: skip

        def geste(t):
            inscrire(t, Lot(lot, "indicateurs", "f", "e", "a", datetime(2026, 11, 20, tzinfo=UTC), 1, ""))
            inserer_valeurs(t, cases.select(COLONNES_CASE), lot)

        entrepot_vide.ecrire(geste)

    grand("a", 0.0)
    grand("b", 1.0)
    c = comparer_lots(entrepot_vide, "a", "b")
    assert (c.n_changees, c.changees.height, c.plus_gros_ecarts.height) == (30_000, 10_000, 50)
    assert c.plus_gros_ecarts["code"][0] == "000000"
