"""Un actif : ce qu'une communauté a, de l'organisme inscrit à l'annuaire au savoir-faire d'une voisine.

Les champs portent ceux de HSDS 3 (organisation, service, lieu, service en un lieu) et ce qu'un annuaire
oublie (CONCEPTION §4 ; Kretzmann et McKnight, 1993, pour les six familles d'actifs).
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import StrEnum


class Genre(StrEnum):
    """Ce qu'est un actif ; les trois premiers sont ceux de HSDS."""

    ORGANISME = "organisme"
    SERVICE = "service"
    LIEU = "lieu"
    PERSONNE = "personne_ressource"
    ASSOCIATION = "association"
    ENTRAIDE = "entraide"
    TABLE = "table"
    SAVOIR_FAIRE = "savoir_faire"
    RENCONTRE = "lieu_de_rencontre"
    TRADITION = "tradition"
    ECHANGE = "echange"


LIBELLES_DES_GENRES: dict[Genre, tuple[str, str]] = {
    Genre.ORGANISME: ("Organisme", "Organismes"),
    Genre.SERVICE: ("Service", "Services"),
    Genre.LIEU: ("Lieu", "Lieux"),
    Genre.PERSONNE: ("Personne-ressource", "Personnes-ressources"),
    Genre.ASSOCIATION: ("Association informelle", "Associations informelles"),
    Genre.ENTRAIDE: ("Réseau d’entraide", "Réseaux d’entraide"),
    Genre.TABLE: ("Table de concertation", "Tables de concertation"),
    Genre.SAVOIR_FAIRE: ("Savoir-faire", "Savoir-faire"),
    Genre.RENCONTRE: ("Lieu de rencontre", "Lieux de rencontre"),
    Genre.TRADITION: ("Tradition ou récit", "Traditions et récits"),
    Genre.ECHANGE: ("Échange", "Échanges"),
}


class Etat(StrEnum):
    """Où en est un actif. Seuls les deux premiers se montrent au profil table ; « à compléter » n'a pas de nom sûr."""

    EN_SERVICE = "en service"
    SUSPENDU = "suspendu"
    A_COMPLETER = "à compléter"
    FERME = "fermé"
    FUSIONNE = "fusionné"


class Exactitude(StrEnum):
    """À quel point la position est exacte."""

    POINT = "point"
    ADRESSE = "adresse"
    TERRITOIRE = "territoire"
    INCONNUE = "inconnue"


class Cout(StrEnum):
    """Ce que coûte l'accès."""

    GRATUIT = "gratuit"
    CONTRIBUTION = "contribution volontaire"
    PAYANT = "payant"
    INCONNU = "inconnu"


class Acces(StrEnum):
    """Accès universel, ou transport : oui, en partie, non, pas connu."""

    OUI = "oui"
    PARTIEL = "en partie"
    NON = "non"
    INCONNU = "inconnu"


class Approche(StrEnum):
    """L'approche de développement des communautés (Carrier, 2015 ; DOMAINE)."""

    POPULATIONNELLE = "populationnelle"
    FORCES = "forces et atouts"
    DEVELOPPEMENT = "développement communautaire"
    RECHERCHE = "recherche participative"
    MILIEU = "milieu"


class TypeDeLien(StrEnum):
    """Comment un actif tient à un autre : « ce service est offert par cet organisme »."""

    OFFERT_PAR = "offert_par"
    OFFERT_A = "offert_a"
    MEMBRE_DE = "membre_de"
    PARTIE_DE = "partie_de"


class Origine(StrEnum):
    """D'où vient qu'un actif dessert un territoire : on l'a dit, son adresse y est, ou sa table y travaille."""

    DITE = "dite"
    SITUEE = "située"
    TABLE = "table"


@dataclass(frozen=True, order=True)
class Desserte:
    """Un territoire desservi."""

    decoupage: str
    code: str
    origine: Origine = Origine.DITE


@dataclass(frozen=True, order=True)
class Lien:
    """Un lien vers un autre actif ; `lien_id` : son identifiant HSDS (service_at_location), s'il en a un."""

    lien: TypeDeLien
    autre: str
    lien_id: str = ""


@dataclass(frozen=True)
class Actif:
    """Un actif tel qu'il est dit aujourd'hui.

    `actif` : identifiant stable (UUID, ou celui repris du fichier). `latitude`, `longitude` : degrés WGS 84.
    `age_min`, `age_max` : années. `places` : personnes à la fois ; `heures` : par semaine. `langues`,
    `approches` : tuples. `affirme_le`, `verifie_le` : jours ISO, vides si inconnus. `affirme_par`,
    `verifie_par` : un rôle ou une source, jamais un courriel. `courriel_personnel` : ne se publie pas.
    `source`, `source_id` : d'où il vient, son identifiant là-bas. `revision` : rang de la révision en cours.
    """

    actif: str
    genre: Genre
    nom: str
    autre_nom: str = ""
    description: str = ""
    categorie: str = ""
    categorie_libre: str = ""
    adresse: str = ""
    municipalite: str = ""
    code_postal: str = ""
    latitude: float | None = None
    longitude: float | None = None
    exactitude: Exactitude = Exactitude.INCONNUE
    site: str = ""
    courriel: str = ""
    telephone: str = ""
    courriel_personnel: bool = False
    clientele: str = ""
    age_min: int | None = None
    age_max: int | None = None
    places: float | None = None
    heures: float | None = None
    cout: Cout = Cout.INCONNU
    langues: tuple[str, ...] = ()
    transport: Acces = Acces.INCONNU
    universel: Acces = Acces.INCONNU
    approches: tuple[Approche, ...] = ()
    affirme_par: str = ""
    affirme_le: str = ""
    verifie_par: str = ""
    verifie_le: str = ""
    etat: Etat = Etat.EN_SERVICE
    fusionne_dans: str = ""
    source: str = ""
    source_id: str = ""
    lot: str = ""
    revision: int = 0
    dessertes: tuple[Desserte, ...] = ()
    enjeux: tuple[str, ...] = ()
    liens: tuple[Lien, ...] = ()


CHAMPS = tuple(c.name for c in fields(Actif))
CHAMPS_LIES = ("dessertes", "enjeux", "liens")
CHAMPS_EN_LISTE = ("langues", "approches")
CHAMPS_TENUS = frozenset(
    {"actif", "lot", "revision", "fusionne_dans", "source", "source_id", "courriel_personnel"}
)
"""Le programme les tient : une correction ne les change pas."""
JOINT = "; "
"""Sépare les valeurs d'un champ en liste dans la base."""
