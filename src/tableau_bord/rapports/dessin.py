"""Une carte à imprimer : formes, hachures, noms et légende, en points, prêts pour le gabarit. Pur."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from tableau_bord.indicateurs import classes
from tableau_bord.indicateurs.classes import Classement, Etat
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur
from tableau_bord.rapports import plan
from tableau_bord.rapports.noms import Etiquette, placer_noms
from tableau_bord.rapports.plan import Pixels

TAILLE = (480.0, 400.0)
CORPS = 9.5
TOUS_LES_NOMS = 60
_PAS = {Etat.INCERTAINE: 5.0, Etat.MASQUEE: 10.0}
_PREMIERE_CLASSE_FONCEE = 4
_ETATS = (
    (Etat.INCERTAINE, "Classe incertaine", "l’intervalle touche trois classes"),
    (Etat.MASQUEE, "Masqué", "pour protéger les personnes"),
    (Etat.ABSENTE, "Sans valeur", "rien à montrer"),
)

Suite = list[list[float]]


def dessiner(
    cases: Sequence[CaseCarte], indicateur: Indicateur, reference: float | None, nom_reference: str
) -> dict[str, Any]:
    """Cadrer, couper au cadre (le papier ne recule pas), placer les noms, écrire la légende."""
    classement = classes.classer_cases(cases, reference)
    cadre = plan.cadrer(cases, *TAILLE)
    boite = plan.boite_du_cadre(cadre)
    plates = [f.intersection(boite) for f in plan.formes(cases, cadre.zoom)]
    noms = placer_noms(cases, plates, CORPS, len(cases) <= TOUS_LES_NOMS, cadre)
    coin = np.array(boite.bounds[:2])
    rangs = {case.code: classe or 0 for case, classe in zip(cases, classement.classes, strict=True)}
    return {
        "taille": [cadre.largeur, cadre.hauteur],
        "titre": f"{indicateur.court}\u00a0: c’est…",
        "regle": classes.regle(classement, indicateur, nom_reference),
        "dehors": cadre.dehors,
        "corps": CORPS,
        "territoires": [
            {
                "classe": classe or 0,
                "absente": etat is Etat.ABSENTE,
                "anneaux": _anneaux(forme, coin),
                "hachures": _hachures(forme, etat, noms, coin),
            }
            for forme, classe, etat in zip(plates, classement.classes, classement.etats, strict=True)
        ],
        "noms": [
            {
                "lignes": n.lignes,
                "x": n.x - coin[0],
                "y": n.y - coin[1],
                "clair": rangs[n.code] >= _PREMIERE_CLASSE_FONCEE,
            }
            for n in noms
        ],
        "legende": _legende(classement, indicateur, nom_reference),
    }


def _legende(classement: Classement, indicateur: Indicateur, nom_reference: str) -> list[dict[str, Any]]:
    mots = classes.mots(indicateur, nom_reference)
    bornes = classes.bornes_en_mots(classement, indicateur)
    rangees = [
        {
            "classe": k,
            "etat": "",
            "mot": mots[k - 1],
            "detail": bornes[k - 1],
            "combien": classement.combien(k),
        }
        for k in (5, 4, 3, 2, 1)
    ]
    etats = [
        {
            "classe": 2 if etat is Etat.INCERTAINE else 0,
            "etat": etat.value,
            "mot": mot,
            "detail": detail,
            "combien": n,
        }
        for etat, mot, detail in _ETATS
        if (n := classement.combien_en(etat))
    ]
    return rangees + etats


def _anneaux(forme: BaseGeometry, coin: Pixels) -> list[Suite]:
    polygones = [p for p in shapely.get_parts(forme) if p.geom_type == "Polygon" and not p.is_empty]
    return [_suite(shapely.get_coordinates(a), coin) for p in polygones for a in (p.exterior, *p.interiors)]


def _hachures(forme: BaseGeometry, etat: Etat, noms: Sequence[Etiquette], coin: Pixels) -> list[Suite]:
    if etat not in _PAS:
        return []
    boites = [n.boite for n in noms if n.boite.intersects(forme)]
    return [_suite(trait, coin) for trait in plan.hachures(forme, _PAS[etat] * 2**0.5, boites)]


def _suite(points: Pixels, coin: Pixels) -> Suite:
    nets: Suite = np.round(points - coin, 2).tolist()
    return nets
