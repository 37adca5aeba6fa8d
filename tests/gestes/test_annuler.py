"""Annuler un lot : la base revient à l'état d'avant, chaînes de remplacements comprises."""

import polars as pl
import pytest

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.gestes.annuler import annuler_lot
from tableau_bord.importation import Lot, inscrire
from tests.graines import LOT, ORDINAIRE, semer


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def _verser(entrepot, lot, ajout):
    cases = indicateurs.lire_cases(entrepot, Profil.DSP, sexes=None).with_columns(
        effectif=pl.col("effectif") + ajout, lot=pl.lit(lot)
    )

    def geste(t):
        indicateurs.inserer_valeurs(t, cases, lot)
        inscrire(t, Lot(lot, "indicateurs", f"{lot}.csv", lot, "essai", maintenant(), cases.height, ""))

    entrepot.ecrire(geste)


def _effectif(entrepot):
    lue = indicateurs.lire_cases(entrepot, Profil.DSP, codes=[ORDINAIRE], indicateurs=["diplome"])
    return lue["effectif"].to_list()


def test_le_dernier_lot_verse_l_emporte_et_une_seule_case_se_lit(seme):
    _verser(seme, "b", 1)
    assert _effectif(seme) == [305.0]


def test_annuler_le_dernier_rend_le_precedent(seme):
    _verser(seme, "b", 1)
    annuler_lot(seme, "b", au_poste("essai"))
    assert _effectif(seme) == [304.0]


def test_annuler_celui_du_milieu_garde_le_dernier_puis_rend_le_premier(seme):
    _verser(seme, "b", 1)
    _verser(seme, "c", 10)
    annuler_lot(seme, "b", au_poste("essai"))
    assert _effectif(seme) == [315.0]
    annuler_lot(seme, "c", au_poste("essai"))
    assert _effectif(seme) == [304.0]


def test_annuler_le_lot_des_territoires_les_retire(seme):
    annuler_lot(seme, LOT, au_poste("essai"))
    assert territoires.codes_connus(seme).is_empty()


def test_annuler_un_lot_inconnu_le_dit(seme):
    with pytest.raises(ImportationErreur, match="n'existe pas"):
        annuler_lot(seme, "nulle-part", au_poste("essai"))
