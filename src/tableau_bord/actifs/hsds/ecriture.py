"""Écrire HSDS : paquet de données (ZIP de CSV) et JSON, champ à champ ce qui a été lu."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

from tableau_bord.actifs.hsds.arbres import rebatir
from tableau_bord.actifs.hsds.controles import nombre
from tableau_bord.actifs.hsds.lecture import DESCRIPTION
from tableau_bord.actifs.hsds.modele import Fiche, Paquet
from tableau_bord.actifs.hsds.schema import Ressource, ressources

_INSTANT = (1980, 1, 1, 0, 0, 0)
"""Date fixe : le même paquet donne les mêmes octets."""
_TYPES_JSON = {"texte": "string", "nombre": "number", "jour": "date", "instant": "datetime", "heure": "time"}


@dataclass(frozen=True)
class Ecart:
    """Une différence : fiche, champ, valeur d'un côté et de l'autre (`None` : absente)."""

    ressource: str
    id: str
    champ: str
    ici: Any
    la: Any


def ecrire_csv(paquet: Paquet) -> bytes:
    """Un ZIP : une table par ressource présente, colonnes du schéma puis inconnues, et datapackage.json."""
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as zip_:
        for ressource in ressources().values():
            if fiches := list(paquet.de(ressource.nom)):
                _membre(zip_, ressource.fichier, _table(ressource, fiches))
        description = paquet.autres.get(DESCRIPTION) or json.dumps(
            _description(paquet), ensure_ascii=False, indent=2
        )
        _membre(zip_, DESCRIPTION, description)
    return sortie.getvalue()


def ecrire_json(paquet: Paquet) -> bytes:
    """Le JSON d'où vient le paquet, mis à jour ; venu de tables, ses tables en JSON (« organizations.csv » : […])."""
    par_cle = paquet.par_cle
    if paquet.racines:
        objets = [rebatir(r, par_cle) for r in paquet.racines]
        lu: Any = {**paquet.enveloppe, "contents": objets} if paquet.enveloppe is not None else objets
        lu = lu if paquet.en_liste else objets[0] if len(objets) == 1 else objets
    elif not paquet.fiches and paquet.autres:
        lu = paquet.autres
    elif paquet.enveloppe is not None:
        lu = {**paquet.enveloppe, "contents": []}
    else:
        lu = {
            r.fichier: [f.champs for f in paquet.de(r.nom)]
            for r in ressources().values()
            if any(paquet.de(r.nom))
        }
    return json.dumps(lu, ensure_ascii=False, indent=2).encode("utf-8")


def equivaloir(a: Paquet, b: Paquet) -> tuple[Ecart, ...]:
    """Comparer deux paquets champ à champ, au type du schéma : « 12 » d'un CSV vaut 12 d'un JSON ; vide et absent se valent."""
    gauche, droite = _a_plat(a), _a_plat(b)
    return tuple(
        Ecart(*cle, gauche.get(cle), droite.get(cle))
        for cle in sorted(gauche.keys() | droite.keys()) if gauche.get(cle) != droite.get(cle)
    )  # fmt: skip


def _a_plat(paquet: Paquet) -> dict[tuple[str, str, str], Any]:
    nombres = {r.nom: {c.nom for c in r.champs if c.type == "nombre"} for r in ressources().values()}
    return {
        (f.ressource, f.id, champ): (nombre(v) if champ in nombres[f.ressource] and nombre(v) is not None else str(v))
        for f in paquet.fiches for champ, v in f.champs.items() if v not in (None, "")
    }  # fmt: skip


def _table(ressource: Ressource, fiches: list[Fiche]) -> str:
    inconnues = dict.fromkeys(c for f in fiches for c in f.champs if c not in ressource.colonnes)
    sortie = io.StringIO()
    ecrivain = csv.DictWriter(sortie, (*ressource.colonnes, *inconnues), lineterminator="\n", restval="")
    ecrivain.writeheader()
    for f in fiches:
        ecrivain.writerow({c: _texte(v) for c, v in f.champs.items()})
    return sortie.getvalue()


def _texte(valeur: Any) -> str:
    if valeur is None:
        return ""
    if isinstance(valeur, bool | dict | list):
        return json.dumps(valeur, ensure_ascii=False)
    return str(valeur)


def _description(paquet: Paquet) -> dict[str, Any]:
    presentes = [r for r in ressources().values() if any(paquet.de(r.nom))]
    return {
        "name": "human_services_data", "profile": "tabular-data-package", "version": "3.0.0",
        "resources": [
            {"name": r.nom, "path": r.fichier, "format": "csv", "mediatype": "text/csv", "profile": "tabular-data-resource",
             "schema": {"primaryKey": "id", "fields": [{"name": c.nom, "type": _TYPES_JSON[c.type]} for c in r.champs]}}
            for r in presentes
        ],
    }  # fmt: skip


def _membre(zip_: zipfile.ZipFile, nom: str, contenu: str) -> None:
    zip_.writestr(zipfile.ZipInfo(nom, _INSTANT), contenu.encode("utf-8"), zipfile.ZIP_DEFLATED)
