"""De quoi peser l'enquête de démonstration dans un essai : base, fiches, déclaration."""

from __future__ import annotations

from dataclasses import replace

from tableau_bord.acces import Identite, Role
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, enquete_peser, enquete_proposer, estimer
from tableau_bord.gestes.enquete_declaration import Declaration
from tableau_bord.gestes.enquete_peser import Pesee
from tableau_bord.gestes.estimer import Resultat
from tableau_bord.importation.fiches import Fiches, lire_fiches

QUI = Identite("Épidémiologiste", frozenset({Role.SURVEILLANCE}))
TEMOIN = "TEMOINUNIQUE7391"


def base(chemin: str = ":memory:") -> Entrepot:
    """La démonstration, dans une base neuve."""
    entrepot = Entrepot(chemin)
    migrations.appliquer(entrepot)
    demonstration.construire(entrepot)
    return entrepot


def fiches(remplacer: dict[str, str] | None = None, temoin: bool = False) -> Fiches:
    """L'enquête de démonstration ; `remplacer` : première ligne de données, champ → nouvelle valeur."""
    nom, contenu = demonstration.enquete_a_peser()
    lignes = contenu.decode("cp1252").splitlines()
    entete = lignes[0].split(";")
    if remplacer:
        champs = lignes[1].split(";")
        for champ, valeur in remplacer.items():
            champs[entete.index(champ)] = valeur
        lignes[1] = ";".join(champs)
    if temoin:
        lignes = [
            f"{x};{'verbatim' if i == 0 else TEMOIN if i == 7 else 'rien'}" for i, x in enumerate(lignes)
        ]
    return lire_fiches("\r\n".join(lignes).encode("cp1252"), nom)


def declaration(entrepot: Entrepot, lues: Fiches, combien: int = 2, **autres: object) -> Declaration:
    """Ce que la page propose, avec les premières mesures de la démonstration et peu de réplications."""
    proposee = enquete_proposer.proposer(entrepot, lues)
    return replace(
        proposee, mesures=demonstration.MESURES_D_ENQUETE[:combien], auxiliaires=demonstration.AUXILIAIRES_D_ENQUETE,
        nombre=40, **autres,  # type: ignore[arg-type]
    )  # fmt: skip


def peser(entrepot: Entrepot, lues: Fiches, dite: Declaration) -> Pesee:
    """L'échantillon pesé."""
    return enquete_peser.peser(entrepot, lues, dite, QUI)


def tout(entrepot: Entrepot, lues: Fiches, dite: Declaration) -> Resultat:
    """Peser et estimer."""
    return estimer.estimer(entrepot, peser(entrepot, lues, dite), QUI)
