"""Tout le SQL de l'inventaire : actifs, dessertes, enjeux, liens, révisions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import polars as pl

from tableau_bord.actifs import coder
from tableau_bord.actifs.modele import Actif, Desserte, Lien, Origine, TypeDeLien
from tableau_bord.entrepot import Entrepot, Transaction, filtrer

TOUS = f"SELECT {', '.join(coder.COLONNES)}, cherche FROM actifs ORDER BY actif"
CERTAINS = f"SELECT {', '.join(coder.COLONNES)} FROM actifs WHERE {{filtre}} ORDER BY actif"
DESSERTES = "SELECT actif, decoupage, code, origine FROM actif_dessertes WHERE {filtre} ORDER BY ALL"
ENJEUX = "SELECT actif, enjeu FROM actif_enjeux WHERE {filtre} ORDER BY ALL"
LIENS = "SELECT actif, lien, autre, lien_id FROM actif_liens WHERE {filtre} ORDER BY ALL"
DU_LOT = "SELECT actif FROM actifs WHERE lot = $lot ORDER BY actif"
INTACTS_DU_LOT = """
    SELECT a.actif FROM actifs a WHERE a.lot = $lot AND NOT EXISTS (
        SELECT 1 FROM actif_revisions r WHERE r.actif = a.actif AND r.geste <> $verser) ORDER BY a.actif
"""
TOUCHES = """
    SELECT DISTINCT actif FROM actif_revisions WHERE geste <> $verser AND {filtre} ORDER BY actif
"""
FICHES = "SELECT ressource, id, rang, lot, contenu FROM hsds_fiches ORDER BY lot, rang"
DELIER_DU_LOT = "UPDATE actifs SET lot = '' WHERE lot = $lot"
VERSER = "verser"
"""Le geste des révisions qu'un versement écrit."""
PAR_SOURCE = """
    SELECT actif, source_id, etat, fusionne_dans FROM actifs WHERE source = $source AND source_id <> '' ORDER BY actif
"""
RANGS = "SELECT actif, MAX(rang) AS rang FROM actif_revisions WHERE {filtre} GROUP BY actif"
REVISIONS = """
    SELECT rang, quand, auteur, role, geste, motif, proposition, contenu FROM actif_revisions
    WHERE actif = $actif ORDER BY rang
"""
REVISION = "SELECT contenu FROM actif_revisions WHERE actif = $actif AND rang = $rang"
DEJA_APPLIQUEE = "SELECT COUNT(*) AS n FROM actif_revisions WHERE proposition = $proposition"
REGLES = """
    SELECT genre, en_vigueur_du, demi_vie_jours, jamais, justification, auteur FROM fraicheur_regles
    ORDER BY genre, en_vigueur_du
"""
REGLER = """
    INSERT INTO fraicheur_regles (genre, en_vigueur_du, demi_vie_jours, jamais, justification, auteur)
    VALUES ($genre, $en_vigueur_du, $demi_vie_jours, $jamais, $justification, $auteur)
    ON CONFLICT (genre, en_vigueur_du) DO UPDATE SET demi_vie_jours = EXCLUDED.demi_vie_jours,
        jamais = EXCLUDED.jamais, justification = EXCLUDED.justification, auteur = EXCLUDED.auteur
"""
TABLES_LIEES = ("actif_dessertes", "actif_enjeux", "actif_liens")
PAQUET = 500


def tous(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """Tous les actifs, fermés et fusionnés compris : les colonnes de `coder.COLONNES` et `cherche`."""
    return lecteur.lire(TOUS)


def dessertes(lecteur: Entrepot | Transaction, actifs: Iterable[str] | None = None) -> pl.DataFrame:
    """actif, decoupage, code, origine."""
    return _par_actif(lecteur, DESSERTES, actifs)


def enjeux(lecteur: Entrepot | Transaction, actifs: Iterable[str] | None = None) -> pl.DataFrame:
    """actif, enjeu."""
    return _par_actif(lecteur, ENJEUX, actifs)


def liens(lecteur: Entrepot | Transaction, actifs: Iterable[str] | None = None) -> pl.DataFrame:
    """actif, lien, autre, lien_id."""
    return _par_actif(lecteur, LIENS, actifs)


def lire(lecteur: Entrepot | Transaction, actifs: Sequence[str]) -> dict[str, Actif]:
    """Ces actifs, ceux qui existent ; au plus `PAQUET` à la fois par requête."""
    trouves: dict[str, Actif] = {}
    for debut in range(0, len(actifs), PAQUET):
        paquet = actifs[debut : debut + PAQUET]
        filtre, parametres = filtrer({"actif": paquet})
        lus = lecteur.lire(CERTAINS.format(filtre=filtre), **parametres)
        d, e, x = (_groupes(lire(lecteur, paquet)) for lire in (dessertes, enjeux, liens))
        for ligne in lus.iter_rows(named=True):
            a = ligne["actif"]
            trouves[a] = coder.de_ligne(
                ligne,
                tuple(Desserte(v[0], v[1], Origine(v[2])) for v in d.get(a, ())),
                tuple(v[0] for v in e.get(a, ())),
                tuple(Lien(TypeDeLien(v[0]), v[1], v[2]) for v in x.get(a, ())),
            )
    return trouves


def ecrire(t: Transaction, actifs: Sequence[Actif]) -> None:
    """Poser l'état courant de ces actifs, à la place du précédent."""
    cles = [a.actif for a in actifs]
    for debut in range(0, len(cles), PAQUET):
        filtre, parametres = filtrer({"actif": cles[debut : debut + PAQUET]})
        for table in ("actifs", *TABLES_LIEES):
            t.executer(f"DELETE FROM {table} WHERE {filtre}", **parametres)
    t.inserer("actifs", pl.DataFrame([coder.en_ligne(a) for a in actifs], schema=SCHEMA))
    t.inserer("actif_dessertes", _lignes([(a.actif, d.decoupage, d.code, d.origine.value) for a in actifs for d in a.dessertes],
                                         ("actif", "decoupage", "code", "origine")))  # fmt: skip
    t.inserer("actif_enjeux", _lignes([(a.actif, e) for a in actifs for e in a.enjeux], ("actif", "enjeu")))
    t.inserer("actif_liens", _lignes([(a.actif, x.lien.value, x.autre, x.lien_id) for a in actifs for x in a.liens],
                                     ("actif", "lien", "autre", "lien_id")))  # fmt: skip


def rangs(t: Transaction, actifs: Sequence[str]) -> dict[str, int]:
    """Le dernier rang de révision de chaque actif."""
    trouves: dict[str, int] = {}
    for debut in range(0, len(actifs), PAQUET):
        filtre, parametres = filtrer({"actif": actifs[debut : debut + PAQUET]})
        trouves.update(t.lire(RANGS.format(filtre=filtre), **parametres).iter_rows())
    return trouves


def ajouter_revisions(t: Transaction, lignes: Sequence[dict[str, Any]]) -> None:
    """Ajouter des révisions : actif, rang, quand, auteur, role, geste, motif, proposition, contenu."""
    t.inserer("actif_revisions", pl.DataFrame(lignes, schema_overrides={"rang": pl.Int32}))


def deja_appliquee(t: Transaction, proposition: str) -> bool:
    """Vrai si une révision vient déjà de cette proposition."""
    return bool(t.lire(DEJA_APPLIQUEE, proposition=proposition)["n"][0])


def revisions(lecteur: Entrepot | Transaction, actif: str) -> pl.DataFrame:
    """L'historique d'un actif, du premier au dernier."""
    return lecteur.lire(REVISIONS, actif=actif)


def a_la_revision(lecteur: Entrepot | Transaction, actif: str, rang: int) -> Actif | None:
    """L'actif tel qu'il était à cette révision, ou rien."""
    lu = lecteur.lire(REVISION, actif=actif, rang=rang)
    return coder.de_texte(lu["contenu"][0]) if lu.height else None


def du_lot(lecteur: Entrepot | Transaction, lot: str) -> list[str]:
    """Les actifs qu'un lot a apportés."""
    return lecteur.lire(DU_LOT, lot=lot)["actif"].to_list()


def par_source(lecteur: Entrepot | Transaction, source: str) -> pl.DataFrame:
    """actif, source_id, etat, fusionne_dans de ce qui vient d'une source."""
    return lecteur.lire(PAR_SOURCE, source=source)


def supprimer_lot(t: Transaction, lot: str) -> int:
    """Ôter ce qu'un lot a apporté et que personne n'a touché depuis ; rend le nombre d'actifs ôtés.

    Ce qui a été corrigé, vérifié ou réuni depuis reste, historique compris, sans lot.
    """
    cles = t.lire(INTACTS_DU_LOT, lot=lot, verser=VERSER)["actif"].to_list()
    for debut in range(0, len(cles), PAQUET):
        filtre, parametres = filtrer({"actif": cles[debut : debut + PAQUET]})
        for table in ("actifs", *TABLES_LIEES, "actif_revisions"):
            t.executer(f"DELETE FROM {table} WHERE {filtre}", **parametres)
    t.executer(DELIER_DU_LOT, lot=lot)
    for table in ("hsds_fiches", "couts_deplacement"):
        t.executer(f"DELETE FROM {table} WHERE lot = $lot", lot=lot)
    return len(cles)


def touches(t: Transaction, actifs: Sequence[str]) -> frozenset[str]:
    """Ceux qu'un autre geste qu'un versement a révisés."""
    trouves: set[str] = set()
    for debut in range(0, len(actifs), PAQUET):
        filtre, parametres = filtrer({"actif": actifs[debut : debut + PAQUET]})
        trouves |= set(t.lire(TOUCHES.format(filtre=filtre), verser=VERSER, **parametres)["actif"])
    return frozenset(trouves)


def garder_fiches(t: Transaction, fiches: pl.DataFrame, lot: str) -> None:
    """Garder les fiches HSDS brutes d'un lot (ressource, id, rang, contenu), à la place de celles du même lot."""
    t.executer("DELETE FROM hsds_fiches WHERE lot = $lot", lot=lot)
    t.inserer("hsds_fiches", fiches.with_columns(lot=pl.lit(lot)))


def fiches_hsds(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """ressource, id, rang, lot, contenu, dans l'ordre des versements."""
    return lecteur.lire(FICHES)


def regles_de_fraicheur(lecteur: Entrepot | Transaction) -> pl.DataFrame:
    """genre (« * » : tous), en_vigueur_du (ISO), demi_vie_jours, jamais (0 à 1), justification, auteur."""
    return lecteur.lire(REGLES)


def regler_fraicheur(t: Transaction, **regle: Any) -> None:
    """Inscrire une règle datée ; celle du même jour pour le même genre est remplacée."""
    t.executer(REGLER, **regle)


def _par_actif(lecteur: Entrepot | Transaction, sql: str, actifs: Iterable[str] | None) -> pl.DataFrame:
    filtre, parametres = filtrer({"actif": None if actifs is None else list(actifs)})
    return lecteur.lire(sql.format(filtre=filtre), **parametres)


def _groupes(cadre: pl.DataFrame) -> dict[str, list[tuple[str, ...]]]:
    groupes: dict[str, list[tuple[str, ...]]] = {}
    for actif, *reste in cadre.iter_rows():
        groupes.setdefault(actif, []).append(tuple(reste))
    return groupes


def _lignes(lignes: list[tuple[str, ...]], noms: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(sorted(set(lignes)), schema=dict.fromkeys(noms, pl.String), orient="row")


_NOMBRES = {"latitude": pl.Float64, "longitude": pl.Float64, "places": pl.Float64, "heures": pl.Float64,
            "age_min": pl.Int32, "age_max": pl.Int32, "revision": pl.Int32, "courriel_personnel": pl.Boolean}  # fmt: skip
SCHEMA: dict[str, Any] = {c: _NOMBRES.get(c, pl.String) for c in (*coder.COLONNES, "cherche")}
