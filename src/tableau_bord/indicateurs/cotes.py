"""La cote de qualité d'une mesure : son coefficient de variation contre la règle du producteur.

Source : conventions des producteurs, dans la table datée `cotes_qualite` (15/25 ou 16,6/33,3).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from tableau_bord import parametres
from tableau_bord.entrepot import Entrepot
from tableau_bord.indicateurs.modele import Cote, Mesure, Nature

Z95 = 1.959964


def coter(entrepot: Entrepot, mesures: Sequence[Mesure]) -> list[Mesure]:
    """Donner sa cote à chaque mesure qui a un nombre ; les autres ressortent telles quelles."""
    regles: dict[str, parametres.CoteQualite] = {}
    rendues = []
    for mesure in mesures:
        source = mesure.indicateur.source
        regle = regles.setdefault(source, parametres.cotes_qualite(entrepot, source))
        rendues.append(replace(mesure, cote=cote(mesure, regle)))
    return rendues


def cote(mesure: Mesure, regle: parametres.CoteQualite) -> Cote | None:
    """La cote d'une mesure ; rien si elle n'a pas de nombre ou si son coefficient passe sous la prudence."""
    cv = coefficient(mesure)
    if cv is None or cv <= regle.prudence:
        return None
    return Cote("**" if cv > regle.limite else "*", cv, regle.producteur, regle.prudence, regle.limite)


def coefficient(mesure: Mesure) -> float | None:
    """En pour cent : erreur type ÷ valeur pour une enquête pesée ; √((1 − p)/O) pour une proportion, 1/√O pour un taux ; sinon la demi-largeur de
    l'intervalle à 95 % sur 1,96 fois la valeur. Rien sans évènement ni intervalle.
    """
    o, n = mesure.effectif, mesure.denominateur
    if mesure.motif is not None or not mesure.valeur:
        return None
    if mesure.pesee is not None and mesure.pesee.erreur_type is not None:
        return 100 * mesure.pesee.erreur_type / mesure.valeur
    if o and n and mesure.indicateur.nature is Nature.PROPORTION:
        return 100 * math.sqrt(max(1 - o / n, 0) / o)
    if o and mesure.indicateur.nature in (Nature.TAUX, Nature.EFFECTIF):
        return 100 / math.sqrt(o)
    if mesure.borne_inf is None or mesure.borne_sup is None or mesure.valeur < 0:
        return None
    return 100 * (mesure.borne_sup - mesure.borne_inf) / (2 * Z95 * mesure.valeur)
