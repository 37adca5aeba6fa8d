"""Les neuf classes besoin × appuis : couleur, marque et mots ; éprouvées en deutéranopie (tests)."""

from __future__ import annotations

from tableau_bord.indicateurs.modele import Indicateur, Sens

COULEURS: dict[tuple[int, int], str] = {
    (1, 1): "#EDEAE1", (1, 2): "#A8CBE0", (1, 3): "#3D8DBF",
    (2, 1): "#EFC58B", (2, 2): "#A9A39A", (2, 3): "#4F6F85",
    (3, 1): "#C05F0E", (3, 2): "#80481B", (3, 3): "#2B2320",
}  # fmt: skip
"""(besoin, appuis) de 1 à 3 → couleur : l'orangé dit le besoin, le bleu les appuis, l'ombre les deux."""
BESOINS = {1: "besoin moindre", 2: "besoin moyen", 3: "besoin fort"}
APPUIS = {1: "peu d’appuis", 2: "des appuis", 3: "beaucoup d’appuis"}
MARQUES = {(3, 1): "▲", (3, 2): "▲+", (3, 3): "▲++"}
"""Seul le besoin fort se marque sur la carte : là où la couleur ne suffirait pas."""
SANS_CLASSE = "#FCFBF9"


def en_mots(categorie: tuple[int, int] | None, *, instable: bool = False) -> str:
    """« Besoin fort, peu d'appuis » ; « incertain » si l'intervalle traverse une borne."""
    if categorie is None:
        return "Sans classe"
    besoin, appuis = categorie
    mots = f"{BESOINS[besoin]}, {APPUIS[appuis]}"
    return f"{mots[:1].upper()}{mots[1:]}{', incertain' if instable else ''}"


def sens_du_besoin(indicateur: Indicateur | None) -> str:
    """« Un besoin fort : une valeur plus grande »."""
    if indicateur is None or indicateur.sens is Sens.NEUTRE:
        return ""
    return f"Besoin fort\u00a0: une valeur plus {'grande' if indicateur.sens is Sens.BAS else 'petite'}."
