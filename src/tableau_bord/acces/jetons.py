"""La forme et la signature d'un jeton : « identifiant.expiration.signature » en base64url, HMAC-SHA256."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import datetime

from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant

DOMAINE = b"tableau_bord:invitation:1:"
LONGUEUR = 73
"""22 caractères d'identifiant, 6 d'expiration, 43 de signature, deux points."""


def signer(identifiant: str, expire_le: datetime, cle: bytes) -> str:
    """Le jeton d'un identifiant (32 chiffres hexadécimaux) et d'une expiration, à la seconde."""
    secondes = int(expire_le.timestamp()).to_bytes(4, "big")
    tete = f"{_b64(bytes.fromhex(identifiant))}.{_b64(secondes)}"
    return f"{tete}.{_signature(tete, cle)}"


def verifier(jeton: str, cle: str) -> str:
    """L'identifiant d'un jeton bien signé et non expiré ; `cle` en hexadécimal.

    Lève AccesErreur « jeton_falsifie » ou « jeton_expire ».
    """
    if not cle or len(jeton) != LONGUEUR or not jeton.isascii() or jeton.count(".") != 2:
        raise falsifie()
    tete, _, signature = jeton.rpartition(".")
    # Textes comparés, pas octets décodés : une autre écriture base64 des mêmes octets est refusée.
    if not hmac.compare_digest(_signature(tete, bytes.fromhex(cle)), signature):
        raise falsifie()
    identifiant, expiration = (base64.urlsafe_b64decode(p + "=" * (-len(p) % 4)) for p in tete.split("."))
    if maintenant().timestamp() >= int.from_bytes(expiration, "big"):
        raise expire()
    return identifiant.hex()


def falsifie() -> AccesErreur:
    """Le refus d'un jeton qu'on n'a pas signé."""
    return AccesErreur(
        "jeton_falsifie",
        "Ce lien n'est pas valide.",
        remede="Vérifiez qu'il est copié en entier, ou demandez-en un nouveau.",
    )


def expire() -> AccesErreur:
    """Le refus d'un jeton trop vieux."""
    return AccesErreur(
        "jeton_expire", "Ce lien est expiré.", remede="Demandez un nouveau lien à qui vous a invité."
    )


def _signature(tete: str, cle: bytes) -> str:
    return _b64(hmac.new(cle, DOMAINE + tete.encode("ascii"), hashlib.sha256).digest())


def _b64(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode("ascii")
