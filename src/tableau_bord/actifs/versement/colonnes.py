"""Le rôle des colonnes d'un inventaire, proposé d'après leur nom ; l'écran le corrige."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from tableau_bord.commun.francais import sans_accents


class Role(StrEnum):
    """Ce que dit une colonne ; la valeur se lit à l'écran."""

    NOM = "nom de l’actif"
    AUTRE_NOM = "autre nom"
    IDENTIFIANT = "identifiant"
    GENRE = "genre"
    CATEGORIE = "catégorie"
    DESCRIPTION = "description"
    TABLE = "table ou regroupement"
    TABLE_ID = "identifiant de la table"
    TERRITOIRE = "territoire desservi"
    ENJEU = "enjeux"
    ADRESSE = "adresse"
    MUNICIPALITE = "municipalité"
    CODE_POSTAL = "code postal"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    TELEPHONE = "téléphone"
    COURRIEL = "courriel"
    SITE = "site ou lien"
    CLIENTELE = "clientèle"
    AGE_MIN = "âge minimum"
    AGE_MAX = "âge maximum"
    PLACES = "places"
    HEURES = "heures par semaine"
    COUT = "coût"
    LANGUES = "langues"
    TRANSPORT = "transport"
    UNIVERSEL = "accès universel"
    VERIFIE_LE = "vérifié le"
    AFFIRME_PAR = "affirmé par"
    IGNORER = "ne pas lire"


_MOTIFS: tuple[tuple[Role, str], ...] = (
    (Role.TABLE_ID, r"\b(?:id|code|no|numero)\b.*\b(?:table|regroupement|reseau)|\b(?:table|regroupement).*\bid\b"),
    (Role.TABLE, r"\btables?\b|regroupement|membre de|concertation|^reseau"),
    (Role.IDENTIFIANT, r"^(?:id|identifiant|uuid|code|no|numero|cle)$|\b(?:id|identifiant|neq)\b"),
    (Role.AUTRE_NOM, r"autre nom|alternat|sigle|acronyme|alias"),
    (Role.LATITUDE, r"^lat\b|latitude|^y$"),
    (Role.LONGITUDE, r"^(?:lon|lng|long)\b|longitude|^x$"),
    (Role.CODE_POSTAL, r"postal|^cp$|zip"),
    (Role.MUNICIPALITE, r"municipalite|^ville|^city|localite"),
    (Role.TERRITOIRE, r"territoire|communaute|quartier|secteur|desserv|arrondissement|\brls\b|\bclsc\b|\bmrc\b"),
    (Role.AGE_MIN, r"\bage.*min|min.*\bage|\bage de$"),
    (Role.AGE_MAX, r"\bage.*max|max.*\bage|\bage a$"),
    (Role.VERIFIE_LE, r"verifi|mise a jour|\bmaj\b|\bdate|assured"),
    (Role.AFFIRME_PAR, r"affirme|source|saisi par|auteur"),
    (Role.COURRIEL, r"courriel|\be ?mail|\bmel\b"),
    (Role.TELEPHONE, r"\btel|phone"),
    (Role.SITE, r"\bsites?\b|\bweb|\burl|\bliens?\b|\blink|\bhttp"),
    (Role.ADRESSE, r"adresse|address|\brue\b"),
    (Role.GENRE, r"^genre|^type$|nature"),
    (Role.CATEGORIE, r"categor|taxonom|classe|secteur d activite|mission|theme|type"),
    (Role.ENJEU, r"enjeu|besoin|priorite"),
    (Role.DESCRIPTION, r"descri|services?$|activite|notes?$|resume"),
    (Role.CLIENTELE, r"client|public|population|admissib|eligib"),
    (Role.PLACES, r"\bplaces?\b|capacite"),
    (Role.HEURES, r"heure"),
    (Role.COUT, r"cout|tarif|frais|prix|fee"),
    (Role.LANGUES, r"langue|language"),
    (Role.TRANSPORT, r"transport"),
    (Role.UNIVERSEL, r"universel|accessib|fauteuil"),
    (Role.NOM, r"^nom|organisme|^name|titre|actif|ressource|denomination|raison sociale|lieu"),
)  # fmt: skip


def proposer_roles(colonnes: Sequence[str]) -> dict[str, Role]:
    """Un rôle par colonne, chacun pris une fois (« ne pas lire » excepté) ; la première qui le mérite l'a.

    Sans nom reconnu, la première colonne libre en tient lieu.
    """
    roles: dict[str, Role] = {}
    pris: set[Role] = set()
    nus = {c: " ".join(re.findall(r"[a-z0-9]+", sans_accents(c))) for c in colonnes}
    for role, motif in _MOTIFS:
        for colonne in colonnes:
            if colonne not in roles and role not in pris and re.search(motif, nus[colonne]):
                roles[colonne] = role
                pris.add(role)
    libres = [c for c in colonnes if c not in roles]
    if Role.NOM not in pris and libres:
        roles[libres[0]] = Role.NOM
    return {c: roles.get(c, Role.IGNORER) for c in colonnes}
