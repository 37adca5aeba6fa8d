"""Les réglages datés : le plus récent en vigueur, jamais celui de demain."""

from datetime import date

import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation.reglages_dates import reglages_en_vigueur
from tableau_bord.importation.regles import Reglages

POSER = "INSERT INTO seuils VALUES ($cle, '*', 'table', $valeur, '%', $du, 'Essai.')"


def _poser(entrepot, cle, valeur, du):
    entrepot.ecrire(lambda t: t.executer(POSER, cle=cle, valeur=valeur, du=du))


def test_une_base_neuve_garde_les_defauts(entrepot_vide):
    assert reglages_en_vigueur(entrepot_vide) == Reglages()


def test_le_plus_recent_en_vigueur_l_emporte(entrepot_vide):
    for valeur, du in ((10, date(2025, 1, 1)), (5, date(2026, 1, 1)), (1, date(2027, 1, 1))):
        _poser(entrepot_vide, "import.parties_contre_total", valeur, du)
    assert reglages_en_vigueur(entrepot_vide).seuil("parties_contre_total") == 5
    assert reglages_en_vigueur(entrepot_vide, date(2025, 6, 1)).seuil("parties_contre_total") == 10
    assert reglages_en_vigueur(entrepot_vide, date(2024, 6, 1)).seuil("parties_contre_total") == 15


def test_une_regle_se_desactive_et_se_reactive(entrepot_vide):
    _poser(entrepot_vide, "import.bornes_inversees.active", 0, date(2026, 1, 1))
    assert not reglages_en_vigueur(entrepot_vide).active("bornes_inversees")
    _poser(entrepot_vide, "import.bornes_inversees.active", 1, date(2026, 6, 1))
    assert reglages_en_vigueur(entrepot_vide).active("bornes_inversees")


def test_une_regle_disparue_est_ignoree_mais_pas_une_regle_qui_ne_se_regle_pas(entrepot_vide):
    _poser(entrepot_vide, "import.d_autrefois", 3, date(2026, 1, 1))
    assert reglages_en_vigueur(entrepot_vide) == Reglages()
    _poser(entrepot_vide, "import.nombre_illisible.active", 0, date(2026, 1, 1))
    with pytest.raises(ImportationErreur, match="ne se règle pas"):
        reglages_en_vigueur(entrepot_vide)
