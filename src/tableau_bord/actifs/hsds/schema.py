"""Le schéma de HSDS 3 (Open Referral) : ressources, champs, types, clés, et comment le JSON les emboîte."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FICHIER = Path(__file__).with_name("schema.toml")
TYPES = {"": "texte", "n": "nombre", "j": "jour", "i": "instant", "h": "heure"}
ETATS = frozenset({"active", "inactive", "defunct", "temporarily closed"})


@dataclass(frozen=True)
class Champ:
    """Un champ et son type (`TYPES`)."""

    nom: str
    type: str
    obligatoire: bool


@dataclass(frozen=True)
class Ressource:
    """Une ressource. `fichier` : son nom dans le paquet de données ; `vers` : champ → ressource désignée."""

    nom: str
    fichier: str
    champs: tuple[Champ, ...]
    vers: Mapping[str, str]

    @property
    def colonnes(self) -> tuple[str, ...]:
        """Les noms de champs, dans l'ordre."""
        return tuple(c.nom for c in self.champs)


@cache
def ressources() -> dict[str, Ressource]:
    """Nom → ressource, dans l'ordre du schéma."""
    lu = tomllib.loads(FICHIER.read_text(encoding="utf-8"))
    return {
        n: Ressource(n, r["fichier"], tuple(map(_champ, r["champs"])), r.get("vers", {}))
        for n, r in lu.items()
    }


@cache
def par_fichier() -> dict[str, str]:
    """Nom de fichier, en minuscules → ressource."""
    return {r.fichier: n for n, r in ressources().items()}


@cache
def emboitees() -> dict[str, str]:
    """Propriété JSON → ressource qu'elle emboîte : « phones » → phone, « taxonomy_detail » → taxonomy."""
    pluriels = {n + "s": n for n in ressources()}
    autres = {
        "addresses": "address", "accessibility": "accessibility", "funding": "funding", "metadata": "metadata",
        "taxonomy_detail": "taxonomy", "taxonomies": "taxonomy",
    }  # fmt: skip
    seules = {
        n: n
        for n in ("organization", "program", "service", "location", "taxonomy_term", "service_at_location")
    }
    return {**pluriels, **seules, **autres}


def cle_du_parent(ressource: str, parent: str) -> str:
    """Le champ de `ressource` qui désigne son parent (« organization_id »), ou une chaîne vide s'il n'y en a pas."""
    for champ, vise in ressources()[ressource].vers.items():
        if vise == parent:
            return champ
    return ""


def _champ(ecrit: str) -> Champ:
    nom, _, suite = ecrit.rstrip("*").partition(":")
    return Champ(nom, TYPES[suite], ecrit.endswith("*"))
