"""Ce sur quoi la communauté s'appuie : mesuré, présent, raconté, à place égale ; puis le pied du portrait."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes.portrait_complet import PortraitComplet
from tableau_bord.indicateurs import ecriture, phrases
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau
from tableau_bord.interface import cadre, navigation, paroles_mots, portrait_mots
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur
from tableau_bord.paroles import GenreDeParole, Parole

FORTES, NOMS_EN_TETE, PAROLES_AU_PIED = 3, 3, 3
EN_TETE, BREVE = 130, 90
"""Caractères d'une parole en tête ; la première plus brève laisse la place d'une seconde."""
_NOMS = {"surveillance": ("■", "Mesuré"), "terrain": ("▲", "Présent"), "vecu": ("●", "Raconté")}
SANS_FORCE = (
    "Aucune mesure n’est plus favorable que dans le reste de la région, au-delà de ce que le hasard explique."
)


SANS_COMPARAISON = "Les mesures se lisent ici sans comparaison avec un reste de la région."


def rien_de_compare(lu: PortraitComplet) -> bool:
    """Vrai si aucune mesure d'ici n'est comparée : ni force, ni défi ne s'en dit."""
    return all(m.signal is SignalNiveau.NON_EVALUE for m in (*lu.chiffres.noyau, *lu.chiffres.annexe))


def afficher(lu: PortraitComplet) -> None:
    """Trois colonnes égales, une par savoir ; chacune dit quelque chose, même vide."""
    cadre.section("Ce sur quoi la communauté s’appuie")
    corps = (("surveillance", _mesure(lu)), ("terrain", _present(lu)), ("vecu", _raconte(lu)))
    for colonne, (savoir, html) in zip(st.columns(3, gap="medium"), corps, strict=True):
        with colonne:
            st.html(panneau(savoir, *_NOMS[savoir], html))


def panneau(savoir: str, symbole: str, nom: str, html: str) -> str:
    """Un panneau à filet de la couleur de son savoir ; `html` est déjà sûr."""
    return (
        f'<div class="tb-savoir tb-savoir-{savoir}"><p class="tb-savoir-nom"><span aria-hidden="true">{symbole}</span>'
        f"&nbsp;{sur(nom)}</p>{html}</div>"
    )


def mesure_html(mesure: Mesure) -> str:
    """Une mesure en une phrase : valeur, reste de la région, puis effectif, intervalle et période."""
    reste = ecriture.valeur_reste(mesure)
    contre = f", contre {sur(reste)} dans le {sur(mesure.reste.nom)}" if reste and mesure.reste else ""
    faits = [ecriture.effectif(mesure), ecriture.intervalle(mesure)]
    detail = ". ".join(m for m in (", ".join(f for f in faits if f), ecriture.periode(mesure)) if m)
    return (
        f"<p><strong>{sur(mesure.indicateur.court)}\u00a0: {sur(ecriture.valeur(mesure))}</strong>{contre}.</p>"
        f'<p class="tb-second">{sur(detail[:1].upper() + detail[1:])}.</p>'
    )


def _mesure(lu: PortraitComplet) -> str:
    fortes = phrases.forces((*lu.chiffres.noyau, *lu.chiffres.annexe), FORTES)
    if not fortes:
        return f"<p>{sur(SANS_COMPARAISON if rien_de_compare(lu) else SANS_FORCE)}</p>"
    suite = enumerer([f"{m.indicateur.court} ({ecriture.valeur(m)})" for m in fortes[1:]])
    aussi = f'<p class="tb-second">Aussi plus favorable\u00a0: {sur(suite)}.</p>' if suite else ""
    return mesure_html(fortes[0]) + aussi


def _present(lu: PortraitComplet) -> str:
    present = lu.present
    if not present.nombre:
        return (
            f"<p>{sur(portrait_mots.AUCUN_ACTIF.format(ou=portrait_mots.dans(lu.chiffres.territoire)))}</p>"
        )
    noms = enumerer([a.nom for a in present.quelques[:NOMS_EN_TETE]])
    dont = "Dont " if present.nombre > NOMS_EN_TETE else ""
    return (
        f"<p><strong>{portrait_mots.combien(present)}</strong>, {sur(portrait_mots.poids(present))}.</p>"
        f'<p style="overflow-wrap:anywhere">{sur(dont + noms)}.</p>'
        f'<p class="tb-second">{sur(portrait_mots.verifies(present))}</p>'
    )


def _raconte(lu: PortraitComplet) -> str:
    if not lu.paroles:
        return (
            f"<p>{sur(portrait_mots.AUCUNE_PAROLE.format(ou=portrait_mots.dans(lu.chiffres.territoire)))}</p>"
        )
    return "".join(
        f'<p class="tb-parole" style="overflow-wrap:anywhere">{paroles_mots.citer(p.texte, EN_TETE)}</p>'
        f'<p class="tb-second">{sur(paroles_mots.portee(p))}, avec son consentement.</p>'
        for p in _en_tete(lu.paroles)
    )


def _en_tete(dites: Sequence[Parole]) -> Sequence[Parole]:
    """Une ou deux paroles, les phrases avant les récits : trois colonnes de même hauteur, ou presque."""
    phrases_dabord = sorted(dites, key=lambda p: p.genre is GenreDeParole.RECIT)
    return phrases_dabord[: 2 if len(phrases_dabord[0].texte) <= BREVE else 1]


def au_pied(ici: Contexte, lu: PortraitComplet) -> None:
    """Actifs et paroles, deux panneaux égaux, au bas des chiffres."""
    lieu = lu.chiffres.territoire
    adresse = {"territoire": lieu.code, "decoupage": lieu.decoupage}
    cadre.section("Actifs et paroles")
    gauche, droite = st.columns(2, gap="large")
    with gauche:
        st.html(
            panneau(
                "terrain", "▲", f"Ce qui existe ici\u00a0: {portrait_mots.combien(lu.present)}", _actifs(lu)
            )
        )
        navigation.lien("portrait", "Voir les actifs, enjeu par enjeu", vue="Actifs", **adresse)
        if peut(ici.qui, Droit.CONTRIBUER):
            navigation.lien("actifs", "Tenir l’inventaire à jour", vue="Liste", **adresse)
    with droite:
        n = paroles_mots.compter_les_paroles(len(lu.paroles))
        siennes = lu.paroles[:PAROLES_AU_PIED]
        html = "".join(paroles_mots.en_html(p, longueur=paroles_mots.COURTE) for p in siennes) or _raconte(lu)
        st.html(panneau("vecu", "●", f"Ce qui se raconte ici\u00a0: {n}", html))
        navigation.lien("portrait", "Lire les paroles à côté des mesures", vue="Paroles", **adresse)
        if peut(ici.qui, Droit.CONTRIBUER):
            navigation.lien("paroles", "Porter une parole", **adresse)


def _actifs(lu: PortraitComplet) -> str:
    return "".join(actif_html(a.nom, portrait_mots.detail(a)) for a in lu.present.quelques) or _present(lu)


def actif_html(nom: str, detail: str) -> str:
    """Un actif : son nom, puis ce qu'on en sait."""
    return (
        f'<p class="tb-fort" style="overflow-wrap:anywhere">{sur(nom)}</p>'
        f'<p class="tb-second" style="margin-bottom:.6rem">{sur(detail)}</p>'
    )
