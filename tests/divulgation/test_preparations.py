"""Un masque interrompu reprend où il s'est arrêté ; un masque préparé ne sert que si rien n'a changé."""

import polars as pl
import pytest

from tableau_bord.acces import au_poste
from tableau_bord.divulgation import preparations_depot
from tableau_bord.gestes import proteger, publier
from tests.graines import semer


class Arret(Exception):
    pass


def _preparees(entrepot):
    return entrepot.lire("SELECT indicateur FROM preparations ORDER BY indicateur")["indicateur"].to_list()


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide, publier.lire_choix(entrepot_vide, publier.contenus_a_publier(entrepot_vide))


def test_interrompu_il_garde_ce_qui_est_fini_et_reprend_au_suivant(seme, monkeypatch):
    entrepot, cases = seme

    def arreter(part):
        if part > 0.5:
            raise Arret

    with pytest.raises(Arret):
        proteger.proteger(entrepot, cases, arreter)
    premier = _preparees(entrepot)
    assert len(premier) == 1
    refaits = []
    vrai = proteger.divulgation.masquer_tout
    monkeypatch.setattr(
        proteger.divulgation,
        "masquer_tout",
        lambda g, *a: (refaits.append(g["indicateur"][0]), vrai(g, *a))[1],
    )
    reprise = proteger.proteger(entrepot, cases)
    assert sorted(premier + refaits) == ["deces", "diplome"]
    monkeypatch.undo()
    entrepot.ecrire(lambda t: t.executer("DELETE FROM preparations"))
    assert reprise.cases.equals(proteger.proteger(entrepot, cases).cases)


def test_une_entree_qui_change_demande_un_calcul_neuf(seme):
    entrepot, cases = seme
    proteger.proteger(entrepot, cases)
    assert len(_preparees(entrepot)) == 2
    proteger.proteger(entrepot, cases)
    assert len(_preparees(entrepot)) == 2, "rien n'a changé : rien de neuf"
    entrepot.ecrire(
        lambda t: t.executer(
            "UPDATE seuils SET valeur = 10 WHERE cle = 'effectif_minimal' AND profil = 'table'"
        )
    )
    plus = proteger.proteger(entrepot, cases)
    assert len(_preparees(entrepot)) == 4, "le seuil en fait partie"
    autre = cases.with_columns(
        effectif=pl.when(pl.col("effectif") == 60).then(61).otherwise("effectif").cast(pl.Float64)
    )
    assert not autre.equals(cases)
    proteger.proteger(entrepot, autre)
    assert len(_preparees(entrepot)) == 5
    assert plus.cases["raison"].count() > 0


def test_publier_oublie_les_preparations_de_ce_qu_il_publie(seme):
    entrepot, cases = seme
    proteger.proteger(entrepot, cases)
    entrepot.ecrire(
        lambda t: preparations_depot.garder(
            t,
            empreinte="x",
            indicateur="autre",
            quand="",
            masques=b"",
            exposees=b"",
            deja_exposees=0,
            impossibles=0,
        )
    )
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), au_poste("essai"))
    assert _preparees(entrepot) == ["autre"]
