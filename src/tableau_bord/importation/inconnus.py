"""Refuser les territoires inconnus ou ambigus, en disant ce qu'ils pourraient être et quoi faire."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.francais import enumerer
from tableau_bord.importation import anciens_codes, homonymes
from tableau_bord.importation.chantier import (
    CORRIGER,
    DE_COTE,
    ETAT,
    LIMITE,
    RIEN_ENREGISTRE,
    Chantier,
    citer,
)
from tableau_bord.importation.homonymes import SECONDES_CLES
from tableau_bord.importation.modele import Gravite, Role
from tableau_bord.importation.rapprochement import Rapprochement, proposer_rapprochements


def refuser_inconnus(c: Chantier, territoires: pl.DataFrame, ecrit: pl.Series, lus: pl.DataFrame) -> None:
    """Refuser les lignes sans territoire, chaque écriture avec ce qu'elle pourrait désigner.

    `ecrit` : le code écrit de chaque ligne. `lus` : decoupage, nu, ambigu, mêmes rangs.
    """
    inconnus = c.sortie["code"].is_null() & c.sortie["decoupage"].is_not_null() & (c.sortie[ETAT] != DE_COTE)
    if not inconnus.any():
        return
    colonne_code, colonne_nom = c.plan.colonne(Role.TERRITOIRE_CODE), c.plan.colonne(Role.TERRITOIRE_NOM)
    repetes = inconnus & ecrit.is_null() & lus["ambigu"]
    for niveau in c.sortie.filter(inconnus)["decoupage"].unique(maintain_order=True).to_list():
        du_niveau = inconnus & (c.sortie["decoupage"] == niveau)
        if colonne_nom:
            _refuser_homonymes(c, territoires, colonne_nom, niveau, lus, du_niveau & repetes)
        if colonne_code:
            _refuser(c, territoires, colonne_code, niveau, du_niveau & ecrit.is_not_null())
        _refuser(
            c, territoires, colonne_nom or str(colonne_code), niveau, du_niveau & ecrit.is_null() & ~repetes
        )


def _refuser(c: Chantier, territoires: pl.DataFrame, colonne: str, niveau: str, lignes: pl.Series) -> None:
    valeurs = c.brut[colonne].filter(lignes).drop_nulls().unique(maintain_order=True).head(LIMITE).to_list()
    proches = {r.ecrit: r for r in proposer_rapprochements(valeurs, territoires, niveau)}
    c.juger(
        lignes, colonne, "territoire inconnu", Gravite.REFUSEE,
        lambda v: _dire_inconnu(v, niveau, proches.get(v)),
    )  # fmt: skip


def _refuser_homonymes(
    c: Chantier, territoires: pl.DataFrame, colonne: str, niveau: str, lus: pl.DataFrame, lignes: pl.Series
) -> None:
    """Nom de plusieurs territoires que rien ne distingue : les nommer, et dire quelle colonne ajouter."""
    nus = dict(lus.filter(lignes).select("nom", "nu").unique(maintain_order=True).head(LIMITE).iter_rows())
    vaines = [citer(r.colonne) for r in c.plan.colonnes if r.role in SECONDES_CLES]
    constat = f"La colonne {enumerer(vaines, 'ou')} ne suffit pas. " if vaines else ""
    dits = homonymes.en_mots(territoires, niveau, nus.values())
    c.juger(
        lignes, colonne, "nom ambigu", Gravite.REFUSEE,
        lambda v: (
            f"{citer(v)} est le nom de plusieurs territoires\u00a0: {dits[nus[v]]}. {RIEN_ENREGISTRE}",
            f"{constat}Ajoutez une colonne qui les distingue (code, région, MRC ou genre de municipalité) et donnez-lui son rôle.",
        ),
    )  # fmt: skip


def _dire_inconnu(valeur: str, niveau: str, proches: Rapprochement | None) -> tuple[str, str]:
    if not valeur:
        return f"cette ligne n'a ni code ni nom de territoire. {RIEN_ENREGISTRE}", CORRIGER
    choix = [citer(f"{p.nom} ({p.code})") for p in (proches.candidats[:3] if proches else ())]
    geste = (
        f"Vouliez-vous dire {enumerer(choix, 'ou')}\u00a0? {CORRIGER}"
        if choix
        else f"{CORRIGER} Ou versez d'abord ce territoire."
    )
    if ancien := anciens_codes.expliquer(valeur, niveau):
        geste = ancien
    return (
        f"{citer(valeur)} n'est pas un territoire ({_niveau(niveau)}) de cette base. {RIEN_ENREGISTRE}",
        geste,
    )


def _niveau(niveau: str) -> str:
    """« RLS », « communauté » : le mot du découpage, pas son code."""
    return "communauté" if niveau == "communaute" else niveau
