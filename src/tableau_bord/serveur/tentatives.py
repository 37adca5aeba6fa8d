"""Compter les tentatives, en mémoire bornée : rien n'est écrit sur disque, aucun code n'est gardé en clair."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

DUREE = 600.0
MAUVAIS_CODES = 20
MAUVAIS_RETRAITS = 60
ENVOIS = 300
CLES = 10_000
Horloge = Callable[[], float]


class Fenetre:
    """Compter, par clé, ce qui est arrivé depuis `duree` secondes ; au plus `CLES` clés gardées."""

    def __init__(self, limite: int, horloge: Horloge, duree: float = DUREE) -> None:
        self.limite, self.horloge, self.duree = limite, horloge, duree
        self._traces: OrderedDict[str, deque[float]] = OrderedDict()

    def noter(self, cle: str) -> None:
        """Ajouter un événement."""
        self._traces.setdefault(cle, deque(maxlen=self.limite)).append(self.horloge())
        self._traces.move_to_end(cle)
        while len(self._traces) > CLES:
            self._traces.popitem(last=False)

    def attente(self, cle: str) -> int:
        """Secondes avant que cette clé soit de nouveau permise ; 0 si elle l'est."""
        traces = self._traces.get(cle)
        if traces is None or len(traces) < self.limite:
            return 0
        return max(0, int(traces[0] + self.duree - self.horloge()) + 1)


class Connus:
    """Les couples (adresse, code) déjà acceptés : une salle entière derrière une adresse reste ouverte."""

    def __init__(self) -> None:
        self._couples: OrderedDict[str, None] = OrderedDict()

    def ajouter(self, *cles: str) -> None:
        """Retenir ces clés ; les plus anciennes s'oublient au-delà de `CLES`."""
        for cle in cles:
            self._couples[cle] = None
            self._couples.move_to_end(cle)
        while len(self._couples) > CLES:
            self._couples.popitem(last=False)

    def __contains__(self, cle: str) -> bool:
        return cle in self._couples


@dataclass(frozen=True)
class Visite:
    """Une demande de page légère. `guichet` : « s », « i » ou « r » ; `cle` : empreinte du code, jamais le code."""

    guichet: str
    cle: str
    appelant: str
    retrait: bool
    post: bool

    @property
    def ici(self) -> str:
        """Cette adresse, à ce guichet."""
        return f"{self.guichet}:{self.appelant}"

    @property
    def couple(self) -> str:
        """Cette adresse avec ce code."""
        return f"{self.ici}:{self.cle}"


@dataclass
class Compteurs:
    """Ce que le processus retient des tentatives ; rien n'est écrit sur disque."""

    horloge: Horloge = time.monotonic
    adresses: Fenetre = field(init=False)
    cles: Fenetre = field(init=False)
    retraits: Fenetre = field(init=False)
    envois: Fenetre = field(init=False)
    connus: Connus = field(default_factory=Connus)

    def __post_init__(self) -> None:
        self.adresses = Fenetre(MAUVAIS_CODES, self.horloge)
        self.cles = Fenetre(MAUVAIS_CODES, self.horloge)
        self.retraits = Fenetre(MAUVAIS_RETRAITS, self.horloge)
        self.envois = Fenetre(ENVOIS, self.horloge)

    def attente(self, v: Visite) -> int:
        """Secondes à attendre avant même de regarder cette demande ; 0 si elle passe."""
        if v.post and (trop := self.envois.attente(v.couple)):
            return trop
        if v.post and v.retrait and (trop := self.retraits.attente(v.ici)):
            return trop
        if v.guichet != "s" or v.couple in self.connus:
            return 0
        return self.adresses.attente(v.ici) or (0 if v.cle in self.connus else self.cles.attente(v.cle))

    def noter(self, v: Visite, statut: int) -> int:
        """Noter l'issue ; rend l'attente si un mauvais code de plus passe la limite.

        Un code qui fut bon ne se devine plus : fermé depuis, il ne pénalise pas la salle qui l'a employé.
        """
        if v.post and v.retrait and statut == 422:
            self.retraits.noter(v.ici)
        if statut < 400:
            self.connus.ajouter(v.couple, v.cle)
        if statut not in (403, 404) or v.guichet == "r" or v.couple in self.connus:
            return 0
        attente = max(self.adresses.attente(v.ici), self.cles.attente(v.cle))
        self.adresses.noter(v.ici)
        self.cles.noter(v.cle)
        return attente
