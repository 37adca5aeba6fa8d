"""L'imprimé d'une estimation : ce qui a paru, les choix, chaque dissidence mot à mot ; rien de fin."""

import shutil
import subprocess

import pytest

from tableau_bord.acces import Identite, Role
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes import enquete_avis, enquete_choix, enquete_verser, publier
from tableau_bord.indicateurs import enquetes
from tests.gestes.enquete_essai import QUI, base, declaration, fiches, tout

TERRAIN = Identite("Camille Roy", frozenset({Role.TERRAIN}))


@pytest.fixture(scope="module")
def versee():
    entrepot = base()
    lues = fiches()
    resultat = tout(entrepot, lues, declaration(entrepot, lues, 3, nom="Enquête d’essai"))
    lot = enquete_verser.verser(entrepot, resultat, QUI)
    yield entrepot, lot, resultat
    entrepot.fermer()


def test_avant_de_publier_aucune_valeur_de_communaute_ne_s_imprime(versee):
    entrepot, lot, _ = versee
    donnees = enquete_choix.composer(entrepot, enquetes.une_enquete(entrepot, lot.lot), "")
    assert [m["rangees"] for m in donnees["mesures"]] == [[], [], []]
    assert "56,6" in donnees["mesures"][0]["phrase"]


def test_publiee_elle_s_imprime_avec_ses_avis_et_ses_dissidences(versee):
    entrepot, lot, resultat = versee
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), QUI)
    enquete_avis.donner(
        entrepot, lot.lot, "marges", "terrain", "objecte", "Les locataires manquent.", TERRAIN
    )
    enquete_avis.donner(entrepot, lot.lot, "mesures", "terrain", "approuve", "", TERRAIN)
    donnees = enquete_choix.composer(entrepot, enquetes.une_enquete(entrepot, lot.lot), "")
    par_question = {c["question"].partition("\u00a0")[0]: c for c in donnees["choix"]}
    assert par_question["Les marges"]["objections"] == [
        "Terrain\u00a0: «\u00a0Les locataires manquent.\u00a0»"
    ]
    assert par_question["Les marges"]["etat"] == "Personne n’approuve, 1\u00a0objecte."
    assert par_question["Les mesures"]["etat"] == "1\u00a0personne approuve, personne n’objecte."
    rare = next(m for m in donnees["mesures"] if "nourrir" in m["titre"])
    assert len(rare["rangees"]) == 120
    seules = [r for r in rare["rangees"] if r[4] == "Valeur d’un modèle, sans les réponses d’ici"]
    assert seules and all(r[3] == "" or r[3].startswith("0 sur") for r in seules)
    petits = resultat.lignes.filter(
        (resultat.lignes["indicateur"] == "enq_insecurite") & (resultat.lignes["effectif"].is_between(1, 4))
    )
    assert (
        not any(r[3].startswith(("1 sur", "2 sur", "3 sur", "4 sur")) for r in rare["rangees"])
        and petits.height
    )
    assert "Camille Roy" not in str(donnees)


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext manque")
def test_le_pdf_est_balise_et_dit_la_raison(versee, tmp_path):
    entrepot, lot, _ = versee
    enquete_avis.donner(
        entrepot, lot.lot, "marges", "terrain", "objecte", "Les locataires manquent.", TERRAIN
    )
    pdf = enquete_choix.en_pdf(entrepot, lot.lot, "Données inventées.", TERRAIN)
    (tmp_path / "e.pdf").write_bytes(pdf)
    texte = subprocess.run(["pdftotext", tmp_path / "e.pdf", "-"], capture_output=True, text=True).stdout
    assert "Enquête d’essai, 2022" in texte and "Les locataires manquent." in texte
    assert b"/MarkInfo" in pdf or b"StructTreeRoot" in pdf
    with pytest.raises(AccesErreur):
        enquete_choix.en_pdf(entrepot, lot.lot, "", Identite("personne"))
