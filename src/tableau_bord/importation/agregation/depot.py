"""Tout le SQL d'une agrégation : une requête, écrite une fois, qu'un moteur exécute en un passage.

Une ligne devient un nombre : période × 2³⁰ + territoire × 2¹⁰ + sexe × 2⁸ + âge, somme d'entiers que de petites
tables donnent. Il est nul dès qu'une partie manque ; le motif, négatif, prend alors sa place. Grouper par ce
seul nombre coûte moins que grouper par quatre textes. Pour une règle de doublons, la date entière (AAAAMMJJ)
tient la place de la période : le plus petit nombre d'une personne est sa première date.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tableau_bord.entrepot.moteur_modele import LECTURE, Demande
from tableau_bord.importation.agregation import filtre as filtres
from tableau_bord.importation.agregation import tables
from tableau_bord.importation.agregation.modele import (
    Doublons,
    Ecart,
    FichierOuvert,
    GenreColonne,
    Lieux,
    Pas,
    Plan,
)

AGE, SEXE, LIEU, PERIODE = 1, 2**8, 2**10, 2**30
LIEUX_MAXIMUM, TRANCHES_MAXIMUM = PERIODE // LIEU, SEXE - 1
HORS_DU_TEMPS = -(2**20)
"""En deçà, un nombre négatif n'est pas un motif mais une date d'avant notre ère."""

COMPTER = "SELECT {cle} AS cle, COUNT(*) AS n, COUNT(*) AS lignes FROM {source} GROUP BY 1"
# Premier groupe : une personne (et sa période, et son lieu) ; une ligne écartée n'y garde que son motif.
COMPTER_SANS_DOUBLONS = """
    WITH lues AS (SELECT {personne} AS qui, {cle} AS cle FROM {source}),
    uniques AS (
        SELECT {choisir}(cle) AS cle, COUNT(*) AS lignes FROM lues
        GROUP BY CASE WHEN cle >= 0 THEN qui END, CASE WHEN cle >= 0 THEN {groupe} ELSE cle END
    )
    SELECT CASE WHEN cle >= 0 THEN {periode} * {PERIODE} + cle % {PERIODE} ELSE cle END AS cle,
           COUNT(*) AS n, CAST(SUM(lignes) AS BIGINT) AS lignes
    FROM uniques GROUP BY 1
"""


@dataclass
class _Morceaux:
    """Ce que chaque rôle apporte : un alias, un terme de la somme, une jointure, des motifs d'écart."""

    alias: dict[str, str] = field(default_factory=dict)
    termes: list[str] = field(default_factory=list)
    jointures: list[str] = field(default_factory=list)
    motifs: list[tuple[str, Ecart]] = field(default_factory=list)
    tables: dict[str, pl.DataFrame] = field(default_factory=dict)

    def joindre(self, table: str, contenu: pl.DataFrame, colonne: str) -> None:
        """Ajouter une petite table, reconnue par `colonne`, et son terme."""
        self.tables[table] = contenu
        self.jointures.append(f"LEFT JOIN {table} ON {table}.ecrit = {colonne}")
        self.termes.append(f"{table}.rang")


def demander(fichier: FichierOuvert, plan: Plan, lieux: Lieux) -> Demande:
    """Composer la requête d'un plan. Rend cle, n (évènements), lignes ; `decompte.lire` les traduit.

    Les noms de colonnes et les valeurs de l'usager restent hors du SQL : alias et paramètres.
    """
    m = _Morceaux()
    _territoire(m, fichier, plan, lieux)
    _periode(m, fichier, plan)
    _sexe_et_age(m, fichier, plan)
    condition = filtres.lire(plan.filtre, fichier) if plan.filtre else None
    personne = _personne(m, fichier, plan)
    # Un Parquet sait combien il a de lignes : le filtre y passe devant, et ce qu'il retient se déduit.
    devant = bool(condition) and fichier.lignes is not None
    cle = _cle(m, condition.sql if condition and not devant else "", personne)
    source = " ".join([f"{LECTURE} AS l", *m.jointures])
    source += f" WHERE {condition.sql}" if condition and devant else ""
    sql = _sans_doublons(plan, cle, source, personne) if personne else COMPTER.format(cle=cle, source=source)
    alias = m.alias | dict(condition.alias if condition else {})
    return Demande(fichier.source, alias, m.tables, sql, dict(condition.parametres) if condition else {})


def _territoire(m: _Morceaux, fichier: FichierOuvert, plan: Plan, lieux: Lieux) -> None:
    genre = fichier.genres[plan.territoire]
    m.alias["t"] = plan.territoire
    m.joindre("lieux", tables.table_des_lieux(lieux, genre, LIEU), fichier.lue("l.t", plan.territoire))
    m.motifs.append((f"{fichier.pleine('l.t', plan.territoire)} IS NULL", Ecart.SANS_TERRITOIRE))
    m.motifs.append(("lieux.ecrit IS NULL", Ecart.TERRITOIRE_INCONNU))
    m.motifs.append(("lieux.rang IS NULL", Ecart.SANS_RATTACHEMENT))


def _periode(m: _Morceaux, fichier: FichierOuvert, plan: Plan) -> None:
    """La date entière si un doublon se tranche par elle ; sinon, la période seulement."""
    if not plan.periode:
        return
    genre = fichier.genres[plan.periode]
    datee = genre in {GenreColonne.DATE, GenreColonne.INSTANT}
    m.alias["p"] = plan.periode
    diviseur = plan.pas.diviseur if plan.doublons is Doublons.GARDER else 1
    if datee:
        a, b = tables.ANNEES
        lisible = f"YEAR(l.p) BETWEEN {a} AND {b}"
        jour = "CAST(YEAR(l.p) AS BIGINT) * 10000 + MONTH(l.p) * 100 + DAY(l.p)"
        if diviseur == Pas.ANNEE.diviseur:
            # `decompte.lire` juge lui-même de l'année : le demander ici coûte à chaque ligne.
            m.termes.append(f"CAST(YEAR(l.p) AS BIGINT) * {PERIODE}")
        else:
            m.termes.append(f"CASE WHEN {lisible} THEN ({jour}) // {diviseur} * {PERIODE} END")
    else:
        jours = tables.table_des_jours(fichier.echantillon.cadre[plan.periode], genre, plan.pas)
        rangs = jours.select("ecrit", rang=pl.col("jour") // diviseur * PERIODE)
        m.joindre("jours", rangs, _jour_ecrit(fichier, plan.periode))
        lisible = "jours.rang IS NOT NULL"
    pleine = "l.p" if datee else fichier.pleine("l.p", plan.periode)
    m.motifs.append((f"{pleine} IS NULL", Ecart.SANS_PERIODE))
    m.motifs.append((f"NOT ({lisible})", Ecart.PERIODE_ILLISIBLE))


def _jour_ecrit(fichier: FichierOuvert, colonne: str) -> str:
    """Les dix premiers signes d'un horodatage ; un texte plus long qui n'en est pas un ne se lit pas."""
    lue = fichier.lue("l.p", colonne)
    if fichier.genres[colonne] is not GenreColonne.TEXTE:
        return lue
    suite = f"LENGTH({lue}) <= 10 OR SUBSTRING({lue}, 11, 1) IN (' ', 'T')"
    return f"CASE WHEN {suite} THEN SUBSTRING({lue}, 1, 10) END"


def _sexe_et_age(m: _Morceaux, fichier: FichierOuvert, plan: Plan) -> None:
    if plan.sexe:
        m.alias["s"] = plan.sexe
        m.termes.append(_sexe(fichier, plan.sexe))
        m.motifs.append((f"{m.termes[-1]} IS NULL", Ecart.SEXE_ILLISIBLE))
    if not plan.age:
        return
    genre = fichier.genres[plan.age]
    m.alias["a"] = plan.age
    if genre is GenreColonne.TEXTE:
        m.joindre("ages", tables.table_des_ages(plan.tranches), "TRIM(l.a)")
        m.motifs += [("ages.ecrit IS NULL", Ecart.AGE_ILLISIBLE), ("ages.rang IS NULL", Ecart.HORS_TRANCHES)]
        return
    # Des comparaisons d'entiers coûtent moins qu'une jointure ; 34,5 ans en font 34.
    bornes = [f"WHEN l.a >= {t.debut} AND l.a < {t.fin + 1} THEN {r}" for r, t in enumerate(plan.tranches, 1)]
    m.termes.append(f"CASE {' '.join(bornes)} END")
    lisible = f"l.a >= 0 AND l.a < {tables.AGE_MAXIMAL + 1}"
    m.motifs.append((f"({lisible}) IS DISTINCT FROM TRUE", Ecart.AGE_ILLISIBLE))
    m.motifs.append((f"{m.termes[-1]} IS NULL", Ecart.HORS_TRANCHES))


def _sexe(fichier: FichierOuvert, colonne: str) -> str:
    """Les écritures de l'échantillon d'abord, une à une : presque aucune ligne ne va plus loin."""
    if fichier.genres[colonne] is not GenreColonne.TEXTE:
        return " ".join(
            ["CASE", *(f"WHEN l.s = {e} THEN {r * SEXE}" for e, r in tables.SEXES_EN_NOMBRES.items()), "END"]
        )
    connues = tables.ecritures_de_sexe()
    vues = [e for e in sorted(set(fichier.echantillon.cadre[colonne].drop_nulls())) if e in connues]
    premieres = [f"WHEN l.s = '{e}' THEN {connues[e] * SEXE}" for e in vues]
    listes = {r: ", ".join(f"'{e}'" for e, rang in connues.items() if rang == r) for r in (1, 2)}
    autres = [f"WHEN TRIM(l.s) IN ({liste}) THEN {r * SEXE}" for r, liste in listes.items()]
    return " ".join(["CASE", *premieres, *autres, "END"])


def _personne(m: _Morceaux, fichier: FichierOuvert, plan: Plan) -> str:
    if plan.doublons is Doublons.GARDER:
        return ""
    m.alias["q"] = plan.personne
    personne = fichier.pleine("l.q", plan.personne)
    m.motifs.append((f"{personne} IS NULL", Ecart.SANS_PERSONNE))
    return personne


def _cle(m: _Morceaux, condition: str, personne: str) -> str:
    """Le nombre d'une ligne, ou son motif, négatif : le second ne se calcule que si le premier manque."""
    somme = " + ".join(m.termes)
    exigees = [c for c in (condition, f"{personne} IS NOT NULL" if personne else "") if c]
    comptee = f"CASE WHEN {' AND '.join(exigees)} THEN {somme} END" if exigees else somme
    motifs = list(m.motifs)
    if condition:
        motifs.insert(0, (f"{condition} IS DISTINCT FROM TRUE", Ecart.HORS_FILTRE))
    branches = " ".join(f"WHEN {quand} THEN {-int(motif)}" for quand, motif in motifs)
    return f"COALESCE({comptee}, CASE {branches} END)"


def _sans_doublons(plan: Plan, cle: str, source: str, personne: str) -> str:
    periode = f"(cle // {PERIODE} // {plan.pas.diviseur})"
    groupe = {
        Doublons.UN_PAR_PERIODE: periode,
        Doublons.UN_PAR_PERIODE_ET_TERRITOIRE: f"{periode} * {PERIODE} + cle % {PERIODE} // {LIEU}",
    }.get(plan.doublons, "0")
    choisir = "MAX" if plan.doublons is Doublons.DERNIER else "MIN"
    return COMPTER_SANS_DOUBLONS.format(
        personne=personne, cle=cle, source=source, choisir=choisir, groupe=groupe, periode=periode, PERIODE=PERIODE,
    )  # fmt: skip
