"""Vue « Paroles » du portrait : ce que les gens disent d'un enjeu, à côté de ce qu'on en mesure."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes import portrait_enjeux
from tableau_bord.gestes.portrait_complet import PortraitComplet
from tableau_bord.gestes.portrait_enjeux import EnjeuLu
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import Mesure
from tableau_bord.interface import cadre, etats, navigation, paroles_mots, portrait_mots
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.portrait_tete import mesure_html, panneau
from tableau_bord.interface.texte import sur, sur_markdown
from tableau_bord.paroles import Parole

NON_MESURE = "Aucune mesure n’éclaire encore cet enjeu. Ce que les gens en disent compte tout autant."
AUTANT = 10
"""Paroles montrées par enjeu ; le reste se lit à la page Paroles."""


def afficher(ici: Contexte, lu: PortraitComplet) -> None:
    """Par enjeu nommé, deux colonnes égales ; puis les paroles qu'aucun enjeu ne situe."""
    lieu = lu.chiffres.territoire
    adresse = {"territoire": lieu.code, "decoupage": lieu.decoupage}
    cadre.section("Ce que les gens en disent, à côté de ce qu’on mesure")
    if lu.paroles:
        lus = portrait_enjeux.par_enjeu(ici.entrepot, lu)
        cadre.second(_resume(lu.paroles))
        for enjeu in lus:
            if enjeu.paroles:
                _enjeu(enjeu, adresse)
        _sans_enjeu([p for p in lu.paroles if not p.enjeux], adresse)
        _silence(lus)
    else:
        etats.vide(portrait_mots.AUCUNE_PAROLE.format(ou=portrait_mots.dans(lieu)))
    if lieu.decoupage != "communaute":
        navigation.lien("paroles", "Lire les paroles des territoires qu’il contient", **adresse)
    if peut(ici.qui, Droit.CONTRIBUER):
        navigation.lien("paroles", "Porter une parole pour quelqu’un, ou inviter à en porter une", **adresse)


def _resume(dites: Sequence[Parole]) -> str:
    """« 6 paroles : 4 savoir vécu, 2 savoir de terrain. Toutes consenties. »"""
    comptes = {s: sum(p.savoir == s for p in dites) for s in paroles_mots.SAVOIRS}
    savoirs = enumerer([f"{n}\u00a0de {paroles_mots.SAVOIRS[s].lower()}" for s, n in comptes.items() if n])
    fin = "consenties" if len(dites) > 1 else "consentie"
    return (
        f"{paroles_mots.compter_les_paroles(len(dites))} ({savoirs}), {fin} pour se lire à côté des chiffres."
    )


def _enjeu(lu: EnjeuLu, adresse: dict[str, str]) -> None:
    st.subheader(sur_markdown(lu.enjeu.nom), anchor=False)
    if lu.enjeu.question:
        cadre.second(lu.enjeu.question)
    mesures, dites = st.columns(2, gap="large")
    with mesures:
        html = "".join(_mesure(m) for m in lu.mesures) or f"<p>{sur(NON_MESURE)}</p>"
        st.html(panneau("surveillance", "■", "Mesuré", html))
    with dites:
        _dites("Raconté", lu.paroles)
        _suite(lu.paroles, adresse, lu.enjeu.enjeu)


def _mesure(mesure: Mesure) -> str:
    """Une mesure et son signal ; une valeur absente dit pourquoi."""
    raison = ecriture.motif(mesure)
    if raison is not None:
        mot = f"{ecriture.symbole_du_motif(raison)}\u00a0{ecriture.valeur(mesure)}"
        return (
            f"<p><strong>{sur(mesure.indicateur.court)}\u00a0: {sur(mot)}</strong></p>"
            f'<p class="tb-second">{sur(ecriture.phrase_du_motif(raison))}</p>'
        )
    signe = ecriture.signe(mesure)
    return (
        f'{mesure_html(mesure)}<p class="tb-second"><span class="tb-sig {signe.classe}">'
        f'<span aria-hidden="true">{signe.symbole}</span>&nbsp;{sur(signe.mot)}</span></p>'
    )


def _sans_enjeu(dites: Sequence[Parole], adresse: dict[str, str]) -> None:
    if dites:
        st.subheader("Sans enjeu nommé", anchor=False)
        _dites("Raconté", dites)
        _suite(dites, adresse)


def _dites(nom: str, dites: Sequence[Parole]) -> None:
    html = "".join(paroles_mots.en_html(p) for p in dites[:AUTANT])
    st.html(panneau("vecu", "●", nom, html))


def _suite(dites: Sequence[Parole], adresse: dict[str, str], enjeu: str = "") -> None:
    if len(dites) > AUTANT:
        navigation.lien("paroles", f"Lire les {len(dites)} paroles", enjeu=enjeu, **adresse)


def _silence(lus: Sequence[EnjeuLu]) -> None:
    tus = [lu.enjeu.nom for lu in lus if not lu.paroles]
    if tus:
        cadre.second(f"Personne n’en a encore parlé ici\u00a0: {enumerer(tus)}.")
