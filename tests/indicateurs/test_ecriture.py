"""Les mots d'une mesure : espaces au point de code près, motif à la place de tout nombre absent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.interface import etats
from tests import exemples
from tests.exemples import HOSPITALISATIONS, ORDINAIRE, SECRETS, absente, masquee, mesure

TOUT_ECRIRE = (
    ecriture.valeur, ecriture.intervalle, ecriture.effectif, ecriture.valeur_reste, ecriture.periode,
    lambda m: ecriture.signe(m).mot, ecriture.nom_du_reste, ecriture.age,
)  # fmt: skip


def test_une_mesure_ordinaire() -> None:
    assert ecriture.valeur(ORDINAIRE) == "88,4\u00a0%"
    assert ecriture.intervalle(ORDINAIRE) == "de 84,6 à 91,4"
    assert ecriture.effectif(ORDINAIRE) == "304 sur 344"
    assert ecriture.valeur_reste(ORDINAIRE) == "81,2\u00a0%"
    assert ecriture.periode(ORDINAIRE) == "Années 2021 à 2023"
    assert ecriture.age(ORDINAIRE) == "il\u00a0y\u00a0a\u00a03\u00a0ans"
    assert ecriture.signe(ORDINAIRE).mot == "plus favorable"


def test_les_milliers_et_l_unite_longue_sont_insecables() -> None:
    taux = mesure(SignalNiveau.SEMBLABLE, HOSPITALISATIONS, effectif=42, denominateur=10194, valeur=1412.0)
    assert ecriture.valeur(taux) == "1\u00a0412"
    assert ecriture.effectif(taux) == "42 sur 10\u00a0194"
    assert ecriture.unite_longue(HOSPITALISATIONS) == "pour 100\u00a0000"
    assert ecriture.unite_longue(ORDINAIRE.indicateur) == ""


@pytest.mark.parametrize(
    ("brut", "ecrit"),
    [
        ("2021", "2021"),
        ("2019-2023", "2019 à 2023"),
        ("2019–2023", "2019 à 2023"),
        ("2020-09-16", "16\u00a0septembre\u00a02020"),
        ("automne 2020", "automne 2020"),
    ],
)
def test_les_periodes(brut: str, ecrit: str) -> None:
    assert ecriture.periode_courte(brut) == ecrit


@pytest.mark.parametrize(
    ("ans", "mots"), [(None, ""), (-1, "cette année"), (0, "cette année"), (1, "il y a un an")]
)
def test_les_ages(ans: int | None, mots: str) -> None:
    assert ecriture.age(replace(ORDINAIRE, age_ans=ans)).replace("\u00a0", " ") == mots


@pytest.mark.parametrize("motif", sorted(ecriture.MASQUES))
@pytest.mark.parametrize("ecrire", TOUT_ECRIRE)
def test_un_masque_ne_laisse_sortir_aucun_nombre(motif: Motif, ecrire) -> None:  # type: ignore[no-untyped-def]
    assert not any(secret in ecrire(masquee(motif)) for secret in SECRETS)
    assert ecrire(masquee(motif)) == ecrire(masquee(motif, avec_nombres=False))


def test_les_deux_masques_se_disent_de_la_meme_facon() -> None:
    un, autre = masquee(Motif.MASQUE), masquee(Motif.MASQUE_COMPLEMENT)
    assert [e(un) for e in TOUT_ECRIRE] == [e(autre) for e in TOUT_ECRIRE]
    assert ecriture.valeur(un) == "masqué"


def test_la_phrase_du_masque_est_celle_des_etats() -> None:
    assert ecriture.PHRASE_MASQUE == etats.MASQUE


def test_trop_incertain_donne_l_intervalle_a_la_place() -> None:
    incertaine = replace(absente(Motif.TROP_INCERTAIN), borne_inf=3.2, borne_sup=31.4)
    assert ecriture.valeur(incertaine) == "de 3,2 à 31,4\u00a0%"
    assert ecriture.intervalle(incertaine) == ""
    assert ecriture.valeur(absente(Motif.TROP_INCERTAIN)) == "trop incertain"


@pytest.mark.parametrize("motif", list(Motif))
def test_chaque_motif_a_ses_mots(motif: Motif) -> None:
    assert ecriture.valeur(absente(motif)) in {ecriture.mot_du_motif(motif)}
    assert ecriture.phrase_du_motif(motif).endswith(".")
    assert "trop peu" not in ecriture.phrase_du_motif(motif)


def test_zero_n_est_pas_absent() -> None:
    zero = replace(ORDINAIRE, effectif=0, valeur=0.0, borne_inf=0.0, borne_sup=1.1)
    assert ecriture.valeur(zero) == "0,0\u00a0%"
    assert ecriture.effectif(zero) == "0 sur 344"
    assert ecriture.intervalle(zero) == "de 0,0 à 1,1"


def test_une_valeur_manquante_sans_motif_est_non_disponible() -> None:
    assert ecriture.valeur(replace(ORDINAIRE, valeur=None)) == "non disponible"


def test_le_html_d_une_phrase_est_echappe() -> None:
    assert ecriture.en_html("a **<b>** & c") == "a <strong>&lt;b&gt;</strong> &amp; c"
    assert ecriture.sans_gras("a **b** c") == "a b c"


def test_le_nom_du_reste_peut_s_abreger() -> None:
    nom = "reste de la région connu (12 communautés sur 18)"
    partielle: Mesure = replace(ORDINAIRE, reste=replace(exemples.ORDINAIRE.reste, nom=nom))  # type: ignore[type-var]
    assert ecriture.nom_du_reste(partielle).endswith("(12 communautés sur 18)")
    assert ecriture.nom_du_reste(partielle, court=True) == "Reste de la région"
