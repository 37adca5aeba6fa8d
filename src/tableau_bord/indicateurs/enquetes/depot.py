"""Tout le SQL des enquêtes pesées."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.divulgation import depot as cube
from tableau_bord.entrepot import Entrepot, Transaction, filtrer

CLE = ("decoupage", "code", "indicateur", "periode")
COLONNES = (
    *(
        "lot",
        *CLE,
        "voie",
        "methode",
        "erreur_type",
        "effet_plan",
        "brut",
        "direct",
        "direct_erreur",
        "direct_inf",
    ),
    *(
        "direct_sup",
        "modele",
        "modele_erreur",
        "modele_inf",
        "modele_sup",
        "synthetique",
        "synthetique_erreur",
    ),
    *("synthetique_inf", "synthetique_sup", "methode_modele", "reste", "valeur_p", "signe", "repliques"),
)
_PARUES = (*CLE, "voie", "methode", "erreur_type", "effet_plan", "reste", "valeur_p", "signe")
ENQUETES = """
    SELECT e.lot, e.nom, e.periode, e.declaration, e.rapport, e.graine, e.nombre, e.quand FROM enquetes e
    WHERE EXISTS (SELECT 1 FROM enquete_estimations x WHERE x.lot = e.lot) ORDER BY e.quand DESC, e.lot
"""
INSCRIRE = """
    INSERT INTO enquetes (lot, nom, periode, declaration, rapport, graine, nombre, quand)
    VALUES ($lot, $nom, $periode, $declaration, $rapport, $graine, $nombre, $quand)
"""
ESTIMATIONS = f"""
    SELECT {", ".join(c for c in COLONNES if c != "repliques")} FROM enquete_estimations WHERE {{filtre}}
    ORDER BY indicateur, decoupage, code
"""
SYNTHETIQUES = """
    SELECT lot, decoupage, code, indicateur, periode, synthetique, synthetique_erreur, synthetique_inf, synthetique_sup,
           methode_modele
    FROM enquete_estimations WHERE {filtre} AND synthetique IS NOT NULL ORDER BY lot, indicateur, decoupage, code
"""
PRECISIONS_FINES = f"""
    SELECT {", ".join(f"e.{c}" for c in _PARUES)} FROM enquete_estimations e
    JOIN (SELECT DISTINCT lot, decoupage, code, indicateur, periode FROM valeurs WHERE remplacee_par IS NULL) v
        ON v.lot = e.lot AND v.decoupage = e.decoupage AND v.code = e.code AND v.indicateur = e.indicateur
        AND v.periode = e.periode
    WHERE {{filtre}} ORDER BY e.indicateur, e.decoupage, e.code
"""
_COURANTES = f"""
    JOIN ({cube.COURANTES}) a ON a.publication = e.publication AND a.indicateur = e.indicateur
        AND a.decoupage = e.decoupage AND a.periode = e.periode
"""
PRECISIONS_PARUES = f"""
    SELECT {", ".join(f"e.{c}" for c in _PARUES)} FROM cube_enquete e {_COURANTES}
    WHERE {{filtre}} ORDER BY e.indicateur, e.decoupage, e.code
"""
REPLIQUES_PARUES = f"""
    SELECT e.code, e.repliques FROM cube_enquete e {_COURANTES}
    WHERE e.repliques IS NOT NULL AND {{filtre}} ORDER BY e.code
"""
PARUES = f"""
    SELECT e.publication, {", ".join(f"e.{c}" for c in _PARUES)}, e.repliques FROM cube_enquete e {_COURANTES}
    ORDER BY e.publication, e.indicateur, e.decoupage, e.code
"""
AVIS = "SELECT avis, lot, objet, savoir, qui, position, raison, quand FROM enquete_avis WHERE lot = $lot ORDER BY rang, avis"
INSCRIRE_AVIS = """
    INSERT INTO enquete_avis (avis, lot, objet, savoir, qui, position, raison, quand, rang)
    SELECT $avis, $lot, $objet, $savoir, $qui, $position, $raison, $quand, COALESCE(MAX(rang), 0) + 1 FROM enquete_avis
    ON CONFLICT (avis) DO NOTHING
"""


@dataclass(frozen=True)
class Enquete:
    """Une enquête pesée : `declaration` (les choix, en YAML), `rapport` (calage et règle, en JSON)."""

    lot: str
    nom: str
    periode: str
    declaration: str
    rapport: str
    graine: int
    nombre: int
    quand: datetime


@dataclass(frozen=True)
class Avis:
    """L'avis d'une personne du comité sur un choix : `position` vaut « approuve » ou « objecte »."""

    avis: str
    lot: str
    objet: str
    savoir: str
    qui: str
    position: str
    raison: str
    quand: datetime


def inscrire(transaction: Transaction, enquete: Enquete, estimations: pl.DataFrame) -> None:
    """Écrire une enquête et ses estimations (colonnes de `COLONNES`) ; reprise sans effet double."""
    for table in ("enquetes", "enquete_estimations"):
        transaction.executer(f"DELETE FROM {table} WHERE lot = $lot", lot=enquete.lot)
    transaction.executer(
        INSCRIRE, lot=enquete.lot, nom=enquete.nom, periode=enquete.periode, declaration=enquete.declaration,
        rapport=enquete.rapport, graine=enquete.graine, nombre=enquete.nombre, quand=enquete.quand.isoformat(),
    )  # fmt: skip
    transaction.inserer("enquete_estimations", estimations.select(COLONNES))


def supprimer_lot(transaction: Transaction, lot: str) -> None:
    """Retirer les estimations d'un lot ; ce qui a paru, et l'avis du comité, restent."""
    transaction.executer("DELETE FROM enquete_estimations WHERE lot = $lot", lot=lot)


def enquetes(entrepot: Entrepot) -> tuple[Enquete, ...]:
    """Les enquêtes dont le lot tient toujours, de la plus récente à la plus ancienne."""
    return tuple(
        Enquete(**{**e, "quand": datetime.fromisoformat(str(e["quand"]))})
        for e in entrepot.lire(ENQUETES).to_dicts()
    )


def une_enquete(entrepot: Entrepot, lot: str) -> Enquete:
    """Une enquête par son lot. Lève IndicateurErreur si elle n'existe pas ou a été annulée."""
    trouvee = next((e for e in enquetes(entrepot) if e.lot == lot), None)
    if trouvee is None:
        raise IndicateurErreur(
            "enquete_inconnue",
            "Cette enquête n'est pas dans la base.",
            ou=f"Lot {lot}",
            remede="Rechargez la page.",
        )
    return trouvee


def estimations(entrepot: Entrepot, lot: str) -> pl.DataFrame:
    """Au profil DSP : brut, direct, modèle et synthétique de chaque territoire (`COLONNES`, sans les réplications)."""
    filtre, parametres = filtrer({"lot": [lot]})
    return entrepot.lire(ESTIMATIONS.format(filtre=filtre), **parametres)


def synthetiques(source: Entrepot | Transaction, lots: Iterable[str]) -> pl.DataFrame:
    """Les valeurs synthétiques de ces lots : elles ne doivent rien aux répondants du territoire."""
    filtre, parametres = filtrer({"lot": list(lots)})
    return source.lire(SYNTHETIQUES.format(filtre=filtre), **parametres)


def figer(transaction: Transaction, publication: str, cases: pl.DataFrame) -> None:
    """Garder avec une publication la voie, l'erreur type et les réplications de ce qu'elle montre ; rien du reste.

    `cases` : `COLONNES_CASE` et `raison`, telles qu'inscrites. Une case masquée dont paraît la valeur synthétique n'a ni
    réplications, ni comparaison.
    """
    transaction.executer("DELETE FROM cube_enquete WHERE publication = $publication", publication=publication)
    montrees = cases.filter(pl.col("valeur").is_not_null()).select(
        "lot", *CLE, cachee=pl.col("raison").is_not_null()
    )
    filtre, parametres = filtrer({"lot": montrees["lot"].unique().to_list()})
    sql = f"SELECT {', '.join(COLONNES)} FROM enquete_estimations WHERE {filtre}"
    lues = transaction.lire(sql, **parametres).join(montrees.unique(), on=["lot", *CLE])
    cachee = pl.col("cachee")
    parues = lues.select(
        pl.lit(publication).alias("publication"), *CLE,
        voie=pl.when(cachee).then(pl.lit("synthétique")).otherwise("voie"),
        methode=pl.when(cachee).then("methode_modele").otherwise("methode"),
        erreur_type=pl.when(cachee).then("synthetique_erreur").otherwise("erreur_type"),
        effet_plan=pl.when(~cachee).then("effet_plan"),
        reste=pl.when(~cachee).then("reste"),
        valeur_p=pl.when(~cachee).then("valeur_p"),
        signe=pl.when(~cachee).then("signe"),
        repliques=pl.when(~cachee & (pl.col("voie") == "direct")).then("repliques"),
    )  # fmt: skip
    if parues.height:
        transaction.inserer("cube_enquete", parues)


def precisions(
    entrepot: Entrepot,
    profil: Profil,
    *,
    decoupages: Iterable[str] | None = None,
    codes: Iterable[str] | None = None,
    indicateurs: Iterable[str] | None = None,
) -> pl.DataFrame:
    """Ce que ce profil lit de plus sur une estimation d'enquête : voie, methode, erreur_type, effet_plan, reste, valeur_p, signe."""
    criteres = {"decoupage": decoupages, "code": codes, "indicateur": indicateurs}
    filtre, parametres = filtrer(criteres, "e.")
    sql = PRECISIONS_FINES if profil is Profil.DSP else PRECISIONS_PARUES
    return entrepot.lire(sql.format(filtre=filtre), **parametres)


def parues(entrepot: Entrepot) -> pl.DataFrame:
    """Tout ce qui a paru d'enquêtes et se lit encore : publication, `CLE`, voie… et repliques (ce qui part dans une valise)."""
    return entrepot.lire(PARUES)


def repliques(
    entrepot: Entrepot, indicateur: str, decoupage: str, periode: str
) -> tuple[tuple[str, ...], NDArray[np.float64]]:
    """Codes et réplications (B, codes) des estimations directes parues, dans l'unité de la mesure.

    La b-ième ligne est la même réplication pour tous les indicateurs d'une même enquête : on la tire une fois.
    """
    filtre, parametres = filtrer(
        {"indicateur": [indicateur], "decoupage": [decoupage], "periode": [periode]}, "e."
    )
    lues = entrepot.lire(REPLIQUES_PARUES.format(filtre=filtre), **parametres)
    if lues.is_empty():
        return (), np.empty((0, 0))
    tableau = np.stack([np.frombuffer(b, dtype="<f4") for b in lues["repliques"]], axis=1)
    return tuple(lues["code"]), tableau.astype(np.float64)


def inscrire_avis(transaction: Transaction, avis: Avis) -> None:
    """Ajouter un avis ; un second de la même personne sur le même choix s'ajoute, le plus récent l'emporte."""
    transaction.executer(INSCRIRE_AVIS, **{**avis.__dict__, "quand": avis.quand.isoformat()})


def avis(entrepot: Entrepot, lot: str) -> tuple[Avis, ...]:
    """Les avis d'une enquête, du plus ancien au plus récent ; le dernier de chacun sur chaque choix."""
    tous = [
        Avis(**{**a, "quand": datetime.fromisoformat(str(a["quand"]))})
        for a in entrepot.lire(AVIS, lot=lot).to_dicts()
    ]
    return tuple({(a.objet, a.qui, a.savoir): a for a in tous}.values())
