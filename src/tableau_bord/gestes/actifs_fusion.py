"""Réunir deux fiches du même actif, et le défaire : rien ne s'efface, chaque pas est une révision."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.actifs import coder, depot, regles
from tableau_bord.actifs.modele import Actif, Etat, Lien
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.actifs import poser


def fusionner(entrepot: Entrepot, qui: Identite, garde: str, absorbe: str, motif: str = "") -> None:
    """Dire que deux fiches désignent le même actif : `garde` reste, complétée de ce que seule l'autre disait.

    `absorbe` passe à l'état « fusionné » ; ses liens, dessertes et enjeux rejoignent `garde`. `defusionner` défait.
    Lève ActifErreur si l'une n'existe pas, si c'est la même ou si l'une est déjà fusionnée.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)

    def geste(t: Transaction) -> None:
        a, b = _deux(t, garde, absorbe)
        poser(t, qui, [reunir(a, b), replace(b, etat=Etat.FUSIONNE, fusionne_dans=garde)], "fusionner", motif)

    entrepot.ecrire(geste)


def defusionner(entrepot: Entrepot, qui: Identite, absorbe: str, motif: str = "") -> None:
    """Défaire une fusion : les deux fiches reprennent leur état d'avant, par des révisions neuves.

    Ce qui a été corrigé depuis sur la fiche gardée y reste, hors ce que la fusion y avait apporté.
    Lève ActifErreur si cet actif n'est pas fusionné.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)

    def geste(t: Transaction) -> None:
        b = depot.lire(t, [absorbe]).get(absorbe)
        if b is None or b.etat is not Etat.FUSIONNE:
            raise ActifErreur("pas_fusionne", "Cet actif n'est pas fusionné.", remede="Rechargez sa fiche.")
        a = depot.lire(t, [b.fusionne_dans])[b.fusionne_dans]
        avant_b = _avant_fusion(t, absorbe)
        avant_a = _avant_fusion(t, a.actif, avec=avant_b)
        rendu = _retrancher(a, avant_a, reunir(avant_a, avant_b))
        poser(t, qui, [rendu, replace(avant_b, revision=b.revision)], "défusionner", motif)

    entrepot.ecrire(geste)


def reunir(a: Actif, b: Actif) -> Actif:
    """`a` complété de ce que `b` seul disait ; listes réunies."""
    vides = {
        c: getattr(b, c)
        for c in coder.COLONNES
        if c not in _TENUS and _vide(getattr(a, c)) and not _vide(getattr(b, c))
    }
    liens = {
        Lien(x.lien, x.autre, x.lien_id) for x in (*a.liens, *b.liens) if x.autre not in (a.actif, b.actif)
    }
    dessertes = {(d.decoupage, d.code): d for d in (*b.dessertes, *a.dessertes)}
    return replace(
        regles.avec(a, vides), langues=tuple(dict.fromkeys((*a.langues, *b.langues))),
        approches=tuple(dict.fromkeys((*a.approches, *b.approches))), liens=tuple(sorted(liens)),
        dessertes=tuple(sorted(dessertes.values())), enjeux=tuple(sorted({*a.enjeux, *b.enjeux})),
    )  # fmt: skip


_TENUS = frozenset({"actif", "genre", "nom", "etat", "fusionne_dans", "source", "source_id", "lot", "revision",
                    "courriel_personnel", "langues", "approches"})  # fmt: skip


def _deux(t: Transaction, garde: str, absorbe: str) -> tuple[Actif, Actif]:
    lus = depot.lire(t, [garde, absorbe])
    if garde == absorbe or len(lus) < 2 or any(a.etat is Etat.FUSIONNE for a in lus.values()):
        raise ActifErreur("fusion_impossible", "Ces deux fiches ne peuvent pas être réunies.",
                          remede="Choisissez deux fiches distinctes, ni l'une ni l'autre déjà fusionnée.")  # fmt: skip
    return lus[garde], lus[absorbe]


def _avant_fusion(t: Transaction, actif: str, avec: Actif | None = None) -> Actif:
    """L'état juste avant la dernière fusion ; pour la fiche gardée, celle qui l'a réunie `avec` l'autre.

    On la reconnaît à ce qu'elle a donné, non à l'heure : deux fusions peuvent tomber au même instant.
    """
    etats = [
        (r["geste"], coder.de_texte(r["contenu"])) for r in depot.revisions(t, actif).iter_rows(named=True)
    ]
    couples = [(avant, apres) for (_, avant), (geste, apres) in pairwise(etats) if geste == "fusionner"]
    if avec is not None:
        couples = [c for c in couples if reunir(c[0], avec) == replace(c[1], revision=c[0].revision)]
    return couples[-1][0]


def _retrancher(a: Actif, avant: Actif, apres: Actif) -> Actif:
    """`a` d'aujourd'hui, sans ce que la fusion avait apporté : chaque champ encore égal à l'apport revient à l'avant."""
    champs: dict[str, Any] = {}
    for c in (*coder.COLONNES, "dessertes", "enjeux", "liens"):
        apport, ancien, present = getattr(apres, c), getattr(avant, c), getattr(a, c)
        if apport == ancien or c in ("revision", "verifie_le", "verifie_par"):
            continue
        if isinstance(present, tuple):
            champs[c] = tuple(x for x in present if x in ancien or x not in apport)
        elif present == apport:
            champs[c] = ancien
    return regles.avec(a, champs)


def _vide(valeur: object) -> bool:
    return valeur is None or valeur == "" or str(valeur) == "inconnu" or str(valeur) == "inconnue"
