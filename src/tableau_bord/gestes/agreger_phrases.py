"""Ce qu'il faut dire d'une agrégation : lignes lues et écartées, règles suivies, ce qui a été complété."""

from __future__ import annotations

from tableau_bord.commun.francais import compter
from tableau_bord.gestes.agreger_lieux import Destination
from tableau_bord.importation.agregation import MOTS_DES_ECARTS, REGLES_DE_DOUBLONS, Decompte, Doublons, Plan
from tableau_bord.importation.chantier import citer
from tableau_bord.territoires import libelle


def decompte(compte: Decompte, plan: Plan, ou: Destination) -> tuple[str, ...]:
    """Lignes lues, comptées, écartées par motif ; règle de doublons ; période fixe ; découpages."""
    lues = compter(compte.lues, "ligne lue", "lignes lues")
    comptees = compter(compte.retenues, "comptée", "comptées")
    ecartees = compter(sum(compte.ecarts.values()), "écartée", "écartées")
    lignes = [f"{lues}\u00a0: {comptees}, {ecartees}."]
    for motif, n in compte.ecarts.items():
        lignes.append(f"  {compter(n, 'ligne écartée', 'lignes écartées')}\u00a0: {MOTS_DES_ECARTS[motif]}.")
    lignes += _doublons(compte, plan)
    if plan.periode_fixe:
        lignes.append(f"Période, la même pour tout le fichier\u00a0: {plan.periode_fixe}.")
    if ou.vers != ou.decoupage:
        lignes.append(f"Découpage\u00a0: {libelle(ou.decoupage)} au fichier, {libelle(ou.vers)} au tableau.")
    return tuple(lignes)


def _doublons(compte: Decompte, plan: Plan) -> list[str]:
    regle = f"Doublons, règle {citer(plan.doublons.value)}\u00a0: {REGLES_DE_DOUBLONS[plan.doublons]}."
    if plan.doublons is Doublons.GARDER:
        return [regle]
    evenements = compter(compte.evenements, "évènement", "évènements")
    reunies = compter(compte.doublons, "ligne réunie", "lignes réunies")
    return [regle, f"{evenements}, une fois {reunies} à une autre de la même personne."]


def zeros(ou: Destination) -> str:
    """Qui compte zéro sans évènement."""
    compte = ou.decoupage if ou.composition.height else ou.vers
    combien = compter(len(ou.attendus), libelle(compte), libelle(compte, 2))
    return (
        f"Un territoire de la base sans évènement compte zéro, dans chaque période du fichier ({combien})\u00a0; "
        "si le fichier ne couvre pas toute la base, relancez avec --sans-zeros."
    )


def laissees(cases: int) -> list[str]:
    """Ce que l'absence d'une aire laisse sans valeur, quand elle ne vaut pas zéro."""
    if not cases:
        return []
    dites = compter(cases, "case laissée", "cases laissées")
    return [
        f"{dites} de côté\u00a0: une aire de la communauté n'y a aucun évènement, et rien ne dit que c'est zéro."
    ]
