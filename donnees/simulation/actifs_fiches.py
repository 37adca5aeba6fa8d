"""Remplir une fiche : coordonnées inventées, dessertes, date de vérification."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from donnees.simulation.actifs_endroits import SANS_ACTIF, Endroit, point
from donnees.simulation.actifs_lecture import Modele, nommer
from tableau_bord.actifs import Actif, Desserte, Exactitude, Genre, Origine
from tableau_bord.commun.francais import sans_accents

JOUR = date(2026, 10, 30)
"""Le jour où l'inventaire inventé est arrêté."""
_AVEC_ADRESSE = frozenset(
    {Genre.ORGANISME, Genre.SERVICE, Genre.LIEU, Genre.RENCONTRE, Genre.TABLE, Genre.PERSONNE}
)
_JOIGNABLES = frozenset({Genre.ORGANISME, Genre.SERVICE, Genre.TABLE, Genre.PERSONNE})
_RUES = ("rue Principale", "rue du Quai", "chemin du Rang-Croche", "rue de la Fabrique", "avenue des Ormes",
         "rue de l’Église", "montée du Moulin", "rue du Marché", "chemin de la Grève", "rue des Cheminots")  # fmt: skip
_QUI = ("terrain", "animation", "savoir de terrain", "savoir vécu", "surveillance")


def fiche(hasard: np.random.Generator, genre: Genre, modele: Modele, lieu: Endroit) -> Actif:
    """L'actif d'un modèle à cet endroit ; l'identifiant se tire du nom, il ne change pas d'une fois à l'autre."""
    nom = nommer(modele.nom, lieu.nom, lieu.nom_mrc)
    base = Actif(
        cle(genre, nom), genre, nom, description=modele.description, categorie=modele.categorie,
        municipalite=lieu.municipalite, enjeux=modele.enjeux, source="Simulation", langues=("français",),
        dessertes=(Desserte("communaute", lieu.code),),
    )  # fmt: skip
    base = replace(base, **modele.champs)
    return _dater(hasard, _joindre(hasard, _situer(hasard, base, modele, lieu)))


def cle(genre: Genre, nom: str) -> str:
    """Un identifiant lisible et stable."""
    return f"demo-{genre.value.replace('_', '-')}-{_nu(nom)}"[:80]


def _situer(hasard: np.random.Generator, actif: Actif, modele: Modele, lieu: Endroit) -> Actif:
    adresse = ""
    if actif.genre in _AVEC_ADRESSE and not modele.sans_position:
        adresse = f"{hasard.integers(3, 890)}, {hasard.choice(_RUES)}"
    lon, lat = point(hasard, lieu.forme)
    tirage = hasard.random()
    if modele.sans_position or tirage < (0.08 if adresse else 0.4):
        return replace(actif, adresse="" if modele.sans_position else adresse)
    exactitude = (
        (Exactitude.POINT if tirage > 0.35 else Exactitude.ADRESSE) if adresse else Exactitude.TERRITOIRE
    )
    return replace(actif, adresse=adresse, longitude=lon, latitude=lat, exactitude=exactitude)


def _joindre(hasard: np.random.Generator, actif: Actif) -> Actif:
    if actif.genre not in _JOIGNABLES:
        return actif
    telephone = f"819 555-01{hasard.integers(0, 100):02d}"
    if actif.genre is Genre.PERSONNE:
        return replace(
            actif,
            telephone=telephone,
            courriel=f"{_nu(actif.nom)[:24]}@courriel.example",
            courriel_personnel=True,
        )
    hote = f"{_court(actif.nom)}.example"
    site = f"https://{hote}" if hasard.random() < 0.6 else ""
    courriel = f"info@{hote}" if hasard.random() < 0.7 else ""
    return replace(actif, telephone=telephone, site=site, courriel=courriel)


def _dater(hasard: np.random.Generator, actif: Actif) -> Actif:
    """Vérifié depuis peu, il y a des années, ou jamais ; parfois on ne sait même plus quand il fut affirmé."""
    tirage, par = hasard.random(), str(hasard.choice(_QUI[:4], p=(0.45, 0.2, 0.2, 0.15)))
    affirme = _jour(hasard, 900, 3_200)
    if tirage < 0.5:
        return replace(
            actif, affirme_le=affirme, affirme_par=par, verifie_le=_jour(hasard, 5, 400), verifie_par=par
        )
    if tirage < 0.82:
        vieux = _jour(hasard, 500, 2_400)
        return replace(
            actif, affirme_le=min(affirme, vieux), affirme_par=par, verifie_le=vieux, verifie_par=par
        )
    return replace(
        actif, affirme_le=affirme if tirage < 0.93 else "", affirme_par=par if tirage < 0.93 else ""
    )


def elargir(hasard: np.random.Generator, actif: Actif, lieu: Endroit, lieux: list[Endroit]) -> Actif:
    """Un organisme ou un service dessert aussi des communautés voisines ; une table, toute sa MRC."""
    if actif.genre is Genre.TABLE:
        return replace(
            actif, dessertes=(Desserte("MRC", lieu.mrc), Desserte("communaute", lieu.code, Origine.SITUEE))
        )
    if actif.genre not in (Genre.ORGANISME, Genre.SERVICE) or hasard.random() < 0.15:
        return actif
    voisins = sorted((x for x in lieux if x.mrc == lieu.mrc and x.code != lieu.code and x.nom not in SANS_ACTIF),
                     key=lambda x: (float(x.forme.distance(lieu.forme.centroid)), x.code))[: int(hasard.integers(1, 5))]  # fmt: skip
    return replace(
        actif,
        dessertes=tuple(sorted({*actif.dessertes, *(Desserte("communaute", x.code) for x in voisins)})),
    )


def _jour(hasard: np.random.Generator, au_moins: int, au_plus: int) -> str:
    return (JOUR - timedelta(days=int(hasard.integers(au_moins, au_plus)))).isoformat()


def _court(nom: str) -> str:
    """Un nom de domaine de trente signes au plus, coupé entre deux mots."""
    mots = [m for m in _nu(nom).split("-") if len(m) > 2]
    while len("-".join(mots)) > 30:
        mots.pop(1)
    return "-".join(mots)


def _nu(texte: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", sans_accents(texte)).strip("-")
