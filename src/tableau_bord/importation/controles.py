"""Contrôler ce qui a été compris : doublons, taux contre effectif, bornes, âges."""

from __future__ import annotations

import math

import polars as pl

from tableau_bord.commun.francais import compter, enumerer, nombre
from tableau_bord.importation.chantier import DE_COTE, ETAT, LIMITE, REFUSEE, RIEN_ENREGISTRE, Chantier
from tableau_bord.importation.modele import LIGNE, RANG, Gravite, Role

TAUX = "taux publié contre effectif"
BASES = (1.0, 100.0, 1_000.0, 10_000.0, 100_000.0)
_LOIN = 0.02
"""Écart (log10) au-delà duquel le rapport médian n'est celui d'aucune base."""


_NEGLIGEABLE = 1e-6
"""Écart relatif du calcul en virgule flottante, qui ne change aucun chiffre affiché."""
_INVERSEES = pl.col("borne_sup") < pl.col("borne_inf")


def doublons(c: Chantier, valeurs: pl.DataFrame, cle: list[str]) -> pl.DataFrame:
    """Garder une seule fois un doublon exact ; refuser les lignes qui se contredisent."""
    if "_case" in valeurs.columns and valeurs["_case"].n_unique() == valeurs.height:
        return valeurs  # déjà numérotées (`controles_parts.numeroter`), toutes différentes
    repetees = valeurs.filter(pl.struct(cle).is_duplicated())
    if repetees.is_empty():
        return valeurs
    contenu = [x for x in valeurs.columns if x not in {LIGNE, RANG}]
    uniques = valeurs.unique(contenu, keep="first", maintain_order=True)
    exacts = repetees.join(uniques, on=RANG, how="anti")
    if exacts.height:
        _changer(c, exacts, DE_COTE)
        c.noter(
            "doublon exact", Gravite.DE_COTE,
            f"{compter(exacts.height, 'ligne répète une autre', 'lignes répètent une autre')} à l'identique, mise de côté.",
            "Rien à faire\u00a0: une seule est gardée.", int(exacts[LIGNE][0]),
        )  # fmt: skip
    return _sans_contradictions(c, uniques, cle)


def lignes_repetees(c: Chantier) -> None:
    """Mettre de côté les lignes du fichier identiques à une précédente, strates et notes comprises."""
    contenu = c.brut.drop(LIGNE)
    repetees = ~contenu.select(pl.struct(pl.all()).is_first_distinct()).to_series()
    if combien := int(repetees.sum()):
        c.poser(c.sortie[ETAT].set(repetees, DE_COTE))
        c.noter(
            "doublon exact", Gravite.DE_COTE,
            f"{compter(combien, 'ligne répète une autre', 'lignes répètent une autre')} à l'identique, mise de côté.",
            "Rien à faire\u00a0: une seule est gardée.", int(c.brut.filter(repetees)[LIGNE][0]),
        )  # fmt: skip


def _changer(c: Chantier, lignes: pl.DataFrame, etat: int) -> None:
    c.poser(c.sortie[ETAT].set(c.sortie[RANG].is_in(lignes[RANG].implode()), etat))


def _sans_contradictions(c: Chantier, uniques: pl.DataFrame, cle: list[str]) -> pl.DataFrame:
    double = pl.struct(cle).is_duplicated()
    fautives = uniques.filter(double)
    if fautives.is_empty():
        return uniques
    _changer(c, fautives, REFUSEE)
    groupes = fautives.group_by(cle, maintain_order=True).agg(pl.col(LIGNE).head(4)).head(LIMITE)
    for rangee in groupes.iter_rows(named=True):
        lignes = rangee[LIGNE]
        case = ", ".join(str(rangee[k]) for k in cle)
        c.noter(
            "lignes contradictoires", Gravite.REFUSEE,
            f"Les lignes {enumerer([str(n) for n in lignes])} décrivent la même case ({case}) avec des nombres "
            f"différents. {RIEN_ENREGISTRE}",
            "Gardez la bonne, ou distinguez-les par une période, un sexe ou un âge.", lignes[0], valeur=case,
        )  # fmt: skip
    return uniques.filter(~double)


def taux_contre_effectif(c: Chantier, valeurs: pl.DataFrame, seuil: float = 0.5) -> None:
    """Signaler un taux publié que l'effectif et le dénominateur ne refont pas, au niveau affiché.

    `seuil` : écart permis, en unités du dernier chiffre affiché. La base (1, 100, 1 000…) se déduit,
    par indicateur, du rapport médian. Si la plupart des lignes s'écartent, le taux est d'une autre nature
    (ajusté, lissé) : une seule phrase le dit.
    """
    bases = bases_deduites(valeurs)
    if not bases:
        return
    base = pl.col("indicateur").replace_strict(bases, default=None, return_dtype=pl.Float64)
    refaits = _pleines(valeurs).with_columns(refait=pl.col("effectif") / pl.col("denominateur") * base)
    ecart = (pl.col("valeur") - pl.col("refait")).abs()
    douteux = refaits.filter(ecart > pl.col("refait").abs() * _NEGLIGEABLE)
    if douteux.is_empty():
        return
    decimales = _decimales(c)
    precis = douteux.join(decimales, on=RANG, how="left").with_columns(pl.col("decimales").fill_null(1))
    fautifs = precis.filter(ecart > seuil * pl.lit(10.0).pow(-pl.col("decimales")) + 1e-9)
    _dire_taux(c, fautifs, refaits.group_by("indicateur").len())


def _dire_taux(c: Chantier, fautifs: pl.DataFrame, comptes: pl.DataFrame) -> None:
    """Une phrase pour l'indicateur dont la plupart des taux s'écartent, sinon une par ligne."""
    lignes = dict(comptes.iter_rows())
    for groupe in fautifs.partition_by("indicateur", maintain_order=True):
        if groupe.height > max(1, lignes[groupe["indicateur"][0]] / 2):
            c.noter(
                TAUX, Gravite.SIGNALEE,
                f"Le taux publié ne se refait pas de l'effectif sur {compter(groupe.height, 'ligne')}.",
                "S'il est ajusté ou lissé à la source, dites-le au dictionnaire. Sinon, vérifiez les colonnes.",
            )  # fmt: skip
            continue
        for r in groupe.head(LIMITE).iter_rows(named=True):
            _signaler_taux(c, r, r["decimales"])


def _pleines(valeurs: pl.DataFrame) -> pl.DataFrame:
    return valeurs.filter(
        (pl.col("denominateur") > 0) & pl.col("valeur").is_not_null() & pl.col("effectif").is_not_null()
    )


def bases_deduites(valeurs: pl.DataFrame) -> dict[str, float]:
    """La base (1, 100, 1 000…) de chaque indicateur, du rapport médian du taux à l'effectif sur le dénominateur.

    `valeurs` : indicateur, effectif, denominateur, valeur. Un indicateur de moins de trois lignes non
    nulles, ou dont le rapport n'est celui d'aucune base (à 5 % près), n'y est pas.
    """
    positives = _pleines(valeurs).filter((pl.col("effectif") > 0) & (pl.col("valeur") > 0))
    rapport = pl.col("valeur") * pl.col("denominateur") / pl.col("effectif")
    medianes = positives.group_by("indicateur").agg(n=pl.len(), m=rapport.median()).filter(pl.col("n") >= 3)
    trouvees = {i: _base(m) for i, m in medianes.select("indicateur", "m").iter_rows()}
    return {i: b for i, b in trouvees.items() if b}


def _base(mediane: float) -> float:
    proche = min(BASES, key=lambda b: abs(math.log10(mediane) - math.log10(b)))
    return proche if abs(math.log10(mediane) - math.log10(proche)) <= _LOIN else 0.0


def _decimales(c: Chantier) -> pl.DataFrame:
    """`_ligne`, `decimales` affichées par la valeur, au moins celles de l'indicateur moins un zéro final perdu.

    Un tableur écrit « 96 » pour 96,0 : à une décimale près, on attend le plus fin de l'indicateur. Une
    valeur bien moins précise a été arrondie par la source, et se juge à sa propre précision.
    """
    cellules = c.cellules(Role.VALEUR)
    if cellules is None:
        return pl.DataFrame({RANG: [], "decimales": []}, schema={RANG: pl.UInt32, "decimales": pl.Int64})
    affichees = cellules.str.extract(r"[.,](\d+)\s*%?$", 1).str.len_chars().fill_null(0).cast(pl.Int64)
    cadre = c.sortie.select(RANG, "indicateur").with_columns(d=affichees.clip(upper_bound=9))
    plus_fin = pl.col("d").max().over("indicateur")
    return cadre.select(RANG, decimales=pl.when(pl.col("d") >= plus_fin - 1).then(plus_fin).otherwise("d"))


def _signaler_taux(c: Chantier, r: dict[str, float], decimales: int) -> None:
    publie, refait = nombre(r["valeur"], decimales), nombre(r["refait"], decimales)
    c.noter(
        TAUX, Gravite.SIGNALEE,
        f"Ligne {r[LIGNE]}\u00a0: le taux publié est {publie}, mais {_compte(r['effectif'])} sur "
        f"{_compte(r['denominateur'])} donnent {refait}.",
        "Vérifiez auprès de la source. L'effectif est gardé et le taux est refait.",
        int(r[LIGNE]), colonne=str(c.plan.colonne(Role.VALEUR)), valeur=publie,
    )  # fmt: skip


def _compte(x: float) -> str:
    return nombre(x, 0 if x == round(x) else 2)


def bornes(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Signaler une valeur hors de ses propres bornes, si elles sont dans l'ordre."""
    dehors = (pl.col("valeur") < pl.col("borne_inf")) | (pl.col("valeur") > pl.col("borne_sup"))
    for r in valeurs.filter(dehors & ~_INVERSEES.fill_null(False)).head(LIMITE).iter_rows(named=True):
        c.noter(
            "valeur hors bornes", Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: la valeur {nombre(r['valeur'], 2)} n'est pas entre ses bornes.",
            "Vérifiez quelle colonne est la borne inférieure.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(Role.VALEUR)), valeur=nombre(r["valeur"], 2),
        )  # fmt: skip


def bornes_inversees(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Signaler une borne supérieure plus petite que la borne inférieure."""
    for r in valeurs.filter(_INVERSEES).head(LIMITE).iter_rows(named=True):
        basse, haute = nombre(r["borne_inf"], 2), nombre(r["borne_sup"], 2)
        c.noter(
            "bornes inversées", Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: la borne supérieure ({haute}) est plus petite que la borne inférieure ({basse}).",
            "Échangez le rôle des deux colonnes, ou corrigez la ligne.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(Role.BORNE_SUP)), valeur=haute,
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
