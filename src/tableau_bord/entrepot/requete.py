"""Composer un filtre SQL à paramètres nommés, portable (pas de liste en paramètre)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


def filtrer(criteres: Mapping[str, Iterable[Any] | None], prefixe: str = "") -> tuple[str, dict[str, Any]]:
    """Rendre « colonne IN ($…) AND … » et ses paramètres ; `None` ne filtre pas.

    Les noms de colonnes viennent du code, jamais de l'usager. Sans critère : « TRUE ».
    """
    morceaux: list[str] = []
    parametres: dict[str, Any] = {}
    for colonne, valeurs in criteres.items():
        if valeurs is None:
            continue
        noms = []
        for rang, valeur in enumerate(valeurs):
            nom = f"f_{colonne}_{rang}"
            parametres[nom] = valeur
            noms.append(f"${nom}")
        morceaux.append(f"{prefixe}{colonne} IN ({', '.join(noms)})" if noms else "FALSE")
    return " AND ".join(morceaux) or "TRUE", parametres
