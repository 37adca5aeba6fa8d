"""Compléter une mesure d'enquête de ce que sa pesée sait : la voie, l'erreur type, l'écart au reste."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tableau_bord.acces import Profil
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.comparaison import nommer
from tableau_bord.indicateurs.modele import Mesure, Nature, Pesee, Reste, SignalNiveau
from tableau_bord.territoires import Territoire

TEST = "écart à la moyenne du reste, calés ensemble\u00a0: variance de l'écart par les réplications"


def completer(
    entrepot: Entrepot, profil: Profil, lieu: Territoire, mesures: Sequence[Mesure]
) -> list[Mesure]:
    """Ajouter `pesee`, le reste et le signal aux mesures d'enquête ; les autres ressortent telles quelles."""
    codes = [m.indicateur.code for m in mesures if m.indicateur.nature is Nature.ENQUETE]
    if not codes:
        return list(mesures)
    lues = enquetes.precisions(
        entrepot, profil, decoupages=[lieu.decoupage], codes=[lieu.code], indicateurs=codes
    )
    par_cle = {(p["indicateur"], p["periode"]): p for p in lues.to_dicts()}
    return [_une(m, lieu, par_cle.get((m.indicateur.code, m.periode))) for m in mesures]


def _une(mesure: Mesure, lieu: Territoire, p: dict[str, Any] | None) -> Mesure:
    if p is None or mesure.valeur is None:
        return mesure
    avec = replace(mesure, pesee=Pesee(p["voie"], p["methode"], p["erreur_type"], p["effet_plan"]))
    if p["valeur_p"] is None or p["reste"] is None:
        return replace(avec, signal=SignalNiveau.NON_EVALUE)
    nom = "reste de la région" if lieu.parent("RSS") else "reste du Québec"
    signe = int(p["signe"] or 0) if p["valeur_p"] < mesure.indicateur.seuil else 0
    return replace(
        avec, reste=Reste(nom, None, None, p["reste"]), signal=nommer(signe, mesure.indicateur.sens),
        valeur_p=p["valeur_p"], methode_test=TEST,
    )  # fmt: skip
