"""Ce qu'un paquet HSDS a de douteux : tout est signalé, rien n'est jeté."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from tableau_bord.actifs.hsds.modele import Anomalie, Fiche, Paquet
from tableau_bord.actifs.hsds.schema import ETATS, Champ, ressources

_PERSONNELS = re.compile(
    r"@(?:gmail|hotmail|outlook|live|yahoo|icloud|videotron|sympatico|msn)\.|^[a-zà-ÿ]+[.-][a-zà-ÿ-]+@", re.I
)
_IMPERSONNELS = re.compile(
    r"^(?:info|accueil|contact|admin|direction|service|bureau|reception|coordination)", re.I
)
_BALISE = re.compile(r"<[a-zA-Z/!][^>]{0,300}>")


def controler(paquet: Paquet) -> Paquet:
    """Le même paquet, anomalies ajoutées."""
    trouvees = [a for f in paquet.fiches for a in _une(f)]
    return replace(paquet, anomalies=(*paquet.anomalies, *trouvees, *_ensemble(paquet)))


def courriel_personnel(courriel: str) -> bool:
    """Vrai si cette adresse semble celle d'une personne plutôt que d'un organisme."""
    return bool(_PERSONNELS.search(courriel)) and not _IMPERSONNELS.match(courriel)


def _une(f: Fiche) -> Iterator[Anomalie]:
    ressource = ressources()[f.ressource]
    if not str(f.champs.get("id") or ""):
        yield Anomalie("identifiant_absent", f.ou, "Cette fiche n'a pas d'identifiant.")
    for champ in ressource.champs:
        valeur = f.champs.get(champ.nom)
        if valeur in (None, ""):
            if champ.obligatoire and champ.nom not in ressource.vers and champ.nom != "id":
                yield Anomalie("champ_vide", f"{f.ou}, {champ.nom}", "Ce champ obligatoire est vide.")
        elif not _bien_type(champ, valeur):
            yield Anomalie(
                "type_mal_forme",
                f"{f.ou}, {champ.nom}",
                f"Cette valeur n'est pas de type {champ.type}.",
                str(valeur)[:80],
            )
    yield from _valeurs(f)


def _valeurs(f: Fiche) -> Iterator[Anomalie]:
    for nom, borne in (("latitude", 90), ("longitude", 180)):
        lu = nombre(f.champs.get(nom))
        if f.ressource == "location" and lu is not None and abs(lu) > borne:
            yield Anomalie(
                "position_impossible", f"{f.ou}, {nom}", f"Cette {nom} n'est pas sur le globe.", str(lu)
            )
    if f.ressource == "service" and f.champs.get("status") not in (None, "", *ETATS):
        yield Anomalie(
            "etat_inconnu", f"{f.ou}, status", "Cet état n'est pas de la liste.", str(f.champs["status"])[:80]
        )
    for nom in ("email", "assurer_email"):
        courriel = str(f.champs.get(nom) or "")
        if courriel and (f.ressource == "contact" or courriel_personnel(courriel)):
            yield Anomalie(
                "courriel_personnel",
                f"{f.ou}, {nom}",
                "Ce courriel semble celui d'une personne\u00a0: gardé, jamais publié.",
            )
    if _BALISE.search(str(f.champs.get("description") or "")):
        yield Anomalie(
            "balises",
            f"{f.ou}, description",
            "La description contient du HTML\u00a0: seul le texte s'affiche.",
        )


def _ensemble(paquet: Paquet) -> Iterator[Anomalie]:
    cles = {(f.ressource, f.id) for f in paquet.fiches}
    vues: set[tuple[str, str]] = set()
    for f in paquet.fiches:
        if f.id and (f.ressource, f.id) in vues:
            yield Anomalie("identifiant_repris", f.ou, "Un autre a déjà cet identifiant.", f.id)
        vues.add((f.ressource, f.id))
        for champ, vise in ressources()[f.ressource].vers.items():
            designe = f.champs.get(champ)
            if designe and (vise, str(designe)) not in cles:
                yield Anomalie(
                    "cle_orpheline",
                    f"{f.ou}, {champ}",
                    f"Désigne une fiche «\u00a0{vise}\u00a0» absente.",
                    str(designe),
                )


def nombre(valeur: Any) -> float | None:
    """Le nombre qu'un champ porte, en JSON ou en texte ; rien s'il n'en porte pas."""
    if isinstance(valeur, bool) or valeur in (None, ""):
        return None
    try:
        return float(valeur)
    except (TypeError, ValueError):
        return None


def _bien_type(champ: Champ, valeur: Any) -> bool:
    try:
        if champ.type == "nombre":
            return nombre(valeur) is not None
        if champ.type == "jour":
            date.fromisoformat(str(valeur)[:10])
        if champ.type == "instant":
            datetime.fromisoformat(str(valeur))
        if champ.type == "heure":
            time.fromisoformat(str(valeur))
    except ValueError:
        return False
    return True
