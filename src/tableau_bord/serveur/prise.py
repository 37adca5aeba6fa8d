"""Prendre l'adresse et le port, ou dire clairement pourquoi on ne peut pas."""

from __future__ import annotations

import errno
import os
import socket

from tableau_bord.commun.erreurs import TableauBordErreur

PORT_MAXIMAL = 65_535


def prendre(adresse: str, port: int) -> socket.socket:
    """Prendre le port avant d'ouvrir. Lève TableauBordErreur (« port_occupe », « adresse_refusee »)."""
    if not 0 <= port <= PORT_MAXIMAL:
        raise _refus(adresse, port, OverflowError())
    try:
        famille, genre, protocole, _, lieu = socket.getaddrinfo(adresse, port, type=socket.SOCK_STREAM)[0]
        prise = socket.socket(famille, genre, protocole)
        try:
            if os.name == "posix":
                prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            prise.bind(lieu)
            prise.listen(2048)
        except BaseException:
            prise.close()
            raise
    except OSError as cause:
        raise _refus(adresse, port, cause) from cause
    return prise


def _refus(adresse: str, port: int, cause: Exception) -> TableauBordErreur:
    if getattr(cause, "errno", None) == errno.EADDRINUSE:
        return TableauBordErreur(
            "port_occupe",
            f"le port {port} est déjà pris.",
            ou="Ouverture du tableau de bord",
            remede=f"Le tableau de bord est peut-être déjà ouvert\u00a0: essayez http://{adresse}:{port}, "
            "ou choisissez un autre port.",
        )
    return TableauBordErreur(
        "adresse_refusee",
        f"l’adresse {adresse}, port {port}, ne peut pas être prise.",
        ou="Ouverture du tableau de bord",
        remede="Vérifiez l’adresse\u00a0; un port sous 1024 est souvent réservé.",
    )
