"""Où chaque répondant compte : son territoire, ses parents, et la communauté de son aire de diffusion."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord import territoires
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.importation.fiches import Fiches
from tableau_bord.territoires import libelle

NIVEAUX = ("communaute", "CLSC", "RLS", "RTS", "MRC", "RSS")
_PART_INCONNUE = 0.5


@dataclass(frozen=True, eq=False)
class Niveau:
    """Un découpage : `etiquette` (n,) code de chacun, vide hors de tout ; `codes` : tous ceux à estimer.

    `parts` : code → part (n,) de chaque répondant qui y compte, pour une communauté dont une aire est partagée.
    """

    decoupage: str
    etiquette: NDArray[Any]
    codes: tuple[str, ...]
    parts: dict[str, NDArray[np.float64]]


@dataclass(frozen=True, eq=False)
class Lieux:
    """Les niveaux, du plus fin au plus large ; `ordre` (n,) range les répondants par territoire ; `remarques` à montrer."""

    niveaux: tuple[Niveau, ...]
    ordre: NDArray[np.int64]
    remarques: tuple[str, ...]

    def niveau(self, decoupage: str) -> Niveau | None:
        """Le niveau de ce découpage, s'il y est."""
        return next((n for n in self.niveaux if n.decoupage == decoupage), None)


def situer(entrepot: Entrepot, fiches: Fiches, dite: Declaration) -> Lieux:
    """Rapprocher les codes du fichier de ceux de la base. Un code inconnu sort la personne des territoires, et se dit.

    Lève CalculErreur (« territoire ») si plus de la moitié des répondants n'ont pas de territoire connu.
    """
    brut = fiches.textes(dite.territoire)
    ordre = np.argsort(np.array([t or "" for t in brut], dtype=str), kind="stable")
    codes = np.array([t or "" for t in brut[ordre]], dtype=object)
    tous = territoires.codes_connus(entrepot)
    connus = set(tous.filter(pl.col("decoupage") == dite.decoupage)["code"])
    inconnus = [c not in connus for c in codes]
    if np.mean(inconnus) > _PART_INCONNUE:
        exemples = enumerer(sorted({c for c, i in zip(codes, inconnus, strict=True) if i and c})[:3])
        raise CalculErreur(
            "territoire",
            f"{compter(int(np.sum(inconnus)), 'répondant')} sur {compter(len(codes), 'répondant')} n'ont pas de territoire connu ({exemples}).",
            ou=f"Colonne «\u00a0{dite.territoire}\u00a0»",
            remede=f"Choisissez la colonne des codes ({libelle(dite.decoupage, 2)}), ou versez d'abord ce découpage.",
        )
    etiquette = np.where(inconnus, "", codes)
    rattachements = territoires.rattachements_connus(entrepot)
    remarques = [_dire_inconnus(codes, inconnus)] if any(inconnus) else []
    premier = (
        [_des_aires(entrepot, etiquette, dite.regle)]
        if dite.decoupage == "AD"
        else [Niveau(dite.decoupage, etiquette, (), {})]
    )
    siens = rattachements.filter(pl.col("decoupage") == dite.decoupage)
    parents = [
        _parent(siens, etiquette, d)
        for d in NIVEAUX
        if d != dite.decoupage and d in set(siens["parent_decoupage"])
    ]
    niveaux = [n for n in (*premier, *parents) if n is not None]
    regions = set(next((n.etiquette for n in niveaux if n.decoupage == "RSS"), [])) - {""}
    return Lieux(tuple(_completer(n, tous, rattachements, regions) for n in niveaux), ordre, tuple(remarques))


def _dire_inconnus(codes: NDArray[Any], inconnus: list[bool]) -> str:
    hors = [c for c, i in zip(codes, inconnus, strict=True) if i]
    exemples = enumerer([f"«\u00a0{c}\u00a0»" if c else "(vide)" for c in sorted(set(hors))[:3]])
    return f"{compter(len(hors), 'répondant')} sans territoire connu ({exemples})\u00a0: dans l'ensemble, mais dans aucun territoire."


def _parent(siens: pl.DataFrame, etiquette: NDArray[Any], decoupage: str) -> Niveau:
    table = dict(
        siens.filter(pl.col("parent_decoupage") == decoupage).select("code", "parent_code").iter_rows()
    )
    return Niveau(decoupage, np.array([table.get(c, "") for c in etiquette], dtype=object), (), {})


def _des_aires(entrepot: Entrepot, aires: NDArray[Any], regle: str) -> Niveau:
    """Une aire entière dans une communauté donne son étiquette ; une aire partagée, des parts."""
    composition = territoires.appliquer_regle(territoires.composition_de(entrepot, "communaute"), regle)
    partagees = set(composition.filter(pl.col("poids") < 1 - 1e-9)["ad"])
    entieres = dict(composition.filter(~pl.col("ad").is_in(list(partagees))).select("ad", "code").iter_rows())
    etiquette = np.array([entieres.get(a, "") for a in aires], dtype=object)
    parts: dict[str, NDArray[np.float64]] = {}
    touchees = composition.filter(pl.col("ad").is_in(list(partagees))).partition_by("code", as_dict=True)
    for (code,), siennes in touchees.items():
        poids = dict(siennes.select("ad", "poids").iter_rows())
        part = np.array([poids.get(a, 0.0) for a in aires]) + (etiquette == code)
        parts[str(code)] = part
    return Niveau("communaute", etiquette, (), parts)


def _completer(niveau: Niveau, tous: pl.DataFrame, rattachements: pl.DataFrame, regions: set[str]) -> Niveau:
    """Y ajouter les territoires des mêmes régions où personne n'a répondu : ils ont droit au modèle."""
    vus = set(niveau.etiquette) - {""} | set(niveau.parts)
    du_niveau = tous.filter(pl.col("decoupage") == niveau.decoupage)["code"].unique()
    voisins = set(
        rattachements.filter(
            (pl.col("decoupage") == niveau.decoupage)
            & (pl.col("parent_decoupage") == "RSS")
            & pl.col("parent_code").is_in(list(regions))
        )["code"]
    )
    codes = sorted(vus | (voisins & set(du_niveau)))
    return Niveau(niveau.decoupage, niveau.etiquette, tuple(codes), niveau.parts)
