"""Qui tient à qui : un service a son organisme et parfois son lieu, un organisme siège à sa table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from donnees.simulation.actifs_endroits import Endroit
from tableau_bord.actifs import Actif, Genre, Lien, TypeDeLien, classification

Place = tuple[Actif, Endroit]
_MEMBRES = {Genre.ORGANISME: 0.85, Genre.ASSOCIATION: 0.3, Genre.ENTRAIDE: 0.3, Genre.ECHANGE: 0.15}
_SALLES = frozenset({"bibliotheque", "centre_communautaire", "salle", "premiere_ligne"})
_TOUT_USAGE = frozenset({"benevolat", "economie_sociale"})
DEUX_TABLES = 0.2
"""Part des membres qui siègent aussi à une autre table : les organismes partagés."""


def lier(hasard: np.random.Generator, places: list[Place]) -> list[Actif]:
    """Les actifs, liens ajoutés, dans le même ordre."""
    tables = [p for p in places if p[0].genre is Genre.TABLE]
    return [replace(a, liens=tuple(sorted(_liens(hasard, (a, lieu), places, tables)))) for a, lieu in places]


def _liens(hasard: np.random.Generator, place: Place, places: list[Place], tables: list[Place]) -> set[Lien]:
    actif, lieu = place
    if actif.genre is Genre.SERVICE:
        return _du_service(actif, lieu, places)
    if actif.genre is Genre.PERSONNE and hasard.random() < 0.35:
        ici = _les(places, Genre.ORGANISME, lambda x: x.code == lieu.code)
        return {Lien(TypeDeLien.PARTIE_DE, a.actif) for a in ici[:1]}
    return _aux_tables(hasard, actif, lieu, tables)


def _du_service(actif: Actif, lieu: Endroit, places: list[Place]) -> set[Lien]:
    """L'organisme de la même MRC qui s'y prête le mieux, s'il y en a un, et une salle de la communauté."""
    enjeux, famille = set(actif.enjeux), _famille(actif)
    organismes = [o for o in _les(places, Genre.ORGANISME, lambda x: x.mrc == lieu.mrc)
                  if _famille(o) == famille or len(set(o.enjeux) & enjeux) > 1 or o.categorie in _TOUT_USAGE]  # fmt: skip
    organismes.sort(key=lambda o: (_famille(o) != famille, -len(set(o.enjeux) & enjeux), o.actif))
    salles = [x for x in _les(places, Genre.LIEU, lambda x: x.code == lieu.code) if x.categorie in _SALLES]
    offerts = {Lien(TypeDeLien.OFFERT_PAR, organismes[0].actif)} if organismes else set()
    return offerts | {Lien(TypeDeLien.OFFERT_A, a.actif) for a in salles[:1]}


def _aux_tables(hasard: np.random.Generator, actif: Actif, lieu: Endroit, tables: list[Place]) -> set[Lien]:
    if hasard.random() >= _MEMBRES.get(actif.genre, 0.0):
        return set()
    siennes = [t.actif for t, ou in tables if ou.mrc == lieu.mrc]
    choisies = siennes[:1]
    if hasard.random() < DEUX_TABLES:
        autres = [t.actif for t, _ in tables if t.actif not in choisies]
        choisies = [*choisies, str(hasard.choice(autres))]
    return {Lien(TypeDeLien.MEMBRE_DE, t) for t in choisies}


def _les(places: list[Place], genre: Genre, ici: Callable[[Endroit], bool]) -> list[Actif]:
    return [a for a, lieu in places if a.genre is genre and ici(lieu)]


def _famille(actif: Actif) -> str:
    classe = classification.charger().classes.get(actif.categorie)
    return classe.famille if classe else ""
