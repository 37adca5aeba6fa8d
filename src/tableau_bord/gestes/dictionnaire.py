"""Corriger le dictionnaire : la fiche, son historique et les valeurs qui en dépendent, d'un seul coup."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import polars as pl

from tableau_bord import acces, divulgation
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.francais import compter, date_longue
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.indicateurs import depot, historique, recalcul
from tableau_bord.indicateurs.champs import NATURES
from tableau_bord.indicateurs.modele import Indicateur

PROVENANCE = "écran"
_verrou = threading.Lock()
_DEJA_LUE = "Cette mesure est publiée. Ses nombres restent figés\u00a0; la fiche corrigée se lit aussitôt au profil table."


@dataclass(frozen=True)
class Consequence:
    """Ce qu'une correction fait aux valeurs versées ; `valeurs` : combien elle en concerne.

    `refus` : pourquoi elle ne se fait pas, ou rien.
    """

    valeurs: int = 0
    recalculees: int = 0
    phrase: str = ""
    refus: IndicateurErreur | None = None


def consequence(entrepot: Entrepot, apres: Indicateur) -> Consequence:
    """Dire, sans rien écrire, ce que la correction fera aux valeurs et aux publications."""
    avant = historique.actuel(entrepot, apres.code)
    return _consequence(entrepot, avant, apres, _publiee(entrepot, apres.code))


def enregistrer(
    entrepot: Entrepot,
    indicateur: Indicateur,
    qui: Identite,
    raison: str,
    *,
    depuis: Indicateur | None = None,
    neuve: bool = False,
) -> Consequence:
    """Écrire une fiche corrigée ou neuve, sa version et les valeurs recalculées : tout ou rien.

    `depuis` : la fiche que l'auteur avait sous les yeux ; `neuve` : refuser un code déjà pris.
    Lève AccesErreur sans le droit de décrire ; IndicateurErreur : raison vide, rien de changé, fiche changée entre-temps, code déjà pris,
    base ou nature qui ne peut pas changer (valeurs sans effectif, mesure publiée).
    """
    acces.exiger(qui, Droit.DECRIRE)
    motif = " ".join(raison.split())
    if not motif:
        raise IndicateurErreur(
            "raison_absente",
            "La raison du changement manque.",
            ou="Raison du changement",
            remede="Écrivez en une phrase pourquoi la fiche change\u00a0: l'historique la garde.",
        )

    def geste(t: Transaction) -> Consequence:
        avant = historique.actuel(t, indicateur.code)
        _verifier(avant, indicateur, depuis, neuve)
        effet = _consequence(t, avant, indicateur, _publiee(entrepot, indicateur.code))
        if effet.refus:
            raise effet.refus
        version = historique.inscrire(t, indicateur, qui.auteur, motif)
        depot.inscrire_indicateurs(t, [indicateur], PROVENANCE)
        if effet.recalculees:
            recalcul.recalculer(t, indicateur)
        acces.consigner(t, qui, "décrire", indicateur.code, {"version": version})
        return effet

    # Deux ajouts simultanés du même code : DuckDB y voit une clé en double, pas un conflit à reprendre.
    with _verrou:
        return entrepot.ecrire(geste)


def retablir(entrepot: Entrepot, code: str, version: int, qui: Identite, raison: str = "") -> Consequence:
    """Reprendre une ancienne version : c'est une version nouvelle. Lève IndicateurErreur (voir `enregistrer`)."""
    acces.exiger(qui, Droit.DECRIRE)
    ancienne = historique.une_version(entrepot, code, version)
    motif = raison.strip() or f"Rétablit la version {version} du {date_longue(ancienne.quand)}."
    return enregistrer(entrepot, ancienne.indicateur, qui, motif)


def _verifier(avant: Indicateur | None, apres: Indicateur, depuis: Indicateur | None, neuve: bool) -> None:
    if neuve and avant is not None:
        raise IndicateurErreur(
            "code_pris",
            f"Le code «\u00a0{apres.code}\u00a0» désigne déjà «\u00a0{avant.nom}\u00a0».",
            ou="Champ «\u00a0Code\u00a0»",
            remede="Choisissez un autre code, ou modifiez la mesure existante.",
        )
    if avant == apres:
        raise IndicateurErreur(
            "rien_a_changer",
            "Aucun champ ne change.",
            remede="Corrigez un champ, ou revenez au dictionnaire.",
        )
    if depuis is not None and avant != depuis:
        raise IndicateurErreur(
            "fiche_changee",
            "Cette fiche a été modifiée pendant que vous l'aviez sous les yeux.",
            ou=apres.nom,
            remede="Rien n'a été enregistré. Rouvrez la fiche, puis refaites votre correction.",
        )


def _publiee(entrepot: Entrepot, code: str) -> bool:
    return not divulgation.contenus_courants(entrepot).filter(pl.col("indicateur") == code).is_empty()


def _consequence(
    source: Entrepot | Transaction, avant: Indicateur | None, apres: Indicateur, publiee: bool
) -> Consequence:
    if avant is None:
        return Consequence()
    if (avant.base, avant.nature, avant.methode) == (apres.base, apres.nature, apres.methode):
        return Consequence(phrase=_DEJA_LUE if publiee and avant != apres else "")
    cases = depot.valeurs_d_un_indicateur(source, apres.code)
    n = cases.height
    if not n:
        return Consequence()
    if (avant.base, avant.nature) == (apres.base, apres.nature):
        return Consequence(n, 0, _phrase_de_methode(apres, n))
    refus = _refus_de_publiee(apres) if publiee else recalcul.refus(cases, avant, apres)
    if refus:
        return Consequence(n, refus=refus)
    if apres.nature in recalcul.CALCULEES:
        combien = recalcul.calculables(cases).height
        phrase = (
            f"{compter(combien, 'valeur sera recalculée', 'valeurs seront recalculées')} depuis l’effectif et le "
            "dénominateur, dans le même geste. Les publications retirées gardent leurs nombres."
        )
        return Consequence(n, combien, phrase)
    return Consequence(
        n, 0, f"{compter(n, 'valeur versée reste', 'valeurs versées restent')} telles quelles."
    )


def _phrase_de_methode(apres: Indicateur, n: int) -> str:
    return (
        "La méthode décrit le calcul, elle ne le change pas\u00a0: il suit la nature "
        f"({NATURES[apres.nature]}). {compter(n, 'valeur versée garde', 'valeurs versées gardent')} leurs nombres."
    )


def _refus_de_publiee(apres: Indicateur) -> IndicateurErreur:
    return IndicateurErreur(
        "mesure_publiee",
        "Cette mesure est publiée\u00a0: changer sa nature ou ce pour quoi elle est donnée ferait mal lire des "
        "nombres figés.",
        ou=apres.nom,
        remede="Retirez d'abord la publication (page Publier), corrigez la fiche, puis publiez de nouveau\u00a0; "
        "ou ajoutez une nouvelle mesure.",
    )
