"""De quoi refaire un nombre à la main : formules chiffrées, test, valeur p."""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.commun.francais import nombre
from tableau_bord.indicateurs.ecriture import avec_unite, montrable, nom_du_reste
from tableau_bord.indicateurs.modele import Indicateur, Mesure


@dataclass(frozen=True)
class Calcul:
    """Une ligne de calcul et, s'il ne redonne pas la valeur affichée, pourquoi."""

    formule: str
    reserve: str = ""


def calcul(mesure: Mesure) -> Calcul | None:
    """« 304 ÷ 344 × 100 = 88,4 % » ; rien si la valeur, l'effectif ou le dénominateur manque."""
    if not montrable(mesure) or mesure.effectif is None or not mesure.denominateur or mesure.valeur is None:
        return None
    refait = mesure.effectif / mesure.denominateur * mesure.indicateur.base
    formule = _formule(mesure.effectif, mesure.denominateur, refait, mesure.indicateur)
    demi = 0.5 * 10.0**-mesure.indicateur.decimales
    if abs(refait - mesure.valeur) <= demi:
        return Calcul(formule)
    publiee = avec_unite(mesure.valeur, mesure.indicateur)
    return Calcul(formule, f"La source donne {publiee}\u00a0: elle a pondéré, ajusté ou arrondi.")


def calcul_du_reste(mesure: Mesure) -> Calcul | None:
    """La même ligne pour le reste de la région ; rien si la mesure elle-même ne se montre pas."""
    reste = mesure.reste
    if not montrable(mesure) or reste is None or reste.effectif is None or not reste.denominateur:
        return None
    refait = reste.effectif / reste.denominateur * mesure.indicateur.base
    texte = _formule(reste.effectif, reste.denominateur, refait, mesure.indicateur)
    return Calcul(f"{nom_du_reste(mesure)}\u00a0: {texte}")


def _formule(effectif: float, denominateur: float, refait: float, indicateur: Indicateur) -> str:
    membres = [nombre(effectif), "÷", nombre(denominateur)]
    if indicateur.base != 1:
        membres += ["×", nombre(indicateur.base)]
    return "\u00a0".join([*membres, "=", avec_unite(refait, indicateur)])


def valeur_p(mesure: Mesure) -> str:
    """« 0,0004 », « moins de 0,0001 », ou une chaîne vide."""
    if not montrable(mesure) or mesure.valeur_p is None:
        return ""
    if mesure.valeur_p < 0.0001:
        return "moins de 0,0001"
    return nombre(mesure.valeur_p, 4 if mesure.valeur_p < 0.01 else 2)


def test(mesure: Mesure) -> str:
    """« Test binomial…, valeur p 0,0004, seuil 0,01 », ou pourquoi il n'y en a pas."""
    if not montrable(mesure):
        return "Aucun\u00a0: la valeur n’est pas montrée."
    p = valeur_p(mesure)
    methode = mesure.methode_test or "Aucun test pour cette mesure"
    return f"{methode}, valeur p {p}, seuil {seuil(mesure.indicateur)}." if p else f"{methode}."


def seuil(indicateur: Indicateur) -> str:
    """Le seuil du test, sans zéros inutiles : « 0,01 »."""
    return f"{indicateur.seuil:g}".replace(".", ",")
