"""Comparer un territoire au reste de sa région, mesure par mesure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import nombre
from tableau_bord.indicateurs.modele import Indicateur, Mesure, Nature, Reste, Sens, SignalNiveau
from tableau_bord.surveillance import comparer_au_reste
from tableau_bord.territoires import Territoire, libelle

_MODELES = {Nature.PROPORTION: "binomial", Nature.TAUX: "poisson"}


def comparer(
    lieu: Territoire,
    dictionnaire: Sequence[Indicateur],
    proches: pl.DataFrame,
    totaux: pl.DataFrame,
    annee: int,
) -> list[Mesure]:
    """Une `Mesure` par indicateur présent dans `proches` (cases du découpage, lui compris).

    `totaux` : cases de la région. Sans total publié, le reste est la somme des voisins connus, et
    son nom le dit.
    """
    siennes = {c["indicateur"]: c for c in proches.filter(pl.col("code") == lieu.code).to_dicts()}
    groupes = {str(code): groupe for (code,), groupe in proches.group_by(["indicateur"], maintain_order=True)}
    regionales = {c["indicateur"]: c for c in totaux.to_dicts()}
    return [
        _mesure(lieu, i, siennes[i.code], groupes[i.code], regionales.get(i.code), annee)
        for i in dictionnaire
        if i.code in siennes
    ]


def mesure_absente(indicateur: Indicateur, periode: str) -> Mesure:
    """Le territoire n'a aucune case pour cet indicateur : « non disponible »."""
    return Mesure(
        indicateur, periode, None, None, None, None, None, Motif.NON_DISPONIBLE, None,
        SignalNiveau.NON_EVALUE, None, "", None, "", None,
    )  # fmt: skip


def _mesure(
    lieu: Territoire,
    indicateur: Indicateur,
    case: dict[str, Any],
    groupe: pl.DataFrame,
    region: dict[str, Any] | None,
    annee: int,
) -> Mesure:
    reste = _reste(lieu, indicateur, case, groupe, region)
    signal, valeur_p, methode = _signal(indicateur, case, reste)
    return Mesure(
        indicateur=indicateur,
        periode=case["periode"],
        effectif=case["effectif"],
        denominateur=case["denominateur"],
        valeur=case["valeur"],
        borne_inf=case["borne_inf"],
        borne_sup=case["borne_sup"],
        motif=Motif(case["motif"]) if case["motif"] else None,
        reste=reste,
        signal=signal,
        valeur_p=valeur_p,
        methode_test=methode,
        quartiles=_quartiles(groupe),
        lot=case["lot"],
        age_ans=annee - case["annee"] if case["annee"] else None,
    )


def _quartiles(groupe: pl.DataFrame) -> tuple[float, float] | None:
    valeurs = groupe["valeur"].drop_nulls()
    if valeurs.len() < 4:
        return None
    q1, q3 = valeurs.quantile(0.25, "linear"), valeurs.quantile(0.75, "linear")
    return (float(q1), float(q3)) if q1 is not None and q3 is not None else None


def _reste(
    lieu: Territoire,
    indicateur: Indicateur,
    case: dict[str, Any],
    groupe: pl.DataFrame,
    region: dict[str, Any] | None,
) -> Reste | None:
    if case["effectif"] is None or case["denominateur"] is None or indicateur.nature is Nature.ENQUETE:
        return None  # des répondants ne se retranchent pas : le reste d'une enquête vient de sa pesée
    nom = "reste de la région" if lieu.parent("RSS") else "reste du Québec"
    if region and region["effectif"] is not None and region["denominateur"] is not None:
        effectif = region["effectif"] - case["effectif"]
        denominateur = region["denominateur"] - case["denominateur"]
    else:
        autres = groupe.filter(pl.col("code") != lieu.code)
        connus = autres.filter(pl.col("effectif").is_not_null() & pl.col("denominateur").is_not_null())
        effectif, denominateur = connus["effectif"].sum(), connus["denominateur"].sum()
        if connus.height < autres.height:
            quoi = libelle(lieu.decoupage, connus.height)
            nom += f" connu ({nombre(connus.height)} {quoi} sur {nombre(autres.height)})"
    if denominateur <= 0:
        return None
    return Reste(nom, effectif, denominateur, effectif / denominateur * indicateur.base)


def _signal(
    indicateur: Indicateur, case: dict[str, Any], reste: Reste | None
) -> tuple[SignalNiveau, float | None, str]:
    modele = _MODELES.get(indicateur.nature)
    if modele is None or reste is None or not case["denominateur"]:
        return SignalNiveau.NON_EVALUE, None, ""
    cas, population = float(case["effectif"]), float(case["denominateur"])
    essai = comparer_au_reste(
        np.array([cas]),
        np.array([population]),
        np.array([cas + float(reste.effectif or 0)]),
        np.array([population + float(reste.denominateur or 0)]),
        seuil=indicateur.seuil,
        modele=modele,
    )
    valeur_p = float(np.ravel(essai.valeur_p)[0])
    methode = str(np.ravel(essai.methode)[0])
    if np.isnan(valeur_p):
        return SignalNiveau.NON_EVALUE, None, methode
    return nommer(int(np.ravel(essai.signe)[0]), indicateur.sens), valeur_p, methode


def nommer(signe: int, sens: Sens) -> SignalNiveau:
    """Le signal d'un écart de ce signe, selon le sens favorable."""
    if signe == 0:
        return SignalNiveau.SEMBLABLE
    if sens is Sens.NEUTRE:
        return SignalNiveau.PLUS_ELEVE if signe > 0 else SignalNiveau.MOINS_ELEVE
    favorable = (signe > 0) == (sens is Sens.HAUT)
    return SignalNiveau.PLUS_FAVORABLE if favorable else SignalNiveau.MOINS_FAVORABLE
