"""Qui travaille avec qui : les actifs liés entre eux, ceux que des tables partagent, les enjeux qui les rapprochent.

Deux actifs se touchent par un lien inscrit (membre de, offert par, offert à, partie de) ; deux tables, par les membres
qu'elles partagent. Pur : un inventaire en entrée, des valeurs en sortie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import polars as pl

from tableau_bord.actifs.lecture import Inventaire
from tableau_bord.actifs.modele import Genre, TypeDeLien
from tableau_bord.commun.francais import cle_de_tri

NOEUDS_MAX = 150
"""Au-delà, un graphe ne se lit plus : on dessine les plus liés."""
ENJEU = "enjeu"
"""Le « genre » d'un nœud qui est un enjeu."""
GRAINE, TOURS = 42, 60
_PARTAGES = {
    "actif": pl.String,
    "nom": pl.String,
    "nombre": pl.Int64,
    "tables": pl.String,
    "enjeux": pl.String,
}
_COMMUNS = {"table": pl.String, "autre": pl.String, "nombre": pl.Int64, "enjeux": pl.String}


@dataclass(frozen=True)
class Noeud:
    """Un nœud dessiné. `genre` : celui de l'actif, ou `ENJEU` ; `liens` : dans tout le réseau ; x, y : de −1 à 1."""

    actif: str
    nom: str
    genre: str
    liens: int
    x: float
    y: float


@dataclass(frozen=True)
class Reseau:
    """Le réseau d'un inventaire.

    `noeuds` : les plus liés d'abord, `NOEUDS_MAX` au plus ; `aretes` : rangs de deux nœuds dessinés ; `tus` : combien
    ne le sont pas. `tables` : combien ont un membre ; `membres` : combien d'actifs sont membres d'une table.
    `partages` : actif, nom, nombre de tables, tables (noms), enjeux (codes), d'abord les plus partagés.
    `communs` : table, autre, nombre de membres communs (au moins un), enjeux (codes) de ces membres.
    `matrice` : (table, table) → membres communs, par nom ; symétrique, la diagonale compte les membres.
    """

    noeuds: tuple[Noeud, ...]
    aretes: tuple[tuple[int, int], ...]
    tus: int
    tables: int
    membres: int
    partages: pl.DataFrame
    communs: pl.DataFrame
    matrice: Mapping[tuple[str, str], int]


def tisser(lu: Inventaire, enjeux: Mapping[str, str] | None = None) -> Reseau:
    """Le réseau d'un inventaire. `enjeux` (code → nom) : les dessiner aussi, liés aux actifs du réseau.

    Un lien vers un actif absent de l'inventaire, ou vers soi-même, ne compte pas ; deux liens entre les mêmes comptent
    pour un. La disposition est la même à chaque fois.
    """
    actifs = {a: (nom, genre) for a, nom, genre in lu.actifs.select("actif", "nom", "genre").iter_rows()}
    aretes = {
        (min(a, b), max(a, b))
        for a, b in lu.liens.select("actif", "autre").iter_rows()
        if a in actifs and b in actifs and a != b
    }
    membres = _membres(lu, actifs)
    siens = _enjeux_par_actif(lu)
    if enjeux:
        aretes |= _vers_les_enjeux(aretes, siens, enjeux)
        actifs |= {_cle(e): (nom, ENJEU) for e, nom in enjeux.items()}
    noeuds, gardees, tus = _dessiner(aretes, actifs)
    noms = _noms_distincts(membres, actifs)
    return Reseau(
        noeuds, gardees, tus, len(membres), len({a for m in membres.values() for a in m}),
        _partages(membres, noms, actifs, siens), _communs(membres, noms, siens), _matrice(membres, noms),
    )  # fmt: skip


def _membres(lu: Inventaire, actifs: Mapping[str, tuple[str, str]]) -> dict[str, frozenset[str]]:
    """Table → ses membres, tables exclues, dans l'ordre du nom de la table."""
    trouves: dict[str, set[str]] = defaultdict(set)
    for a, t in (
        lu.liens.filter(pl.col("lien") == TypeDeLien.MEMBRE_DE.value).select("actif", "autre").iter_rows()
    ):
        if a in actifs and actifs.get(t, ("", ""))[1] == Genre.TABLE.value != actifs[a][1]:
            trouves[t].add(a)
    return {t: frozenset(trouves[t]) for t in sorted(trouves, key=lambda t: (cle_de_tri(actifs[t][0]), t))}


def _noms_distincts(membres: Mapping[str, object], actifs: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Table → nom ; deux tables de même nom se distinguent par un rang."""
    vus: dict[str, int] = defaultdict(int)
    noms = {}
    for t in membres:
        nom = actifs[t][0] or "Sans nom"
        vus[nom] += 1
        noms[t] = nom if vus[nom] == 1 else f"{nom} ({vus[nom]})"
    return noms


def _enjeux_par_actif(lu: Inventaire) -> dict[str, tuple[str, ...]]:
    siens: dict[str, list[str]] = defaultdict(list)
    for a, e in lu.enjeux.select("actif", "enjeu").iter_rows():
        siens[a].append(e)
    return {a: tuple(sorted(e)) for a, e in siens.items()}


def _vers_les_enjeux(
    aretes: set[tuple[str, str]], siens: Mapping[str, tuple[str, ...]], enjeux: Mapping[str, str]
) -> set[tuple[str, str]]:
    lies = {c for arete in aretes for c in arete}
    return {(a, _cle(e)) for a in lies for e in siens.get(a, ()) if e in enjeux}


def _partages(
    membres: Mapping[str, frozenset[str]], noms: Mapping[str, str], actifs: Mapping[str, tuple[str, str]],
    siens: Mapping[str, tuple[str, ...]],
) -> pl.DataFrame:  # fmt: skip
    tables: dict[str, list[str]] = defaultdict(list)
    for t, m in membres.items():
        for a in m:
            tables[a].append(noms[t])
    lignes = [
        (a, actifs[a][0], len(t), ", ".join(t), ", ".join(siens.get(a, ())))
        for a, t in tables.items()
        if len(t) > 1
    ]
    lignes.sort(key=lambda x: (-x[2], cle_de_tri(x[1]), x[0]))
    return pl.DataFrame(lignes, schema=_PARTAGES, orient="row")


def _communs(
    membres: Mapping[str, frozenset[str]], noms: Mapping[str, str], siens: Mapping[str, tuple[str, ...]]
) -> pl.DataFrame:
    lignes = []
    for a, b in combinations(membres, 2):
        if ensemble := membres[a] & membres[b]:
            vises = sorted({e for x in ensemble for e in siens.get(x, ())})
            lignes.append((noms[a], noms[b], len(ensemble), ", ".join(vises)))
    lignes.sort(key=lambda x: (-x[2], cle_de_tri(x[0]), cle_de_tri(x[1])))
    return pl.DataFrame(lignes, schema=_COMMUNS, orient="row")


def _matrice(membres: Mapping[str, frozenset[str]], noms: Mapping[str, str]) -> dict[tuple[str, str], int]:
    return {(noms[a], noms[b]): len(membres[a] & membres[b]) for a in membres for b in membres}


def _dessiner(
    aretes: set[tuple[str, str]], actifs: Mapping[str, tuple[str, str]]
) -> tuple[tuple[Noeud, ...], tuple[tuple[int, int], ...], int]:
    """Les plus liés, leurs places, les arêtes entre eux, et combien on tait."""
    liens: dict[str, int] = defaultdict(int)
    for a, b in aretes:
        liens[a] += 1
        liens[b] += 1
    ordre = sorted(liens, key=lambda c: (-liens[c], cle_de_tri(actifs[c][0]), c))
    gardes = ordre[:NOEUDS_MAX]
    rangs = {c: n for n, c in enumerate(gardes)}
    entre_eux = tuple(sorted((rangs[a], rangs[b]) for a, b in aretes if a in rangs and b in rangs))
    places = _disposer(len(gardes), entre_eux)
    noeuds = tuple(Noeud(c, *actifs[c], liens[c], *places[n]) for n, c in enumerate(gardes))
    return noeuds, entre_eux, len(ordre) - len(gardes)


def _disposer(combien: int, aretes: tuple[tuple[int, int], ...]) -> dict[int, tuple[float, float]]:
    """Fruchterman et Reingold (1991), par networkx ; la même graine donne les mêmes places."""
    if not combien:
        return {}
    import networkx  # lourd à charger : seule la vue Réseau en a besoin

    graphe = networkx.Graph()
    graphe.add_nodes_from(range(combien))
    graphe.add_edges_from(aretes)
    places = networkx.spring_layout(graphe, seed=GRAINE, iterations=TOURS)
    return {n: (float(x), float(y)) for n, (x, y) in places.items()}


def _cle(enjeu: str) -> str:
    # Un séparateur qu'aucun identifiant d'actif ne contient : un actif nommé « enjeu… » reste un actif.
    return f"{ENJEU}\x1f{enjeu}"
