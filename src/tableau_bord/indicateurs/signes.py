"""Symbole, mot et classe CSS de chaque signal de niveau (APPARENCE §2)."""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.indicateurs.modele import SignalNiveau


@dataclass(frozen=True)
class Signe:
    """Un signal à montrer : symbole, mot, classe CSS. Le mot suffit ; le symbole double la couleur."""

    symbole: str
    mot: str
    classe: str


SIGNES = {
    SignalNiveau.PLUS_FAVORABLE: Signe("►", "plus favorable", "tb-plus"),
    SignalNiveau.MOINS_FAVORABLE: Signe("◄", "moins favorable", "tb-moins"),
    SignalNiveau.SEMBLABLE: Signe("●", "semblable", "tb-semblable"),
    SignalNiveau.PLUS_ELEVE: Signe("◆", "plus élevé", "tb-semblable"),
    SignalNiveau.MOINS_ELEVE: Signe("◆", "moins élevé", "tb-semblable"),
    SignalNiveau.NON_EVALUE: Signe("○", "non évalué", "tb-semblable"),
}
"""◆ pour une mesure de sens neutre : ► et ◄ ne disent que favorable."""
