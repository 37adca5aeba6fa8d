"""Ce que dit le résumé d'un versement."""

from __future__ import annotations

from tableau_bord.actifs.versement import phrases
from tableau_bord.importation import Anomalie, Gravite


def anomalie(regle: str, ligne: int | None, valeur: str = "") -> Anomalie:
    return Anomalie(ligne, "", valeur, regle, Gravite.SIGNALEE, "", "")


def test_une_anomalie_sans_ligne_vaut_le_nombre_qu_elle_porte():
    lues = [
        anomalie("sans coordonnées", None, "1585"),
        anomalie("sans nom", 3, "12"),
        anomalie("sans nom", 9),
    ]
    assert phrases.par_regle(lues) == {"sans coordonnées": 1585, "sans nom": 2}
    assert phrases.signale(lues) == "Signalé\u00a0: sans coordonnées, 1\u00a0585\u00a0; sans nom, 2."
    assert phrases.signale([]) == ""


def test_les_actifs_laisses_sont_nommes_les_premiers_du_moins():
    assert phrases.laisses([]) == ""
    assert (
        phrases.laisses(["A"]) == "1\u00a0actif corrigé depuis a été laissé tel quel\u00a0: «\u00a0A\u00a0»."
    )
    dit = phrases.laisses([*"ABCDEF", ""])
    assert dit.startswith("7\u00a0actifs") and dit.endswith("«\u00a0E\u00a0» et 2\u00a0autres.")
