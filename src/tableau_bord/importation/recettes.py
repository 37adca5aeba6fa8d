"""Recettes : le choix d'un analyste, nommé, reconnu au fichier suivant, et ce qui a changé depuis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.importation import normes
from tableau_bord.importation.depliage import Depliage
from tableau_bord.importation.modele import ColonneComprise, Plan, Role, TableauLu
from tableau_bord.importation.recettes_depliage import depliage_pour, deplier
from tableau_bord.importation.recettes_modele import Forme, OriginePeriode, Recette, Signature
from tableau_bord.importation.recettes_noms import cle, cle_de_fichier, ecart
from tableau_bord.importation.recettes_suivi import appliquer
from tableau_bord.importation.recettes_toml import depuis_toml, en_toml
from tableau_bord.importation.roles import proposer
from tableau_bord.importation.vocabulaire import MESURES
from tableau_bord.indicateurs.modele import Indicateur

__all__ = [
    "Depliage",
    "Forme",
    "OriginePeriode",
    "Recette",
    "Rejeu",
    "Signature",
    "appliquer",
    "depliage_pour",
    "deplier",
    "depuis_plan",
    "depuis_toml",
    "en_toml",
    "reconnaitre",
    "reconnues",
    "rejouer",
    "signature_de",
]


def depuis_plan(
    nom: str,
    tableau: TableauLu,
    plan: Plan,
    auteur: str,
    *,
    description: str = "",
    depliage: Depliage | None = None,
) -> Recette:
    """Faire une recette (version 1) du plan que l'analyste vient de corriger.

    `tableau` : le fichier lu, avant dépliage. La période lue du nom du fichier ou d'une colonne n'est pas
    figée. Lève ImportationErreur si le nom est vide.
    """
    if not nom.strip():
        raise ImportationErreur(
            "recette_sans_nom",
            "Cette recette n'a pas de nom.",
            ou="Recette",
            remede="Donnez-lui un nom court, par exemple «\u00a0Cas par RLS\u00a0».",
        )
    origine = _origine(tableau, plan)
    colonnes = tuple(ColonneComprise(c.colonne, c.role, "", 1.0) for c in plan.colonnes)
    fige = replace(
        plan,
        colonnes=colonnes,
        periode=plan.periode if origine is OriginePeriode.FIXE else None,
        raison_decoupage="",
    )
    return Recette(
        " ".join(nom.split()),
        1,
        description.strip(),
        signature_de(tableau),
        fige,
        auteur,
        maintenant(),
        origine,
        depliage,
        tableau.feuille,
    )


def _origine(tableau: TableauLu, plan: Plan) -> OriginePeriode:
    if plan.colonne(Role.PERIODE):
        return OriginePeriode.COLONNE
    if plan.periode is None:
        return OriginePeriode.DEMANDER
    if normes.periode_du_nom(tableau.nom) == plan.periode:
        return OriginePeriode.FICHIER
    mesures = [c.colonne for c in plan.colonnes if c.role in MESURES]
    dites = {p for c in mesures if (p := normes.periode_du_nom(c))}
    return OriginePeriode.ENTETE if dites == {plan.periode} else OriginePeriode.FIXE


def signature_de(tableau: TableauLu) -> Signature:
    """La signature d'un fichier lu : noms de colonnes sans ordre, forme, nom du fichier sans ses chiffres."""
    return Signature(
        tuple(sorted(cle(c) for c in tableau.colonnes)),
        forme=_forme(tableau),
        encodage=tableau.encodage,
        separateur=tableau.separateur,
        entete_ligne=tableau.entete_ligne,
        fichier=cle_de_fichier(tableau.nom),
    )


def _forme(tableau: TableauLu) -> Forme:
    return Forme.CLASSEUR if tableau.feuille else Forme.TEXTE


@dataclass(frozen=True)
class Rejeu:
    """Le tableau à comprendre (déplié s'il le faut), son plan, et ce qui a changé depuis la recette."""

    tableau: TableauLu
    plan: Plan
    changements: tuple[str, ...]


def rejouer(
    recette: Recette, tableau: TableauLu, territoires: pl.DataFrame, indicateurs: Sequence[Indicateur]
) -> Rejeu:
    """Déplier, proposer, appliquer : tout ce qu'il faut avant `comprendre`, en un appel.

    Lève ImportationErreur si la recette ne s'applique pas à ce fichier.
    """
    long = deplier(recette, tableau)
    propose = proposer(long, territoires, indicateurs, recette.plan.genre)
    return Rejeu(long, *appliquer(recette, long, propose))


def reconnaitre(tableau: TableauLu, recettes: Iterable[Recette]) -> Recette | None:
    """La recette qui convient le mieux à ce fichier, None si aucune."""
    return next(iter(reconnues(tableau, recettes)), None)


def reconnues(tableau: TableauLu, recettes: Iterable[Recette]) -> tuple[Recette, ...]:
    """Les recettes qui conviennent, de la plus proche à la moins proche ; à égalité, celles de la base d'abord.

    Une colonne de plus ou de moins et une autre année sont tolérées ; un fichier sans en-tête ne se
    reconnaît que si son nom et son nombre de colonnes sont les mêmes.
    """
    notees = [(_note(tableau, r), r) for r in recettes]
    retenues = [(note, r) for note, r in notees if note is not None]
    return tuple(r for _, r in sorted(retenues, key=lambda n: n[0]))


def _note(tableau: TableauLu, recette: Recette) -> tuple[int, bool, bool, bool, bool] | None:
    """Plus petite, plus proche : colonnes en trop ou en moins, puis feuille, nom de fichier, forme."""
    s, e = recette.signature, ecart(recette.signature, tableau.colonnes)
    meme_nom = s.fichier == cle_de_fichier(tableau.nom)
    sans_entete = tableau.entete_ligne == 0 or s.entete_ligne == 0
    if sans_entete and not (meme_nom and e.disparues == e.nouvelles == 0):
        return None
    if not e.semblable:
        return None
    autre_feuille = bool(recette.feuille) and recette.feuille != tableau.feuille
    return (
        e.disparues + e.nouvelles,
        autre_feuille,
        not meme_nom,
        s.forme is not _forme(tableau),
        recette.fournie,
    )
