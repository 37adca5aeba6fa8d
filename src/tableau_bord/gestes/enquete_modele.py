"""Emprunter de la force aux communautés qui se ressemblent : Fay-Herriot sur ce que la région a publié."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import compter
from tableau_bord.enquete.petits_domaines import (
    diagnostiquer,
    etalonner,
    fay_herriot,
    fay_herriot_transforme,
    lisser_variances,
)
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import enquete_mrp
from tableau_bord.gestes.enquete_declaration import ARCSIN, MRP, Declaration
from tableau_bord.gestes.enquete_directes import Directes
from tableau_bord.gestes.enquete_lieux import Niveau
from tableau_bord.gestes.enquete_mrp import ModeleBrut
from tableau_bord.gestes.enquete_peser import Pesee

Tableau = NDArray[np.float64]
Aide = tuple[tuple[str, ...], Tableau, tuple[str, ...]]
Z95 = float(stats.norm.ppf(0.975))
_MINIMUM = 1e-4


@dataclass(frozen=True, eq=False)
class Ajustement:
    """Un modèle ajusté, (D,) par territoire, en fraction. `valeur` : EBLUP étalonné ; `synthetique` : γ = 0.

    `coefficients` : (auxiliaire, β, erreur type) et `ecart_type` σ des effets, à l'`echelle` du modèle ; `gamma` (D,) :
    poids du direct, 0 pour un territoire synthétique. `diagnostics` : phrases imprimables.
    """

    valeur: Tableau
    erreur_type: Tableau
    borne_inf: Tableau
    borne_sup: Tableau
    synthetique: Tableau
    synthetique_erreur: Tableau
    synthetique_inf: Tableau
    synthetique_sup: Tableau
    gamma: Tableau
    coefficients: tuple[tuple[str, float, float], ...]
    ecart_type: float
    echelle: str
    lissees: int
    methode: str
    methode_synthetique: str
    remarques: tuple[str, ...]
    diagnostics: tuple[str, ...]

    @classmethod
    def vide(cls, n: int) -> Ajustement:
        """Aucun modèle : rien que des `nan`."""
        v = np.full(n, np.nan)
        return cls(v, v, v, v, v, v, v, v, v, (), np.nan, "", 0, "", "", (), ())


def ajuster(
    entrepot: Entrepot,
    pesee: Pesee,
    niveau: Niveau,
    d: Directes,
    k: int,
    y: Tableau,
    peu: NDArray[np.bool_],
    populations: dict[str, float],
    region: float,
    aide: Aide,
) -> Ajustement:
    """Modèle et synthétique de la mesure `k` ; rien que des `nan`, et pourquoi, si le modèle ne s'ajuste pas.

    `y` (n,) : qui a le caractère ; `peu` (D,) : territoires dont la valeur rendue sera synthétique. `region` : estimation
    directe de l'ensemble, sur laquelle le modèle s'étalonne ; `aide` : voir `auxiliaires`.
    """
    dite = pesee.declaration
    noms, x, dites = aide
    psi = np.where(d.erreur_type[:, k] > 0, d.erreur_type[:, k] ** 2, 0.0)
    try:
        lisse = lisser_variances(d.valeur[:, k], psi, d.repondants[:, k], minimum=10)
        fait = None
        if dite.modele == MRP:
            try:
                fait = enquete_mrp.ajuster(entrepot, pesee, niveau, dite.mesures[k], y, x, peu)
            except CalculErreur as erreur:
                dites = (
                    *dites,
                    f"Fay-Herriot à la place de MRP pour «\u00a0{dite.mesures[k].code}\u00a0»\u00a0: {erreur.quoi}",
                )
        if dite.modele == ARCSIN:
            fait = _arcsin(d, k, x, peu)
        fait = fait or _fay_herriot(d.valeur[:, k], lisse.variance, x, peu)
    except CalculErreur as erreur:
        return _sans(len(niveau.codes), f"Sans modèle ({erreur.quoi.rstrip('.')})\u00a0: {erreur.remede}")
    parts = np.array([populations.get(c, np.nan) for c in niveau.codes])
    if dite.mesures[k].parmi or not np.isfinite(parts).any():
        parts = d.poids[:, k]  # la population visée de cette mesure n'est connue que par l'enquête
    cale = etalonner(fait.valeur, fait.erreur_type, parts, region)
    valeur, erreur_type = np.clip(cale.valeur, _MINIMUM, 1 - _MINIMUM), cale.erreur_type
    synthetique = np.clip(fait.synthetique, _MINIMUM, 1 - _MINIMUM)
    return Ajustement(
        valeur, erreur_type, *_logit(valeur, erreur_type), synthetique, fait.synthetique_erreur,
        *_logit(synthetique, fait.synthetique_erreur), fait.gamma, tuple(zip(noms, fait.beta, fait.erreur_beta, strict=True)),
        fait.ecart_type, fait.echelle, int(lisse.lissee.sum()), f"{fait.methode}, étalonné sur la région",
        f"synthétique, sans les réponses du territoire ({fait.methode})", dites,
        _diagnostiquer(d.valeur[:, k], lisse.variance, valeur, erreur_type, synthetique, peu),
    )  # fmt: skip


def _fay_herriot(direct: Tableau, variance: Tableau, x: Tableau, peu: NDArray[np.bool_]) -> ModeleBrut:
    fait = fay_herriot(direct, variance, x, "reml", synthetiques=peu)
    nu = fay_herriot(direct, variance, x, "reml", synthetiques=np.ones(len(direct), dtype=bool))
    return ModeleBrut(
        fait.valeur, fait.erreur_type, nu.valeur, nu.erreur_type, fait.gamma, fait.beta, fait.erreur_type_beta,
        fait.variance_effet**0.5, "points de pourcentage", fait.methode,
    )  # fmt: skip


def _arcsin(d: Directes, k: int, x: Tableau, peu: NDArray[np.bool_]) -> ModeleBrut:
    """L'effectif efficace vient des variances à l'échelle arc sinus, toutes lissées (log-log) : la meilleure couverture
    de `preuves couverture_enquete`.
    """
    p, e = d.valeur[:, k], d.erreur_type[:, k]
    sure = (e > 0) & (p > 0) & (p < 1)
    angle = np.where(sure, e**2 / np.where(sure, 4 * p * (1 - p), 1.0), np.nan)
    lisse = lisser_variances(np.arcsin(np.sqrt(p)), angle, d.repondants[:, k], "log-log", np.inf)
    efficace = 1 / (4 * lisse.variance)
    fait = fay_herriot_transforme(d.valeur[:, k], efficace, x, "arcsin", synthetiques=peu)
    nu = fay_herriot_transforme(
        d.valeur[:, k], efficace, x, "arcsin", synthetiques=np.ones(len(peu), dtype=bool)
    )
    m = fait.modele
    return ModeleBrut(
        fait.valeur, fait.erreur_type, nu.valeur, nu.erreur_type, fait.gamma, m.beta, m.erreur_type_beta,
        m.variance_effet**0.5, "arc sinus", fait.methode,
    )  # fmt: skip


def _diagnostiquer(
    direct: Tableau,
    variance: Tableau,
    valeur: Tableau,
    erreur: Tableau,
    synthetique: Tableau,
    peu: NDArray[np.bool_],
) -> tuple[str, ...]:
    """Ce que valent le modèle et ses hypothèses, en phrases ; les domaines déplacés n'y sont pas nommés."""
    try:
        return diagnostiquer(direct, variance, valeur, erreur, synthetique, peu).phrases[:-1]
    except CalculErreur as e:
        return (f"Sans diagnostics\u00a0: {e.quoi}",)


def _sans(n: int, remarque: str) -> Ajustement:
    return replace(Ajustement.vide(n), remarques=(remarque,))


def _logit(p: Tableau, e: Tableau) -> tuple[Tableau, Tableau]:
    """Intervalle à 95 % sur l'échelle logit, loi normale."""
    centre, ecart = np.log(p / (1 - p)), Z95 * e / (p * (1 - p))
    return 1 / (1 + np.exp(ecart - centre)), 1 / (1 + np.exp(-ecart - centre))


def auxiliaires(entrepot: Entrepot, dite: Declaration, niveau: Niveau) -> Aide:
    """La constante et les mesures publiées choisies, centrées réduites ; ce qui manque prend la moyenne, et se dit."""
    colonnes, noms, remarques = [np.ones(len(niveau.codes))], ["constante"], []
    dictionnaire = {i.code: f"«\u00a0{i.nom}\u00a0»" for i in indicateurs.indicateurs(entrepot)}
    dernieres = indicateurs.dernieres_periodes(entrepot, Profil.TABLE, niveau.decoupage)
    for code in dite.auxiliaires:
        nom = dictionnaire.get(code, code)
        if code not in dernieres:
            remarques.append(f"{nom} n'est pas publiée à ce niveau\u00a0: le modèle s'en passe.")
            continue
        lues = indicateurs.lire_cases(
            entrepot,
            Profil.TABLE,
            decoupages=[niveau.decoupage],
            indicateurs=[code],
            periodes=[dernieres[code]],
        ).filter(pl.col("valeur").is_not_null())
        valeurs = dict(
            lues.unique("code", keep="first", maintain_order=True).select("code", "valeur").iter_rows()
        )
        x = np.array([valeurs.get(c, np.nan) for c in niveau.codes], dtype=np.float64)
        manquent = int(np.isnan(x).sum())
        if manquent > len(x) // 2 or np.nanstd(x) == 0:
            remarques.append(f"{nom} manque trop souvent\u00a0: le modèle s'en passe.")
            continue
        if manquent:
            remarques.append(
                f"{nom} n'est pas publiée pour {compter(manquent, 'territoire')}\u00a0: la moyenne en tient lieu dans le modèle."
            )
        colonnes.append(np.where(np.isnan(x), 0.0, (x - np.nanmean(x)) / np.nanstd(x)))
        noms.append(nom)
    return tuple(noms), np.column_stack(colonnes), tuple(remarques)
