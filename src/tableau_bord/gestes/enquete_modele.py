"""Emprunter de la force aux communautés qui se ressemblent : Fay-Herriot sur ce que la région a publié."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import stats

from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import compter
from tableau_bord.enquete.petits_domaines import etalonner, fay_herriot, lisser_variances
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.gestes.enquete_directes import Directes
from tableau_bord.gestes.enquete_lieux import Niveau

Tableau = NDArray[np.float64]
Z95 = float(stats.norm.ppf(0.975))
_MINIMUM = 1e-4


@dataclass(frozen=True, eq=False)
class Ajustement:
    """Un modèle ajusté, (D,) par territoire, en fraction. `valeur` : EBLUP étalonné ; `synthetique` : γ = 0.

    `coefficients` : (auxiliaire, β, erreur type) ; `variance_effet` σ² ; `gamma` (D,) poids du direct.
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
    variance_effet: float
    lissees: int
    methode: str
    methode_synthetique: str
    remarques: tuple[str, ...]

    @classmethod
    def vide(cls, n: int) -> Ajustement:
        """Aucun modèle : rien que des `nan`."""
        v = np.full(n, np.nan)
        return cls(v, v, v, v, v, v, v, v, v, (), np.nan, 0, "", "", ())


def ajuster(
    entrepot: Entrepot,
    dite: Declaration,
    niveau: Niveau,
    d: Directes,
    k: int,
    peu: NDArray[np.bool_],
    populations: dict[str, float],
    region: float,
) -> Ajustement | None:
    """EBLUP et synthétique de la mesure `k` ; rien si trop peu de territoires pour un modèle, et pourquoi se dit.

    `peu` (D,) : territoires dont la valeur rendue sera synthétique. `region` : estimation directe de l'ensemble.
    """
    noms, x, dites = _auxiliaires(entrepot, dite, niveau)
    psi = np.where(d.erreur_type[:, k] > 0, d.erreur_type[:, k] ** 2, 0.0)
    try:
        lisse = lisser_variances(d.valeur[:, k], psi, d.repondants[:, k], minimum=10)
        fait = fay_herriot(d.valeur[:, k], lisse.variance, x, "reml", synthetiques=peu)
    except CalculErreur as erreur:
        return _sans(len(niveau.codes), f"Sans modèle ({erreur.quoi.rstrip('.')})\u00a0: {erreur.remede}")
    parts = np.array([populations.get(c, np.nan) for c in niveau.codes])
    if not np.isfinite(parts).any():
        parts = d.poids[:, k]
    cale = etalonner(fait.valeur, fait.erreur_type, parts, region)
    valeur, erreur_type = np.clip(cale.valeur, _MINIMUM, 1 - _MINIMUM), cale.erreur_type
    synthetique = np.clip(fait.synthetique, _MINIMUM, 1 - _MINIMUM)
    q = _levier(fait.erreur_type_beta, x)
    synth_erreur = np.sqrt(np.where(fait.modelise, fait.erreur_type**2, fait.variance_effet + q))
    nom = f"{fait.methode}, étalonné sur la région"
    return Ajustement(
        valeur, erreur_type, *_logit(valeur, erreur_type), synthetique, synth_erreur, *_logit(synthetique, synth_erreur),
        fait.gamma, tuple(zip(noms, fait.beta, fait.erreur_type_beta, strict=True)), fait.variance_effet,
        int(lisse.lissee.sum()), nom, "synthétique (γ = 0) du modèle de Fay-Herriot", dites,
    )  # fmt: skip


def _sans(n: int, remarque: str) -> Ajustement:
    vide = Ajustement.vide(n)
    return Ajustement(
        **{**{c: getattr(vide, c) for c in vide.__dataclass_fields__}, "remarques": (remarque,)}
    )


def _levier(erreurs: Tableau, x: Tableau) -> Tableau:
    """x' var(β) x, borné par les erreurs types : les auxiliaires sont centrées réduites, presque sans corrélation."""
    return np.asarray((x**2) @ (erreurs**2))


def _logit(p: Tableau, e: Tableau) -> tuple[Tableau, Tableau]:
    """Intervalle à 95 % sur l'échelle logit, loi normale."""
    centre, ecart = np.log(p / (1 - p)), Z95 * e / (p * (1 - p))
    return 1 / (1 + np.exp(ecart - centre)), 1 / (1 + np.exp(-ecart - centre))


def _auxiliaires(
    entrepot: Entrepot, dite: Declaration, niveau: Niveau
) -> tuple[tuple[str, ...], Tableau, tuple[str, ...]]:
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
