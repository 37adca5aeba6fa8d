"""La fiche imprimable des actifs d'une communauté, par typst (PDF/UA-1) : par enjeu, avec l'âge de chaque vérification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl
import typst

from tableau_bord import VERSION_CALCUL, actifs, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.actifs import LIBELLES_DES_GENRES, Etat, Filtre, Genre
from tableau_bord.actifs.fraicheur import A_VERIFIER_SOUS
from tableau_bord.commun.francais import compter, date_longue, enumerer, trier
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.rapports import actifs_mots as mots

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
    nommes = lu.enjeux.filter(pl.col("enjeu").is_in(list(noms)))
    par_enjeu = siens.join(nommes, on="actif", how="left").with_columns(pl.col("enjeu").fill_null(""))
    groupes = _groupes(par_enjeu, noms)
    a_verifier = siens.filter(pl.col("fraicheur") < A_VERIFIER_SOUS)
    regle = lu.regles["*"]
    return {
        "titre": f"{nom}\u00a0: les actifs", "bandeau": bandeau, "phrase": _phrase(siens, a_verifier), "groupes": groupes,
        "vide": "Aucun actif n’est encore inscrit ici. Cela ne veut pas dire qu’il n’y en a pas. Commencez par un lieu où les gens se croisent.",
        "titre_verifier": "À vérifier cette année",
        "a_verifier": [_ligne(a) for a in a_verifier.to_dicts()],
        "regle": f"Comment on juge\u00a0: {regle.phrase}. {_sources(siens)}".strip(),
        "pied": f"Imprimé le {date_longue(aujourd_hui())}. Inventaire tenu par la communauté. Version {VERSION_CALCUL}.",
        "page": "page",
    }  # fmt: skip


def _groupes(par_enjeu: pl.DataFrame, noms: Mapping[str, str]) -> list[dict[str, Any]]:
    """Un groupe par enjeu qui a des actifs ; un actif s'écrit en entier une fois, puis renvoie à sa place."""
    groupes: list[dict[str, Any]] = []
    places: dict[str, str] = {}
    for enjeu in (*noms, ""):
        titre, lignes = noms.get(enjeu, SANS_ENJEU), []
        for a in par_enjeu.filter(pl.col("enjeu") == enjeu).to_dicts():
            deja = places.setdefault(a["actif"], titre)
            lignes.append(_ligne(a) | {"renvoi": "" if deja == titre else f"plus haut, «\u00a0{deja}\u00a0»"})
        if lignes:
            groupes.append({"titre": titre, "actifs": lignes})
    return groupes


def _phrase(siens: pl.DataFrame, a_verifier: pl.DataFrame) -> str:
    if siens.is_empty():
        return ""
    suite = (
        f"\u00a0; {compter(a_verifier.height, 'est', 'sont')} à vérifier cette année"
        if a_verifier.height
        else ""
    )
    return f"{compter(siens.height, 'actif')}{suite}."


def _sources(siens: pl.DataFrame) -> str:
    dites = trier(s for s in siens["source"].unique() if s)
    return f"Sources\u00a0: {enumerer(dites)}." if dites else ""


def _ligne(a: Mapping[str, Any]) -> dict[str, str]:
    return {
        "nom": a["nom"] or "Sans nom",
        "genre": LIBELLES_DES_GENRES[Genre(a["genre"])][0] + (", suspendu" if a["etat"] == Etat.SUSPENDU.value else ""),
        "description": " ".join(str(a["description"]).split())[:240],
        "offre": " ".join(x for x in (mots.acces(a), mots.capacite(a)) if x),
        "joindre": ", ".join(x for x in (a["adresse"], a["telephone"], a["site"]) if x),
        "quand": mots.verification(a),
    }  # fmt: skip
