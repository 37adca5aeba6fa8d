"""Les cotes montrées à côté d'une valeur : 9, 16, 37 et 45 évènements font 33,3, 25, 16,6 et 15 %."""

from dataclasses import replace

import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.cotes import coefficient, cote
from tableau_bord.parametres import CoteQualite
from tests.graines import ORDINAIRE, semer

ISQ = CoteQualite("ISQ", 15, 25, False)
CANADA = CoteQualite("Statistique Canada", 16.6, 33.3, True)


@pytest.fixture
def deces(entrepot_vide):
    semer(entrepot_vide)
    lu = indicateurs.portrait(entrepot_vide, Profil.DSP, "communaute", ORDINAIRE)
    return next(m for m in lu.noyau if m.indicateur.code == "deces")


@pytest.mark.parametrize(
    ("regle", "evenements", "attendue"),
    [(ISQ, 45, None), (ISQ, 44, "*"), (ISQ, 16, "*"), (ISQ, 15, "**"), (CANADA, 37, None), (CANADA, 36, "*"),
     (CANADA, 10, "*"), (CANADA, 9, "**")],
)  # fmt: skip
def test_les_seuils_de_chaque_producteur(deces, regle, evenements, attendue):
    rendue = cote(replace(deces, effectif=float(evenements)), regle)
    assert (rendue and rendue.symbole) == attendue


def test_sans_effectif_la_cote_vient_de_l_intervalle(deces):
    """Une valeur de 20 de 16,08 à 23,92 : erreur type 2, donc 10 %."""
    enquete = replace(deces, effectif=None, valeur=20.0, borne_inf=16.08007, borne_sup=23.91993)
    assert coefficient(enquete) == pytest.approx(10.0, abs=1e-4)


def test_le_portrait_porte_la_cote_et_son_producteur_et_une_case_cachee_n_en_a_pas(deces):
    assert (deces.cote.symbole, deces.cote.producteur) == ("*", "ISQ"), "40 décès : 15,8 %"
    assert "15,8\u00a0%" in ecriture.cote_expliquee(deces)
    assert "ISQ" in ecriture.cote_expliquee(deces)
    masquee = replace(deces, motif=ecriture.Motif.MASQUE)
    assert (ecriture.cote(masquee), coefficient(masquee)) == ("", None)
