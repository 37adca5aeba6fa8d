"""Dire en clair ce qui sépare deux lots."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.francais import INSECABLE, compter, enumerer, nombre, pluriel


def comptes_en_phrases(n: dict[str, int]) -> list[str]:
    """Combien de cases ont changé, se sont ajoutées, ont disparu."""
    if not sum(n.values()):
        return ["Aucun des deux lots ne porte de case."]
    if not (n["ajoutée"] or n["disparue"] or n["changée"]):
        return [f"Les deux lots sont identiques\u00a0: {compter(n['inchangée'], 'case')}."]
    dits = [
        f"{nombre(k)}{INSECABLE}{pluriel(k, s)}" for s in ("changée", "ajoutée", "disparue") if (k := n[s])
    ]
    restes = f"{compter(n['inchangée'], 'case inchangée', 'cases inchangées')}" if n["inchangée"] else ""
    phrases = [
        f"Cases du nouveau lot, contre l'ancien\u00a0: {enumerer([*dits, *([restes] if restes else [])])}."
    ]
    if not (n["changée"] or n["inchangée"]):
        phrases.append("Aucune case n'est commune aux deux lots.")
    return phrases


def motifs_en_phrases(changees: tuple[int, int, int]) -> list[str]:
    """Combien de cases ont perdu ou gagné une valeur."""
    _, perdues, connues = changees
    phrases = []
    if perdues:
        phrases.append(
            f"{compter(perdues, 'case connue est devenue absente', 'cases connues sont devenues absentes')}."
        )
    if connues:
        phrases.append(
            f"{compter(connues, 'case absente est devenue connue', 'cases absentes sont devenues connues')}."
        )
    return phrases


def liste(valeurs: list[str]) -> str:
    """Quatre valeurs au plus, et combien d'autres."""
    reste = len(valeurs) - 4
    autres = [f"{nombre(reste)} autres"] if reste > 1 else valeurs[4:5]
    return enumerer([*valeurs[:4], *autres]) or "aucun"


def ecart_en_phrase(ecarts: pl.DataFrame) -> list[str]:
    """Le plus gros écart relatif, s'il y en a un."""
    if ecarts.is_empty():
        return []
    x = ecarts.row(0, named=True)
    pct = "" if x["ecart_pct"] is None else f", soit {_signe(x['ecart_pct'])}\u00a0%"
    lieu = f"{x['decoupage']} {x['code']}, {x['indicateur']}, {x['periode']}"
    return [
        f"Plus gros écart relatif\u00a0: {lieu}, de {_nombre(x['ancien'])} à {_nombre(x['nouveau'])}"
        f" ({_signe(x['ecart'])}{pct})."
    ]


def _nombre(x: float) -> str:
    return nombre(x, 0 if float(x).is_integer() else 2)


def _signe(x: float) -> str:
    return f"{'+' if x > 0 else ''}{_nombre(round(x, 2))}"
