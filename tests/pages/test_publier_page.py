"""La page Publier : ce que le masque coûte, primaire et complémentaire ; le refus se dit sans publier."""

from __future__ import annotations

import pytest

from tableau_bord import divulgation
from tableau_bord.acces import Profil
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases
from tests.graines import semer
from tests.pages.test_pages import saine, textes, visiter


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    return entrepot


def _bouton(essai):
    return [b for b in essai.button if b.label == "Publier au profil table"]


def test_l_apercu_dit_ce_que_coutent_les_deux_masques(region):
    essai = visiter("pages/publier.py", Profil.DSP, bases.REGION)
    saine(essai)
    assert "3 masquées (2 pour elles-mêmes, 1 pour en protéger d’autres)" in textes(essai)
    assert len(_bouton(essai)) == 1
    assert divulgation.publications(region) == (), "l'aperçu n'écrit rien"


def test_une_publication_qui_se_laisserait_attaquer_n_offre_pas_de_bouton(region, monkeypatch):
    monkeypatch.setattr(divulgation, "masquer_tout", lambda cases, seuils, *_: raisonner(cases, seuils))
    essai = visiter("pages/publier.py", Profil.DSP, bases.REGION)
    saine(essai)
    assert "laisserait retrouver 2 cases masquées" in textes(essai)
    assert _bouton(essai) == []
    assert divulgation.publications(region) == ()
