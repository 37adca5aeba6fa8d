"""Le dictionnaire d'indicateurs et le glossaire, à lire et à chercher."""

from __future__ import annotations

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import sans_accents
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import cadre, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

SENS = {
    "haut": "plus haut est plus favorable",
    "bas": "plus bas est plus favorable",
    "neutre": "ni l’un ni l’autre",
}


def afficher(ici: Contexte) -> None:
    """Chercher, puis lire chaque mesure et chaque terme."""
    cherche = sans_accents(st.text_input("Chercher une mesure ou un terme", placeholder="Écrire un mot"))
    retenus = [
        i
        for i in indicateurs.indicateurs(ici.entrepot)
        if cherche in sans_accents(f"{i.nom} {i.definition} {i.theme}")
    ]
    cadre.section("Mesures")
    if not retenus:
        etats.vide("Aucune mesure ne porte ce mot.", "Essayez un mot plus court, ou un thème.")
    for theme in dict.fromkeys(i.theme for i in retenus):
        st.html(f'<p class="tb-fort">{sur(theme)}</p>')
        for indicateur in (i for i in retenus if i.theme == theme):
            with st.expander(indicateur.nom):
                st.html(fiche_html(indicateur))
    cadre.section("Glossaire")
    for terme, definition in indicateurs.glossaire().items():
        if cherche in sans_accents(f"{terme} {definition}"):
            st.html(
                f'<p><strong>{sur(terme)}</strong><br><span class="tb-second">{sur(definition)}</span></p>'
            )


def fiche_html(i: Indicateur) -> str:
    """La fiche d'une mesure, champ par champ."""
    champs = (
        ("Définition", i.definition),
        ("Numérateur", i.numerateur),
        ("Dénominateur", i.denominateur),
        ("Âges", i.ages),
        ("Source", i.source),
        ("Unité", i.unite),
        ("Sens favorable", SENS[i.sens.value]),
        ("Méthode", i.methode),
        ("Comparateur", f"{i.comparateur}, seuil {i.seuil:g}".replace(".", ",")),
        ("Place", "noyau court" if i.noyau else "annexe"),
        ("Mises en garde", " ".join(i.mises_en_garde)),
        ("Prochaine mise à jour", i.prochaine_mise_a_jour),
    )
    lignes = "".join(
        f'<div class="tb-champ"><dt>{nom}</dt><dd>{sur(valeur)}</dd></div>'
        for nom, valeur in champs
        if valeur
    )
    return f'<dl class="tb-fiche">{lignes}</dl>'
