"""Montrer une erreur à l'usager : ce qui ne va pas, où, quoi faire ; jamais de trace."""

from __future__ import annotations

import logging
import secrets
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.interface.texte import sur_markdown

JOURNAL = logging.getLogger("tableau_bord")
NEUTRE = (
    "**Quelque chose n’a pas fonctionné ici.** Ce qui était confirmé est gardé. Rechargez la page\u00a0; "
    "si cela revient, donnez la référence {reference} à la personne qui tient le poste."
)


def montrer(erreur: TableauBordErreur) -> None:
    """Afficher une erreur destinée aux gens."""
    tete = f"{erreur.ou}\u00a0: {erreur.quoi}" if erreur.ou else erreur.quoi
    suite = f" {sur_markdown(erreur.remede)}" if erreur.remede else ""
    st.error(f"**{sur_markdown(tete)}**{suite}")


@contextmanager
def garde() -> Iterator[None]:
    """Protéger un bloc d'affichage.

    Une `TableauBordErreur` est montrée telle quelle ; toute autre exception donne une phrase neutre
    et une référence qu'on retrouve au journal. Les exceptions de contrôle de Streamlit
    (`st.rerun`, `st.stop`) passent : elles ne descendent pas d'`Exception`.
    """
    try:
        yield
    except TableauBordErreur as erreur:
        montrer(erreur)
    except Exception as erreur:
        montrer_bogue(erreur)


def montrer_bogue(erreur: Exception) -> bool:
    """Afficher la phrase neutre et journaliser ; rend True (crochet `on_script_error` de `st.App`)."""
    if isinstance(erreur, TableauBordErreur):
        montrer(erreur)
        return True
    st.error(NEUTRE.format(reference=journaliser(erreur)))
    return True


def journaliser(erreur: BaseException) -> str:
    """Écrire au journal le type et les lieux, sans message ni variable : ils portent des données.

    Retourne la référence écrite au journal.
    """
    reference = secrets.token_hex(3)
    lieux = " < ".join(
        f"{cadre.name} ({cadre.filename}:{cadre.lineno})"
        for cadre in reversed(traceback.extract_tb(erreur.__traceback__))
    )
    JOURNAL.error("Référence %s : %s dans %s", reference, type(erreur).__qualname__, lieux)
    return reference
