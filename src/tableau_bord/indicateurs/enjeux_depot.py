"""Tout le SQL des enjeux."""

from __future__ import annotations

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction

TOUS = "SELECT enjeu, nom, question, ordre, provenance FROM enjeux ORDER BY ordre, nom, enjeu"
LIES = "SELECT enjeu, indicateur, rang FROM enjeu_indicateurs ORDER BY enjeu, rang, indicateur"
ECRIRE = """
    INSERT INTO enjeux (enjeu, nom, question, ordre, provenance, quand)
    VALUES ($enjeu, $nom, $question, $ordre, $provenance, $quand)
    ON CONFLICT (enjeu) DO UPDATE SET nom = EXCLUDED.nom, question = EXCLUDED.question, ordre = EXCLUDED.ordre,
        provenance = EXCLUDED.provenance, quand = EXCLUDED.quand
"""
DELIER = "DELETE FROM enjeu_indicateurs WHERE enjeu = $enjeu"


def tous(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """enjeu, nom, question, ordre, provenance."""
    return lecteur.lire(TOUS)


def lies(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """enjeu, indicateur, rang."""
    return lecteur.lire(LIES)


def ecrire(t: Transaction, enjeu: str, nom: str, question: str, ordre: int, provenance: str, quand: str,
           indicateurs: tuple[str, ...]) -> None:  # fmt: skip
    """Poser un enjeu et ses indicateurs, à la place de ce qu'il avait."""
    t.executer(
        ECRIRE, enjeu=enjeu, nom=nom, question=question, ordre=ordre, provenance=provenance, quand=quand
    )
    t.executer(DELIER, enjeu=enjeu)
    rangs = [(enjeu, code, rang) for rang, code in enumerate(indicateurs)]
    schema = {"enjeu": pl.String, "indicateur": pl.String, "rang": pl.Int32}
    t.inserer("enjeu_indicateurs", pl.DataFrame(rangs, schema=schema, orient="row"))
