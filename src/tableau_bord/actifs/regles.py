"""Ce qu'un actif doit être pour s'écrire, et ce qu'on en montre à chacun."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from typing import Any

from tableau_bord.actifs.modele import CHAMPS_EN_LISTE, CHAMPS_TENUS, Actif, Etat, Genre
from tableau_bord.commun.erreurs import ActifErreur

NOM_MAX, TEXTE_MAX = 300, 4_000
SANS_NOM = "Sans nom"
MONTRES = frozenset({Etat.EN_SERVICE, Etat.SUSPENDU})
"""Les états qui se lisent au profil table."""
PRIVES_D_UNE_PERSONNE = ("adresse", "code_postal", "courriel", "telephone")
_BALISE = re.compile(r"<[/!?a-zA-Z][^<>]{0,500}>")
_TEXTES = tuple(f.name for f in fields(Actif) if f.type == "str" and f.name not in {"actif", "lot"})


def corriger(actif: Actif, champs: Mapping[str, Any]) -> Actif:
    """L'actif avec ces champs à la place ; lève ActifErreur si l'un n'existe pas ou n'est pas à corriger."""
    connus = {f.name for f in fields(Actif)} - CHAMPS_TENUS
    inconnus = sorted(set(champs) - connus)
    if inconnus:
        raise ActifErreur(
            "champ_inconnu", "Ce champ ne se corrige pas.", ou=f"Champ «\u00a0{inconnus[0]}\u00a0»",
            remede="Choisissez un champ de la fiche.",
        )  # fmt: skip
    return verifier(avec(actif, champs))


def avec(actif: Actif, champs: Mapping[str, Any]) -> Actif:
    """L'actif avec ces champs à la place, sans rien vérifier."""
    return replace(actif, **champs)


def verifier(actif: Actif) -> Actif:
    """L'actif prêt à écrire : textes sans balise ni caractère invisible, bornes tenues.

    Lève ActifErreur : nom vide (hors « à compléter » et « fusionné »), texte trop long, position hors du
    globe, âges ou capacité impossibles, date mal formée. Le message nomme le champ.
    """
    textes = {c: texte_nu(getattr(actif, c)) for c in _TEXTES}
    listes = {c: tuple(dict.fromkeys(x for x in getattr(actif, c) if x)) for c in CHAMPS_EN_LISTE}
    propre = avec(actif, textes | listes)
    if not propre.nom and propre.etat not in (Etat.A_COMPLETER, Etat.FUSIONNE):
        raise _refus(
            "nom_absent", "Un actif a besoin d'un nom.", "Nom", "Écrivez le nom que les gens emploient."
        )
    _longueurs(propre)
    _positions(propre)
    _nombres(propre)
    for champ in ("affirme_le", "verifie_le"):
        _jour(champ, getattr(propre, champ))
    return propre


def texte_nu(texte: str) -> str:
    """Le texte seul : balises ôtées, entités gardées telles quelles, caractères de contrôle et d'inversion retirés."""
    nu = _BALISE.sub(" ", texte) if "<" in texte else texte
    gardes = (
        c
        for c in unicodedata.normalize("NFC", nu)
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co")
    )
    return re.sub(r"[ \t]+", " ", "".join(gardes)).strip()


def pour_la_table(actif: Actif) -> Actif:
    """Ce que le profil table en lit : ni courriel personnel, ni coordonnées d'une personne-ressource."""
    if actif.genre is Genre.PERSONNE:
        return avec(actif, dict.fromkeys(PRIVES_D_UNE_PERSONNE, "") | {"latitude": None, "longitude": None})
    return replace(actif, courriel="") if actif.courriel_personnel else actif


def _longueurs(actif: Actif) -> None:
    for champ in _TEXTES:
        limite = TEXTE_MAX if champ == "description" else NOM_MAX if champ != "clientele" else 1_000
        if len(getattr(actif, champ)) > limite:
            raise _refus(
                "texte_trop_long", f"Ce texte dépasse {limite} caractères.", champ, "Raccourcissez-le."
            )


def _positions(actif: Actif) -> None:
    lat, lon = actif.latitude, actif.longitude
    if (lat is None) != (lon is None):
        raise _refus(
            "position_a_demi",
            "Il manque la latitude ou la longitude.",
            "Position",
            "Donnez les deux, ou aucune.",
        )
    if lat is not None and lon is not None and not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise _refus(
            "position_impossible", f"La position ({lat}, {lon}) n'est pas sur le globe.", "Position",
            "La latitude va de −90 à 90, la longitude de −180 à 180.",
        )  # fmt: skip


def _nombres(actif: Actif) -> None:
    ages = [a for a in (actif.age_min, actif.age_max) if a is not None]
    if any(not 0 <= a <= 130 for a in ages) or ages != sorted(ages):
        raise _refus(
            "ages_impossibles",
            "Ces âges ne se suivent pas.",
            "Âges",
            "De 0 à 130 ans, le plus petit d'abord.",
        )
    for champ, plafond in (("places", 1e6), ("heures", 168)):
        n = getattr(actif, champ)
        if n is not None and not 0 <= n <= plafond:
            raise _refus(
                "capacite_impossible", "Cette capacité n'est pas possible.", champ, f"De 0 à {plafond:.0f}."
            )


def _jour(champ: str, ecrit: str) -> None:
    if ecrit:
        try:
            date.fromisoformat(ecrit)
        except ValueError as erreur:
            raise _refus(
                "date_mal_formee",
                f"«\u00a0{ecrit[:30]}\u00a0» n'est pas une date.",
                champ,
                "Écrivez-la AAAA-MM-JJ.",
            ) from erreur


def _refus(code: str, quoi: str, champ: str, remede: str) -> ActifErreur:
    return ActifErreur(code, quoi, ou=f"Champ «\u00a0{champ}\u00a0»", remede=remede)
