"""Un inventaire lu, avant qu'on l'écrive."""

from __future__ import annotations

from dataclasses import dataclass, field

from tableau_bord.actifs.hsds import Paquet
from tableau_bord.actifs.modele import Actif, Genre
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.actifs.versement.lignes import Lus
from tableau_bord.commun.francais import compter
from tableau_bord.gestes.actifs_lieux import Correspondance
from tableau_bord.importation import Anomalie, TableauLu

ACTIFS = "actifs"
"""Le genre de lot."""


@dataclass(frozen=True)
class ExamenActifs:
    """Un inventaire lu ; rien n'est encore écrit.

    `roles` : colonne → rôle. `actifs` : tels qu'ils s'écriraient sans choix de territoire. `correspondances` : chaque nom de
    territoire ou de table. `positions` : actif → position proposée à la place d'une qui cloche. `paquet` : ses fiches HSDS.
    """

    nom: str
    source: str
    empreinte: str
    decoupage: str
    tableau: TableauLu | None
    roles: dict[str, Role]
    lus: Lus | None
    actifs: tuple[Actif, ...]
    correspondances: tuple[Correspondance, ...]
    anomalies: tuple[Anomalie, ...]
    lignes: int
    positions: dict[str, tuple[float, float]] = field(default_factory=dict)
    paquet: Paquet | None = None

    @property
    def phrase(self) -> str:
        """« 1 688 lignes lues : 1 553 actifs et 32 tables. »."""
        tables = sum(a.genre is Genre.TABLE for a in self.actifs)
        autres = compter(len(self.actifs) - tables, "actif")
        suite = f" et {compter(tables, 'table de concertation', 'tables de concertation')}" if tables else ""
        return f"{compter(self.lignes, 'ligne lue', 'lignes lues')}\u00a0: {autres}{suite}."

    @property
    def comptes(self) -> dict[str, int]:
        """Règle → nombre d'anomalies, de la plus fréquente."""
        comptes: dict[str, int] = {}
        for a in self.anomalies:
            comptes[a.regle] = comptes.get(a.regle, 0) + 1
        return dict(sorted(comptes.items(), key=lambda c: -c[1]))
