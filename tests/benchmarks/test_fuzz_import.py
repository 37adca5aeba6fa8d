"""La preuve « fuzz » à petite taille : aller-retours exacts, aucun import partiel, et ses contre-épreuves."""

from collections import Counter

import pytest

from benchmarks import preuve_fuzz
from benchmarks.fuzz_import import Banc, fautes

FICHIERS = 60


@pytest.fixture
def banc():
    ouvert = Banc(":memory:")
    yield ouvert
    ouvert.fermer()


def test_chaque_table_se_relit_exacte(banc):
    assert fautes(Counter(banc.aller_retour(graine) for graine in range(FICHIERS))) == []


def test_un_fichier_mutile_est_verse_ou_refuse_jamais_a_demi(banc):
    sorts = Counter(banc.mutile(graine) for graine in range(FICHIERS))
    assert fautes(sorts) == []
    assert sorts["versé"]
    assert sorts["refusé"]


def test_sans_annulation_l_import_partiel_se_voit(monkeypatch):
    monkeypatch.setattr(preuve_fuzz, "CONTRE", 40)
    assert preuve_fuzz._sans_annulation() > 0
    assert preuve_fuzz._sourd_a_l_encodage() > 0
