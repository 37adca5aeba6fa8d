"""Composer l'inventaire de la démonstration : mêmes territoires et même graine, mêmes fiches."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import polars as pl

from donnees.simulation import actifs_formels, actifs_oublies, actifs_rassembler
from donnees.simulation.actifs_endroits import endroits, placer
from donnees.simulation.actifs_fiches import cle, elargir, fiche
from donnees.simulation.actifs_lecture import de, lire
from donnees.simulation.actifs_liens import Place, lier
from donnees.simulation.hasard import GRAINE, flux
from tableau_bord.actifs import Actif, Etat, Genre

MODELES = (
    (Genre.TABLE, actifs_formels.TABLES),
    (Genre.TABLE, actifs_formels.TABLES_DE_PLUS),
    (Genre.ORGANISME, actifs_formels.ORGANISMES),
    (Genre.SERVICE, actifs_formels.SERVICES),
    (Genre.LIEU, actifs_formels.LIEUX),
    (Genre.PERSONNE, actifs_oublies.PERSONNES),
    (Genre.ASSOCIATION, actifs_oublies.ASSOCIATIONS),
    (Genre.ENTRAIDE, actifs_oublies.ENTRAIDES),
    (Genre.SAVOIR_FAIRE, actifs_oublies.SAVOIRS),
    (Genre.RENCONTRE, actifs_rassembler.RENCONTRES),
    (Genre.TRADITION, actifs_rassembler.TRADITIONS),
    (Genre.ECHANGE, actifs_rassembler.ECHANGES),
)
_SUSPENDUS, _FERMES = 4, 3
_VIDE = asdict(Actif("", Genre.LIEU, ""))


def composer(territoires: pl.DataFrame, geometries: pl.DataFrame, graine: int = GRAINE) -> list[Actif]:
    """Tous les actifs, par identifiant."""
    lieux = endroits(territoires, geometries)
    places: list[Place] = []
    for genre, texte in MODELES:
        for modele in lire(texte):
            hasard = flux(graine, "actif", genre.value, modele.nom)
            for lieu in placer(hasard, modele, lieux):
                places.append((elargir(hasard, fiche(hasard, genre, modele, lieu), lieu, lieux), lieu))
    lies = lier(flux(graine, "liens d'actifs"), places)
    doubles = list(_doubles(places))
    return sorted([*_etats(graine, lies), *doubles, _a_completer(lieux[0].code)], key=lambda a: a.actif)


def _doubles(places: list[Place]) -> list[Actif]:
    """Deux fiches qu'un autre annuaire aurait écrites autrement : à rapprocher, jamais d'office."""
    doubles = []
    for gabarit, autre, genre in actifs_rassembler.DOUBLES:
        un, lieu = next((a, x) for a, x in places if a.genre.value == genre and a.nom == gabarit.format(de=de(x.nom)))  # fmt: skip
        nom = autre.format(de=de(lieu.nom), lieu=lieu.nom)
        doubles.append(replace(
            un, actif=cle(un.genre, nom), nom=nom, description="", liens=(), verifie_le="", verifie_par="", heures=None,
            categorie="", categorie_libre="Loisirs et famille", courriel="", source="Annuaire inventé",
        ))  # fmt: skip
    return doubles


def _etats(graine: int, actifs: list[Actif]) -> list[Actif]:
    """Quelques services suspendus ou fermés : un inventaire vivant en a."""
    services = [a.actif for a in actifs if a.genre is Genre.SERVICE]
    tires = flux(graine, "états d'actifs").choice(services, size=_SUSPENDUS + _FERMES, replace=False)
    etats = {c: Etat.SUSPENDU if n < _SUSPENDUS else Etat.FERME for n, c in enumerate(tires.tolist())}
    return [replace(a, etat=etats.get(a.actif, a.etat)) for a in actifs]


def _a_completer(code: str) -> Actif:
    return Actif(
        "demo-a-completer", Genre.LIEU, "", adresse="rue du Quai", etat=Etat.A_COMPLETER, source="Annuaire inventé",
        description="Une ligne d’un vieil annuaire, sans nom.",
    )  # fmt: skip


def en_json(actifs: Sequence[Actif]) -> str:
    """Une fiche par ligne ; ce qui est vide n'est pas écrit."""
    lignes = [json.dumps(_plein(a), ensure_ascii=False) for a in actifs]
    return "[\n" + ",\n".join(lignes) + "\n]\n"


def _plein(actif: Actif) -> dict[str, Any]:
    return {c: v for c, v in asdict(actif).items() if v != _VIDE[c] or c in ("actif", "genre", "nom")}
