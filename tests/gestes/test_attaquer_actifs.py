"""L'attaque, rejouée sur les objets de l'étape : ni l'inventaire, ni le croisement, ni l'accès ne resserrent une case."""

from __future__ import annotations

import polars as pl
import pytest

from tableau_bord.acces import Profil, au_poste
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import besoins, demonstration, proteger, publier
from tableau_bord.indicateurs.ecriture import MASQUES
from tests.graines import MINUSCULE, semer
from tests.graines_actifs import ENJEU, semer_actifs

QUI = au_poste("essai")


@pytest.fixture(scope="module")
def demo():
    base = Entrepot(":memory:")
    migrations.appliquer(base)
    demonstration.construire(base)
    yield base
    base.fermer()


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    semer_actifs(entrepot_vide)
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), QUI)
    return entrepot_vide


def test_la_demonstration_avec_ses_actifs_et_ses_paroles_resiste(demo):
    attaque = proteger.attaquer_la_base(demo, lambda *_: None, False)
    assert attaque.intervalles.height > 0 and attaque.exposees.is_empty() and not attaque.impossibles


def test_contre_epreuve_une_case_cachee_republiee_nue_est_retrouvee(base):
    """La valeur d'une case masquée, remise au cube : elle n'est plus cachée du tout, l'écran le montrerait."""
    cachee = besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute").un(MINUSCULE)
    assert cachee is not None and cachee.case.valeur is None
    base.ecrire(
        lambda t: t.executer(
            "UPDATE cube SET motif = NULL, effectif = 2, valeur = 571.4 WHERE code = $c AND indicateur = 'deces'",
            c=MINUSCULE,
        )
    )
    nue = besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute").un(MINUSCULE)
    assert nue is not None and nue.case.valeur is not None


def test_une_case_cachee_n_a_ni_nombre_ni_classe_ni_attendu(base):
    for lieu in besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute").lieux:
        if lieu.case.motif in MASQUES:
            assert (
                lieu.case.valeur,
                lieu.case.effectif,
                lieu.case.borne_inf,
                lieu.besoin,
                lieu.attendu,
                lieu.mieux,
            ) == (None, None, None, None, None, False)


def test_la_case_cachee_change_le_croisement_de_la_table_reste_le_meme(base):
    avant = besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute")
    fin = besoins.croiser(base, Profil.DSP, ENJEU.enjeu, "communaute")
    base.ecrire(
        lambda t: t.executer(
            "UPDATE valeurs SET effectif = effectif + 1, valeur = valeur * 1.5 WHERE code = $c", c=MINUSCULE
        )
    )
    assert besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute") == avant
    assert besoins.croiser(base, Profil.DSP, ENJEU.enjeu, "communaute") != fin, (
        "contre-épreuve : au profil DSP, cela se voit"
    )


def test_une_population_sous_le_plancher_ne_se_deduit_pas_des_appuis(base):
    gens = pl.DataFrame({"decoupage": ["communaute"], "code": [MINUSCULE], "annee": [2021], "sexe": ["T"], "age_debut": [0], "age_fin": [999], "effectif": [20.0]},
                        schema_overrides={c: pl.Int32 for c in ("annee", "age_debut", "age_fin")})  # fmt: skip
    from tableau_bord import indicateurs

    base.ecrire(lambda t: indicateurs.inserer_population(t, gens, "gens"))
    pour = {p: besoins.croiser(base, p, ENJEU.enjeu, "communaute").un(MINUSCULE) for p in Profil}
    assert pour[Profil.TABLE].population is None and pour[Profil.TABLE].pour_mille is None
    assert pour[Profil.DSP].pour_mille is not None
