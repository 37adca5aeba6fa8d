from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.interface import navigation
from tableau_bord.interface.navigation import PAGES

RACINE = Path(__file__).resolve().parents[2]


def test_chaque_page_du_registre_existe_et_inversement() -> None:
    fichiers = {f"pages/{chemin.name}" for chemin in (RACINE / "pages").glob("*.py")}
    assert {page.fichier for page in PAGES} == fichiers


def test_l_adresse_d_une_page_est_le_nom_de_son_fichier() -> None:
    for page in PAGES:
        assert page.est_accueil or page.adresse == Path(page.fichier).stem
    assert [page.titre for page in PAGES if page.est_accueil] == ["Accueil"]


def test_le_menu_est_groupe_et_dans_l_ordre(ouverte, html) -> None:
    libelles = [lien.proto.label for lien in ouverte.sidebar.get("page_link")]
    assert libelles == [page.titre for page in sorted(PAGES, key=lambda p: p.ordre)]
    for groupe in {page.groupe for page in PAGES if page.groupe}:
        assert f'<p class="tb-nav">{groupe}</p>' in html(ouverte)


def test_le_menu_garde_la_base_qu_on_regarde(bac) -> None:
    essai = AppTest.from_file(str(bac / "app.py"))
    essai.query_params["base"] = "region"
    essai.run()
    assert {lien.proto.query_string for lien in essai.sidebar.get("page_link")} == {"base=region"}


@pytest.mark.parametrize("page", [page for page in PAGES if not page.est_accueil], ids=lambda p: p.adresse)
def test_chaque_page_s_ouvre_entouree_de_l_application(bac, page) -> None:
    """AppTest remet l'ancien mode du dossier `pages/` à chaque exécution : `exiger_application` y répond."""
    essai = AppTest.from_file(str(bac / "app.py"), default_timeout=20).run()
    essai.switch_page(page.fichier).run()
    assert not essai.exception
    assert essai.title[0].value == f"Titre {page.titre}"
    assert len(essai.sidebar.get("page_link")) == len(PAGES)


def test_une_adresse_interne_s_ecrit_avec_ses_parametres() -> None:
    def page() -> None:
        import streamlit as st

        from tableau_bord.interface import navigation

        st.query_params["base"] = "region"
        st.text(navigation.adresse_html("portrait", territoire="a b", vide=""))
        st.text(navigation.adresse_html(""))

    essai = AppTest.from_function(page).run()
    assert [t.value for t in essai.text] == ["/portrait?base=region&territoire=a+b", "/?base=region"]


def test_une_page_inconnue_est_un_bogue() -> None:
    with pytest.raises(KeyError):
        navigation.page_nommee("nulle-part")
