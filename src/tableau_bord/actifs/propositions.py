"""Une proposition : corriger, ajouter, confirmer ou dire fermé ; elle attend qu'un rôle la signe."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

import polars as pl

from tableau_bord.acces import Savoir, Source
from tableau_bord.actifs import propositions_depot as depot
from tableau_bord.actifs import regles
from tableau_bord.actifs.modele import Acces, Actif, Cout, Desserte, Etat, Exactitude, Genre
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction

EN_ATTENTE, ACCEPTE, REFUSE = "en attente", "accepté", "refusé"
MOT_MAX = 500
_IDENTIFIANT = re.compile(r"[A-Za-z0-9_-]{20,64}")


class GestePropose(StrEnum):
    """Ce qu'on propose."""

    AJOUTER = "ajouter"
    CORRIGER = "corriger"
    VERIFIER = "vérifier"
    FERMER = "fermer"


PROPOSABLES: Mapping[str, type] = {
    "nom": str, "genre": Genre, "description": str, "categorie": str, "adresse": str, "municipalite": str,
    "site": str, "telephone": str, "clientele": str, "age_min": int, "age_max": int, "places": float,
    "heures": float, "cout": Cout, "transport": Acces, "universel": Acces, "etat": Etat, "enjeux": tuple,
}  # fmt: skip
"""Ce qu'un lien sans compte peut proposer de changer : ni position, ni courriel, ni ce que le programme tient."""


@dataclass(frozen=True)
class Proposition:
    """Une proposition vérifiée. `champs` : nom de champ → valeur proposée ; `actif` vide pour un ajout."""

    proposition: str
    actif: str
    geste: GestePropose
    source: Source
    savoir: Savoir
    mot: str
    champs: dict[str, Any]


def cle(envoi_id: str) -> str:
    """La clé d'une proposition : une empreinte de l'identifiant d'envoi ; renvoyée, c'est la même."""
    return hashlib.sha256(b"proposition:" + envoi_id.encode("ascii")).hexdigest()[:32]


def preparer(
    source: Source, envoi_id: str, geste: str, actif: str, champs: Mapping[str, Any], mot: str, savoir: str
) -> Proposition:
    """Vérifier une proposition sans rien écrire ; les textes vides et les champs inchangés sont l'affaire de l'appelant.

    Lève ActifErreur : identifiant mal formé, geste ou savoir inconnu, champ qui ne se propose pas, valeur mal
    typée, ajout sans nom, correction sans champ, mot de plus de 500 caractères.
    """
    if not _IDENTIFIANT.fullmatch(envoi_id):
        raise _refus("L'identifiant de cet envoi n'est pas valide.", "Rechargez la page et recommencez.")
    if geste not in tuple(GestePropose) or savoir not in tuple(Savoir):
        raise _refus("Ce choix n'est pas dans la liste.", "Choisissez-en un de la liste.")
    mot = regles.texte_nu(mot)
    if len(mot) > MOT_MAX:
        raise _refus(f"Votre mot dépasse {MOT_MAX} caractères.", "Raccourcissez-le.")
    voulu = GestePropose(geste)
    typees = {c: _typer(c, v) for c, v in champs.items()}
    _coherente(voulu, actif, typees)
    return Proposition(cle(envoi_id), actif, voulu, source, Savoir(savoir), mot, typees)


def garder(t: Transaction, p: Proposition) -> bool:
    """Écrire une proposition ; faux si elle était déjà là."""
    if depot.une(t, p.proposition) is not None:
        return False
    depot.ajouter(t, {
        "proposition": p.proposition, "actif": p.actif, "geste": p.geste.value, "recu_le": maintenant().isoformat(),
        "source_genre": p.source.genre, "source": p.source.id, "decoupage": p.source.decoupage,
        "code": p.source.code, "savoir": p.savoir.value, "mot": p.mot,
        "contenu": json.dumps(p.champs, ensure_ascii=False, sort_keys=True),
    })  # fmt: skip
    return True


def champs_de(ligne: Mapping[str, Any]) -> dict[str, Any]:
    """Les champs typés d'une ligne de la file."""
    return {c: _typer(c, v) for c, v in json.loads(ligne["contenu"]).items()}


def appliquee(ligne: Mapping[str, Any], present: Actif | None) -> Actif:
    """L'actif tel qu'il sera si la proposition est acceptée.

    Confirmer date la vérification d'aujourd'hui ; corriger aussi. Lève ActifErreur si l'actif a disparu.
    """
    geste, champs = GestePropose(ligne["geste"]), champs_de(ligne)
    jour = aujourd_hui().isoformat()
    par = f"savoir {'vécu' if ligne['savoir'] == Savoir.VECU else 'de ' + ligne['savoir']}"
    if geste is GestePropose.AJOUTER:
        ici = (Desserte(ligne["decoupage"], ligne["code"]),)
        genre = champs.pop("genre", Genre.RENCONTRE)
        neuf = Actif(
            actif=ligne["proposition"], genre=genre, nom="", affirme_par=par, affirme_le=ligne["recu_le"][:10], verifie_par=par, verifie_le=ligne["recu_le"][:10],
            exactitude=Exactitude.TERRITOIRE, dessertes=ici, source="proposition",
        )  # fmt: skip
        return regles.corriger(neuf, champs)
    if present is None:
        raise ActifErreur(
            "actif_inconnu",
            "Cet actif n'est plus à l'inventaire.",
            remede="Refusez la proposition, avec la raison.",
        )
    if geste is GestePropose.FERMER:
        return replace(present, etat=Etat.FERME, verifie_le=jour, verifie_par=par)
    return regles.corriger(present, {**champs, "verifie_le": jour, "verifie_par": par})


def file(entrepot: Entrepot, etat: str | None = None) -> pl.DataFrame:
    """La file de modération des actifs, de la plus ancienne (`propositions_depot.file`)."""
    lues = depot.file(entrepot)
    return lues if etat is None else lues.filter(pl.col("etat") == etat)


def _coherente(geste: GestePropose, actif: str, champs: Mapping[str, Any]) -> None:
    ajout = geste is GestePropose.AJOUTER
    if ajout == bool(actif):
        raise _refus("Cet actif n'est pas désigné.", "Rouvrez sa fiche et recommencez.")
    if ajout and not champs.get("nom"):
        raise _refus("Il manque le nom.", "Écrivez le nom que les gens emploient.")
    if geste is GestePropose.CORRIGER and not champs:
        raise _refus(
            "Rien n'est changé.", "Corrigez au moins un champ, ou dites «\u00a0tout est juste\u00a0»."
        )
    if ajout or geste is GestePropose.CORRIGER:
        propre = {c: v for c, v in champs.items() if c != "genre"}
        regles.corriger(Actif("essai", Genre.RENCONTRE, "Essai"), propre)


def _typer(champ: str, valeur: Any) -> Any:
    genre = PROPOSABLES.get(champ)
    if genre is None:
        raise _refus("Ce champ ne se propose pas.", "Choisissez un champ de la fiche.", champ)
    try:
        if genre is tuple:
            return tuple(str(v)[:60] for v in valeur)
        if genre is str:
            return regles.texte_nu(str(valeur))
        return None if valeur in ("", None) else genre(valeur)
    except (ValueError, TypeError) as erreur:
        raise _refus(
            f"«\u00a0{str(valeur)[:40]}\u00a0» ne convient pas.", "Corrigez cette réponse.", champ
        ) from erreur


def _refus(quoi: str, remede: str, champ: str = "") -> ActifErreur:
    return ActifErreur(
        "proposition_mal_formee", quoi, ou=f"Champ «\u00a0{champ}\u00a0»" if champ else "", remede=remede
    )
