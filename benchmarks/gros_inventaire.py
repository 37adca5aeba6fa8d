"""Fabriquer un inventaire d'actifs simulés sur les communautés d'une base : 200, 20 000, selon ce qu'on mesure.

Tout y est inventé et déterministe. Chacun dessert une communauté ou deux, un sur trois a une position, un sur
quatre n'a jamais été vérifié ; un sur trente est une table, dont d'autres sont membres.
"""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import shapely

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import au_poste
from tableau_bord.actifs import (
    Acces,
    Actif,
    Cout,
    Desserte,
    Etat,
    Exactitude,
    Genre,
    Lien,
    TypeDeLien,
    classification,
)
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration
from tableau_bord.gestes.actifs import poser
from tableau_bord.indicateurs.enjeux import charger

GRAINE = 20
PAQUET = 2_000
PREMIERS = (
    "Café", "Maison", "Cercle", "Atelier", "Jardin", "Comptoir", "Réseau", "Groupe", "Centre", "Cuisine", "Veillée",
    "Popote", "Friperie", "Club", "Chorale", "Marché",
)  # fmt: skip
SECONDS = (
    "des voisins", "du quai", "de l’entraide", "des aînés", "de la jeunesse", "des familles", "du bout du rang",
    "des marées", "d’à côté", "de la Grande Côte", "des bâtisseurs", "à cœur ouvert",
)  # fmt: skip
OFFRES = (
    "On y partage un repas et des nouvelles.", "Prête des outils et montre à s’en servir.",
    "Accompagne aux rendez-vous, à l’hôpital ou à l’épicerie.", "Garde les enfants le temps d’une rencontre.", "",
)  # fmt: skip
ORDINAIRES = tuple(g for g in Genre if g is not Genre.TABLE)


def fabriquer(fichier: Path, nombre: int) -> None:
    """Construire la démonstration dans `fichier`, puis y inscrire `nombre` actifs à la place des siens."""
    entrepot = Entrepot(fichier)
    migrations.appliquer(entrepot)
    try:
        demonstration.construire(entrepot)
        entrepot.ecrire(_vider)
        if not indicateurs.enjeux(entrepot):
            entrepot.ecrire(lambda t: [indicateurs.inscrire_enjeu(t, e) for e in charger()])
        simules = simuler(entrepot, nombre)
        for debut in range(0, nombre, PAQUET):
            paquet = simules[debut : debut + PAQUET]
            entrepot.ecrire(lambda t, p=paquet: poser(t, au_poste("simulation"), p, "inscrire", ""))
    finally:
        entrepot.fermer()


def simuler(entrepot: Entrepot, nombre: int, graine: int = GRAINE) -> list[Actif]:
    """Des actifs inventés, répartis sur les communautés de cette base."""
    hasard = random.Random(graine)
    lieux = territoires.territoires_de(entrepot, "communaute")["code"].to_list()
    points = _points(entrepot)
    enjeux = [e.enjeu for e in indicateurs.enjeux(entrepot)]
    tables = [f"simule-{n:05d}" for n in range(0, nombre, 30)]
    return [_un(n, hasard, lieux, points, enjeux, tables) for n in range(nombre)]


def _un(
    n: int, hasard: random.Random, lieux: list[str], points: dict[str, tuple[float, float]], enjeux: list[str],
    tables: list[str],
) -> Actif:  # fmt: skip
    code = hasard.choice(lieux)
    est_table = n % 30 == 0
    verifie = hasard.random() >= 0.25
    lon, lat = points.get(code, (None, None)) if hasard.random() < 1 / 3 else (None, None)
    jour = (aujourd_hui() - timedelta(days=hasard.randrange(1_400))).isoformat()
    nom = f"{hasard.choice(PREMIERS)} {hasard.choice(SECONDS)}"
    sien = [t for t in hasard.sample(tables, min(len(tables), hasard.choice((0, 1, 1, 2)))) if not est_table]
    return Actif(
        f"simule-{n:05d}", Genre.TABLE if est_table else hasard.choice(ORDINAIRES),
        f"Table {hasard.choice(SECONDS)}" if est_table else f"{nom} {n}", description=hasard.choice(OFFRES),
        categorie=hasard.choice(["", *classification.charger().classes]),
        latitude=None if lat is None else lat + hasard.uniform(-0.01, 0.01),
        longitude=None if lon is None else lon + hasard.uniform(-0.01, 0.01),
        exactitude=Exactitude.TERRITOIRE if lon is None else Exactitude.POINT,
        places=hasard.choice((None, None, 12.0, 30.0)), heures=hasard.choice((None, 7.5, 20.0)),
        cout=hasard.choice(tuple(Cout)), langues=hasard.choice(((), ("français",), ("français", "anglais"))),
        transport=hasard.choice(tuple(Acces)), universel=hasard.choice(tuple(Acces)),
        affirme_par="terrain", affirme_le="2025-02-03", verifie_le=jour if verifie else "",
        verifie_par=hasard.choice(("terrain", "surveillance", "animation")) if verifie else "",
        etat=Etat.SUSPENDU if hasard.random() < 0.02 else Etat.EN_SERVICE, source="simulation",
        dessertes=tuple(Desserte("communaute", c) for c in sorted({code, hasard.choice((code, code, *lieux))})),
        enjeux=tuple(sorted(hasard.sample(enjeux, hasard.choice((0, 1, 2))))),
        liens=tuple(Lien(TypeDeLien.MEMBRE_DE, t) for t in sorted(sien)),
    )  # fmt: skip


def _points(entrepot: Entrepot) -> dict[str, tuple[float, float]]:
    lues = territoires.geometries_ecran(entrepot, "communaute").select("code", "wkb_ecran")
    places = {c: shapely.point_on_surface(shapely.from_wkb(w)) for c, w in lues.iter_rows() if w}
    return {c: (p.x, p.y) for c, p in places.items()}


def _vider(t: object) -> None:
    for table in ("actifs", "actif_dessertes", "actif_enjeux", "actif_liens", "actif_revisions"):
        t.executer(f"DELETE FROM {table}")  # type: ignore[attr-defined]
