"""« Définition et calcul » d'une mesure : de quoi la refaire à la main, rien de plus."""

from __future__ import annotations

from tableau_bord.indicateurs import calcul_montre, ecriture
from tableau_bord.indicateurs.calcul_montre import Calcul
from tableau_bord.indicateurs.modele import Mesure, Sens
from tableau_bord.interface.texte import sur

_SENS = {
    Sens.HAUT: "Une valeur plus haute est plus favorable.",
    Sens.BAS: "Une valeur plus basse est plus favorable.",
    Sens.NEUTRE: "Ni haut ni bas n’est favorable en soi.",
}


def en_html(mesure: Mesure) -> str:
    """Définition, formule chiffrée, test, provenance, mises en garde ; les lignes vides tombent."""
    entree = mesure.indicateur
    lignes = [
        ("Définition", f"{entree.definition} {_SENS[entree.sens]}"),
        ("Calcul", _calcul(mesure)),
        ("Numérateur", entree.numerateur),
        ("Dénominateur", entree.denominateur),
        ("Âges", entree.ages),
        ("Intervalle", f"{entree.methode}, 19 fois sur 20" if entree.methode else ""),
        ("Estimation", ecriture.pesee_expliquee(mesure)),
        ("Qualité", ecriture.cote_expliquee(mesure)),
        ("Test", calcul_montre.test(mesure)),
        ("Comparé à", entree.comparateur),
        ("Source", entree.source),
        ("Lot", mesure.lot),
        ("Prochaine mise à jour", entree.prochaine_mise_a_jour),
        ("À savoir", " ".join(entree.mises_en_garde)),
    ]
    corps = "".join(_ligne(nom, texte) for nom, texte in lignes if texte.strip())
    return f'<div class="tb-definition"><p class="tb-fort">{sur(entree.nom)}</p>{corps}</div>'


def _ligne(nom: str, texte: str) -> str:
    return f'<p class="tb-second" style="margin-top:.6rem;"><strong>{nom}</strong><br>{_lignes(texte)}</p>'


def _lignes(texte: str) -> str:
    return "<br>".join(sur(ligne) for ligne in texte.split("\n"))


def _calcul(mesure: Mesure) -> str:
    if mesure.pesee is not None:
        return "Les réponses sont pesées pour ressembler à la population\u00a0: la part des répondants n’est pas la valeur."
    if not ecriture.montrable(mesure):
        return "Aucun nombre n’est montré, donc aucun calcul."
    sien, reste = calcul_montre.calcul(mesure), calcul_montre.calcul_du_reste(mesure)
    if sien is None:
        return (
            "La source donne la valeur sans l’effectif ou le dénominateur\u00a0: elle ne se refait pas ici."
        )
    return "\n".join(_avec_reserve(c) for c in (sien, reste) if c is not None)


def _avec_reserve(calcul: Calcul) -> str:
    return f"{calcul.formule}\n{calcul.reserve}" if calcul.reserve else calcul.formule
