"""Ce qu'un texte confié peut contenir : du texte, rien que du texte."""

from __future__ import annotations

import unicodedata

from tableau_bord.commun.erreurs import AccesErreur

LONGUEUR_MAX = 2_000
_SENS_DU_TEXTE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Renversent l'ordre des lettres à l'écran : ce qu'on lit ne serait plus ce qui est écrit."""


def verifier(texte: str) -> str:
    """Le texte à garder : formes Unicode réunies, fins de ligne simples, bords blancs retirés.

    Lève AccesErreur s'il est vide, s'il dépasse 2 000 caractères, ou s'il porte un caractère de contrôle
    (tabulation et saut de ligne exceptés) ou qui renverse le sens d'écriture.
    """
    if len(texte) > 10 * LONGUEUR_MAX:
        raise _trop_long()
    propre = unicodedata.normalize("NFC", texte.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if not any(unicodedata.category(c)[0] in "LNPS" for c in propre):
        raise mal_forme("Le texte est vide.", "Écrivez au moins un mot.")
    if len(propre) > LONGUEUR_MAX:
        raise _trop_long()
    if any(_interdit(c) for c in propre):
        raise mal_forme(
            "Le texte contient un caractère invisible qui n'est pas accepté.",
            "Retapez-le, ou collez-le sans mise en forme.",
        )
    return propre


def mal_forme(quoi: str, remede: str) -> AccesErreur:
    """Le refus d'un envoi mal formé ; ni `quoi` ni `remede` ne citent le texte."""
    return AccesErreur("envoi_mal_forme", quoi, remede=remede)


def _interdit(caractere: str) -> bool:
    if caractere in "\n\t":
        return False
    return unicodedata.category(caractere) in ("Cc", "Cs", "Co", "Zl", "Zp") or caractere in _SENS_DU_TEXTE


def _trop_long() -> AccesErreur:
    return mal_forme(
        f"Le texte dépasse {LONGUEUR_MAX:_} caractères.".replace("_", "\u00a0"), "Raccourcissez-le."
    )
