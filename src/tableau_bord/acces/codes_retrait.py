"""Le code de retrait : douze caractères que la personne garde, et dont la base n'a que l'empreinte salée.

Il se tire de l'identifiant d'envoi, que la base ne garde pas non plus : on ne peut le refaire depuis la
base, et le même envoi, renvoyé deux fois, rend le même code.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

from tableau_bord.acces import envois_depot as depot
from tableau_bord.entrepot import Entrepot, Transaction

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Ni 0 ni O, ni 1 ni I ni L, ni U : rien qui se confonde à l'oreille ou à l'œil."""
LONGUEUR = 12


def code_de(envoi_id: str) -> str:
    """Le code de retrait d'un identifiant d'envoi."""
    nombre = int.from_bytes(hashlib.sha256(b"retrait:" + envoi_id.encode("ascii")).digest(), "big")
    lettres = []
    for _ in range(LONGUEUR):
        nombre, reste = divmod(nombre, len(ALPHABET))
        lettres.append(ALPHABET[reste])
    return "".join(lettres)


def envoi_du_code(lecteur: Entrepot | Transaction, code_retrait: str) -> str | None:
    """La clé de l'envoi que ce code retire, ou rien ; tirets, espaces et casse sont indifférents."""
    code = re.sub(r"[\s-]", "", code_retrait[:64]).upper()
    if len(code) != LONGUEUR or not set(code) <= set(ALPHABET):
        return None
    trouve = None
    for envoi, sel, attendue in depot.codes(lecteur):
        if hmac.compare_digest(empreinte(sel, code), attendue):
            trouve = envoi
    return trouve


def nouveau_sel() -> str:
    """16 octets au hasard, en hexadécimal."""
    return secrets.token_hex(16)


def empreinte(sel: str, texte: str) -> str:
    """SHA-256 du sel puis du texte."""
    return hashlib.sha256(bytes.fromhex(sel) + texte.encode("utf-8")).hexdigest()
