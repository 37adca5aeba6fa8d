"""Dix mille fichiers engendrés ou mutilés : aucune trace, aucun import partiel, aller-retour exact.

Moitié aller-retour (une table connue, sous toute combinaison d'encodage, séparateur, décimale,
guillemets, fin de ligne, ou en classeur), moitié mutilés puis versés pour de vrai dans une base.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from unittest import mock

from benchmarks.fuzz_import import Banc, fautes
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat

NOM = "fuzz"
DESCRIPTION = "10 000 fichiers engendrés ou mutilés : zéro trace, zéro import partiel, aller-retour exact."
PAQUET = 500
PAQUETS = 10
CONTRE = 120


def executer(etat: Path) -> Resultat:
    """Vingt paquets de cinq cents fichiers, puis deux protections ôtées : les fautes doivent paraître."""
    lignes = Carnet.ouvrir(etat).completer(PAQUETS, lambda rang: _paquet(etat, rang))
    contre = Carnet.ouvrir(etat, "contre").completer(1, lambda _: _contre_epreuve(etat))[0]
    total = {cle: sum(int(x[cle]) for x in lignes) for cle in ("exact", "verse", "refuse", "fautes")}
    exemples = [str(x["exemple"]) for x in lignes if x["exemple"]]
    chiffres: dict[str, Nombre] = {
        "fichiers": 2 * PAQUET * PAQUETS,
        "aller-retours exacts": total["exact"],
        "mutilés versés": total["verse"],
        "mutilés refusés": total["refuse"],
        "fautes": total["fautes"],
        "contre-épreuve, fautes sans annulation": contre["partiels"],
        "contre-épreuve, fautes d'un lecteur sourd à l'encodage": contre["encodage"],
    }
    if total["fautes"] or not contre["partiels"] or not contre["encodage"]:
        return Resultat(ECHEC, chiffres, " | ".join(exemples[:3]) or "La contre-épreuve ne montre rien.")
    return Resultat(REUSSI, chiffres, "Aucune trace, aucun import partiel ; chaque table se relit exacte.")


def _paquet(etat: Path, rang: int) -> dict[str, Nombre]:
    base = etat / "fuzz.duckdb"
    for ancien in etat.glob("fuzz.duckdb*"):
        ancien.unlink()
    banc = Banc(base)
    try:
        graines = range(rang * PAQUET, (rang + 1) * PAQUET)
        sorts = Counter([banc.aller_retour(g) for g in graines] + [banc.mutile(g) for g in graines])
    finally:
        banc.fermer()
    mauvais = fautes(sorts)
    return {
        "exact": sorts["exact"],
        "verse": sorts["versé"],
        "refuse": sorts["refusé"],
        "fautes": sum(sorts[m] for m in mauvais),
        "exemple": mauvais[0] if mauvais else "",
    }


def _contre_epreuve(etat: Path) -> dict[str, Nombre]:
    return {"partiels": _sans_annulation(), "encodage": _sourd_a_l_encodage()}


def _sans_annulation() -> int:
    """Un geste qui échoue à mi-chemin, et dont l'annulation confirme au lieu d'annuler."""
    from tableau_bord import indicateurs
    from tableau_bord.entrepot import connexion

    banc = Banc(":memory:")
    vrai = indicateurs.inserer_parties

    def interrompu(t, parties, lot, en_masse=False):  # type: ignore[no-untyped-def]
        vrai(t, parties, lot, en_masse)
        raise OSError("disque plein")

    with (
        mock.patch.object(indicateurs, "inserer_parties", interrompu),
        mock.patch.object(connexion, "_annuler", lambda curseur: curseur.commit()),
    ):
        sorts = [banc.mutile(g) for g in range(CONTRE)]
    banc.fermer()
    return sum(s.startswith("import partiel") for s in sorts)


def _sourd_a_l_encodage() -> int:
    """Un lecteur qui prend tout pour de l'UTF-8, sans broncher."""
    from tableau_bord.importation import texte

    banc = Banc(":memory:")
    with mock.patch.object(
        texte, "decoder", lambda contenu, nom: (contenu.decode("utf-8", errors="replace"), "utf-8", "")
    ):
        sorts = [banc.aller_retour(g) for g in range(CONTRE)]
    banc.fermer()
    return sum(s != "exact" for s in sorts)
