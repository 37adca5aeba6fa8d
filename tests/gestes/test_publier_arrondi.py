"""L'arrondi aléatoire contrôlé : la variante d'une source entière, jamais mêlée au masquage."""

import polars as pl
import pytest

from tableau_bord import divulgation, indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.gestes import proteger, publier
from tests.graines import semer

QUI = au_poste("essai")
REGLER = """
    INSERT INTO seuils VALUES ('arrondi_base', 'Source d''essai', 'table', 5, 'personnes', '2026-01-01', 'Essai.')
"""


@pytest.fixture
def arrondie(entrepot_vide):
    semer(entrepot_vide)
    entrepot_vide.ecrire(lambda t: t.executer(REGLER))
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), QUI, "", "un")
    return entrepot_vide


def _lues(entrepot, profil=Profil.TABLE):
    return indicateurs.lire_cases(entrepot, profil, sexes=None).sort("indicateur", "decoupage", "code")


def test_rien_n_est_masque_tout_est_multiple_de_la_base_et_voisin_du_vrai(arrondie):
    lues = _lues(arrondie).filter(pl.col("effectif").is_not_null())
    assert lues.height == 12, "les deux communautés sans donnée restent absentes"
    assert (lues["effectif"] % 5 == 0).all()
    assert "masqué" not in _lues(arrondie)["motif"].to_list()
    vraies = _lues(arrondie, Profil.DSP).filter(pl.col("effectif").is_not_null())
    ecarts = (vraies["effectif"] - lues["effectif"]).abs()
    assert (ecarts < 5).all()
    assert ecarts.sum() > 0


def test_le_taux_se_recalcule_de_l_arrondi_et_ne_rend_pas_l_effectif(arrondie):
    deces = _lues(arrondie).filter((pl.col("indicateur") == "deces") & pl.col("valeur").is_not_null())
    refait = deces["valeur"] * deces["denominateur"] / 100_000
    assert (refait - deces["effectif"]).abs().max() < 1e-6
    assert (deces["borne_inf"] <= deces["valeur"]).all()


def test_l_attaque_ne_resserre_pas_un_petit_effectif(arrondie):
    attaque = proteger.attaquer_la_base(arrondie)
    assert (attaque.verdict, attaque.exposees.height) == ("aucune case exposée", 0)
    assert divulgation.variantes(arrondie)["base"].to_list() == [5, 5]


def test_republier_rend_les_memes_arrondis(arrondie):
    avant = _lues(arrondie)
    choix = [
        publier.APublier(i, i, d, ("2021",), 6, True)
        for i in ("deces", "diplome")
        for d in ("communaute", "RSS")
    ]
    publier.publier(arrondie, choix, QUI, "", "0-deux")
    assert _lues(arrondie)["effectif"].to_list() == avant["effectif"].to_list()


def test_changer_de_variante_apres_avoir_paru_est_refuse(arrondie, entrepot_fichier):
    choix = [publier.APublier("deces", "deces", "communaute", ("2021",), 6, True)]
    arrondie.ecrire(lambda t: t.executer("UPDATE seuils SET valeur = 0 WHERE cle = 'arrondi_base'"))
    with pytest.raises(DivulgationErreur, match="déjà paru arrondie"):
        publier.publier(arrondie, choix, QUI)
    semer(entrepot_fichier)
    publier.publier(entrepot_fichier, publier.contenus_a_publier(entrepot_fichier), QUI)
    entrepot_fichier.ecrire(lambda t: t.executer(REGLER))
    with pytest.raises(DivulgationErreur, match="déjà paru masquée"):
        publier.publier(entrepot_fichier, choix, QUI)


def test_la_mesure_dit_qu_elle_est_arrondie_et_par_combien(arrondie):
    table, dsp = (
        indicateurs.portrait(arrondie, p, "communaute", "20-001").noyau for p in (Profil.TABLE, Profil.DSP)
    )
    assert all("multiple de 5" in " ".join(m.indicateur.mises_en_garde) for m in table)
    assert not any(m.indicateur.mises_en_garde for m in dsp)
