"""Proposer le rôle de chaque colonne, avec sa raison et sa confiance ; l'analyste corrige."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tableau_bord.importation import normes
from tableau_bord.importation.ajustements import ajuster
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.modele import ColonneComprise, Genre, Plan, Role, TableauLu
from tableau_bord.importation.reperage import Reperage, reperer
from tableau_bord.importation.vocabulaire import MESURES, Portrait, portraits
from tableau_bord.indicateurs.modele import Indicateur

_PLUSIEURS_FOIS = frozenset({Role.NOTE, Role.IGNORER, Role.REGION})
_CUBE = {
    "decoupage": Role.DECOUPAGE,
    "code": Role.TERRITOIRE_CODE,
    "nom": Role.TERRITOIRE_NOM,
    "indicateur": Role.INDICATEUR,
    "periode": Role.PERIODE,
    "sexe": Role.SEXE,
    "age": Role.AGE,
    "effectif": Role.EFFECTIF,
    "denominateur": Role.DENOMINATEUR,
    "valeur": Role.VALEUR,
    "borne_inf": Role.BORNE_INF,
    "borne_sup": Role.BORNE_SUP,
    "motif": Role.MOTIF,
}


def proposer(
    tableau: TableauLu,
    territoires: pl.DataFrame,
    indicateurs: Sequence[Indicateur],
    genre: Genre | None = None,
) -> Plan:
    """Proposer un plan de lecture, à corriger.

    `territoires` : decoupage, code, nom (vide si la base l'est). Le contenu décide des colonnes de
    territoire, le nom confirmé par le contenu décide du reste ; un rôle ne sert qu'une fois.
    """
    if genre in {None, Genre.CUBE} and set(_CUBE) - {"nom"} <= set(tableau.colonnes):
        return _plan_du_cube(tableau)
    vues = portraits(tableau.cadre, tableau.colonnes, territoires)
    lieu = reperer(vues, tableau.nom, _connus(territoires), liste=genre is Genre.TERRITOIRES)
    colonnes = _distribuer(vues, lieu)
    choisi = genre or _genre(colonnes, vues)
    colonnes = ajuster(colonnes, vues, choisi, tableau.cadre)
    pris = {c.role for c in colonnes}
    return Plan(
        choisi,
        colonnes,
        None
        if Role.DECOUPAGE in pris
        else lieu.decoupage or ("communaute" if choisi is Genre.COMPOSITION else None),
        _indicateur(tableau, colonnes, indicateurs)
        if choisi is Genre.INDICATEURS and Role.INDICATEUR not in pris
        else None,
        normes.periode_du_nom(tableau.nom) or _periode_des_colonnes(colonnes),
        raison_decoupage=lieu.raison,
    )


def _connus(territoires: pl.DataFrame) -> list[str]:
    """Les découpages de la base, du plus nombreux au moins nombreux ; les aires de diffusion en dernier."""
    comptes = territoires.group_by("decoupage").agg(pl.col("code").n_unique().alias("n"))
    return comptes.sort(pl.col("decoupage") == "AD", -pl.col("n").cast(pl.Int64), "decoupage")[
        "decoupage"
    ].to_list()


def _plan_du_cube(tableau: TableauLu) -> Plan:
    dit = "Colonne d'un cube exporté par ce programme."
    colonnes = tuple(ColonneComprise(c, _CUBE.get(c, Role.IGNORER), dit, 1.0) for c in tableau.colonnes)
    return Plan(Genre.CUBE, colonnes, raison_decoupage="Le cube dit le découpage de chaque ligne.")


def _distribuer(vues: list[Portrait], lieu: Reperage) -> tuple[ColonneComprise, ...]:
    """Un rôle à chaque colonne : le lieu d'abord, puis les plus sûres ; l'ordre du fichier est gardé."""
    avec_ad = any(v.role_du_nom(False) is Role.AD for v in vues)
    candidats = [lieu.roles.get(v.colonne) or _candidat(v, avec_ad) for v in vues]
    pris: dict[Role, str] = {}
    rendus: dict[str, ColonneComprise] = {}
    for candidat in sorted(candidats, key=lambda c: -c.confiance):
        tenu = pris.get(candidat.role)
        if tenu and candidat.role not in _PLUSIEURS_FOIS:
            raison = f"{citer(tenu)} tient déjà le rôle {citer(candidat.role.value)}."
            rendus[candidat.colonne] = ColonneComprise(candidat.colonne, Role.IGNORER, raison, 0.5)
        else:
            pris[candidat.role] = candidat.colonne
            rendus[candidat.colonne] = candidat
    return tuple(rendus[v.colonne] for v in vues)


def _candidat(vue: Portrait, avec_ad: bool) -> ColonneComprise:
    role = vue.role_du_nom(avec_ad)
    if role is not None and vue.confirme(role):
        return ColonneComprise(vue.colonne, role, "Son nom le dit, et ses valeurs conviennent.", 0.9)
    for autre, part, quoi in (
        (Role.SEXE, vue.sexes, "des sexes"),
        (Role.PERIODE, vue.periodes, "des périodes"),
    ):
        if part >= 0.9 and vue.distinctes > 1 and (autre is Role.PERIODE or vue.nombres == 0):
            return ColonneComprise(vue.colonne, autre, f"Ses valeurs sont {quoi}.", 0.6)
    if vue.ages >= 0.9 and vue.nombres < 0.5 and vue.distinctes > 1:
        return ColonneComprise(vue.colonne, Role.AGE, "Ses valeurs sont des classes d'âge.", 0.6)
    if role is not None:
        raison = f"Son nom dit {citer(role.value)}, mais ses valeurs n'y ressemblent pas."
        return ColonneComprise(vue.colonne, role if role in MESURES else Role.IGNORER, raison, 0.3)
    return ColonneComprise(vue.colonne, Role.IGNORER, "Aucun rôle reconnu.", 0.5)


def _genre(colonnes: tuple[ColonneComprise, ...], vues: list[Portrait]) -> Genre:
    roles = {c.role for c in colonnes}
    mesures = roles & {Role.EFFECTIF, Role.DENOMINATEUR, Role.VALEUR}
    if Role.AD in roles and not mesures:
        return Genre.COMPOSITION
    if not mesures:
        return Genre.INDICATEURS if _codes_et_nombres(roles, colonnes, vues) else Genre.TERRITOIRES
    compte = next((c.colonne for c in colonnes if c.role in mesures), "")
    de_population = normes.nu(compte).startswith(("pop", "effectif", "nombre")) and len(mesures) == 1
    population = de_population and Role.INDICATEUR not in roles
    if population and (Role.AGE in roles or normes.nu(compte).startswith("pop")):
        return Genre.POPULATION
    return Genre.INDICATEURS


def _codes_et_nombres(roles: set[Role], colonnes: tuple[ColonneComprise, ...], vues: list[Portrait]) -> bool:
    """Des codes sans noms, et des nombres sans nom connu : des mesures, pas une liste de territoires."""
    ignorees = {c.colonne for c in colonnes if c.role is Role.IGNORER}
    nombres = any(v.nombres >= 0.5 for v in vues if v.colonne in ignorees)
    return nombres and Role.TERRITOIRE_CODE in roles and Role.TERRITOIRE_NOM not in roles


def _indicateur(
    tableau: TableauLu, colonnes: tuple[ColonneComprise, ...], indicateurs: Sequence[Indicateur]
) -> str | None:
    """L'indicateur que nomment le fichier ou ses colonnes de mesure ; le tableau RLS du MSSS est reconnu."""
    connus = {i.code for i in indicateurs}
    fichier = normes.nu(tableau.nom.rsplit(".", 1)[0])
    if fichier.startswith("tableau rls") and "covid_cas_cumul" in connus:
        return "covid_cas_cumul"
    entetes = [normes.nu(c.colonne) for c in colonnes if c.role in MESURES]
    lieux = f" {' | '.join([fichier, *entetes])} "
    for i in sorted(indicateurs, key=lambda i: -len(i.code)):
        if any(
            len(m) > 3 and f" {m} " in lieux
            for m in (normes.nu(i.code), normes.nu(i.nom), normes.nu(i.court))
        ):
            return i.code
    return None


def _periode_des_colonnes(colonnes: tuple[ColonneComprise, ...]) -> str | None:
    """« Population, 2021 » dit l'année que le nom du fichier tait."""
    dites = {p for c in colonnes if c.role in MESURES and (p := normes.periode_du_nom(c.colonne))}
    return dites.pop() if len(dites) == 1 else None
