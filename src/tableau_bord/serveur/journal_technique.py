"""Le journal technique : où une panne est tombée, jamais ce qu'on traitait.

Le message d'une exception peut citer une valeur, un texte confié, un jeton : il n'est pas écrit.
"""

from __future__ import annotations

import logging
import traceback
from pathlib import Path

JOURNAL = logging.getLogger("tableau_bord.serveur")
LIEUX_GARDES = 6
_UVICORN = ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi", "websockets")


def noter_panne(erreur: BaseException) -> None:
    """Écrire le genre d'une exception et les derniers lieux traversés, sans son message."""
    JOURNAL.error("%s", lieux(erreur))


def lieux(erreur: BaseException) -> str:
    """« ValueError : fiche.py:31 < routes.py:88 »."""
    suite = traceback.extract_tb(erreur.__traceback__)[-LIEUX_GARDES:]
    chemin = " < ".join(f"{Path(f.filename).name}:{f.lineno}" for f in reversed(suite))
    return f"{type(erreur).__name__}\u00a0: {chemin or 'lieu inconnu'}"


def taire_uvicorn() -> None:
    """Ne garder que les erreurs d'uvicorn (un filtre : Streamlit remet les niveaux à sa façon)."""
    for nom in _UVICORN:
        logging.getLogger(nom).addFilter(erreurs_sans_valeur)


def erreurs_sans_valeur(trace: logging.LogRecord) -> bool:
    """Vrai pour une erreur, dont le message d'exception est remplacé par ses lieux."""
    if trace.levelno < logging.ERROR:
        return False
    if trace.exc_info and trace.exc_info[1] is not None:
        trace.msg, trace.args = "%s", (lieux(trace.exc_info[1]),)
        trace.exc_info = trace.exc_text = None
    return True
