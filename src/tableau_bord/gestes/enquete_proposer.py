"""Proposer une déclaration d'après les noms et le contenu des colonnes ; l'analyste corrige."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import polars as pl

from tableau_bord import territoires
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, TERRITOIRE, Declaration, MargeDite
from tableau_bord.importation import normes
from tableau_bord.importation.fiches import Fiches

DECOUPAGES = ("communaute", "AD", "CLSC", "RLS", "RTS", "MRC", "RSS")
COUPURES = (15, 25, 45, 65, 75)
_POIDS = (
    r"(poids|pond\w*|weight|wts?|pw|w|facteur de ponderation)( (final|finaux|total|echantillon|de sondage))?"
)
_STRATES = r"(strates?|strat|stratum)( \w+)?"
_GRAPPES = r"(grappes?|upe|ups|psu|cluster|unite primaire)( \w+)?"
_FPC = r"(fpc\d?|population strate|pop strate|effectif strate)"
_SERIE = re.compile(r"^(.*[a-zA-Z_])0*1$")
_PART_RECONNUE = 0.8


def proposer(entrepot: Entrepot, fiches: Fiches) -> Declaration:
    """Colonnes de poids, strate, grappe, fpc, territoire, sexe et âge ; marges par défaut ; aucune mesure."""
    territoire, decoupage = _territoire(entrepot, fiches)
    sexe = _premiere(fiches, lambda c: _dit(c, r"sexe|sex|genre") and _sexes(fiches, c))
    age = _premiere(fiches, lambda c: _dit(c, r"age|groupe d age|age en annees") and _ages(fiches, c))
    marges = [MargeDite(SEXE_AGE, coupures=COUPURES)] if sexe and age else []
    parent = _decoupage_de_marge(entrepot, decoupage)
    if territoire and parent:
        marges.append(MargeDite(TERRITOIRE, decoupage=parent))
    return Declaration(
        nom=fiches.nom.rsplit(".", 1)[0].replace("_", " "),
        periode=normes.periode_du_nom(fiches.nom) or "",
        territoire=territoire,
        poids=_premiere(fiches, lambda c: _dit(c, _POIDS)),
        decoupage=decoupage or "communaute",
        regle=territoires.regle_de(entrepot, "communaute") or "pondérée",
        strates=_liste(_premiere(fiches, lambda c: _dit(c, _STRATES))),
        grappes=_liste(_premiere(fiches, lambda c: _dit(c, _GRAPPES))),
        fpc=_liste(_premiere(fiches, lambda c: _dit(c, _FPC))),
        replications=serie_de_replications(fiches),
        sexe=sexe,
        age=age,
        marges=tuple(marges),
    )


def serie_de_replications(fiches: Fiches) -> str:
    """Préfixe de la plus longue suite « bsw1, bsw2… » d'au moins vingt colonnes ; vide sinon."""
    prefixes = {m[1] for c in fiches.colonnes if (m := _SERIE.match(c))}
    tailles = {p: len(fiches.serie(p)) for p in prefixes}
    return max((p for p, n in tailles.items() if n >= 20), key=lambda p: tailles[p], default="")


def _territoire(entrepot: Entrepot, fiches: Fiches) -> tuple[str, str]:
    """La colonne dont le plus de valeurs sont des codes connus, et leur découpage, le plus fin d'abord."""
    connus = territoires.codes_connus(entrepot)
    meilleure, trouvee = _PART_RECONNUE, ("", "")
    for decoupage in DECOUPAGES:
        codes = set(connus.filter(pl.col("decoupage") == decoupage)["code"])
        for colonne in fiches.colonnes if codes else ():
            if fiches.cadre[colonne].dtype.is_float() or _dit(colonne, _STRATES):
                continue
            distincts = [t for t in set(fiches.textes(colonne)) if t]
            part = sum(t in codes for t in distincts) / max(len(distincts), 1)
            if part > meilleure and len(distincts) > 1:
                meilleure, trouvee = part, (colonne, decoupage)
    return trouvee


def _decoupage_de_marge(entrepot: Entrepot, decoupage: str) -> str:
    """Le parent dont on connaît la population : la MRC d'abord, assez grosse pour que personne n'y manque."""
    parents = set(
        territoires.rattachements_connus(entrepot).filter(pl.col("decoupage") == decoupage)[
            "parent_decoupage"
        ]
    )
    return next(
        (d for d in ("MRC", "RLS", "RTS", "RSS") if d in parents), decoupage if decoupage != "AD" else ""
    )


def _sexes(fiches: Fiches, colonne: str) -> bool:
    distincts = {str(t) for t in fiches.textes(colonne) if t}
    return 0 < len(distincts) <= 6 and all(normes.sexe(t) in ("F", "M") for t in distincts)


def _ages(fiches: Fiches, colonne: str) -> bool:
    distincts = {str(t) for t in fiches.textes(colonne) if t}
    lus = [normes.bornes_d_age(t) for t in distincts]
    return len(lus) > 1 and float(np.mean([b is not None for b in lus])) > _PART_RECONNUE


def _dit(colonne: str, motif: str) -> bool:
    return re.fullmatch(motif, normes.nu(colonne)) is not None


def _premiere(fiches: Fiches, convient: Callable[[str], bool]) -> str:
    return next((c for c in fiches.colonnes if convient(c)), "")


def _liste(colonne: str) -> tuple[str, ...]:
    return (colonne,) if colonne else ()
