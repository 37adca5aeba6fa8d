"""Les retraits passent dans les deux sens : un texte repris en salle s'efface à la maison, et inversement."""

from __future__ import annotations

from collections.abc import Mapping

from tableau_bord import acces
from tableau_bord.acces import Identite, envois_depot
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import valise_depot

EN_SALLE, A_LA_MAISON = "retiré en rencontre", "retiré à la maison"


def effacer_a_la_maison(t: Transaction, qui: Identite, retraits: Mapping[str, tuple[str, str]]) -> int:
    """Appliquer les retraits d'une valise (envoi → quand, empreinte) ; rend combien de textes s'effacent.

    Un retrait dont le texte n'est jamais venu se note aussi : un ancien exemplaire ne le ramènera pas.
    """
    connus, deja = valise_depot.envois_connus(t), valise_depot.retraits(t)
    effaces = 0
    for envoi, (quand, trace) in retraits.items():
        if envoi in deja:
            continue
        if envoi in connus:
            envois_depot.retirer(t, envoi, quand)
            acces.consigner(t, qui, "retirer", envoi, {"raison": EN_SALLE, "empreinte": trace})
            effaces += 1
        else:
            valise_depot.noter_retrait(t, envoi, quand, trace)
    return effaces


def effacer_dans_la_valise(entrepot: Entrepot, valise: Entrepot, qui: Identite) -> int:
    """Effacer de la valise ce que la maison a retiré ; rend combien. L'espace libéré reste à réécrire."""
    retraits = valise_depot.retraits(entrepot)
    encore = sorted(valise_depot.envois_connus(valise) & retraits.keys())

    def geste(t: Transaction) -> None:
        for envoi in encore:
            trace = envois_depot.retirer(t, envoi, retraits[envoi][0])
            acces.consigner(t, qui, "retirer", envoi, {"raison": A_LA_MAISON, "empreinte": trace})

    if encore:
        valise.ecrire(geste)
    return len(encore)
