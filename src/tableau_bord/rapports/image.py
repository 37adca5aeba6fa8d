"""Un portrait ou une carte en image, par typst : sans réseau, avec nos fontes, lisible en gris."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typst

from tableau_bord import VERSION_CALCUL
from tableau_bord.commun.francais import cle_de_tri, date_longue
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Mesure
from tableau_bord.indicateurs.positions import BORNE, ranger, situer
from tableau_bord.rapports.dessin import dessiner

_DOSSIER = Path(__file__).parent
_FONTES = _DOSSIER / "fontes"
_LARGEUR_PT = 800
_POINT_VIRGULE = "\u00a0; "


def portrait_png(
    nom: str, contexte: str, phrase: str, mesures: Sequence[Mesure], bandeau: str, largeur_px: int = 1600
) -> bytes:
    """Fabriquer l'image d'un portrait : phrase, épine, valeurs, pied (source, date, version, profil).

    `phrase` peut porter du gras (`**…**`) ; `bandeau` dit la région, « Données inventées » s'il y a
    lieu et le profil. Les mesures gardent leur ordre, les absentes à la fin.
    """
    rangees = ranger(mesures)
    orientees = [_rangee(m) for m, _ in rangees.orientees]
    neutres = [_rangee(m) for m, _ in rangees.neutres]
    donnees = {
        "nom": nom,
        "contexte": contexte,
        "phrase": _morceaux(phrase),
        "bandeau": bandeau,
        "borne": BORNE,
        "groupes": [
            {"gauche": "◄\u00a0moins", "droite": "plus favorable\u00a0►", "rangees": orientees},
            {"gauche": "moins élevé", "droite": "plus élevé", "rangees": neutres},
        ],
        "absentes": [_rangee(m) for m in rangees.sans_position],
        "pied": _pied(bandeau, [m.indicateur.source for m in mesures]),
    }
    return _compiler("portrait.typ", donnees, largeur_px)


def carte_png(
    cases: Sequence[CaseCarte],
    indicateur: Indicateur,
    reference: float | None,
    periode: str,
    bandeau: str,
    largeur_px: int = 1600,
    nom_reference: str = "la région",
) -> bytes:
    """Fabriquer l'image d'une carte : territoires, hachures, noms, légende et pied."""
    ordre = sorted(cases, key=lambda c: cle_de_tri(c.nom))
    donnees = {
        "nom": indicateur.nom,
        "contexte": f"{indicateur.definition} {ecriture.periode_courte(periode)}.",
        "bandeau": bandeau,
        **dessiner(ordre, indicateur, reference, nom_reference),
        "pied": _pied(bandeau, [indicateur.source]),
    }
    return _compiler("carte.typ", donnees, largeur_px)


def _compiler(gabarit: str, donnees: dict[str, Any], largeur_px: int) -> bytes:
    fontes = [_FONTES] if _FONTES.is_dir() else []
    image: Any = typst.compile(
        _DOSSIER / gabarit,
        format="png",
        ppi=72.0 * largeur_px / _LARGEUR_PT,
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        font_paths=fontes,
        ignore_system_fonts=bool(fontes),
    )
    return bytes(image[0] if isinstance(image, list) else image)


def _rangee(mesure: Mesure) -> dict[str, Any]:
    """Les textes d'une rangée et sa place sur l'épine ; une absente n'a ni place ni nombre."""
    signe, raison, place = ecriture.signe(mesure), ecriture.motif(mesure), situer(mesure)
    reste = ecriture.valeur_reste(mesure)
    details = (ecriture.effectif(mesure), ecriture.periode_courte(mesure.periode))
    symbole = f"{ecriture.symbole_du_motif(raison)}\u00a0" if raison else ""
    return {
        "nom": mesure.indicateur.nom,
        "detail": ", ".join(t for t in details if t),
        "valeur": f"{symbole}{ecriture.valeur(mesure)}",
        "intervalle": ecriture.intervalle(mesure) or ecriture.SANS_INTERVALLE,
        "unite": ecriture.unite_longue(mesure.indicateur),
        "symbole": signe.symbole,
        "mot": signe.mot,
        "ton": signe.classe,
        "reste": f"reste\u00a0: {reste}" if reste else "",
        "phrase": ecriture.phrase_du_motif(raison) if raison else ecriture.SANS_RESTE,
        "place": None if place is None else dataclasses.asdict(place),
    }


def _morceaux(phrase: str) -> list[dict[str, Any]]:
    """Une phrase en morceaux gras et maigres : `**` ouvre et ferme le gras."""
    return [{"texte": t, "gras": bool(k % 2)} for k, t in enumerate(phrase.split("**")) if t]


def _pied(bandeau: str, sources: Sequence[str]) -> str:
    uniques = list(dict.fromkeys(s.rstrip(".") for s in sources if s))
    mot = "Sources" if len(uniques) > 1 else "Source"
    cite = f" {mot}\u00a0: {_POINT_VIRGULE.join(uniques)}." if uniques else ""
    return f"{bandeau}{cite} Image du {date_longue(aujourd_hui())}, version du calcul {VERSION_CALCUL}."
