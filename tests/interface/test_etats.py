from streamlit.testing.v1 import AppTest

from tableau_bord.interface import etats


def test_les_etats_disent_leurs_mots(html) -> None:
    def page() -> None:
        from tableau_bord.interface import etats

        etats.masque()
        etats.trop_incertain("De 3 à 31\u00a0%", "19 répondants.")
        etats.non_disponible("2022", "celle de 2019")
        etats.pas_encore_lu()
        etats.en_cours(1250, 2980, "Lecture du fichier\u00a0: 1\u00a0250 lignes")
        etats.reussite("Lot versé.")
        etats.avertissement("Les années ne se comparent pas.")
        etats.vide("Aucun actif.", "Commencez par un lieu.", bouton="Inscrire", cle="inscrire")

    essai = AppTest.from_function(page).run()
    pose = html(essai)
    assert etats.MASQUE in pose
    assert "trop incertaine pour être donnée seule\u00a0: 19 répondants." in pose
    assert "Pas de donnée pour 2022" in pose
    assert "La dernière valeur connue est celle de 2019." in pose
    assert etats.PAS_LU in pose
    assert essai.success[0].value == "Lot versé."
    assert essai.warning[0].value == "Les années ne se comparent pas."
    assert essai.button(key="inscrire").label == "Inscrire"


def test_le_masque_ne_dit_jamais_pourquoi() -> None:
    pose = etats.masque_html(explication=True)
    assert "trop peu" not in pose.lower()
    assert "seuil" not in pose.lower()
