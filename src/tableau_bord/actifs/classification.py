"""La classification des actifs : familles et classes, catégories libres rapprochées, SKOS.

Propre au projet : la taxonomie 211 est protégée ; une colonne libre (`categorie_libre`) garde toute autre étiquette.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tableau_bord.commun.francais import sans_accents

FICHIER = Path(__file__).resolve().parents[3] / "donnees" / "classification_actifs.toml"
ESPACE = "https://tableau-bord.example/actifs/"
"""Espace de noms du vocabulaire ; `example` ne désigne aucun site."""
OSM = "https://wiki.openstreetmap.org/wiki/Tag:"


@dataclass(frozen=True)
class Famille:
    """Une famille et les enjeux qu'elle éclaire d'ordinaire."""

    code: str
    libelle: str
    definition: str
    enjeux: tuple[str, ...]


@dataclass(frozen=True)
class Classe:
    """Une classe. `osm` : « clé=valeur » ou vide ; `mots` : radicaux nus qui la font reconnaître."""

    code: str
    famille: str
    libelle: str
    definition: str
    osm: str
    mots: frozenset[str]


@dataclass(frozen=True)
class Classification:
    """Le vocabulaire entier, dans l'ordre du fichier."""

    version: str
    familles: dict[str, Famille]
    classes: dict[str, Classe]


@cache
def charger(fichier: Path = FICHIER) -> Classification:
    """Lire la classification livrée."""
    lu = tomllib.loads(fichier.read_text(encoding="utf-8"))
    familles = {
        c: Famille(c, f["libelle"], f["definition"], tuple(f["enjeux"])) for c, f in lu["famille"].items()
    }
    classes = {
        c: Classe(
            c,
            x["famille"],
            x["libelle"],
            x["definition"],
            x.get("osm", ""),
            frozenset(_radicaux(f"{x['mots']} {x['libelle']}")),
        )
        for c, x in lu["classe"].items()
    }
    return Classification(lu["version"], familles, classes)


def libelle(code: str) -> str:
    """Le libellé d'une classe ; vide si le code est vide ou inconnu."""
    classe = charger().classes.get(code)
    return classe.libelle if classe else ""


def enjeux_de(code: str) -> tuple[str, ...]:
    """Les enjeux que la famille d'une classe éclaire."""
    classe = charger().classes.get(code)
    return charger().familles[classe.famille].enjeux if classe else ()


@cache
def proposer(texte: str) -> str:
    """La classe qu'un nom ou une catégorie libre désigne sans doute ; vide si rien n'y mène, ou deux également.

    Compte les radicaux reconnus, chacun d'autant plus qu'il est rare dans le vocabulaire.
    """
    mots = set(_radicaux(texte))
    poids = _raretes()
    scores = {c: sum(poids[m] for m in mots & x.mots) for c, x in charger().classes.items()}
    ordonnes = sorted(scores.items(), key=lambda s: -s[1])
    (premiere, score), (_, suivant) = ordonnes[0], ordonnes[1]
    return premiere if score > 0 and score > suivant else ""


def skos() -> str:
    """Le vocabulaire en SKOS (W3C, 2009), écrit en Turtle."""
    c = charger()
    lignes = [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .",
        "@prefix dct: <http://purl.org/dc/terms/> .",
        f"@prefix tb: <{ESPACE}> .",
        "",
        "tb:classification a skos:ConceptScheme ;",
        '    dct:title "Classification des actifs d’une communauté"@fr ;',
        f'    dct:issued "{c.version}" .',
    ]
    for f in c.familles.values():
        lignes += ["", *_concept(f.code, f.libelle, f.definition, ["skos:topConceptOf tb:classification"])]
    for x in c.classes.values():
        suites = [f"skos:broader tb:{x.famille}"]
        if x.osm:
            suites.append(f"skos:closeMatch <{OSM}{x.osm.replace('=', '%3D')}>")
        lignes += ["", *_concept(x.code, x.libelle, x.definition, suites)]
    return "\n".join(lignes) + "\n"


def _concept(code: str, nom: str, definition: str, suites: list[str]) -> list[str]:
    return [
        f"tb:{code} a skos:Concept ;",
        "    skos:inScheme tb:classification ;",
        f'    skos:prefLabel "{_litteral(nom)}"@fr ;',
        f'    skos:definition "{_litteral(definition)}"@fr ;',
        *(f"    {s} ;" for s in suites[:-1]),
        f"    {suites[-1]} .",
    ]


def _litteral(texte: str) -> str:
    return texte.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


@cache
def _raretes() -> dict[str, float]:
    poids: dict[str, float] = {}
    for classe in charger().classes.values():
        for mot in classe.mots:
            poids[mot] = poids.get(mot, 0.0) + 1
    return {mot: 1 / n for mot, n in poids.items()}


def _radicaux(texte: str) -> list[str]:
    """Les mots nus de plus de deux lettres, sans la marque du pluriel."""
    return [m.rstrip("sx") for m in re.findall(r"[a-z0-9]{3,}", sans_accents(texte)) if m not in _VIDES]


_VIDES = frozenset(
    re.findall("[a-z]+", "des les aux une pour par sur dans avec qui que ses son leur leurs autre autres")
)
