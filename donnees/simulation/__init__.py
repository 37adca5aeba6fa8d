"""Simuler la région de démonstration : géographie, personnes, évènements, puis tableaux.

`python -m donnees.simulation` refait les fichiers de `donnees/demonstration/`, octet pour octet.
"""
