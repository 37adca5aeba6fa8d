"""Rien ne s'affiche d'une communauté autochtone sans une entente avec elle, ni à la table ni à la DSP."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from tableau_bord import acces, divulgation, indicateurs, rapports, territoires
from tableau_bord.acces import Identite, Mode, Profil, Role
from tableau_bord.commun.erreurs import AccesErreur, TerritoireErreur
from tableau_bord.gestes import publier, registres
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import CODES, ORDINAIRE, semer

QUI = acces.au_poste("essai")
ENTENTE = Gouvernance(
    "communaute", ORDINAIRE, Statut.ENTENTE, True, "Conseil de bande", "2026-01-01", "2027-01-01",
    "Afficher les mesures du portrait", "Registraire, dossier 12",
)  # fmt: skip
SANS = Gouvernance("communaute", ORDINAIRE, Statut.SANS_ENTENTE)


@pytest.fixture
def base(entrepot_vide):
    """Tout est publié sans masque : ce qui manque à la lecture ne manque que par la règle."""
    semer(entrepot_vide)
    toutes = indicateurs.lire_cases(entrepot_vide, Profil.DSP, sexes=None)
    ouvertes = toutes.with_columns(raison=pl.lit(None, dtype=pl.String))
    publier.inscrire(entrepot_vide, ouvertes, QUI, "", "p1")
    return entrepot_vide


def codes(entrepot) -> list[str]:
    return territoires.non_affiches(entrepot)["code"].to_list()


def renommer(entrepot, nom: str, code: str = ORDINAIRE) -> None:
    entrepot.ecrire(lambda t: t.executer("UPDATE territoires SET nom = $n WHERE code = $c", n=nom, c=code))


def test_une_region_sans_communaute_autochtone_s_affiche_entiere(base):
    assert codes(base) == []
    assert territoires.territoires_de(base, "communaute")["code"].to_list() == sorted(CODES)


@pytest.mark.parametrize("nom", ["Manawan", "WENDAKE", "Oujé-Bougoumou", "Kuujjuaq"])
def test_par_defaut_une_communaute_connue_par_son_nom_ne_s_affiche_pas(base, nom):
    renommer(base, nom)
    assert codes(base) == [ORDINAIRE]
    assert gouvernance.presumes(base)["nom"].to_list() == [nom]


def test_un_nom_que_porte_aussi_une_municipalite_est_a_verifier_mais_s_affiche(base):
    renommer(base, "Cacouna")
    assert codes(base) == []
    assert gouvernance.a_verifier(base)["nom"].to_list() == ["Cacouna"]


@pytest.mark.parametrize("nom", ["Manawan-Nord", "Lac-Wendake", "Rue Manawan"])
def test_un_nom_voisin_ne_suffit_pas(base, nom):
    renommer(base, nom)
    assert codes(base) == [] and gouvernance.presumes(base).is_empty()


def test_dire_qu_un_territoire_est_ordinaire_le_montre_et_demande_pourquoi(base):
    renommer(base, "Manawan")
    with pytest.raises(TerritoireErreur, match="raison"):
        registres.inscrire_gouvernance(base, QUI, Gouvernance("communaute", ORDINAIRE, Statut.ORDINAIRE))
    dit = Gouvernance("communaute", ORDINAIRE, Statut.ORDINAIRE, note="Un secteur de ville de ce nom.")
    registres.inscrire_gouvernance(base, QUI, dit)
    assert codes(base) == [] and gouvernance.presumes(base).is_empty()


def test_une_entente_ouvre_du_jour_signe_au_dernier_jour_compris(base):
    registres.inscrire_gouvernance(base, QUI, ENTENTE)
    jours = {
        date(2025, 12, 31): 1, date(2026, 1, 1): 0, date(2027, 1, 1): 0, date(2027, 1, 2): 1,
    }  # fmt: skip
    assert {j: territoires.non_affiches(base, j).height for j in jours} == jours
    assert {j: int(not ENTENTE.affichee(j)) for j in jours} == jours, "la phrase dit comme la lecture"


def test_une_entente_qui_ne_permet_pas_l_affichage_n_ouvre_rien(base):
    from dataclasses import replace

    registres.inscrire_gouvernance(base, QUI, replace(ENTENTE, affichage=False))
    assert codes(base) == [ORDINAIRE]


def test_la_derniere_inscription_l_emporte_et_les_autres_restent(base):
    for inscription in (SANS, ENTENTE, SANS):
        registres.inscrire_gouvernance(base, QUI, inscription)
    assert codes(base) == [ORDINAIRE]
    histoire = gouvernance.histoire(base, "communaute", ORDINAIRE)
    assert [(g.version, g.statut) for g in histoire] == [
        (3, Statut.SANS_ENTENTE), (2, Statut.ENTENTE), (1, Statut.SANS_ENTENTE),
    ]  # fmt: skip
    assert {g.auteur for g in histoire} == {"essai"}
    assert acces.journal(base)["geste"].to_list()[-3:] == ["inscrire une entente"] * 3


@pytest.mark.parametrize(
    ("champs", "quoi"),
    [
        ({"partie": " "}, "avec qui"),
        ({"portee": ""}, "ce que l'entente permet"),
        ({"document": ""}, "document signé"),
        ({"signee_le": ""}, "date de signature"),
        ({"jusqua": "bientôt"}, "date de fin"),
        ({"jusqua": "2025-12-31"}, "finit avant"),
        ({"portee": "é" * 2001}, "2000 caractères"),
        ({"code": "99-999"}, "n'existe pas"),
    ],
)
def test_une_entente_incomplete_est_refusee(base, champs, quoi):
    from dataclasses import replace

    with pytest.raises(TerritoireErreur) as refus:
        registres.inscrire_gouvernance(base, QUI, replace(ENTENTE, **champs))
    assert quoi in refus.value.phrase
    assert gouvernance.gouvernances(base) == ()


def test_un_autre_role_n_inscrit_rien(base):
    analyste = Identite("essai", frozenset({Role.SURVEILLANCE}), Mode.SERVEUR, "essai@exemple.org")
    with pytest.raises(AccesErreur, match="tenir les registres"):
        registres.inscrire_gouvernance(base, analyste, ENTENTE)


@pytest.mark.parametrize("profil", list(Profil))
def test_aucune_lecture_ne_la_montre(base, profil):
    montree = indicateurs.carte(base, profil, "communaute", "diplome")
    assert ORDINAIRE in [c.code for c in montree.cases], "contre-épreuve : avant, elle se montre"
    assert rapports.cube(base, profil).filter(code=ORDINAIRE).height == 2
    registres.inscrire_gouvernance(base, QUI, SANS)
    with pytest.raises(TerritoireErreur, match="entente"):
        indicateurs.portrait(base, profil, "communaute", ORDINAIRE)
    carte = indicateurs.carte(base, profil, "communaute", "diplome")
    assert [c.code for c in carte.cases] == [c for c in CODES if c != ORDINAIRE]
    assert rapports.cube(base, profil).filter(code=ORDINAIRE).is_empty()
    assert indicateurs.lire_cases(base, profil, codes=[ORDINAIRE]).is_empty()
    lieu = territoires.territoire(base, "communaute", ORDINAIRE)
    series = indicateurs.series(base, profil, lieu, indicateurs.indicateurs(base))
    assert all(not s.points for _, trois in series for s in trois if s.nom == lieu.nom)
    assert ORDINAIRE not in territoires.territoires_de(base, "communaute")["code"].to_list()
    assert ORDINAIRE in territoires.territoires_de(base, "communaute", tous=True)["code"].to_list()


def test_ses_voisines_se_lisent_toujours_et_ne_la_comptent_pas(base):
    registres.inscrire_gouvernance(base, QUI, SANS)
    voisine = indicateurs.portrait(base, Profil.DSP, "communaute", "20-005")
    diplome = next(m for m in voisine.noyau if m.indicateur.code == "diplome")
    assert diplome.effectif == 600 and diplome.reste is not None
    lieu = territoires.territoire(base, "communaute", "20-005")
    assert ORDINAIRE not in territoires.voisins_de_region(base, lieu)


def test_une_entente_qui_finit_referme_ce_qui_est_deja_publie(base, monkeypatch):
    registres.inscrire_gouvernance(base, QUI, ENTENTE)
    lire = {"codes": [ORDINAIRE], "indicateurs": ["diplome"]}
    assert indicateurs.lire_cases(base, Profil.TABLE, **lire).height == 1
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2027-01-02T12:00:00-05:00")
    assert indicateurs.lire_cases(base, Profil.TABLE, **lire).is_empty()


def test_pour_le_masque_seulement_ses_cases_se_lisent(base):
    registres.inscrire_gouvernance(base, QUI, SANS)
    fines = indicateurs.lire_cases(base, Profil.DSP, codes=[ORDINAIRE], non_affiches=True)
    assert fines["effectif"].to_list() == [40.0, 304.0]


def test_annuler_le_lot_du_territoire_ne_perd_pas_l_entente(base):
    registres.inscrire_gouvernance(base, QUI, ENTENTE)
    base.ecrire(lambda t: territoires.supprimer_lot(t, "lot-semé"))
    assert [g.partie for g in gouvernance.gouvernances(base)] == ["Conseil de bande"]


def test_le_registre_des_publications_ne_bouge_pas(base):
    avant = divulgation.publications(base)
    registres.inscrire_gouvernance(base, QUI, SANS)
    assert divulgation.publications(base) == avant
