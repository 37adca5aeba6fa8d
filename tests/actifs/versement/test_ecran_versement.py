"""L'écran du versement : ce qui est compris, ce qui manque, ce qui s'écrit ; jamais de trace."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from streamlit.testing.v1 import AppTest

from tableau_bord import indicateurs
from tableau_bord.actifs import depot
from tableau_bord.actifs.versement import matrice_depot
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases
from tests.graines import ORDINAIRE, semer


def _page() -> None:
    import streamlit as st

    from tableau_bord.interface import actifs_versement, contexte

    ici = contexte.courant()
    ici.ouvrir_page("Actifs")
    with st.expander("Verser un inventaire"):
        actifs_versement.afficher(ici)


@pytest.fixture
def region(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    base = ouvrir(chemin)
    base.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, indicateurs.charger()))
    return base


def ouvrir_la_page() -> AppTest:
    essai = AppTest.from_function(_page, default_timeout=60)
    essai.query_params["base"] = bases.REGION
    return essai.run()


def deposer(contenu: bytes, nom: str = "i.csv", essai: AppTest | None = None) -> AppTest:
    essai = essai or ouvrir_la_page()
    essai.file_uploader[0].set_value((nom, contenu, "application/octet-stream")).run()
    assert not essai.exception
    return essai


def dit(essai: AppTest) -> str:
    return " ".join(
        str(x.value) for sorte in ("markdown", "header", "warning", "error") for x in essai.get(sorte)
    )


def presser(essai: AppTest, libelle: str) -> AppTest:
    next(b for b in essai.button if b.label == libelle).click().run()
    assert not essai.exception
    return essai


def test_sans_fichier_rien_a_verser(region):
    essai = ouvrir_la_page()
    assert not essai.exception and not essai.button and "Ce qui a été compris" not in dit(essai)


def test_un_fichier_illisible_se_dit_sans_trace(region):
    essai = deposer(b"%PDF-1.4", "i.csv")
    assert essai.error and "Traceback" not in dit(essai) and not essai.button


def test_sans_territoire_dans_la_base_l_ecran_dit_par_ou_commencer(region):
    essai = deposer(b"id;nom;quartier\n1;Maison;Centre\n")
    assert "Versez d’abord ses polygones" in dit(essai)
    presser(essai, "Verser cet inventaire")
    assert depot.tous(region)["nom"].to_list() == ["Maison"] and "Versé" in essai.success[0].value


def test_tout_territoire_se_choisit_meme_sans_ressemblance(region):
    semer(region)
    essai = deposer(b"id;nom;quartier\n1;Maison;Zzyzx\n")
    choix = next(s for s in essai.selectbox if "Zzyzx" in s.label)
    assert "sans territoire ressemblant" in choix.label and choix.value == ""
    choix.set_value(ORDINAIRE).run()
    presser(essai, "Verser cet inventaire")
    assert depot.dessertes(region)["code"].to_list() == [ORDINAIRE]


def test_une_colonne_sans_nom_reconnu_se_corrige_a_l_ecran(region):
    essai = deposer(b"adresse;courriel\nMaison du parc;info@a.ca\n")
    assert "Aucune colonne ne donne le nom des actifs" in dit(essai)
    next(s for s in essai.selectbox if s.label == "«\u00a0adresse\u00a0»").set_value(Role.NOM).run()
    assert "Aucune colonne ne donne le nom" not in dit(essai)
    presser(essai, "Verser cet inventaire")
    assert depot.tous(region)["nom"].to_list() == ["Maison du parc"]


def test_deux_colonnes_de_meme_role_sont_signalees(region):
    essai = deposer(b"id;nom;couleur\n1;Maison;bleu\n")
    next(s for s in essai.selectbox if s.label == "«\u00a0couleur\u00a0»").set_value(Role.NOM).run()
    assert "seule la dernière est lue" in dit(essai)


def test_la_feuille_d_un_classeur_se_choisit(region):
    octets = io.BytesIO()
    with xlsxwriter.Workbook(octets, {"in_memory": True}) as classeur:
        for titre in ("Est", "Ouest"):
            feuille = classeur.add_worksheet(titre)
            for rang, rangee in enumerate((("id", "nom"), (1, f"Maison de l’{titre}"), (2, "Salon"))):
                feuille.write_row(rang, 0, rangee)
    essai = deposer(octets.getvalue(), "i.xlsx")
    next(s for s in essai.selectbox if s.label == "Feuille ou fichier à lire").set_value("Ouest").run()
    presser(essai, "Verser cet inventaire")
    assert "Maison de l’Ouest" in depot.tous(region)["nom"].to_list()
    assert "Maison de l’Est" not in depot.tous(region)["nom"].to_list()


def test_du_html_depose_ne_s_affiche_qu_en_texte(region):
    essai = deposer(b"id;nom;description\n1;Maison;<img src=x onerror=alert(1)>Accueil\n")
    assert "HTML\u00a0: 1" in dit(essai)
    presser(essai, "Verser cet inventaire")
    assert depot.tous(region)["description"].to_list() == ["Accueil"]


def test_un_compte_qui_vaut_pour_tout_le_fichier_se_dit_en_entier(region):
    essai = deposer(b"nom\nMaison\nSalon\nClub\n")
    assert "sans identifiant\u00a0: 3" in dit(essai) and "sans coordonnées\u00a0: 3" in dit(essai)


def test_une_matrice_de_temps_se_verse_par_l_ecran(region):
    semer(region)
    presser(deposer(b"id;nom\nO1;Maison\n"), "Verser cet inventaire")
    essai = ouvrir_la_page()
    essai.radio[0].set_value("Des temps de déplacement").run()
    deposer(f"depuis;vers;temps\n{ORDINAIRE};O1;12,5\nNulle part;O1;3\n".encode(), "auto.csv", essai)
    assert "Choisissez trois colonnes" not in dit(essai) or not essai.button
    next(s for s in essai.selectbox if s.label == "Colonne de l’origine").set_value("depuis").run()
    assert "1\u00a0couple retenu" in dit(essai) and "origine inconnue\u00a0: 1" in dit(essai)
    presser(essai, "Verser cette matrice")
    assert matrice_depot.couts(region, "auto", "communaute")["cout"].to_list() == [12.5]


def test_deux_territoires_de_meme_nom_se_distinguent_par_leur_code(region):
    semer(region)
    essai = deposer("id;nom;quartier\n1;Maison;L’Anse aux Huards\n".encode())
    choix = next(s for s in essai.selectbox if "Huards" in s.label)
    assert len(set(choix.options)) == len(choix.options) and choix.value == ""
    assert choix.options[1].startswith("Anse-aux-Huards (20-001), ressemblance")
