import logging

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord.interface import erreurs


def _page(genre: str) -> None:
    import streamlit as st

    from tableau_bord.commun.erreurs import ImportationErreur
    from tableau_bord.interface import erreurs

    with erreurs.garde():
        if genre == "usager":
            raise ImportationErreur(
                "nombre",
                "« 12,O » n’est pas un nombre.",
                ou="Ligne 14, colonne « Effectif »",
                remede="Corrigez.",
            )
        if genre == "bogue":
            secret = "DUPONT, 1961-02-03"
            raise ValueError(secret)
        if genre == "arret":
            st.stop()
    st.write("suite")


def test_une_erreur_d_usager_dit_ou_quoi_et_quoi_faire() -> None:
    essai = AppTest.from_function(_page, kwargs={"genre": "usager"}).run()
    assert essai.error[0].value == (
        "**Ligne 14, colonne « Effectif »\u00a0: « 12,O » n’est pas un nombre.** Corrigez."
    )
    assert not essai.exception


def test_un_bogue_donne_une_phrase_neutre_et_un_journal_sans_donnees(caplog) -> None:
    with caplog.at_level(logging.ERROR, logger="tableau_bord"):
        essai = AppTest.from_function(_page, kwargs={"genre": "bogue"}).run()
    assert essai.error[0].value.startswith("**Quelque chose n’a pas fonctionné ici.**")
    assert not essai.exception
    assert "ValueError" in caplog.text
    assert "DUPONT" not in caplog.text + essai.error[0].value
    reference = caplog.records[0].args[0]
    assert reference in essai.error[0].value


def test_l_arret_de_streamlit_passe_la_garde() -> None:
    essai = AppTest.from_function(_page, kwargs={"genre": "arret"}).run()
    assert not essai.error
    assert not essai.markdown


def test_sans_faute_la_garde_ne_montre_rien() -> None:
    essai = AppTest.from_function(_page, kwargs={"genre": "rien"}).run()
    assert essai.markdown[0].value == "suite"


def test_le_journal_nomme_le_lieu() -> None:
    with pytest.raises(ZeroDivisionError) as faute:
        _ = 1 / 0
    assert len(erreurs.journaliser(faute.value)) == 6
