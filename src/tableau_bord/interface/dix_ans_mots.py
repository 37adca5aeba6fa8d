"""Les mots de « Dix ans » : texte alternatif, tableau équivalent, rien à tracer. Pur."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord.commun.francais import INSECABLE, lieu, nombre
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.annees import annees_attendues, echelle, points_montrables, points_par_annee
from tableau_bord.indicateurs.modele import Indicateur, Point, Serie
from tableau_bord.interface.tableaux import insecables
from tableau_bord.rapports.noms import couper_le_nom

_SIGNES = 16


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
        colonnes[serie.nom] = insecables(_cellule(lus.get(a), indicateur) for a in annees)
        if serie is series[0]:
            colonnes["Intervalle"] = insecables(
                ecriture.intervalle_de(p, indicateur) if (p := lus.get(a)) else "" for a in annees
            )
    return colonnes


def _cellule(point: Point | None, indicateur: Indicateur) -> str:
    if point is None:
        return "○\u00a0non disponible"
    raison = ecriture.motif(point)
    texte = ecriture.valeur_de(point, indicateur)
    return texte if raison is None else f"{ecriture.symbole_du_motif(raison)}\u00a0{texte}"


def etiquette(
    serie: Serie, point: Point, indicateur: Indicateur, principale: bool, derniere: int | None
) -> str:
    """« Anse-aux-Huards » puis sa valeur dessous ; « MRC 70,0 » ; l'année si ce n'est pas la dernière."""
    chiffre = ecriture.chiffre(point.valeur, indicateur)
    quand = "" if point.annee == derniere else f" en {point.annee}"
    if principale:
        return "\n".join([*couper_le_nom(serie.nom, _SIGNES), f"{chiffre}{quand}"])
    role = (serie.role or serie.nom).partition(" ")[0]
    return f"{role[:1].upper()}{role[1:]} {chiffre}{quand}"


def reperes_d_annees(series: Sequence[Serie], annees: Sequence[int]) -> list[str]:
    """La période de chaque année nommée : « 2015‑2017 » plutôt que sa dernière année."""
    periodes = {p.annee: p.periode for s in reversed(series) for p in s.points}
    return [lieu(periodes.get(a, str(a))) for a in annees]


def sous_titre(series: Sequence[Serie], indicateur: Indicateur) -> str:
    """L'unité, et si l'axe est coupé."""
    unite = ecriture.unite(indicateur)
    tete = {"%": "En pourcentage", "$": "En dollars"}.get(unite, unite[:1].upper() + unite[1:])
    _, _, marques = echelle(series)
    coupe = bool(marques) and marques[0] > 0
    return f"{tete}. L’axe ne part pas de zéro." if coupe else f"{tete}."


def graduations(valeurs: Sequence[float], indicateur: Indicateur) -> list[str]:
    """Les repères de l'axe, aux seules décimales utiles."""
    unite = "" if ecriture.unite_longue(indicateur) else f"{INSECABLE}{ecriture.unite(indicateur)}"
    decimales = next((d for d in range(4) if all(abs(v - round(v, d)) < 1e-9 for v in valeurs)), 3)
    return [f"{nombre(v, decimales)}{unite.rstrip()}" for v in valeurs]
