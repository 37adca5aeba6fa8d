"""2SFCA et E2SFCA de 1 600 communautés × 5 000 points : au moins 20 fois plus vite que pysal/access, mêmes valeurs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve
from tableau_bord.actifs import acces

NOM = "vitesse_acces"
DESCRIPTION = (
    "2SFCA et E2SFCA de 1 600 communautés × 5 000 points d'offre, côte à côte avec la bibliothèque access (pysal)"
    " dans le même processus : au moins 20 fois plus vite, mêmes valeurs à 1e-9."
)
COMMUNAUTES, POINTS, RAYON, GRAINE = 1_600, 5_000, 30.0, 20261125
PALIERS = [(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]
LIMITE, TOLERANCE, TOURS = 20.0, 1e-9, 3


def executer(etat: Path) -> Resultat:
    """Trois tours des deux méthodes, l'ordre alternant ; contre-épreuve : un poids changé se voit aux valeurs."""
    try:
        import access  # noqa: F401
    except ImportError:
        return non_prouve(
            "La bibliothèque access (pysal) n'est pas installée : requirements-dev.txt la demande."
        )
    tours = Carnet.ouvrir(etat).completer(TOURS, _tour)
    return juger(tours)


def juger(tours: list[dict[str, Nombre]]) -> Resultat:
    """Réussi si chaque méthode va LIMITE fois plus vite, rend les mêmes valeurs, et si l'écart d'un poids changé se voit."""
    chiffres: dict[str, Nombre] = {}
    for nom in ("2sfca", "e2sfca"):
        nous, eux = (
            statistics.median(float(t[f"{nom}, {qui}"]) for t in tours) for qui in ("nous (s)", "pysal (s)")
        )
        chiffres |= {
            f"{nom}, nous (s)": round(nous, 4),
            f"{nom}, pysal (s)": round(eux, 3),
            f"{nom}, rapport": round(eux / nous, 1),
        }
        chiffres[f"{nom}, plus grand écart relatif"] = max(float(t[f"{nom}, écart"]) for t in tours)
    chiffres["contre-épreuve, écart d'un poids changé"] = max(float(t["contre-épreuve"]) for t in tours)
    lents = [n for n in ("2sfca", "e2sfca") if float(chiffres[f"{n}, rapport"]) < LIMITE]
    faux = [n for n in ("2sfca", "e2sfca") if float(chiffres[f"{n}, plus grand écart relatif"]) > TOLERANCE]
    if lents or faux or float(chiffres["contre-épreuve, écart d'un poids changé"]) <= TOLERANCE:
        return Resultat(ECHEC, chiffres, f"Trop lent : {lents}. Valeurs différentes : {faux}.")
    return Resultat(REUSSI, chiffres, "Mêmes valeurs que pysal/access, au moins 20 fois plus vite.")


def _tour(rang: int) -> dict[str, Nombre]:
    donnees = _Donnees(GRAINE + rang)
    rendu: dict[str, Nombre] = {}
    for nom in ("2sfca", "e2sfca"):
        calculs = {"nous (s)": lambda n=nom: donnees.nous(n), "pysal (s)": lambda n=nom: donnees.pysal(n)}
        ordre = list(calculs) if rang % 2 == 0 else list(reversed(calculs))
        valeurs = {}
        for qui in ordre:
            rendu[f"{nom}, {qui}"], valeurs[qui] = _chronometrer(calculs[qui])
        rendu[f"{nom}, écart"] = _ecart(valeurs["nous (s)"], valeurs["pysal (s)"])
        if nom == "e2sfca":
            autre = acces(
                donnees.population, donnees.offre, donnees.couts, RAYON, nom, [(10.0, 1.0), (30.0, 0.67)]
            ).valeur
            rendu["contre-épreuve"] = _ecart(autre, valeurs["pysal (s)"])
    return rendu


class _Donnees:
    """Une région tirée au sort, dans la forme que chacun attend, prête avant le chronomètre."""

    def __init__(self, graine: int) -> None:
        import pandas as pd

        hasard = np.random.default_rng(graine)
        ici, la = hasard.random((COMMUNAUTES, 2)) * 200, hasard.random((POINTS, 2)) * 200
        self.population = hasard.integers(400, 9_000, COMMUNAUTES).astype(float)
        self.offre = hasard.integers(1, 60, POINTS).astype(float)
        self.couts = np.hypot(ici[:, None, 0] - la[None, :, 0], ici[:, None, 1] - la[None, :, 1])
        self.demande = pd.DataFrame({"geoid": range(COMMUNAUTES), "demand": self.population})
        self.points = pd.DataFrame({"geoid": range(POINTS), "supply": self.offre})
        self.longs = pd.DataFrame({
            "origin": np.repeat(np.arange(COMMUNAUTES), POINTS), "dest": np.tile(np.arange(POINTS), COMMUNAUTES),
            "cost": self.couts.ravel(),
        })  # fmt: skip

    def nous(self, methode: str) -> np.ndarray:
        return acces(
            self.population, self.offre, self.couts, RAYON, methode, PALIERS if methode == "e2sfca" else None
        ).valeur

    def pysal(self, methode: str) -> np.ndarray:
        from access import fca, weights

        poids = weights.step_fn(dict(PALIERS)) if methode == "e2sfca" else None
        serie = fca.two_stage_fca(
            self.demande.set_index("geoid"), self.points.set_index("geoid"), self.longs, max_cost=RAYON,
            demand_index=True, supply_index=True, weight_fn=poids,
        )  # fmt: skip
        return serie.reindex(range(COMMUNAUTES)).fillna(0.0).to_numpy()


def _chronometrer(calcul: Callable[[], np.ndarray]) -> tuple[float, np.ndarray]:
    debut = time.perf_counter()
    valeurs = calcul()
    return time.perf_counter() - debut, valeurs


def _ecart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-12)))
