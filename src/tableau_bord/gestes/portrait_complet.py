"""Le portrait entier d'un territoire : ce qui s'y mesure, ce qui s'y trouve, ce qui s'y raconte."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

import polars as pl

from tableau_bord import actifs, indicateurs, paroles
from tableau_bord.acces import Profil
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs import Portrait
from tableau_bord.paroles import Parole

QUELQUES = 4
"""Combien d'actifs se nomment au portrait ; les autres se lisent à la page Actifs."""
CETTE_ANNEE = 365
"""Jours : « vérifié cette année » veut dire depuis un an."""


@dataclass(frozen=True)
class ActifLu:
    """Un actif nommé au portrait. `verifie_le` : jour ISO, ou vide ; `fraicheur` : de 0 à 1."""

    actif: str
    nom: str
    genre: str
    verifie_le: str
    fraicheur: float
    cout: str
    transport: str
    universel: str


@dataclass(frozen=True)
class Present:
    """Les actifs d'un territoire, ou d'un de ses enjeux, au profil table.

    `poids` : Σ des fraîcheurs, ce pour quoi ils comptent. `recents` : vérifiés depuis un an ; `jamais` : jamais
    vérifiés. `derniere` : dernière vérification (ISO, ou vide). `quelques` : les plus frais, `QUELQUES` au plus.
    `gratuits`, `universels`, `transport` : combien le sont ; `acces_connu` : de combien on sait l'un des trois.
    """

    nombre: int = 0
    poids: float = 0.0
    recents: int = 0
    jamais: int = 0
    derniere: str = ""
    quelques: tuple[ActifLu, ...] = ()
    gratuits: int = 0
    universels: int = 0
    transport: int = 0
    acces_connu: int = 0


@dataclass(frozen=True)
class PortraitComplet:
    """`chiffres` : le portrait des mesures ; `present` : les actifs ; `paroles` : consenties, la plus récente d'abord.

    `lignes` : les actifs d'ici, une ligne chacun (`actifs.Inventaire.actifs`).
    """

    chiffres: Portrait
    present: Present
    paroles: tuple[Parole, ...]
    lignes: pl.DataFrame

    @cached_property
    def mesures(self) -> dict[str, Any]:
        """Code d'indicateur → mesure lue ici."""
        return {m.indicateur.code: m for m in (*self.chiffres.noyau, *self.chiffres.annexe)}


def lire(entrepot: Entrepot, profil: Profil, decoupage: str, code: str) -> PortraitComplet:
    """Lire le portrait d'un territoire. Lève TerritoireErreur s'il n'existe pas ou ne s'affiche pas.

    Actifs et paroles se lisent au profil table, quel que soit `profil`. Les actifs d'un territoire plus petit y
    comptent ; ses paroles, non : qui parle d'un quartier ne parle pas de sa région.
    """
    chiffres = indicateurs.portrait(entrepot, profil, decoupage, code)
    lu = actifs.inventaire(entrepot, Profil.TABLE)
    lignes = actifs.chercher(lu, actifs.Filtre(decoupage=decoupage, code=code))
    dites = paroles.en_paroles(paroles.lire(entrepot, decoupage=decoupage, code=code))
    return PortraitComplet(chiffres, resumer(lignes), dites, lignes)


def resumer(lignes: pl.DataFrame) -> Present:
    """Compter des actifs (`actifs.Inventaire.actifs`) et nommer les plus frais."""
    if lignes.is_empty():
        return Present()
    depuis = (aujourd_hui() - timedelta(days=CETTE_ANNEE)).isoformat()
    gratuit = pl.col("cout").is_in([actifs.Cout.GRATUIT.value, actifs.Cout.CONTRIBUTION.value])
    universel, transport = (
        pl.col("universel") == actifs.Acces.OUI.value,
        pl.col("transport") == actifs.Acces.OUI.value,
    )
    comptes = lignes.select(
        nombre=pl.len(),
        poids=pl.col("fraicheur").sum(),
        recents=(pl.col("verifie_le") >= depuis).sum(),
        jamais=(~pl.col("verifie")).sum(),
        derniere=pl.col("verifie_le").max(),
        gratuits=gratuit.sum(),
        universels=universel.sum(),
        transport=transport.sum(),
        acces_connu=pl.any_horizontal(
            pl.col("cout") != actifs.Cout.INCONNU.value,
            pl.col("universel") != actifs.Acces.INCONNU.value,
            pl.col("transport") != actifs.Acces.INCONNU.value,
        ).sum(),
    ).row(0, named=True)
    return Present(**comptes, quelques=_quelques(lignes))


def _quelques(lignes: pl.DataFrame) -> tuple[ActifLu, ...]:
    """Les plus frais d'abord ; à fraîcheur égale, dans l'ordre du nom."""
    choisis = lignes.sort("fraicheur", "cherche", "actif", descending=[True, False, False]).head(QUELQUES)
    noms = ("actif", "nom", "genre", "verifie_le", "fraicheur", "cout", "transport", "universel")
    return tuple(ActifLu(**ligne) for ligne in choisis.select(noms).iter_rows(named=True))
