"""Tout le SQL de la divulgation : le cube publié et le registre des publications."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from tableau_bord.commun.horloge import maintenant
from tableau_bord.divulgation import preparations_depot
from tableau_bord.entrepot import Entrepot, Transaction, filtrer

CLE = ("decoupage", "code", "indicateur", "periode", "sexe", "age")
COLONNES_CASE = (
    *("decoupage", "code", "indicateur", "periode", "annee", "sexe", "age", "effectif", "denominateur"),
    *("valeur", "borne_inf", "borne_sup", "motif", "lot", "version_calcul"),
)
COURANTES = """
    SELECT publication, indicateur, decoupage, periode FROM (
        SELECT c.publication, c.indicateur, c.decoupage, c.periode,
               ROW_NUMBER() OVER (
                   PARTITION BY c.indicateur, c.decoupage, c.periode ORDER BY p.quand DESC, p.publication
               ) AS rang
        FROM publication_contenu c JOIN publications p ON p.publication = c.publication
        WHERE NOT EXISTS (SELECT 1 FROM retraits r WHERE r.publication = c.publication)
    ) rangees WHERE rang = 1
"""
CASES_PUBLIEES = (
    """
    SELECT {colonnes} FROM cube k
    JOIN ("""
    + COURANTES
    + """) a ON a.publication = k.publication AND a.indicateur = k.indicateur
        AND a.decoupage = k.decoupage AND a.periode = k.periode
    WHERE {filtre} ORDER BY k.indicateur, k.decoupage, k.periode, k.sexe, k.age, k.code
"""
)
CONTENUS_COURANTS = (
    """
    SELECT a.indicateur, a.decoupage, a.periode, a.publication, c.lots, c.cases, c.masquees, p.quand
    FROM ("""
    + COURANTES
    + """) a JOIN publications p ON p.publication = a.publication
    JOIN publication_contenu c ON c.publication = a.publication AND c.indicateur = a.indicateur
        AND c.decoupage = a.decoupage AND c.periode = a.periode
    ORDER BY a.indicateur, a.decoupage, a.periode
"""
)
PUBLICATIONS = """
    SELECT p.publication, p.quand, p.auteur, p.note, p.cases, p.masquees, p.version_calcul,
           r.quand AS retiree_le, r.raison AS raison_retrait
    FROM publications p LEFT JOIN retraits r ON r.publication = p.publication
    ORDER BY p.quand DESC, p.publication
"""
RAISONS_DE_MASQUE = (
    """
    SELECT m.publication, m.decoupage, m.code, m.indicateur, m.periode, m.sexe, m.age, m.raison
    FROM masques m JOIN ("""
    + COURANTES
    + """) a ON a.publication = m.publication AND a.indicateur = m.indicateur
        AND a.decoupage = m.decoupage AND a.periode = m.periode
    WHERE m.decoupage = $decoupage AND m.code = $code ORDER BY m.indicateur, m.periode, m.sexe
"""
)
PARUES = """
    SELECT k.decoupage, k.code, k.indicateur, k.periode, k.sexe, k.age, k.lot,
           k.effectif, k.denominateur, k.valeur, r.rang,
           COALESCE(m.raison, CASE WHEN k.motif = 'trop incertain' THEN k.motif END) AS raison
    FROM cube k
    JOIN (
        SELECT publication, ROW_NUMBER() OVER (ORDER BY quand, publication) AS rang FROM publications
        WHERE publication <> $sauf
    ) r ON r.publication = k.publication
    LEFT JOIN masques m ON m.publication = k.publication AND m.decoupage = k.decoupage AND m.code = k.code
        AND m.indicateur = k.indicateur AND m.periode = k.periode AND m.sexe = k.sexe AND m.age = k.age
    WHERE {filtre} AND (k.effectif IS NOT NULL OR k.valeur IS NOT NULL OR k.motif IS NOT NULL)
    ORDER BY r.rang, k.indicateur, k.decoupage, k.periode, k.sexe, k.age, k.code
"""
INDICATEURS_PARUS = "SELECT DISTINCT indicateur FROM publication_contenu ORDER BY indicateur"
PUBLICATIONS_PARUES = "SELECT publication FROM publications ORDER BY publication"
INSCRIRE = """
    INSERT INTO publications (publication, quand, auteur, note, cases, masquees, version_calcul)
    VALUES ($publication, $quand, $auteur, $note, $cases, $masquees, $version_calcul)
"""
RETIRER = """
    INSERT INTO retraits (publication, quand, auteur, raison) VALUES ($publication, $quand, $auteur, $raison)
    ON CONFLICT (publication) DO NOTHING
"""


@dataclass(frozen=True)
class Publication:
    """Un geste daté qui rend un cube lisible au profil table."""

    publication: str
    quand: datetime
    auteur: str
    note: str
    cases: int
    masquees: int
    version_calcul: str
    retiree_le: datetime | None = None
    raison_retrait: str = ""


def inscrire(transaction: Transaction, publication: Publication, cases: pl.DataFrame) -> None:
    """Écrire une publication et son cube ; reprise sans effet double.

    `cases` : colonnes de `COLONNES_CASE` plus `raison` (voir `masquage.masquer`).
    """
    cle = {"publication": publication.publication}
    for table in ("publications", "publication_contenu", "cube", "masques"):
        transaction.executer(f"DELETE FROM {table} WHERE publication = $publication", **cle)
    transaction.executer(
        INSCRIRE,
        **cle,
        quand=publication.quand.isoformat(),
        auteur=publication.auteur,
        note=publication.note,
        cases=publication.cases,
        masquees=publication.masquees,
        version_calcul=publication.version_calcul,
    )
    ordre = ["indicateur", "decoupage", "periode", "sexe", "age", "code"]
    marquees = cases.sort(ordre).with_columns(publication=pl.lit(publication.publication))
    transaction.inserer("publication_contenu", _contenu(marquees))
    transaction.inserer("cube", marquees.select("publication", *COLONNES_CASE))
    masques = marquees.filter(pl.col("raison").is_not_null())
    transaction.inserer("masques", masques.select("publication", *CLE, "raison"))
    for indicateur in cases["indicateur"].unique().sort():
        preparations_depot.oublier(transaction, str(indicateur))


def _contenu(marquees: pl.DataFrame) -> pl.DataFrame:
    """Ce qu'une publication montre, compté une fois pour que chaque page le lise sans relire le cube."""
    return marquees.group_by("publication", "indicateur", "decoupage", "periode", maintain_order=True).agg(
        cases=pl.len().cast(pl.Int32),
        masquees=pl.col("raison").count().cast(pl.Int32),
        lots=pl.col("lot").unique().sort().str.join(","),
    )


def cases_publiees(
    entrepot: Entrepot,
    *,
    decoupages: Iterable[str] | None = None,
    codes: Iterable[str] | None = None,
    indicateurs: Iterable[str] | None = None,
    periodes: Iterable[str] | None = None,
    sexes: Iterable[str] | None = None,
) -> pl.DataFrame:
    """Lire le cube publié en vigueur : colonnes `COLONNES_CASE`."""
    filtre, parametres = filtrer(
        {
            "decoupage": decoupages,
            "code": codes,
            "indicateur": indicateurs,
            "periode": periodes,
            "sexe": sexes,
        },
        "k.",
    )
    colonnes = ", ".join(f"k.{c}" for c in COLONNES_CASE)
    return entrepot.lire(CASES_PUBLIEES.format(colonnes=colonnes, filtre=filtre), **parametres)


def contenus_courants(entrepot: Entrepot) -> pl.DataFrame:
    """Ce que montre le profil table : indicateur, decoupage, periode, publication, lots, cases, masquees, quand."""
    return entrepot.lire(CONTENUS_COURANTS)


def publications(entrepot: Entrepot) -> tuple[Publication, ...]:
    """Le registre, de la plus récente à la plus ancienne, retirées comprises."""
    return tuple(_depuis(ligne) for ligne in entrepot.lire(PUBLICATIONS).to_dicts())


def _depuis(ligne: dict[str, object]) -> Publication:
    retrait = ligne.pop("retiree_le")
    raison = ligne.pop("raison_retrait")
    return Publication(
        **{**ligne, "quand": datetime.fromisoformat(str(ligne["quand"]))},  # type: ignore[arg-type]
        retiree_le=datetime.fromisoformat(str(retrait)) if retrait else None,
        raison_retrait=str(raison or ""),
    )


def raisons_de_masque(entrepot: Entrepot, decoupage: str, code: str) -> pl.DataFrame:
    """Au profil DSP seulement : quelle case est masquée au profil table, et pourquoi."""
    return entrepot.lire(RAISONS_DE_MASQUE, decoupage=decoupage, code=code)


def cases_parues(entrepot: Entrepot, indicateurs: Iterable[str] | None, sauf: str = "") -> pl.DataFrame:
    """Tout ce que le registre a fait paraître, retiré compris : identité, effectif, denominateur, valeur, raison, rang.

    `rang` : ordre de la publication. `sauf` : une publication à ne pas compter (celle qu'on reprend).
    """
    filtre, parametres = filtrer({"indicateur": indicateurs}, "k.")
    return entrepot.lire(PARUES.format(filtre=filtre), sauf=sauf, **parametres)


def identifiants_parus(source: Entrepot | Transaction) -> list[str]:
    """Identifiants de toutes les publications, retirées comprises."""
    return source.lire(PUBLICATIONS_PARUES)["publication"].to_list()


def contenus_parus(entrepot: Entrepot) -> list[str]:
    """Indicateurs dont quelque chose a paru un jour, retiré compris."""
    return entrepot.lire(INDICATEURS_PARUS)["indicateur"].to_list()


def retirer(transaction: Transaction, publication: str, auteur: str, raison: str) -> None:
    """Retirer une publication : elle ne se lit plus, le registre s'en souvient."""
    quand = maintenant().isoformat()
    transaction.executer(RETIRER, publication=publication, quand=quand, auteur=auteur, raison=raison)
