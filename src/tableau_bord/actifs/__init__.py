"""Actifs : ce que les communautés ont ; inventaire, fraîcheur, révisions, HSDS, accès géographique."""

from tableau_bord.actifs.acces_geographique import acces
from tableau_bord.actifs.depot import a_la_revision, revisions, supprimer_lot
from tableau_bord.actifs.lecture import (
    PAR_RATTACHEMENT,
    Filtre,
    Inventaire,
    chercher,
    inventaire,
    par_territoire,
    un_actif,
)
from tableau_bord.actifs.modele import (
    LIBELLES_DES_GENRES,
    Acces,
    Actif,
    Approche,
    Cout,
    Desserte,
    Etat,
    Exactitude,
    Genre,
    Lien,
    Origine,
    TypeDeLien,
)

__all__ = [
    "LIBELLES_DES_GENRES",
    "PAR_RATTACHEMENT",
    "Acces",
    "Actif",
    "Approche",
    "Cout",
    "Desserte",
    "Etat",
    "Exactitude",
    "Filtre",
    "Genre",
    "Inventaire",
    "Lien",
    "Origine",
    "TypeDeLien",
    "a_la_revision",
    "acces",
    "chercher",
    "inventaire",
    "par_territoire",
    "revisions",
    "supprimer_lot",
    "un_actif",
]
