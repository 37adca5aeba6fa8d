"""Les panneaux du portrait d'un territoire."""

from __future__ import annotations

import streamlit as st

from tableau_bord import divulgation, importation, indicateurs, parametres
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import compter, date_longue, en_lettres, nombre
from tableau_bord.gestes import exporter, portrait_complet
from tableau_bord.gestes.portrait_complet import PortraitComplet
from tableau_bord.indicateurs import Portrait, ecriture, phrases
from tableau_bord.interface import (
    accueil,
    cadre,
    epine,
    etats,
    navigation,
    portrait_exports,
    rangees,
    recherche,
    vues,
)
from tableau_bord.interface import (
    dix_ans as figure_dix_ans,
)
from tableau_bord.interface.contexte import Contexte
from tableau_bord.territoires import Territoire

VUES = ("Chiffres", "Actifs", "Paroles", "Dix ans")
COMMENT_LIRE = (
    "Le trait vertical est le {reste}, sans {nom}. **À droite, c’est toujours plus favorable.** Le trait horizontal "
    "montre jusqu’où la valeur pourrait se situer, 19 fois sur 20. On dit «\u00a0plus\u00a0» ou «\u00a0moins "
    "favorable\u00a0» seulement quand l’écart dépasse ce que le hasard explique (seuil de 1\u00a0%). La bande pâle "
    "contient la moitié des territoires."
)


def choisir(ici: Contexte) -> None:
    """Aucun territoire dans l'adresse : en choisir un."""
    ici.ouvrir_page("Lire un portrait", phrase_html="Choisissez un territoire par son nom, ou sur la carte.")
    lieu = recherche.afficher(ici, cle="portrait_choix")
    if lieu:
        navigation.aller("portrait", territoire=lieu.code, decoupage=lieu.decoupage)
    navigation.lien("carte", "Le trouver sur la carte")


def lire(ici: Contexte, lieu: Territoire) -> PortraitComplet:
    """Poser la question : mesures, actifs, paroles."""
    return portrait_complet.lire(ici.entrepot, ici.profil, lieu.decoupage, lieu.code)


def entete(ici: Contexte, lu: Portrait) -> None:
    """Nom, ligne de contexte, phrase qui répond, avertissement de taille."""
    ici.ouvrir_page(lu.territoire.nom, contexte(lu), ecriture.en_html(phrases.resumer(lu.noyau)))
    if lu.territoire.decoupage == "communaute" and lu.population is not None:
        avis = accueil.phrase_de_taille(lu.population, parametres.bornes_habitants(ici.entrepot))
        if avis:
            cadre.second(avis)


def contexte(lu: Portrait) -> str:
    """« 3 412 personnes, dans la MRC Cœur-des-Lacs. Données de 2020 à 2023 ; prochaine mise à jour… »."""
    morceaux = []
    parents = [
        f"{'la MRC ' if d == 'MRC' else ''}{nom}"
        for d, _, nom in lu.territoire.parents
        if d in {"MRC", "RSS"}
    ]
    ou = f"dans {parents[0]}" if parents else ""
    if lu.population is not None:
        gens = f"{nombre(lu.population)} personnes en {lu.annee_population}"
        morceaux.append(f"{gens}, {ou}." if ou else f"{gens}.")
    elif ou:
        morceaux.append(f"{ou[0].upper()}{ou[1:]}.")
    if lu.annees:
        debut, fin = lu.annees
        donnees = f"Données de {debut} à {fin}" if debut != fin else f"Données de {fin}"
        morceaux.append(
            f"{donnees}\u00a0; prochaine mise à jour en {lu.prochaine}." if lu.prochaine else f"{donnees}."
        )
    return " ".join(morceaux)


def vues_et_gestes(ici: Contexte, lu: Portrait) -> str:
    """Choix de la vue, téléchargements, changer de communauté ; rend la vue."""
    gauche, droite = st.columns([1, 1.4], vertical_alignment="center")
    with gauche:
        vue = vues.choisir(VUES)
    with droite, st.container(horizontal=True, horizontal_alignment="right"):
        if exporter.permis(ici.qui, ici.profil):
            with st.popover("Télécharger"):
                portrait_exports.telechargements(ici, lu, contexte(lu))
        if navigation.permise("portrait") and st.button("Changer de territoire"):
            navigation.aller("portrait")
    return vue


def chiffres(ici: Contexte, lu: Portrait) -> None:
    """L'épine, comment la lire, puis mesure par mesure."""
    if not lu.noyau:
        etats.vide(
            "Aucune mesure n’est lisible ici pour l’instant.",
            "Rien n’est publié pour ce découpage, ou aucun fichier ne l’a encore décrit.",
        )
        return
    n = len(lu.noyau)
    reste = next((m.reste.nom for m in lu.noyau if m.reste), "reste de la région")
    titre = en_lettres(n, feminin=True)
    cadre.section(f"{titre[0].upper()}{titre[1:]} {'mesures' if n > 1 else 'mesure'}, face au {reste}")
    figure, mot = st.columns([1.85, 1], gap="large")
    with figure:
        epine.afficher(lu.noyau, cle="epine")
    with mot:
        st.markdown("**Comment lire**")
        st.markdown(COMMENT_LIRE.format(reste=reste, nom=lu.territoire.nom))
        navigation.lien("donnees", "Ce que veulent dire les mots", vue="Dictionnaire")
        if lu.regle_agregation:
            cadre.second(f"Communauté composée d’aires de diffusion, règle {lu.regle_agregation}.")
    cadre.section("Mesure par mesure")
    rangees.afficher(lu.noyau, cle="noyau")
    if lu.annexe:
        with st.expander(f"Les {nombre(len(lu.annexe))} autres mesures"):
            rangees.afficher(lu.annexe, cle="annexe")


def mentions(ici: Contexte, lu: Portrait) -> None:
    """Ce qui est figé malgré un lot annulé ; au profil DSP, ce que le profil table ne voit pas, et pourquoi."""
    annules = {x.lot: x for x in importation.lots(ici.entrepot) if x.annule_le}
    touches = sorted({m.lot for m in (*lu.noyau, *lu.annexe)} & annules.keys())
    for lot in touches:
        etats.information(
            f"Le lot «\u00a0{annules[lot].fichier}\u00a0» a été annulé le {date_longue(annules[lot].annule_le)}. "
            "Les valeurs publiées qui en viennent restent figées telles qu’elles ont été publiées."
        )
    if ici.profil is Profil.DSP:
        _masques(ici, lu)


def _masques(ici: Contexte, lu: Portrait) -> None:
    raisons = divulgation.raisons_de_masque(ici.entrepot, lu.territoire.decoupage, lu.territoire.code)
    if raisons.is_empty():
        return
    noms = {m.indicateur.code: m.indicateur.nom for m in (*lu.noyau, *lu.annexe)}
    with st.expander(f"Ce que le profil table ne voit pas ici\u00a0: {compter(raisons.height, 'case')}"):
        for r in raisons.to_dicts():
            nom = noms.get(r["indicateur"], r["indicateur"])
            cadre.second(
                f"{nom}, {ecriture.periode_courte(r['periode'])}, sexe {r['sexe']}\u00a0: {r['raison']}."
            )


def dix_ans(ici: Contexte, lu: Portrait) -> None:
    """Communauté, MRC et région côte à côte, dix ans sur une page."""
    cadre.section("Dix ans, à côté de la MRC et de la région")
    choix = tuple(m.indicateur for m in (lu.noyau or lu.annexe))
    series = indicateurs.series(ici.entrepot, ici.profil, lu.territoire, choix)
    figure_dix_ans.afficher(list(series), cle="dix_ans")
