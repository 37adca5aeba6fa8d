"""Rattacher des actifs versés aux territoires : noms rapprochés, positions situées."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tableau_bord import territoires
from tableau_bord.acces import Identite
from tableau_bord.actifs.modele import Actif, Desserte, Origine
from tableau_bord.actifs.rattachement import AIDES, Situeur
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.importation import Anomalie, Gravite, alias
from tableau_bord.importation.codes import nom_nu
from tableau_bord.importation.rapprochement import Candidat, proposer_rapprochements

EXACT, PROPOSE, INCONNU = "exacte", "proposée", "inconnue"


@dataclass(frozen=True)
class Correspondance:
    """Un nom écrit et le territoire qu'il désigne.

    `nature` : exacte (même écriture que le nom ou qu'un alias ; `code` est donné), proposée (`candidats`, le meilleur
    d'abord ; jamais imposée), inconnue.
    """

    ecrit: str
    nature: str
    code: str = ""
    candidats: tuple[Candidat, ...] = ()


def rapprocher(entrepot: Entrepot, ecritures: Sequence[str], decoupage: str) -> tuple[Correspondance, ...]:
    """Une correspondance par écriture, dans l'ordre ; les alias sont des candidats comme les noms."""
    noms, connus = _noms(entrepot, decoupage)
    exacts: dict[str, set[str]] = {}
    for code, nom in connus.iter_rows():
        exacts.setdefault(nom, set()).add(code)
    restants = [e for e in ecritures if len(exacts.get(e, ())) != 1]
    lieux = connus.with_columns(decoupage=pl.lit(decoupage))
    proposes = (
        {r.ecrit: r.candidats for r in proposer_rapprochements(restants, lieux, decoupage)}
        if restants
        else {}
    )
    rendues = []
    for e in ecritures:
        if len(exacts.get(e, ())) == 1:
            rendues.append(Correspondance(e, EXACT, next(iter(exacts[e]))))
        else:
            candidats = tuple(replace(c, nom=noms.get(c.code, c.nom)) for c in proposes.get(e, ()))
            rendues.append(Correspondance(e, PROPOSE if candidats else INCONNU, "", candidats))
    return tuple(rendues)


def situer(
    entrepot: Entrepot, actifs: Sequence[Actif], decoupage: str
) -> tuple[tuple[Actif, ...], dict[str, tuple[float, float]], tuple[Anomalie, ...]]:
    """Chaque actif avec le territoire où tombe sa position (origine « située »), les positions proposées, ce qui cloche."""
    situeur = Situeur(entrepot, decoupage)
    codes = situeur.situer([a.longitude for a in actifs], [a.latitude for a in actifs])
    rendus, proposees, anomalies = [], {}, []
    for a, code in zip(actifs, codes, strict=True):
        ici = (Desserte(decoupage, code, Origine.SITUEE),) if code else ()
        rendus.append(replace(a, dessertes=a.dessertes or ici))
        if a.longitude is None or a.latitude is None or code or not situeur.codes:
            continue
        raison, proposee = situeur.reperer(a.longitude, a.latitude)
        if proposee:
            proposees[a.actif] = proposee
        anomalies.append(
            Anomalie(
                None,
                "position",
                f"{a.latitude}, {a.longitude}",
                raison,
                Gravite.SIGNALEE,
                f"«\u00a0{a.nom}\u00a0»\u00a0: {raison}.",
                AIDES[raison],
            )
        )
    sans = sum(a.latitude is None for a in actifs)
    if sans:
        anomalies.append(
            Anomalie(
                None,
                "position",
                str(sans),
                "sans coordonnées",
                Gravite.SIGNALEE,
                f"{compter(sans, 'actif n’a pas', 'actifs n’ont pas')} de position.",
                "La position est facultative\u00a0: le territoire desservi suffit.",
            )
        )
    return tuple(rendus), proposees, tuple(anomalies)


def retenir(
    t: Transaction,
    qui: Identite,
    decoupage: str,
    correspondances: Sequence[Correspondance],
    choix: Mapping[str, str],
    source: str,
) -> None:
    """Retenir comme alias datés les rapprochements choisis à l'écran."""
    for c in correspondances:
        if c.nature != EXACT and (code := choix.get(c.ecrit, "")):
            alias.retenir(t, decoupage, c.ecrit, code, qui.auteur, source=source)


def _noms(entrepot: Entrepot, decoupage: str) -> tuple[dict[str, str], pl.DataFrame]:
    """code → nom officiel ; et toutes les écritures connues (code, nom), alias en vigueur compris."""
    officiels = territoires.territoires_de(entrepot, decoupage).select("decoupage", "code", "nom")
    tous = (
        alias.avec_alias(officiels, alias.tous(entrepot), aujourd_hui())
        .select("code", "nom")
        .unique(maintain_order=True)
    )
    return dict(officiels.select("code", "nom").iter_rows()), tous


def autres_noms(
    attributs: pl.DataFrame, colonne_code: str, colonne_nom: str, colonne: str
) -> tuple[dict[str, str], tuple[str, ...]]:
    """(écriture → code) d'une seconde colonne de noms, et les écritures que plusieurs polygones portent, qu'on ne retient pas."""
    uniques: dict[str, str] = {}
    repris: dict[str, str] = {}
    for code, nom, autre in attributs.select(colonne_code, colonne_nom, colonne).iter_rows():
        ecrit = " ".join(str(autre or "").split())
        nu = nom_nu(ecrit)
        if not nu or ecrit == nom:
            continue
        if nu in repris or (nu in {nom_nu(e) for e in uniques} and uniques.get(ecrit) != code):
            repris[nu] = ecrit
            uniques = {e: c for e, c in uniques.items() if nom_nu(e) != nu}
        else:
            uniques[ecrit] = str(code).strip()
    return uniques, tuple(repris.values())
