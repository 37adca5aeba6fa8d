"""Ce que le résumé d'un versement dit de ce qui a été laissé et de ce qui est signalé."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tableau_bord.actifs.regles import SANS_NOM
from tableau_bord.commun.francais import compter, enumerer, nombre
from tableau_bord.importation import Anomalie

NOMMES = 5
"""Combien d'actifs laissés tels quels le résumé nomme."""


def laisses(noms: Sequence[str]) -> str:
    """« 2 actifs corrigés depuis ont été laissés tels quels : « A » et « B ». » ; rien s'il n'y en a pas."""
    if not noms:
        return ""
    cites = [f"«\u00a0{n or SANS_NOM}\u00a0»" for n in noms[:NOMMES]]
    if reste := len(noms) - NOMMES if len(noms) > NOMMES else 0:
        cites.append(compter(reste, "autre"))
    dits = compter(
        len(noms), "actif corrigé depuis a été laissé tel quel", "actifs corrigés depuis ont été laissés tels quels"
    )  # fmt: skip
    return f"{dits}\u00a0: {enumerer(cites)}."


def signale(anomalies: Sequence[Anomalie]) -> str:
    """« Signalé : sans identifiant, 16 ; sans nom, 8. » ; rien s'il n'y a rien."""
    dits = "\u00a0; ".join(f"{regle}, {nombre(n)}" for regle, n in par_regle(anomalies).items())
    return f"Signalé\u00a0: {dits}." if dits else ""


def par_regle(anomalies: Sequence[Anomalie]) -> Mapping[str, int]:
    """Règle → combien de lignes ou d'actifs, de la plus fréquente ; une anomalie sans ligne vaut ce que dit sa valeur."""
    comptes: dict[str, int] = {}
    for a in anomalies:
        combien = int(a.valeur) if a.ligne is None and a.valeur.isdecimal() else 1
        comptes[a.regle] = comptes.get(a.regle, 0) + combien
    return dict(sorted(comptes.items(), key=lambda c: (-c[1], c[0])))
