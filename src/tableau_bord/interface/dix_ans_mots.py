"""Les mots de « Dix ans » : texte alternatif, tableau équivalent, rien à tracer. Pur."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.annees import annees_attendues, points_montrables, points_par_annee
from tableau_bord.indicateurs.modele import Indicateur, Point, Serie


def sans_valeur(series: Sequence[Serie]) -> str:
    """Pourquoi il n'y a rien à tracer, dit sans nombre."""
    motifs = {m for s in series for p in s.points if (m := ecriture.motif(p)) is not None}
    if len({ecriture.mot_du_motif(m) for m in motifs}) == 1:
        return ecriture.phrase_du_motif(next(iter(motifs)))
    return "Aucune valeur ne peut être montrée pour ces dix ans."


def texte_alternatif(series: Sequence[Serie], indicateur: Indicateur) -> str:
    """Les dernières valeurs, côte à côte."""
    fins = [(s, lus[-1]) for s in series if (lus := points_montrables(s))]
    dites = [
        f"{s.nom}, {ecriture.valeur_de(p, indicateur)} en {ecriture.periode_courte(p.periode)}"
        for s, p in fins
    ]
    suite = "\u00a0; ".join(dites)
    return f"{indicateur.nom}\u00a0: {suite}. Toutes les années sont dans le tableau."


def tableau(series: Sequence[Serie], indicateur: Indicateur) -> dict[str, list[str]]:
    """Une ligne par année ; pour chaque territoire, valeur et intervalle, ou le motif."""
    annees = annees_attendues(series)
    periodes = {p.annee: ecriture.periode_courte(p.periode) for s in series for p in s.points}
    colonnes = {"Période": [periodes.get(a, str(a)) for a in annees]}
    for serie in series:
        lus = points_par_annee(serie)
        colonnes[serie.nom] = [_cellule(lus.get(a), indicateur) for a in annees]
        if serie is series[0]:
            colonnes["Intervalle"] = [
                ecriture.intervalle_de(p, indicateur) if (p := lus.get(a)) else "" for a in annees
            ]
    return colonnes


def _cellule(point: Point | None, indicateur: Indicateur) -> str:
    if point is None:
        return "○\u00a0non disponible"
    raison = ecriture.motif(point)
    texte = ecriture.valeur_de(point, indicateur)
    return texte if raison is None else f"{ecriture.symbole_du_motif(raison)}\u00a0{texte}"
