"""Le hasard, rangé : un flux par usage, pour qu'ajouter un tirage n'en déplace aucun autre."""

from __future__ import annotations

import zlib

import numpy as np

GRAINE = 20261121


def flux(graine: int, *cles: str | int) -> np.random.Generator:
    """Un générateur propre à ces clés : mêmes clés, mêmes nombres."""
    return np.random.default_rng([graine, *(zlib.crc32(str(cle).encode()) for cle in cles)])
