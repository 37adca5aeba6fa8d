from streamlit.testing.v1 import AppTest

from tableau_bord.interface.tableaux import insecables


def test_les_cellules_ne_se_brisent_pas() -> None:
    assert insecables(["de 1 à 2", ""]) == ["de\u00a01\u00a0à\u00a02", ""]


def test_le_markdown_des_donnees_ne_s_interprete_pas() -> None:
    def page() -> None:
        from tableau_bord.interface import tableaux

        tableaux.afficher({"Nom": ["*Anse*", "Baie"], "Valeur": ["1", "2"]}, "Essai", "essai")

    essai = AppTest.from_function(page).run()
    assert essai.table[0].value.iloc[0, 0] == "\\*Anse\\*"
