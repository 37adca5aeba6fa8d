"""L'ombre rapide de la preuve de couverture."""

from benchmarks.couverture_surveillance import executer
from benchmarks.registre import REUSSI


def test_les_intervalles_couvrent_et_wald_non():
    resultat = executer(3000)
    assert resultat.code == REUSSI, resultat.texte
