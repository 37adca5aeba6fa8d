"""Neuf couleurs qu'un daltonien distingue, chacune doublée de mots."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from tableau_bord.interface import besoins_palette as palette

# Viénot, Brettel et Mollon (1999) : simulation en RVB linéaire.
DEUTERANOPIE = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
PROTANOPIE = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])
VERS_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
BLANC = np.array([0.9505, 1.0, 1.089])


def lineaire(hexa: str) -> np.ndarray:
    rvb = np.array([int(hexa[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(rvb <= 0.04045, rvb / 12.92, ((rvb + 0.055) / 1.055) ** 2.4)


def lab(rvb: np.ndarray) -> np.ndarray:
    x, y, z = (v if v > 0.008856 else 0 for v in (VERS_XYZ @ np.clip(rvb, 0, 1)) / BLANC)
    f = [v ** (1 / 3) if v else 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize(
    "vue", [np.eye(3), DEUTERANOPIE, PROTANOPIE], ids=["ordinaire", "deutéranopie", "protanopie"]
)
def test_chaque_couple_de_classes_se_distingue(vue):
    places = {cle: lab(vue @ lineaire(c)) for cle, c in palette.COULEURS.items()}
    ecarts = {(a, b): float(np.linalg.norm(places[a] - places[b])) for a, b in combinations(places, 2)}
    assert min(ecarts.values()) >= 10, min(ecarts.items(), key=lambda e: e[1])


def test_contre_epreuve_un_rouge_et_un_vert_se_confondent():
    rouge, vert = (lab(DEUTERANOPIE @ lineaire(c)) for c in ("#B5651D", "#7A8B2D"))
    assert np.linalg.norm(rouge - vert) < 20


def test_neuf_classes_neuf_phrases_differentes():
    assert len({palette.en_mots(c) for c in palette.COULEURS}) == 9 == len(set(palette.COULEURS.values()))
    assert (
        palette.en_mots(None) == "Sans classe"
        and palette.en_mots((3, 1), instable=True) == "Besoin fort, peu d’appuis, incertain"
    )
