"""Rapprocher les écritures inconnues d'un fichier des territoires de la base, et retenir la décision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tableau_bord import acces, territoires
from tableau_bord.acces import Droit, Identite
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.examiner import Examen
from tableau_bord.importation import alias
from tableau_bord.importation.rapprochement import Rapprochement, proposer_rapprochements

REGLES = frozenset({"territoire inconnu", "nom ambigu"})


@dataclass(frozen=True)
class Inconnus:
    """Les écritures à rapprocher dans un découpage, et ce qu'on propose pour chacune."""

    decoupage: str
    rapprochements: tuple[Rapprochement, ...]


def inconnus(entrepot: Entrepot, examen: Examen) -> Inconnus:
    """Ce que l'examen n'a pas reconnu, avec au plus cinq candidats ; seulement ce qui en a."""
    ecrits = list(
        dict.fromkeys(a.valeur for a in examen.comprehension.anomalies if a.regle in REGLES and a.valeur)
    )
    decoupage = examen.plan.decoupage or ""
    if not ecrits or not decoupage:
        return Inconnus(decoupage, ())
    proposes = proposer_rapprochements(ecrits, territoires.codes_connus(entrepot), decoupage)
    return Inconnus(decoupage, tuple(r for r in proposes if r.candidats))


def retenir(
    entrepot: Entrepot, decoupage: str, choisis: Mapping[str, str], qui: Identite, fichier: str
) -> None:
    """Retenir d'un coup plusieurs décisions : écriture → code. Lève ImportationErreur si l'une ne tient pas."""
    acces.exiger(qui, Droit.VERSER)

    def geste(t: Transaction) -> None:
        for ecrit, code in choisis.items():
            alias.retenir(t, decoupage, ecrit, code, qui.auteur, source=f"Versement de {fichier}")
        acces.consigner(t, qui, "rapprocher", decoupage, {"decisions": len(choisis), "fichier": fichier})

    entrepot.ecrire(geste)
