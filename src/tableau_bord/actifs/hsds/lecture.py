"""Lire HSDS : paquet de CSV (ZIP ou fichiers), CSV d'une ressource, JSON emboîté, listes paginées."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from tableau_bord.actifs.hsds import controles
from tableau_bord.actifs.hsds.arbres import Arboriste
from tableau_bord.actifs.hsds.modele import Fiche, Paquet
from tableau_bord.actifs.hsds.schema import par_fichier
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import archive, texte

DESCRIPTION = "datapackage.json"


def lire(contenu: bytes, nom: str) -> Paquet:
    """Lire un ZIP, un JSON ou un CSV HSDS. Lève ImportationErreur si ce n'en est pas un."""
    if archive.est_zip(contenu):
        membres = {m: archive.extraire(contenu, nom, m) for m in archive.verifier(contenu, nom)}
        return lire_fichiers(membres, nom)
    return lire_fichiers({nom: contenu}, nom)


def lire_fichiers(fichiers: Mapping[str, bytes], nom: str = "") -> Paquet:
    """Lire plusieurs fichiers d'un même paquet : CSV du schéma, ou un JSON. Les autres sont laissés, et c'est dit."""
    fiches: list[Fiche] = []
    autres: dict[str, Any] = {}
    json_lus = []
    for chemin, octets in fichiers.items():
        court = PurePosixPath(chemin.replace("\\", "/")).name
        if court.lower() in par_fichier():
            fiches += _du_csv(octets, court)
        elif court.lower() == DESCRIPTION:
            autres[DESCRIPTION] = octets.decode("utf-8-sig", "replace")
        elif court.lower().endswith(".json"):
            json_lus.append(_du_json(octets, court))
        else:
            autres[court] = ""
    if json_lus and not fiches:
        if len(json_lus) == 1:
            return json_lus[0]
        return controles.controler(
            Paquet(
                tuple(f for p in json_lus for f in p.fiches), tuple(r for p in json_lus for r in p.racines)
            )
        )
    if not fiches and DESCRIPTION not in autres:
        raise pas_du_hsds(nom)
    return controles.controler(Paquet(tuple(fiches), autres=autres))


def pas_du_hsds(nom: str) -> ImportationErreur:
    """Le refus d'un fichier qui n'est pas du HSDS."""
    return ImportationErreur(
        "pas_du_hsds", "Ce fichier n'a ni table ni objet HSDS.", ou=f"Fichier «\u00a0{nom}\u00a0»",
        remede="Donnez le ZIP des tables (organizations.csv, services.csv…), ou un JSON d'organisations ou de services.",
    )  # fmt: skip


def _du_csv(octets: bytes, nom: str) -> list[Fiche]:
    ressource = par_fichier()[nom.lower()]
    lu, _, _ = texte.decoder(octets, nom)
    lecteur = csv.DictReader(io.StringIO(lu))
    fiches = []
    for ligne in lecteur:
        surplus = ligne.pop(None, [])
        champs = {c.strip(): v for c, v in ligne.items() if v not in (None, "")}
        champs |= {f"colonne_{n}": v for n, v in enumerate(surplus, 1) if v}
        fiches.append(
            Fiche(ressource, str(champs.get("id", "")), champs, f"{nom}, ligne\u00a0{lecteur.line_num}")
        )
    return fiches


def _du_json(octets: bytes, nom: str) -> Paquet:
    try:
        lu = json.loads(texte.decoder(octets, nom)[0])
    except (json.JSONDecodeError, RecursionError) as erreur:
        ligne = f", ligne\u00a0{erreur.lineno}" if isinstance(erreur, json.JSONDecodeError) else ""
        raise ImportationErreur(
            "json_illisible", "Ce JSON ne se lit pas.", ou=f"Fichier «\u00a0{nom}\u00a0»{ligne}",
            remede="Demandez-le de nouveau à qui l'a produit.",
        ) from erreur  # fmt: skip
    if isinstance(lu, dict) and any(str(c).lower() in par_fichier() for c in lu):
        return controles.controler(_tabulaire(lu, nom))
    arboriste = Arboriste(nom)
    enveloppe = (
        {c: v for c, v in lu.items() if c != "contents"}
        if isinstance(lu, dict) and "contents" in lu
        else None
    )
    objets = lu["contents"] if enveloppe is not None else lu if isinstance(lu, list) else [lu]
    racines = tuple(r for r in (arboriste.planter(o) for o in objets) if r is not None)
    if not racines:
        if isinstance(lu, dict) and {"version", "profile", "openapi_url"} & lu.keys():
            return Paquet(autres=lu)
        if enveloppe is None or objets:
            raise pas_du_hsds(nom)
    en_liste = enveloppe is not None or isinstance(lu, list)
    return controles.controler(
        Paquet(arboriste.fiches(), racines, enveloppe, en_liste, anomalies=tuple(arboriste.anomalies))
    )


def _tabulaire(lu: dict[str, Any], nom: str) -> Paquet:
    fiches = [
        Fiche(par_fichier()[fichier.lower()], str(ligne.get("id", "")), ligne, f"{nom}, {fichier}, objet\u00a0{n}")
        for fichier, lignes in lu.items() if fichier.lower() in par_fichier()
        for n, ligne in enumerate(lignes, 1) if isinstance(ligne, dict)
    ]  # fmt: skip
    return Paquet(tuple(fiches), autres={"tabulaire": tuple(lu)})
