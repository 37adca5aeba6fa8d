from streamlit.testing.v1 import AppTest

from tableau_bord.interface import cadre


def test_toute_page_commence_par_le_bandeau_le_titre_le_contexte_et_la_phrase(ouverte, html) -> None:
    pose = html(ouverte)
    assert [t.value for t in ouverte.title] == ["Titre Accueil"]
    for morceau in ("Région d’essai", cadre.DONNEES_INVENTEES, "Profil table", "Publié le 3 novembre 2026"):
        assert morceau in pose
    assert '<p class="tb-phrase">Une <strong>phrase</strong>.</p>' in pose


def test_le_bandeau_dsp_est_un_aplat_qui_dit_de_ne_pas_projeter() -> None:
    dsp = cadre.bandeau_html(region="R", fictive=False, profil="dsp")
    assert "tb-bandeau-dsp" in dsp
    assert "Profil DSP\u00a0: effectifs fins, ne pas projeter" in dsp
    assert cadre.DONNEES_INVENTEES not in dsp
    assert "tb-bandeau-dsp" not in cadre.bandeau_html(region="R", fictive=False, profil="table")


def test_un_nom_venu_des_donnees_n_ecrit_ni_html_ni_markdown(html) -> None:
    def page() -> None:
        from tableau_bord.interface import cadre

        cadre.ouvrir_page("*A* <b>", "<i>x</i>", region="<u>R</u>", fictive=False, profil="table")
        cadre.second("<s>y</s>")

    essai = AppTest.from_function(page).run()
    pose = html(essai)
    assert essai.title[0].value == r"\*A\* \<b\>"
    assert "&lt;i&gt;" in pose
    assert "&lt;u&gt;" in pose
    assert "&lt;s&gt;" in pose
    assert "<u>" not in pose
