"""Les enjeux : ce que les gens nomment, relié aux mesures qui l'éclairent (CONCEPTION §4)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.indicateurs import enjeux_depot as depot

FICHIER = Path(__file__).resolve().parents[3] / "donnees" / "enjeux.toml"
FICHIER_LIVRE, ECRAN = "fichier", "écran"


@dataclass(frozen=True)
class Enjeu:
    """Un enjeu. `indicateurs` : codes du dictionnaire, le principal d'abord ; vide : « non mesuré »."""

    enjeu: str
    nom: str
    question: str = ""
    indicateurs: tuple[str, ...] = ()
    ordre: int = 0
    provenance: str = FICHIER_LIVRE

    @property
    def mesure(self) -> bool:
        """Vrai si au moins un indicateur l'éclaire."""
        return bool(self.indicateurs)


def charger(fichier: Path = FICHIER) -> tuple[Enjeu, ...]:
    """Les enjeux livrés avec le programme."""
    lus = tomllib.loads(fichier.read_text(encoding="utf-8"))["enjeu"]
    return tuple(
        Enjeu(code, e["nom"], e["question"], tuple(e["indicateurs"]), rang)
        for rang, (code, e) in enumerate(lus.items())
    )


def enjeux(entrepot: Entrepot) -> tuple[Enjeu, ...]:
    """Ceux de la base, dans leur ordre."""
    lies: dict[str, list[str]] = {}
    for enjeu, indicateur, _ in depot.lies(entrepot).iter_rows():
        lies.setdefault(enjeu, []).append(indicateur)
    return tuple(
        Enjeu(
            e["enjeu"], e["nom"], e["question"], tuple(lies.get(e["enjeu"], ())), e["ordre"], e["provenance"]
        )
        for e in depot.tous(entrepot).to_dicts()
    )


def un_enjeu(entrepot: Entrepot, code: str) -> Enjeu:
    """Un enjeu. Lève IndicateurErreur s'il n'existe pas."""
    for enjeu in enjeux(entrepot):
        if enjeu.enjeu == code:
            return enjeu
    raise IndicateurErreur(
        "enjeu_inconnu", "Cet enjeu n'existe pas ici.", remede="Choisissez-en un de la liste."
    )


def inscrire_enjeu(t: Transaction, enjeu: Enjeu) -> None:
    """Écrire un enjeu, ou le corriger. Lève IndicateurErreur si le nom ou le code manque."""
    if not (enjeu.enjeu.strip() and enjeu.nom.strip()):
        raise IndicateurErreur(
            "enjeu_sans_nom", "Un enjeu a besoin d'un nom.", remede="Écrivez-le en quelques mots."
        )
    depot.ecrire(
        t, enjeu.enjeu, enjeu.nom.strip(), enjeu.question.strip(), enjeu.ordre, enjeu.provenance,
        maintenant().isoformat(), enjeu.indicateurs,
    )  # fmt: skip


def suivre_les_enjeux(entrepot: Entrepot) -> None:
    """Reprendre du fichier les enjeux neufs ou corrigés ; ceux écrits à l'écran restent."""
    connus = {e.enjeu: e for e in enjeux(entrepot)}
    changes = [
        e for e in charger()
        if e != connus.get(e.enjeu) and (e.enjeu not in connus or connus[e.enjeu].provenance == FICHIER_LIVRE)
    ]  # fmt: skip

    def geste(t: Transaction) -> None:
        for enjeu in changes:
            inscrire_enjeu(t, enjeu)

    if changes:
        entrepot.ecrire(geste)
