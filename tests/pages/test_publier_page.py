"""La page Publier : ce que le masque coûte, primaire et complémentaire ; le refus se dit sans publier."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

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


def _page() -> None:
    """Le corps de pages/publier.py : sous `st.navigation`, AppTest perd les clics."""
    from tableau_bord.interface import contexte, publication, publication_seuils

    ici = contexte.courant()
    ici.ouvrir_page("Publier", phrase_html=publication.phrase(ici))
    publication.a_publier(ici)
    publication_seuils.afficher(ici)
    publication.registre(ici)


def ouverte() -> AppTest:
    """La page, au profil DSP, sur la région."""
    essai = AppTest.from_function(_page, default_timeout=60)
    essai.session_state["tb_profil"] = Profil.DSP.value
    essai.query_params["base"] = bases.REGION
    return essai.run()


def test_un_clic_publie_et_le_registre_le_dit(region, monkeypatch):
    monkeypatch.setattr("tableau_bord.interface.navigation.lien", lambda *_: None)
    essai = ouverte()
    _bouton(essai)[0].click()
    essai.run()
    assert not essai.exception
    assert "Publié le 21 novembre 2026" in textes(essai)
    assert [p.cases for p in divulgation.publications(region)] == [14]
    assert "Tout ce qui est dans la base est publié" in textes(essai)


def test_l_apercu_dit_ce_que_chaque_mesure_perd_et_lesquelles(region):
    essai = ouverte()
    dit = textes(essai)
    assert "Ce que le masque coûte" in " ".join(e.label for e in essai.expander)
    assert "masqué par complément" in dit and "petit effectif" in dit
    assert "Rapide-Gris" in dit, "le profil DSP voit laquelle"


def test_un_grand_choix_se_demande_et_un_calcul_arrete_se_reprend(region, monkeypatch):
    from tableau_bord.interface import publication_apercu

    monkeypatch.setattr(publication_apercu, "TOUT_DE_SUITE", 1)
    essai = ouverte()
    assert _bouton(essai) == []
    next(b for b in essai.button if b.label == "Calculer ce que le masque coûte").click()
    essai.run()
    assert not essai.exception
    assert len(_bouton(essai)) == 1
    monkeypatch.setattr(publication_apercu, "TOUT_DE_SUITE", 20_000)
    arrete = ouverte()
    arrete.session_state[publication_apercu.ARRETE] = arrete.session_state["publier_apercu"][0][2]
    del arrete.session_state["publier_apercu"]
    arrete.run()
    assert "Calcul arrêté" in textes(arrete)
    next(b for b in arrete.button if b.label == "Reprendre le calcul").click()
    arrete.run()
    assert len(_bouton(arrete)) == 1


def test_un_seuil_s_ajoute_a_l_ecran_et_une_mauvaise_valeur_se_dit(region):
    essai = ouverte()
    next(n for n in essai.number_input if n.label == "Valeur").set_value(1)
    next(t for t in essai.text_input if t.label.startswith("Qui le demande")).set_value("Entente de novembre")
    next(b for b in essai.button if b.label == "Ajouter ce seuil").click()
    essai.run()
    assert "entier de 3 à 30" in textes(essai)
    next(n for n in essai.number_input if n.label == "Valeur").set_value(10)
    next(t for t in essai.text_input if t.label.startswith("Qui le demande")).set_value("Entente de novembre")
    next(b for b in essai.button if b.label == "Ajouter ce seuil").click()
    essai.run()
    assert not essai.exception
    assert "Seuil ajouté" in textes(essai)
    assert "effectif de moins de 10" in textes(essai)


def test_une_publication_interrompue_le_dit_au_retour_et_une_seule_fois(region):
    essai = AppTest.from_function(_page, default_timeout=60)
    essai.session_state["tb_profil"] = Profil.DSP.value
    essai.session_state["publier_en_cours"] = True
    essai.query_params["base"] = bases.REGION
    assert "rien n’a paru" in textes(essai.run())
    assert "rien n’a paru" not in textes(essai.run())


def test_une_publication_menee_au_bout_ne_se_dit_pas_interrompue(region, monkeypatch):
    monkeypatch.setattr("tableau_bord.interface.navigation.lien", lambda *_: None)
    essai = ouverte()
    _bouton(essai)[0].click()
    assert "rien n’a paru" not in textes(essai.run())
