"""Les deux bases, jamais mêlées : la démonstration et la région réelle."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tableau_bord import divulgation, indicateurs, territoires
from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.commun.francais import nombre
from tableau_bord.entrepot import Entrepot, ouvrir
from tableau_bord.gestes import demonstration, retirer_parole, valise

DEMONSTRATION = "demonstration"
REGION = "region"
DOSSIER = Path(__file__).resolve().parents[3] / "donnees"
_FICHIERS = {
    DEMONSTRATION: ("TABLEAU_BORD_DEMONSTRATION", "demonstration.duckdb"),
    REGION: ("TABLEAU_BORD_BASE", "tableau_bord.duckdb"),
}
_verrou = threading.Lock()
_repris: set[str] = set()


@dataclass(frozen=True)
class Base:
    """Une base ouverte, son nom de région et si ses données sont inventées."""

    nom: str
    entrepot: Entrepot
    region: str
    fictive: bool
    territoires: int


def chemin(nom: str) -> Path:
    """Fichier d'une base, que la variable d'environnement peut déplacer."""
    variable, fichier = _FICHIERS[nom]
    return Path(os.environ.get(variable) or DOSSIER / fichier)


def ouvrir_base(nom: str) -> Base:
    """Ouvrir une base ; la démonstration se construit à sa première ouverture."""
    entrepot = ouvrir(chemin(nom))
    with _verrou:
        if nom == DEMONSTRATION:
            demonstration.construire(entrepot)
        emportee = valise.lire_identite(entrepot) is not None
        if not emportee:
            _suivre_le_dictionnaire(entrepot)
            indicateurs.suivre_les_enjeux(entrepot)
        _achever_les_retraits(entrepot)
    lieux = territoires.codes_connus(entrepot)
    fictive = nom == DEMONSTRATION or (emportee and _de_la_demonstration(entrepot))
    return Base(nom, entrepot, _nom_de_region(entrepot), fictive, lieux.height)


def _de_la_demonstration(entrepot: Entrepot) -> bool:
    """Une valise de la démonstration emporte sa publication : ses données sont inventées elles aussi."""
    return any(p.publication == demonstration.PUBLICATION for p in divulgation.publications(entrepot))


def _achever_les_retraits(entrepot: Entrepot) -> None:
    """Une fois par processus : un arrêt a pu tomber entre l'effacement d'un texte et la réécriture."""
    if entrepot.chemin in _repris:
        return
    with suppress(EntrepotErreur):
        retirer_parole.achever(entrepot)
        _repris.add(entrepot.chemin)


def _suivre_le_dictionnaire(entrepot: Entrepot) -> None:
    """Reprendre du fichier les entrées neuves ou corrigées ; celles décrites à l'écran restent."""
    connus = {i.code: i for i in indicateurs.indicateurs(entrepot)}
    corriges = indicateurs.codes_corriges(entrepot)
    changes = [i for i in indicateurs.charger() if i.code not in corriges and connus.get(i.code) != i]
    if changes:
        entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, changes))


def base_par_defaut() -> str:
    """La région dès qu'elle a des territoires, sinon la démonstration."""
    if os.environ.get("TABLEAU_BORD_OUVRIR") in _FICHIERS:
        return os.environ["TABLEAU_BORD_OUVRIR"]
    if not chemin(REGION).exists():
        return DEMONSTRATION
    return REGION if ouvrir_base(REGION).territoires else DEMONSTRATION


def _nom_de_region(entrepot: Entrepot) -> str:
    regions = territoires.territoires_de(entrepot, "RSS")
    if regions.height == 1:
        return str(regions["nom"][0])
    return f"Québec, {nombre(regions.height)} régions" if regions.height else "Ma région"
