"""Qui passe pendant que la base se réécrit : les lectures presque toujours, les écritures avant ou après.

Un fil déjà entré repasse sans attendre (une lecture au milieu d'une écriture). Un fil aide qui lit pour un
geste en cours pourrait s'attendre lui-même : l'attente du vide est bornée, et rouvre si elle n'aboutit pas.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Barriere:
    """Laisse entrer plusieurs fils, ou un seul qui a fermé derrière les autres."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._fermee = False
        self._dedans = 0
        self._fil = threading.local()

    @contextmanager
    def passer(self) -> Iterator[None]:
        """Entrer, en attendant que la barrière s'ouvre, puis sortir."""
        profondeur = getattr(self._fil, "profondeur", 0)
        if not profondeur:
            with self._condition:
                self._condition.wait_for(lambda: not self._fermee)
                self._dedans += 1
        self._fil.profondeur = profondeur + 1
        try:
            yield
        finally:
            self._fil.profondeur = profondeur
            if not profondeur:
                with self._condition:
                    self._dedans -= 1
                    self._condition.notify_all()

    def fermer(self, patience: float) -> bool:
        """Fermer et attendre que chacun sorte ; faux, et rouverte, si `patience` secondes n'y suffisent pas."""
        with self._condition:
            self._fermee = True
            if self._condition.wait_for(lambda: self._dedans == 0, patience):
                return True
            self._fermee = False
            self._condition.notify_all()
            return False

    def rouvrir(self) -> None:
        """Laisser entrer de nouveau."""
        with self._condition:
            self._fermee = False
            self._condition.notify_all()


class Portail:
    """Deux barrières : `ecritures`, `lectures`. Un seul compactage à la fois."""

    def __init__(self) -> None:
        self.ecritures = Barriere()
        self.lectures = Barriere()
        self._seul = threading.Lock()

    @contextmanager
    def seul(self) -> Iterator[None]:
        """Un compactage attend que le précédent finisse."""
        with self._seul:
            yield

    @contextmanager
    def sans_ecriture(self, delai: float) -> Iterator[bool]:
        """Tenir les écritures dehors ; rend faux si une écriture en cours ne finit pas dans `delai` secondes."""
        with _dehors(self.ecritures, delai) as ferme:
            yield ferme

    @contextmanager
    def sans_personne(self, delai: float) -> Iterator[bool]:
        """Tenir aussi les lectures dehors, le temps d'un remplacement."""
        with _dehors(self.lectures, delai) as ferme:
            yield ferme


@contextmanager
def _dehors(barriere: Barriere, delai: float, patience: float = 2.0) -> Iterator[bool]:
    limite, ferme = time.monotonic() + delai, False
    while not ferme and time.monotonic() < limite:
        ferme = barriere.fermer(patience)
        if not ferme:
            time.sleep(0.05)
    try:
        yield ferme
    finally:
        if ferme:
            barriere.rouvrir()
