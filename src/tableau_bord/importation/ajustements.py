"""Compléter les rôles que les noms de colonnes ne disent pas : le seul nombre, la partie et le tout."""

from __future__ import annotations

import polars as pl

from tableau_bord.importation.modele import ColonneComprise, Genre, Role
from tableau_bord.importation.nombres import lire_nombres
from tableau_bord.importation.vocabulaire import Portrait


def ajuster(
    colonnes: tuple[ColonneComprise, ...], vues: list[Portrait], genre: Genre, cadre: pl.DataFrame
) -> tuple[ColonneComprise, ...]:
    """Compléter ce que les noms ne disent pas, selon le genre."""
    roles = {c.role: c for c in colonnes}
    if genre is Genre.POPULATION and Role.EFFECTIF not in roles and Role.DENOMINATEUR in roles:
        return _donner(
            colonnes,
            roles[Role.DENOMINATEUR].colonne,
            Role.EFFECTIF,
            "La population est ce qu'on compte.",
            0.9,
        )
    if genre not in {Genre.INDICATEURS, Genre.POPULATION}:
        return colonnes
    return _donner_une_mesure(_donner_un_lieu(colonnes, vues), vues, genre, cadre)


def _donner_un_lieu(
    colonnes: tuple[ColonneComprise, ...], vues: list[Portrait]
) -> tuple[ColonneComprise, ...]:
    """Sans territoire reconnu, la première colonne de texte : l'analyste corrige plutôt que d'être arrêté."""
    if {Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM} & {c.role for c in colonnes}:
        return colonnes
    texte = next((v.colonne for v in vues if v.nombres < 0.5 and _libre(colonnes, v.colonne)), None)
    raison = "Première colonne de texte, aucun territoire reconnu\u00a0: à vérifier."
    return _donner(colonnes, texte, Role.TERRITOIRE_NOM, raison, 0.2) if texte else colonnes


def _donner_une_mesure(
    colonnes: tuple[ColonneComprise, ...], vues: list[Portrait], genre: Genre, cadre: pl.DataFrame
) -> tuple[ColonneComprise, ...]:
    roles = {c.role: c for c in colonnes}
    if {Role.EFFECTIF, Role.VALEUR} & set(roles):
        return colonnes
    libres = [v for v in vues if v.nombres >= 0.5 and _libre(colonnes, v.colonne)]
    entieres = [v.colonne for v in libres if v.entiers]
    if len(entieres) == 2 and Role.DENOMINATEUR not in roles and (ordre := _parties(cadre, entieres)):
        dit = "Toujours plus {} que l'autre colonne de comptes."
        colonnes = _donner(colonnes, ordre[0], Role.EFFECTIF, dit.format("petite"), 0.5)
        return _donner(colonnes, ordre[1], Role.DENOMINATEUR, dit.format("grande"), 0.5)
    if libres:
        role = Role.EFFECTIF if libres[0].entiers or genre is Genre.POPULATION else Role.VALEUR
        return _donner(
            colonnes, libres[0].colonne, role, "Première colonne de nombres sans rôle\u00a0: à vérifier.", 0.3
        )
    if Role.DENOMINATEUR in roles:
        return _donner(
            colonnes,
            roles[Role.DENOMINATEUR].colonne,
            Role.EFFECTIF,
            "Seul nombre du fichier\u00a0: à vérifier.",
            0.4,
        )
    return colonnes


def _libre(colonnes: tuple[ColonneComprise, ...], nom: str) -> bool:
    return any(c.colonne == nom and c.role is Role.IGNORER for c in colonnes)


def _parties(cadre: pl.DataFrame, deux: list[str]) -> list[str]:
    """Les deux colonnes, la plus petite d'abord si elle l'est à toutes les lignes ; sinon rien."""
    a, b = (lire_nombres(cadre[c], entiers=True).valeurs for c in deux)
    if bool((a <= b).all()):
        return deux
    return deux[::-1] if bool((b <= a).all()) else []


def _donner(
    colonnes: tuple[ColonneComprise, ...], nom: str, role: Role, raison: str, confiance: float
) -> tuple[ColonneComprise, ...]:
    return tuple(ColonneComprise(nom, role, raison, confiance) if c.colonne == nom else c for c in colonnes)
