"""Ce qui a été compris d'un fichier : phrases, avant et après, anomalies règle par règle, rapports."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial

import polars as pl
import streamlit as st

from tableau_bord import importation, rapports
from tableau_bord.commun.francais import compter
from tableau_bord.gestes.examiner import Examen, Proposition
from tableau_bord.importation import Anomalie, Gravite
from tableau_bord.importation.regles import REGLES
from tableau_bord.interface import cadre, tableaux
from tableau_bord.interface.contexte import nom_du_decoupage
from tableau_bord.interface.texte import sur, sur_markdown

MONTREES = 6
LIGNES = 6
COLONNES = 8
_MOTS = {
    Gravite.BLOQUANTE: "Rien ne peut entrer",
    Gravite.REFUSEE: "Lignes refusées",
    Gravite.SIGNALEE: "À vérifier",
    Gravite.DE_COTE: "Mis de côté",
}
_EN_TETES = {
    "decoupage": "Découpage", "code": "Code", "nom": "Nom", "indicateur": "Indicateur", "periode": "Période",
    "annee": "Année", "sexe": "Sexe", "age": "Âge", "age_debut": "Âge, de", "age_fin": "Âge, à",
    "effectif": "Effectif", "denominateur": "Dénominateur", "valeur": "Valeur", "borne_inf": "Borne inf.",
    "borne_sup": "Borne sup.", "motif": "Motif", "parent": "Parent", "municipalite": "Municipalité",
    "ad": "Aire de diffusion", "poids": "Poids",
}  # fmt: skip


def afficher(proposition: Proposition, examen: Examen, noms: Mapping[str, str]) -> None:
    """Tout ce que le programme a compris, avant d'écrire ; `noms` : celui de chaque mesure, par code."""
    cadre.section("Ce qui a été compris")
    for phrase in (*examen.phrases, *examen.tableau.remarques):
        st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
    if examen.comprehension.lignes_retenues:
        _avant_apres(proposition, examen, noms)
    _anomalies(examen.comprehension.anomalies)
    _rapports(examen)


def _avant_apres(proposition: Proposition, examen: Examen, noms: Mapping[str, str]) -> None:
    """Les mêmes lignes du fichier, telles que reçues puis telles qu'elles entreront."""
    valeurs = examen.comprehension.valeurs.head(LIGNES)
    lignes = valeurs["_ligne"].to_list()
    brut = (proposition.lu or proposition.tableau).cadre
    colonnes = [c for c in brut.columns if c != "_ligne"][:COLONNES]
    avant = brut.filter(pl.col("_ligne").is_in(lignes)).select("_ligne", *colonnes)
    with st.expander("Avant et après, sur les premières lignes", expanded=True):
        cadre.second("Avant\u00a0: les lignes du fichier")
        _table(avant.rename({"_ligne": "Ligne"}), "Lignes du fichier telles que reçues")
        cadre.second("Après\u00a0: ce qui entrera")
        apres = _en_mots(importation.apercu(valeurs.drop("_ligne")), noms)
        _table(
            apres.rename({c: _EN_TETES.get(c, c) for c in apres.columns}), "Valeurs telles qu’elles entreront"
        )


def _en_mots(apres: pl.DataFrame, noms: Mapping[str, str]) -> pl.DataFrame:
    """Le découpage et la mesure par leur nom, pas par leur code."""
    mots: dict[str, Callable[[str], str]] = {
        "decoupage": nom_du_decoupage,
        "indicateur": lambda code: noms.get(code, code),
    }
    return apres.with_columns(
        pl.Series(c, [dire(x) for x in apres[c].to_list()]) for c, dire in mots.items() if c in apres.columns
    )


def _table(cadre_: pl.DataFrame, alt: str) -> None:
    colonnes = {c: ["" if x is None else str(x)[:80] for x in cadre_[c].to_list()] for c in cadre_.columns}
    tableaux.defilant(colonnes, alt)


def _anomalies(anomalies: tuple[Anomalie, ...]) -> None:
    """Un pli par règle, les plus graves d'abord et ouvertes ; la règle s'explique à sa tête."""
    groupes: dict[tuple[Gravite, str], list[Anomalie]] = defaultdict(list)
    for a in anomalies:
        groupes[(a.gravite, a.regle)].append(a)
    explications = {r.nom: r.explication for r in REGLES.values()}
    ordre = list(_MOTS)
    for (gravite, regle), liste in sorted(groupes.items(), key=lambda g: ordre.index(g[0][0])):
        titre = f"{_MOTS[gravite]}\u00a0: {regle} ({compter(len(liste), 'cas', 'cas')})"
        with st.expander(sur_markdown(titre), expanded=gravite in (Gravite.BLOQUANTE, Gravite.REFUSEE)):
            if explication := explications.get(regle):
                cadre.second(explication)
            for a in liste[:MONTREES]:
                st.html(f'<p class="tb-ligne">{sur(a.message)} {sur(a.geste)}</p>')
            if len(liste) > MONTREES:
                cadre.second(f"{compter(len(liste) - MONTREES, 'autre', 'autres')} dans le rapport.")


def _rapports(examen: Examen) -> None:
    """Le rapport ligne par ligne, pour Excel ou pour imprimer."""
    nom = examen.tableau.nom.rsplit(".", 1)[0]
    gauche, droite = st.columns(2)
    with gauche:
        st.download_button(
            "Rapport ligne par ligne (CSV)",
            partial(importation.en_csv, examen.comprehension),
            f"rapport-{nom}.csv",
            "text/csv",
            on_click="ignore",
            width="stretch",
        )
    with droite:
        st.download_button(
            "Rapport à imprimer (PDF)",
            lambda: rapports.rapport_pdf(
                importation.en_json(examen.comprehension, examen.plan, examen.tableau),
                empreinte=examen.empreinte,
            ),
            f"rapport-{nom}.pdf",
            "application/pdf",
            on_click="ignore",
            width="stretch",
        )
