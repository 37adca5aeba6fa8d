"""Tenir les registres : vérifier une fiche, l'ajouter, la relire, dire ce qui échoit.

Une fiche ne se corrige pas : on ajoute une version, avec son auteur et sa date ; les précédentes restent.
"""

from __future__ import annotations

import json
from dataclasses import Field, asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Generic, TypeVar

from tableau_bord.acces import registres_depot as depot
from tableau_bord.acces.registres_fiches import Categorie, Conservation, Fiche, Genre, Incident
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction

COURT_MAX, LONG_MAX = 200, 8_000
NOMBRE_MAX = 10_000_000
F = TypeVar("F", bound=Fiche)


@dataclass(frozen=True)
class Inscrite(Generic[F]):
    """Une version d'une fiche. `fiche` : sa clé ; `version` compte de 1 ; `quand` : instant."""

    fiche: str
    version: int
    quand: datetime
    auteur: str
    contenu: F


def en_vigueur(entrepot: Entrepot, genre: type[F]) -> tuple[Inscrite[F], ...]:
    """La dernière version de chaque fiche d'un registre, de la plus récemment inscrite."""
    return tuple(_depuis(genre, x) for x in depot.en_vigueur(entrepot, genre.REGISTRE).to_dicts())


def versions(entrepot: Entrepot, genre: type[F], fiche: str) -> tuple[Inscrite[F], ...]:
    """L'histoire d'une fiche, de la plus récente version."""
    return tuple(_depuis(genre, x) for x in depot.versions(entrepot, genre.REGISTRE, fiche).to_dicts())


def inscrire(t: Transaction, contenu: Fiche, fiche: str, auteur: str) -> int:
    """Ajouter une version ; rend son numéro. `fiche` : clé choisie par l'appelant.

    Redire mot pour mot la dernière version n'écrit rien et rend son numéro (reprise sans effet).
    Lève AccesErreur (« registre_mal_rempli ») si un champ manque ou ne se lit pas.
    """
    verifier(contenu)
    texte = json.dumps(asdict(contenu), ensure_ascii=False, sort_keys=True)
    deja = depot.versions(t, contenu.REGISTRE, fiche)
    if deja.height and deja["contenu"][0] == texte:
        return int(deja["version"][0])
    return depot.ajouter(t, contenu.REGISTRE, fiche, maintenant().isoformat(), auteur, texte)


def verifier(contenu: Fiche) -> None:
    """Lève AccesErreur si un champ obligatoire manque, est trop long, ou n'est pas ce qu'il doit être."""
    manquants = [
        str(c.metadata["etiquette"])
        for c in contenu.champs()
        if c.metadata["obligatoire"] and _est_vide(getattr(contenu, c.name))
    ]
    if manquants:
        raise _refus(
            contenu, f"Il manque\u00a0: {', '.join(manquants)}.", "Remplissez ces champs et recommencez."
        )
    for champ in contenu.champs():
        _verifier_champ(contenu, champ)
    if isinstance(contenu, Conservation) and contenu.categorie not in tuple(Categorie):
        raise _refus(contenu, "Cette catégorie n'existe pas.", "Choisissez-en une de la liste.")
    if isinstance(contenu, Incident) and bool(contenu.avis_a.strip()) != bool(contenu.avis_le):
        raise _refus(
            contenu, "Un avis donné a un destinataire et une date.", "Remplissez les deux champs, ou aucun."
        )


def duree(entrepot: Entrepot, categorie: Categorie) -> Conservation | None:
    """La règle en vigueur d'une catégorie, ou rien si la direction n'en a pas fixé."""
    lues = versions(entrepot, Conservation, categorie.value)
    return lues[0].contenu if lues else None


def echu(depuis: date, regle: Conservation, au: date | None = None) -> bool:
    """Vrai le lendemain du dernier jour de conservation ; `depuis` : jour de l'évènement."""
    return depuis + timedelta(days=regle.jours or 0) < (au or aujourd_hui())


def _verifier_champ(contenu: Fiche, champ: Field[Any]) -> None:
    etiquette, genre, valeur = (
        champ.metadata["etiquette"],
        champ.metadata["genre"],
        getattr(contenu, champ.name),
    )
    if genre in (Genre.COURT, Genre.LONG):
        plafond = COURT_MAX if genre is Genre.COURT else LONG_MAX
        if len(valeur) > plafond:
            raise _refus(
                contenu, f"«\u00a0{etiquette}\u00a0» dépasse {plafond} caractères.", "Raccourcissez."
            )
    if genre is Genre.JOUR and valeur and not _est_un_jour(valeur):
        raise _refus(contenu, f"«\u00a0{etiquette}\u00a0» n'est pas une date.", "Choisissez un jour.")
    if genre is Genre.NOMBRE and valeur is not None:
        entier = isinstance(valeur, int) and not isinstance(valeur, bool)
        if not entier or not 0 <= valeur <= NOMBRE_MAX:
            raise _refus(
                contenu,
                f"«\u00a0{etiquette}\u00a0» doit être un nombre entier, zéro ou plus.",
                "Corrigez-le.",
            )


def _est_vide(valeur: object) -> bool:
    return valeur is None or (isinstance(valeur, str) and not valeur.strip())


def _est_un_jour(texte: str) -> bool:
    try:
        return date.fromisoformat(texte).isoformat() == texte
    except ValueError:
        return False


def _refus(contenu: Fiche, quoi: str, remede: str) -> AccesErreur:
    return AccesErreur("registre_mal_rempli", quoi, ou=contenu.LIEU, remede=remede)


def _depuis(genre: type[F], ligne: dict[str, Any]) -> Inscrite[F]:
    return Inscrite(
        str(ligne["fiche"]),
        int(ligne["version"]),
        datetime.fromisoformat(ligne["quand"]),
        str(ligne["auteur"]),
        genre(**json.loads(ligne["contenu"])),
    )
