"""Verser un tableau : rôles corrigibles, aperçu de ce qui a été compris, anomalies ligne par ligne."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.commun.francais import compter, nombre, sans_accents
from tableau_bord.gestes import verser
from tableau_bord.gestes.verser import Examen, Proposition
from tableau_bord.importation import ColonneComprise, Genre, Lot, Plan, Role
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tableau_bord.interface import cadre
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.interface.lots import auteur
from tableau_bord.interface.texte import sur
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
    Role.INDICATEUR: "Indicateur",
    Role.EFFECTIF: "Effectif (numérateur)",
    Role.DENOMINATEUR: "Dénominateur",
    Role.VALEUR: "Valeur publiée (taux, pourcentage…)",
    Role.BORNE_INF: "Borne inférieure",
    Role.BORNE_SUP: "Borne supérieure",
    Role.AD: "Aire de diffusion",
    Role.POIDS: "Poids",
    Role.PARENT: "Territoire parent",
    Role.MUNICIPALITE: "Municipalité",
    Role.NOTE: "Note",
    Role.IGNORER: "Ne pas lire",
}
NOUVELLE = "Décrire une nouvelle mesure…"


def afficher(ici: Contexte, nom: str, contenu: bytes, terminer: Callable[[Lot], None]) -> None:
    """Montrer ce qui a été compris, laisser corriger, verser."""
    premier = verser.proposer(ici.entrepot, contenu, nom)
    plan, nouvelle = _corriger(ici, premier, nom)
    examen = verser.examiner(ici.entrepot, contenu, nom, plan=plan)
    cadre.section("Ce qui a été compris")
    for phrase in (*examen.phrases, *examen.tableau.remarques):
        st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
    _apercu(examen)
    _anomalies(examen)
    bloque = examen.comprehension.bloquante or not examen.comprehension.lignes_retenues
    if st.button("Verser ce lot", type="primary", disabled=bloque):
        terminer(verser.verser(ici.entrepot, examen, auteur(), nouvel_indicateur=nouvelle))


def _corriger(ici: Contexte, examen: Proposition, nom: str) -> tuple[Plan, Indicateur | None]:
    """Genre, découpage, mesure, période, puis le rôle de chaque colonne."""
    cadre.section("Ce que contient le fichier")
    plan, nouvelle = examen.plan, None
    gauche, droite = st.columns(2)
    with gauche:
        genre = st.selectbox(
            "Genre de fichier",
            list(GENRES),
            index=list(GENRES).index(plan.genre),
            format_func=GENRES.__getitem__,
        )
    if genre is not plan.genre:
        plan = importation.proposer(
            examen.tableau,
            territoires.codes_connus(ici.entrepot),
            indicateurs.indicateurs(ici.entrepot),
            genre,
        )
    if not any(c.role is Role.DECOUPAGE for c in plan.colonnes) and genre is not Genre.COMPOSITION:
        with droite:
            plan = replace(plan, decoupage=_decoupage(plan))
    if genre is Genre.INDICATEURS:
        plan, nouvelle = _mesure_et_periode(ici, plan, nom)
    return replace(plan, colonnes=_roles(examen, plan)), nouvelle


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
    if not any(c.role is Role.PERIODE for c in plan.colonnes):
        with droite:
            plan = replace(
                plan,
                periode=st.text_input(
                    "Période des données", plan.periode or "", placeholder="2021, 2019-2023 ou 2020-09-16"
                )
                or None,
            )
    return plan, nouvelle


def _nouvelle_mesure(fichier: str) -> Indicateur:
    """Décrire une mesure absente du dictionnaire, au plus court ; elle se complète ensuite."""
    with st.container(border=True):
        nom = st.text_input("Nom de la nouvelle mesure", fichier.rsplit(".", 1)[0].replace("_", " "))
        a, b, c = st.columns(3)
        with a:
            nature = st.selectbox("Ce qu’elle compte", list(Nature), format_func=lambda n: {
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


def _roles(examen: Proposition, plan: Plan) -> tuple[ColonneComprise, ...]:
    with st.expander("Rôle de chaque colonne"):
        cadre.second("Chaque rôle est proposé avec sa raison. Corrigez ce qui ne va pas.")
        return tuple(_un_role(examen, rang, colonne) for rang, colonne in enumerate(plan.colonnes))


def _un_role(examen: Proposition, rang: int, colonne: ColonneComprise) -> ColonneComprise:
    gauche, droite = st.columns([1, 1.4], vertical_alignment="bottom")
    with gauche:
        role = st.selectbox(
            f"Colonne «\u00a0{colonne.colonne}\u00a0»",
            list(ROLES),
            index=list(ROLES).index(colonne.role),
            format_func=ROLES.__getitem__,
            key=f"role_{examen.empreinte[:8]}_{examen.plan.genre}_{rang}",
        )
    with droite:
        exemples = examen.tableau.cadre[colonne.colonne].drop_nulls().head(3).to_list()
        cadre.second(
            f"{colonne.raison} Confiance\u00a0: {nombre(100 * colonne.confiance)}\u00a0%. Ex.\u00a0: {', '.join(exemples)}"
        )
    return (
        colonne
        if role is colonne.role
        else replace(colonne, role=role, raison="Choisi à l’écran.", confiance=1.0)
    )


def _apercu(examen: Examen) -> None:
    valeurs = examen.comprehension.valeurs.drop("_ligne", strict=False).head(8)
    if valeurs.height:
        st.table(importation.apercu(valeurs), hide_index=True)


def _anomalies(examen: Examen) -> None:
    anomalies = examen.comprehension.anomalies
    if not anomalies:
        return
    ecartees = compter(len(anomalies), "ligne à regarder", "lignes à regarder")
    with st.expander(f"Ligne par ligne\u00a0: {ecartees}", expanded=examen.comprehension.bloquante):
        for a in anomalies[:40]:
            st.html(
                f'<p class="tb-ligne"><strong>{sur(a.gravite)}</strong>\u00a0: {sur(a.message)} {sur(a.geste)}</p>'
            )
        if len(anomalies) > 40:
            cadre.second("La suite est dans le rapport.")
    st.download_button(
        "Télécharger le rapport (CSV)",
        importation.en_csv(examen.comprehension),
        f"rapport-{examen.tableau.nom}.csv",
        "text/csv",
    )
