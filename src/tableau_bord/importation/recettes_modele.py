"""Les mots d'une recette : signature du fichier, origine de la période, plan, mise en long."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from tableau_bord.importation.depliage import Depliage
from tableau_bord.importation.modele import Plan, Role


class OriginePeriode(StrEnum):
    """D'où vient la période : une date lue d'un nom n'est jamais figée par la recette."""

    COLONNE = "colonne"
    FICHIER = "nom du fichier"
    ENTETE = "nom de colonne"
    FIXE = "fixe"
    DEMANDER = "à demander"


class Forme(StrEnum):
    """Texte délimité ou classeur."""

    TEXTE = "texte"
    CLASSEUR = "classeur"


@dataclass(frozen=True)
class Signature:
    """Ce qui fait reconnaître un fichier.

    `colonnes` : clés de noms (`recettes_noms.cle`), triées, une par colonne attendue ; `facultatives` :
    clés qui peuvent manquer ; `autres` : motifs (« * » permis) de clés qui peuvent s'ajouter ;
    `variantes` : (autre écriture, nom de la recette) ; `fichier` : nom sans ses chiffres.
    """

    colonnes: tuple[str, ...]
    facultatives: tuple[str, ...] = ()
    autres: tuple[str, ...] = ()
    variantes: tuple[tuple[str, str], ...] = ()
    forme: Forme = Forme.TEXTE
    encodage: str = ""
    separateur: str = ""
    entete_ligne: int = 1
    fichier: str = ""


@dataclass(frozen=True)
class Recette:
    """Le choix d'un analyste, nommé et rejouable.

    `plan` : rôle par nom de colonne (du tableau déplié s'il y a `depliage`) et champs simples ;
    `periode` : d'où elle vient, `plan.periode` n'étant gardée que si elle est fixe. `quand` : heure de la
    version. `fournie` : livrée avec le programme.
    """

    nom: str
    version: int
    description: str
    signature: Signature
    plan: Plan
    auteur: str
    quand: datetime
    periode: OriginePeriode = OriginePeriode.DEMANDER
    depliage: Depliage | None = None
    feuille: str = ""
    fournie: bool = field(default=False, compare=False)

    def role(self, colonne: str) -> Role | None:
        """Le rôle de la colonne de ce nom, None si la recette ne la connaît pas."""
        return next((c.role for c in self.plan.colonnes if c.colonne == colonne), None)
