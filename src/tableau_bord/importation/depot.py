"""Tout le SQL des lots d'import."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

LOTS = """
    SELECT l.lot, l.genre, l.fichier, l.empreinte, l.auteur, l.quand, l.lignes, l.resume, l.rapport,
           a.quand AS annule_le
    FROM lots l LEFT JOIN annulations a ON a.lot = l.lot ORDER BY l.quand DESC, l.lot
"""
INSCRIRE = """
    INSERT INTO lots (lot, genre, fichier, empreinte, auteur, quand, lignes, resume, rapport)
    VALUES ($lot, $genre, $fichier, $empreinte, $auteur, $quand, $lignes, $resume, $rapport)
"""
ANNULER = """
    INSERT INTO annulations (lot, quand, auteur) VALUES ($lot, $quand, $auteur) ON CONFLICT (lot) DO NOTHING
"""


@dataclass(frozen=True)
class Lot:
    """Un versement : fichier, empreinte SHA-256, auteur, heure, lignes retenues, résumé et rapport JSON."""

    lot: str
    genre: str
    fichier: str
    empreinte: str
    auteur: str
    quand: datetime
    lignes: int
    resume: str
    rapport: str = "{}"
    annule_le: datetime | None = None


def inscrire(transaction: Transaction, lot: Lot) -> None:
    """Inscrire un lot dans la transaction qui verse ses données ; reprise sans effet double."""
    transaction.executer("DELETE FROM lots WHERE lot = $lot", lot=lot.lot)
    transaction.executer(
        INSCRIRE,
        lot=lot.lot,
        genre=lot.genre,
        fichier=lot.fichier,
        empreinte=lot.empreinte,
        auteur=lot.auteur,
        quand=lot.quand.isoformat(),
        lignes=lot.lignes,
        resume=lot.resume,
        rapport=lot.rapport,
    )


def annuler(transaction: Transaction, lot: str, auteur: str) -> None:
    """Marquer un lot annulé (ses données sont retirées par le geste qui appelle)."""
    transaction.executer(ANNULER, lot=lot, quand=maintenant().isoformat(), auteur=auteur)


def lots(entrepot: Entrepot) -> tuple[Lot, ...]:
    """Tous les lots, du plus récent au plus ancien, annulés compris."""
    return tuple(_depuis(ligne) for ligne in entrepot.lire(LOTS).to_dicts())


def _depuis(ligne: dict[str, object]) -> Lot:
    annule = ligne.pop("annule_le")
    return Lot(
        **{**ligne, "quand": datetime.fromisoformat(str(ligne["quand"]))},  # type: ignore[arg-type]
        annule_le=datetime.fromisoformat(str(annule)) if annule else None,
    )


def un_lot(entrepot: Entrepot, lot: str) -> Lot:
    """Un lot par son identifiant. Lève ImportationErreur s'il n'existe pas."""
    trouve = next((x for x in lots(entrepot) if x.lot == lot), None)
    if trouve is None:
        raise ImportationErreur(
            "lot_inconnu",
            "Ce lot n'existe pas dans cette base.",
            ou=f"Lot {lot}",
            remede="Rechargez la page.",
        )
    return trouve
