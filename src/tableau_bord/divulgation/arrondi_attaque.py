"""Attaquer l'arrondi : ce qu'un lecteur retrouve d'un petit effectif à partir de tous les arrondis parus.

L'attaquant sait que la vraie valeur est à moins d'une base de l'arrondi, 0 ≤ x ≤ population, et toutes
les sommes sur les vraies valeurs ; il ne connaît pas la clé.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl

from tableau_bord.divulgation.attaque import Attaque, Avancer, _Composante
from tableau_bord.divulgation.inconnues import COLONNES, IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import PETIT_EFFECTIF
from tableau_bord.divulgation.programme import Programme
from tableau_bord.divulgation.protections import TOLERANCE, Protections, protections
from tableau_bord.divulgation.relations import Liens
from tableau_bord.divulgation.systeme import (
    LATENTE,
    PRIMAIRE,
    Entiers,
    Systeme,
    Vecteur,
    composantes,
    construire,
)

AVANCE = 0.9

REGISTRE_ARRONDI: dict[str, pl.DataType | type[pl.DataType]] = {
    **dict.fromkeys(IDENTITE, pl.String), "effectif": pl.Float64, "denominateur": pl.Float64,
    "arrondi": pl.Float64,
}  # fmt: skip
_ARRONDIES = {**INCONNUES, "arrondi": pl.Float64}


def attaquer_arrondi(
    cases: pl.DataFrame,
    base: int,
    liens: Liens,
    seuil: int,
    registre: pl.DataFrame | None = None,
    avancer: Avancer = lambda part: None,
    *,
    complete: bool = False,
) -> Attaque:
    """Chercher, pour chaque petit effectif, les valeurs que les arrondis laissent possibles.

    `cases` : colonnes de `REGISTRE_ARRONDI`, telles qu'`arrondir` les rend ; `registre` : les mêmes,
    déjà parues. Une case de 1 à seuil − 1 est exposée si son intervalle ne contient pas
    1 … min(seuil − 1, population). Les petites aires jamais parues que la base connaît se jugent aussi.
    Si un seul arrondi s'est élargi, l'attaquant ne sait plus lesquels : tous valent à un multiple de plus.
    """
    vide = pl.DataFrame(schema=REGISTRE_ARRONDI)
    tout = reunir_arrondis(cases, vide if registre is None else registre, seuil)
    systeme = _juger_les_petits(construire(tout.select(COLONNES), liens), float(seuil))
    x_bas, x_haut = _entre(systeme, tout["arrondi"].fill_null(float("nan")).to_numpy(), float(base))
    return _attaquer(systeme, x_bas, x_haut, complete, avancer)


def reunir_arrondis(cases: pl.DataFrame, registre: pl.DataFrame, seuil: float = 0) -> pl.DataFrame:
    """Les cases du registre, puis celles de `cases` : colonnes d'`INCONNUES` et arrondi.

    L'arrondi d'une case déjà parue est celui du registre. Toutes sont d'un même état : un lecteur les
    a toutes sous les yeux.
    """
    uniques = registre.unique(IDENTITE, keep="first", maintain_order=True)
    dits = uniques.select(*IDENTITE, pl.col("arrondi").alias("paru"))
    siens = pl.col("arrondi") if "arrondi" in cases.columns else pl.lit(None, dtype=pl.Float64)
    nouvelles = cases.join(dits, on=IDENTITE, how="left", maintain_order="left").with_columns(
        arrondi=pl.coalesce("paru", siens)
    )
    anciennes = uniques.join(cases, on=IDENTITE, how="anti", maintain_order="left")
    petit = (pl.col("effectif") > 0) & (pl.col("effectif") < seuil)
    tout = pl.concat(
        [anciennes.select(list(REGISTRE_ARRONDI)), nouvelles.select(list(REGISTRE_ARRONDI))],
        how="vertical_relaxed",
    )
    return (
        tout.with_columns(
            raison=pl.when(petit).then(pl.lit(PETIT_EFFECTIF)), seuil=pl.lit(float(seuil)), montre=False,
            avant=False, rangs=pl.lit([1], dtype=pl.List(pl.Int64)), latente=False,
        )
        .select(*COLONNES, "arrondi")
        .cast(_ARRONDIES)  # type: ignore[arg-type]
    )  # fmt: skip


def _juger_les_petits(systeme: Systeme, seuil: float) -> Systeme:
    petit = (systeme.vrai > 0) & (systeme.vrai < seuil)
    return replace(
        systeme, nature=np.where(petit, PRIMAIRE, LATENTE), seuil=np.full(systeme.vrai.size, seuil)
    )


def _entre(systeme: Systeme, arrondi: Vecteur, base: float) -> tuple[Vecteur, Vecteur]:
    """Ce que chaque arrondi dit à lui seul ; entiers, les effectifs sont à une unité de moins qu'une base."""
    vrai = np.nan_to_num(systeme.vrai[: arrondi.size])
    ecart = np.nan_to_num(np.abs(vrai - arrondi)).max(initial=0.0)
    rayon = base * (np.floor(ecart / base) + 1) - bool(np.all(np.mod(vrai, 1) == 0))
    bas, haut = np.zeros(systeme.vrai.size), systeme.borne.copy()
    bas[: arrondi.size] = np.fmax(arrondi - rayon, 0.0)
    haut[: arrondi.size] = np.fmin(haut[: arrondi.size], arrondi + rayon)
    return np.nan_to_num(bas), haut


def _attaquer(systeme: Systeme, x_bas: Vecteur, x_haut: Vecteur, complete: bool, avancer: Avancer) -> Attaque:
    bas, haut, n = x_bas.copy(), x_haut.copy(), x_bas.size
    exigees = protections(systeme, np.arange(n), np.ones(n, dtype=bool))
    impossibles = programmes = faites = 0
    for colonnes, rangees in composantes(systeme.matrice, np.ones(n, dtype=bool)):
        morceau = _Serree(systeme, colonnes, rangees, x_bas, x_haut)
        trouve = morceau.attaquer(exigees, complete)
        impossibles += colonnes.size if trouve is None else 0
        bas[colonnes], haut[colonnes], _ = trouve or (x_bas[colonnes], x_haut[colonnes], 0)
        programmes, faites = programmes + morceau.programmes, faites + colonnes.size
        avancer(faites / n)
    avancer(1.0)
    i = np.flatnonzero(systeme.nature == PRIMAIRE)
    intervalles = systeme.inconnues[i].select(*IDENTITE, "raison").with_columns(
        bas=pl.Series(bas[i]), haut=pl.Series(haut[i]), exposee=pl.Series(exigees.manque(bas, haut)[i])
    )  # fmt: skip
    return Attaque(intervalles, impossibles, programmes)


class _Serree(_Composante):
    """Un morceau dont chaque inconnue tient dans ce que son arrondi en dit."""

    def __init__(
        self, systeme: Systeme, colonnes: Entiers, rangees: Entiers, x_bas: Vecteur, x_haut: Vecteur
    ):
        self.colonnes, self.programmes = colonnes, 0
        self.juges = systeme.nature[colonnes] == PRIMAIRE
        self.programme = Programme(
            systeme.matrice[rangees][:, colonnes], systeme.bas[rangees], systeme.haut[rangees],
            x_bas[colonnes], x_haut[colonnes],
        )  # fmt: skip

    def attaquer(self, exigees: Protections, complete: bool) -> tuple[Vecteur, Vecteur, int] | None:
        """Pousser d'abord tous les petits ensemble : le plus souvent, peu restent à pousser un à un."""
        if not self.ouvrir():
            return None
        cible = Protections(*(v[self.colonnes] for v in (exigees.bas, exigees.haut, exigees.largeur)))
        for sens in (1.0, -1.0):
            reste = self._loin(cible, sens)
            while reste.size:
                self._pousser_ensemble(reste, sens)
                avant, reste = reste.size, self._loin(cible, sens)
                if reste.size > AVANCE * avant:
                    break
            for k in np.flatnonzero(self.juges) if complete else reste:
                if complete or k in self._loin(cible, sens):
                    self.pousser(int(k), sens)
        return self.bas, self.haut, self.programmes

    def _loin(self, cible: Protections, sens: float) -> Entiers:
        """Les petits qu'on n'a pas encore vus aussi bas (sens 1) ou aussi hauts (sens −1) qu'il le faut."""
        manque = self.bas > cible.bas + TOLERANCE if sens > 0 else self.haut < cible.haut - TOLERANCE
        return np.flatnonzero(self.juges & manque)

    def _pousser_ensemble(self, colonnes: Entiers, cout: float) -> None:
        self.programme.couter(colonnes, np.full(colonnes.size, cout))
        self._retenir(self._resoudre())
        self.programme.couter(colonnes, np.zeros(colonnes.size))
