"""Le tableau équivalent d'une figure : vrai HTML jusqu'à 60 lignes, grille au-delà (APPARENCE §6)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import polars as pl
import streamlit as st

from tableau_bord.commun.francais import INSECABLE
from tableau_bord.interface.texte import sur, sur_markdown

LIMITE = 60
_LIGNE = 36


def insecables(textes: Iterable[str]) -> list[str]:
    """Des cellules qui ne se brisent pas à 390 px : le tableau défile, la cellule reste entière."""
    return [texte.replace(" ", INSECABLE) for texte in textes]


def afficher(colonnes: Mapping[str, Sequence[str]], alt: str, cle: str) -> None:
    """Montrer des textes déjà mis en forme, dans l'ordre reçu ; `alt` nomme le tableau."""
    lignes = max((len(v) for v in colonnes.values()), default=0)
    if lignes <= LIMITE:
        surs = {sur_markdown(nom): [sur_markdown(t) for t in v] for nom, v in colonnes.items()}
        st.table(pl.DataFrame(surs), border="horizontal", hide_index=True, alt=alt)
        return
    nus = pl.DataFrame({nom: list(v) for nom, v in colonnes.items()})
    st.dataframe(nus, hide_index=True, height=_LIGNE * 16, row_height=_LIGNE, key=cle, alt=alt)


def defilant(colonnes: Mapping[str, Sequence[str]], alt: str) -> None:
    """Un petit tableau en HTML qui défile au clavier comme au doigt ; `alt` le nomme."""
    tetes = "".join(f'<th scope="col">{sur(nom)}</th>' for nom in colonnes)
    rangees = "".join(
        "<tr>" + "".join(f"<td>{sur(texte)}</td>" for texte in rangee) + "</tr>"
        for rangee in zip(*colonnes.values(), strict=True)
    )
    st.html(
        f'<div class="tb-defile" tabindex="0" role="region" aria-label="{sur(alt)}"><table class="tb-tableau">'
        f"<thead><tr>{tetes}</tr></thead><tbody>{rangees}</tbody></table></div>"
    )
