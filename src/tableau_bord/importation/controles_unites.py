"""Contrôler l'unité : base des valeurs contre le dictionnaire, effectif contre dénominateur."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

import polars as pl

from tableau_bord.commun.francais import nombre
from tableau_bord.importation.chantier import RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.controles import bases_deduites
from tableau_bord.importation.modele import LIGNE, Gravite, Role
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

if TYPE_CHECKING:
    from tableau_bord.importation.regles import ContexteControle

_POURCENT = 100.0


def effectif_contre_denominateur(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Refuser un effectif plus grand que son dénominateur, ou le signaler s'il compte des évènements.

    La nature vient du dictionnaire. Si elle est inconnue, un taux publié qui se refait de ces colonnes dit
    que la source l'assume : la ligne est signalée. Sans rien qui le dise, elle est refusée : les colonnes
    sont peut-être échangées.
    """
    effectif, denominateur = c.plan.colonne(Role.EFFECTIF), c.plan.colonne(Role.DENOMINATEUR)
    if (
        not effectif
        or not denominateur
        or not {"effectif", "denominateur", "indicateur"} <= set(c.sortie.columns)
    ):
        return
    trop = c.sortie["effectif"] > c.sortie["denominateur"] * (1 + 1e-9)
    if not trop.any():
        return
    bases = bases_deduites(valeurs)
    taux = [i for i in valeurs["indicateur"].unique().to_list() if _admis(i, bases, contexte)]
    evenements = c.sortie["indicateur"].is_in(taux).fill_null(False)
    paires = c.brut[effectif].fill_null("") + " sur " + c.brut[denominateur].fill_null("")
    regle = "effectif plus grand que le dénominateur"
    c.juger(
        trop & ~evenements, effectif, regle, Gravite.REFUSEE,
        lambda v: (f"l'effectif dépasse le dénominateur ({v}). {RIEN_ENREGISTRE}", "Vérifiez quelle colonne est le dénominateur, ou corrigez la ligne."),
        paires,
    )  # fmt: skip
    c.juger(
        trop & evenements, effectif, regle, Gravite.SIGNALEE,
        lambda v: (f"l'effectif dépasse le dénominateur ({v}).", "C'est possible si une personne compte plusieurs évènements\u00a0: vérifiez."),
        paires,
    )  # fmt: skip


def _admis(code: str, bases: dict[str, float], contexte: ContexteControle) -> bool:
    """L'effectif de cette mesure peut-il dépasser son dénominateur ?"""
    connu = contexte.indicateurs.get(code)
    if connu is not None and connu.nature not in (Nature.IMPORTE, Nature.ENQUETE):
        return connu.nature is not Nature.PROPORTION
    return code in bases


def unite_probable(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Signaler des valeurs dont la base n'est pas celle du dictionnaire, une anomalie par indicateur.

    Effectif et dénominateur donnent la base ; sans eux, une proportion toute à 1 ou moins, ou qui dépasse
    100 %, est soupçonnée.
    """
    connus = [i for i in valeurs["indicateur"].unique().sort().to_list() if i in contexte.indicateurs]
    combien, bases = contexte.reglages.seuil("unite_probable"), bases_deduites(valeurs) if connus else {}
    for code in connus:
        indicateur = contexte.indicateurs[code]
        groupe = valeurs.filter((pl.col("indicateur") == code) & pl.col("valeur").is_not_null())
        if groupe.height and (soupcon := _soupcon(groupe, indicateur, combien, bases.get(code, 0.0))):
            c.noter(
                "unité probable", Gravite.SIGNALEE, f"Mesure {citer(indicateur.nom)}\u00a0: {soupcon}",
                "Vérifiez l'unité de la colonne, ou la base au dictionnaire.",
                int(groupe[LIGNE][0]), colonne=str(c.plan.colonne(Role.VALEUR)), valeur=nombre(groupe["valeur"][0], 2),
            )  # fmt: skip


def _soupcon(groupe: pl.DataFrame, indicateur: Indicateur, combien: float, base: float) -> str:
    """La phrase du soupçon, ou une chaîne vide."""
    if base:
        attendue = indicateur.base
        dit = f"les valeurs sont pour {nombre(base)}, le dictionnaire les attend pour {nombre(attendue)}."
        return dit if abs(base - attendue) > 1e-9 * attendue else ""
    if indicateur.base != _POURCENT or not (
        indicateur.nature is Nature.PROPORTION or indicateur.unite.strip() == "%"
    ):
        return ""
    plus_haute = float(groupe.select(pl.col("valeur").abs().max()).item())
    if 0 < plus_haute <= 1 and groupe.height >= combien:
        return f"aucune valeur ne dépasse {nombre(plus_haute, 2)}\u00a0: ce sont peut-être des fractions, pas des pourcentages."
    if plus_haute > _POURCENT and indicateur.nature is Nature.PROPORTION:
        return f"une valeur atteint {nombre(plus_haute, 1)}\u00a0%, plus que 100\u00a0%."
    return ""


def sans_sens_favorable(
    mesures: Iterable[str], indicateurs: Mapping[str, Indicateur], choisis: Mapping[str, str | None]
) -> list[str]:
    """Les mesures nouvelles (absentes du dictionnaire) pour lesquelles aucun sens favorable n'est choisi.

    `choisis` : code → « haut », « bas » ou « neutre » (None ou absent : rien n'est choisi). Neutre est un choix.
    """
    permis = {s.value for s in Sens}
    nouvelles = dict.fromkeys(m for m in mesures if m and m not in indicateurs)
    return [m for m in nouvelles if choisis.get(m) not in permis]
