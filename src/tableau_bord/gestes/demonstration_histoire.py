"""L'histoire de la démonstration : des actifs affirmés un jour, vérifiés un autre, parfois fermés."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from tableau_bord.acces import Identite, Role
from tableau_bord.actifs import Actif, Etat, coder, regles
from tableau_bord.gestes.actifs import role_signe

INVENTE = "Inventaire inventé de la démonstration."
ARRETE_LE = "2026-10-30"
"""Le jour où l'inventaire inventé est arrêté."""
AUTEUR = Identite("Programme de simulation", frozenset({Role.TERRAIN}))
MIDI = "T17:00:00+00:00"
"""Midi à Montréal : l'heure des jours inventés."""
_MOTIFS = {
    Etat.FERME: ("fermer", "La subvention a pris fin."),
    Etat.SUSPENDU: ("corriger", "Pause le temps de trouver une relève."),
}


def raconter(fiches: Sequence[Actif]) -> tuple[list[Actif], list[dict[str, Any]]]:
    """(fiches telles qu'elles sont aujourd'hui, lignes de révisions, chacune à sa date) ; n'écrit rien."""
    etapes = [list(_etapes(regles.verifier(a))) for a in fiches]
    return [suite[-1][3] for suite in etapes], [revision(*etape) for suite in etapes for etape in suite]


def revision(jour: str, geste: str, motif: str, actif: Actif, proposition: str = "") -> dict[str, Any]:
    """La ligne d'une révision, signée du rôle qui a vérifié ou affirmé, à midi de ce jour."""
    par = actif.verifie_par if geste == "vérifier" else actif.affirme_par
    return {
        "actif": actif.actif, "rang": actif.revision, "quand": jour + MIDI, "auteur": AUTEUR.auteur,
        "role": par if par in tuple(Role) else role_signe(AUTEUR), "geste": geste, "motif": motif,
        "proposition": proposition, "contenu": coder.en_texte(actif),
    }  # fmt: skip


def _etapes(actif: Actif) -> Iterator[tuple[str, str, str, Actif]]:
    """(jour, geste, motif, état de la fiche) de chaque révision, de la première à celle d'aujourd'hui."""
    debut = replace(actif, verifie_le="", verifie_par="")
    if actif.etat in _MOTIFS:
        debut = replace(debut, etat=Etat.EN_SERVICE)
    suite = [(actif.affirme_le or actif.verifie_le or ARRETE_LE, "inscrire", INVENTE, debut)]
    if actif.verifie_le:
        vue = replace(debut, verifie_le=actif.verifie_le, verifie_par=actif.verifie_par)
        suite.append((actif.verifie_le, "vérifier", "", vue))
    if actif.etat in _MOTIFS:
        suite.append((ARRETE_LE, *_MOTIFS[actif.etat], actif))
    for rang, (jour, geste, motif, etat) in enumerate(suite, 1):
        yield jour, geste, motif, replace(etat, revision=rang)
