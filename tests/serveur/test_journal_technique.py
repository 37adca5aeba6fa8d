"""Le journal technique dit où, jamais quoi."""

from __future__ import annotations

import logging
import sys

from tableau_bord.serveur.journal_technique import erreurs_sans_valeur, lieux

SECRET = "TEMOIN-VALEUR-4417"


def _tomber() -> None:
    raise ValueError(f"Duplicate key {SECRET}")


def _trace(niveau: int) -> logging.LogRecord:
    try:
        _tomber()
    except ValueError:
        return logging.LogRecord(
            "uvicorn.error", niveau, __file__, 1, "Exception %s\n", (SECRET,), sys.exc_info()
        )


def test_une_exception_garde_son_genre_et_ses_lieux_sans_son_message() -> None:
    trace = _trace(logging.ERROR)
    assert erreurs_sans_valeur(trace)
    ecrit = logging.Formatter().format(trace)
    assert "ValueError" in ecrit
    assert "test_journal_technique.py" in ecrit
    assert SECRET not in ecrit


def test_ce_qui_n_est_pas_une_erreur_se_tait() -> None:
    assert not erreurs_sans_valeur(_trace(logging.INFO))
    assert not erreurs_sans_valeur(_trace(logging.WARNING))


def test_une_exception_sans_trace_se_dit_aussi() -> None:
    assert lieux(KeyError(SECRET)) == "KeyError\u00a0: lieu inconnu"
