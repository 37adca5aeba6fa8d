"""Données et chronomètres de la preuve `vitesse_enquete` ; chaque mesure se fait dans un processus à part.

python -m benchmarks.vitesse_enquete MESURE DOSSIER     rend un objet JSON, durées en secondes
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from tableau_bord.enquete import Marges, PlanSondage, caler, moyennes_par_domaine
from tableau_bord.enquete import replications as repliquer
from tableau_bord.enquete.calage_solveur import recaler

T = TypeVar("T")
Tableau = NDArray[np.float64]
Entiers = NDArray[np.int64]
GRAINE, STRATES = 20_270_121, 24
# Onze variables : 16 colonnes indépendantes, 9 216 profils possibles.
CATEGORIES = (2, 2, 2, 2, 2, 2, 2, 2, 3, 3, 4)
# Dix variables : 40 colonnes indépendantes, trop de profils pour les regrouper.
CATEGORIES_LOGIT = (5, 5, 5, 5, 5, 5, 5, 5, 5, 4)
BORNES = (0.4, 2.5)
FOIS, FOIS_LOGIT, LIGNES = 7, 5, 2_048


@dataclass(frozen=True)
class Taille:
    """L'ampleur de la tâche ; `naives` : réplications que la contre-épreuve recale ; `comparees` : celles que R reprend."""

    repondants: int = 100_000
    replications: int = 500
    communautes: int = 120
    indicateurs: int = 20
    naives: int = 25
    comparees: int = 50

    @classmethod
    def lire(cls, dossier: Path) -> Taille:
        """La taille consignée dans un dossier de travail."""
        return cls(**json.loads((dossier / "taille.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, eq=False)
class Donnees:
    """Une enquête inventée, rangée par communauté : poids (n,), y (n, k), numéros de catégorie (n, v) et leurs totaux."""

    taille: Taille
    poids: Tableau
    domaine: Entiers
    strate: Entiers
    y: Tableau
    marges: Entiers
    totaux: list[Tableau]
    logit: Entiers
    totaux_logit: list[Tableau]

    @classmethod
    def tirer(cls, taille: Taille, graine: int = GRAINE) -> Donnees:
        """Tirer l'enquête ; les totaux sont ceux de poids vrais que la non-réponse a déformés, donc atteignables."""
        hasard = np.random.default_rng(graine)
        n, d = taille.repondants, taille.communautes
        parts = hasard.lognormal(0, 0.5, d)
        effectifs = 20 + hasard.multinomial(n - 20 * d, parts / parts.sum())
        domaine = np.repeat(np.arange(d), effectifs)
        poids = hasard.lognormal(4, 0.4, n)
        marges, logit = _categories(hasard, n, CATEGORIES), _categories(hasard, n, CATEGORIES_LOGIT)
        y = _indicateurs(hasard, taille, domaine, marges)
        vrais = poids * _non_reponse(hasard, marges, 0.08)
        vrais_logit = poids * np.clip(_non_reponse(hasard, logit, 0.12), 0.5, 2.2)
        return cls(
            taille, poids, domaine, domaine * STRATES // d, y,
            marges, _totaux(marges, CATEGORIES, vrais), logit, _totaux(logit, CATEGORIES_LOGIT, vrais_logit),
        )  # fmt: skip

    @cached_property
    def communes(self) -> NDArray[np.str_]:
        """Étiquette de communauté de chacun, dans l'ordre trié."""
        return np.char.mod("C%04d", self.domaine)

    @cached_property
    def plan(self) -> PlanSondage:
        """Le plan tel que tiré : strates, une personne par unité."""
        return PlanSondage(self.poids, strates=self.strate)

    @cached_property
    def etiquettes(self) -> dict[str, NDArray[np.str_]]:
        """L'étiquette de chacun à chacune des onze variables."""
        return _etiqueter(self.marges)

    @cached_property
    def marges_logit(self) -> Marges:
        """Les dix marges du calage logit, déjà lues, comme les facteurs de R."""
        return Marges.lire(_etiqueter(self.logit), _population(self.totaux_logit))

    def caler(self) -> PlanSondage:
        """Lire les onze marges de leurs étiquettes, et caler le plan."""
        return caler(self.plan, Marges.lire(self.etiquettes, _population(self.totaux)))

    def caler_logit(self) -> PlanSondage:
        """Le calage logit borné, sur dix marges."""
        return caler(self.plan, self.marges_logit, distance="logit", bornes=BORNES)

    def ecrire_pour_r(self, dossier: Path) -> None:
        """Écrire tout ce que `vitesse_enquete.R` lit, colonne par colonne."""
        t = self.taille
        _texte(dossier / "forme.txt", [[t.repondants, t.indicateurs]])
        _texte(dossier / "bornes.txt", [BORNES])
        for nom in ("poids", "y"):
            getattr(self, nom).T.astype(np.float64).tofile(dossier / f"{nom}.bin")
        for nom in ("strate", "domaine", "marges", "logit"):
            getattr(self, nom).T.astype(np.int32).tofile(dossier / f"{nom}.bin")
        _texte(dossier / "marges.txt", self.totaux)
        _texte(dossier / "logit.txt", self.totaux_logit)
        depart = repliquer(self.plan, t.comparees, GRAINE).poids_replication
        assert depart is not None
        depart.T.tofile(dossier / "depart.bin")
        (dossier / "taille.json").write_text(json.dumps(asdict(t)), encoding="utf-8")


def tache(d: Donnees) -> dict[str, float]:
    """Toute la tâche, étiquettes lues et étapes chronométrées ; la mémoire de pointe du processus, données comprises."""
    import resource

    communes, _ = d.communes, d.etiquettes
    calcul, depart = time.process_time(), time.perf_counter()
    cale = d.caler()
    calee = time.perf_counter()
    plan = repliquer(cale, d.taille.replications, GRAINE)
    tiree = time.perf_counter()
    moyennes_par_domaine(plan, d.y, communes)
    fini, calcul = time.perf_counter(), time.process_time() - calcul
    pointe = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "caler": calee - depart,
        "tirer et recaler": tiree - calee,
        "estimer": fini - tiree,
        "secondes": fini - depart,
        "calcul": calcul,
        "mémoire (Gio)": pointe / (2**30 if sys.platform == "darwin" else 2**20),
    }


def domaines(d: Donnees) -> dict[str, float]:
    """Estimer les domaines, contre le plus rapide des deux produits nus ; puis, une fois, la boucle naïve."""
    plan = repliquer(d.caler(), d.taille.replications, GRAINE)
    w, communes, y = plan.poids_replication, d.communes, d.y
    assert w is not None
    durees = alterner({
        "estimer": lambda: moyennes_par_domaine(plan, y, communes),
        "produit y'w": lambda: y.T @ w,
        "produit w'y": lambda: w.T @ y,
    })  # fmt: skip
    naif, boucle = chronometrer(lambda: domaines_naifs(w, y, d.domaine))
    ecart = ecart_relatif(moyennes_par_domaine(plan, y, communes).repliques, boucle)
    return {**durees, "boucle naïve": naif, "écart de la boucle naïve": ecart}


def domaines_naifs(w: Tableau, y: Tableau, domaine: Entiers) -> Tableau:
    """Moyennes de Hájek (B, D, k) comme on les écrirait d'abord : un masque, un indicateur à la fois."""
    moyennes = np.empty((w.shape[1], int(domaine.max()) + 1, y.shape[1]))
    for c in range(moyennes.shape[1]):
        for j in range(y.shape[1]):
            ici = w[domaine == c]
            moyennes[:, c, j] = (ici * y[domaine == c, j, None]).sum(axis=0) / ici.sum(axis=0)
    return moyennes


def recalage(d: Donnees) -> dict[str, float]:
    """Recaler, contre la plus rapide de deux façons de former X' diag(w) X pour toutes les réplications.

    Le calage linéaire n'a qu'une matrice, quel que soit le nombre de ses tours : les produits sont comptés une fois.
    """
    t = d.taille
    depart = repliquer(d.plan, t.replications, GRAINE).poids_replication
    assert depart is not None
    calage, x = d.caler().calages[0], indicatrices(d.marges)
    totaux = np.concatenate([[d.totaux[0].sum()], *(c[1:] for c in d.totaux)])
    rangees = np.ascontiguousarray(depart[:, : t.naives].T)
    poids = depart.copy()
    durees = alterner({
        "recaler": lambda: recaler(calage, poids),
        "produits par paires": lambda: produits_par_paires(x, depart),
        "produits un à un": lambda: [x.T @ (w[:, None] * x) for w in rangees],
    }, avant=lambda: np.copyto(poids, depart))  # fmt: skip
    naifs = np.ascontiguousarray(depart[:, : t.naives])
    naif, _ = chronometrer(lambda: recaler_naivement(naifs, x, totaux))
    np.copyto(poids, depart)
    recaler(calage, poids)
    fois = t.replications / t.naives
    return {
        **durees,
        "produits un à un": durees["produits un à un"] * fois,
        "recalage naïf": naif * fois,
        "écart du recalage naïf": ecart_relatif(poids[:, : t.naives], naifs),
        "profils": float(len(calage.auxiliaires)),
        "colonnes": float(x.shape[1]),
    }


def produits_par_paires(x: Tableau, w: Tableau) -> Tableau:
    """Σ_i w_ib x_i x_i' de toutes les réplications, en un produit matriciel par paquet de lignes : (paires, B)."""
    i, j = np.triu_indices(x.shape[1])
    h = np.zeros((len(i), w.shape[1]))
    for debut in range(0, len(x), LIGNES):
        ici = x[debut : debut + LIGNES]
        h += (ici[:, i] * ici[:, j]).T @ w[debut : debut + LIGNES]
    return h


def recaler_naivement(w: Tableau, x: Tableau, totaux: Tableau) -> None:
    """Une réplication à la fois, sur les personnes et non sur leurs profils ; sur place."""
    for b in range(w.shape[1]):
        poids = w[:, b]
        ecart = totaux - x.T @ poids
        w[:, b] = poids * (1 + x @ np.linalg.solve(x.T @ (poids[:, None] * x), ecart))


def logit(d: Donnees) -> dict[str, float]:
    """Le calage logit borné, plusieurs fois de suite."""
    marges, poids = d.marges_logit.marges, d.plan.poids
    durees, calculs, f = [], [], np.ones(0)
    for _ in range(FOIS_LOGIT):
        calcul = time.process_time()
        duree, plan = chronometrer(d.caler_logit)
        durees.append(duree)
        calculs.append(time.process_time() - calcul)
        f = plan.facteurs
    return {
        "secondes": statistics.median(durees),
        "calcul": statistics.median(calculs),
        "plus petit facteur": float(f.min()),
        "plus grand facteur": float(f.max()),
        "écart aux totaux": max(
            float(np.abs(np.bincount(m.numero, poids * f) / m.totaux - 1).max()) for m in marges
        ),
    }


def comparer(d: Donnees, dossier: Path) -> dict[str, float]:
    """Écarts relatifs à R : estimations et erreurs types sur nos premières réplications, facteurs du calage logit."""
    fait = moyennes_par_domaine(repliquer(d.caler(), d.taille.comparees, GRAINE), d.y, d.communes)
    forme = (d.taille.indicateurs, d.taille.communautes)
    valeur, erreur = (np.fromfile(dossier / f"r_{nom}.bin").reshape(forme).T for nom in ("valeur", "erreur"))
    facteurs = d.caler_logit().facteurs
    return {
        "estimations": ecart_relatif(fait.valeur, valeur),
        "erreurs types": ecart_relatif(fait.erreur_type, erreur),
        "facteurs": ecart_relatif(facteurs, np.fromfile(dossier / "r_facteurs.bin")),
        "facteurs, R à 1e-11": ecart_relatif(facteurs, np.fromfile(dossier / "r_facteurs_serres.bin")),
    }


def alterner(
    calculs: dict[str, Callable[[], object]], avant: Callable[[], object] | None = None
) -> dict[str, float]:
    """Médiane des durées de chaque calcul, l'ordre changeant d'une fois à l'autre, après un tour à blanc."""
    durees: dict[str, list[float]] = {nom: [] for nom in calculs}
    for fois in range(FOIS + 1):
        for nom in list(calculs) if fois % 2 else list(reversed(calculs)):
            if avant:
                avant()
            durees[nom].append(chronometrer(calculs[nom])[0])
    return {nom: statistics.median(s[1:]) for nom, s in durees.items()}


def chronometrer(calcul: Callable[[], T]) -> tuple[float, T]:
    """Durée en secondes, et ce que le calcul rend."""
    debut = time.perf_counter()
    rendu = calcul()
    return time.perf_counter() - debut, rendu


def ecart_relatif(a: Tableau, b: Tableau) -> float:
    """Le plus grand |a − b| / |b|."""
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(b), 1e-12)))


def indicatrices(numeros: Entiers) -> Tableau:
    """Constante et indicatrices (n, p) de plein rang : la première catégorie de chaque variable sert de référence."""
    colonnes = [np.ones(len(numeros))]
    for v in numeros.T:
        colonnes += [(v == c).astype(np.float64) for c in range(1, int(v.max()) + 1)]
    return np.column_stack(colonnes)


def _categories(hasard: np.random.Generator, n: int, combien: tuple[int, ...]) -> Entiers:
    """Des catégories inégales, liées entre elles par un trait commun."""
    trait = hasard.standard_normal(n)
    colonnes = []
    for c in combien:
        parts = np.cumsum(hasard.dirichlet(np.full(c, 8.0)))[:-1]
        latent = 0.5 * trait + hasard.standard_normal(n) * np.sqrt(0.75)
        colonnes.append(np.searchsorted(np.quantile(latent, parts), latent))
    return np.column_stack(colonnes)


def _indicateurs(hasard: np.random.Generator, t: Taille, domaine: Entiers, marges: Entiers) -> Tableau:
    """Trois indicateurs oui ou non pour un de mesure, liés à la communauté et aux marges."""
    y = np.empty((t.repondants, t.indicateurs))
    for j in range(t.indicateurs):
        lieu = hasard.normal(0, 0.3, t.communautes)[domaine]
        u = (
            lieu
            + (marges - 0.5) @ hasard.normal(0, 0.2, marges.shape[1])
            + hasard.standard_normal(t.repondants)
        )
        y[:, j] = 50 + 10 * u if j % 4 == 3 else u > hasard.normal(0, 0.5)
    return y


def _non_reponse(hasard: np.random.Generator, marges: Entiers, ecart: float) -> Tableau:
    return np.asarray(np.exp((marges - marges.mean(axis=0)) @ hasard.normal(0, ecart, marges.shape[1])))


def _totaux(numeros: Entiers, combien: tuple[int, ...], poids: Tableau) -> list[Tableau]:
    return [
        np.bincount(v, poids, minlength=c).astype(np.float64) for v, c in zip(numeros.T, combien, strict=True)
    ]


def _etiqueter(numeros: Entiers) -> dict[str, NDArray[np.str_]]:
    return {f"v{j + 1}": np.char.mod("c%d", v) for j, v in enumerate(numeros.T)}


def _population(totaux: list[Tableau]) -> dict[str, dict[str, float]]:
    return {f"v{j + 1}": {f"c{i}": x for i, x in enumerate(c)} for j, c in enumerate(totaux)}


def _texte(chemin: Path, lignes: list[Tableau] | list[tuple[float, float]] | list[list[int]]) -> None:
    chemin.write_text(
        "".join(" ".join(repr(float(x)) for x in ligne) + "\n" for ligne in lignes), encoding="utf-8"
    )


MESURES: dict[str, Callable[[Donnees, Path], dict[str, float]]] = {
    "tache": lambda d, _: tache(d),
    "domaines": lambda d, _: domaines(d),
    "recalage": lambda d, _: recalage(d),
    "logit": lambda d, _: logit(d),
    "comparer": comparer,
}

if __name__ == "__main__":
    ici = Path(sys.argv[2])
    print(json.dumps(MESURES[sys.argv[1]](Donnees.tirer(Taille.lire(ici)), ici)))
