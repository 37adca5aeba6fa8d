"""La formule chiffrée redonne la valeur affichée, ou dit pourquoi non."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import calcul_montre
from tableau_bord.indicateurs.modele import SignalNiveau
from tests.exemples import HOSPITALISATIONS, ORDINAIRE, SECRETS, absente, masquee, mesure


def test_la_formule_se_refait_a_la_main() -> None:
    calcul = calcul_montre.calcul(ORDINAIRE)
    assert calcul is not None
    assert calcul.formule.replace("\u00a0", " ") == "304 ÷ 344 × 100 = 88,4 %"
    assert calcul.reserve == ""
    reste = calcul_montre.calcul_du_reste(ORDINAIRE)
    assert reste is not None
    assert reste.formule.replace("\u00a0", " ") == "Reste de la région : 4 210 ÷ 5 185 × 100 = 81,2 %"


def test_un_taux() -> None:
    taux = mesure(
        SignalNiveau.SEMBLABLE, HOSPITALISATIONS, effectif=42, denominateur=10194, valeur=42 / 10194 * 1e5
    )
    calcul = calcul_montre.calcul(taux)
    assert calcul is not None
    assert calcul.formule.replace("\u00a0", " ") == "42 ÷ 10 194 × 100 000 = 412"


def test_une_valeur_ponderee_le_dit() -> None:
    calcul = calcul_montre.calcul(replace(ORDINAIRE, valeur=86.0))
    assert calcul is not None
    assert "86,0" in calcul.reserve


@pytest.mark.parametrize("champ", ["effectif", "denominateur", "valeur"])
def test_sans_de_quoi_calculer_il_n_y_a_pas_de_formule(champ: str) -> None:
    assert calcul_montre.calcul(replace(ORDINAIRE, **{champ: None})) is None  # type: ignore[arg-type]


def test_un_denominateur_nul_ne_se_divise_pas() -> None:
    assert calcul_montre.calcul(replace(ORDINAIRE, denominateur=0)) is None


def test_un_masque_n_a_ni_formule_ni_test() -> None:
    assert calcul_montre.calcul(masquee()) is None
    assert calcul_montre.calcul_du_reste(masquee()) is None
    assert calcul_montre.valeur_p(masquee()) == ""
    assert not any(s in calcul_montre.test(masquee()) for s in SECRETS)


@pytest.mark.parametrize(
    ("p", "ecrit"),
    [(0.00001, "moins de 0,0001"), (0.0004, "0,0004"), (0.12, "0,12"), (0.0, "moins de 0,0001")],
)
def test_la_valeur_p(p: float, ecrit: str) -> None:
    assert calcul_montre.valeur_p(replace(ORDINAIRE, valeur_p=p)) == ecrit


def test_le_test_nomme_sa_methode_et_son_seuil() -> None:
    assert calcul_montre.test(ORDINAIRE) == "Z sur le log des taux, valeur p 0,0004, seuil 0,01."
    assert "Aucun test" in calcul_montre.test(replace(ORDINAIRE, valeur_p=None, methode_test=""))
    assert "n’est pas montrée" in calcul_montre.test(absente(Motif.NON_DISPONIBLE))
