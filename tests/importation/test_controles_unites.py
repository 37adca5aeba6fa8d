"""Unité probable, effectif contre dénominateur, sens favorable."""

from tableau_bord.importation.controles_unites import sans_sens_favorable
from tableau_bord.indicateurs.modele import Nature
from tests.importation.fabrique_controles import controler, dites, indicateur

TROP = "Code;Cas;Population\n0511;120;100\n0514;30;100\n0515;40;100\n"
REGLE_TROP = "effectif plus grand que le dénominateur"


def test_un_effectif_trop_grand_est_refuse_pour_une_proportion():
    c = controler(TROP, indicateurs=[indicateur()])
    assert dites(c, REGLE_TROP) == [(2, "refusée")]
    assert c.retenues([])["_ligne"].to_list() == [3, 4]


def test_un_effectif_trop_grand_est_seulement_signale_pour_un_taux():
    c = controler(TROP, indicateurs=[indicateur(nature=Nature.TAUX, base=1000)])
    assert dites(c, REGLE_TROP) == [(2, "signalée")]
    assert c.retenues([])["_ligne"].to_list() == [2, 3, 4]


def test_de_nature_inconnue_la_base_du_taux_publie_decide():
    sans_taux = controler(TROP)
    assert dites(sans_taux, REGLE_TROP) == [(2, "refusée")]
    pour_mille = "Code;Cas;Population;Taux\n0511;120;100;1200\n0514;30;100;300\n0515;40;100;400\n"
    assert dites(controler(pour_mille), REGLE_TROP) == [(2, "signalée")]


def test_autant_de_cas_que_de_personnes_ne_dit_rien():
    c = controler("Code;Cas;Population\n0511;100;100\n0514;0;0\n", indicateurs=[indicateur()])
    assert dites(c, REGLE_TROP) == []


def test_une_base_differente_du_dictionnaire_est_signalee():
    texte = "Code;Cas;Population;Taux\n0511;10;1000;1000\n0514;20;1000;2000\n0515;30;1000;3000\n"
    c = controler(texte, indicateurs=[indicateur()])
    assert dites(c, "unité probable") == [(2, "signalée")]
    assert "100\u00a0000" in c.anomalies[0].message
    assert (
        dites(controler(texte, indicateurs=[indicateur(base=100_000, nature=Nature.TAUX)]), "unité probable")
        == []
    )


def test_des_fractions_a_la_place_de_pourcentages_sont_soupconnees():
    fractions = "Code;Taux\n0511;0,12\n0514;0,5\n0515;1\n"
    assert dites(controler(fractions, indicateurs=[indicateur()]), "unité probable") == [(2, "signalée")]
    assert dites(controler(fractions), "unité probable") == []
    pourcents = "Code;Taux\n0511;12\n0514;0,5\n0515;1\n"
    assert dites(controler(pourcents, indicateurs=[indicateur()]), "unité probable") == []
    deux = "Code;Taux\n0511;0,12\n0514;0,5\n"
    assert dites(controler(deux, indicateurs=[indicateur()]), "unité probable") == []
    zeros = "Code;Taux\n0511;0\n0514;0\n0515;0\n"
    assert dites(controler(zeros, indicateurs=[indicateur()]), "unité probable") == []


def test_une_proportion_de_plus_de_100_est_signalee():
    c = controler("Code;Taux\n0511;100\n0514;100,5\n", indicateurs=[indicateur()])
    assert dites(c, "unité probable") == [(2, "signalée")]
    assert (
        dites(controler("Code;Taux\n0511;100\n0514;99\n", indicateurs=[indicateur()]), "unité probable") == []
    )


def test_une_mesure_nouvelle_sans_sens_favorable_est_nommee():
    connus = {"cas": indicateur()}
    assert sans_sens_favorable(["cas", "neuve", "autre", "neuve"], connus, {"autre": "neutre"}) == ["neuve"]
    assert sans_sens_favorable(["neuve"], connus, {"neuve": "n'importe"}) == ["neuve"]
    assert sans_sens_favorable(["cas"], connus, {}) == []
