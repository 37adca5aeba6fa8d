"""Tout le SQL des paramètres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot, Transaction

SEUIL = """
    SELECT valeur FROM seuils
    WHERE cle = $cle AND profil = $profil AND source IN ('*', $source) AND en_vigueur_du <= $jour
    ORDER BY CASE WHEN source = $source THEN 0 ELSE 1 END, en_vigueur_du DESC LIMIT 1
"""
COTE = """
    SELECT producteur, prudence, limite, taire FROM cotes_qualite
    WHERE (source = '*' OR $source LIKE source || '%') AND en_vigueur_du <= $jour
    ORDER BY CASE WHEN source = '*' THEN 0 ELSE LENGTH(source) END DESC, en_vigueur_du DESC LIMIT 1
"""
INSCRIRE_SEUIL = """
    INSERT INTO seuils (cle, source, profil, valeur, unite, en_vigueur_du, justification)
    VALUES ($cle, $source, 'table', $valeur, $unite, $en_vigueur_du, $justification)
"""
TOUS = "SELECT cle, source, profil, valeur, unite, en_vigueur_du, justification FROM seuils ORDER BY ALL"


UNITES = {
    "effectif_minimal": "personnes ou évènements",
    "population_minimale": "habitants",
    "arrondi_base": "personnes ou évènements",
}


@dataclass(frozen=True)
class SeuilsDivulgation:
    """Seuils du masquage primaire : `effectif` (1 à effectif − 1 masqués) et `population` plancher.

    `limite_cv` : coefficient de variation, en pour cent, au-delà duquel le producteur tait la valeur ;
    rien s'il la donne avec sa cote. `arrondi_base` : la base de l'arrondi aléatoire contrôlé, si la
    source a choisi cette variante au lieu du masquage ; 0 sinon.
    """

    effectif: float
    population: float
    limite_cv: float | None = None
    arrondi_base: float = 0

    @property
    def plafond_incertain(self) -> float:
        """Ce que « trop incertain » laisse savoir : l'effectif ne dépasse pas (100 / limite)²."""
        return (100 / self.limite_cv) ** 2 if self.limite_cv else float("inf")


@dataclass(frozen=True)
class CoteQualite:
    """La règle d'un producteur : prudence et limite, en pour cent de coefficient de variation.

    `taire` : au-delà de la limite, la valeur n'est pas diffusée (motif « trop incertain ») ; sinon elle
    se donne avec deux astérisques.
    """

    producteur: str
    prudence: float
    limite: float
    taire: bool


def seuil(entrepot: Entrepot, cle: str, profil: str, source: str = "*", jour: date | None = None) -> float:
    """Le seuil en vigueur, celui de la source avant le général ; 0 s'il n'y en a pas."""
    cadre = entrepot.lire(SEUIL, cle=cle, profil=profil, source=source, jour=jour or aujourd_hui())
    return float(cadre["valeur"][0]) if cadre.height else 0.0


def seuils_divulgation(entrepot: Entrepot, profil: str, source: str = "*") -> SeuilsDivulgation:
    """Seuils de divulgation d'un profil pour une source."""
    cote = cotes_qualite(entrepot, source)
    return SeuilsDivulgation(
        seuil(entrepot, "effectif_minimal", profil, source),
        seuil(entrepot, "population_minimale", profil, source),
        cote.limite if cote.taire and profil == "table" else None,
        seuil(entrepot, "arrondi_base", profil, source),
    )


def cotes_qualite(entrepot: Entrepot, source: str = "*", jour: date | None = None) -> CoteQualite:
    """La règle de cotes en vigueur pour une source : la plus précise, sinon la générale."""
    return CoteQualite(**entrepot.lire(COTE, source=source, jour=jour or aujourd_hui()).row(0, named=True))


def bornes_habitants(entrepot: Entrepot) -> tuple[float, float]:
    """Taille attendue d'une communauté (avertissement, jamais interdiction)."""
    return seuil(entrepot, "habitants_min", "table"), seuil(entrepot, "habitants_max", "table")


def inscrire_seuil(
    transaction: Transaction, cle: str, source: str, valeur: float, en_vigueur_du: date, justification: str
) -> None:
    """Ajouter un seuil daté du profil table ; rien ne s'écrase, le plus récent l'emporte."""
    transaction.executer(
        INSCRIRE_SEUIL, cle=cle, source=source, valeur=valeur, unite=UNITES[cle],
        en_vigueur_du=en_vigueur_du.isoformat(), justification=justification,
    )  # fmt: skip


def tous(entrepot: Entrepot) -> pl.DataFrame:
    """Toute la table des seuils, pour l'afficher."""
    return entrepot.lire(TOUS)
