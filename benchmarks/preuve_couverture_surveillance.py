"""Les intervalles à 95 % couvrent la vérité d'une population simulée, à tirages complets."""

from __future__ import annotations

from pathlib import Path

from benchmarks.registre import Resultat, non_prouve

NOM = "couverture_surveillance"
DESCRIPTION = (
    "Couverture des intervalles à 95 % sur une population dont on connaît la vérité (CONCEPTION §5)."
)
TIRAGES = 20_000
GRAINE = 20_261_124


def executer(etat: Path) -> Resultat:
    """Tirer, estimer, compter ; tirages et graine sont fixés avant de regarder."""
    del etat
    try:
        from benchmarks import couverture_surveillance
    except ImportError:
        return non_prouve("benchmarks/couverture_surveillance.py manque ou ne se charge pas.")
    return couverture_surveillance.executer(TIRAGES, GRAINE)
