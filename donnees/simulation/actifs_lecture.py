"""Lire les modèles d'actifs : deux lignes par entrée, et les noms de lieux à la française."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tableau_bord.actifs import Acces, Approche, Cout
from tableau_bord.commun.francais import sans_accents, typographier

_COUTS = {"g": Cout.GRATUIT, "c": Cout.CONTRIBUTION, "p": Cout.PAYANT}
_ACCES = {"o": Acces.OUI, "p": Acces.PARTIEL, "n": Acces.NON}
_APPROCHES = {
    "populationnelle": Approche.POPULATIONNELLE,
    "forces": Approche.FORCES,
    "developpement": Approche.DEVELOPPEMENT,
    "recherche": Approche.RECHERCHE,
    "milieu": Approche.MILIEU,
}


@dataclass(frozen=True)
class Modele:
    """Un actif à placer `fois` fois, ou à l'`endroit` dit ; `{de}`, `{a}`, `{lieu}`, `{de_mrc}` attendent le lieu."""

    nom: str
    categorie: str
    enjeux: tuple[str, ...]
    description: str
    fois: int = 1
    endroit: str = ""
    partout: bool = False
    sans_position: bool = False
    champs: dict[str, object] = field(default_factory=dict)


def lire(texte: str) -> Iterator[Modele]:
    """Les modèles d'un texte, dans l'ordre."""
    lignes = [ligne for ligne in texte.splitlines() if ligne.strip()]
    for tete, description in zip(lignes[::2], lignes[1::2], strict=True):
        nom, categorie, enjeux, options = (morceau.strip() for morceau in tete.split("|"))
        yield _modele(nom, categorie, enjeux, options.split(), typographier(description))


def _modele(nom: str, categorie: str, enjeux: str, options: list[str], description: str) -> Modele:
    champs: dict[str, object] = {}
    for option in options:
        cle, _, valeur = option.partition("=")
        champs |= _CHAMPS[cle](valeur) if cle in _CHAMPS else {}
    fois = next((int(o[1:]) for o in options if o[0] == "x"), 1)
    endroit = next((o[1:].replace("_", " ") for o in options if o[0] == "@"), "")
    enjeux_dits = tuple(sorted(enjeux.split()))
    return Modele(
        nom, categorie, enjeux_dits, description, fois, endroit, "tous" in options, "sans" in options, champs
    )


def _ages(valeur: str) -> dict[str, object]:
    debut, _, fin = valeur.partition("-")
    return {"age_min": int(debut), "age_max": int(fin) if fin else None}


_CHAMPS = {
    "age": _ages,
    "places": lambda v: {"places": float(v)},
    "h": lambda v: {"heures": float(v)},
    "cout": lambda v: {"cout": _COUTS[v]},
    "tr": lambda v: {"transport": _ACCES[v]},
    "un": lambda v: {"universel": _ACCES[v]},
    "lang": lambda v: {"langues": tuple(v.split("+"))},
    "app": lambda v: {"approches": tuple(_APPROCHES[a] for a in v.split("+"))},
    "pour": lambda v: {"clientele": v.replace("_", " ")},
}


def nommer(gabarit: str, lieu: str, mrc: str) -> str:
    """Le nom d'un actif à cet endroit, articles contractés."""
    return gabarit.format(lieu=lieu, de=de(lieu), a=a(lieu), de_mrc=de(mrc))


def de(lieu: str) -> str:
    """« de » devant un nom de lieu : « des Sources », « du Plateau », « d’Anse-aux-Huards », « de La Gare »."""
    for article, contracte in (("Les ", "des "), ("Le ", "du ")):
        if lieu.startswith(article):
            return contracte + lieu.removeprefix(article)
    voyelle = sans_accents(lieu[0]) in "aeiou"
    return f"d’{lieu}" if voyelle else f"de {lieu}"


def a(lieu: str) -> str:
    """« à » devant un nom de lieu : « aux Sources », « au Plateau », « à Belle-Rive »."""
    for article, contracte in (("Les ", "aux "), ("Le ", "au ")):
        if lieu.startswith(article):
            return contracte + lieu.removeprefix(article)
    return f"à {lieu}"
