"""Verser : un refus nomme la ligne en cause, et rien n'entre."""

import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.gestes import examiner, verser
from tests.graines import semer


def test_une_ligne_refusee_est_nommee_et_rien_n_entre(entrepot_vide):
    semer(entrepot_vide)
    avant = indicateurs.lire_cases(entrepot_vide, Profil.DSP).height
    texte = "code;indicateur;annee;effectif;denominateur\n20-001;diplome;2022;12,O;344\n20-004;diplome;2022;9;500\n"
    examen = examiner.examiner(entrepot_vide, examiner.proposer(entrepot_vide, texte.encode(), "essai.csv"))
    with pytest.raises(ImportationErreur, match="12,O"):
        verser.verser(entrepot_vide, examen, au_poste("essai"))
    assert indicateurs.lire_cases(entrepot_vide, Profil.DSP).height == avant
