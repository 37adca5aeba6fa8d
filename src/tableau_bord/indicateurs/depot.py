"""Tout le SQL des indicateurs, des valeurs et des populations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import polars as pl

from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction, filtrer
from tableau_bord.indicateurs.dictionnaire import depuis_texte, en_texte, ordonner
from tableau_bord.indicateurs.modele import Indicateur

COLONNES_CASE = (
    *("decoupage", "code", "indicateur", "periode", "annee", "sexe", "age", "effectif", "denominateur"),
    *("valeur", "borne_inf", "borne_sup", "motif", "lot", "version_calcul"),
)
INDICATEURS = "SELECT definition FROM indicateurs ORDER BY code"
INSCRIRE_INDICATEUR = """
    INSERT INTO indicateurs (code, definition, provenance, quand) VALUES ($code, $definition, $provenance, $quand)
    ON CONFLICT (code) DO UPDATE
    SET definition = excluded.definition, quand = excluded.quand, provenance = excluded.provenance
    WHERE indicateurs.provenance <> 'écran' OR excluded.provenance <> 'dictionnaire'
"""
CODES_CORRIGES = "SELECT code FROM indicateurs WHERE provenance = 'écran' ORDER BY code"
VALEURS_D_UN_INDICATEUR = """
    SELECT {colonnes}, remplacee_par FROM valeurs WHERE indicateur = $code
    ORDER BY lot, remplacee_par, decoupage, periode, sexe, age, code
"""
RETIRER_VALEURS_D_UN_INDICATEUR = "DELETE FROM valeurs WHERE indicateur = $code"
CASES = """
    SELECT {colonnes} FROM valeurs v WHERE v.remplacee_par IS NULL AND {filtre}
    ORDER BY v.indicateur, v.decoupage, v.periode, v.sexe, v.age, v.code
"""
CONTENUS = """
    SELECT indicateur, decoupage, periode, COUNT(*) AS cases, COUNT(motif) AS absentes,
           STRING_AGG(DISTINCT lot, ',' ORDER BY lot) AS lots
    FROM valeurs WHERE remplacee_par IS NULL
    GROUP BY indicateur, decoupage, periode ORDER BY indicateur, decoupage, periode
"""
_ORDRE = ("indicateur", "decoupage", "periode", "sexe", "age", "code")
_MEME_CASE = """
    w.decoupage = v.decoupage AND w.code = v.code AND w.indicateur = v.indicateur
    AND w.periode = v.periode AND w.sexe = v.sexe AND w.age = v.age
"""
REMPLACER_LES_ANCIENNES = (
    "UPDATE valeurs AS v SET remplacee_par = $lot WHERE v.remplacee_par IS NULL AND v.lot <> $lot "
    "AND EXISTS (SELECT 1 FROM valeurs w WHERE w.lot = $lot AND" + _MEME_CASE + ")"
)
HERITER_DU_REMPLACANT = (
    "UPDATE valeurs AS v SET remplacee_par = (SELECT MAX(w.remplacee_par) FROM valeurs w WHERE w.lot = $lot AND"
    + _MEME_CASE
    + ") WHERE v.remplacee_par = $lot"
)
AUTRES_VALEURS = """
    SELECT 1 FROM valeurs WHERE remplacee_par IS NULL AND lot <> $lot
    AND indicateur IN (SELECT DISTINCT indicateur FROM valeurs WHERE lot = $lot) LIMIT 1
"""
SUPPRIMER_VALEURS = "DELETE FROM valeurs WHERE lot = $lot"
SUPPRIMER_POPULATIONS = "DELETE FROM populations WHERE lot = $lot"
POPULATION_TOTALE = """
    SELECT p.code, p.annee, SUM(p.effectif) AS population FROM populations p
    WHERE p.decoupage = $decoupage AND p.annee = (SELECT MAX(annee) FROM populations WHERE decoupage = $decoupage)
    GROUP BY p.code, p.annee ORDER BY p.code
"""
POPULATION_D_AGES = """
    SELECT p.code, p.annee, SUM(p.effectif) AS population FROM populations p
    WHERE p.decoupage = $decoupage AND p.annee = (SELECT MAX(annee) FROM populations WHERE decoupage = $decoupage)
        AND p.age_debut >= $age_min AND p.age_fin <= $age_max
    GROUP BY p.code, p.annee ORDER BY p.code
"""
POPULATION_DETAILLEE = """
    SELECT p.code, p.annee, p.sexe, p.age_debut, p.age_fin, SUM(p.effectif) AS effectif FROM populations p
    WHERE p.decoupage = $decoupage AND p.annee = $annee
    GROUP BY p.code, p.annee, p.sexe, p.age_debut, p.age_fin ORDER BY p.code, p.sexe, p.age_debut
"""
POPULATION_PAR_ANNEE = """
    SELECT annee, SUM(effectif) AS population FROM populations WHERE decoupage = $decoupage GROUP BY annee ORDER BY annee
"""
SEXES = "SELECT DISTINCT sexe FROM populations WHERE decoupage = $decoupage AND annee = $annee ORDER BY sexe"
LOTS_CITES = "SELECT DISTINCT lot FROM valeurs UNION SELECT DISTINCT lot FROM populations ORDER BY lot"
NOMBRE_DE_VALEURS = "SELECT COUNT(*) AS n FROM valeurs WHERE remplacee_par IS NULL"


def indicateurs(entrepot: Entrepot) -> tuple[Indicateur, ...]:
    """Le dictionnaire de cette base, noyau d'abord."""
    return ordonner([depuis_texte(t) for t in entrepot.lire(INDICATEURS)["definition"].to_list()])


def inscrire_indicateurs(
    transaction: Transaction, nouveaux: Sequence[Indicateur], provenance: str = "dictionnaire"
) -> None:
    """Ajouter ou mettre à jour des entrées du dictionnaire de la base.

    Le fichier livré (`provenance` « dictionnaire ») n'écrase jamais une entrée corrigée à l'écran (« écran »).
    """
    for indicateur in nouveaux:
        transaction.executer(
            INSCRIRE_INDICATEUR,
            code=indicateur.code,
            definition=en_texte(indicateur),
            provenance=provenance,
            quand=maintenant().isoformat(),
        )


def inserer_valeurs(transaction: Transaction, cases: pl.DataFrame, lot: str) -> None:
    """Verser les cases d'un lot (colonnes `COLONNES_CASE`) ; les mêmes cases d'un lot antérieur cèdent.

    Reprise sans effet double : le lot est d'abord effacé.
    """
    inserer_parties(transaction, iter([cases]), lot)


def inserer_parties(
    transaction: Transaction, parties: Iterator[pl.DataFrame], lot: str, en_masse: bool = False
) -> None:
    """Comme `inserer_valeurs`, par parties. `en_masse` : pour des millions de cases, mémoire bornée."""
    supprimer_lot(transaction, lot)
    rangees = (_rangees(p.select(COLONNES_CASE)) for p in parties)
    if en_masse:
        transaction.inserer_en_masse("valeurs", rangees)
    else:
        for rangee in rangees:
            transaction.inserer("valeurs", rangee)
    if transaction.lire(AUTRES_VALEURS, lot=lot).height:
        transaction.executer(REMPLACER_LES_ANCIENNES, lot=lot)


def _rangees(cases: pl.DataFrame) -> pl.DataFrame:
    """Les mêmes cases, clés en listes triées, dans l'ordre où on les relit ; déjà rangées, elles le restent."""
    listes = {
        c: pl.Enum(cases[c].unique().drop_nulls().cast(pl.String).sort())
        for c in (*_ORDRE, "motif", "lot", "version_calcul")
    }
    enumerees = cases.cast(listes)  # type: ignore[arg-type]
    cle = pl.lit(0, dtype=pl.UInt64)
    for colonne in _ORDRE:
        cle = cle * len(listes[colonne].categories) + pl.col(colonne).to_physical().cast(pl.UInt64)
    rang = enumerees.select(cle.alias("rang")).to_series()
    return enumerees if rang.is_sorted() else enumerees[rang.arg_sort()]


def inserer_population(transaction: Transaction, population: pl.DataFrame, lot: str) -> None:
    """Verser une population : decoupage, code, annee, sexe, age_debut, age_fin, effectif."""
    transaction.executer(SUPPRIMER_POPULATIONS, lot=lot)
    colonnes = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin", "effectif"]
    transaction.inserer("populations", population.select(colonnes).with_columns(lot=pl.lit(lot)))


def supprimer_lot(transaction: Transaction, lot: str) -> None:
    """Retirer les valeurs et populations d'un lot ; ce qu'il remplaçait redevient lisible."""
    transaction.executer(HERITER_DU_REMPLACANT, lot=lot)
    transaction.executer(SUPPRIMER_VALEURS, lot=lot)
    transaction.executer(SUPPRIMER_POPULATIONS, lot=lot)


def cases(
    entrepot: Entrepot,
    *,
    decoupages: Iterable[str] | None = None,
    codes: Iterable[str] | None = None,
    indicateurs: Iterable[str] | None = None,
    periodes: Iterable[str] | None = None,
    sexes: Iterable[str] | None = None,
) -> pl.DataFrame:
    """Lire les valeurs fines (profil DSP) : colonnes `COLONNES_CASE`."""
    criteres = {
        "decoupage": decoupages,
        "code": codes,
        "indicateur": indicateurs,
        "periode": periodes,
        "sexe": sexes,
    }
    filtre, parametres = filtrer(criteres, "v.")
    colonnes = ", ".join(f"v.{c}" for c in COLONNES_CASE)
    return entrepot.lire(CASES.format(colonnes=colonnes, filtre=filtre), **parametres)


def contenus(entrepot: Entrepot) -> pl.DataFrame:
    """Ce que la base contient : indicateur, decoupage, periode, cases, absentes, lots."""
    return entrepot.lire(CONTENUS)


def population_totale(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Population totale la plus récente de chaque territoire : code, annee, population."""
    return entrepot.lire(POPULATION_TOTALE, decoupage=decoupage)


def population_d_ages(entrepot: Entrepot, decoupage: str, age_min: int, age_max: int) -> pl.DataFrame:
    """Population la plus récente des tranches d'âge entières de `age_min` à `age_max` : code, annee, population."""
    return entrepot.lire(POPULATION_D_AGES, decoupage=decoupage, age_min=age_min, age_max=age_max)


def population_detaillee(entrepot: Entrepot, decoupage: str, annee: int) -> pl.DataFrame:
    """Population par sexe et âge de l'année connue la plus proche : code, annee, sexe, age_debut, age_fin, effectif."""
    annees = population_par_annee(entrepot, decoupage)["annee"].to_list()
    proche = min(annees, key=lambda a: (abs(a - annee), -a), default=annee)
    return entrepot.lire(POPULATION_DETAILLEE, decoupage=decoupage, annee=proche)


def population_par_annee(entrepot: Entrepot, decoupage: str) -> pl.DataFrame:
    """Population de tout le découpage : annee, population."""
    return entrepot.lire(POPULATION_PAR_ANNEE, decoupage=decoupage)


def nombre_de_valeurs(entrepot: Entrepot) -> int:
    """Nombre de cases en vigueur."""
    return int(entrepot.lire(NOMBRE_DE_VALEURS)["n"][0])


def lots_cites(entrepot: Entrepot) -> list[str]:
    """Lots dont des valeurs ou des populations se réclament."""
    return entrepot.lire(LOTS_CITES)["lot"].to_list()


def codes_corriges(entrepot: Entrepot) -> frozenset[str]:
    """Mesures dont la fiche a été écrite ou corrigée à l'écran : le fichier livré ne les reprend pas."""
    return frozenset(entrepot.lire(CODES_CORRIGES)["code"].to_list())


def valeurs_d_un_indicateur(source: Entrepot | Transaction, code: str) -> pl.DataFrame:
    """Toutes les cases d'une mesure, remplacées comprises : `COLONNES_CASE` et `remplacee_par`."""
    return source.lire(VALEURS_D_UN_INDICATEUR.format(colonnes=", ".join(COLONNES_CASE)), code=code)


def remplacer_valeurs_d_un_indicateur(transaction: Transaction, code: str, cases: pl.DataFrame) -> None:
    """Écrire ces cases (colonnes de `valeurs_d_un_indicateur`) à la place de celles de la mesure."""
    transaction.executer(RETIRER_VALEURS_D_UN_INDICATEUR, code=code)
    transaction.inserer("valeurs", cases.select(*COLONNES_CASE, "remplacee_par"))
