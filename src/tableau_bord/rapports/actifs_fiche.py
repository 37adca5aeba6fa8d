"""La fiche imprimable des actifs d'une communauté, par typst (PDF/UA-1) : par enjeu, avec l'âge de chaque vérification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import typst

from tableau_bord import VERSION_CALCUL, actifs, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.actifs import LIBELLES_DES_GENRES, Filtre, Genre
from tableau_bord.actifs.fraicheur import A_VERIFIER_SOUS
from tableau_bord.commun.francais import compter, date_longue
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot

_DOSSIER = Path(__file__).parent
_FONTES = _DOSSIER / "fontes"
SANS_ENJEU = "Sans enjeu nommé"


def en_pdf(entrepot: Entrepot, decoupage: str, code: str, nom: str, bandeau: str) -> bytes:
    """Mettre en page les actifs d'un territoire, lus au profil table : une fiche s'imprime et circule."""
    donnees = composer(entrepot, decoupage, code, nom, bandeau)
    pdf: Any = typst.compile(
        _DOSSIER / "actifs_fiche.typ", format="pdf", sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        font_paths=[_FONTES], ignore_system_fonts=True, pdf_standards=["ua-1"],
    )  # fmt: skip
    return bytes(pdf)


def composer(entrepot: Entrepot, decoupage: str, code: str, nom: str, bandeau: str) -> dict[str, Any]:
    """Tous les textes de la fiche."""
    lu = actifs.inventaire(entrepot, Profil.TABLE)
    siens = actifs.chercher(lu, Filtre(decoupage=decoupage, code=code))
    noms = {e.enjeu: e.nom for e in indicateurs.enjeux(entrepot)}
    par_enjeu = siens.join(lu.enjeux, on="actif", how="left").with_columns(pl.col("enjeu").fill_null(""))
    groupes = []
    for enjeu in [*(e for e in noms if e in set(par_enjeu["enjeu"])), ""]:
        lignes = [_ligne(a) for a in par_enjeu.filter(pl.col("enjeu") == enjeu).to_dicts()]
        if lignes:
            groupes.append({"titre": noms.get(enjeu, SANS_ENJEU), "actifs": lignes})
    a_verifier = siens.filter(pl.col("fraicheur") < A_VERIFIER_SOUS)
    regle = lu.regles["*"]
    return {
        "titre": f"{nom}\u00a0: les actifs", "bandeau": bandeau, "phrase": _phrase(siens, a_verifier), "groupes": groupes,
        "vide": "Aucun actif n’est encore inscrit ici. Cela ne veut pas dire qu’il n’y en a pas. Commencez par un lieu où les gens se croisent.",
        "titre_verifier": "À vérifier cette année",
        "a_verifier": [_ligne(a) for a in a_verifier.to_dicts()],
        "regle": f"Comment on juge\u00a0: {regle.phrase}.",
        "pied": f"Imprimé le {date_longue(aujourd_hui())}. Inventaire tenu par la communauté. Version {VERSION_CALCUL}.",
        "page": "page",
    }  # fmt: skip


def _phrase(siens: pl.DataFrame, a_verifier: pl.DataFrame) -> str:
    if siens.is_empty():
        return ""
    suite = (
        f"\u00a0; {compter(a_verifier.height, 'est', 'sont')} à vérifier cette année"
        if a_verifier.height
        else ""
    )
    return f"{compter(siens.height, 'actif')}{suite}."


def _jour(ecrit: str) -> str:
    try:
        return date_longue(date.fromisoformat(ecrit))
    except ValueError:
        return ecrit


def _ligne(a: Mapping[str, Any]) -> dict[str, str]:
    quand = f"Vérifié le {_jour(a['verifie_le'])}" if a["verifie_le"] else "Jamais vérifié"
    joindre = ", ".join(x for x in (a["adresse"], a["telephone"], a["site"]) if x)
    genre = LIBELLES_DES_GENRES[Genre(a["genre"])][0]
    description = " ".join(str(a["description"]).split())[:240]
    return {
        "nom": a["nom"] or "Sans nom",
        "genre": genre,
        "description": description,
        "joindre": joindre,
        "quand": quand,
    }
