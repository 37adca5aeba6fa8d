"""Le registre des preuves : ce qu'une preuve expose, ce qu'elle rend, et comment on la trouve.

Une preuve est un module `benchmarks.preuve_X` qui expose `NOM`, `DESCRIPTION` et
`executer(etat: Path) -> Resultat`. Elle garde dans `etat` de quoi reprendre là où on l'a arrêtée,
et porte sa contre-épreuve : on retire la protection, la preuve tombe.
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

REUSSI, ECHEC, NON_PROUVE = 0, 1, 2
MOTS = {REUSSI: "réussi", ECHEC: "échec", NON_PROUVE: "non prouvé"}
DOSSIER = Path(__file__).resolve().parent
Nombre = float | int | str


@dataclass(frozen=True)
class Resultat:
    """Ce qu'une preuve a établi : un code (0, 1 ou 2), ses chiffres nommés, et ce qu'on en dit."""

    code: int
    chiffres: Mapping[str, Nombre]
    texte: str


@dataclass(frozen=True)
class Preuve:
    """Une preuve trouvée ; son module n'est chargé qu'à l'exécution."""

    module: str

    def charger(self) -> ModuleType:
        """Importer le module ; lève TypeError s'il ne tient pas le contrat."""
        module = importlib.import_module(self.module)
        absents = [nom for nom in ("NOM", "DESCRIPTION", "executer") if not hasattr(module, nom)]
        if absents:
            raise TypeError(f"{self.module} n'expose pas {', '.join(absents)}")
        return module

    @property
    def nom(self) -> str:
        """Le nom de la preuve, celui de son fichier."""
        return self.module.rsplit(".preuve_", 1)[1]


def decouvrir(dossier: Path = DOSSIER) -> tuple[Preuve, ...]:
    """Trouver les preuves d'un dossier, par ordre alphabétique."""
    return tuple(Preuve(f"{dossier.name}.{f.stem}") for f in sorted(dossier.glob("preuve_*.py")))


def non_prouve(raison: str) -> Resultat:
    """La preuve n'a pas pu se faire : données ou outil absents."""
    return Resultat(NON_PROUVE, {}, raison)


@dataclass
class Carnet:
    """Les mesures déjà faites d'une preuve, une par ligne : ce qui permet de la reprendre."""

    chemin: Path
    lignes: list[dict[str, Nombre]] = field(default_factory=list)

    @classmethod
    def ouvrir(cls, etat: Path, nom: str = "essais") -> Carnet:
        """Relire le carnet d'un dossier d'état ; une dernière ligne coupée est oubliée."""
        chemin = etat / f"{nom}.jsonl"
        return cls(chemin, list(_lignes_entieres(chemin)))

    def noter(self, ligne: dict[str, Nombre]) -> None:
        """Ajouter une mesure, aussitôt écrite."""
        with self.chemin.open("a", encoding="utf-8") as sortie:
            sortie.write(json.dumps(ligne, ensure_ascii=False) + "\n")
        self.lignes.append(ligne)

    def completer(self, nombre: int, mesurer: Callable[[int], dict[str, Nombre]]) -> list[dict[str, Nombre]]:
        """Faire les mesures qui manquent, du rang déjà atteint à `nombre`."""
        for rang in range(len(self.lignes), nombre):
            self.noter(mesurer(rang))
        return self.lignes


def _lignes_entieres(chemin: Path) -> Iterator[dict[str, Nombre]]:
    if not chemin.exists():
        return
    entieres = [
        texte
        for texte in chemin.read_text(encoding="utf-8").splitlines(keepends=True)
        if texte.endswith("\n")
    ]
    chemin.write_text("".join(entieres), encoding="utf-8")
    for texte in entieres:
        yield json.loads(texte)
