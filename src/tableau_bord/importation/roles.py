"""Proposer le rôle de chaque colonne, avec sa raison et sa confiance ; l'analyste corrige."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

from tableau_bord.commun.francais import sans_accents
from tableau_bord.importation.codes import deviner_decoupage, part_de_noms_connus
from tableau_bord.importation.modele import ColonneComprise, Genre, Plan, Role, TableauLu
from tableau_bord.indicateurs.modele import Indicateur

_NOMS: tuple[tuple[Role, str], ...] = (
    (Role.AD, r"^(ad|aire de diffusion|dauid|idad|ad_?idu|adidu)$"),
    (Role.POIDS, r"^(poids|part|fraction|frac_?\w*)$"),
    (Role.DECOUPAGE, r"^(decoupage|geo|niveau|niveau geographique|geo_?level)$"),
    (Role.INDICATEUR, r"^(indicateur|code_?indicateur|indicator)$"),
    (Role.PERIODE, r"^(periode|annee|annees|an|date|year|time ?period)$"),
    (Role.SEXE, r"^(sexe|sex|genre)$"),
    (Role.AGE, r"^(age|ages|groupe ?d ?age|tranche d age)$"),
    (Role.BORNE_INF, r"^(borne_?inf\w*|ic_?inf\w*|li|limite inf\w*|lower.*)$"),
    (Role.BORNE_SUP, r"^(borne_?sup\w*|ic_?sup\w*|ls|limite sup\w*|upper.*)$"),
    (Role.MOTIF, r"^(motif)$"),
    (Role.MUNICIPALITE, r"^(municipalite|ville)$"),
    (Role.PARENT, r"^(parent\w*|code_?parent)$"),
    (Role.DENOMINATEUR, r"^(denominateur|denom\w*|population|menages|naissances|sur)$"),
    (Role.EFFECTIF, r"^(effectif\w*|numerateur|cas|nombre|n|nb|pop|count|deces|inscrits|.*\binscrits?\b.*)$"),
    (Role.VALEUR, r"^(valeur|taux.*|pourcentage|proportion|pct|%|part %|value|indice|cote|note)$"),
    (Role.REGION, r"^(rss|region.*)$"),
    (Role.NOTE, r"^(note|notes|remarque\w*|commentaire\w*)$"),
    (Role.TERRITOIRE_CODE, r"^(code|code_?\w+|no(rls|rss|clsc|rts)|territoire)$"),
    (Role.TERRITOIRE_NOM, r"^(nom|nom_?\w+|nom de .*|communaute|rls|mrc|clsc|libelle)$"),
)
_UNE_SEULE_FOIS = frozenset(Role) - {Role.NOTE, Role.IGNORER, Role.REGION, Role.PARENT}
_EXIGES_DU_CUBE = {"decoupage", "code", "indicateur", "periode", "effectif", "denominateur", "version_calcul"}


def proposer(
    tableau: TableauLu,
    territoires: pl.DataFrame,
    indicateurs: Sequence[Indicateur],
    genre: Genre | None = None,
) -> Plan:
    """Proposer un plan de lecture.

    `territoires` : decoupage, code, nom. Le contenu décide du code et du nom de territoire, le nom de
    la colonne décide du reste ; un rôle ne sert qu'une fois.
    """
    decoupage, colonne_code, part = deviner_decoupage(tableau, territoires)
    colonnes = _distribuer(tableau, territoires, decoupage, colonne_code, part)
    choisi = genre or _genre(tableau, colonnes)
    if choisi is Genre.POPULATION:
        colonnes = _effectif_de_population(colonnes)
    return Plan(
        choisi,
        colonnes,
        decoupage or None,
        _indicateur(tableau, indicateurs) if choisi is Genre.INDICATEURS else None,
        _periode_du_nom(tableau.nom),
        raison_decoupage=_raison(decoupage, part),
    )


def _raison(decoupage: str, part: float) -> str:
    return (
        f"{round(100 * part)} % des codes ou des noms sont des territoires « {decoupage} » de cette base."
        if decoupage
        else ""
    )


def _distribuer(
    tableau: TableauLu, territoires: pl.DataFrame, decoupage: str, colonne_code: str, part: float
) -> tuple[ColonneComprise, ...]:
    pris: set[Role] = {Role.TERRITOIRE_CODE} if colonne_code else set()
    comprises = []
    for colonne in tableau.colonnes:
        if colonne == colonne_code:
            raison = f"{round(100 * part)} % de ses valeurs sont des codes de territoire."
            comprises.append(ColonneComprise(colonne, Role.TERRITOIRE_CODE, raison, part))
            continue
        comprise = _une(tableau, colonne, territoires, decoupage, pris)
        if comprise.role in _UNE_SEULE_FOIS:
            pris.add(comprise.role)
        comprises.append(comprise)
    return tuple(comprises)


def _une(
    tableau: TableauLu, colonne: str, territoires: pl.DataFrame, decoupage: str, pris: set[Role]
) -> ColonneComprise:
    noms = part_de_noms_connus(tableau.cadre[colonne], territoires, decoupage)
    if noms > 0.5 and Role.TERRITOIRE_NOM not in pris:
        raison = f"{round(100 * noms)} % de ses valeurs sont des noms de territoire."
        return ColonneComprise(colonne, Role.TERRITOIRE_NOM, raison, noms)
    nu = " ".join(re.sub(r"[^a-z0-9_%]+", " ", sans_accents(colonne)).split())
    for role, motif in _NOMS:
        if role not in pris and re.match(motif, nu):
            return ColonneComprise(colonne, role, "D'après le nom de la colonne.", 0.8)
    return ColonneComprise(colonne, Role.IGNORER, "Aucun rôle reconnu.", 0.5)


def _genre(tableau: TableauLu, colonnes: tuple[ColonneComprise, ...]) -> Genre:
    roles = {c.role for c in colonnes}
    if set(tableau.colonnes) >= _EXIGES_DU_CUBE:
        return Genre.CUBE
    if {Role.AD, Role.POIDS} <= roles:
        return Genre.COMPOSITION
    comptes = {Role.EFFECTIF, Role.VALEUR, Role.DENOMINATEUR} & roles
    if {Role.AGE, Role.SEXE, Role.PERIODE} <= roles and comptes == {Role.EFFECTIF}:
        return Genre.POPULATION
    return Genre.INDICATEURS if comptes else Genre.TERRITOIRES


def _effectif_de_population(colonnes: tuple[ColonneComprise, ...]) -> tuple[ColonneComprise, ...]:
    """Dans un fichier de population, « Population » est l'effectif."""
    if any(c.role is Role.EFFECTIF for c in colonnes):
        return colonnes
    return tuple(
        ColonneComprise(c.colonne, Role.EFFECTIF, "La population est ce qu'on compte.", 0.8)
        if c.role is Role.DENOMINATEUR
        else c
        for c in colonnes
    )


def _indicateur(tableau: TableauLu, indicateurs: Sequence[Indicateur]) -> str | None:
    """L'indicateur que nomment le fichier ou ses colonnes ; le tableau RLS du MSSS est reconnu."""
    codes = {i.code for i in indicateurs}
    base = sans_accents(tableau.nom.rsplit(".", 1)[0])
    if "tableau-rls" in base and "covid_cas_cumul" in codes:
        return "covid_cas_cumul"
    return next(
        (c for c in sorted(codes, key=len, reverse=True) if c in base.replace("-", "_").replace(" ", "_")),
        None,
    )


def _periode_du_nom(nom: str) -> str | None:
    """« tableau-rls20200916_115801.csv » → 2020-09-16 ; « 2019-2023 » et « 2021 » aussi."""
    if trouve := re.search(r"(?<!\d)(?:\D|^)?(20\d{2})[-_]?(0[1-9]|1[0-2])[-_]?([0-2]\d|3[01])(?!\d)", nom):
        return "-".join(trouve.groups())
    if trouve := re.search(r"(?<!\d)((?:19|20)\d{2})\s*[-_aà]+\s*((?:19|20)\d{2})(?!\d)", nom):
        return "-".join(trouve.groups())
    trouve = re.search(r"(?<!\d)((?:19|20)\d{2})(?!\d)", nom)
    return trouve.group(1) if trouve else None
