"""La fiche publiée d'un territoire, au profil table, mise en mots pour un petit écran."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.commun.francais import nombre
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot, ouvrir
from tableau_bord.indicateurs import Portrait, ecriture, phrases
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau

EN_VUE = 3
_TOUR = threading.Lock()
"""Soixante téléphones qui arrivent ensemble attendent une lecture, ils n'en font pas soixante."""


@dataclass(frozen=True)
class Chiffre:
    """Une mesure écrite. `absence` remplace les nombres ; `classe` : couleur du signe, que le mot double."""

    nom: str
    valeur: str
    absence: str
    protege: bool
    phrase: str
    details: str
    reste: str
    cote: str
    symbole: str
    signal: str
    classe: str


@dataclass(frozen=True)
class Fiche:
    """Ce que montre la page : nom, ligne de contexte, phrase qui répond, trois chiffres, puis les autres.

    `forces` : ceux des trois chiffres qui sont plus favorables, dans l'ordre du dictionnaire.
    """

    nom: str
    contexte: str
    phrase: Markup
    en_vue: tuple[Chiffre, ...]
    autres: tuple[Chiffre, ...]
    forces: tuple[Chiffre, ...] = ()


def lire(entrepot: Entrepot, decoupage: str, code: str) -> Fiche:
    """La fiche au profil table ; la même lecture sert toute une salle tant que la base ne change pas.

    Lève TerritoireErreur si le territoire n'existe pas ou ne s'affiche pas.
    """
    with _TOUR:
        return _lue(*_cle(entrepot), decoupage, code)


def nom_du_lieu(entrepot: Entrepot, decoupage: str, code: str) -> str:
    """Le nom du territoire, ou une chaîne vide s'il ne s'affiche pas."""
    with _TOUR:
        return _nom(*_cle(entrepot), decoupage, code)


def _cle(entrepot: Entrepot) -> tuple[str, int, str]:
    return entrepot.chemin, entrepot.version, aujourd_hui().isoformat()


@lru_cache(maxsize=64)
def _lue(chemin: str, _version: int, _jour: str, decoupage: str, code: str) -> Fiche:
    return _composer(indicateurs.portrait(ouvrir(chemin), Profil.TABLE, decoupage, code))


@lru_cache(maxsize=64)
def _nom(chemin: str, _version: int, _jour: str, decoupage: str, code: str) -> str:
    try:
        territoires.exiger_affichable(ouvrir(chemin), decoupage, code)
        return territoires.territoire(ouvrir(chemin), decoupage, code).nom
    except TerritoireErreur:
        return ""


def _composer(lu: Portrait) -> Fiche:
    mesures = _forces_d_abord(lu)
    return Fiche(
        lu.territoire.nom,
        _contexte(lu),
        Markup(ecriture.en_html(phrases.resumer(lu.noyau))),
        tuple(_chiffre(m) for m in mesures[:EN_VUE]),
        tuple(_chiffre(m) for m in mesures[EN_VUE:]),
        tuple(_chiffre(m) for m in phrases.forces(lu.noyau, EN_VUE)),
    )


def _forces_d_abord(lu: Portrait) -> list[Mesure]:
    """Le noyau, forces devant, le reste dans l'ordre du dictionnaire : pas de palmarès."""
    fortes = phrases.forces(lu.noyau, EN_VUE)
    return [*fortes, *(m for m in lu.noyau if m not in fortes)]


def _contexte(lu: Portrait) -> str:
    morceaux = []
    if lu.population is not None:
        morceaux.append(f"{nombre(lu.population)} personnes en {lu.annee_population}.")
    if lu.annees:
        debut, fin = lu.annees
        morceaux.append(f"Données de {debut} à {fin}." if debut != fin else f"Données de {fin}.")
    return " ".join(morceaux)


def _chiffre(m: Mesure) -> Chiffre:
    raison, signe = ecriture.motif(m), ecriture.signe(m)
    return Chiffre(
        nom=m.indicateur.nom,
        valeur=_valeur(m),
        absence=ecriture.phrase_du_motif(raison) if raison else "",
        protege=ecriture.est_masquee(m),
        phrase=_phrase(m),
        details=_details(m),
        reste=f"{ecriture.nom_du_reste(m)}\u00a0: {ecriture.valeur_reste(m)}."
        if ecriture.valeur_reste(m)
        else "",
        cote=ecriture.cote(m),
        symbole=ecriture.symbole_du_motif(raison) if raison else signe.symbole,
        signal="" if raison else signe.mot,
        classe=signe.classe.removeprefix("tb-"),
    )


def _valeur(m: Mesure) -> str:
    longue = ecriture.unite_longue(m.indicateur) if ecriture.montrable(m) else ""
    return f"{ecriture.valeur(m)} {longue}".strip()


def _phrase(m: Mesure) -> str:
    if not ecriture.montrable(m):
        return ""
    phrase = {
        SignalNiveau.PLUS_FAVORABLE: m.indicateur.phrase_favorable,
        SignalNiveau.MOINS_FAVORABLE: m.indicateur.phrase_defavorable,
    }.get(m.signal, "")
    nue = phrase.strip().rstrip(".")
    return f"{nue[:1].upper()}{nue[1:]}." if nue else ""


def _details(m: Mesure) -> str:
    """« 304 sur 344, de 84,6 à 91,4, 19 fois sur 20. Années 2021 à 2023, il y a 3 ans. »."""
    bornes = ecriture.intervalle(m)
    mesure = [ecriture.effectif(m), f"{bornes}, 19 fois sur 20" if bornes else ""]
    quand = [ecriture.periode(m), ecriture.age(m)]
    phrases_ = [", ".join(p for p in partie if p) for partie in (mesure, quand)]
    return " ".join(f"{p[:1].upper()}{p[1:]}." for p in phrases_ if p)
