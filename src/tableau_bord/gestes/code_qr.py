"""Le code QR d'une adresse, en caractères pour un terminal, en image pour un écran projeté (ISO/IEC 18004)."""

from __future__ import annotations

import io

import segno

MARGE = 4
"""Modules blancs tout autour : la norme en demande quatre."""


def en_texte(adresse: str) -> str:
    """Le code en demi-blocs, clair sur fond sombre : deux modules par caractère de haut."""
    sortie = io.StringIO()
    _coder(adresse).terminal(sortie, border=MARGE, compact=True)
    return sortie.getvalue()


def en_png(adresse: str, module: int = 14) -> bytes:
    """Le code en image noire sur blanc ; `module` : pixels par module."""
    sortie = io.BytesIO()
    _coder(adresse).save(sortie, kind="png", scale=module, border=MARGE)
    return sortie.getvalue()


def _coder(adresse: str) -> segno.QRCode:
    return segno.make_qr(adresse, error="m")
