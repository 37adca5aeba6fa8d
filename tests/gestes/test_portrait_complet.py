"""Le portrait entier : actifs comptés pour leur fraîcheur, paroles consenties, même place aux uns et aux autres."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import acces, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.actifs import Actif, Cout, Desserte, Genre
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.gestes import actifs as gestes
from tableau_bord.gestes import portrait_complet, portrait_enjeux
from tableau_bord.indicateurs import Enjeu, positions
from tableau_bord.indicateurs.modele import SignalNiveau
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import CODES, MINUSCULE, ORDINAIRE, SANS_DONNEE, semer
from tests.graines_actifs import ENJEU, PAROLE, semer_actifs

QUI = acces.au_poste("essai")
HIER, IL_Y_A_DEUX_ANS = "2026-11-21", "2024-11-21"


@pytest.fixture
def entrepot(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def inscrire(entrepot, cle, code=ORDINAIRE, decoupage="communaute", **champs):
    reste = {
        "nom": f"Actif {cle}",
        "genre": Genre.RENCONTRE,
        "enjeux": (ENJEU.enjeu,),
        "verifie_le": HIER,
    } | champs
    gestes.inscrire(
        entrepot,
        QUI,
        Actif(cle, reste.pop("genre"), reste.pop("nom"), dessertes=(Desserte(decoupage, code),), **reste),
    )


def enjeu(entrepot, enjeu=ENJEU):
    entrepot.ecrire(lambda t: indicateurs.inscrire_enjeu(t, enjeu))


def peupler(entrepot, gens: dict[str, int]):
    lignes = [("communaute", code, 2025, "T", 0, 120, float(n)) for code, n in gens.items()]
    noms = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif"]
    lignes = pl.DataFrame(lignes, schema=noms, orient="row")
    entrepot.ecrire(lambda t: indicateurs.inserer_population(t, lignes, "lot-gens"))


def lire(entrepot, code=ORDINAIRE, decoupage="communaute", profil=Profil.DSP):
    return portrait_complet.lire(entrepot, profil, decoupage, code)


def l_enjeu(entrepot, code=ORDINAIRE, nom=ENJEU.enjeu):
    return next(x for x in portrait_enjeux.par_enjeu(entrepot, lire(entrepot, code)) if x.enjeu.enjeu == nom)


def test_sans_rien_les_trois_cotes_sont_vides_sans_erreur(entrepot):
    lu = lire(entrepot)
    assert lu.present == portrait_complet.Present()
    assert lu.paroles == ()
    assert portrait_enjeux.par_enjeu(entrepot, lu) == ()


def test_chaque_actif_compte_pour_sa_fraicheur_jamais_pour_un(entrepot):
    inscrire(entrepot, "frais")
    inscrire(entrepot, "vieux", verifie_le=IL_Y_A_DEUX_ANS)
    present = lire(entrepot).present
    assert (present.nombre, present.recents, present.jamais, present.derniere) == (2, 1, 0, HIER)
    assert present.poids == pytest.approx(1.5, abs=1e-6)
    assert [a.nom for a in present.quelques] == ["Actif frais", "Actif vieux"]


def test_l_acces_se_compte_et_ce_qu_on_ignore_ne_compte_pas(entrepot):
    inscrire(entrepot, "a", cout=Cout.GRATUIT)
    inscrire(entrepot, "b", cout=Cout.CONTRIBUTION)
    inscrire(entrepot, "c", cout=Cout.PAYANT)
    inscrire(entrepot, "d")
    present = lire(entrepot).present
    assert (present.gratuits, present.acces_connu, present.nombre) == (2, 3, 4)


def test_au_plus_quelques_actifs_sont_nommes(entrepot):
    for cle in "abcdefg":
        inscrire(entrepot, cle)
    present = lire(entrepot).present
    assert (present.nombre, len(present.quelques)) == (7, portrait_complet.QUELQUES)


def test_le_profil_dsp_n_y_voit_pas_plus_d_actifs(entrepot):
    inscrire(entrepot, "a")
    inscrire(entrepot, "b")
    gestes.fermer(entrepot, QUI, "b", "N’existe plus.")
    assert lire(entrepot, profil=Profil.DSP).present == lire(entrepot, profil=Profil.TABLE).present
    assert lire(entrepot).present.nombre == 1


def test_l_actif_d_une_communaute_compte_pour_sa_region_pas_sa_parole(entrepot):
    semer_actifs(entrepot)
    ici, region = lire(entrepot), lire(entrepot, "20", "RSS")
    assert [p.texte for p in ici.paroles] == [PAROLE]
    assert region.paroles == ()
    assert (ici.present.nombre, region.present.nombre) == (2, 4)


def test_une_communaute_qui_gouverne_ses_donnees_n_a_pas_de_portrait(entrepot):
    semer_actifs(entrepot)
    entrepot.ecrire(
        lambda t: gouvernance.inscrire(t, Gouvernance("communaute", ORDINAIRE, Statut.SANS_ENTENTE), "essai")
    )
    with pytest.raises(TerritoireErreur):
        lire(entrepot)


def test_un_enjeu_reunit_ses_mesures_ses_actifs_et_ses_paroles(entrepot):
    semer_actifs(entrepot)
    lu = l_enjeu(entrepot)
    assert [m.indicateur.code for m in lu.mesures] == ["deces", "diplome"]
    assert [a.nom for a in lu.present.quelques] == ["Café du coin"]
    assert [p.texte for p in lu.paroles] == [PAROLE]


def test_un_enjeu_sans_mesure_garde_ses_paroles_et_ses_actifs(entrepot):
    enjeu(entrepot, replace(ENJEU, indicateurs=()))
    inscrire(entrepot, "a")
    lu = l_enjeu(entrepot)
    assert (lu.mesures, lu.present.nombre) == ((), 1)


def test_sur_l_epine_un_taux_pour_mille_pese_par_la_fraicheur_face_au_reste(entrepot):
    enjeu(entrepot)
    peupler(entrepot, {ORDINAIRE: 2_000, MINUSCULE: 500, "20-004": 1_500})
    inscrire(entrepot, "a")
    inscrire(entrepot, "b", verifie_le=IL_Y_A_DEUX_ANS)
    inscrire(entrepot, "c", MINUSCULE)
    inscrire(entrepot, "d", "20-004", verifie_le=IL_Y_A_DEUX_ANS)
    mesure = l_enjeu(entrepot).sur_l_epine
    assert mesure.valeur == pytest.approx(1.5 / 2_000 * 1_000, abs=1e-6)
    assert mesure.reste.valeur == pytest.approx(1.5 / 2_000 * 1_000, abs=1e-6)
    assert mesure.signal is SignalNiveau.NON_EVALUE
    assert positions.situer(mesure).x == pytest.approx(0, abs=1e-6)


def test_un_territoire_sans_aucun_actif_n_est_pas_a_zero_il_n_est_pas_inventorie(entrepot):
    enjeu(entrepot)
    enjeu(entrepot, Enjeu("autre", "Autre"))
    peupler(entrepot, dict.fromkeys(CODES, 1_000))
    inscrire(entrepot, "a")
    inscrire(entrepot, "b", MINUSCULE)
    inscrire(entrepot, "c", "20-004", enjeux=("autre",))
    mesure = l_enjeu(entrepot).sur_l_epine
    assert mesure.reste.valeur == pytest.approx(0.5)
    assert mesure.reste.nom == "reste de la région connu (2 communautés sur 5)"
    assert l_enjeu(entrepot, SANS_DONNEE).sur_l_epine is None
    assert l_enjeu(entrepot, "20-004").sur_l_epine.valeur == 0


def test_sans_population_pas_de_rangee_d_actifs(entrepot):
    enjeu(entrepot)
    inscrire(entrepot, "a")
    assert l_enjeu(entrepot).sur_l_epine is None


def test_le_bilan_donne_autant_de_lignes_aux_deux_cotes(entrepot):
    semer_actifs(entrepot)
    lu = lire(entrepot)
    mesures = {m.indicateur.code: m for m in lu.chiffres.noyau}
    for signaux, attendus in (
        ((SignalNiveau.MOINS_FAVORABLE, SignalNiveau.MOINS_FAVORABLE), (2, 2, 0, 0)),
        ((SignalNiveau.MOINS_FAVORABLE, SignalNiveau.PLUS_FAVORABLE), (1, 1, 0, 2)),
        ((SignalNiveau.SEMBLABLE, SignalNiveau.SEMBLABLE), (0, 1, 0, 1)),
    ):
        noyau = tuple(replace(m, signal=s) for m, s in zip(mesures.values(), signaux, strict=True))
        bilan = portrait_enjeux.bilan(replace(lu, chiffres=replace(lu.chiffres, noyau=noyau, annexe=())))
        assert (len(bilan.pese), len(bilan.porte), bilan.autres_pesent, bilan.autres_portent) == attendus
