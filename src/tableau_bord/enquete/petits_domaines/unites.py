"""Le modèle de Battese, Harter et Fuller (1988) : les réponses une à une, et un effet par communauté."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete.petits_domaines.unites_composantes import (
    Composantes,
    Sommes,
    composantes,
    eqm,
    sommer,
)

METHODES = {
    "reml": "Battese-Harter-Fuller, REML\u00a0; EQM de Prasad-Rao",
    "ml": "Battese-Harter-Fuller, maximum de vraisemblance\u00a0; EQM de Datta-Lahiri",
    "moments": "Battese-Harter-Fuller, ajustement de constantes (Henderson 3)\u00a0; EQM de Prasad-Rao",
}


@dataclass(frozen=True, eq=False)
class ModeleUnites:
    """Par domaine (m,) : `valeur` (EBLUP), `erreur_type` (√EQM), `gamma` (poids des réponses), `synthetique` (X̄'β).

    `effet` (m,) : v prédit, 0 hors échantillon ; `repondants` (m,) ; `modelise` (m,) : vrai d'un domaine sans répondant
    ou forcé, dont la valeur est synthétique (γ = 0). `beta`, `erreur_type_beta` (p,). `variance_effet` σ²v,
    `variance_residuelle` σ²e ; `au_bord` : σ²v = 0. `log_vraisemblance` : restreinte pour « reml », complète sinon.
    """

    etiquettes: tuple[str, ...]
    valeur: Tableau
    erreur_type: Tableau
    gamma: Tableau
    synthetique: Tableau
    effet: Tableau
    repondants: NDArray[np.int64]
    modelise: NDArray[np.bool_]
    beta: Tableau
    erreur_type_beta: Tableau
    variance_effet: float
    variance_residuelle: float
    au_bord: bool
    log_vraisemblance: float
    methode: str

    @property
    def correlation_intra(self) -> float:
        """σ²v ÷ (σ²v + σ²e) : la part de la variance qui tient à la communauté."""
        return self.variance_effet / (self.variance_effet + self.variance_residuelle)


def modele_unites(
    y: ArrayLike,
    auxiliaires: ArrayLike,
    domaine: ArrayLike,
    moyennes_population: ArrayLike,
    effectifs_population: ArrayLike | None = None,
    methode: str = "reml",
    etiquettes: Sequence[str] | None = None,
    synthetiques: ArrayLike | None = None,
) -> ModeleUnites:
    """Prédire la moyenne des domaines sous y_ij = x_ij'β + v_i + e_ij, v et e normaux de variances σ²v et σ²e.

    `y` (n,), son unité est celle du résultat ; `auxiliaires` (n, p), constante comprise ; `domaine` (n,) : le rang du
    domaine de chaque réponse, de 0 à m − 1, ou l'une des `etiquettes` (m,). `moyennes_population` (m, p) : les mêmes
    auxiliaires, en moyenne dans la population de chaque domaine ; un domaine sans réponse est prédit par X̄'β.
    `effectifs_population` (m,) : N, pour la correction d'échantillon fini (Rao et Molina, 2015, §7.1) ; sans eux, la
    cible est X̄'β + v. `synthetiques` (m,) booléen : domaines qui nourrissent le modèle, mais dont la valeur rendue ne
    doit rien à leurs réponses.

    L'échantillon est supposé non informatif : les poids de sondage n'entrent pas, sinon par les auxiliaires.
    EQM : g1 + g2 + 2 g3 (Prasad et Rao, 1990), biais de σ² ôté pour « ml » (Datta et Lahiri, 2000).
    Lève CalculErreur : méthode inconnue, formes différentes, valeur manquante, domaine inconnu, auxiliaires liées,
    trop peu de domaines ou de réponses, effectif de population sous l'échantillon.
    """
    if methode not in METHODES:
        raise _erreur(
            f"Méthode inconnue\u00a0: «\u00a0{methode}\u00a0».", f"Choisissez parmi {', '.join(METHODES)}."
        )
    reponses, x, moyennes = _lire(y, auxiliaires, moyennes_population)
    m = len(moyennes)
    noms = tuple(str(e) for e in etiquettes) if etiquettes is not None else tuple(str(i) for i in range(m))
    rang = _ranger(domaine, noms, len(reponses), etiquettes is not None)
    s = sommer(reponses, x, rang, m)
    c = composantes(s, methode)
    force = np.zeros(m, dtype=bool) if synthetiques is None else np.asarray(synthetiques, dtype=bool)
    modelise = force | (s.n == 0)
    return _predire(
        s, c, moyennes, _effectifs(effectifs_population, s, noms), modelise, noms, METHODES[methode]
    )


def _predire(
    s: Sommes, c: Composantes, moyennes: Tableau, total: Tableau | None, modelise: NDArray[np.bool_],
    noms: tuple[str, ...], methode: str,
) -> ModeleUnites:  # fmt: skip
    n = np.where(modelise, 0.0, s.n)
    gamma = n * c.effet / (c.residuelle + n * c.effet)
    beta = s.vers_beta @ (s.depart + c.beta)
    # En base orthonormée, comme toute la suite : les moyennes de population y passent aussi.
    z = moyennes @ s.vers_beta
    ecart = np.where(s.n > 0, s.y - s.x @ c.beta, 0.0)  # ȳ − x̄'β, domaine par domaine
    v = gamma * ecart
    synthetique = moyennes @ beta
    carre = eqm(c, n, z, s.x)
    valeur = synthetique + v
    if total is not None:
        f = n / total
        dehors = (total[:, None] * z - n[:, None] * s.x) / np.maximum(total - n, 1.0)[:, None]
        vus = s.x @ (s.depart + c.beta) + ecart
        valeur = f * vus + (1 - f) * (dehors @ (s.depart + c.beta) + v)
        carre = (1 - f) ** 2 * eqm(c, n, dehors, s.x) + (1 - f) * c.residuelle / total
    return ModeleUnites(
        noms, valeur, np.sqrt(np.maximum(carre, 0.0)), gamma, synthetique, v, s.n.astype(np.int64), modelise, beta,
        np.sqrt(np.diag(s.vers_beta @ c.q @ s.vers_beta.T)), c.effet, c.residuelle, c.effet == 0.0,
        c.log_vraisemblance, methode,
    )  # fmt: skip


def _lire(y: ArrayLike, x: ArrayLike, moyennes: ArrayLike) -> tuple[Tableau, Tableau, Tableau]:
    reponses, aux, pop = (np.asarray(t, dtype=np.float64) for t in (y, x, moyennes))
    aux = aux[:, None] if aux.ndim == 1 else aux
    pop = pop[:, None] if pop.ndim == 1 else pop
    if reponses.ndim != 1 or aux.shape[:1] != reponses.shape or pop.shape[1:] != aux.shape[1:]:
        raise _erreur(
            "Réponses, auxiliaires et moyennes de population n'ont pas des formes compatibles.",
            "Une ligne par réponse, une ligne par domaine, les mêmes colonnes.",
        )
    for tableau, quoi, lieu in (
        (reponses[:, None], "Une réponse manque.", "Réponse"),
        (aux, "Une variable auxiliaire manque.", "Réponse"),
        (pop, "Une moyenne de population manque.", "Domaine"),
    ):
        manque = ~np.isfinite(tableau).all(axis=1)
        if manque.any():
            raise _erreur(quoi, "Retirez la ligne ou complétez-la.", f"{lieu} {int(np.argmax(manque)) + 1}")
    return reponses, aux, pop


def _ranger(domaine: ArrayLike, noms: tuple[str, ...], n: int, nommes: bool) -> NDArray[np.int64]:
    brut = np.asarray(domaine)
    if brut.shape != (n,):
        raise _erreur("Chaque réponse doit avoir un domaine.", "Donnez un domaine par réponse.")
    if nommes:
        place = {nom: i for i, nom in enumerate(noms)}
        rang = np.array([place.get(str(d), -1) for d in brut], dtype=np.int64)
    elif np.issubdtype(brut.dtype, np.integer):
        rang = brut.astype(np.int64)
    else:
        raise _erreur("Le domaine n'est pas un rang.", "Donnez des entiers de 0 à m − 1, ou les étiquettes.")
    dehors = (rang < 0) | (rang >= len(noms))
    if dehors.any():
        raise _erreur(
            f"Domaine inconnu\u00a0: «\u00a0{brut[int(np.argmax(dehors))]}\u00a0».",
            "Ajoutez sa ligne aux moyennes de population.",
        )
    return rang


def _effectifs(effectifs: ArrayLike | None, s: Sommes, noms: tuple[str, ...]) -> Tableau | None:
    if effectifs is None:
        return None
    total = np.asarray(effectifs, dtype=np.float64)
    if total.shape != s.n.shape or not (np.isfinite(total).all() and (total > 0).all()):
        raise _erreur("Les effectifs de population doivent être positifs.", "Un effectif par domaine.")
    if (total < s.n).any():
        raise _erreur(
            "La population est plus petite que l'échantillon.",
            "Vérifiez les effectifs.",
            f"Domaine {noms[int(np.argmax(total < s.n))]}",
        )
    return total


def _erreur(quoi: str, remede: str, ou: str = "") -> CalculErreur:
    return CalculErreur("modele_unites", quoi, ou=ou, remede=remede)
