"""Lire une matrice de temps ou de distances (origine, destination, coût) ; pur."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, sans_accents
from tableau_bord.importation import Anomalie, Gravite, TableauLu
from tableau_bord.importation.modele import LIGNE

ORIGINE, DESTINATION, COUT = "origine", "destination", "cout"
COLONNES = (ORIGINE, DESTINATION, COUT)
_MOTIFS = {
    ORIGINE: r"origin|depart|^from\b|^de$|communaute|territoire|quartier",
    DESTINATION: r"destin|arriv|^to\b|^vers\b|^a$|actif|organisme|service|point",
    COUT: r"temps|duree|minute|^min$|cout|distance|^km$|time|travel|trajet",
}
_SANS_ROUTE = ("", "inf", "infini", "nan", "na", "n.d.", "nd", "null", "-1")
"""Ce que les calculateurs d'itinéraires écrivent quand il n'y a pas de route."""


@dataclass(frozen=True)
class MatriceLue:
    """Les couples d'un fichier : origine, destination (textes), cout (> = 0), `_ligne`, chacun une fois.

    `lignes` : lues ; `sans_route` : celles qui n'ont pas de coût, laissées hors de la matrice.
    """

    couts: pl.DataFrame
    anomalies: tuple[Anomalie, ...]
    lignes: int
    sans_route: int


def proposer_colonnes(colonnes: Sequence[str]) -> dict[str, str]:
    """Origine, destination, cout → colonne, d'après son nom ; absente si aucune ne convient."""
    nus = {c: " ".join(re.findall(r"[a-z0-9]+", sans_accents(c))) for c in colonnes}
    trouvees: dict[str, str] = {}
    for role, motif in _MOTIFS.items():
        libres = (c for c in colonnes if c not in trouvees.values() and re.search(motif, nus[c]))
        if (c := next(libres, None)) is not None:
            trouvees[role] = c
    return trouvees


def lire_matrice(tableau: TableauLu, colonnes: Mapping[str, str]) -> MatriceLue:
    """Lire les couples. Une case illisible ou négative, un couple répété sont signalés ; le premier coût est gardé.

    Lève ImportationErreur s'il manque l'une des trois colonnes.
    """
    manque = [r for r in COLONNES if r not in colonnes]
    if manque:
        raise ImportationErreur(
            "matrice_incomplete", f"Aucune colonne ne donne {_EN_MOTS[manque[0]]}.", ou=f"Fichier «\u00a0{tableau.nom}\u00a0»",
            remede="Nommez trois colonnes\u00a0: origine, destination, temps.",
        )  # fmt: skip
    ecrit = pl.col("ecrit")
    brut = tableau.cadre.select(
        LIGNE,
        *(pl.col(colonnes[r]).cast(pl.String).fill_null("").str.strip_chars().alias(r) for r in COLONNES[:2]),
        ecrit=pl.col(colonnes[COUT]).cast(pl.String).fill_null("").str.strip_chars(),
    ).with_columns(
        cout=ecrit.str.replace_all(r"[\s\u00a0\u202f]", "").str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    )  # fmt: skip
    sans_route = brut["ecrit"].str.to_lowercase().is_in(_SANS_ROUTE)
    bons = brut["cout"].is_finite().fill_null(False) & (brut["cout"] >= 0).fill_null(False)
    pleins = (brut["origine"] != "") & (brut["destination"] != "")
    gardes = brut.filter(bons & pleins)
    couts = gardes.unique([ORIGINE, DESTINATION], keep="first", maintain_order=True)
    anomalies = (
        *_une_par_ligne(brut.filter(~pleins), "couple incomplet", "L’origine ou la destination manque."),
        *_une_par_ligne(brut.filter(pleins & ~bons & ~sans_route), "illisible", "Ce coût ne se lit pas, ou est négatif."),
        *_repetes(gardes, couts),
    )  # fmt: skip
    return MatriceLue(
        couts.select(ORIGINE, DESTINATION, COUT, LIGNE), anomalies, brut.height, int((pleins & ~bons & sans_route).sum())
    )  # fmt: skip


_EN_MOTS = {ORIGINE: "l’origine", DESTINATION: "la destination", COUT: "le temps ou la distance"}


def en_tableau(couts: pl.DataFrame, codes: Sequence[str], actifs: Sequence[str]) -> NDArray[np.float64]:
    """La matrice (communautés, points) que `acces` attend ; `nan` là où le couple n'est pas au fichier.

    `couts` : code, actif, cout. Ce qui n'est ni dans `codes` ni dans `actifs` ne compte pas.
    """
    tableau = np.full((len(codes), len(actifs)), np.nan)
    rang = {"code": {c: n for n, c in enumerate(codes)}, "actif": {a: n for n, a in enumerate(actifs)}}
    lus = couts.filter(pl.col("code").is_in(list(codes)) & pl.col("actif").is_in(list(actifs)))
    if lus.height:
        i, j = (lus[c].replace_strict(rang[c], return_dtype=pl.Int64).to_numpy() for c in rang)
        tableau[i, j] = lus["cout"].to_numpy()
    return tableau


def _une_par_ligne(lignes: pl.DataFrame, regle: str, message: str) -> list[Anomalie]:
    return [
        Anomalie(x[LIGNE], COUT, x["ecrit"], regle, Gravite.SIGNALEE, message, "Laissée de côté\u00a0: corrigez-la.")
        for x in lignes.iter_rows(named=True)
    ]  # fmt: skip


def _repetes(gardes: pl.DataFrame, couts: pl.DataFrame) -> list[Anomalie]:
    premiers = couts.select(ORIGINE, DESTINATION, avant="cout", ou=LIGNE)
    autres = gardes.join(couts, on=LIGNE, how="anti").join(premiers, on=[ORIGINE, DESTINATION])
    return [
        Anomalie(
            x[LIGNE], COUT, x["ecrit"], "couple répété", Gravite.SIGNALEE,
            f"Ce couple est déjà à la ligne\u00a0{x['ou']}" + ("." if x["avant"] == x["cout"] else ", avec un autre coût."),
            "Le premier est gardé.",
        )
        for x in autres.iter_rows(named=True)
    ]  # fmt: skip


def phrase(lue: MatriceLue, couples: int) -> str:
    """« 12 lignes lues : 9 couples retenus, 2 sans route. »."""
    sans = f", {compter(lue.sans_route, 'sans route', 'sans route')}" if lue.sans_route else ""
    return f"{compter(lue.lignes, 'ligne lue', 'lignes lues')}\u00a0: {compter(couples, 'couple retenu', 'couples retenus')}{sans}."
