"""Ce qu'un calage vise : des auxiliaires regroupés par profil, et leurs totaux de population."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, sparse

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.enquete import calage_explications as dire
from tableau_bord.enquete.plan import Calage, Entiers

_LIEE = 1e-12
_INCOMPATIBLE = 1e-8
_LIGNES, _CASES = 1_024, 1 << 62


@dataclass(frozen=True, eq=False)
class Marge:
    """Une variable catégorielle connue de la population : `numero` (n,) de catégorie, `totaux` (c,) en personnes."""

    nom: str
    categories: tuple[str, ...]
    numero: Entiers
    totaux: Tableau


@dataclass(frozen=True, eq=False)
class Marges:
    """Des marges catégorielles nommées, lues par `Marges.lire`."""

    marges: tuple[Marge, ...]

    @classmethod
    def lire(
        cls, repondants: Mapping[str, ArrayLike], population: Mapping[str, Mapping[Any, float]]
    ) -> Marges:
        """Rapprocher les étiquettes des répondants (n,) des effectifs de population, marge par marge.

        Une marge croisée a des étiquettes (n, v) et des clés qui sont des v-uplets. Une catégorie de total nul que
        personne n'a est oubliée. Lève CalculErreur : marge sans population, répondant sans catégorie, catégorie sans
        total, total manquant ou négatif, catégorie de population sans répondant, marges qui ne s'additionnent pas.
        """
        if set(repondants) != set(population) or not repondants:
            raise dire.marges_depareillees(repondants, population)
        marges = tuple(_lire_marge(nom, etiq, population[nom]) for nom, etiq in repondants.items())
        longueurs = {len(m.numero) for m in marges}
        if len(longueurs) > 1:
            raise dire.longueurs_differentes(longueurs)
        dire.verifier_les_sommes({m.nom: float(m.totaux.sum()) for m in marges})
        return cls(marges)

    @property
    def effectif(self) -> int:
        """Nombre de répondants."""
        return len(self.marges[0].numero)


@dataclass(frozen=True, eq=False)
class Cible:
    """Les équations d'un calage : Σ_i w_i x_i = totaux, une ligne d'auxiliaires par profil.

    `lignes` (G, p) ; `profil` (n,) : ligne de chaque personne, ou None quand `lignes` est (n, p) ; `noms` (p,).
    """

    lignes: Tableau
    profil: Entiers | None
    totaux: Tableau
    noms: tuple[str, ...]

    @classmethod
    def lire(cls, n: int, auxiliaires: ArrayLike | Marges, totaux: ArrayLike | None) -> Cible:
        """Lire une matrice (n, p) et ses totaux (p,), ou des `Marges` ; lève CalculErreur si les formes diffèrent."""
        if isinstance(auxiliaires, Marges):
            if auxiliaires.effectif != n:
                raise dire.longueurs_differentes({auxiliaires.effectif, n})
            return cls._des_marges(auxiliaires)
        x = np.asarray(auxiliaires, dtype=np.float64)
        x = x[:, None] if x.ndim == 1 else x
        t = np.atleast_1d(np.asarray([] if totaux is None else totaux, dtype=np.float64))
        noms = tuple(f"colonne {j + 1}" for j in range(x.shape[1]))
        if x.ndim != 2 or len(x) != n or not x.shape[1] or t.shape != (x.shape[1],):
            raise dire.formes(n, x.shape, t.shape)
        dire.verifier_les_nombres(x, t, noms)
        return cls(*_regrouper(x), t, noms)

    @classmethod
    def du_calage(cls, calage: Calage) -> Cible:
        """Reprendre les équations d'un calage déjà fait ; lève CalculErreur s'il n'a pas gardé ses totaux."""
        if calage.totaux is None:
            raise dire.calage_sans_totaux()
        return cls(calage.auxiliaires, calage.profil, calage.totaux, calage.noms)

    @classmethod
    def _des_marges(cls, marges: Marges) -> Cible:
        profil, premieres = _combiner([m.numero for m in marges.marges])
        totaux = np.concatenate([m.totaux for m in marges.marges])
        noms = tuple(f"{m.nom} = {c}" for m in marges.marges for c in m.categories)
        regroupe = len(premieres) <= len(profil) // 2
        gardees = premieres if regroupe else np.arange(len(profil))
        lignes, debut = np.zeros((len(gardees), len(totaux))), 0
        for m in marges.marges:
            lignes[np.arange(len(gardees)), debut + m.numero[gardees]] = 1.0
            debut += len(m.totaux)
        return cls(lignes, profil if regroupe else None, totaux, noms)

    @property
    def effectif(self) -> int:
        """Nombre de personnes."""
        return len(self.lignes if self.profil is None else self.profil)

    @cached_property
    def _sommer(self) -> sparse.csr_array:
        n = self.effectif
        return sparse.csr_array((np.ones(n), (self.profil, np.arange(n))), shape=(len(self.lignes), n))

    def agreger(self, w: Tableau) -> Tableau:
        """Somme par profil de (n,) ou (n, B) : (G,) ou (G, B) ; la vue même si chaque personne est son profil."""
        return w if self.profil is None else np.asarray(self._sommer @ w)

    def etendre(self, par_profil: Tableau) -> Tableau:
        """La valeur (G,) de chaque profil, rendue à chaque personne (n,)."""
        return par_profil if self.profil is None else par_profil[self.profil]

    def reduire(self, poids: Tableau) -> tuple[Cible, Tableau | None]:
        """Ne garder que des colonnes indépendantes aux poids (n,) ; et c (p,) tel que X c = 1, si la constante y est.

        Lève CalculErreur si une colonne vide a un total, ou si le total d'une colonne liée contredit les autres.
        """
        w = self.agreger(poids)
        normale = _normale(self.lignes, w)
        pleines = np.flatnonzero(np.diag(normale) > 0)
        dire.verifier_les_vides(np.diag(normale) > 0, self.totaux, self.noms)
        racine = np.sqrt(np.diag(normale))[pleines]
        unitaire = normale[np.ix_(pleines, pleines)] / np.outer(racine, racine)
        _, r, pivots = linalg.qr(unitaire, pivoting=True)
        rang = int((np.abs(np.diag(r)) > _LIEE * len(r)).sum())
        gardees, liees = np.sort(pivots[:rang]), pivots[rang:]
        lien = np.linalg.solve(unitaire[np.ix_(gardees, gardees)], unitaire[np.ix_(gardees, liees)])
        totaux = self.totaux[pleines] / racine
        imposes = totaux[gardees] @ lien
        ampleur = np.maximum(np.abs(totaux[liees]), np.abs(totaux[gardees]) @ np.abs(lien))
        contredits = np.abs(totaux[liees] - imposes) > _INCOMPATIBLE * ampleur
        if contredits.any():
            i = int(np.argmax(np.abs(totaux[liees] - imposes) * contredits))
            j = pleines[liees[i]]
            raise dire.total_contredit(self.noms[j], self.totaux[j], float(imposes[i] * racine[liees[i]]))
        choix = pleines[gardees]
        lignes = np.take(self.lignes, choix, axis=1)
        reduite = Cible(lignes, self.profil, self.totaux[choix], tuple(self.noms[j] for j in choix))
        return reduite, _constante(lignes, w, normale[np.ix_(choix, choix)])


def _normale(x: Tableau, w: Tableau) -> Tableau:
    """X' diag(w) X, par paquets de lignes."""
    somme = np.zeros((x.shape[1], x.shape[1]))
    for debut in range(0, len(x), _LIGNES):
        ici = x[debut : debut + _LIGNES]
        somme += ici.T @ (w[debut : debut + _LIGNES, None] * ici)
    return somme


def _constante(x: Tableau, w: Tableau, normale: Tableau) -> Tableau | None:
    """Combinaison c (p,) des colonnes qui vaut 1 partout, ou None ; `normale` : X' diag(w) X."""
    c = np.linalg.pinv(normale, hermitian=True) @ (x.T @ w)
    return np.asarray(c) if np.abs((x @ c - 1)[w > 0]).max() < 1e-8 else None


def _lire_marge(nom: str, etiq: ArrayLike, population: Mapping[Any, float]) -> Marge:
    totaux = {_nom(cle): float(effectif) for cle, effectif in population.items()}
    mauvais = [c for c, t in totaux.items() if not np.isfinite(t) or t < 0]
    if mauvais:
        raise dire.total_invalide(f"{nom} = {mauvais[0]}", totaux[mauvais[0]])
    rang = {c: i for i, c in enumerate(totaux)}
    noms, numero = _etiquettes(etiq)
    combien = np.bincount(numero, minlength=len(noms))
    places = np.array([rang.get(x, -1) for x in noms], dtype=np.int64)
    if (places < 0).any():
        i = int(np.argmax(places < 0))
        raise dire.sans_total(nom, noms[i], int(combien[i]), int(np.argmax(numero == i)), list(totaux))
    effectifs = np.array(list(totaux.values()))
    repondants = np.bincount(places, weights=combien, minlength=len(totaux))
    for c, i in rang.items():
        if (repondants[i] == 0) != (effectifs[i] == 0):
            raise dire.categorie_vide(f"{nom} = {c}", int(repondants[i]), effectifs[i])
    vivantes = np.flatnonzero(effectifs > 0)
    nouvelle = np.cumsum(effectifs > 0) - 1
    categories = tuple(totaux)
    return Marge(nom, tuple(categories[i] for i in vivantes), nouvelle[places][numero], effectifs[vivantes])


def _nom(cle: Any) -> str:
    return " × ".join(str(c) for c in cle) if isinstance(cle, tuple) else str(cle)


def _etiquettes(etiq: ArrayLike) -> tuple[list[str], Entiers]:
    """Catégories distinctes en texte et numéro (n,) de chacune ; l'absence est la chaîne vide."""
    brut = np.asarray(etiq)
    if brut.ndim == 2:
        colonnes = [_etiquettes(c) for c in brut.T]
        numero, premieres = _combiner([numeros for _, numeros in colonnes])
        return [_croiser(noms[num[i]] for noms, num in colonnes) for i in premieres], numero
    if brut.ndim != 1:
        raise CalculErreur(
            "marges",
            "Les catégories font une colonne par variable.",
            remede="Une étiquette par personne.",
        )
    if brut.dtype.kind in "iufb":
        valeurs, numero = np.unique(brut, return_inverse=True)
        return ["" if v != v else str(v) for v in valeurs.tolist()], numero.astype(np.int64)
    liste = brut.tolist()
    index = {x: i for i, x in enumerate(dict.fromkeys(liste))}
    numero = np.fromiter(map(index.__getitem__, liste), np.int64, len(liste))
    return ["" if x is None or x != x else str(x) for x in index], numero


def _croiser(noms: Iterable[str]) -> str:
    parties = list(noms)
    return "" if "" in parties else " × ".join(parties)


def _combiner(numeros: list[Entiers]) -> tuple[Entiers, Entiers]:
    """Numéro (n,) de la combinaison des colonnes d'entiers, et première ligne de chacune (G,)."""
    combine, cases = np.zeros(len(numeros[0]), dtype=np.int64), 1
    for numero in numeros:
        combien = int(numero.max()) + 1
        if cases * combien > _CASES:
            valeurs, combine = np.unique(combine, return_inverse=True)
            cases = len(valeurs)
        combine, cases = combine * combien + numero, cases * combien
    _, premieres, combine = np.unique(combine, return_index=True, return_inverse=True)
    return combine, premieres


def _regrouper(x: Tableau) -> tuple[Tableau, Entiers | None]:
    """Lignes distinctes (G, p) et celle de chacun (n,) ; x tel quel si le regroupement ne gagne rien."""
    n, p = x.shape
    cle = x @ np.random.default_rng(0).standard_normal(p)
    tete = cle[:: max(1, n // 4096)]
    if len(np.unique(tete)) > len(tete) // 2:
        return x, None
    _, premieres, profil = np.unique(cle, return_index=True, return_inverse=True)
    if len(premieres) > n // 2 or not np.array_equal(x[premieres][profil], x):
        return x, None
    return x[premieres], profil.astype(np.int64)
