"""L'heure, à un seul endroit, pour que les essais la figent."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

VARIABLE = "TABLEAU_BORD_MAINTENANT"


def maintenant() -> datetime:
    """Instant présent en UTC, à la microseconde ; `TABLEAU_BORD_MAINTENANT` (ISO 8601) le fige."""
    fige = os.environ.get(VARIABLE)
    if fige:
        instant = datetime.fromisoformat(fige)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return datetime.now(UTC)


def aujourd_hui() -> date:
    """Date locale présente."""
    return maintenant().astimezone().date()
