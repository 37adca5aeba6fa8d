"""Ouvrir une archive ZIP ou GZIP sans se laisser piéger : taille, rapport, chemins, chiffrement."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import nombre
from tableau_bord.importation import refus

TAILLE_MAXIMALE = 4 * 2**30
"""Octets qu'une archive peut donner une fois ouverte."""
RAPPORT_MAXIMAL = 200
"""Octets ouverts par octet compressé ; les vrais tableaux restent sous 40."""
_SANS_DANGER = 2**20
"""En deçà, le rapport ne dit rien : un petit fichier répétitif n'est pas un piège."""
_MEMBRES_MAXIMUM = 10_000
_TABLEAUX = frozenset(
    {".csv", ".tsv", ".tab", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".pq"}
)
_ACCESSOIRES = (
    "metadata", "meta_data", "metadonnees", "lisezmoi", "lisez-moi", "readme", "licen", "dictionn",
)  # fmt: skip
_ZIP, _ZIP_VIDE, _GZIP = b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b"
PANNES = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, NotImplementedError,
    RuntimeError, ValueError, IndexError, KeyError, OverflowError,
)  # fmt: skip
"""Ce que `zipfile` lève devant des octets abîmés."""


def est_zip(contenu: bytes) -> bool:
    """Vrai pour une archive ZIP, classeur compris."""
    return contenu.startswith((_ZIP, _ZIP_VIDE))


def est_gzip(contenu: bytes) -> bool:
    """Vrai pour un fichier GZIP."""
    return contenu.startswith(_GZIP)


def contient(contenu: bytes, nom: str, extensions: Iterable[str]) -> bool:
    """Vrai si un membre de l'archive porte une de ces extensions. Lève ImportationErreur comme `verifier`."""
    cherchees = tuple(extensions)
    return any(membre.lower().endswith(cherchees) for membre in verifier(contenu, nom))


def verifier(contenu: bytes, nom: str) -> tuple[str, ...]:
    """Noms des membres d'un ZIP, une fois sûr qu'il n'est pas un piège ; rien n'est décompressé.

    Lève ImportationErreur : abîmé, trop de membres, plus de 4 Gio ouvert, rapport au-delà de 200,
    chemin absolu ou « .. », membre chiffré.
    """
    return tuple(m.filename for m in _membres(contenu, nom))


def tableaux(contenu: bytes, nom: str) -> tuple[str, ...]:
    """Les fichiers d'une archive qui peuvent être un tableau, le plus probable en premier.

    Lève ImportationErreur : comme `verifier`, et archive dans l'archive, aucun tableau.
    """
    membres = _membres(contenu, nom)
    noms = [m.filename for m in membres]
    if any(n.lower().endswith((".zip", ".gz", ".7z", ".rar", ".tgz")) for n in noms):
        raise _piege(nom, "Cette archive en contient une autre.", "Ouvrez-la et versez le fichier voulu.")
    utiles = [m for m in membres if _est_utile(m.filename)]
    if not utiles:
        raise _sans_tableau(nom, noms)
    utiles.sort(key=lambda m: (_est_accessoire(m.filename), -m.file_size, m.filename))
    return tuple(_nom_lisible(m) for m in utiles)


def extraire(contenu: bytes, nom: str, membre: str) -> bytes:
    """Les octets d'un membre, jamais plus que ce qu'il annonce.

    Lève ImportationErreur : membre absent ou abîmé, archive dans l'archive.
    """
    trouve = next((m for m in _membres(contenu, nom) if _nom_lisible(m) == membre), None)
    if trouve is None:
        raise ImportationErreur(
            "feuille_absente",
            f"Cette archive n'a pas de fichier «\u00a0{membre}\u00a0».",
            ou=_ou(nom),
            remede=f"Fichiers\u00a0: {', '.join(tableaux(contenu, nom)[:12])}.",
        )
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive, archive.open(trouve) as flux:
            lu = flux.read(trouve.file_size + 1)
    except PANNES as erreur:
        raise _abimee(nom, membre) from erreur
    if len(lu) != trouve.file_size:
        raise _abimee(nom, membre)
    return lu


def degonfler(contenu: bytes, nom: str) -> bytes:
    """Le contenu d'un GZIP, morceaux mis bout à bout.

    Lève ImportationErreur : abîmé ou coupé, plus de 4 Gio, rapport au-delà de 200.
    """
    limite = min(TAILLE_MAXIMALE, max(_SANS_DANGER, RAPPORT_MAXIMAL * len(contenu)))
    morceaux, total, reste = [], 0, contenu
    try:
        while reste.startswith(_GZIP):
            machine = zlib.decompressobj(wbits=31)
            morceau = machine.decompress(reste, limite - total + 1)
            total += len(morceau)
            if total > limite:
                raise _piege(nom, *_trop_gros(total, len(contenu)))
            if not machine.eof:
                raise _abimee(nom)
            morceaux.append(morceau)
            reste = machine.unused_data
    except zlib.error as erreur:
        raise _abimee(nom) from erreur
    return b"".join(morceaux)


def _membres(contenu: bytes, nom: str) -> list[zipfile.ZipInfo]:
    try:
        with zipfile.ZipFile(io.BytesIO(contenu)) as archive:
            membres = [m for m in archive.infolist() if not m.is_dir()]
    except PANNES as erreur:
        raise _abimee(nom) from erreur
    if len(membres) > _MEMBRES_MAXIMUM:
        raise _piege(
            nom, f"Cette archive contient {nombre(len(membres))} fichiers.", "N'en gardez que le tableau."
        )
    ouvert = sum(m.file_size for m in membres)
    if ouvert > TAILLE_MAXIMALE or ouvert > max(_SANS_DANGER, RAPPORT_MAXIMAL * len(contenu)):
        raise _piege(nom, *_trop_gros(ouvert, len(contenu)))
    for membre in membres:
        _verifier_un(membre, nom)
    return membres


def _verifier_un(membre: zipfile.ZipInfo, nom: str) -> None:
    chemin = membre.filename.replace("\\", "/")
    if chemin.startswith("/") or ".." in chemin.split("/") or chemin[1:2] == ":":
        quoi = f"Un fichier de cette archive sort de son dossier\u00a0: «\u00a0{chemin[:80]}\u00a0»."
        raise _piege(nom, quoi, "Refaites l'archive avec des noms simples.")
    if membre.flag_bits & 0x1:
        raise _piege(
            nom, "Cette archive est protégée par un mot de passe.", "Ouvrez-la et versez le fichier voulu."
        )


def _est_utile(chemin: str) -> bool:
    pur = PurePosixPath(chemin.replace("\\", "/"))
    cache = pur.name.startswith((".", "~$")) or "__MACOSX" in pur.parts
    return pur.suffix.lower() in _TABLEAUX and not cache


def _est_accessoire(chemin: str) -> bool:
    return any(mot in PurePosixPath(chemin).name.lower() for mot in _ACCESSOIRES)


def _nom_lisible(membre: zipfile.ZipInfo) -> str:
    """Sans le drapeau UTF-8, `zipfile` lit en cp437 ; macOS écrit en UTF-8, Windows en cp850."""
    if membre.flag_bits & 0x800 or membre.filename.isascii():
        return membre.filename
    octets = membre.filename.encode("cp437", errors="replace")
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("cp850")


def _trop_gros(ouvert: int, compresse: int) -> tuple[str, str]:
    fois = nombre(ouvert / max(1, compresse))
    quoi = f"Cette archive donnerait au moins {nombre(ouvert / 2**20)}\u00a0Mio, {fois}\u00a0fois sa taille."
    return quoi, "Versez le tableau sans le compresser. Rien n'a été ouvert."


def _ou(nom: str) -> str:
    return f"Fichier «\u00a0{nom}\u00a0»"


def _piege(nom: str, quoi: str, remede: str) -> ImportationErreur:
    return ImportationErreur("archive_refusee", quoi, ou=_ou(nom), remede=remede)


def _abimee(nom: str, membre: str = "") -> ImportationErreur:
    if membre:
        return refus.illisible(nom, f"Dans cette archive, «\u00a0{membre}\u00a0» est abîmé ou incomplet.")
    return refus.illisible(nom, "Cette archive est abîmée ou incomplète.")


def _sans_tableau(nom: str, noms: Sequence[str]) -> ImportationErreur:
    liste = f"Elle contient\u00a0: {', '.join(noms[:8]) or 'rien'}. Versez un CSV ou un classeur."
    return _piege(nom, "Cette archive ne contient aucun tableau.", liste)
