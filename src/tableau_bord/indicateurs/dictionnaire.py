"""Le dictionnaire d'indicateurs et le glossaire, lus d'un fichier TOML lisible."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.indicateurs.champs import LIBELLES, RIEN, dire
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

DOSSIER = Path(__file__).resolve().parents[3] / "donnees"
FICHIER = DOSSIER / "dictionnaire.toml"
_CHAMPS = {c.name: c for c in dataclasses.fields(Indicateur)}
_EXIGES = tuple(n for n, c in _CHAMPS.items() if c.default is dataclasses.MISSING and n != "code")


def charger(fichier: Path = FICHIER) -> tuple[Indicateur, ...]:
    """Lire les indicateurs, noyau d'abord, puis par rang et par nom.

    Lève IndicateurErreur : fichier absent ou illisible, champ manquant, inconnu ou hors liste.
    """
    lus = [
        _indicateur(code, champs, fichier.name) for code, champs in _sections(fichier, "indicateur").items()
    ]
    return ordonner(lus)


def ordonner(indicateurs: list[Indicateur]) -> tuple[Indicateur, ...]:
    """Noyau d'abord, puis rang, puis nom."""
    return tuple(sorted(indicateurs, key=lambda i: (not i.noyau, i.rang, i.nom)))


def glossaire(fichier: Path = FICHIER) -> dict[str, str]:
    """Terme → définition en mots de tous les jours, dans l'ordre alphabétique du fichier."""
    return {
        str(v.get("terme", terme)): str(v["definition"])
        for terme, v in _sections(fichier, "glossaire").items()
    }


def _sections(fichier: Path, nom: str) -> dict[str, dict[str, Any]]:
    try:
        contenu = tomllib.loads(fichier.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as erreur:
        raise IndicateurErreur(
            "dictionnaire_illisible",
            "Le dictionnaire d'indicateurs ne se lit pas.",
            ou=f"Fichier {fichier.name}",
            remede=f"Corrigez le fichier TOML ({erreur}).",
        ) from erreur
    sections = contenu.get(nom, {})
    return {k: v if isinstance(v, dict) else {"definition": v} for k, v in sections.items()}


def _indicateur(code: str, champs: dict[str, Any], fichier: str) -> Indicateur:
    manquants = [c for c in _EXIGES if c not in champs]
    inconnus = [c for c in champs if c not in _CHAMPS]
    if manquants or inconnus:
        probleme = (
            f"il manque {', '.join(manquants)}" if manquants else f"champ inconnu {', '.join(inconnus)}"
        )
        raise IndicateurErreur(
            "indicateur_incomplet",
            f"L'indicateur « {code} » est mal décrit\u00a0: {probleme}.",
            ou=f"Fichier {fichier}",
            remede="Complétez sa section en suivant celle d'un autre indicateur.",
        )
    return _construire(code, champs, fichier)


def _construire(code: str, champs: dict[str, Any], fichier: str) -> Indicateur:
    try:
        return Indicateur(
            **{
                **champs,
                "code": code,
                "sens": Sens(champs["sens"]),
                "nature": Nature(champs["nature"]),
                "mises_en_garde": tuple(champs.get("mises_en_garde", ())),
                "base": float(champs["base"]),
            }
        )
    except (ValueError, TypeError) as erreur:
        raise IndicateurErreur(
            "indicateur_invalide",
            f"L'indicateur « {code} » a une valeur hors liste\u00a0: {erreur}.",
            ou=f"Fichier {fichier}",
            remede="Sens\u00a0: haut, bas, neutre. Nature\u00a0: proportion, taux, effectif, importe.",
        ) from erreur


def en_texte(indicateur: Indicateur) -> str:
    """Sérialiser un indicateur pour l'entrepôt."""
    return json.dumps(dataclasses.asdict(indicateur), ensure_ascii=False)


def depuis_texte(texte: str) -> Indicateur:
    """Relire un indicateur de l'entrepôt."""
    champs = json.loads(texte)
    return _construire(champs.pop("code"), champs, "entrepôt")


def en_toml(indicateurs: Iterable[Indicateur]) -> bytes:
    """Écrire un dictionnaire que `charger` relit à l'identique."""
    return "\n".join(_section_toml(i) for i in indicateurs).encode()


def _section_toml(indicateur: Indicateur) -> str:
    champs = dataclasses.asdict(indicateur)
    code = champs.pop("code")
    lignes = [f"{nom} = {_valeur_toml(valeur)}" for nom, valeur in champs.items()]
    return "\n".join([f"[indicateur.{_valeur_toml(code)}]", *lignes, ""])


def _valeur_toml(valeur: Any) -> str:
    """Une chaîne JSON est une chaîne TOML, au signe U+007F près."""
    if isinstance(valeur, float) and valeur.is_integer():
        valeur = int(valeur)
    if isinstance(valeur, tuple | list):
        return f"[{', '.join(_valeur_toml(v) for v in valeur)}]"
    return json.dumps(valeur, ensure_ascii=False).replace("\x7f", "\\u007f")


def en_csv(indicateurs: Iterable[Indicateur]) -> bytes:
    """Écrire un CSV qu'Excel français ouvre tel quel : BOM, « ; », une mesure par ligne, en mots."""
    tampon = io.StringIO()
    plume = csv.writer(tampon, delimiter=";", lineterminator="\r\n")
    plume.writerow(LIBELLES.values())
    plume.writerows([_cellule(champ, getattr(i, champ)) for champ in LIBELLES] for i in indicateurs)
    return b"\xef\xbb\xbf" + tampon.getvalue().encode()


def _cellule(champ: str, valeur: Any) -> str:
    """La valeur en mots ; une formule de tableur est neutralisée par une apostrophe."""
    texte = "" if (dit := dire(champ, valeur)) == RIEN else dit
    return f"'{texte}" if texte.startswith(("=", "+", "-", "@")) else texte
