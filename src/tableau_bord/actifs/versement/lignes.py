"""Des lignes d'un tableau aux actifs : un par identifiant, ce qui manque ou surprend signalé, rien de jeté."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tableau_bord.actifs import classification, regles
from tableau_bord.actifs.modele import Actif, Desserte, Etat, Exactitude, Genre, Lien, TypeDeLien
from tableau_bord.importation import Anomalie

ESPACE = uuid.UUID("6f1d5a2e-6c0b-4e0f-9d52-7b1c2a9e4f10")
"""Espace des identifiants d'actifs tirés d'une source : la même ligne, reversée, garde le sien."""


@dataclass
class Brouillon:
    """Un actif en construction, et ce que ses lignes disent de lui. `ligne` : la première, au numéro du fichier."""

    source_id: str
    nom: str = ""
    genre: Genre | None = None
    champs: dict[str, Any] = field(default_factory=dict)
    autres_noms: list[str] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    territoires: list[str] = field(default_factory=list)
    enjeux: list[str] = field(default_factory=list)
    ligne: int = 0


@dataclass(frozen=True)
class Lus:
    """Ce qu'un tableau donne. `tables` : source_id → nom ; `territoires` : écritures à rapprocher, tables comprises."""

    source: str
    brouillons: tuple[Brouillon, ...]
    tables: dict[str, str]
    anomalies: tuple[Anomalie, ...]
    lignes: int

    @property
    def ecritures(self) -> tuple[str, ...]:
        """Chaque écriture de territoire ou de table, une fois, dans l'ordre."""
        dites = [t for b in self.brouillons for t in b.territoires]
        return tuple(dict.fromkeys([*self.tables.values(), *dites]))

    @property
    def premieres_lignes(self) -> dict[str, int]:
        """Actif → numéro de la première ligne qui en parle."""
        return {identifiant(self.source, b.source_id): b.ligne for b in self.brouillons}


def composer(lus: Lus, choix: Mapping[str, Desserte]) -> tuple[Actif, ...]:
    """Les actifs à écrire, tables d'abord ; `choix` : écriture → territoire desservi (origine au besoin)."""
    tables = [
        Actif(
            identifiant(lus.source, cle), Genre.TABLE, nom[: regles.NOM_MAX], categorie="concertation", affirme_par=lus.source,
            source=lus.source, source_id=cle, dessertes=_dessertes([nom], choix),
        )
        for cle, nom in lus.tables.items()
    ]  # fmt: skip
    return (*tables, *(_actif(b, lus, choix) for b in lus.brouillons))


def identifiant(source: str, source_id: str) -> str:
    """L'identifiant stable d'un actif versé."""
    return str(uuid.uuid5(ESPACE, f"{source}|{source_id}"))


def _actif(b: Brouillon, lus: Lus, choix: Mapping[str, Desserte]) -> Actif:
    libre = "\u00a0; ".join(dict.fromkeys(b.categories))[: regles.NOM_MAX]
    classe = next(
        (c for t in b.categories if (c := classification.proposer(t))), ""
    ) or classification.proposer(b.nom)
    noms_des_tables = [lus.tables[t] for t in b.tables]
    position = b.champs.get("latitude") is not None
    return regles.avec(
        Actif(identifiant(lus.source, b.source_id), b.genre or Genre.ORGANISME, b.nom, source=lus.source, source_id=b.source_id),
        {
            "affirme_par": lus.source, **b.champs, "categorie": classe, "categorie_libre": libre,
            "autre_nom": b.champs.get("autre_nom") or "\u00a0; ".join(b.autres_noms)[: regles.NOM_MAX],
            "exactitude": Exactitude.POINT if position else Exactitude.ADRESSE if b.champs.get("adresse") else Exactitude.INCONNUE,
            "etat": Etat.EN_SERVICE if b.nom else Etat.A_COMPLETER, "enjeux": tuple(sorted(set(b.enjeux))),
            "dessertes": _dessertes([*noms_des_tables, *b.territoires], choix),
            "liens": tuple(sorted({Lien(TypeDeLien.MEMBRE_DE, identifiant(lus.source, t)) for t in b.tables})),
        },
    )  # fmt: skip


def _dessertes(noms: Sequence[str], choix: Mapping[str, Desserte]) -> tuple[Desserte, ...]:
    trouvees = {(d.decoupage, d.code): d for n in reversed(noms) if (d := choix.get(n)) is not None}
    return tuple(sorted(trouvees.values()))
