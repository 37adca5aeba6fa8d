"""Repérer, avant l'envoi, ce qui nommerait quelqu'un : on avertit, on ne refuse pas.

La personne relit, puis confirme. Un repérage à motifs laisse passer un surnom et s'arrête sur un nom de
rue : la modération relit aussi.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PORTEE = 4_000
"""Caractères regardés : le double de ce qu'un envoi peut contenir."""
_MOT_MAJUSCULE = r"[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]+(?:[-'’][A-ZÀ-ÖØ-Þ]?[a-zà-öø-ÿ]+){0,3}"
_VIDES = (
    "le|la|les|un|une|des|mon|ma|mes|ton|ta|tes|son|sa|ses|notre|nos|votre|vos|leur|leurs|ce|cet|cette|ces|à|au|aux|"
    "chez|dans|de|du|en|et|mais|ou|par|pour|quand|que|qui|sans|selon|si|sur|avec|depuis|hier|ici|là|moi|toi|lui|elle|"
    "on|nous|vous|ils|elles|je|tu|il|oui|non|merci|bonjour|pourquoi|comment|est|était|a|avait|dit|m'a"
)
"""Mots ordinaires : après un titre ou en tête de phrase, ils ne font pas un nom."""
_TITRES = r"madame|mme|monsieur|mademoiselle|mlle|docteure?|dre?"
_TITRES_DOUTEUX = r"m\.|me|maître|soeur|sœur|frère|père|mère|abbé|cheffe?|tante|oncle"
"""Suivis d'une majuscule seulement : « mon père aime… » ne nomme personne."""
_VOIES = r"rue|avenue|av\.|boulevard|boul\.|chemin|ch\.|route|rang|montée|place|impasse|côte|allée|croissant"
MOTIFS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("un courriel", re.compile(r"[^\s@<>()\"]{1,64}@[^\s@<>()\"]{1,200}\.[a-z]{2,}", re.I)),
    ("un numéro d'assurance maladie", re.compile(r"(?<![^\W\d])[a-z]{4}[\s-]?\d{4}[\s-]?\d{4}(?!\d)", re.I)),
    ("un numéro de téléphone", re.compile(r"(?<!\d)(?:\+?1[\s.-]?)?\(?[2-9]\d\d\)?[\s.-]?\d{3}[\s.-]?\d{4}(?!\d)")),
    ("un numéro d'assurance sociale", re.compile(r"(?<!\d)\d{3}[\s-]\d{3}[\s-]\d{3}(?![\s-]?\d)")),
    ("un code postal", re.compile(r"\b[ABCEGHJ-NPRSTVXY]\d[A-Z]\s?\d[A-Z]\d\b", re.I)),
    ("une adresse", re.compile(rf"\b\d{{1,5}}[a-z]?,?\s+(?:(?:{_VOIES})\s|\d+e\s+(?:rue|avenue|rang))[^\n,.;]{{0,40}}", re.I)),
    ("un compte de réseau social", re.compile(r"(?<![\w@.])@\w{2,}")),
    ("une date de naissance", re.compile(r"\bnée?s?\s+(?:en|le)\s+[^\n,.;]{4,20}", re.I)),
    ("une personne nommée", re.compile(rf"(?<!\w)(?:{_TITRES})\.?\s+(?!(?:{_VIDES})(?!\w))[^\W\d_][\w'’-]+(?:\s+(?-i:{_MOT_MAJUSCULE}))?", re.I)),
    ("une personne nommée", re.compile(rf"(?<!\w)(?i:{_TITRES_DOUTEUX})\s+(?:[A-ZÀ-Þ]\.\s*)?{_MOT_MAJUSCULE}(?:\s+{_MOT_MAJUSCULE})?")),
)  # fmt: skip
_DEUX_NOMS = re.compile(rf"(?<!\w){_MOT_MAJUSCULE}(?:\s+{_MOT_MAJUSCULE})+")
_DEBUT_DE_PHRASE = '.!?…:\n«"(-–—•*'
_LIEUX = re.compile(
    r"^(?:Saint|Sainte|Sept|Baie|Lac|Rivière|Mont|Port|Pointe|Cap|Côte|Île|Grand|Grande|Petit|Haute|Basse|Premières?)\b"
)


@dataclass(frozen=True)
class Alerte:
    """Ce qui pourrait nommer quelqu'un. `extrait` vient du texte : à montrer à son auteur seul, jamais à journaliser."""

    extrait: str
    raison: str


def reperer(texte: str) -> tuple[Alerte, ...]:
    """Les extraits à confirmer, dans l'ordre du texte, sans chevauchement ; vide si rien n'est repéré."""
    texte = texte[:PORTEE]
    trouves: list[tuple[int, int, str]] = []
    for raison, motif in MOTIFS:
        trouves += [(m.start(), m.end(), raison) for m in motif.finditer(texte)]
    trouves += [(debut, fin, "deux noms propres qui se suivent") for debut, fin in _noms_propres(texte)]
    alertes, pris = [], 0
    for debut, fin, raison in sorted(trouves, key=lambda t: (t[0], -t[1])):
        if debut >= pris:
            alertes.append(Alerte(texte[debut:fin].strip(), raison))
            pris = fin
    return tuple(alertes)


def _noms_propres(texte: str) -> list[tuple[int, int]]:
    """Deux mots capitalisés qui se suivent ; en tête de phrase, un mot ordinaire capitalisé par règle ne compte pas."""
    trouves = []
    for m in _DEUX_NOMS.finditer(texte):
        mots = m.group().split()
        if _commence_une_phrase(texte, m.start()) and re.fullmatch(_VIDES, mots[0].lower()):
            mots = mots[1:]
        if len(mots) > 1 and not _LIEUX.match(mots[0]):
            trouves.append((m.start() + m.group().index(mots[0]), m.end()))
    return trouves


def _commence_une_phrase(texte: str, debut: int) -> bool:
    avant = texte[max(0, debut - 40) : debut].rstrip(" \t\u00a0")
    return not avant or avant[-1] in _DEBUT_DE_PHRASE
