"""Les points d'offre d'un calcul d'accès : où sont les actifs, combien ils offrent, ce qu'on n'en sait pas."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord.actifs import PAR_RATTACHEMENT, Exactitude, Filtre, Inventaire, chercher

ADRESSE_KM = 0.5
"""Rayon d'incertitude d'une position donnée par l'adresse."""
PLACES, HEURES, ACTIFS = "places", "heures par semaine", "actifs"


@dataclass(frozen=True)
class Offre:
    """Des points d'offre, P en tout ; un actif sans position compte une part dans chaque territoire qu'il dessert.

    `actif`, `nom` : textes (P,) ; `longitude`, `latitude` : degrés ; `rayon_km` : incertitude de la position ; `part` : de
    l'actif en ce point ; `capacite` : par actif, `nan` si inconnue ; `fraicheur` : de 0 à 1. `unite` : places, heures ou
    actifs. `sans_lieu` : actifs qu'on ne peut placer nulle part.
    """

    actif: list[str]
    nom: list[str]
    longitude: NDArray[np.float64]
    latitude: NDArray[np.float64]
    rayon_km: NDArray[np.float64]
    part: NDArray[np.float64]
    capacite: NDArray[np.float64]
    fraicheur: NDArray[np.float64]
    unite: str
    sans_lieu: int

    @property
    def inconnues(self) -> int:
        """Points dont on ne connaît pas la capacité."""
        return int(np.isnan(self.capacite).sum())

    @property
    def approchees(self) -> int:
        """Points dont la position est approximative."""
        return int((self.rayon_km > 0).sum())

    def centrale(self) -> NDArray[np.float64]:
        """L'offre de chaque point : capacité (la médiane des connues si elle manque) × part × fraîcheur."""
        connues = self.capacite[~np.isnan(self.capacite)]
        remplacee = float(np.median(connues)) if connues.size else 1.0
        return np.where(np.isnan(self.capacite), remplacee, self.capacite) * self.part * self.fraicheur

    def tirer(self, hasard: np.random.Generator) -> NDArray[np.float64]:
        """Une offre plausible : chaque capacité inconnue est tirée parmi les connues."""
        connues = self.capacite[~np.isnan(self.capacite)]
        tirees = hasard.choice(connues, self.capacite.size) if connues.size else np.ones(self.capacite.size)
        return np.where(np.isnan(self.capacite), tirees, self.capacite) * self.part * self.fraicheur


def placer(lu: Inventaire, filtre: Filtre, decoupage: str, lieux: pl.DataFrame) -> Offre:
    """Les actifs du filtre, placés. `lieux` : code, longitude, latitude, rayon_km de chaque territoire du découpage."""
    choisis = chercher(lu, filtre)
    situes = choisis.filter(pl.col("latitude").is_not_null()).with_columns(
        rayon_km=pl.when(pl.col("exactitude") == Exactitude.POINT.value).then(0.0).otherwise(ADRESSE_KM),
        part=pl.lit(1.0),
    )
    dites = lu.dessertes.filter((pl.col("decoupage") == decoupage) & (pl.col("origine") != PAR_RATTACHEMENT))
    reste = choisis.filter(pl.col("latitude").is_null()).drop("latitude", "longitude")
    etales = (
        reste.join(dites.select("actif", "code"), on="actif").join(lieux, on="code")
        .with_columns(part=1.0 / pl.len().over("actif"))
    )  # fmt: skip
    colonnes = ["actif", "nom", "longitude", "latitude", "rayon_km", "part", "places", "heures", "fraicheur"]
    points = pl.concat([situes.select(colonnes), etales.select(colonnes)]).sort("actif", "longitude")
    unite = (
        PLACES
        if points["places"].is_not_null().any()
        else HEURES
        if points["heures"].is_not_null().any()
        else ACTIFS
    )
    capacite = (
        points["places"]
        if unite == PLACES
        else points["heures"]
        if unite == HEURES
        else pl.Series([1.0] * points.height)
    )
    return Offre(
        points["actif"].to_list(), points["nom"].to_list(), points["longitude"].to_numpy(), points["latitude"].to_numpy(),
        points["rayon_km"].to_numpy(), points["part"].to_numpy(),
        capacite.cast(pl.Float64).fill_null(float("nan")).to_numpy(), points["fraicheur"].to_numpy(), unite,
        choisis.height - points["actif"].n_unique(),
    )  # fmt: skip
