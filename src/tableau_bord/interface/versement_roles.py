"""Corriger ce qu'un fichier dit : genre, découpage, mesure, période, décimale, rôle de chaque colonne."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import nombre, sans_accents
from tableau_bord.gestes import examiner
from tableau_bord.gestes.examiner import Proposition
from tableau_bord.importation import ColonneComprise, Genre, Plan, Role
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tableau_bord.interface import cadre
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.territoires import ORDRE

GENRES = {
    Genre.INDICATEURS: "Indicateurs",
    Genre.POPULATION: "Population",
    Genre.TERRITOIRES: "Territoires (liste sans polygones)",
    Genre.COMPOSITION: "Composition en aires de diffusion",
    Genre.CUBE: "Cube exporté de tableau_bord",
}
ROLES = {
    Role.TERRITOIRE_CODE: "Code du territoire",
    Role.TERRITOIRE_NOM: "Nom du territoire",
    Role.DECOUPAGE: "Niveau géographique",
    Role.REGION: "Région",
    Role.PERIODE: "Période",
    Role.SEXE: "Sexe",
    Role.AGE: "Âge",
    Role.STRATE: "Strate (défavorisation, milieu…)",
    Role.INDICATEUR: "Indicateur",
    Role.EFFECTIF: "Effectif (numérateur)",
    Role.DENOMINATEUR: "Dénominateur",
    Role.VALEUR: "Valeur publiée (taux, pourcentage…)",
    Role.BORNE_INF: "Borne inférieure",
    Role.BORNE_SUP: "Borne supérieure",
    Role.ERREUR_TYPE: "Erreur type",
    Role.AD: "Aire de diffusion",
    Role.POIDS: "Poids",
    Role.PARENT: "Territoire parent",
    Role.MUNICIPALITE: "Municipalité",
    Role.NOTE: "Note",
    Role.MOTIF: "Motif d’absence",
    Role.IGNORER: "Ne pas lire",
}
NOUVELLE = "Décrire une nouvelle mesure…"
DECIMALES = {"": "Celle que chaque colonne montre", ",": "La virgule (12,5)", ".": "Le point (12.5)"}


def corriger(ici: Contexte, proposition: Proposition) -> tuple[Plan, Indicateur | None]:
    """Tout ce que l'analyste peut corriger, dans l'ordre où il le lit ; rend le plan et la mesure nouvelle."""
    plan, nouvelle, nom = proposition.plan, None, proposition.tableau.nom
    gauche, droite = st.columns(2)
    with gauche:
        genre = st.selectbox(
            "Genre de fichier",
            list(GENRES),
            index=list(GENRES).index(plan.genre),
            format_func=GENRES.__getitem__,
        )
    if genre is not plan.genre:
        proposition = examiner.reproposer(ici.entrepot, proposition, genre)
        plan = proposition.plan
    if not any(c.role is Role.DECOUPAGE for c in plan.colonnes) and genre is not Genre.COMPOSITION:
        with droite:
            plan = replace(plan, decoupage=_decoupage(plan))
    if genre is Genre.INDICATEURS:
        plan, nouvelle = _mesure_et_periode(ici, plan, nom)
    elif genre is Genre.POPULATION and not plan.colonne(Role.PERIODE):
        plan = replace(plan, periode=_periode(plan))
    return _roles(proposition, plan), nouvelle


def _decoupage(plan: Plan) -> str:
    choix = plan.decoupage if plan.decoupage in ORDRE else ORDRE[0]
    return st.selectbox(
        "Découpage",
        ORDRE,
        index=ORDRE.index(choix),
        format_func=nom_du_decoupage,
        help=plan.raison_decoupage or None,
    )


def _mesure_et_periode(ici: Contexte, plan: Plan, nom: str) -> tuple[Plan, Indicateur | None]:
    gauche, droite = st.columns(2)
    nouvelle: Indicateur | None = None
    if not any(c.role is Role.INDICATEUR for c in plan.colonnes):
        connus = {i.code: i.nom for i in indicateurs.indicateurs(ici.entrepot)}
        options = [*connus, NOUVELLE]
        depart = options.index(plan.indicateur) if plan.indicateur in connus else len(options) - 1
        with gauche:
            code = st.selectbox("Mesure", options, index=depart, format_func=lambda c: connus.get(c, c))
        if code == NOUVELLE:
            nouvelle = _nouvelle_mesure(nom)
            code = nouvelle.code
        plan = replace(plan, indicateur=code)
    if not plan.colonne(Role.PERIODE):
        with droite:
            plan = replace(plan, periode=_periode(plan))
    return plan, nouvelle


def _periode(plan: Plan) -> str | None:
    saisie = st.text_input(
        "Période des données", plan.periode or "", placeholder="2021, 2019-2023 ou 2020-09-16"
    )
    return saisie or None


def _nouvelle_mesure(fichier: str) -> Indicateur:
    """Décrire une mesure absente du dictionnaire, au plus court ; elle se complète ensuite."""
    with st.container(border=True):
        nom = st.text_input("Nom de la nouvelle mesure", fichier.rsplit(".", 1)[0].replace("_", " "))
        a, b, c = st.columns(3)
        with a:
            nature = st.selectbox("Ce qu’elle compte", [n for n in Nature if n is not Nature.ENQUETE], format_func=lambda n: {
                Nature.PROPORTION: "Une part (pourcentage)", Nature.TAUX: "Un taux", Nature.EFFECTIF: "Un nombre",
                Nature.IMPORTE: "Une valeur déjà calculée"}[n])  # fmt: skip
        with b:
            base = st.selectbox(
                "Exprimée pour", [100.0, 1000.0, 100000.0, 1.0], format_func=lambda x: nombre(x)
            )
        with c:
            sens = st.selectbox("Sens favorable", list(Sens), index=2, format_func=lambda s: {
                Sens.HAUT: "Plus haut est plus favorable", Sens.BAS: "Plus bas est plus favorable",
                Sens.NEUTRE: "Ni l’un ni l’autre"}[s])  # fmt: skip
        definition = st.text_input("Définition", placeholder="Qui est compté, parmi qui")
    code = "".join(c if c.isalnum() else "_" for c in sans_accents(nom)).strip("_")[:60] or "nouvelle_mesure"
    unite = "%" if base == 100 else ("" if base == 1 else f"pour {nombre(base)}")
    return Indicateur(
        code, nom, nom, definition or nom, "Voir la définition", "Voir la définition", "tous", f"Fichier versé : {fichier}",
        unite, float(base), 1, sens or Sens.NEUTRE, nature or Nature.PROPORTION, "Calculée à l’import", "Reste de la région", "Mesures ajoutées",
    )  # fmt: skip


def _roles(proposition: Proposition, plan: Plan) -> Plan:
    incertaines = sum(c.confiance < 0.5 and c.role is not Role.IGNORER for c in plan.colonnes)
    titre = "Rôle de chaque colonne" + (f" ({incertaines} à vérifier)" if incertaines else "")
    with st.expander(titre):
        cadre.second("Chaque rôle est proposé avec sa raison. Corrigez ce qui ne va pas.")
        colonnes = tuple(_un_role(proposition, rang, c) for rang, c in enumerate(plan.colonnes))
        decimale = st.selectbox(
            "Décimale du fichier",
            list(DECIMALES),
            index=list(DECIMALES).index(plan.decimale),
            format_func=DECIMALES.__getitem__,
        )
    return replace(plan, colonnes=colonnes, decimale=decimale or "")


def _un_role(proposition: Proposition, rang: int, colonne: ColonneComprise) -> ColonneComprise:
    gauche, droite = st.columns([1, 1.4], vertical_alignment="bottom")
    with gauche:
        role = st.selectbox(
            f"Colonne «\u00a0{colonne.colonne}\u00a0»",
            list(ROLES),
            index=list(ROLES).index(colonne.role),
            format_func=ROLES.__getitem__,
            key=f"role_{proposition.empreinte[:8]}_{proposition.plan.genre}_{_nom_recette(proposition)}_{rang}",
        )
    with droite:
        exemples = proposition.tableau.cadre[colonne.colonne].drop_nulls().head(3).to_list()
        cadre.second(
            f"{colonne.raison} Confiance\u00a0: {nombre(100 * colonne.confiance)}\u00a0%. "
            f"Ex.\u00a0: {', '.join(str(x)[:60] for x in exemples)}"
        )
    return (
        colonne
        if role is colonne.role
        else replace(colonne, role=role, raison="Choisi à l’écran.", confiance=1.0)
    )


def _nom_recette(proposition: Proposition) -> str:
    return proposition.recette.nom if proposition.recette else ""
