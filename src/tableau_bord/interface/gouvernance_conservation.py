"""Le calendrier de conservation, et ce qui échoit : proposé à l'effacement, jamais effacé seul."""

from __future__ import annotations

import streamlit as st

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, registres
from tableau_bord.acces.registres_fiches import CATEGORIES, Categorie, Conservation
from tableau_bord.commun.francais import compter, date_longue, nombre
from tableau_bord.gestes import registres as gestes
from tableau_bord.gestes.registres import Echu
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface import gouvernance_fiches as fiches
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import noter
from tableau_bord.interface.texte import sur, sur_markdown

DEPUIS = {
    Categorie.LOTS: "versé le",
    Categorie.ENVOIS: "consenti jusqu’au",
    Categorie.INVITATIONS: "expiré le",
    Categorie.TENTATIVES: "refusée le",
}


def afficher(ici: Contexte, qui: Identite) -> None:
    """Ce qui échoit d'abord, puis la durée de chaque catégorie."""
    _echus(ici, qui)
    cadre.section("Durées de conservation")
    cadre.second(
        "Loi sur l’accès, a. 73\u00a0: un renseignement personnel se détruit quand la fin pour laquelle on l’a recueilli est "
        "accomplie. La direction fixe chaque durée et dit sur quoi elle se fonde."
    )
    for categorie in Categorie:
        _une(ici, qui, categorie)


def _echus(ici: Contexte, qui: Identite) -> None:
    cadre.section("Ce qui a dépassé sa durée")
    trouves = gestes.echus(ici.entrepot)
    if not trouves:
        etats.vide(
            "Rien n’est à effacer.", "Ce qui dépasse sa durée paraît ici. Rien ne s’efface sans votre geste."
        )
        return
    choisis = [
        e for e in trouves if st.checkbox(_intitule(e), True, key=f"echu_{e.categorie.value}_{e.objet}")
    ]
    if not acces.peut(qui, Droit.EFFACER) or not choisis:
        return
    with st.popover(f"Effacer {compter(len(choisis), 'objet')}"):
        st.markdown(
            "Ce geste ne se défait pas. Ce qui est publié reste publié, figé à sa version\u00a0; pour le retirer, passez par "
            "la page Publier."
        )
        if st.button("Oui, effacer", key="echus_effacer", type="primary"):
            with erreurs.garde():
                n = gestes.effacer(ici.entrepot, qui, choisis)
                noter(f"{compter(n, 'objet effacé', 'objets effacés')} de la base, espace libéré compris.")


def _intitule(e: Echu) -> str:
    return sur_markdown(
        f"{CATEGORIES[e.categorie][0]}\u00a0: {e.nom}, {DEPUIS[e.categorie]} {date_longue(e.depuis)}"
    )


def _une(ici: Contexte, qui: Identite, categorie: Categorie) -> None:
    nom, evenement = CATEGORIES[categorie]
    inscrites = registres.versions(ici.entrepot, Conservation, categorie.value)
    regle = inscrites[0] if inscrites else None
    etat = (
        _duree(regle.contenu.jours or 0, evenement)
        if regle
        else "Aucune durée n’est fixée\u00a0: rien n’est proposé."
    )
    if categorie is Categorie.TENTATIVES and regle is None:
        etat = (
            "Le programme ne les garde qu’en mémoire, le temps d’en limiter le nombre\u00a0: rien à effacer."
        )
    st.html(f'<hr class="tb-filet"><p class="tb-fort">{sur(nom)}</p><p class="tb-second">{sur(etat)}</p>')
    if regle:
        cadre.second(f"Fondement\u00a0: {regle.contenu.fondement}")
        fiches.histoire(ici, regle)
    if categorie is Categorie.TENTATIVES:
        return
    with st.popover("Modifier la durée" if regle else "Fixer une durée"):
        vierge = Conservation(categorie.value)
        fiches.remplir(
            ici,
            qui,
            vierge,
            regle,
            categorie.value,
            f"Durée enregistrée\u00a0: {nom.lower()}.",
            "Enregistrer",
        )


def _duree(jours: int, evenement: str) -> str:
    quand = "le lendemain" if jours == 0 else f"{nombre(jours)} jour{'s' * (jours > 1)}"
    if jours == 0:
        return f"Proposé à l’effacement {quand}, {evenement}."
    return f"Gardé {quand} {evenement}."
