"""Le dictionnaire à l'écran : lire au profil table ; corriger, ajouter, rétablir au profil DSP."""

from __future__ import annotations

import html as h
import re

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord import entrepot
from tableau_bord.acces import Profil, au_poste
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import bases
from tableau_bord.indicateurs import historique
from tableau_bord.indicateurs.correction import corriger
from tableau_bord.interface import dictionnaire_fiche
from tests.graines import DECES, semer


@pytest.fixture
def region(tmp_path, monkeypatch) -> Entrepot:
    """Une région semée, à part de celle des autres essais."""
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "region.duckdb"))
    base = bases.ouvrir_base(bases.REGION).entrepot
    semer(base)
    yield base
    entrepot.fermer_tout()


def page() -> None:
    from tableau_bord.interface import contexte, dictionnaire

    dictionnaire.afficher(contexte.courant())


def ouvrir(profil: Profil = Profil.DSP) -> AppTest:
    essai = AppTest.from_function(page, default_timeout=60)
    essai.session_state["tb_profil"] = profil.value
    essai.query_params["base"] = bases.REGION
    return essai.run()


def dit(essai: AppTest) -> str:
    assert not essai.exception
    posees = [re.sub(r"<[^>]+>", " ", e.proto.body) for e in essai.get("html")]
    posees += [m.value for m in (*essai.markdown, *essai.error, *essai.success, *essai.warning)]
    posees += [t.value for t in essai.header]
    return re.sub(r"\s+", " ", h.unescape("\n".join(posees)))


def cles(essai: AppTest) -> set[str]:
    return {b.key for b in essai.button if b.key and b.key.startswith("dico_")}


def test_au_profil_table_la_fiche_se_lit_et_ne_se_modifie_pas(region) -> None:
    essai = ouvrir(Profil.TABLE)
    assert "Définition." in dit(essai)
    assert cles(essai) == set()
    assert len(essai.get("download_button")) == 2


def test_un_ecran_de_modification_ne_survit_pas_au_profil_table(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    assert "dico_enregistrer" in cles(essai)
    essai.session_state["tb_profil"] = Profil.TABLE.value
    essai.run()
    assert cles(essai) == set()


def test_modifier_montre_ce_qui_change_exige_une_raison_puis_met_la_fiche_a_jour(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    assert "Ce qui change" not in dit(essai)
    essai.text_input(key="dico_deces_nom").set_value("Décès <b>toutes causes</b>")
    essai.selectbox(key="dico_deces_sens").select_index(2)
    essai.run()
    vu = dit(essai)
    assert "deces → Décès <b>toutes causes</b>" in vu
    assert "plus bas est plus favorable → ni l’un ni l’autre" in vu

    essai.button(key="dico_enregistrer").click().run()
    assert "raison du changement manque" in essai.error[0].value
    assert historique.actuel(region, "deces") == DECES

    essai.text_input(key="dico_raison").set_value("Nom plus clair.").run()
    essai.button(key="dico_enregistrer").click().run()
    assert not essai.error
    assert "Fiche enregistrée" in essai.success[0].value
    vu = dit(essai)
    assert "Version 2, 21 novembre 2026" in vu
    assert "Nom plus clair." in vu
    assert "Version 1" in vu
    assert "Dictionnaire livré" in vu
    assert historique.actuel(region, "deces").nom == "Décès <b>toutes causes</b>"
    posees = "".join(e.proto.body for e in essai.get("html"))
    assert "<b>toutes causes</b>" not in posees, "un nom n'est jamais exécuté"
    essai.run()
    assert not essai.success, "le message ne se répète pas"


def test_un_champ_faux_est_dit_et_rien_n_est_ecrit(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    essai.number_input(key="dico_deces_base").set_value(0.0)
    essai.text_input(key="dico_raison").set_value("Essai.")
    essai.run()
    assert "plus grand que zéro" in essai.error[0].value
    essai.button(key="dico_enregistrer").click().run()
    assert historique.versions(region, "deces") == ()


def test_changer_la_base_annonce_le_recalcul_puis_le_fait(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    essai.number_input(key="dico_deces_base").set_value(1000.0)
    essai.text_input(key="dico_deces_unite").set_value("pour 1 000")
    essai.text_input(key="dico_raison").set_value("Base lisible.")
    essai.run()
    assert "6 valeurs seront recalculées" in essai.warning[0].value.replace("\u00a0", " ")
    essai.button(key="dico_enregistrer").click().run()
    assert "6 valeurs recalculées" in essai.success[0].value.replace("\u00a0", " ")


def test_revenir_sans_enregistrer_oublie_la_saisie(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    essai.text_input(key="dico_deces_nom").set_value("Brouillon").run()
    essai.button(key="dico_retour").click().run()
    assert "dico_ajouter" in cles(essai)
    essai.button(key="dico_modifier_deces").click().run()
    assert essai.text_input(key="dico_deces_nom").value == "deces"


def test_une_fiche_changee_ailleurs_n_est_pas_ecrasee(region) -> None:
    from tableau_bord.gestes.dictionnaire import enregistrer

    essai = ouvrir()
    essai.button(key="dico_modifier_deces").click().run()
    enregistrer(region, corriger(DECES, ages="0 à 74 ans"), au_poste("Paul"), "Âges.")
    essai.text_input(key="dico_deces_nom").set_value("Décès")
    essai.text_input(key="dico_raison").set_value("Nom.")
    essai.run()
    essai.button(key="dico_enregistrer").click().run()
    assert "modifiée pendant" in essai.error[0].value
    assert historique.actuel(region, "deces").ages == "0 à 74 ans"


def test_l_historique_retablit_une_version(region) -> None:
    from tableau_bord.gestes.dictionnaire import enregistrer

    essai = ouvrir()
    essai.button(key="dico_historique_deces").click().run()
    assert "jamais été modifiée" in dit(essai)
    enregistrer(region, corriger(DECES, nom="Décès"), au_poste("Paul"), "Nom.")
    essai.run()
    assert "dico_retablir_2" not in cles(essai), "la version en vigueur ne se rétablit pas"
    essai.button(key="dico_retablir_1").click().run()
    assert "Version 1 rétablie" in essai.success[0].value
    assert historique.actuel(region, "deces") == DECES
    assert [v.version for v in historique.versions(region, "deces")] == [3, 2, 1]


def test_ajouter_une_mesure_tire_le_code_du_nom(region) -> None:
    essai = ouvrir()
    essai.button(key="dico_ajouter").click().run()
    for champ, valeur in {
        "nom": "Lits de soins", "court": "Lits", "theme": "Conditions de vie", "source": "Recensement",
    }.items():  # fmt: skip
        essai.text_input(key=f"dico_neuve_{champ}").set_value(valeur)
    essai.text_input(key="dico_raison").set_value("Nouvelle source.")
    essai.run()
    essai.button(key="dico_enregistrer").click().run()
    assert "Définition" in essai.error[0].value
    essai.text_area(key="dico_neuve_definition").set_value("Part des lits de soins.").run()
    essai.button(key="dico_enregistrer").click().run()
    assert "Fiche enregistrée" in essai.success[0].value
    neuve = historique.actuel(region, "lits_de_soins")
    assert (neuve.nom, neuve.base) == ("Lits de soins", 100.0)


def test_les_changements_echappent_ce_qui_vient_des_donnees() -> None:
    pose = dictionnaire_fiche.changements_html([("Nom", "<i>a</i>", "<script>b</script>")])
    assert "<script>" not in pose
    assert "&lt;script&gt;b&lt;/script&gt;" in pose
