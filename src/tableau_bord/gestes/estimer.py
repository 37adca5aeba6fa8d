"""Estimer : de l'échantillon pesé aux valeurs de chaque territoire, directes ou empruntées au modèle ; rien ne s'écrit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord import enquete, parametres
from tableau_bord.acces import Droit, Identite, Profil, exiger
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import Expression, PlanSondage
from tableau_bord.enquete.petits_domaines import RegleDeChoix, Voie, choisir
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import enquete_modele as modele
from tableau_bord.gestes.enquete_declaration import Declaration, MesureDite
from tableau_bord.gestes.enquete_directes import Directes, estimer_directement
from tableau_bord.gestes.enquete_lieux import Niveau
from tableau_bord.gestes.enquete_marges import populations_visees
from tableau_bord.gestes.enquete_peser import Pesee
from tableau_bord.indicateurs.enquetes import COLONNES

Avancer = Callable[[float], None]
FINS = ("communaute", "CLSC")
"""Niveaux où une estimation trop mince peut emprunter au modèle."""


@dataclass(frozen=True, eq=False)
class Resultat:
    """`lignes` : une par mesure et territoire (`COLONNES` sans lot ni periode, plus effectif, repondants, valeur,
    borne_inf, borne_sup, pondere : population estimée du domaine), en fraction. `ensemble` : mesure → (valeur, erreur type) de l'échantillon entier.
    """

    pesee: Pesee
    regle: RegleDeChoix
    producteur: str
    lignes: pl.DataFrame
    ensemble: dict[str, tuple[float, float]]
    modeles: dict[tuple[str, str], modele.Ajustement]
    remarques: tuple[str, ...]


def estimer(
    entrepot: Entrepot, pesee: Pesee, qui: Identite, avancer: Avancer = lambda part: None
) -> Resultat:
    """Estimer toutes les mesures déclarées, à tous les niveaux connus, avec leurs réplications recalées.

    Lève AccesErreur sans le droit de verser ; CalculErreur : aucune mesure, expression qui ne donne pas un caractère,
    réplication qui ne se recale pas.
    """
    exiger(qui, Droit.VERSER)
    dite = pesee.declaration
    if not dite.mesures:
        raise CalculErreur(
            "mesures",
            "Aucune mesure n'est dite.",
            remede="Écrivez-en au moins une, par exemple «\u00a0sante dans (4, 5)\u00a0».",
        )
    y = np.column_stack([evaluer(pesee, m) for m in dite.mesures])
    avancer(0.05)
    repete = pesee.plan
    if not dite.replications:
        repete = enquete.replications(pesee.plan, dite.nombre, dite.graine)
    avancer(0.4)
    cote = parametres.cotes_qualite(entrepot, dite.nom)
    seuils = parametres.seuils_divulgation(entrepot, Profil.TABLE.value, dite.nom)
    limite = cote.limite / 100 if cote.taire else RegleDeChoix().cv_modele
    regle = RegleDeChoix(int(max(seuils.effectif, 1)), cote.prudence / 100, limite)
    morceaux, modeles, remarques = [], {}, [*pesee.remarques]
    for rang, niveau in enumerate(pesee.lieux.niveaux):
        directes = estimer_directement(pesee.plan, repete, y, niveau)
        populations = populations_visees(entrepot, dite, niveau)
        aide = modele.auxiliaires(entrepot, dite, niveau) if niveau.decoupage in FINS else None
        for k, mesure in enumerate(dite.mesures):
            lot, ajuste = _une(
                entrepot,
                pesee,
                mesure,
                directes,
                k,
                y[:, k],
                niveau,
                regle,
                populations,
                seuils.population,
                aide,
            )
            morceaux.append(lot)
            if ajuste is not None:
                modeles[niveau.decoupage, mesure.code] = ajuste
                remarques += ajuste.remarques
        avancer(0.4 + 0.6 * (rang + 1) / len(pesee.lieux.niveaux))
    return Resultat(
        pesee, regle, cote.producteur, pl.concat(morceaux), _ensemble(pesee.plan, y, dite.mesures), modeles,
        tuple(dict.fromkeys(remarques)),
    )  # fmt: skip


def avec(pesee: Pesee, dite: Declaration) -> Pesee:
    """La même pesée, avec d'autres mesures et auxiliaires : ni le plan ni les marges ne changent."""
    return replace(pesee, declaration=dite)


def evaluer(pesee: Pesee, mesure: MesureDite) -> NDArray[np.float64]:
    """1, 0 ou `nan` (n,) pour chaque répondant, dans l'ordre de la pesée. Lève CalculErreur si ce n'est pas un caractère."""
    lue = Expression.lire(mesure.expression)
    y = lue.evaluer(pesee.fiches.variables(lue.variables))[pesee.lieux.ordre]
    if mesure.parmi:
        vise = Expression.lire(mesure.parmi)
        y = np.where(vise.evaluer(pesee.fiches.variables(vise.variables))[pesee.lieux.ordre] == 1, y, np.nan)
    if not np.isfinite(y).any():
        raise CalculErreur(
            "mesures", "Personne n'est visé par cette mesure.", ou=f"Mesure «\u00a0{mesure.code}\u00a0»",
            remede="Vérifiez les codes de l'expression et de «\u00a0parmi\u00a0».",
        )  # fmt: skip
    if not np.isin(y[np.isfinite(y)], (0, 1)).all():
        raise CalculErreur(
            "mesures", "Cette expression donne un nombre, pas un caractère qu'on a ou qu'on n'a pas.",
            ou=f"Mesure «\u00a0{mesure.code}\u00a0»", remede="Comparez-la\u00a0: «\u00a0age >= 65\u00a0», par exemple.",
        )  # fmt: skip
    return np.asarray(y)


def _ensemble(
    plan: PlanSondage, y: NDArray[np.float64], mesures: tuple[MesureDite, ...]
) -> dict[str, tuple[float, float]]:
    fait = enquete.moyenne(plan, y)
    return {
        m.code: (float(v), float(e))
        for m, v, e in zip(mesures, np.atleast_1d(fait.valeur), np.atleast_1d(fait.erreur_type), strict=True)
    }


def _une(
    entrepot: Entrepot,
    pesee: Pesee,
    mesure: MesureDite,
    d: Directes,
    k: int,
    y: NDArray[np.float64],
    niveau: Niveau,
    regle: RegleDeChoix,
    populations: dict[str, float],
    plancher: float,
    aide: modele.Aide | None,
) -> tuple[pl.DataFrame, modele.Ajustement | None]:
    """Une mesure à un niveau : direct, modèle, choix, et les nombres qui paraîtront."""
    n, x = d.repondants[:, k], d.effectif[:, k]
    petite = np.array([populations.get(c, np.inf) < plancher for c in niveau.codes])
    peu = (n < regle.seuil) | (x < regle.seuil) | (n - x < regle.seuil) | petite
    ajuste = None
    if aide is not None:
        region = float(
            np.nansum(d.poids[:, k] * np.nan_to_num(d.valeur[:, k])) / max(d.poids[:, k].sum(), 1e-12)
        )
        ajuste = modele.ajuster(entrepot, pesee, niveau, d, k, y, peu, populations, region, aide)
    vide = np.full(len(niveau.codes), np.nan)
    m = ajuste or modele.Ajustement.vide(len(niveau.codes))
    cv = _rapport(d.erreur_type[:, k], d.valeur[:, k])
    voie = choisir(
        np.where(petite, 0, n),
        x,
        cv,
        _rapport(m.erreur_type, m.valeur),
        _rapport(m.synthetique_erreur, m.synthetique),
        regle,
    )
    est = {v: voie == str(v) for v in Voie}

    def prendre(
        direct: NDArray[np.float64], eblup: NDArray[np.float64], synth: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        return np.select(
            [est[Voie.DIRECT], est[Voie.MODELE], est[Voie.SYNTHETIQUE]], [direct, eblup, synth], vide
        )

    gardees = [
        d.repliques[:, i, k].astype("<f4").tobytes()
        if est[Voie.DIRECT][i] and np.isfinite(d.repliques[:, i, k]).all()
        else None
        for i in range(len(niveau.codes))
    ]
    compare = est[Voie.DIRECT]
    sur = np.where(_rapport(m.synthetique_erreur, m.synthetique) <= regle.cv_modele, 1.0, np.nan)
    lignes = pl.DataFrame({
        "decoupage": niveau.decoupage, "code": niveau.codes, "indicateur": mesure.code, "voie": voie,
        "methode": np.select([est[Voie.DIRECT], est[Voie.MODELE], est[Voie.SYNTHETIQUE]], [d.methode[:, k], m.methode, m.methode_synthetique], "").astype(str),
        "erreur_type": prendre(d.erreur_type[:, k], m.erreur_type, m.synthetique_erreur),
        "effet_plan": d.effet_plan[:, k],
        "brut": d.brut[:, k], "direct": d.valeur[:, k], "direct_erreur": d.erreur_type[:, k],
        "direct_inf": d.borne_inf[:, k], "direct_sup": d.borne_sup[:, k],
        "modele": m.valeur, "modele_erreur": m.erreur_type, "modele_inf": m.borne_inf, "modele_sup": m.borne_sup,
        "synthetique": m.synthetique * sur, "synthetique_erreur": m.synthetique_erreur,
        "synthetique_inf": m.synthetique_inf, "synthetique_sup": m.synthetique_sup, "methode_modele": m.methode_synthetique,
        "reste": np.where(compare, d.reste[:, k], np.nan), "valeur_p": np.where(compare, d.valeur_p[:, k], np.nan),
        "signe": np.where(compare, d.signe[:, k], 0), "repliques": pl.Series(gardees, dtype=pl.Binary),
        "effectif": np.round(x), "repondants": np.round(n), "pondere": d.poids[:, k],
        "valeur": prendre(d.valeur[:, k], m.valeur, m.synthetique),
        "borne_inf": prendre(d.borne_inf[:, k], m.borne_inf, m.synthetique_inf),
        "borne_sup": prendre(d.borne_sup[:, k], m.borne_sup, m.synthetique_sup),
    }, strict=False).with_columns(pl.col(pl.Float64).fill_nan(None), pl.col("signe").cast(pl.Int32))  # fmt: skip
    assert set(COLONNES) - set(lignes.columns) == {"lot", "periode"}
    return lignes, ajuste


def _rapport(erreur: NDArray[np.float64], valeur: NDArray[np.float64]) -> NDArray[np.float64]:
    bons = (valeur > 0) & np.isfinite(valeur)
    return np.where(bons, erreur / np.where(bons, valeur, 1.0), np.nan)
