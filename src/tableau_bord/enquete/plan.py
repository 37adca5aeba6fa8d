"""Le plan de sondage : poids, strates, grappes, correction de population finie ; ou poids de réplication."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

Entiers = NDArray[np.int64]


class GrappeUnique(StrEnum):
    """Ce que devient une strate dont une seule unité primaire est tirée (entre parenthèses, le nom dans R survey)."""

    REFUSER = "refuser"  # fail
    CERTITUDE = "certitude"  # certainty : l'unité était certaine d'être tirée, elle n'ajoute pas de variance
    AJUSTER = "ajuster"  # adjust : écart à la moyenne de tout l'échantillon plutôt qu'à celle de la strate
    MOYENNE = "moyenne"  # average : la variance moyenne des autres strates


@dataclass(frozen=True, eq=False)
class Calage:
    """Un calage déjà fait, dont la variance se calcule par résidus (Deville et Särndal, 1992), et de quoi le rejouer.

    `auxiliaires` (n, p), ou (G, p) quand `profil` (n,) dit la ligne de chacun ; `poids` (n,) : ceux d'avant, qui
    pondèrent la régression si `regression_ponderee` ; `facteurs` (n,) = poids après ÷ poids avant. `totaux` (p,),
    `distance` et `bornes` recalent les réplications ; `non_recalees` : numéros de celles qui ont gardé leurs poids
    d'avant, `retirees` : combien furent tirées de nouveau. `avertissements` : phrases à montrer. Un rognage est un
    calage sans colonne (p = 0), de distance « rognage », dont les facteurs se reportent tels quels.
    """

    auxiliaires: Tableau
    poids: Tableau
    facteurs: Tableau
    distance: str = "lineaire"
    noms: tuple[str, ...] = ()
    totaux: Tableau | None = None
    bornes: tuple[float, float] | None = None
    profil: Entiers | None = None
    regression_ponderee: bool = True
    non_recalees: tuple[int, ...] = ()
    retirees: int = 0
    avertissements: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Etage:
    """Un degré de tirage : `unite` (n,) numéro d'unité ; par unité, `strate` ; par strate, tirées et population.

    `facteur` (strates,) : produit des taux de sondage des degrés précédents, qui pèse la variance de celui-ci.
    """

    unite: Entiers
    strate: Entiers
    tirees: Tableau
    population: Tableau
    facteur: Tableau
    noms: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class PlanSondage:
    """Un échantillon et la façon dont il fut tiré ; une ligne par personne (n lignes).

    `poids` (n,) : poids de sondage, positifs ou nuls (un poids nul met la personne hors de l'estimation, pas hors du
    plan). `strates` et `grappes` : étiquettes (n,) ou (n, degrés), d'un degré au suivant. `fpc` : effectif de population
    de la strate, ou fraction de sondage si toutes les valeurs sont de 1 au plus ; (n,) ou (n, degrés), comme dans
    R survey. `poids_replication` (n, B) : fournis (bootstrap, BRR, Fay, jackknife) ou tirés par `replications` ; la
    variance vaut alors echelle · Σ echelles_b (θ_b − centre)². `echelle` : 1 / (B − 1) par défaut ; `echelles` (B,) :
    1 par défaut ; `centre` : « moyenne » des réplications, ou « estimation ». `grappe_unique` : règle des strates à une
    seule grappe. `calages` et `graine` viennent de `caler` et de `replications`.

    Lève CalculErreur (« poids », « plan », « fpc », « replications ») avec la ligne en cause.
    """

    poids: Tableau
    strates: NDArray[Any] | None = None
    grappes: NDArray[Any] | None = None
    fpc: Tableau | None = None
    poids_replication: Tableau | None = None
    echelle: float | None = None
    echelles: Tableau | None = None
    centre: str = "moyenne"
    grappe_unique: str = GrappeUnique.REFUSER
    calages: tuple[Calage, ...] = ()
    graine: int | None = None

    def __post_init__(self) -> None:
        poids = np.asarray(self.poids, dtype=np.float64)
        if poids.ndim != 1 or not len(poids):
            raise CalculErreur(
                "poids",
                "Les poids sont une colonne d'au moins une ligne.",
                remede="Donnez un poids par personne.",
            )
        _refuser_ligne(
            ~np.isfinite(poids), "poids", "Le poids manque", "Retirez la personne ou donnez-lui son poids."
        )
        _refuser_ligne(poids < 0, "poids", "Le poids est négatif", "Un poids vaut zéro ou plus.", poids)
        if not (poids > 0).any():
            raise CalculErreur("poids", "Tous les poids sont nuls.", remede="Vérifiez la colonne des poids.")
        self._poser("poids", poids)
        if self.centre not in ("moyenne", "estimation"):
            raise CalculErreur(
                "plan",
                f"Centre inconnu\u00a0: «\u00a0{self.centre}\u00a0».",
                remede="Choisissez «\u00a0moyenne\u00a0» ou «\u00a0estimation\u00a0».",
            )
        if self.grappe_unique not in tuple(GrappeUnique):
            connues = ", ".join(f"«\u00a0{r}\u00a0»" for r in GrappeUnique)
            raise CalculErreur(
                "plan",
                f"Règle de grappe unique inconnue\u00a0: «\u00a0{self.grappe_unique}\u00a0».",
                remede=f"Choisissez parmi {connues}.",
            )
        for nom in ("strates", "grappes", "fpc"):
            self._poser(nom, self._deux_dimensions(nom))
        if self.fpc is not None:
            fpc = self.fpc.astype(np.float64)
            _refuser_ligne(
                ~(fpc > 0).all(axis=1),
                "fpc",
                "La correction de population finie manque ou est nulle",
                "Donnez l'effectif de la strate.",
            )
            self._poser("fpc", fpc)
        self._verifier_replications()

    @property
    def effectif(self) -> int:
        """Nombre de lignes, poids nuls compris."""
        return len(self.poids)

    @property
    def facteurs(self) -> Tableau:
        """Facteurs (n,) du dernier calage : poids après ÷ poids avant ; des 1 si rien n'a été calé."""
        return self.calages[-1].facteurs if self.calages else np.ones(self.effectif)

    @cached_property
    def etages(self) -> tuple[Etage, ...]:
        """Les degrés de tirage qui comptent dans la variance : le premier, et les suivants s'il y a une fpc.

        Lève CalculErreur si une grappe est dans deux strates ou si une fpc varie dans une strate.
        """
        n = self.effectif
        grappes = self.grappes if self.grappes is not None else np.arange(n)[:, None]
        degres = grappes.shape[1] if self.fpc is not None else 1
        degres = min(degres, self.fpc.shape[1]) if self.fpc is not None else degres
        precedent, facteur = np.zeros(n, dtype=np.int64), np.ones(1)
        etages = []
        for d in range(degres):
            brute = (
                self.strates[:, d]
                if self.strates is not None and d < self.strates.shape[1]
                else np.zeros(n, dtype=np.int8)
            )
            strate, premieres = _numeroter(precedent, brute)
            unite, tetes = _numeroter(strate, grappes[:, d])
            if d == 0 and self.strates is not None and self.grappes is not None:
                _verifier_emboitement(grappes[:, 0], unite, tetes, brute)
            tirees = np.bincount(strate[tetes], minlength=len(premieres)).astype(np.float64)
            population = self._population(d, strate, premieres, tirees, brute)
            etages.append(
                Etage(
                    unite,
                    strate[tetes],
                    tirees,
                    population,
                    facteur[precedent[premieres]],
                    tuple(str(s) for s in brute[premieres]),
                )
            )
            facteur = (facteur[precedent[premieres]] * tirees / population)[strate[tetes]]
            precedent = unite
        return tuple(etages)

    @cached_property
    def degres_de_liberte(self) -> int:
        """Unités primaires − strates ; avec des réplications seulement, leur rang − 1 (comme R `degf`)."""
        seules = self.strates is None and self.grappes is None and self.fpc is None
        if self.poids_replication is not None and seules:
            w = self.poids_replication
            valeurs = np.linalg.eigvalsh(w.T @ w)
            return max(int((valeurs > valeurs[-1] * 1e-10).sum()) - 1, 1)
        premier = self.etages[0]
        return max(len(premier.strate) - len(premier.tirees), 1)

    def _poser(self, nom: str, valeur: Any) -> None:
        if isinstance(valeur, np.ndarray):
            valeur = valeur.view()
            valeur.setflags(write=False)
        object.__setattr__(self, nom, valeur)

    def _deux_dimensions(self, nom: str) -> NDArray[Any] | None:
        brut = getattr(self, nom)
        if brut is None:
            return None
        tableau = np.asarray(brut)
        tableau = tableau[:, None] if tableau.ndim == 1 else tableau
        if tableau.ndim != 2 or len(tableau) != self.effectif:
            raise CalculErreur(
                "plan",
                f"«\u00a0{nom}\u00a0» n'a pas une ligne par personne.",
                remede=f"Il en faut {self.effectif}.",
            )
        manque = np.isnan(tableau).any(axis=1) if tableau.dtype.kind == "f" else (tableau == None).any(axis=1)  # noqa: E711
        _refuser_ligne(
            np.asarray(manque),
            nom,
            f"«\u00a0{nom}\u00a0» n'est pas dit",
            "Complétez la colonne ou retirez la personne.",
        )
        return tableau

    def _population(
        self, d: int, strate: Entiers, premieres: Entiers, tirees: Tableau, brute: NDArray[Any]
    ) -> Tableau:
        """Unités de la population par strate du degré `d` ; infini sans fpc."""
        if self.fpc is None:
            return np.full(len(premieres), np.inf)
        dite = self.fpc[:, d]
        _refuser_ligne(
            dite != dite[premieres][strate],
            "fpc",
            f"La fpc du degré {d + 1} change dans une même strate",
            "Une strate n'a qu'un effectif.",
            dite,
        )
        population = dite[premieres]
        if (self.fpc[:, d] <= 1).all():
            # Degré recensé en entier (effectif 1, une tirée) ou fraction : les deux donnent la même population.
            return tirees / population
        trop = population < tirees * (1 - 1e-9)
        if trop.any():
            i = int(np.argmax(trop))
            raise CalculErreur(
                "fpc", f"La strate compte {tirees[i]:.0f} unités tirées pour {population[i]:.0f} en population.",
                ou=f"Degré {d + 1}, strate {brute[premieres][i]}", remede="Corrigez l'effectif de la strate.",
            )  # fmt: skip
        return population

    def _verifier_replications(self) -> None:
        if self.poids_replication is None:
            return
        w = np.asarray(self.poids_replication)
        w = w if w.dtype == np.float32 else w.astype(np.float64, copy=False)
        if w.ndim != 2 or len(w) != self.effectif or w.shape[1] < 2:
            raise CalculErreur(
                "replications",
                "Les poids de réplication font une ligne par personne, deux colonnes ou plus.",
                remede=f"Il faut {self.effectif} lignes.",
            )
        _refuser_ligne(
            ~np.isfinite(w).all(axis=1),
            "replications",
            "Un poids de réplication manque",
            "Complétez la ligne.",
        )
        self._poser("poids_replication", w)
        echelle = 1 / (w.shape[1] - 1) if self.echelle is None else float(self.echelle)
        echelles = (
            np.ones(w.shape[1]) if self.echelles is None else np.asarray(self.echelles, dtype=np.float64)
        )
        if echelle <= 0 or echelles.shape != (w.shape[1],):
            raise CalculErreur(
                "replications",
                "L'échelle des réplications n'est pas valide.",
                remede="Une échelle positive, et une valeur par réplication.",
            )
        self._poser("echelle", echelle)
        self._poser("echelles", echelles)


def etiquettes(domaine: ArrayLike | None, n: int) -> tuple[tuple[str, ...], Entiers | None]:
    """Étiquettes de domaine dans l'ordre trié, et numéro de domaine de chaque ligne ; rien sans domaine.

    Une étiquette vide ou None met la ligne hors de tout domaine (numéro −1).
    """
    if domaine is None:
        return (), None
    brut = np.asarray(domaine)
    if brut.shape != (n,):
        raise CalculErreur(
            "domaine", "Le domaine n'a pas une étiquette par personne.", remede=f"Il en faut {n}."
        )
    textes = (
        brut.astype(str)
        if brut.dtype.kind != "O"
        else np.array(["" if d is None else str(d) for d in brut], dtype=str)
    )
    noms, rang = np.unique(textes, return_inverse=True)
    numero = rang.astype(np.int64)
    if len(noms) and noms[0] == "":
        return tuple(str(x) for x in noms[1:]), numero - 1
    return tuple(str(x) for x in noms), numero


def _numeroter(*colonnes: NDArray[Any]) -> tuple[Entiers, Entiers]:
    """Numéro (n,) de la combinaison des colonnes, et première ligne de chacune."""
    numero = np.zeros(len(colonnes[0]), dtype=np.int64)
    for c in colonnes:
        valeurs, rang = np.unique(c, return_inverse=True)
        numero = numero * len(valeurs) + rang
        _, numero = np.unique(numero, return_inverse=True)
    _, premieres = np.unique(numero, return_index=True)
    return numero.astype(np.int64), premieres.astype(np.int64)


def _verifier_emboitement(
    grappes: NDArray[Any], unite: Entiers, tetes: Entiers, strates: NDArray[Any]
) -> None:
    """Une même étiquette de grappe dans deux strates est une erreur de saisie plus souvent qu'un choix."""
    noms, rang, combien = np.unique(grappes[tetes], return_inverse=True, return_counts=True)
    if (combien > 1).any():
        i = int(np.argmax(combien > 1))
        ou: Sequence[str] = [str(s) for s in strates[tetes[rang == i]][:2]]
        raise CalculErreur(
            "plan", f"La grappe {noms[i]} paraît dans deux strates ({', '.join(ou)}).",
            remede="Donnez à chaque grappe un numéro propre à sa strate.",
        )  # fmt: skip


def _refuser_ligne(fautes: Any, code: str, quoi: str, remede: str, valeurs: Tableau | None = None) -> None:
    if not fautes.any():
        return
    i, combien = int(np.argmax(fautes)), int(fautes.sum())
    dite = "" if valeurs is None else f" ({valeurs[i]:g})"
    autres = "" if combien == 1 else f", {combien} lignes en tout"
    raise CalculErreur(code, f"{quoi}{dite}{autres}.", ou=f"Ligne {i + 1}", remede=remede)
