"""Peser ensemble la mesure, les actifs et le vécu, communauté par communauté."""

VERSION = "0.1.0"
VERSION_CALCUL = "2026-11-24"
"""Version des calculs, imprimée sur chaque export ; un changement de résultat la change."""
