"""Le rapport d'un versement en PDF, par typst : page de tête, rôle des colonnes, anomalies."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, date_longue, heure, nombre, pourcentage
from tableau_bord.commun.horloge import maintenant

_DOSSIER = Path(__file__).parent
_FONTES = _DOSSIER / "fontes"
_LARGEUR_CELLULE = 160
"""Signes montrés d'une cellule ; au-delà, points de suspension."""
ANOMALIES_MONTREES = 1_000
"""Anomalies écrites dans le PDF ; au-delà, le rapport CSV les donne toutes."""
_COLONNES_MONTREES = 200
_MOT_LONG, _MORCEAU = 24, 8
_COMPTES = (
    ("lignes_lues", "Lignes lues"),
    ("lignes_versees", "Lignes versées"),
    ("lignes_ecartees", "Lignes mises de côté"),
    ("lignes_refusees", "Lignes refusées"),
)
_COUPURE = "\u200b"


def en_pdf(
    rapport_json: str, *, empreinte: str = "", auteur: str = "", quand: datetime | None = None, lot: str = ""
) -> bytes:
    """Mettre en page le rapport JSON d'un versement (`importation.en_json`).

    `empreinte`, `auteur`, `quand`, `lot` : ceux du lot, s'il est versé ; sinon le rapport dit qu'il est
    un essai et rien de plus que sa propre date. Aucune cellule du fichier n'est interprétée : toutes sont des chaînes.
    Lève ImportationErreur si le rapport n'est pas le JSON attendu.
    """
    donnees = composer(rapport_json, empreinte=empreinte, auteur=auteur, quand=quand, lot=lot)
    pdf: Any = typst.compile(
        _DOSSIER / "rapport_import.typ",
        format="pdf",
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        font_paths=[_FONTES],
        ignore_system_fonts=True,
    )
    return bytes(pdf)


def composer(
    rapport_json: str, *, empreinte: str = "", auteur: str = "", quand: datetime | None = None, lot: str = ""
) -> dict[str, Any]:
    """Tous les textes du rapport, prêts à poser. Lève ImportationErreur comme `en_pdf`."""
    r = _lire(rapport_json)
    anomalies = _listes(r, "anomalies")
    montrees = anomalies[:ANOMALIES_MONTREES]
    return {
        "titre": "Rapport de versement" if lot else "Rapport d'essai de versement",
        "page": "page",
        "pied": _cellule(f"{_texte(r, 'fichier')}, rapport du {date_longue(maintenant())}.", mot_long=90),
        "faits": _faits(r, empreinte, auteur, quand, lot),
        "phrases": [_cellule(str(p), 400) for p in _suite(r, "remarques")],
        "titre_colonnes": "Rôle des colonnes",
        "entetes_colonnes": ["Colonne", "Rôle", "Confiance", "Raison"],
        "colonnes": [_colonne(c) for c in _listes(r, "colonnes")[:_COLONNES_MONTREES]],
        "titre_anomalies": f"Anomalies ({nombre(len(anomalies))})",
        "entetes_anomalies": ["Ligne", "Colonne", "Valeur", "Règle", "Gravité", "Message", "Geste proposé"],
        "anomalies": [_anomalie(a) for a in montrees],
        "aucune": "Aucune anomalie.",
        "reste": _reste(len(anomalies) - len(montrees)),
    }


def _lire(rapport_json: str) -> Mapping[str, Any]:
    try:
        lu = json.loads(rapport_json)
    except json.JSONDecodeError as erreur:
        raise _illisible(f"ligne {erreur.lineno}, colonne {erreur.colno}") from erreur
    if not isinstance(lu, dict) or "fichier" not in lu or "lignes_lues" not in lu:
        raise _illisible("les champs «\u00a0fichier\u00a0» et «\u00a0lignes_lues\u00a0» manquent")
    return lu


def _illisible(ou: str) -> ImportationErreur:
    return ImportationErreur(
        "rapport_illisible",
        f"Ce rapport de versement ne se lit pas ({ou}).",
        ou="Rapport",
        remede="Téléchargez le rapport JSON de ce lot, ou refaites l'essai.",
    )


def _faits(
    r: Mapping[str, Any], empreinte: str, auteur: str, quand: datetime | None, lot: str
) -> list[list[str]]:
    lecture = " · ".join(t for t in (_texte(r, "encodage"), _separateur(r), _feuille(r)) if t)
    faits = [
        ("Fichier", _texte(r, "fichier")),
        ("Empreinte SHA-256", empreinte or _texte(r, "empreinte")),
        ("Versé le", f"{date_longue(quand)}, {heure(quand)}" if quand else ""),
        ("Versé par", auteur),
        ("Lot", lot),
        ("Recette", _texte(r, "recette")),
        ("Contenu", _texte(r, "genre")),
        ("Lecture", lecture),
        ("Découpage", _texte(r, "decoupage")),
        ("Indicateur", _texte(r, "indicateur")),
        ("Période", _texte(r, "periode")),
        *((nom, _compte(r.get(champ))) for champ, nom in _COMPTES),
        ("Lignes exclues par choix", _compte(r.get("lignes_exclues_par_choix") or None)),
    ]
    return [[nom, _cellule(valeur, 300, 90)] for nom, valeur in faits if valeur]


def _separateur(r: Mapping[str, Any]) -> str:
    noms = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
    ecrit = _texte(r, "separateur")
    return f"séparateur {noms.get(ecrit, ecrit)}" if ecrit else ""


def _feuille(r: Mapping[str, Any]) -> str:
    feuille = _texte(r, "feuille")
    return f"feuille «\u00a0{feuille}\u00a0»" if feuille else ""


def _compte(valeur: object) -> str:
    return nombre(valeur) if isinstance(valeur, int) else ""


def _colonne(c: Mapping[str, Any]) -> list[str]:
    confiance = c.get("confiance")
    part = pourcentage(float(confiance), 0) if isinstance(confiance, (int, float)) else ""
    return [_cellule(_texte(c, "colonne")), _texte(c, "role"), part, _cellule(_texte(c, "raison"), 300)]


def _anomalie(a: Mapping[str, Any]) -> list[str]:
    textes = (_texte(a, k) for k in ("colonne", "valeur", "regle", "gravite"))
    longs = (_cellule(_texte(a, k), 400) for k in ("message", "geste"))
    return [_compte(a.get("ligne")), *(_cellule(t) for t in textes), *longs]


def _reste(n: int) -> str:
    if n <= 0:
        return ""
    return f"{compter(n, 'autre anomalie', 'autres anomalies')} dans le rapport CSV de ce versement."


def _cellule(texte: str, largeur: int = _LARGEUR_CELLULE, mot_long: int = _MOT_LONG) -> str:
    """Une ligne, sans signe de contrôle, coupée ; un mot trop long peut se rompre."""
    propre = " ".join("".join(c if c.isprintable() or c == "\u00a0" else " " for c in texte).split(" "))
    coupe = propre if len(propre) <= largeur else propre[: largeur - 1] + "…"
    return " ".join(_rompre(mot) if len(mot) > mot_long else mot for mot in coupe.split(" "))


def _rompre(mot: str) -> str:
    return _COUPURE.join(mot[i : i + _MORCEAU] for i in range(0, len(mot), _MORCEAU))


def _texte(table: Mapping[str, Any], nom: str) -> str:
    valeur = table.get(nom)
    return "" if valeur is None else str(valeur)


def _suite(table: Mapping[str, Any], nom: str) -> Sequence[Any]:
    valeur = table.get(nom)
    return valeur if isinstance(valeur, list) else []


def _listes(table: Mapping[str, Any], nom: str) -> list[Mapping[str, Any]]:
    return [x for x in _suite(table, nom) if isinstance(x, dict)]
