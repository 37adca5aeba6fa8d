"""Un actif en ligne de table, en texte de révision, et retour."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from tableau_bord.actifs.modele import (
    CHAMPS_EN_LISTE,
    CHAMPS_LIES,
    JOINT,
    Acces,
    Actif,
    Approche,
    Cout,
    Desserte,
    Etat,
    Exactitude,
    Genre,
    Lien,
    Origine,
    TypeDeLien,
)
from tableau_bord.commun.francais import sans_accents

COLONNES = tuple(f.name for f in fields(Actif) if f.name not in CHAMPS_LIES)
_TYPES: dict[str, Any] = {
    "genre": Genre, "exactitude": Exactitude, "cout": Cout, "transport": Acces, "universel": Acces, "etat": Etat,
}  # fmt: skip
_CHERCHES = ("nom", "autre_nom", "description", "categorie_libre", "adresse", "municipalite", "clientele")


def en_ligne(actif: Actif) -> dict[str, Any]:
    """La ligne de la table `actifs`, texte de recherche compris."""
    ligne = {c: getattr(actif, c) for c in COLONNES}
    ligne |= {c: JOINT.join(getattr(actif, c)) for c in CHAMPS_EN_LISTE}
    return ligne | {"cherche": sans_accents(" ".join(getattr(actif, c) for c in _CHERCHES))}


def de_ligne(
    ligne: Mapping[str, Any],
    dessertes: tuple[Desserte, ...] = (),
    enjeux: tuple[str, ...] = (),
    liens: tuple[Lien, ...] = (),
) -> Actif:
    """L'actif d'une ligne de la table."""
    return _typer({c: ligne[c] for c in COLONNES} | {c: _listes(ligne[c]) for c in CHAMPS_EN_LISTE}
                  | {"dessertes": dessertes, "enjeux": enjeux, "liens": liens})  # fmt: skip


def en_texte(actif: Actif) -> str:
    """L'état complet d'un actif, pour une révision."""
    return json.dumps(asdict(actif), ensure_ascii=False, sort_keys=True)


def de_texte(contenu: str) -> Actif:
    """L'actif tel qu'une révision l'a gardé."""
    lu = json.loads(contenu)
    return _typer({
        **lu,
        "dessertes": tuple(Desserte(d["decoupage"], d["code"], Origine(d["origine"])) for d in lu["dessertes"]),
        "enjeux": tuple(lu["enjeux"]),
        "liens": tuple(Lien(TypeDeLien(x["lien"]), x["autre"], x["lien_id"]) for x in lu["liens"]),
    })  # fmt: skip


def _typer(valeurs: dict[str, Any]) -> Actif:
    typees = valeurs | {c: t(valeurs[c]) for c, t in _TYPES.items()}
    typees["langues"] = tuple(valeurs["langues"])
    typees["approches"] = tuple(Approche(a) for a in valeurs["approches"])
    return Actif(**typees)


def _listes(texte: str) -> tuple[str, ...]:
    return tuple(m for m in texte.split(JOINT) if m)
