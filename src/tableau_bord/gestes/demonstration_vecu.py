"""Les actifs, les paroles et les propositions de la démonstration, inventés ; versés une fois, à l'ouverture."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from tableau_bord import acces, paroles
from tableau_bord.acces import Source, codes_retrait, envois, envois_depot
from tableau_bord.actifs import Actif, Genre, coder, depot, propositions, propositions_depot, regles
from tableau_bord.actifs.propositions import ACCEPTE, Proposition
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import valise
from tableau_bord.gestes.actifs import role_signe
from tableau_bord.gestes.demonstration_histoire import AUTEUR, MIDI, raconter, revision
from tableau_bord.paroles import Etiquettes, GenreDeParole

DOSSIER = Path(__file__).resolve().parents[3] / "donnees" / "demonstration"
ACTIFS, PAROLES = "actifs.json", "paroles.json"
SOURCE = Source("rencontre", "DEMONSTRATION", "communaute", "")


def peupler(entrepot: Entrepot, dossier: Path = DOSSIER) -> bool:
    """Verser le vécu de la démonstration s'il n'y est pas ; rend vrai s'il vient de l'être.

    Une démonstration bâtie avant qu'il existe le reçoit à son ouverture, sans que rien soit republié. Une valise ne le
    reçoit jamais : elle n'a que ce qu'on y a mis.
    """
    fiches = actifs_livres(dossier)
    if not fiches or valise.lire_identite(entrepot) is not None:
        return False
    lus = json.loads((dossier / PAROLES).read_text(encoding="utf-8"))
    if depot.lire(entrepot, [fiches[0].actif]) or _deja_confiee(entrepot, lus["paroles"][0]["texte"]):
        return False

    def geste(t: Transaction) -> None:
        presents, revisions = raconter(fiches)
        depot.ecrire(t, presents)
        depot.ajouter_revisions(t, revisions)
        for parole in lus["paroles"]:
            _confier(t, parole, lus["raison"])
        for proposition in lus["propositions"]:
            _proposer(t, proposition)
        comptes = {"actifs": len(fiches), "paroles": len(lus["paroles"])}
        acces.consigner(t, AUTEUR, "verser", "demonstration-vecu", comptes)

    entrepot.ecrire(geste)
    return True


def actifs_livres(dossier: Path = DOSSIER) -> list[Actif]:
    """Les fiches livrées, dans leur ordre."""
    fichier = dossier / ACTIFS
    if not fichier.exists():
        return []
    vides = json.loads(coder.en_texte(Actif("", Genre.LIEU, "")))
    return [coder.de_texte(json.dumps(vides | f)) for f in json.loads(fichier.read_text(encoding="utf-8"))]


def _deja_confiee(entrepot: Entrepot, texte: str) -> bool:
    """Vrai si cette parole est ou fut dans la base, même retirée : un inventaire vidé à dessein le reste."""
    cle = envois.cle_envoi(_cle_de_parole(texte))
    return envois_depot.existe(entrepot, cle) or envois_depot.est_retire(entrepot, cle)


def _cle_de_parole(texte: str) -> str:
    return _cle(f"parole:{texte}")


def _confier(t: Transaction, parole: Mapping[str, Any], raison: str) -> None:
    """Une parole, comme si elle avait été confiée et relue à ses dates ; vérifiée comme les autres."""
    cle = _cle_de_parole(parole["texte"])
    source = replace(SOURCE, code=parole["code"])
    envoi = envois.preparer(source, cle, parole["texte"], parole["savoir"], parole["fins"], 1, True)
    sels = (_cle(f"sel:{cle}")[:32], _cle(f"code:{cle}")[:32])
    envois_depot.ajouter(t, {
        "envoi": envoi.envoi, "recu_le": parole["recu_le"] + MIDI, "source_genre": source.genre, "source": source.id,
        "decoupage": source.decoupage, "code": source.code, "savoir": envoi.savoir.value, "texte": envoi.texte,
        "sel": sels[0], "empreinte": codes_retrait.empreinte(sels[0], envoi.texte), "declaration": envois.DECLARATION,
        "jusqua": parole["jusqua"], "sel_code": sels[1],
        "empreinte_code": codes_retrait.empreinte(sels[1], envoi.code_retrait),
    })  # fmt: skip
    for fin in envoi.fins:
        envois_depot.ajouter_fin(t, envoi.envoi, fin.value, envois.LISTE_DES_FINS)
    if etat := parole["etat"]:
        dite = raison if etat == "refusé" else ""
        envois_depot.decider(t, envoi.envoi, parole["recu_le"] + MIDI, AUTEUR.auteur, etat, dite)
    etiquettes = Etiquettes(GenreDeParole(parole["genre"]), tuple(parole["enjeux"]))
    paroles.attacher(t, envoi.envoi, etiquettes)


def _proposer(t: Transaction, dite: Mapping[str, Any]) -> None:
    """Une proposition à sa date et, si elle fut acceptée, sa décision et la révision qui en vient."""
    ici = replace(SOURCE, genre="invitation", code=dite["code"])
    cle = _cle(f"proposition:{dite}")
    p = propositions.preparer(
        ici, cle, dite["geste"], dite["actif"], dite["champs"], dite["mot"], dite["savoir"]
    )
    propositions_depot.ajouter(t, {
        "proposition": p.proposition, "actif": p.actif, "geste": p.geste.value, "recu_le": dite["recu_le"] + MIDI,
        "source_genre": ici.genre, "source": ici.id, "decoupage": ici.decoupage, "code": ici.code,
        "savoir": p.savoir.value, "mot": p.mot, "contenu": json.dumps(p.champs, ensure_ascii=False, sort_keys=True),
    })  # fmt: skip
    if dite["decide_le"]:
        _accepter(t, p, dite["decide_le"])


def _accepter(t: Transaction, p: Proposition, jour: str) -> None:
    present = depot.lire(t, [p.actif])[p.actif]
    vu = {"verifie_le": jour, "verifie_par": f"savoir de {p.savoir}"}
    neuf = replace(regles.corriger(present, {**p.champs, **vu}), revision=present.revision + 1)
    depot.ecrire(t, [neuf])
    depot.ajouter_revisions(
        t, [revision(jour, f"accepter\u00a0: {p.geste.value}", p.mot, neuf, p.proposition)]
    )
    propositions_depot.decider(t, p.proposition, jour + MIDI, AUTEUR.auteur, role_signe(AUTEUR), ACCEPTE, "")


def _cle(texte: str) -> str:
    """Un identifiant tiré du texte : la même démonstration, les mêmes clés."""
    return hashlib.sha256(b"demonstration:" + texte.encode()).hexdigest()[:40]
