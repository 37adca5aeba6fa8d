"""Les mots de l'importation : tableau lu, rôles, plan, anomalies, compréhension."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import polars as pl


class Genre(StrEnum):
    """Ce que contient un tableau. `CUBE` : un export de `tableau-bord exporter`."""

    INDICATEURS = "indicateurs"
    POPULATION = "population"
    TERRITOIRES = "territoires"
    COMPOSITION = "composition"
    CUBE = "cube"


class Role(StrEnum):
    """Le rôle d'une colonne."""

    TERRITOIRE_CODE = "code du territoire"
    TERRITOIRE_NOM = "nom du territoire"
    DECOUPAGE = "découpage"
    REGION = "région"
    PERIODE = "période"
    SEXE = "sexe"
    AGE = "âge"
    INDICATEUR = "indicateur"
    EFFECTIF = "effectif"
    DENOMINATEUR = "dénominateur"
    VALEUR = "valeur"
    BORNE_INF = "borne inférieure"
    BORNE_SUP = "borne supérieure"
    AD = "aire de diffusion"
    POIDS = "poids"
    PARENT = "parent"
    MUNICIPALITE = "municipalité"
    MOTIF = "motif"
    ERREUR_TYPE = "erreur type"
    STRATE = "strate"
    NOTE = "note"
    IGNORER = "ne pas lire"


class Gravite(StrEnum):
    """Ce qu'une anomalie empêche. `BLOQUANTE` : rien n'est versé."""

    DE_COTE = "mise de côté"
    SIGNALEE = "signalée"
    REFUSEE = "refusée"
    BLOQUANTE = "bloquante"


LIGNE = "_ligne"
RANG = "_rang"
"""Une ligne du fichier mise en long fait plusieurs cases : leur numéro est le même, leur rang non."""


@dataclass(frozen=True, eq=False)
class TableauLu:
    """Un tableau tout en texte ; la colonne `_ligne` est le numéro de ligne du fichier d'origine.

    `entete_ligne` : ligne des noms de colonnes, 0 si le fichier n'en a pas.
    """

    nom: str
    cadre: pl.DataFrame
    encodage: str = ""
    separateur: str = ""
    feuille: str = ""
    feuilles: tuple[str, ...] = ()
    remarques: tuple[str, ...] = ()
    entete_ligne: int = 1

    @property
    def colonnes(self) -> list[str]:
        """Colonnes du fichier, sans `_ligne`."""
        return [c for c in self.cadre.columns if c != LIGNE]


@dataclass(frozen=True)
class ColonneComprise:
    """Une colonne, le rôle proposé, sa raison et une confiance de 0 à 1."""

    colonne: str
    role: Role
    raison: str
    confiance: float


@dataclass(frozen=True)
class Plan:
    """Comment lire un tableau ; les champs simples disent ce que le fichier ne dit pas.

    `decimale` : « , » ou « . » pour tout le fichier ; vide, chaque colonne en décide.
    """

    genre: Genre
    colonnes: tuple[ColonneComprise, ...]
    decoupage: str | None = None
    indicateur: str | None = None
    periode: str | None = None
    sexe: str = "T"
    age: str = "tous"
    raison_decoupage: str = ""
    decimale: str = ""

    def colonne(self, role: Role) -> str | None:
        """La première colonne de ce rôle."""
        return next((c.colonne for c in self.colonnes if c.role is role), None)


@dataclass(frozen=True)
class Anomalie:
    """Une chose à regarder : où, quoi, quelle règle, quel geste."""

    ligne: int | None
    colonne: str
    valeur: str
    regle: str
    gravite: Gravite
    message: str
    geste: str


@dataclass(frozen=True, eq=False)
class Comprehension:
    """Ce qu'on a compris d'un tableau. `valeurs` : colonnes selon le genre, plus `_ligne`.

    `territoires_attendus` : ceux que la base connaît dans les découpages du fichier. `remarques` :
    ce qui a été décidé en lisant (zéros rétablis, décimale, âge ouvert…), une phrase chacune.
    """

    genre: Genre
    valeurs: pl.DataFrame
    anomalies: tuple[Anomalie, ...]
    lignes_lues: int
    lignes_de_cote: int
    lignes_refusees: int
    territoires_reconnus: int
    territoires_attendus: int
    remarques: tuple[str, ...] = field(default=())

    @property
    def lignes_retenues(self) -> int:
        """Lignes du fichier qui entreraient."""
        return self.valeurs.height

    @property
    def bloquee(self) -> bool:
        """Vrai si rien ne peut être versé, même en laissant de côté les lignes refusées."""
        return any(a.gravite is Gravite.BLOQUANTE for a in self.anomalies)

    @property
    def bloquante(self) -> bool:
        """Vrai si rien ne peut être versé tel quel : une seule ligne refusée suffit, tout ou rien."""
        return any(a.gravite in {Gravite.BLOQUANTE, Gravite.REFUSEE} for a in self.anomalies)
