"""Ce qu'il faut dire d'une agrégation : lignes lues et écartées, règles suivies, ce qui a été complété."""

from __future__ import annotations

from tableau_bord.commun.francais import compter, nombre
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


def zeros(ou: Destination, partout: bool) -> str:
    """Qui compte zéro sans évènement."""
    if not partout:
        return "Un territoire sans aucun évènement au fichier est tu (--sans-zeros)\u00a0; ailleurs, une case vide compte zéro."
    compte = ou.decoupage if ou.composition.height else ou.vers
    combien = compter(len(ou.attendus), libelle(compte), libelle(compte, 2))
    return (
        f"Un territoire de la base sans évènement compte zéro, dans chaque période du fichier ({combien})\u00a0; "
        "si le fichier ne couvre pas toute la base, relancez avec --sans-zeros."
    )


def laissees(communautes: int, perdus: float) -> list[str]:
    """Ce que l'absence d'une aire, ou des parts qui ne font pas 1, laissent hors du tableau."""
    dites = []
    if communautes:
        tues = compter(communautes, "communauté tue", "communautés tues")
        dites.append(f"{tues}\u00a0: une de leurs aires n'a aucun évènement, et rien ne dit que c'est zéro.")
    if abs(perdus) > 1e-6:
        combien = nombre(perdus, 0 if abs(perdus - round(perdus)) < 1e-6 else 1)
        dites.append(f"{combien} évènements comptés par aire n'arrivent à aucune communauté du tableau.")
    return dites
