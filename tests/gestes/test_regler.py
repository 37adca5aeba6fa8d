"""Régler un seuil : une ligne datée de plus, bornée, justifiée, journalisée."""

from datetime import date

import pytest

from tableau_bord import acces, parametres
from tableau_bord.acces import Identite, Mode, Role, au_poste
from tableau_bord.commun.erreurs import AccesErreur, DivulgationErreur
from tableau_bord.gestes.regler import regler_seuil

QUI = au_poste("essai")
DU = date(2026, 11, 1)
POURQUOI = "Entente du 1er novembre 2026"


def test_le_plus_recent_l_emporte_et_l_ancien_reste(entrepot_vide):
    regler_seuil(entrepot_vide, QUI, "effectif_minimal", "MSSS", 10, DU, POURQUOI)
    assert parametres.seuils_divulgation(entrepot_vide, "table", "MSSS").effectif == 10
    assert parametres.seuils_divulgation(entrepot_vide, "table", "autre").effectif == 5
    assert acces.journal(entrepot_vide)["geste"].to_list() == ["régler"]


@pytest.mark.parametrize(
    ("cle", "source", "valeur", "justification", "mot"),
    [
        ("effectif_minimal", "*", 1, POURQUOI, "de 3 à 30"),
        ("effectif_minimal", "*", 5.5, POURQUOI, "entier"),
        ("effectif_minimal", "*", 5, "  ", "se justifie"),
        ("arrondi_base", "*", 5, POURQUOI, "pour une source"),
        ("arrondi_base", "MSSS", 1, POURQUOI, "de 2 à 20"),
    ],
)
def test_un_mauvais_seuil_est_refuse_sans_rien_ecrire(entrepot_vide, cle, source, valeur, justification, mot):
    avant = parametres.tous(entrepot_vide)
    with pytest.raises(DivulgationErreur, match=mot):
        regler_seuil(entrepot_vide, QUI, cle, source, valeur, DU, justification)
    assert parametres.tous(entrepot_vide).equals(avant)


def test_zero_ramene_la_source_au_masquage(entrepot_vide):
    regler_seuil(entrepot_vide, QUI, "arrondi_base", "MSSS", 5, DU, POURQUOI)
    assert parametres.seuils_divulgation(entrepot_vide, "table", "MSSS").arrondi_base == 5
    regler_seuil(entrepot_vide, QUI, "arrondi_base", "MSSS", 0, date(2026, 11, 2), POURQUOI)
    assert parametres.seuils_divulgation(entrepot_vide, "table", "MSSS").arrondi_base == 0


def test_sans_le_droit_de_publier_rien_ne_se_regle(entrepot_vide):
    terrain = Identite("T", frozenset({Role.TERRAIN}), Mode.SERVEUR)
    with pytest.raises(AccesErreur):
        regler_seuil(entrepot_vide, terrain, "effectif_minimal", "*", 5, DU, POURQUOI)
