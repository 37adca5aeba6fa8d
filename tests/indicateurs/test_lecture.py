"""Lire un portrait et une carte sur la petite région semée."""

import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import IndicateurErreur, TerritoireErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.gestes import publier
from tableau_bord.indicateurs.modele import SignalNiveau
from tests.graines import MINUSCULE, ORDINAIRE, SANS_DONNEE, semer


@pytest.fixture
def publie(entrepot_vide):
    semer(entrepot_vide)
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), au_poste("essai"))
    return entrepot_vide


def _mesures(entrepot, code, profil=Profil.TABLE):
    lu = indicateurs.portrait(entrepot, profil, "communaute", code)
    return {m.indicateur.code: m for m in lu.noyau}


def test_le_reste_est_la_region_moins_la_communaute(publie):
    diplome = _mesures(publie, ORDINAIRE)["diplome"]
    assert diplome.reste.nom == "reste de la région"
    assert (diplome.reste.effectif, diplome.reste.denominateur) == (1342.0, 1685.0)
    assert diplome.reste.valeur == pytest.approx(100 * 1342 / 1685)


def test_le_signal_suit_le_sens_de_l_indicateur(publie):
    mesures = _mesures(publie, ORDINAIRE)
    assert mesures["diplome"].signal is SignalNiveau.PLUS_FAVORABLE
    assert _mesures(publie, "20-004")["deces"].signal is SignalNiveau.SEMBLABLE


def test_la_case_qui_rendrait_une_petite_case_par_soustraction_est_masquee_aussi(publie):
    """187 − 60 − 85 − 0 = 42 : sans complément, 40 rendrait 2."""
    assert _mesures(publie, ORDINAIRE)["deces"].motif is Motif.MASQUE
    assert _mesures(publie, ORDINAIRE, Profil.DSP)["deces"].effectif == 40.0


def test_une_valeur_masquee_n_a_ni_nombre_ni_reste_ni_signal(publie):
    masquee = _mesures(publie, MINUSCULE)["deces"]
    assert masquee.motif is Motif.MASQUE
    assert (masquee.valeur, masquee.effectif, masquee.reste, masquee.valeur_p) == (None, None, None, None)
    assert masquee.signal is SignalNiveau.NON_EVALUE


def test_le_profil_dsp_lit_la_meme_case_en_entier(publie):
    assert _mesures(publie, MINUSCULE, Profil.DSP)["deces"].effectif == 2.0


def test_une_communaute_sans_donnee_le_dit_pour_chaque_mesure(publie):
    assert {m.motif for m in _mesures(publie, SANS_DONNEE).values()} == {Motif.NON_DISPONIBLE}


def test_sans_total_regional_le_reste_est_la_somme_des_voisins_connus_et_le_dit(entrepot_vide):
    semer(entrepot_vide)
    entrepot_vide.ecrire(lambda t: t.executer("DELETE FROM valeurs WHERE decoupage = 'RSS'"))
    deces = _mesures(entrepot_vide, ORDINAIRE, Profil.DSP)["deces"]
    assert deces.reste.nom == "reste de la région connu (4 communautés sur 5)"
    assert deces.reste.effectif == 2 + 60 + 85 + 0


def test_la_carte_a_une_case_par_polygone_et_la_valeur_de_la_region(publie):
    lue = indicateurs.carte(publie, Profil.TABLE, "communaute", "deces")
    assert len(lue.cases) == 6
    assert lue.reference == pytest.approx(100_000 * 187 / 18_750)
    motifs = {c.code: c.motif for c in lue.cases}
    assert (motifs[MINUSCULE], motifs[SANS_DONNEE], motifs["20-004"]) == (
        Motif.MASQUE,
        Motif.NON_DISPONIBLE,
        None,
    )


def test_ce_qui_n_existe_pas_dit_ou_et_quoi_faire(publie):
    with pytest.raises(TerritoireErreur, match="accueil"):
        indicateurs.portrait(publie, Profil.TABLE, "communaute", "99-999")
    with pytest.raises(IndicateurErreur, match="autre mesure"):
        indicateurs.carte(publie, Profil.TABLE, "communaute", "inconnu")


def test_la_periode_la_plus_recente_se_choisit_par_sa_fin(publie):
    semer_2019_2023 = "2019-2023"
    publie.ecrire(
        lambda t: t.executer(
            "UPDATE valeurs SET periode = $p, annee = 2023 WHERE indicateur = 'deces'", p=semer_2019_2023
        )
    )
    assert indicateurs.dernieres_periodes(publie, Profil.DSP, "communaute") == {
        "diplome": "2021",
        "deces": "2019-2023",
    }
