"""Besoins × actifs : tiers, appuis pesés par leur fraîcheur, valeur attendue ; jamais de palmarès."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.actifs import Actif, Desserte, Genre
from tableau_bord.commun.erreurs import CalculErreur, IndicateurErreur
from tableau_bord.gestes import actifs, besoins, publier
from tableau_bord.gestes.besoins_calcul import ajuster, terciles
from tableau_bord.indicateurs import Enjeu
from tests.gestes.test_acces_aux_actifs import GENS, peupler
from tests.graines import ORDINAIRE, SANS_DONNEE, semer
from tests.graines_actifs import ENJEU, QUI, semer_actifs


def _classes(valeurs):
    rien = [None] * len(valeurs)
    return terciles(valeurs, rien, rien).classes


def test_trois_groupes_egaux_et_les_ex_aequo_ensemble():
    assert _classes([1.0, 2.0, 3.0, 4.0, 5.0, 6.0]) == (1, 1, 2, 2, 3, 3)
    assert _classes([5.0] * 6) == (2,) * 6, "tous égaux : aucun n'est fort ni faible"
    assert _classes([0.0, 0.0, 0.0, 0.0, 9.0]) == (2, 2, 2, 2, 3)
    assert _classes([1.0, None, 2.0]) == (None, None, None), "deux valeurs ne font pas trois groupes"


@given(st.lists(st.floats(-1e6, 1e6) | st.none(), min_size=3, max_size=30))
def test_renverser_le_sens_echange_le_premier_et_le_troisieme(valeurs):
    miroir = _classes([None if v is None else -v for v in valeurs])
    assert _classes(valeurs) == tuple(None if c is None else 4 - c for c in miroir)


def test_l_intervalle_qui_traverse_une_coupure_rend_la_classe_instable():
    lu = terciles([1.0, 2.0, 3.0], [0.9, 1.2, 2.9], [1.1, 2.8, 3.1])
    assert lu.bornes == (1.5, 2.5) and lu.instables == (False, True, False)


def test_la_droite_retrouve_une_verite_connue_et_refuse_un_manquant():
    hasard = np.random.default_rng(4)
    x, w = hasard.uniform(5, 30, 60), hasard.uniform(1, 9, 60)
    droite = ajuster(3 + 0.8 * x, x, w)
    assert droite is not None
    assert (droite.ordonnee, droite.pente, droite.r2) == pytest.approx((3, 0.8, 1))
    attendu = (
        np.polynomial.Polynomial.fit(x, y := 3 + 0.8 * x + hasard.normal(0, 2, 60), 1, w=np.sqrt(w))
        .convert()
        .coef
    )
    bruitee = ajuster(y, x, w)
    assert bruitee is not None and (bruitee.ordonnee, bruitee.pente) == pytest.approx(tuple(attendu))
    assert ajuster([1.0] * 5, [1.0, 2, 3, 4, 5], [1.0] * 5) is None and ajuster(y, np.ones(60), w) is None
    with pytest.raises(CalculErreur):
        ajuster([*y[:-1], np.nan], x, w)


@pytest.fixture
def base(entrepot_vide):
    semer(entrepot_vide)
    semer_actifs(entrepot_vide)
    peupler(entrepot_vide, GENS)
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), QUI)
    return entrepot_vide


def croise(base, enjeu: str = ENJEU.enjeu):
    return besoins.croiser(base, Profil.TABLE, enjeu, "communaute")


def test_en_ordre_alphabetique_jamais_par_rang(base):
    assert [x.nom for x in croise(base).lieux] == [
        "Anse-aux-Huards",
        "Belle-Rive",
        "Île-du-Milieu",
        "Lac-Sauvé",
        "Rapide-Gris",
        "Val-Brumeux",
    ]


def test_un_actif_jamais_verifie_compte_pour_un_quart_pas_pour_un(base):
    vieux = Actif(
        "vieux",
        Genre.LIEU,
        "Vieux hangar",
        dessertes=(Desserte("communaute", "20-005"),),
        enjeux=(ENJEU.enjeu,),
    )
    base.ecrire(lambda t: actifs.poser(t, QUI, [vieux], "verser", ""))
    lieu = croise(base).un("20-005")
    assert lieu is not None and (lieu.nombre, lieu.poids) == (1, 0.25)
    assert lieu.pour_mille == pytest.approx(0.25 / 3) and lieu.bas == 0 and lieu.haut == pytest.approx(1 / 3)


def test_un_territoire_sans_inventaire_n_est_pas_a_zero(base):
    lu = croise(base)
    vide, inventorie = lu.un("20-006"), lu.un(ORDINAIRE)
    assert vide is not None and vide.nombre is None and vide.appuis is None
    assert inventorie is not None and inventorie.nombre == 1


def test_un_enjeu_non_mesure_est_admis(base):
    base.ecrire(lambda t: indicateurs.inscrire_enjeu(t, Enjeu("muet", "Sans mesure")))
    lu = croise(base, "muet")
    assert lu.indicateur is None and len(lu.lieux) == 6 and not lu.a_soutenir and not lu.mieux_qu_attendu
    with pytest.raises(IndicateurErreur):
        croise(base, "inconnu")


def test_le_sens_favorable_decide_du_besoin(base):
    """Décès : plus haut, plus de besoin. Diplôme : plus haut, moins de besoin."""
    for code, sens in (("deces", 1), ("diplome", -1)):
        lu = besoins.croiser(base, Profil.TABLE, ENJEU.enjeu, "communaute", code)
        classes = {
            x.besoin: [y.case.valeur for y in lu.lieux if y.besoin == x.besoin] for x in lu.lieux if x.besoin
        }
        assert min(sens * v for v in classes[3]) > max(sens * v for v in classes[1])


def test_sans_donnee_ni_classe_ni_valeur(base):
    lieu = croise(base).un(SANS_DONNEE)
    assert lieu is not None and lieu.case.valeur is None and lieu.besoin is None and lieu.categorie is None
