"""Les fiches que la loi demande de tenir : leurs champs, leurs mots, ce qui est obligatoire.

Sources : Loi sur la santé publique (S-2.2), a. 35 et 36 ; Loi sur l'accès (A-2.1), a. 63.5, 63.8 à 63.11
et 73 ; Règlement sur les incidents de confidentialité (A-2.1, r. 3.1).
"""

from __future__ import annotations

from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from typing import Any, ClassVar


class Genre(StrEnum):
    """La sorte de champ, pour le vérifier et le saisir."""

    COURT = "court"
    LONG = "long"
    JOUR = "jour"
    NOMBRE = "nombre"
    OUI_NON = "oui ou non"


class Categorie(StrEnum):
    """Ce qu'on garde et qui finit par échoir ; la valeur est ce que la base garde."""

    LOTS = "lots"
    ENVOIS = "envois"
    INVITATIONS = "invitations"
    TENTATIVES = "tentatives"


CATEGORIES: dict[Categorie, tuple[str, str]] = {
    Categorie.LOTS: ("Valeurs d’un lot", "après le versement"),
    Categorie.ENVOIS: ("Textes confiés", "après la fin du consentement"),
    Categorie.INVITATIONS: ("Liens d’invitation", "après leur expiration"),
    Categorie.TENTATIVES: ("Tentatives d’accès refusées", "après la tentative"),
}
"""Catégorie → son nom, et l'évènement d'où part la durée."""


def _champ(etiquette: str, genre: Genre = Genre.LONG, obligatoire: bool = True, aide: str = "") -> Any:
    meta = {"etiquette": etiquette, "genre": genre, "obligatoire": obligatoire, "aide": aide}
    vides: dict[Genre, Any] = {Genre.NOMBRE: None, Genre.OUI_NON: False}
    return field(default=vides.get(genre, ""), metadata=meta)


@dataclass(frozen=True)
class Fiche:
    """Ce que partagent toutes les fiches. `REGISTRE` : sa clé en base ; `LIEU` : son nom dans un message."""

    REGISTRE: ClassVar[str] = ""
    LIEU: ClassVar[str] = ""

    @classmethod
    def champs(cls) -> tuple[Field[Any], ...]:
        """Les champs à saisir, dans l'ordre ; `metadata` : etiquette, genre, obligatoire, aide."""
        return tuple(f for f in fields(cls) if "etiquette" in f.metadata)


@dataclass(frozen=True)
class PlanSurveillance(Fiche):
    """Le plan de surveillance (LSP a. 35)."""

    REGISTRE: ClassVar[str] = "plan"
    LIEU: ClassVar[str] = "Plan de surveillance"
    buts: str = _champ("Buts", aide="Pourquoi la direction surveille.")
    objets: str = _champ("Objets", aide="Ce qu’elle surveille\u00a0: quelles facettes de l’état de santé.")
    renseignements: str = _champ("Renseignements", aide="Lesquels elle emploie, et sur qui.")
    sources: str = _champ("Sources", aide="D’où vient chaque renseignement.")
    analyses: str = _champ("Analyses", aide="Ce qu’elle calcule, et pour quels territoires.")


@dataclass(frozen=True)
class Avis(Fiche):
    """Un avis reçu sur le plan (LSP a. 36)."""

    REGISTRE: ClassVar[str] = "avis"
    LIEU: ClassVar[str] = "Avis reçu"
    de_qui: str = _champ("De qui", Genre.COURT)
    recu_le: str = _champ("Reçu le", Genre.JOUR)
    teneur: str = _champ("Teneur de l’avis")
    suites: str = _champ("Suites données", obligatoire=False, aide="Laissez vide tant que rien n’est décidé.")


@dataclass(frozen=True)
class Efvp(Fiche):
    """Une évaluation des facteurs relatifs à la vie privée (Loi sur l'accès a. 63.5)."""

    REGISTRE: ClassVar[str] = "efvp"
    LIEU: ClassVar[str] = "Évaluation des facteurs relatifs à la vie privée"
    objet: str = _champ("Objet", Genre.COURT, aide="Le projet ou le système évalué.")
    edition: str = _champ("Version", Genre.COURT, aide="Comme elle s’écrit sur le document.")
    datee_du: str = _champ("Datée du", Genre.JOUR)
    changements: str = _champ("Ce qui a changé", aide="Pour une première version, écrivez-le.")
    responsable: str = _champ("Responsable", Genre.COURT)
    prochaine: str = _champ("Prochaine mise à jour", Genre.JOUR)


@dataclass(frozen=True)
class Incident(Fiche):
    """Un incident de confidentialité (Loi sur l'accès a. 63.8 à 63.11)."""

    REGISTRE: ClassVar[str] = "incidents"
    LIEU: ClassVar[str] = "Incident de confidentialité"
    survenu_le: str = _champ("Survenu le", Genre.JOUR)
    nature: str = _champ("Nature", aide="Accès, usage, communication ou perte, sans droit.")
    renseignements: str = _champ("Renseignements visés", aide="Lesquels, sans les recopier ici.")
    personnes: int | None = _champ(
        "Personnes concernées", Genre.NOMBRE, aide="Combien, au mieux de ce qu’on sait."
    )
    risque_serieux: bool = _champ("Il y a un risque de préjudice sérieux", Genre.OUI_NON)
    pourquoi: str = _champ("Pourquoi", aide="Ce qui fait conclure à un risque sérieux, ou à son absence.")
    avis_a: str = _champ("Avis donné à", obligatoire=False, aide="La Commission, les personnes, d’autres.")
    avis_le: str = _champ("Avis donné le", Genre.JOUR, obligatoire=False)
    mesures: str = _champ("Mesures prises", aide="Pour réduire le risque et éviter que cela se répète.")

    @property
    def avis_a_donner(self) -> bool:
        """Vrai si le risque est sérieux et qu'aucun avis n'est inscrit."""
        return self.risque_serieux and not self.avis_le


@dataclass(frozen=True)
class Conservation(Fiche):
    """Combien de temps on garde une catégorie d'objets ; `jours` : après l'évènement de `CATEGORIES`."""

    REGISTRE: ClassVar[str] = "conservation"
    LIEU: ClassVar[str] = "Calendrier de conservation"
    categorie: str = ""
    jours: int | None = _champ("Durée, en jours", Genre.NOMBRE)
    fondement: str = _champ("Fondement", aide="L’article, la règle ou la décision qui fixe cette durée.")
