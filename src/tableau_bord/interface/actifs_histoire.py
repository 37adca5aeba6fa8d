"""L'histoire d'une fiche d'actif : chaque révision signée d'un rôle, et de quoi y revenir."""

from __future__ import annotations

from dataclasses import fields

import streamlit as st

from tableau_bord.acces import Droit, Profil, peut
from tableau_bord.actifs import Actif, coder, depot
from tableau_bord.commun.francais import nombre
from tableau_bord.gestes import actifs as gestes
from tableau_bord.interface import cadre, erreurs
from tableau_bord.interface.actifs import noter
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant
from tableau_bord.interface.texte import sur

GESTES = {"inscrire": "Inscrit", "corriger": "Corrigé", "vérifier": "Vérifié", "fermer": "Fermé", "verser": "Versé d’un fichier",
          "fusionner": "Réuni avec une autre fiche", "défusionner": "Séparé de l’autre fiche"}  # fmt: skip
CHAMPS = {
    "nom": "Nom", "autre_nom": "Autre nom", "genre": "Genre", "description": "Ce qu’il offre", "categorie": "Catégorie",
    "categorie_libre": "Étiquette d’origine", "adresse": "Adresse", "municipalite": "Municipalité", "code_postal": "Code postal",
    "latitude": "Latitude", "longitude": "Longitude", "exactitude": "Exactitude de la position",
    "site": "Site", "courriel": "Courriel", "telephone": "Téléphone", "clientele": "Clientèle",
    "age_min": "Âge minimum", "age_max": "Âge maximum", "places": "Places", "heures": "Heures par semaine", "cout": "Coût",
    "langues": "Langues", "transport": "Transport",
    "universel": "Accès universel", "approches": "Approche", "affirme_par": "Affirmé par", "affirme_le": "Affirmé le",
    "verifie_par": "Vérifié par", "verifie_le": "Vérifié le", "etat": "État", "dessertes": "Territoires desservis", "enjeux": "Enjeux",
    "liens": "Liens", "fusionne_dans": "Réuni dans",
}  # fmt: skip
TUS_A_L_HISTOIRE = frozenset({"adresse", "code_postal", "latitude", "longitude", "courriel", "telephone"})


def afficher(ici: Contexte, a: Actif) -> None:
    """Chaque révision, de la dernière à la première : qui, quand, ce qui a changé."""
    revisions = depot.revisions(ici.entrepot, a.actif).to_dicts()
    cadre.section("Histoire de cette fiche")
    if not revisions:
        cadre.second("L’historique reste à la direction.")
        return
    avant: Actif | None = None
    rangees = []
    for r in revisions:
        apres = coder.de_texte(r["contenu"])
        rangees.append((r, _differences(avant, apres) if avant else ""))
        avant = apres
    for r, change in reversed(rangees):
        mot = GESTES.get(r["geste"], r["geste"][:1].upper() + r["geste"][1:])
        role = f" par le rôle {r['role']}" if r["role"] else ""
        suite = f"\u00a0: {change}" if change else ""
        raison = f" «\u00a0{r['motif']}\u00a0»" if r["motif"] and ici.profil is Profil.DSP else ""
        st.html(
            f'<p class="tb-ligne">{r["rang"]}. {sur(mot)} le {instant(r["quand"])}{sur(role)}{sur(suite)}.{sur(raison)}</p>'
        )
    if len(revisions) > 1 and peut(ici.qui, Droit.TENIR_ACTIFS):
        _revenir(ici, a, [r["rang"] for r in revisions[:-1]])


def _revenir(ici: Contexte, a: Actif, rangs: list[int]) -> None:
    with st.popover("Revenir à une version d’avant"):
        rang = st.selectbox("Version", rangs, index=len(rangs) - 1, format_func=lambda n: f"Version {n}")
        if st.button("Reprendre cette version"):
            with erreurs.garde():
                gestes.revenir(ici.entrepot, ici.qui, a.actif, int(rang))
                noter(f"La version {rang} est reprise, par une révision nouvelle.")


def _differences(avant: Actif, apres: Actif) -> str:
    """« coût : inconnu, puis gratuit ; adresse » : chaque champ changé ; les coordonnées ne se redisent pas."""
    changes = [
        f.name for f in fields(Actif) if f.name in CHAMPS and getattr(avant, f.name) != getattr(apres, f.name)
    ]
    return "\u00a0; ".join(
        CHAMPS[c].lower()
        if c in TUS_A_L_HISTOIRE
        else f"{CHAMPS[c].lower()}\u00a0: {_ecrit(getattr(avant, c))}, puis {_ecrit(getattr(apres, c))}"
        for c in changes
    )


def _ecrit(valeur: object) -> str:
    """Une valeur en peu de mots ; vide : « rien »."""
    if valeur in (None, "", ()):
        return "rien"
    if isinstance(valeur, tuple):
        return ", ".join(getattr(x, "code", None) or getattr(x, "autre", None) or str(x) for x in valeur)
    if isinstance(valeur, float):
        return nombre(valeur, 0 if valeur == int(valeur) else 1)
    texte = " ".join(str(valeur).split())
    return f"«\u00a0{texte[:60]}{'…' if len(texte) > 60 else ''}\u00a0»"
