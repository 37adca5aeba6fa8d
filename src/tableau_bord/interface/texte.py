"""Rendre un texte venu des données inoffensif, en HTML ou en Markdown."""

from __future__ import annotations

import html
import re

_SIGNES = re.compile(r"([\\`*_\[\]$~<>|])")
_DEBUT = re.compile(r"^(\s*)(#{1,6}(?=\s)|[-+](?=\s)|\d+(?=[.)]\s))")
_ENTITE = re.compile(r"&(?=#?\w+;)")


def sur(texte: str) -> str:
    """Échapper pour du HTML."""
    return html.escape(texte)


def sur_markdown(texte: str) -> str:
    """Échapper pour le Markdown de Streamlit ; un nom ordinaire en ressort inchangé."""
    une_ligne = " ".join(texte.splitlines())
    echappe = _ENTITE.sub(r"\\&", _SIGNES.sub(r"\\\1", une_ligne))
    return _DEBUT.sub(_echapper_debut, echappe)


def _echapper_debut(trouve: re.Match[str]) -> str:
    espaces, marque = trouve.groups()
    return f"{espaces}{marque}\\" if marque.isdigit() else f"{espaces}\\{marque}"
