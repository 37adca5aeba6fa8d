"""La carte d'une mesure : polygones, légende, clic, liste au clavier, tableau (APPARENCE §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import streamlit as st

from tableau_bord.commun.francais import compter
from tableau_bord.indicateurs import classes
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur
from tableau_bord.interface import carte_couches, carte_legende, identite, tableaux
from tableau_bord.interface.carte_mots import VueCarte
from tableau_bord.interface.texte import sur
from tableau_bord.rapports import plan
from tableau_bord.rapports.noms import placer_noms
from tableau_bord.rapports.plan import Cadre

LARGEUR, LARGEUR_TELEPHONE, HAUTEUR_TELEPHONE = 580, 350, 330
TOUS_LES_NOMS = 60


def afficher(
    cases: Sequence[CaseCarte],
    indicateur: Indicateur,
    reference: float | None,
    cle: str,
    selection: str | None = None,
    hauteur: int = 430,
    *,
    nom_reference: str = "la région",
    unite: str = "territoire",
    tableau: bool = True,
    ouvrable: bool = True,
) -> str | None:
    """Montrer la carte, sa légende, la liste au clavier et le tableau ; rend le code qu'on vient de choisir.

    `unite` nomme un territoire au singulier (« communauté », « RLS »). `selection` est entourée.
    `ouvrable` : offrir la liste qui mène au portrait.
    """
    vue = VueCarte.batir(cases, indicateur, reference, nom_reference, unite)
    gauche, droite = st.columns([1.85, 1], gap="large")
    with gauche:
        clic = _carte(vue, cle, selection, hauteur)
    with droite:
        st.html(carte_legende.en_html(vue))
    choix = _liste(vue, cle) if ouvrable else None
    st.html(f'<p class="tb-second">{sur(classes.regle(vue.classement, indicateur, nom_reference))}</p>')
    if tableau:
        _tableau(vue, cle)
    return clic or choix


def afficher_tableau(
    cases: Sequence[CaseCarte],
    indicateur: Indicateur,
    reference: float | None,
    cle: str,
    *,
    nom_reference: str = "la région",
    unite: str = "territoire",
) -> None:
    """Le tableau seul, quand la page le place plus bas (`afficher(..., tableau=False)`)."""
    _tableau(VueCarte.batir(cases, indicateur, reference, nom_reference, unite), cle)


def _carte(vue: VueCarte, cle: str, selection: str | None, hauteur: int) -> str | None:
    telephone = identite.au_telephone()
    largeur, hauteur = (LARGEUR_TELEPHONE, HAUTEUR_TELEPHONE) if telephone else (LARGEUR, hauteur)
    cadre = plan.cadrer(vue.cases, largeur, hauteur)
    plates = plan.formes(vue.cases, cadre.zoom)
    tous = len(vue.cases) <= TOUS_LES_NOMS
    noms = [] if telephone else placer_noms(vue.cases, plates, carte_couches.CORPS, tous, cadre)
    geste = st.pydeck_chart(
        carte_couches.batir(vue, cadre, plates, noms, selection, glisser=not telephone),
        height=round(cadre.hauteur),
        key=f"carte_{cle}",
        on_select="rerun",
        selection_mode="single-object",
        alt=vue.alternatif,
    )
    _phrase_du_cadre(cadre, len(vue.cases))
    return _code_clique(geste)


def _phrase_du_cadre(cadre: Cadre, total: int) -> None:
    """Dire ce qui déborde d'une carte cadrée serré, et comment le voir."""
    if cadre.dehors:
        sujet = f"{compter(cadre.dehors, 'territoire')} sur {total}"
        verbe = "est hors du cadre" if cadre.dehors == 1 else "sont hors du cadre"
        suite = "Le bouton «\u00a0−\u00a0» de la carte recule\u00a0; le tableau les donne tous."
        st.html(f'<p class="tb-second">{sur(f"{sujet} {verbe}. {suite}")}</p>')


def _code_clique(geste: Any) -> str | None:
    objets = geste.selection.objects.get(carte_couches.COUCHE) if geste else None
    return str(objets[0]["code"]) if objets else None


def _liste(vue: VueCarte, cle: str) -> str | None:
    """L'alternative au clic : une liste qu'on filtre en tapant, et un bouton."""
    choix, bouton = st.columns([1.85, 1], gap="small", vertical_alignment="bottom")
    with choix:
        code = st.selectbox(
            "Ouvrir le portrait de…",
            list(vue.noms),
            index=None,
            format_func=vue.noms.__getitem__,
            placeholder="Écrire les premières lettres",
            key=f"liste_{cle}",
        )
    with bouton:
        presse = st.button("Ouvrir le portrait", key=f"ouvrir_{cle}", disabled=code is None)
    return str(code) if presse and code else None


def _tableau(vue: VueCarte, cle: str) -> None:
    st.header("Les mêmes valeurs, en tableau", anchor=False)
    st.html('<p class="tb-second">En ordre alphabétique.</p>')
    tableaux.afficher(vue.colonnes, f"{vue.indicateur.nom}, par territoire", f"tableau_{cle}")
