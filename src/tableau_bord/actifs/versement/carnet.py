"""Le carnet d'un versement : ce qui manque ou surprend, ligne par ligne, et le ménage des textes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tableau_bord.actifs import regles
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.importation import Anomalie, Gravite

VALEUR_MAX = 120
_BALISE = re.compile(r"<[a-zA-Z/!][^>]*>")


@dataclass
class Carnet:
    """Les signalements d'un fichier. `colonnes` : rôle → colonne ; `ligne` : celle qu'on lit, au numéro du fichier.

    `liens_de_recherche` : combien de « sites » n'étaient qu'une recherche sur une carte.
    """

    colonnes: Mapping[Role, str]
    anomalies: list[Anomalie] = field(default_factory=list)
    ligne: int = 0
    liens_de_recherche: int = 0

    def signaler(
        self, role: Role, valeur: str, regle: str, message: str, geste: str, *, ligne: int | None = None
    ) -> None:
        """Noter une chose à regarder, à la ligne en cours ou à celle qu'on dit."""
        colonne = self.colonnes.get(role, "")
        lieu = self.ligne if ligne is None else ligne
        self.anomalies.append(
            Anomalie(lieu, colonne, valeur[:VALEUR_MAX], regle, Gravite.SIGNALEE, message, geste)
        )

    def resumer(self, role: Role, combien: int, regle: str, message: str, geste: str) -> None:
        """Noter d'un coup ce qui vaut pour beaucoup de lignes ; la valeur est leur nombre."""
        colonne = self.colonnes.get(role, "")
        self.anomalies.append(Anomalie(None, colonne, str(combien), regle, Gravite.SIGNALEE, message, geste))

    def texte(self, role: Role, ecrit: str, limite: int = regles.NOM_MAX) -> str:
        """Le texte seul, de `limite` caractères au plus ; le HTML et la coupe sont signalés."""
        nu = regles.texte_nu(ecrit)
        if _BALISE.search(ecrit):
            self.signaler(role, ecrit, "HTML", "Cette case contient du HTML.", "Le texte seul est gardé.")
        if len(nu) > limite:
            self.signaler(
                role, nu, "texte trop long", f"Cette case dépasse {limite} caractères.", "La fin est coupée."
            )
        return nu[:limite].strip()
