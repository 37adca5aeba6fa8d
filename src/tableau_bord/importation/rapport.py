"""Dire ce qui a été compris : phrases, CSV pour Excel, JSON pour un programme."""

from __future__ import annotations

import json

import polars as pl

from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import compter, nombre, pluriel
from tableau_bord.importation.modele import Comprehension, Genre, Gravite, Plan, TableauLu


def resume(comprehension: Comprehension, plan: Plan, tableau: TableauLu) -> tuple[str, ...]:
    """Phrases en clair : territoires reconnus, lignes de côté, absences gardées, à regarder."""
    c = comprehension
    lues = compter(c.lignes_lues, "ligne lue", "lignes lues")
    phrases = [f"{lues}, {nombre(c.lignes_retenues)} {pluriel(c.lignes_retenues, 'retenue')}."]
    if c.genre is not Genre.TERRITOIRES:
        reconnus = compter(c.territoires_reconnus, "territoire reconnu", "territoires reconnus")
        phrases.append(f"{reconnus} sur {nombre(c.territoires_attendus)}.")
    if n := c.lignes_de_cote:
        phrases.append(
            f"{compter(n, 'ligne de total ou d’agrégat mise', 'lignes de total ou d’agrégat mises')} de côté."
        )
    if n := _absentes(c):
        gardees = compter(n, "valeur non disponible gardée", "valeurs non disponibles gardées")
        phrases.append(f"{gardees} {pluriel(n, 'manquante')}, jamais {pluriel(n, 'comptée')} zéro.")
    phrases += _sommes(c)
    return (*phrases, *_a_regarder(c))


def _sommes(c: Comprehension) -> list[str]:
    """Le total qu'un analyste compare au sien : par découpage et par année pour une population."""
    if c.genre is Genre.INDICATEURS:
        return [f"Somme des effectifs\u00a0: {nombre(float(c.valeurs['effectif'].sum()))}."]
    if c.genre is not Genre.POPULATION:
        return []
    totaux = c.valeurs.group_by("decoupage", "annee").agg(pl.col("effectif").sum()).sort("decoupage", "annee")
    return [
        f"Population {d} en {annee}\u00a0: {nombre(total)}."
        for d, annee, total in totaux.head(12).iter_rows()
    ]


def _a_regarder(c: Comprehension) -> list[str]:
    mots = {Gravite.SIGNALEE: "signalée", Gravite.REFUSEE: "refusée", Gravite.BLOQUANTE: "bloquante"}
    comptes = {mot: sum(a.gravite is gravite for a in c.anomalies) for gravite, mot in mots.items()}
    return [f"{compter(n, f'chose {mot}', f'choses {mot}s')}." for mot, n in comptes.items() if n]


def _absentes(c: Comprehension) -> int:
    if "motif" not in c.valeurs.columns:
        return 0
    return int((c.valeurs["motif"] == Motif.NON_DISPONIBLE.value).sum())


def apercu(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Les premières lignes, en texte prêt à montrer ; colonnes entièrement vides retirées."""
    pleines = [c for c in valeurs.columns if valeurs[c].null_count() < valeurs.height]
    return valeurs.select(
        pl.Series(c, [_montrer(x) for x in valeurs[c].to_list()], dtype=pl.String) for c in pleines
    )


def _montrer(x: object) -> str:
    if isinstance(x, float):
        return nombre(x, 0 if x.is_integer() else 2)
    return "" if x is None else str(x)


def en_csv(comprehension: Comprehension) -> bytes:
    """Le rapport d'anomalies qu'Excel français ouvre tel quel, formules neutralisées."""
    lignes = [
        (
            a.ligne,
            _neutre(a.colonne),
            _neutre(a.valeur),
            a.regle,
            a.gravite.value,
            _neutre(a.message),
            a.geste,
        )
        for a in comprehension.anomalies
    ]
    schema = ["ligne", "colonne", "valeur", "règle", "gravité", "message", "geste"]
    types = {c: pl.Int64 if c == "ligne" else pl.String for c in schema}
    cadre = pl.DataFrame(lignes, schema=types, orient="row")
    return b"\xef\xbb\xbf" + cadre.write_csv(separator=";", line_terminator="\r\n").encode()


def _neutre(texte: str) -> str:
    return f"'{texte}" if texte[:1] in {"=", "+", "-", "@", "\t", "\r"} else texte


def en_json(comprehension: Comprehension, plan: Plan, tableau: TableauLu) -> str:
    """Le rapport pour un programme : lignes, rôles avec raison et confiance, anomalies."""
    c = comprehension
    return json.dumps(
        {
            "fichier": tableau.nom,
            "genre": c.genre.value,
            "encodage": tableau.encodage,
            "separateur": tableau.separateur,
            "lignes_lues": c.lignes_lues,
            "lignes_versees": c.lignes_retenues,
            "lignes_ecartees": c.lignes_de_cote,
            "lignes_refusees": c.lignes_refusees,
            "decoupage": plan.decoupage,
            "indicateur": plan.indicateur,
            "periode": plan.periode,
            "colonnes": [
                {"colonne": k.colonne, "role": k.role.value, "raison": k.raison, "confiance": round(k.confiance, 2)}
                for k in plan.colonnes
            ],
            "anomalies": [
                {"ligne": a.ligne, "colonne": a.colonne, "valeur": a.valeur, "regle": a.regle,
                 "gravite": a.gravite.value, "message": a.message, "geste": a.geste}
                for a in c.anomalies
            ],
        },
        ensure_ascii=False,
        indent=1,
    )  # fmt: skip
