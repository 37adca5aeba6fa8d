"""Les adresses de la machine sur le réseau local, sans envoyer un seul paquet."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import struct
import sys

SIOCGIFADDR = {"linux": 0x8915, "darwin": 0xC0206921}
NON_ROUTEE = ("192.0.2.1", 9)
"""Adresse de documentation (RFC 5737) : lui associer une prise UDP choisit l'interface, sans rien émettre."""


def adresses_locales() -> tuple[str, ...]:
    """Les adresses IPv4 de la machine, hors boucle, celle du chemin par défaut d'abord ; vide sans réseau.

    Les adresses de repli (169.254) ne sont rendues que s'il n'y en a pas d'autre.
    """
    trouvees = list(dict.fromkeys((*_du_chemin_par_defaut(), *_des_interfaces(), *_du_nom_de_machine())))
    dehors = [a for a in trouvees if not ipaddress.ip_address(a).is_loopback]
    vraies = [a for a in dehors if not ipaddress.ip_address(a).is_link_local]
    return tuple(vraies or dehors)


def _du_chemin_par_defaut() -> list[str]:
    with contextlib.suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        prise.connect(NON_ROUTEE)
        return [str(prise.getsockname()[0])]
    return []


def _des_interfaces() -> list[str]:
    """Linux et macOS : demander au noyau l'adresse de chaque interface."""
    if sys.platform not in SIOCGIFADDR:
        return []
    import fcntl

    adresses = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as prise:
        for _, nom in socket.if_nameindex():
            with contextlib.suppress(OSError):
                demande = struct.pack("256s", nom.encode()[:15])
                rendu = fcntl.ioctl(prise.fileno(), SIOCGIFADDR[sys.platform], demande)
                adresses.append(socket.inet_ntoa(rendu[20:24]))
    return adresses


def _du_nom_de_machine() -> list[str]:
    """Windows seulement : ailleurs, chercher le nom de la machine pourrait interroger le réseau."""
    if os.name != "nt":
        return []
    with contextlib.suppress(OSError):
        return socket.gethostbyname_ex(socket.gethostname())[2]
    return []
