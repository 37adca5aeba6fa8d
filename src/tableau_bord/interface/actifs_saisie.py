"""Ajouter ou corriger un actif : peu de champs devant, le reste replié."""

from __future__ import annotations

import uuid
from typing import Any

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.acces.reperage import reperer
from tableau_bord.actifs import (
    LIBELLES_DES_GENRES,
    Acces,
    Actif,
    Approche,
    Cout,
    Desserte,
    Etat,
    Exactitude,
    Genre,
    classification,
    regles,
)
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes import actifs as gestes
from tableau_bord.interface import cadre, erreurs, etats, recherche
from tableau_bord.interface.actifs import noter
from tableau_bord.interface.contexte import Contexte

ETATS = (Etat.EN_SERVICE, Etat.SUSPENDU, Etat.A_COMPLETER)


def ajouter(ici: Contexte, lieu: recherche.Lieu | None) -> None:
    """Le formulaire court d'un actif nouveau ; avertit avant d'écrire si un nom de personne s'y trouve."""
    with st.form("actif_neuf", border=False):
        nom = st.text_input(
            "Nom que les gens emploient", max_chars=300, help="Une personne-ressource se nomme par son rôle."
        )
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            genre = st.selectbox(
                "Genre", list(LIBELLES_DES_GENRES), format_func=lambda g: LIBELLES_DES_GENRES[g][0], index=8
            )
        with droite:
            options = recherche.lieux(ici)
            rang = options.index(lieu) if lieu in options else None
            ou = st.selectbox(
                "Communauté desservie",
                options,
                index=rang,
                format_func=lambda x: x.intitule,
                placeholder="Écrire les premières lettres",
            )
        description = st.text_area("Ce qu’il offre, en une phrase", max_chars=1_000, height=80)
        enjeux = _enjeux(ici, ())
        with st.expander("Ajouter des détails"):
            champs = _details(Actif("", Genre.LIEU, ""))
        relu = st.checkbox("J’ai relu\u00a0: personne n’y est nommé contre son gré.")
        envoye = st.form_submit_button("Inscrire cet actif", type="primary")
    if not envoye:
        return
    with erreurs.garde():
        if not relu and (alertes := reperer(f"{nom}\n{description}")):
            dits = enumerer([f"«\u00a0{a.extrait}\u00a0» ({a.raison})" for a in alertes])
            etats.avertissement(
                f"Ceci nomme peut-être quelqu’un\u00a0: {dits}. Relisez, puis cochez «\u00a0J’ai relu\u00a0». Rien n’est écrit."
            )
            return
        dessert = (Desserte(ou.decoupage, ou.code),) if ou else ()
        actif = Actif(uuid.uuid4().hex, genre, nom, description=description, dessertes=dessert, enjeux=tuple(enjeux),
                      exactitude=Exactitude.TERRITOIRE if ou else Exactitude.INCONNUE)  # fmt: skip
        gestes.inscrire(ici.entrepot, ici.qui, regles.corriger(actif, champs))
        noter(f"«\u00a0{nom}\u00a0» est inscrit, vérifié d’aujourd’hui.")


def corriger(ici: Contexte, a: Actif) -> tuple[dict[str, Any] | None, str]:
    """Le formulaire prérempli ; rend les champs changés (rien tant qu'on n'a pas envoyé) et la raison."""
    with st.form(f"corriger_{a.actif}", border=False):
        nom = st.text_input("Nom", a.nom, max_chars=300)
        description = st.text_area("Ce qu’il offre", a.description, max_chars=4_000, height=80)
        enjeux = _enjeux(ici, a.enjeux)
        saisis = {"nom": nom, "description": description, "enjeux": tuple(enjeux), **_details(a)}
        motif = st.text_input("Raison, si elle aide à comprendre", max_chars=gestes.MOTIF_MAX)
        envoye = st.form_submit_button("Enregistrer la correction")
    if not envoye:
        return None, ""
    changes = {c: v for c, v in saisis.items() if v != getattr(a, c)}
    if not changes:
        etats.information("Rien n’a changé.")
        return None, ""
    return changes, motif


def _enjeux(ici: Contexte, choisis: tuple[str, ...]) -> list[str]:
    connus = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    return st.multiselect(
        "Enjeux qu’il touche",
        list(connus),
        [c for c in choisis if c in connus],
        format_func=lambda c: connus.get(c, c),
        placeholder="Aucun pour l’instant",
    )


def _details(a: Actif) -> dict[str, Any]:
    """Tout le reste, deux champs par rangée."""
    classes = classification.charger().classes
    champs: dict[str, Any] = {}
    c = _colonnes()
    champs["categorie"] = next(c).selectbox(
        "Catégorie",
        ["", *classes],
        index=_rang(["", *classes], a.categorie),
        format_func=lambda k: classes[k].libelle if k else "Aucune",
    )
    champs["cout"] = next(c).selectbox("Coût", list(Cout), index=list(Cout).index(a.cout), format_func=_mot)
    champs["adresse"] = next(c).text_input("Adresse", a.adresse, max_chars=300)
    champs["municipalite"] = next(c).text_input("Municipalité", a.municipalite, max_chars=300)
    champs["telephone"] = next(c).text_input("Téléphone", a.telephone, max_chars=60)
    champs["site"] = next(c).text_input("Site", a.site, max_chars=300)
    champs["transport"] = next(c).selectbox(
        "Transport offert", list(Acces), index=list(Acces).index(a.transport), format_func=_mot
    )
    champs["universel"] = next(c).selectbox(
        "Accès universel", list(Acces), index=list(Acces).index(a.universel), format_func=_mot
    )
    champs["clientele"] = next(c).text_input("Pour qui", a.clientele, max_chars=1_000)
    champs["langues"] = tuple(
        x.strip()
        for x in next(c)
        .text_input("Langues", ", ".join(a.langues), help="Séparées par une virgule.")
        .split(",")
        if x.strip()
    )
    champs["age_min"] = _entier(next(c).number_input("Âge minimum", 0, 130, a.age_min, step=1))
    champs["age_max"] = _entier(next(c).number_input("Âge maximum", 0, 130, a.age_max, step=1))
    champs["places"] = next(c).number_input("Places", 0.0, 1e6, a.places, step=1.0, format="%g")
    champs["heures"] = next(c).number_input("Heures par semaine", 0.0, 168.0, a.heures, step=0.5, format="%g")
    champs["approches"] = tuple(
        next(c).multiselect(
            "Approche", list(Approche), list(a.approches), format_func=_mot, placeholder="Pas connue"
        )
    )
    # Un actif fermé ou réuni à un autre garde son état : le rouvrir est un geste, pas un effet de bord.
    etats_offerts = list(ETATS) if a.etat in ETATS else [a.etat, *ETATS]
    champs["etat"] = next(c).selectbox(
        "État", etats_offerts, index=_rang(etats_offerts, a.etat), format_func=_mot
    )
    cadre.second("La position précise est facultative\u00a0: le territoire desservi suffit.")
    return champs


def _colonnes() -> Any:
    while True:
        yield from st.columns(2, gap="medium")


def _rang(options: list[Any], valeur: Any) -> int:
    return options.index(valeur) if valeur in options else 0


def _mot(valeur: Any) -> str:
    return str(valeur.value)[:1].upper() + str(valeur.value)[1:]


def _entier(valeur: float | None) -> int | None:
    return None if valeur is None else int(valeur)
