"""Données de démonstration et leur programme."""
