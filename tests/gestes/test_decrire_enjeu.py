"""Les enjeux : livrés, corrigés, ajoutés ; ce qui s'écrit à l'écran survit au fichier livré."""

from __future__ import annotations

import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Identite, Mode, Role, au_poste
from tableau_bord.commun.erreurs import AccesErreur, IndicateurErreur
from tableau_bord.gestes.decrire_enjeu import decrire

QUI = au_poste("essai")


@pytest.fixture
def base(entrepot_vide):
    entrepot_vide.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, indicateurs.charger()))
    indicateurs.suivre_les_enjeux(entrepot_vide)
    return entrepot_vide


def test_chaque_enjeu_livre_a_une_question_et_des_mesures_du_dictionnaire(base):
    connues = {i.code for i in indicateurs.charger()}
    for enjeu in indicateurs.enjeux(base):
        assert enjeu.nom and enjeu.question and set(enjeu.indicateurs) <= connues, enjeu


def test_un_enjeu_neuf_sans_mesure_est_admis_et_se_range_a_la_fin(base):
    neuf = decrire(base, QUI, "  Se déplacer   l’hiver ", "", [])
    assert (neuf.enjeu, neuf.nom, neuf.mesure) == ("se_deplacer_l_hiver", "Se déplacer l’hiver", False)
    assert indicateurs.enjeux(base)[-1] == neuf


def test_la_mesure_principale_reste_la_premiere(base):
    decrire(
        base, QUI, "Logement", "", ["loyer_30_pourcent", "faible_revenu", "loyer_30_pourcent"], "logement"
    )
    assert indicateurs.un_enjeu(base, "logement").indicateurs == ("loyer_30_pourcent", "faible_revenu")


def test_ce_qui_est_corrige_a_l_ecran_n_est_pas_repris_du_fichier(base):
    decrire(base, QUI, "Manger à sa faim, tous", "?", [], "alimentation")
    indicateurs.suivre_les_enjeux(base)
    assert indicateurs.un_enjeu(base, "alimentation").nom == "Manger à sa faim, tous"


@pytest.mark.parametrize(
    ("nom", "mesures", "code"),
    [
        ("", [], "enjeu_sans_nom"),
        ("x" * 81, [], "enjeu_trop_long"),
        ("Neuf", ["absente"], "mesure_inconnue"),
        ("BRISER l’isolement", [], "enjeu_pris"),
    ],
)
def test_un_enjeu_mal_ecrit_est_refuse(base, nom, mesures, code):
    avant = indicateurs.enjeux(base)
    with pytest.raises(IndicateurErreur) as refus:
        decrire(base, QUI, nom, "", mesures)
    assert refus.value.code == code and indicateurs.enjeux(base) == avant


def test_il_faut_le_droit_de_decrire(base):
    with pytest.raises(AccesErreur):
        decrire(
            base, Identite("t", frozenset({Role.TERRAIN}), Mode.SERVEUR, "t@exemple.qc.ca"), "Neuf", "", []
        )
    with pytest.raises(IndicateurErreur):
        indicateurs.un_enjeu(base, "neuf")
