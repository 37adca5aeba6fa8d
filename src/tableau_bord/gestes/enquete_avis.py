"""Le comité surveillance–terrain : approuver ou objecter, avec sa raison ; l'avis s'imprime avec l'estimation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.enquetes import Avis

OBJETS = {
    "mesures": "Les mesures\u00a0: qui a le caractère, parmi qui",
    "marges": "Les marges\u00a0: à quelle population l’échantillon doit ressembler",
    "regle": "La règle de territoire\u00a0: qui compte où",
    "modele": "Direct ou modèle\u00a0: quand on emprunte, et à quoi",
}
POSITIONS = ("approuve", "objecte")
SAVOIRS = ("surveillance", "terrain", "vecu")
RAISON_MAX = 600


@dataclass(frozen=True)
class Synthese:
    """Un choix : combien approuvent, combien objectent, et chaque objection mot à mot, avec son savoir."""

    objet: str
    question: str
    approuvent: int
    objectent: int
    objections: tuple[Avis, ...]


def donner(
    entrepot: Entrepot, lot: str, objet: str, savoir: str, position: str, raison: str, qui: Identite
) -> Avis:
    """Donner son avis sur un choix ; un avis plus récent de la même personne remplace le sien à la lecture.

    Lève AccesErreur : sans le droit, choix ou position inconnus, objection sans raison, raison trop longue ;
    IndicateurErreur si l'enquête n'est plus là.
    """
    acces.exiger(qui, Droit.AVISER)
    if objet not in OBJETS or position not in POSITIONS or savoir not in SAVOIRS:
        raise AccesErreur(
            "avis_mal_dit", "Cet avis ne porte sur aucun des choix montrés.", remede="Rechargez la page."
        )
    raison = " ".join(raison.split())
    if position == "objecte" and not raison:
        raise AccesErreur(
            "raison_absente", "Une objection se donne avec sa raison.", remede="Écrivez-la en une phrase."
        )
    if len(raison) > RAISON_MAX:
        raise AccesErreur(
            "raison_longue", f"La raison dépasse {RAISON_MAX} caractères.", remede="Dites-la plus court."
        )
    enquetes.une_enquete(entrepot, lot)
    avis = Avis(str(uuid.uuid4()), lot, objet, savoir, qui.auteur, position, raison, maintenant())

    def geste(t: Transaction) -> None:
        enquetes.inscrire_avis(t, avis)
        acces.consigner(t, qui, "aviser", lot, {"objet": objet, "position": position, "savoir": savoir})

    entrepot.ecrire(geste)
    return avis


def synthese(entrepot: Entrepot, lot: str) -> tuple[Synthese, ...]:
    """L'état des avis, choix par choix, dans l'ordre où ils se posent."""
    tous = enquetes.avis(entrepot, lot)
    return tuple(
        Synthese(
            objet, question, sum(a.objet == objet and a.position == "approuve" for a in tous),
            sum(a.objet == objet and a.position == "objecte" for a in tous),
            tuple(a for a in tous if a.objet == objet and a.position == "objecte"),
        )
        for objet, question in OBJETS.items()
    )  # fmt: skip
