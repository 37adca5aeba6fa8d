"""Un processus à part : semer une province, publier, dire durée, mémoire et attente des lectures.

    python -m benchmarks.mesurer_divulgation BASE INDICATEURS PERIODES fin|gros [secondes]

`fin` : sexes et âges ; `gros` : territoires et sexes. `secondes` : s'arrêter là, comme une coupure.
"""

from __future__ import annotations

import json
import resource
import sys
import threading
import time
from pathlib import Path

import polars as pl

from benchmarks import region_simulee
from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import proteger, publier
from tableau_bord.importation import Lot, inscrire
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

GRAINE = 20_261_125
LOT = "province"
NIVEAUX = ("RLS", "MRC", "RSS")
QUI = au_poste("preuve")


def semer(entrepot: Entrepot, combien: int, periodes: int, *, ages: bool) -> None:
    """Verser territoires, dictionnaire et valeurs ; rien n'est publié."""
    lieux = region_simulee.pieces(GRAINE)
    codes = [f"i{k:02d}" for k in range(combien)]
    dictionnaire = {c: _indicateur(c) for c in codes}
    parties = [
        _cases(lieux, GRAINE + 97 * k + annee, code, str(2012 + annee), ages)
        for k, code in enumerate(codes)
        for annee in range(periodes)
    ]
    cases = indicateurs.calculer(pl.concat(parties), dictionnaire, LOT)

    def geste(t):  # type: ignore[no-untyped-def]
        for decoupage in _decoupages(lieux):
            territoires.inscrire(t, decoupage, LOT)
        indicateurs.inscrire_indicateurs(t, list(dictionnaire.values()))
        indicateurs.inserer_valeurs(t, cases, LOT)
        inscrire(t, Lot(LOT, "indicateurs", "s.csv", "0" * 64, "preuve", maintenant(), cases.height, ""))

    entrepot.ecrire(geste)


def _indicateur(code: str) -> Indicateur:
    return Indicateur(
        code, code, code, "Simulé.", "Cas.", "Personnes.", "tous", "Simulation", "pour 100 000", 100_000.0, 1,
        Sens.BAS, Nature.TAUX, "Byar", "Reste de la région", "Essai", noyau=True,
    )  # fmt: skip


def _cases(lieux: pl.DataFrame, graine: int, code: str, periode: str, ages: bool) -> pl.DataFrame:
    brutes = region_simulee.cases(region_simulee.evenements(lieux, graine), NIVEAUX, LOT)
    gardees = brutes if ages else brutes.filter(pl.col("age") == "tous")
    return gardees.drop("lot", "proportion").with_columns(
        indicateur=pl.lit(code), periode=pl.lit(periode),
        valeur=pl.lit(None, dtype=pl.Float64), borne_inf=pl.lit(None, dtype=pl.Float64),
        borne_sup=pl.lit(None, dtype=pl.Float64),
    )  # fmt: skip


def _decoupages(lieux: pl.DataFrame) -> list[territoires.Decoupage]:
    rattachements = region_simulee.liens(lieux).rattachements
    rendus = []
    for nom, colonne in {**region_simulee.NIVEAUX}.items():
        codes = lieux[colonne].unique().sort()
        siens = rattachements.filter(pl.col("decoupage") == nom).drop("decoupage")
        lignes = pl.DataFrame({"code": codes, "nom": codes}).with_columns(
            municipalite=pl.lit(None, dtype=pl.String)
        )
        rendus.append(territoires.Decoupage(nom, "2021", lignes, siens))
    return rendus


class _Lecteur(threading.Thread):
    """Une page voisine : un portrait lu sans cesse ; les plus longues attentes se retiennent."""

    def __init__(self, entrepot: Entrepot, code: str) -> None:
        super().__init__(daemon=True)
        self.entrepot, self.code, self.durees, self.fini = entrepot, code, [], threading.Event()

    def run(self) -> None:
        while not self.fini.is_set():
            debut = time.perf_counter()
            indicateurs.carte(self.entrepot, Profil.DSP, "RSS", self.code)
            self.durees.append(time.perf_counter() - debut)
            time.sleep(0.05)


class Coupure(Exception):
    """La coupure demandée."""


def mesurer(
    base: Path, combien: int, periodes: int, *, ages: bool, secondes: float = 0.0
) -> dict[str, float]:
    """Publier tout ce qui attend ; rend durée, mémoire (Gio) et 99e centile des lectures voisines (s)."""
    entrepot = Entrepot(base)
    migrations.appliquer(entrepot)
    if not indicateurs.nombre_de_valeurs(entrepot):
        semer(entrepot, combien, periodes, ages=ages)
    choix = publier.contenus_a_publier(entrepot)
    lecteur = _Lecteur(entrepot, choix[0].indicateur)
    lecteur.start()
    debut = time.perf_counter()

    def avancer(part: float) -> None:
        if secondes and time.perf_counter() - debut > secondes:
            raise Coupure

    try:
        publier.publier(entrepot, choix, QUI, "", "publication", avancer)
        coupee = 0.0
    except Coupure:
        coupee = 1.0
    duree = time.perf_counter() - debut
    lecteur.fini.set()
    lecteur.join()
    rangees = sorted(lecteur.durees)
    memoire = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    exposees = 0 if coupee else proteger.attaquer_la_base(entrepot).exposees.height
    entrepot.fermer()
    return {
        "secondes": round(duree, 2), "memoire_gio": round(memoire, 2), "coupee": coupee,
        "lecture_p99": round(rangees[int(0.99 * (len(rangees) - 1))], 3), "exposees": exposees,
    }  # fmt: skip


def principal(arguments: list[str]) -> int:
    """Une mesure, une ligne JSON."""
    base, combien, periodes, grain = arguments[:4]
    secondes = float(arguments[4]) if len(arguments) > 4 else 0.0
    rendu = mesurer(Path(base), int(combien), int(periodes), ages=grain == "fin", secondes=secondes)
    print(json.dumps(rendu))
    return 0


if __name__ == "__main__":
    sys.exit(principal(sys.argv[1:]))
