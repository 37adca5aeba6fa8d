"""Comparer deux lots : cases ajoutées, disparues, changées, inchangées, en phrases et en tableaux."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation import comparer_depot as sql
from tableau_bord.importation import comparer_phrases as phrases
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.depot import Lot, un_lot

_COMPARABLES = {"indicateurs": "valeurs", "cube": "valeurs", "population": "populations"}


@dataclass(frozen=True, eq=False)
class Comparaison:
    """Ce qui sépare deux lots.

    `ajoutees`, `disparues`, `changees`, `plus_gros_ecarts` : clé de la case, ancien, nouveau, ecart,
    ecart_pct (en % de l'ancien ; nul si l'ancien vaut 0), effectifs et motifs. « ancien » et « nouveau »
    sont la valeur, ou l'effectif si aucun des deux lots n'a de valeur. Chaque tableau garde 10 000 cases
    au plus ; les `n_…` comptent tout.
    """

    ancien: Lot
    nouveau: Lot
    ajoutees: pl.DataFrame
    disparues: pl.DataFrame
    changees: pl.DataFrame
    plus_gros_ecarts: pl.DataFrame
    n_ajoutees: int
    n_disparues: int
    n_changees: int
    n_inchangees: int
    phrases: tuple[str, ...]

    @property
    def identiques(self) -> bool:
        """Vrai si les deux lots portent exactement les mêmes cases."""
        return self.n_ajoutees == self.n_disparues == self.n_changees == 0


def comparer_lots(
    entrepot: Entrepot, ancien: str, nouveau: str, *, sans_periode: bool = False
) -> Comparaison:
    """Comparer deux lots case par case, remplacées comprises : un lot garde ce qu'un autre a remplacé.

    Deux nombres égaux à un milliardième près sont pareils. `sans_periode` : comparer deux jours ou deux
    années d'un même tableau. Lève ImportationErreur : lot inconnu ou annulé, lots de genres différents ou
    sans valeurs, plusieurs périodes dans un lot comparé sans période.
    """
    a, b = un_lot(entrepot, ancien), un_lot(entrepot, nouveau)
    table = _table_commune(a, b)
    if sans_periode:
        for lot in (a, b):
            _exiger_une_periode(entrepot, table, lot)
    lues = entrepot.lire(sql.differences(table, sans_periode), ancien=ancien, nouveau=nouveau)
    sorts = {s: lues.filter(pl.col("sort") == s) for s in ("changée", "ajoutée", "disparue")}
    comptes = {s: _comptes(lignes) for s, lignes in sorts.items()}
    n = {s: c[0] for s, c in comptes.items()}
    n["inchangée"] = _nombre_de_cases(entrepot, table, ancien) - n["changée"] - n["disparue"]
    ecarts = _tableau(sorts["changée"].filter(pl.col("poids").is_not_null()), "rang_ecart", sql.ECARTS)
    dites = (
        *phrases.comptes_en_phrases(n),
        *phrases.motifs_en_phrases(comptes["changée"]),
        *_champs_differents(entrepot, table, ancien, nouveau),
        *phrases.ecart_en_phrase(ecarts),
    )
    ajoutees, disparues, changees = (
        _tableau(sorts[s], "rang", sql.LIMITE) for s in ("ajoutée", "disparue", "changée")
    )
    return Comparaison(
        a, b, ajoutees, disparues, changees, ecarts,
        n["ajoutée"], n["disparue"], n["changée"], n["inchangée"], dites,
    )  # fmt: skip


def _comptes(lignes: pl.DataFrame) -> tuple[int, int, int]:
    """Cases, connues devenues absentes, absentes devenues connues."""
    if lignes.is_empty():
        return 0, 0, 0
    n, perdues, connues = lignes.select("n", "perdues", "connues").row(0)
    return int(n), int(perdues), int(connues)


def _tableau(lignes: pl.DataFrame, rang: str, combien: int) -> pl.DataFrame:
    return lignes.filter(pl.col(rang) <= combien).sort(rang).select(sql.MONTREES)


def _nombre_de_cases(entrepot: Entrepot, table: str, lot: str) -> int:
    lignes = sql.LIGNES[table].format(lot="$lot")
    return int(entrepot.lire(sql.NOMBRE.format(lignes=lignes), lot=lot)["n"][0])


def _table_commune(a: Lot, b: Lot) -> str:
    for lot in (a, b):
        if lot.annule_le is not None:
            raise _incomparables(
                "lot_annule", "Ce lot a été annulé\u00a0: ses valeurs ne sont plus dans la base.", lot,
                "Choisissez un lot en vigueur ou remplacé.",
            )  # fmt: skip
        if lot.genre not in _COMPARABLES:
            raise _incomparables(
                "lot_sans_valeurs", f"Un lot de genre {citer(lot.genre)} n'a pas de valeurs à comparer.", lot,
                "Choisissez deux lots d'indicateurs ou deux lots de population.",
            )  # fmt: skip
    if _COMPARABLES[a.genre] != _COMPARABLES[b.genre]:
        raise _incomparables(
            "lots_de_genres_differents",
            f"L'un des lots est de genre {citer(a.genre)}, l'autre de genre {citer(b.genre)}.", b,
            "Choisissez deux lots de même genre.",
        )  # fmt: skip
    return _COMPARABLES[a.genre]


def _exiger_une_periode(entrepot: Entrepot, table: str, lot: Lot) -> None:
    if len(vues := _valeurs(entrepot, table, "periode", lot.lot)) > 1:
        raise _incomparables(
            "plusieurs_periodes", f"Ce lot porte plusieurs périodes\u00a0: {phrases.liste(vues)}.", lot,
            "Comparez-le période par période.",
        )  # fmt: skip


def _incomparables(code: str, quoi: str, lot: Lot, remede: str) -> ImportationErreur:
    return ImportationErreur(code, quoi, ou=f"Lot du fichier {citer(lot.fichier)}", remede=remede)


def _champs_differents(entrepot: Entrepot, table: str, ancien: str, nouveau: str) -> list[str]:
    """Dire les périodes, découpages ou indicateurs qu'un seul des deux lots porte."""
    noms = {"decoupage": "Découpages", "indicateur": "Indicateurs", "periode": "Périodes"}
    dites = []
    for champ, nom in noms.items():
        avant, apres = (_valeurs(entrepot, table, champ, lot) for lot in (ancien, nouveau))
        if avant != apres:
            dites.append(
                f"{nom}\u00a0: {phrases.liste(avant)} dans l'ancien lot, {phrases.liste(apres)} dans le nouveau."
            )
    return dites


def _valeurs(entrepot: Entrepot, table: str, champ: str, lot: str) -> list[str]:
    lignes = sql.LIGNES[table].format(lot="$lot")
    return entrepot.lire(sql.ENTETES.format(champ=champ, lignes=lignes), lot=lot)["valeur"].to_list()
