"""Le territoire et les noms des découpages."""

from __future__ import annotations

from dataclasses import dataclass, field

ORDRE = (
    "communaute",
    "communaute_statistique",
    "municipalite",
    "CLSC",
    "RLS",
    "RTS",
    "MRC",
    "RSS",
    "quebec",
    "AD",
)
"""Du plus près des gens au plus large ; les aires de diffusion ne se lisent pas à l'écran."""

_LIBELLES = {
    "communaute": ("communauté", "communautés"),
    "communaute_statistique": ("communauté statistique", "communautés statistiques"),
    "municipalite": ("municipalité", "municipalités"),
    "CLSC": ("CLSC", "CLSC"),
    "RLS": ("RLS", "RLS"),
    "RTS": ("RTS", "RTS"),
    "MRC": ("MRC", "MRC"),
    "RSS": ("région sociosanitaire", "régions sociosanitaires"),
    "quebec": ("Québec", "Québec"),
    "AD": ("aire de diffusion", "aires de diffusion"),
}
FEMININS = frozenset({"communaute", "communaute_statistique", "MRC", "RSS", "AD"})
LONGUEURS_DE_PREFIXE = {"RSS": 2, "RTS": 3, "RLS": 4, "CLSC": 5}
"""RSS ⊃ RTS ⊃ RLS ⊃ CLSC par préfixe de code (MSSS, Normes territoriales, 2016)."""


@dataclass(frozen=True)
class Territoire:
    """Une unité d'un découpage daté. `parents` : (découpage, code, nom) du plus près au plus large."""

    decoupage: str
    version: str
    code: str
    nom: str
    municipalite: str = ""
    parents: tuple[tuple[str, str, str], ...] = field(default=())

    def parent(self, decoupage: str) -> tuple[str, str, str] | None:
        """Le parent de ce découpage, s'il y en a un."""
        return next((p for p in self.parents if p[0] == decoupage), None)


def libelle(decoupage: str, nombre: int = 1) -> str:
    """Nom d'un découpage, accordé : « communauté », « communautés »."""
    singulier, pluriel = _LIBELLES.get(decoupage, (decoupage, decoupage))
    return singulier if nombre < 2 else pluriel
