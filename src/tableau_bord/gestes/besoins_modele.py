"""Un croisement besoins × actifs : ce que la page de l'enjeu montre, territoire par territoire."""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.commun.estimations import Motif
from tableau_bord.gestes.besoins_calcul import Droite
from tableau_bord.indicateurs import Enjeu
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur

FORT, PEU = 3, 1


@dataclass(frozen=True)
class Lieu:
    """Un territoire. `case` : valeur, bornes, motif, polygones.

    `reste` : valeur du reste de la région ; `position` : écart au reste en étalements habituels, positif quand le
    besoin est plus grand ; rien si la mesure n'a pas de sens favorable. `nombre` : actifs de l'enjeu, rien si le
    territoire n'est pas inventorié ; `poids` : Σ de leur fraîcheur. `pour_mille` : poids pour 1 000 personnes, entre
    `bas` et `haut`. `besoin`, `appuis` : classe de 1 à 3. `attendu` : valeur attendue selon la défavorisation.
    """

    case: CaseCarte
    reste: float | None = None
    position: float | None = None
    population: float | None = None
    nombre: int | None = None
    poids: float | None = None
    derniere: str = ""
    pour_mille: float | None = None
    bas: float | None = None
    haut: float | None = None
    besoin: int | None = None
    besoin_instable: bool = False
    appuis: int | None = None
    appuis_instable: bool = False
    attendu: float | None = None
    mieux: bool = False

    @property
    def code(self) -> str:
        """Le code du territoire."""
        return self.case.code

    @property
    def nom(self) -> str:
        """Le nom du territoire."""
        return self.case.nom

    @property
    def categorie(self) -> tuple[int, int] | None:
        """(besoin, appuis), ou rien si l'un des deux manque."""
        return None if self.besoin is None or self.appuis is None else (self.besoin, self.appuis)

    @property
    def instable(self) -> bool:
        """Vrai si l'un des deux intervalles traverse une borne de classe."""
        return self.besoin_instable or self.appuis_instable


@dataclass(frozen=True)
class Attente:
    """La droite qui donne l'attendu, et la mesure de défavorisation qui la porte. `meme` : c'est la mesure de l'enjeu."""

    mesure: Indicateur | None
    droite: Droite | None
    periode: str = ""
    meme: bool = False


@dataclass(frozen=True)
class Croisement:
    """Un enjeu croisé. `lieux` : en ordre alphabétique. `indicateur` : rien si l'enjeu n'est pas mesuré ici.

    `mesures` : celles de l'enjeu qui se lisent ; `defavorisations` : celles qu'on peut choisir pour l'attendu.
    `bornes_besoin` : dans l'unité de la mesure ; `bornes_appuis` : actifs pour 1 000 personnes.
    """

    enjeu: Enjeu
    decoupage: str
    indicateur: Indicateur | None
    periode: str
    reference: float | None
    nom_reference: str
    lieux: tuple[Lieu, ...]
    bornes_besoin: tuple[float, ...]
    bornes_appuis: tuple[float, ...]
    attente: Attente
    mesures: tuple[Indicateur, ...]
    defavorisations: tuple[Indicateur, ...]

    @property
    def a_soutenir(self) -> tuple[Lieu, ...]:
        """Besoin fort, peu d'appuis ; en ordre alphabétique."""
        return tuple(x for x in self.lieux if x.besoin == FORT and x.appuis == PEU)

    @property
    def mieux_qu_attendu(self) -> tuple[Lieu, ...]:
        """Ceux dont l'intervalle exclut l'attendu du côté favorable ; en ordre alphabétique."""
        return tuple(x for x in self.lieux if x.mieux)

    def combien(self, motif: Motif) -> int:
        """Combien de territoires portent ce motif."""
        return sum(x.case.motif is motif for x in self.lieux)

    def un(self, code: str) -> Lieu | None:
        """Le territoire de ce code, s'il est du croisement."""
        return next((x for x in self.lieux if x.code == code), None)
