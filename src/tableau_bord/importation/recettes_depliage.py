"""La mise en long d'une recette, ajustée au fichier du jour : années de plus, colonnes de moins."""

from __future__ import annotations

from dataclasses import replace

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import depliage as mise_en_long
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.depliage import Depliage
from tableau_bord.importation.modele import TableauLu
from tableau_bord.importation.recettes_modele import Recette


def depliage_pour(recette: Recette, tableau: TableauLu) -> Depliage | None:
    """La mise en long à faire de ce fichier, None si la recette n'en demande pas.

    Si le fichier se propose aux mêmes niveaux, la proposition porte les colonnes nouvelles et la recette
    garde ce qu'elle disait des siennes ; sinon, les colonnes de la recette qui sont là.
    Lève ImportationErreur si aucune n'y est.
    """
    voulu = recette.depliage
    if voulu is None:
        return None
    propose = mise_en_long.proposer_depliage(tableau)
    if propose and propose.niveaux == voulu.niveaux and set(propose.valeurs) == set(voulu.valeurs):
        return _corrige(propose, voulu)
    presentes = set(tableau.colonnes)
    gardees = [i for i, c in enumerate(voulu.colonnes) if c in presentes]
    if not gardees:
        raise ImportationErreur(
            "depliage_impossible",
            f"Aucune des colonnes à mettre en long n'est dans ce fichier ({', '.join(voulu.colonnes[:5])}).",
            ou=f"Recette {citer(recette.nom)}, fichier {citer(tableau.nom)}",
            remede="Choisissez une autre feuille ou une autre recette.",
        )
    colonnes, cases, valeurs = (
        tuple(suite[i] for i in gardees) for suite in (voulu.colonnes, voulu.cases, voulu.valeurs)
    )
    return replace(voulu, colonnes=colonnes, cases=cases, valeurs=valeurs)  # type: ignore[arg-type]


def deplier(recette: Recette, tableau: TableauLu) -> TableauLu:
    """Le tableau mis en long comme le veut la recette ; le même si elle ne le demande pas.

    Lève ImportationErreur comme `depliage_pour`.
    """
    depliage = depliage_pour(recette, tableau)
    return mise_en_long.deplier(tableau, depliage) if depliage else tableau


def _corrige(propose: Depliage, voulu: Depliage) -> Depliage:
    """La proposition, où chaque colonne que la recette connaît garde ce que l'analyste en a dit."""
    dit = {c: (k, v) for c, k, v in zip(voulu.colonnes, voulu.cases, voulu.valeurs, strict=True)}
    lus = zip(propose.colonnes, propose.cases, propose.valeurs, strict=True)
    paires = [dit.get(c, (k, v)) for c, k, v in lus]
    return replace(propose, cases=tuple(k for k, _ in paires), valeurs=tuple(v for _, v in paires))
