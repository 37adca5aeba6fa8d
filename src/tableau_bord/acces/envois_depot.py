"""Tout le SQL des envois : ce qui est confié, les fins consenties, les décisions, les retraits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import polars as pl

from tableau_bord.entrepot import Entrepot, Transaction, filtrer

COLONNES = (
    *(
        "envoi",
        "recu_le",
        "source_genre",
        "source",
        "decoupage",
        "code",
        "savoir",
        "texte",
        "sel",
        "empreinte",
    ),
    *("declaration", "jusqua", "sel_code", "empreinte_code"),
)
EXISTE = "SELECT COUNT(*) AS n FROM envois WHERE envoi = $envoi"
EST_RETIRE = "SELECT COUNT(*) AS n FROM envoi_retraits WHERE envoi = $envoi"
JUSQUA = "SELECT jusqua FROM envois WHERE envoi = $envoi"
AJOUTER = f"INSERT INTO envois ({', '.join(COLONNES)}) VALUES ({', '.join(f'${c}' for c in COLONNES)})"
AJOUTER_FIN = "INSERT INTO envoi_fins (envoi, fin, liste) VALUES ($envoi, $fin, $liste)"
CODES = "SELECT envoi, sel_code, empreinte_code FROM envois ORDER BY envoi"
DERNIER_RANG = "SELECT COALESCE(MAX(rang), 0) AS rang FROM envoi_decisions WHERE envoi = $envoi"
DECIDER = """
    INSERT INTO envoi_decisions (envoi, rang, quand, auteur, decision, raison)
    VALUES ($envoi, $rang, $quand, $auteur, $decision, $raison)
"""
DERNIERE_DECISION = """
    SELECT decision, raison FROM envoi_decisions
    WHERE envoi = $envoi AND rang = (SELECT MAX(rang) FROM envoi_decisions WHERE envoi = $envoi)
"""
DECISIONS = """
    SELECT rang, quand, auteur, decision, raison FROM envoi_decisions WHERE envoi = $envoi ORDER BY rang
"""
_AVEC_DECISION = """
    FROM envois e LEFT JOIN (
        SELECT envoi, quand, auteur, decision, raison,
               ROW_NUMBER() OVER (PARTITION BY envoi ORDER BY rang DESC) AS place
        FROM envoi_decisions
    ) d ON d.envoi = e.envoi AND d.place = 1
"""
FILE = (
    """
    SELECT e.envoi, e.recu_le, e.source_genre, e.source, e.decoupage, e.code, e.savoir, e.texte, e.jusqua,
           (SELECT STRING_AGG(f.fin, ', ' ORDER BY f.fin) FROM envoi_fins f WHERE f.envoi = e.envoi) AS fins,
           COALESCE(d.decision, 'en attente') AS etat, d.quand AS decide_le, d.auteur AS decide_par, d.raison
    """
    + _AVEC_DECISION
    + "WHERE {filtre} ORDER BY e.recu_le, e.envoi"
)
CONSENTEMENTS = (
    """
    SELECT e.envoi, e.recu_le, e.decoupage, e.code, e.savoir, f.fin, f.liste, e.jusqua,
           COALESCE(d.decision, 'en attente') AS etat
    """
    + _AVEC_DECISION
    + "JOIN envoi_fins f ON f.envoi = e.envoi ORDER BY e.jusqua, e.envoi, f.fin"
)
UTILISABLES = (
    "SELECT e.envoi, e.recu_le, e.decoupage, e.code, e.savoir, e.texte, e.jusqua"
    + _AVEC_DECISION
    + """JOIN envoi_fins f ON f.envoi = e.envoi
    WHERE d.decision = 'accepté' AND f.fin = $fin AND e.jusqua >= $jour AND {filtre}
    ORDER BY e.recu_le, e.envoi
"""
)
EMPREINTE = "SELECT empreinte FROM envois WHERE envoi = $envoi"
TABLES_DU_TEXTE = ("parole_enjeux", "paroles", "envoi_decisions", "envoi_fins", "envois")
"""Ce qu'un retrait vide ; une étape qui dérive quelque chose d'un envoi ajoute sa table, clé `envoi`."""
NOTER_RETRAIT = "INSERT INTO envoi_retraits (envoi, quand, empreinte) VALUES ($envoi, $quand, $empreinte)"
RETRAITS = "SELECT envoi, quand, empreinte FROM envoi_retraits ORDER BY quand, envoi"
A_EFFACER = "INSERT INTO envoi_effacements (envoi) VALUES ($envoi)"
EFFACEMENTS = "SELECT envoi FROM envoi_effacements ORDER BY envoi"
EFFACE = "DELETE FROM envoi_effacements WHERE envoi = $envoi"


def existe(lecteur: Entrepot | Transaction, envoi: str) -> bool:
    """Vrai si cet envoi est gardé."""
    return bool(lecteur.lire(EXISTE, envoi=envoi)["n"][0])


def est_retire(lecteur: Entrepot | Transaction, envoi: str) -> bool:
    """Vrai si cet envoi a été retiré."""
    return bool(lecteur.lire(EST_RETIRE, envoi=envoi)["n"][0])


def jusqua(t: Transaction, envoi: str) -> str:
    """Le dernier jour consenti d'un envoi gardé (ISO)."""
    return str(t.lire(JUSQUA, envoi=envoi)["jusqua"][0])


def ajouter(t: Transaction, ligne: Mapping[str, Any]) -> None:
    """Écrire un envoi."""
    t.executer(AJOUTER, **ligne)


def ajouter_fin(t: Transaction, envoi: str, fin: str, liste: str) -> None:
    """Écrire une fin consentie, avec la date de la liste lue."""
    t.executer(AJOUTER_FIN, envoi=envoi, fin=fin, liste=liste)


def codes(lecteur: Entrepot | Transaction) -> Iterator[tuple[str, str, str]]:
    """(envoi, sel, empreinte) de chaque code de retrait."""
    yield from lecteur.lire(CODES).iter_rows()


def decider(t: Transaction, envoi: str, quand: str, auteur: str, decision: str, raison: str) -> int:
    """Ajouter une décision ; rend son rang."""
    rang = int(t.lire(DERNIER_RANG, envoi=envoi)["rang"][0]) + 1
    t.executer(DECIDER, envoi=envoi, rang=rang, quand=quand, auteur=auteur, decision=decision, raison=raison)
    return rang


def derniere_decision(t: Transaction, envoi: str) -> tuple[str, str] | None:
    """(décision, raison) en vigueur, ou rien si l'envoi attend."""
    lue = t.lire(DERNIERE_DECISION, envoi=envoi)
    return (str(lue["decision"][0]), str(lue["raison"][0])) if lue.height else None


def decisions(entrepot: Entrepot, envoi: str) -> pl.DataFrame:
    """L'historique d'un envoi, du premier au dernier : `rang`, `quand`, `auteur`, `decision`, `raison`."""
    return entrepot.lire(DECISIONS, envoi=envoi)


def file(entrepot: Entrepot, etat: str | None = None) -> pl.DataFrame:
    """La file de modération, du plus ancien : un envoi par ligne, `etat` « en attente », « accepté » ou « refusé »."""
    if etat is None:
        return entrepot.lire(FILE.format(filtre="TRUE"))
    return entrepot.lire(FILE.format(filtre="COALESCE(d.decision, 'en attente') = $etat"), etat=etat)


def consentements(entrepot: Entrepot) -> pl.DataFrame:
    """Une ligne par envoi et par fin consentie, dans l'ordre des échéances."""
    return entrepot.lire(CONSENTEMENTS)


def utilisables(
    entrepot: Entrepot, fin: str, jour: str, decoupage: str | None, code: str | None
) -> pl.DataFrame:
    """Les envois acceptés, consentis pour `fin` et non échus à `jour` (ISO)."""
    filtre, parametres = filtrer(
        {
            "decoupage": None if decoupage is None else [decoupage],
            "code": None if code is None else [code],
        },
        "e.",
    )
    return entrepot.lire(UTILISABLES.format(filtre=filtre), fin=fin, jour=jour, **parametres)


def retirer(t: Transaction, envoi: str, quand: str) -> str:
    """Effacer un envoi et ce qui en est dérivé ; rend l'empreinte salée de son texte, seule gardée."""
    trace = str(t.lire(EMPREINTE, envoi=envoi)["empreinte"][0])
    for table in TABLES_DU_TEXTE:
        t.executer(f"DELETE FROM {table} WHERE envoi = $envoi", envoi=envoi)
    t.executer(NOTER_RETRAIT, envoi=envoi, quand=quand, empreinte=trace)
    t.executer(A_EFFACER, envoi=envoi)
    return trace


def retraits(entrepot: Entrepot) -> pl.DataFrame:
    """Ce qui a été retiré : `envoi`, `quand`, `empreinte`."""
    return entrepot.lire(RETRAITS)


def a_effacer(entrepot: Entrepot) -> tuple[str, ...]:
    """Les retraits dont l'espace libéré n'a pas encore été réécrit."""
    return tuple(entrepot.lire(EFFACEMENTS)["envoi"])


def noter_effaces(t: Transaction, envois: Iterable[str]) -> None:
    """Noter que l'espace libéré de ces retraits a été réécrit."""
    for envoi in envois:
        t.executer(EFFACE, envoi=envoi)
