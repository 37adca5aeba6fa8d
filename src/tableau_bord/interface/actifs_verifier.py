"""Ce qu'il reste à vérifier cette année, communauté par communauté ; la règle de fraîcheur, écrite et réglable."""

from __future__ import annotations

from datetime import timedelta

import polars as pl
import streamlit as st

from tableau_bord import actifs, territoires
from tableau_bord.acces import Droit, peut
from tableau_bord.actifs import LIBELLES_DES_GENRES, Genre, Inventaire, propositions
from tableau_bord.actifs.fraicheur import TOUS
from tableau_bord.commun.francais import cle_de_tri, compter, en_lettres, lieu, nombre
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.gestes import actifs as gestes
from tableau_bord.gestes import regler_fraicheur
from tableau_bord.gestes.portrait_complet import CETTE_ANNEE
from tableau_bord.interface import actifs_liste, actifs_mots, cadre, erreurs, etats, navigation, tableaux
from tableau_bord.interface.actifs import Choix, noter
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour
from tableau_bord.interface.texte import sur

MONTRES = 20
A_LA_FOIS = 10


def afficher(ici: Contexte, choix: Choix) -> None:
    """La phrase qui appelle, la liste, puis la règle."""
    if phrase := sans_actif_a_jour(ici, choix.lu):
        st.markdown(f"**{phrase}**")
    attente = propositions.file(ici.entrepot, propositions.EN_ATTENTE).height
    if attente and peut(ici.qui, Droit.MODERER):
        cadre.second(
            f"{compter(attente, 'proposition attend', 'propositions attendent')} d’être relue{'s' if attente > 1 else ''}."
        )
        navigation.lien("gouvernance", "Les relire", vue="Modération")
    n = choix.trouves.height
    if not n:
        etats.vide(
            "Rien à vérifier ici pour l’instant.", "Chaque actif trouvé a été vérifié assez récemment."
        )
    else:
        _liste(ici, choix)
        _par_communaute(choix)
    _regle(ici, choix.lu)


def sans_actif_a_jour(ici: Contexte, lu: Inventaire) -> str:
    """« Six communautés n'ont pas encore d'actif vérifié cette année : c'est là que… » ; vide si toutes en ont."""
    toutes = set(territoires.territoires_de(ici.entrepot, "communaute")["code"])
    depuis = (aujourd_hui() - timedelta(days=CETTE_ANNEE)).isoformat()
    frais = lu.actifs.filter(pl.col("verifie_le") >= depuis)
    servies = set(actifs.par_territoire(lu, "communaute", frais)["code"])
    n = len(toutes - servies)
    if not n or not toutes:
        return ""
    tete = en_lettres(n, feminin=True)
    verbe = "communautés n’ont" if n > 1 else "communauté n’a"
    return f"{tete[:1].upper()}{tete[1:]} {verbe} pas encore d’actif vérifié cette année\u00a0: c’est là que votre connaissance compte le plus."


def _liste(ici: Contexte, choix: Choix) -> None:
    n = choix.trouves.height
    cadre.section(f"À vérifier cette année\u00a0: {compter(n, 'actif')}")
    ordonnes = choix.trouves.sort("fraicheur", "cherche").head(MONTRES)
    if n > MONTRES:
        cadre.second(
            f"Les {MONTRES} dont la vérification est la plus ancienne. Choisissez un territoire pour voir les siens."
        )
    lieux = actifs_liste.dessertes_en_mots(choix, ordonnes)
    tient = peut(ici.qui, Droit.TENIR_ACTIFS)
    for a in ordonnes.to_dicts():
        mots, bouton = st.columns([3.4, 1], gap="small", vertical_alignment="center")
        detail = ", ".join(x for x in (actifs_mots.genre(a["genre"]), lieux.get(a["actif"], "")) if x)
        with mots.container(gap="xxsmall"):
            actifs_liste.lien_vers(a["actif"], a["nom"])
            quand = actifs_mots.fraicheur(a["verifie_le"], a["verifie_par"])
            st.html(f'<p class="tb-second" style="overflow-wrap:anywhere">{sur(detail)}. {sur(quand)}.</p>')
        if tient and bouton.button("Tout est juste", key=f"juste_{a['actif']}", width="stretch"):
            with erreurs.garde():
                gestes.verifier(ici.entrepot, ici.qui, [a["actif"]])
                noter(f"«\u00a0{a['nom']}\u00a0» est vérifié d’aujourd’hui.")


def _par_communaute(choix: Choix) -> None:
    """Où il en reste le plus à vérifier, communauté par communauté, en ordre alphabétique."""
    comptes = actifs.par_territoire(choix.lu, "communaute", choix.trouves)
    lignes = sorted(
        ((choix.noms.get(("communaute", c), c), n, d) for c, n, d in comptes.select("code", "nombre", "derniere").iter_rows()),
        key=lambda x: cle_de_tri(x[0]),
    )  # fmt: skip
    with st.expander("Combien, par communauté"):
        colonnes = {
            "Communauté": [lieu(nom) for nom, _, _ in lignes],
            "À vérifier": [nombre(n) for _, n, _ in lignes],
            "Dernière vérification": [jour(d) if d else "jamais" for _, _, d in lignes],
        }
        tableaux.afficher(colonnes, "Actifs à vérifier, par communauté", "actifs_a_verifier")


def _regle(ici: Contexte, lu: Inventaire) -> None:
    cadre.section("La règle de fraîcheur")
    for genre, regle in sorted(lu.regles.items()):
        nom = "Tous les genres" if genre == TOUS else LIBELLES_DES_GENRES[Genre(genre)][1]
        cadre.second(f"{nom}\u00a0: {regle.phrase}. {regle.justification}")
    cadre.second("Un actif dont la confiance est sous la moitié est «\u00a0à vérifier cette année\u00a0».")
    if not (peut(ici.qui, Droit.MODERER) and peut(ici.qui, Droit.TENIR_ACTIFS)):
        return
    with st.expander("Régler la fraîcheur"), st.form("regler_fraicheur", border=False):
        noms = {TOUS: "Tous les genres"} | {g.value: n[1] for g, n in LIBELLES_DES_GENRES.items()}
        genre = st.selectbox("Pour", list(noms), format_func=noms.__getitem__)
        gauche, droite = st.columns(2)
        demi = gauche.number_input(
            "La confiance baisse de moitié en (jours)", 1, regler_fraicheur.JOURS_MAX, 730, step=1
        )
        jamais = droite.number_input("Un actif jamais vérifié compte pour (%)", 0, 100, 25, step=1)
        du = st.date_input("À partir du", aujourd_hui(), format="YYYY-MM-DD")
        justification = st.text_input("Pourquoi", max_chars=regler_fraicheur.JUSTIFICATION_MAX)
        if st.form_submit_button("Enregistrer la règle"):
            with erreurs.garde():
                regler_fraicheur.regler(ici.entrepot, ici.qui, genre, du, demi, jamais / 100, justification)
                noter("Règle enregistrée, datée et justifiée.")
