"""Le même fichier versé deux fois au même instant fait un lot, pas deux ; un dictionnaire joint nomme les colonnes."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import polars as pl
import pytest

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import au_poste
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.gestes import examiner, verser

FICHIER = b"Code;Cas;Population\n0511;3;500\n0514;8;700\n"


@pytest.fixture
def base(entrepot_fichier):
    lieux = pl.DataFrame({"code": ["0511", "0514"], "nom": ["Granit", "Coaticook"]}).with_columns(
        municipalite=pl.lit(None, dtype=pl.String)
    )
    entrepot_fichier.ecrire(
        lambda t: territoires.inscrire(t, territoires.Decoupage("RLS", "2020", lieux), "essai")
    )
    entrepot_fichier.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, indicateurs.charger()))
    return entrepot_fichier


def _examen(base, nom="covid_cas_cumul_2020.csv", contenu=FICHIER, **options):
    return examiner.examiner(base, examiner.proposer(base, contenu, nom, **options))


def test_deux_versements_simultanes_font_un_seul_lot(base):
    examens = [_examen(base), _examen(base)]
    depart = Barrier(2)

    def geste(examen):
        depart.wait()
        try:
            return verser.verser(base, examen, au_poste("essai")).lot
        except ImportationErreur as refus:
            assert refus.code == "deja_verse"
            return None

    with ThreadPoolExecutor(2) as atelier:
        lots = list(atelier.map(geste, examens))
    assert any(lots)
    assert base.lire("SELECT COUNT(*) AS n FROM lots")["n"][0] == 1
    assert base.lire("SELECT COUNT(*) AS n FROM valeurs WHERE remplacee_par IS NULL")["n"][0] == 2


def test_le_meme_fichier_verse_ensuite_est_refuse(base):
    verser.verser(base, _examen(base), au_poste("essai"))
    with pytest.raises(ImportationErreur) as refus:
        verser.verser(base, _examen(base), au_poste("essai"))
    assert refus.value.code == "deja_verse"


def test_un_dictionnaire_joint_nomme_les_colonnes(base):
    cryptique = b"V01;V02;V03\n0511;3;500\n0514;8;700\n"
    joint = "Variable;Libellé\nV01;Code RLS\nV02;Cas\nV03;Population\n".encode()
    examen = _examen(base, "covid_cas_cumul_2021.csv", cryptique, dictionnaire=("dictionnaire.csv", joint))
    assert examen.comprehension.valeurs["effectif"].to_list() == [3.0, 8.0]
    assert examen.comprehension.valeurs["denominateur"].to_list() == [500.0, 700.0]


def test_une_mesure_deja_au_dictionnaire_ne_se_decrit_pas_deux_fois(base):
    deja = indicateurs.charger()[0]
    with pytest.raises(ImportationErreur) as refus:
        verser.verser(base, _examen(base), au_poste("essai"), nouvel_indicateur=deja)
    assert refus.value.code == "mesure_deja_decrite"
