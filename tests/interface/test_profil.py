from streamlit.testing.v1 import AppTest

from tableau_bord.interface import profil


def test_l_ecran_s_ouvre_au_profil_table_et_la_bascule_se_voit(ouverte, html) -> None:
    bouton = ouverte.button(key="tb_bascule_profil")
    assert bouton.label == "Passer au profil DSP"
    assert "tb-bandeau-dsp" not in html(ouverte).replace(".tb-bandeau-dsp", "")
    bouton.click().run()
    assert ouverte.session_state[profil.CLE] == "dsp"
    assert 'class="tb-bandeau tb-bandeau-dsp"' in html(ouverte)
    retour = ouverte.button(key="tb_bascule_profil")
    assert retour.label == "Revenir au profil table"
    retour.click().run()
    assert ouverte.session_state[profil.CLE] == "table"


def test_le_profil_ne_passe_jamais_par_l_adresse(bac, html) -> None:
    essai = AppTest.from_file(str(bac / "app.py"))
    essai.query_params["profil"] = "dsp"
    essai.query_params[profil.CLE] = "dsp"
    essai.run()
    assert 'class="tb-bandeau tb-bandeau-dsp"' not in html(essai)
    essai.button(key="tb_bascule_profil").click().run()
    assert "dsp" not in "".join(lien.proto.query_string for lien in essai.sidebar.get("page_link"))
