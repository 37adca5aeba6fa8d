"""Contrôler le temps : période impossible, cumulatif qui décroît ou sommé ; les sauts sont à côté."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from tableau_bord.commun.francais import compter, nombre
from tableau_bord.importation import controles_sauts, normes
from tableau_bord.importation.chantier import LIMITE, RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.controles_parts import numeroter
from tableau_bord.importation.controles_sauts import SERIE, forme_de_periode, numero_de_serie
from tableau_bord.importation.modele import LIGNE, Gravite, Role

if TYPE_CHECKING:
    from tableau_bord.importation.regles import ContexteControle

_JOUR = r"^\d{4}-\d{2}-\d{2}$"
_PAS_MINIMAUX = 10
"""Il faut autant de pas journaliers, tous territoires ensemble, pour dire qu'une mesure cumule."""


def periodes_impossibles(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Refuser une année plus lointaine que l'horizon d'une projection."""
    derniere = contexte.aujourd_hui.year + int(contexte.reglages.seuil("periode_impossible"))
    _refuser_periodes(
        c, pl.col("annee").list.max() > derniere, "période impossible", f"va au-delà de {derniere}"
    )


def periodes_trop_anciennes(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Refuser une année antérieure au seuil."""
    premiere = int(contexte.reglages.seuil("periode_trop_ancienne"))
    _refuser_periodes(
        c, pl.col("annee").list.min() < premiere, "période trop ancienne", f"précède {premiere}"
    )


def _refuser_periodes(c: Chantier, faute: pl.Expr, regle: str, quoi: str) -> None:
    if "periode" not in c.sortie.columns:
        return
    periodes = c.sortie["periode"].cast(pl.String)
    distinctes = periodes.unique().drop_nulls().to_frame()
    annees = pl.col("periode").str.extract_all(r"\d{4}").cast(pl.List(pl.Int32))
    fautives = distinctes.with_columns(annee=annees).filter(faute)["periode"]
    if fautives.len():
        c.juger(
            periodes.is_in(fautives.implode()), c.plan.colonne(Role.PERIODE) or "", regle, Gravite.REFUSEE,
            lambda v: (f"la période {citer(v)} {quoi}. {RIEN_ENREGISTRE}", "Corrigez l'année."),
            periodes,
        )  # fmt: skip


def mesures_cumulatives(valeurs: pl.DataFrame, part: float = 95.0) -> list[str]:
    """Les indicateurs dont l'effectif, jour après jour, ne fait guère que monter (`part` des pas, en %).

    Une mesure qui ne bouge pas, ou de moins de dix pas, n'est pas dite cumulative.
    """
    periodes = valeurs["periode"].unique()
    jours = periodes.filter(periodes.str.contains(_JOUR))
    if jours.is_empty():
        return []
    pas = _pas(numeroter(valeurs.filter(pl.col("periode").is_in(jours.implode()))))
    comptes = pas.group_by("indicateur", maintain_order=True).agg(
        combien=pl.len(), tenus=(pl.col("pas") >= 0).mean(), montees=(pl.col("pas") > 0).sum()
    )
    sures = (pl.col("combien") >= _PAS_MINIMAUX) & (pl.col("tenus") * 100 >= part)
    montent = comptes.filter(sures & (pl.col("montees") >= 0.1 * pl.col("combien")))
    return montent["indicateur"].to_list()


def _dites_cumulatives(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> list[str]:
    """Les mesures dont le code, le nom ou la colonne disent « cumul »."""
    presentes = [str(i) for i in valeurs["indicateur"].drop_nulls().unique().to_list()]
    if "cumul" in normes.nu(c.plan.colonne(Role.EFFECTIF) or ""):
        return presentes
    noms = {i: contexte.indicateurs[i].nom if i in contexte.indicateurs else "" for i in presentes}
    return [i for i in presentes if "cumul" in normes.nu(f"{i} {noms[i]}")]


def _pas(valeurs: pl.DataFrame) -> pl.DataFrame:
    """L'effectif, le précédent de la même série et leur différence, une ligne par pas."""
    numerotees = valeurs.filter(pl.col("effectif").is_not_null()).with_columns(serie=numero_de_serie())
    ordonnees = numerotees.sort("serie", "periode").with_columns(
        avant=pl.col("effectif").shift(1).over("serie")
    )
    return ordonnees.with_columns(pas=pl.col("effectif") - pl.col("avant")).filter(
        pl.col("pas").is_not_null()
    )


def temps(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Les contrôles qui suivent une série de période en période ; une mesure cumulative ne saute pas, elle monte."""
    if valeurs["periode"].n_unique() < 2:
        return
    reglages = contexte.reglages
    trouvees = mesures_cumulatives(valeurs, reglages.seuil("cumulatif_somme"))
    cumulatives = list(dict.fromkeys([*trouvees, *_dites_cumulatives(c, valeurs, contexte)]))
    if cumulatives:
        cumulees = valeurs.filter(pl.col("indicateur").is_in(cumulatives))
        if reglages.active("cumulatif_qui_decroit"):
            _cumulatif_qui_decroit(c, cumulees, reglages.seuil("cumulatif_qui_decroit"))
        if reglages.active("cumulatif_somme"):
            _dire_cumulatif(c, cumulees, cumulatives)
    controles_sauts.sauts(c, valeurs.filter(~pl.col("indicateur").is_in(cumulatives)), contexte)


def _cumulatif_qui_decroit(c: Chantier, valeurs: pl.DataFrame, permise: float) -> None:
    """Signaler la plus forte baisse de chaque série cumulative, et combien d'autres elle a."""
    forme = forme_de_periode()
    pas = _pas(valeurs.filter(forme == forme.mode().first()))
    baisses = pas.filter(-pl.col("pas") > permise / 100 * pl.col("avant"))
    fortes = baisses.sort("pas", maintain_order=True).group_by(SERIE, maintain_order=True)
    pires = fortes.agg(pl.col(LIGNE, "effectif", "avant", "periode").first(), combien=pl.len()).sort(LIGNE)
    for r in pires.head(LIMITE).iter_rows(named=True):
        autres = (
            f" {compter(r['combien'], 'baisse', 'baisses')} dans cette série." if r["combien"] > 1 else ""
        )
        c.noter(
            "cumulatif qui décroît", Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: l'effectif cumulatif passe de {nombre(r['avant'])} à {nombre(r['effectif'])} "
            f"le {r['periode']} ({r['code']}).{autres}",
            "Une correction de la source est possible\u00a0: gardez la dernière valeur publiée.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(Role.EFFECTIF)), valeur=nombre(r["effectif"]),
        )  # fmt: skip


def _dire_cumulatif(c: Chantier, valeurs: pl.DataFrame, cumulatives: list[str]) -> None:
    """Dire, en remarque, qu'une mesure cumule ; signaler une année qui additionne ses jours cumulatifs."""
    for code in cumulatives:
        c.remarques.append(
            f"Mesure {citer(code)}\u00a0: chaque jour cumule les précédents. Ses valeurs ne s'additionnent pas, on garde la dernière."
        )
        for r in (
            _annees_sommees(valeurs.filter(pl.col("indicateur") == code)).head(LIMITE).iter_rows(named=True)
        ):
            c.noter(
                "cumulatif sommé", Gravite.SIGNALEE,
                f"Ligne {r[LIGNE]}\u00a0: {nombre(r['effectif'])} pour {r['periode']} est la somme de valeurs cumulatives, "
                f"dont la dernière est {nombre(r['derniere'])}.",
                "Remplacez cette somme par la dernière valeur de l'année.",
                int(r[LIGNE]), colonne=str(c.plan.colonne(Role.EFFECTIF)), valeur=nombre(r["effectif"]),
            )  # fmt: skip


def _annees_sommees(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Les années (ou mois) dont l'effectif est la somme, à 1 % près, des jours de la même série."""
    jours = valeurs.filter(pl.col("periode").str.contains(_JOUR)).sort("periode")
    larges = valeurs.filter(pl.col("periode").str.contains(r"^\d{4}(-\d{2})?$"))
    morceaux = []
    for longueur in (4, 7):
        debut = pl.col("periode").str.slice(0, longueur)
        sommes = jours.group_by(*SERIE, debut).agg(
            somme=pl.col("effectif").sum(), derniere=pl.col("effectif").drop_nulls().last()
        )
        morceaux.append(larges.join(sommes, on=[*SERIE, "periode"], maintain_order="left"))
    proche = (pl.col("effectif") - pl.col("somme")).abs() <= 0.01 * pl.col("somme")
    return pl.concat(morceaux).filter(proche & (pl.col("somme") > 1.5 * pl.col("derniere")))
