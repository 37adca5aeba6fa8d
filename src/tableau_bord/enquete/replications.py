"""Réplications bootstrap de Rao et Wu, chacune recalée comme le plan l'est."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau
from tableau_bord.commun.francais import compter
from tableau_bord.enquete.calage import rejouer
from tableau_bord.enquete.plan import Calage, Entiers, GrappeUnique, PlanSondage

_ESSAIS = 20
_COLONNES = 16
_PART_RETIREE = 0.05


def replications(plan: PlanSondage, nombre: int, graine: int) -> PlanSondage:
    """Tirer `nombre` réplications de Rao et Wu (1988), redimensionnées par Rao, Wu et Yue (1992), et les recaler.

    Dans chaque strate, n − 1 unités primaires sont tirées avec remise parmi n ; le poids de qui est dans une unité tirée
    m fois est multiplié par m · n/(n − 1). **La correction de population finie est ignorée** : la variance est celle d'un
    tirage avec remise, prudente quand le taux de sondage est grand. Un plan calé est recalé réplication par réplication,
    de ses poids d'origine à ses totaux, rognages compris. Une réplication qui ne se recale pas (une catégorie n'y a plus
    personne) est **tirée de nouveau** ; `calages[i].retirees` les compte.

    Rend le plan avec `poids_replication` (n, B), `graine` consignée, échelle 1/(B − 1) autour de la moyenne. La b-ième
    réplication ne dépend que de la graine et de b : mêmes poids au bit près, et les 100 premières de 500 sont celles
    de 100.

    Lève CalculErreur : moins de deux réplications, graine négative, réplications déjà fournies, strate d'une seule
    grappe (sauf règle « certitude » : elle n'apporte pas de variance), ou réplication qui ne se recale jamais.
    """
    _verifier(plan, nombre, graine)
    tirage = _Tirage.preparer(plan, graine)
    poids = np.empty((plan.effectif, nombre))
    tirage.remplir(poids, np.arange(nombre), 0)
    rates = rejouer(plan.calages, poids)
    retirees = [len(e) for e in rates]
    echecs = _reunir(rates)
    for essai in range(1, _ESSAIS):
        if not len(echecs):
            break
        bloc = np.empty((plan.effectif, len(echecs)))
        tirage.remplir(bloc, echecs, essai)
        rates = rejouer(plan.calages, bloc)
        retirees = [a + len(b) for a, b in zip(retirees, rates, strict=True)]
        encore = _reunir(rates)
        reussis = np.setdiff1d(np.arange(len(echecs)), encore)
        poids[:, echecs[reussis]] = bloc[:, reussis]
        echecs = echecs[encore]
    if len(echecs):
        raise CalculErreur(
            "replications",
            f"Tirée {_ESSAIS} fois, elle ne se recale jamais.",
            ou=f"Réplication {echecs[0] + 1}",
            remede="Regroupez les catégories de peu de répondants ou élargissez les bornes.",
        )
    return replace(
        plan,
        poids_replication=poids,
        echelle=None,
        echelles=None,
        centre="moyenne",
        graine=graine,
        calages=tuple(_consigner(c, r, nombre) for c, r in zip(plan.calages, retirees, strict=False)),
    )


def _reunir(rates: list[Entiers]) -> Entiers:
    return np.unique(np.concatenate(rates)) if rates else np.zeros(0, dtype=np.int64)


def _consigner(calage: Calage, retirees: int, demandees: int) -> Calage:
    dit = (
        f"{compter(retirees, 'réplication')} de plus que les {demandees} gardées ne se recalaient pas et ont été tirées"
        " de nouveau : la variance des catégories de peu de répondants est sous-estimée."
    )
    trop = retirees > _PART_RETIREE * demandees
    return replace(
        calage,
        retirees=retirees,
        non_recalees=(),
        avertissements=(*calage.avertissements, dit) if trop else calage.avertissements,
    )


@dataclass(frozen=True, eq=False)
class _Tirage:
    """Unités primaires rangées par strate : `place` (n,) celle de chaque personne, `debut` et `taille` de la strate de
    chaque tirage, `gonfle` (P,) n/(n − 1) ; `fixes` (P,) : 1 pour une unité seule, toujours gardée."""

    poids: Tableau
    place: Entiers | None
    debut: Tableau
    taille: Tableau
    gonfle: Tableau
    fixes: Tableau
    graine: int

    @classmethod
    def preparer(cls, plan: PlanSondage, graine: int) -> _Tirage:
        etage = plan.etages[0]
        tirees = etage.tirees
        seules = tirees == 1
        if (seules & (1 - tirees / etage.population > 1e-7)).any() and (
            plan.grappe_unique != GrappeUnique.CERTITUDE
        ):
            i = int(np.argmax(seules))
            autres = f" et {compter(int(seules.sum()) - 1, 'autre')}" if seules.sum() > 1 else ""
            raise CalculErreur(
                "grappe_unique",
                "Une seule grappe tirée\u00a0: le bootstrap ne peut pas la retirer.",
                ou=f"Strate {etage.noms[i]}{autres}",
                remede="Regroupez la strate avec une voisine, ou choisissez la règle «\u00a0certitude\u00a0».",
            )
        place = np.empty(len(etage.strate), dtype=np.int64)
        place[np.argsort(etage.strate, kind="stable")] = np.arange(len(place))
        par_personne = place[etage.unite]
        strate = np.repeat(np.arange(len(tirees)), (tirees - 1).astype(np.int64))
        ici = np.repeat(tirees, tirees.astype(np.int64))
        return cls(
            plan.calages[0].poids if plan.calages else plan.poids,
            None if np.array_equal(par_personne, np.arange(plan.effectif)) else par_personne,
            (np.cumsum(tirees) - tirees)[strate],
            tirees[strate],
            ici / np.maximum(ici - 1, 1),
            (ici == 1).astype(np.float64),
            graine,
        )

    def remplir(self, poids: Tableau, numeros: Entiers, essai: int) -> None:
        """Écrire dans `poids` (n, b) les réplications `numeros` (b,), au tirage de rang `essai`."""
        lignes = np.empty((_COLONNES, len(poids)))
        for debut in range(0, len(numeros), _COLONNES):
            ici = numeros[debut : debut + _COLONNES]
            for ligne, b in zip(lignes, ici, strict=False):
                m = self._multiplicateurs(int(b), essai)
                np.multiply(self.poids, m if self.place is None else m[self.place], out=ligne)
            poids[:, debut : debut + len(ici)] = lignes[: len(ici)].T

    def _multiplicateurs(self, b: int, essai: int) -> Tableau:
        graine = np.random.SeedSequence(self.graine, spawn_key=(b, essai))
        u = np.random.Generator(np.random.PCG64(graine)).random(len(self.taille))
        u *= self.taille
        u += self.debut
        return np.bincount(u.astype(np.int64), minlength=len(self.gonfle)) * self.gonfle + self.fixes


def _verifier(plan: PlanSondage, nombre: int, graine: int) -> None:
    if nombre < 2 or graine < 0:
        raise CalculErreur(
            "replications",
            "Il faut deux réplications ou plus, et une graine positive ou nulle.",
            remede="Par exemple 500 réplications, graine 20261121.",
        )
    if plan.poids_replication is not None and plan.graine is None:
        raise CalculErreur(
            "replications",
            "Ce plan a déjà des réplications, fournies avec lui.",
            remede="Gardez-les, ou partez d'un plan qui n'en a pas.",
        )
