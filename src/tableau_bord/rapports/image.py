"""Un portrait ou une carte en image, par typst : sans réseau, avec nos fontes, lisible en gris."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import shapely
import typst
from shapely.geometry.base import BaseGeometry

from tableau_bord import VERSION_CALCUL
from tableau_bord.commun.francais import cle_de_tri, date_longue
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.indicateurs import classes, ecriture
from tableau_bord.indicateurs.classes import Etat
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Mesure
from tableau_bord.indicateurs.positions import BORNE, ranger, situer
from tableau_bord.rapports import plan

_DOSSIER = Path(__file__).parent
_FONTES = _DOSSIER / "fontes"
_LARGEUR_PT = 800
_CARTE = (480.0, 400.0)
_CORPS = 9.5
_TOUS_LES_NOMS = 60
_POINT_VIRGULE = "\u00a0; "
_PAS_INCERTAIN, _PAS_MASQUE = 5.0, 10.0


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
        "taille": _CARTE,
        **_dessin(ordre, indicateur, reference, nom_reference),
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
    return {
        "nom": mesure.indicateur.nom,
        "detail": ", ".join(t for t in details if t),
        "valeur": ecriture.valeur(mesure),
        "intervalle": ecriture.intervalle(mesure) or (ecriture.SANS_INTERVALLE if not raison else ""),
        "symbole": ecriture.symbole_du_motif(raison) if raison else signe.symbole,
        "mot": ecriture.valeur(mesure) if raison else signe.mot,
        "ton": signe.classe,
        "reste": f"reste\u00a0: {reste}" if reste else "",
        "phrase": ecriture.phrase_du_motif(raison) if raison else "",
        "place": None
        if place is None
        else {"x": place.x, "bas": place.bas, "haut": place.haut, "bande": place.bande},
    }


def _dessin(
    cases: Sequence[CaseCarte], indicateur: Indicateur, reference: float | None, nom_reference: str
) -> dict[str, Any]:
    classement = classes.classer_cases(cases, reference)
    cadre = plan.cadrer(cases, *_CARTE)
    plates = _recentrer(plan.formes(cases, cadre.zoom), cadre)
    noms = plan.placer_noms(cases, plates, _CORPS, tous=len(cases) <= _TOUS_LES_NOMS)
    rang = {case.code: classe for case, classe in zip(cases, classement.classes, strict=True)}
    mots, bornes = classes.mots(indicateur, nom_reference), classes.bornes_en_mots(classement, indicateur)
    legende = [
        {
            "classe": k,
            "etat": "",
            "mot": mots[k - 1],
            "detail": bornes[k - 1],
            "combien": classement.combien(k),
        }
        for k in (5, 4, 3, 2, 1)
    ]
    etats = [
        {"classe": 2 if e is Etat.INCERTAINE else 0, "etat": e.value, "mot": m, "detail": d, "combien": n}
        for e, m, d in _ETATS
        if (n := classement.combien_en(e))
    ]
    return {
        "titre": f"{indicateur.court}\u00a0: c’est…",
        "regle": classes.regle(classement, indicateur, nom_reference),
        "dehors": cadre.dehors,
        "territoires": [
            {"classe": classe or 0, "anneaux": _anneaux(forme), "hachures": _hachures(forme, etat, noms)}
            for forme, classe, etat in zip(plates, classement.classes, classement.etats, strict=True)
        ],
        "noms": [{"lignes": n.lignes, "x": n.x, "y": n.y, "clair": (rang[n.code] or 0) >= 4} for n in noms],
        "corps": _CORPS,
        "legende": legende + etats,
    }


_ETATS = (
    (Etat.INCERTAINE, "Classe incertaine", "l’intervalle touche trois classes"),
    (Etat.MASQUEE, "Masqué", "pour protéger les personnes"),
    (Etat.ABSENTE, "Sans valeur", "rien à montrer"),
)


def _recentrer(plates: Sequence[BaseGeometry], cadre: plan.Cadre) -> list[BaseGeometry]:
    """Amener le coin du cadre à l'origine et couper ce qui déborde : le papier ne recule pas."""
    centre = plan.projeter(np.array([[cadre.longitude, cadre.latitude]]), cadre.zoom)[0]
    origine = centre - np.array([cadre.largeur, cadre.hauteur]) / 2
    boite = shapely.box(0, 0, cadre.largeur, cadre.hauteur)
    return [shapely.transform(f, lambda xy: xy - origine).intersection(boite) for f in plates]


def _anneaux(forme: BaseGeometry) -> list[list[list[float]]]:
    polygones = [p for p in shapely.get_parts(forme) if p.geom_type == "Polygon"]
    anneaux = [a for p in polygones for a in (p.exterior, *p.interiors)]
    return [np.round(shapely.get_coordinates(a), 2).tolist() for a in anneaux]


def _hachures(forme: BaseGeometry, etat: Etat, noms: Sequence[plan.Etiquette]) -> list[list[list[float]]]:
    if etat not in (Etat.INCERTAINE, Etat.MASQUEE):
        return []
    pas = _PAS_INCERTAIN if etat is Etat.INCERTAINE else _PAS_MASQUE
    boites = [n.boite for n in noms if n.boite.intersects(forme)]
    return [np.round(t, 2).tolist() for t in plan.hachures(forme, pas * 2**0.5, boites)]


def _morceaux(phrase: str) -> list[dict[str, Any]]:
    """Une phrase en morceaux gras et maigres : `**` ouvre et ferme le gras."""
    return [{"texte": t, "gras": bool(k % 2)} for k, t in enumerate(phrase.split("**")) if t]


def _pied(bandeau: str, sources: Sequence[str]) -> str:
    uniques = list(dict.fromkeys(s.rstrip(".") for s in sources if s))
    mot = "Sources" if len(uniques) > 1 else "Source"
    cite = f" {mot}\u00a0: {_POINT_VIRGULE.join(uniques)}." if uniques else ""
    return f"{bandeau}{cite} Image du {date_longue(aujourd_hui())}, version du calcul {VERSION_CALCUL}."
