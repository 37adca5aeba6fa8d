"""Contrôler ce qui a été compris : doublons, taux contre effectif, bornes, âges."""

from __future__ import annotations

import math

import polars as pl

from tableau_bord.commun.francais import compter, enumerer, nombre
from tableau_bord.importation.chantier import DE_COTE, ETAT, LIMITE, RIEN_ENREGISTRE, Chantier
from tableau_bord.importation.modele import LIGNE, Gravite, Role

BASES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
_LOIN = 0.02
"""Écart (log10) au-delà duquel le rapport médian n'est celui d'aucune base."""


def doublons(c: Chantier, valeurs: pl.DataFrame, cle: list[str]) -> pl.DataFrame:
    """Garder une seule fois un doublon exact ; deux lignes qui se contredisent bloquent le versement."""
    repetees = valeurs.filter(pl.struct(cle).is_duplicated())
    if repetees.is_empty():
        return valeurs
    contenu = [x for x in valeurs.columns if x != LIGNE]
    uniques = valeurs.unique(contenu, keep="first", maintain_order=True)
    exacts = repetees.join(uniques, on=LIGNE, how="anti")
    if exacts.height:
        c.poser(c.sortie[ETAT].set(c.sortie[LIGNE].is_in(exacts[LIGNE].implode()), DE_COTE))
        c.noter(
            "doublon exact", Gravite.DE_COTE,
            f"{compter(exacts.height, 'ligne répète une autre', 'lignes répètent une autre')} à l'identique, mise de côté.",
            "Rien à faire\u00a0: une seule est gardée.", int(exacts[LIGNE][0]),
        )  # fmt: skip
    _contradictions(c, uniques, cle)
    return uniques


def _contradictions(c: Chantier, uniques: pl.DataFrame, cle: list[str]) -> None:
    groupes = (
        uniques.filter(pl.struct(cle).is_duplicated())
        .group_by(cle, maintain_order=True)
        .agg(pl.col(LIGNE).head(4))
        .head(LIMITE)
    )
    for rangee in groupes.iter_rows(named=True):
        lignes = rangee[LIGNE]
        case = ", ".join(str(rangee[k]) for k in cle)
        c.noter(
            "lignes contradictoires", Gravite.BLOQUANTE,
            f"Les lignes {enumerer([str(n) for n in lignes])} décrivent la même case ({case}) avec des nombres "
            f"différents. {RIEN_ENREGISTRE}",
            "Gardez la bonne, ou distinguez-les par une période, un sexe ou un âge.", lignes[0], valeur=case,
        )  # fmt: skip


def taux_contre_effectif(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Signaler un taux publié que l'effectif et le dénominateur ne refont pas, au niveau affiché.

    La base (1, 100, 1 000…) se déduit du rapport médian. Si la plupart des lignes s'écartent, le taux
    est d'une autre nature (ajusté, lissé) : une seule phrase le dit.
    """
    pleines = valeurs.filter(
        (pl.col("denominateur") > 0) & pl.col("valeur").is_not_null() & pl.col("effectif").is_not_null()
    )
    base = _base(pleines)
    if not base:
        return
    decimales = _decimales(c)
    tolerance = pl.max_horizontal(pl.lit(0.5 * 10.0**-decimales + 1e-9), pl.col("refait") * 1e-6)
    refaits = pleines.with_columns(refait=pl.col("effectif") / pl.col("denominateur") * base)
    fautifs = refaits.filter((pl.col("valeur") - pl.col("refait")).abs() > tolerance)
    if fautifs.height > max(1, pleines.height / 2):
        c.noter(
            "taux publié contre effectif", Gravite.SIGNALEE,
            f"Le taux publié ne se refait pas de l'effectif sur {compter(fautifs.height, 'ligne')}.",
            "S'il est ajusté ou lissé à la source, dites-le au dictionnaire. Sinon, vérifiez les colonnes.",
        )  # fmt: skip
        return
    for r in fautifs.head(LIMITE).iter_rows(named=True):
        _signaler_taux(c, r, decimales)


def _base(pleines: pl.DataFrame) -> float:
    """La base du taux, ou 0 si le rapport médian n'en désigne aucune."""
    positives = pleines.filter((pl.col("effectif") > 0) & (pl.col("valeur") > 0))
    if positives.height < 3:
        return 0.0
    mediane = (positives["valeur"] * positives["denominateur"] / positives["effectif"]).median()
    if not isinstance(mediane, float) or mediane <= 0:
        return 0.0
    proche = min(BASES, key=lambda b: abs(math.log10(mediane) - math.log10(b)))
    return proche if abs(math.log10(mediane) - math.log10(proche)) <= _LOIN else 0.0


def _decimales(c: Chantier) -> int:
    """Nombre de décimales affichées par la colonne de valeur."""
    cellules = c.cellules(Role.VALEUR)
    if cellules is None:
        return 1
    longueurs = cellules.str.extract(r"[.,](\d+)\s*%?$", 1).str.len_chars().max()
    return min(longueurs, 9) if isinstance(longueurs, int) else 0


def _signaler_taux(c: Chantier, r: dict[str, float], decimales: int) -> None:
    publie, refait = nombre(r["valeur"], decimales), nombre(r["refait"], decimales)
    c.noter(
        "taux publié contre effectif", Gravite.SIGNALEE,
        f"Ligne {r[LIGNE]}\u00a0: le taux publié est {publie}, mais {nombre(r['effectif'])} sur "
        f"{nombre(r['denominateur'])} donnent {refait}.",
        "Vérifiez auprès de la source. L'effectif est gardé et le taux est refait.",
        int(r[LIGNE]), colonne=str(c.plan.colonne(Role.VALEUR)), valeur=publie,
    )  # fmt: skip


def bornes(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Signaler une valeur hors de ses propres bornes."""
    hors = valeurs.filter((pl.col("valeur") < pl.col("borne_inf")) | (pl.col("valeur") > pl.col("borne_sup")))
    for r in hors.head(LIMITE).iter_rows(named=True):
        c.noter(
            "valeur hors bornes", Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: la valeur {nombre(r['valeur'], 2)} n'est pas entre ses bornes.",
            "Vérifiez quelle colonne est la borne inférieure.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(Role.VALEUR)), valeur=nombre(r["valeur"], 2),
        )  # fmt: skip


def ages_disjoints(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Bloquer des classes d'âge qui se chevauchent : la population y serait comptée deux fois."""
    classes = (
        valeurs.select("decoupage", "age_debut", "age_fin").unique().sort("decoupage", "age_debut", "age_fin")
    )
    precedent = pl.col("age_fin").shift(1).over("decoupage")
    fautives = classes.with_columns(precedent=precedent).filter(pl.col("age_debut") <= pl.col("precedent"))
    if fautives.height:
        debut, fin, avant = fautives.select("age_debut", "age_fin", "precedent").row(0)
        c.noter(
            "âges qui se chevauchent", Gravite.BLOQUANTE,
            f"La classe {debut}-{fin} commence avant la fin de la précédente ({avant}). {RIEN_ENREGISTRE}",
            "Gardez un seul jeu de classes d'âge.", colonne=str(c.plan.colonne(Role.AGE)), valeur=f"{debut}-{fin}",
        )  # fmt: skip
