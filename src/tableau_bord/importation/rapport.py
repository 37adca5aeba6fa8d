"""Dire ce qui a été compris : phrases, CSV pour Excel, JSON pour un programme."""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from tableau_bord.commun.francais import INSECABLE, compter, en_lettres, enumerer, nombre, pluriel
from tableau_bord.importation.chantier import RIEN_ENREGISTRE
from tableau_bord.importation.modele import (
    LIGNE,
    Anomalie,
    Comprehension,
    Genre,
    Gravite,
    Plan,
    Role,
    TableauLu,
)


def resume(comprehension: Comprehension, plan: Plan, tableau: TableauLu) -> tuple[str, ...]:
    """Phrases en clair : territoires reconnus, lignes de côté, absences gardées, à regarder."""
    c = comprehension
    lues = compter(c.lignes_lues, "ligne lue", "lignes lues")
    phrases = [f"{lues}, {nombre(c.lignes_retenues)} {pluriel(c.lignes_retenues, 'retenue')}."]
    faits = [*_reconnus(c), *_de_cote(c), *_refusees(c), *_absences(c, plan, tableau)]
    if faits:
        phrases.append(f"{', '.join(faits)}.")
    return (*phrases, *_sommes(c), *c.remarques, *_a_regarder(c))


def _reconnus(c: Comprehension) -> list[str]:
    if c.genre is Genre.TERRITOIRES:
        return []
    reconnus = compter(c.territoires_reconnus, "territoire reconnu", "territoires reconnus")
    if c.territoires_reconnus == c.territoires_attendus:
        return [f"{reconnus} sur {nombre(c.territoires_attendus)}"]
    return [f"{reconnus} sur les {nombre(c.territoires_attendus)} de la base"]


def _de_cote(c: Comprehension) -> list[str]:
    """« 18 lignes de total mises de côté » ; « lignes » tout court s'il y a d'autres raisons."""
    if not (n := c.lignes_de_cote):
        return []
    raisons = {a.regle for a in c.anomalies if a.gravite is Gravite.DE_COTE}
    de_total = " de total" if raisons == {"ligne de total"} else ""
    return [f"{nombre(n)}{INSECABLE}{pluriel(n, 'ligne')}{de_total} {pluriel(n, 'mise')} de côté"]


def _refusees(c: Comprehension) -> list[str]:
    n = c.lignes_refusees
    return [compter(n, "ligne refusée", "lignes refusées")] if n else []


def _absences(c: Comprehension, plan: Plan, tableau: TableauLu) -> list[str]:
    """« cinq « n.d. » gardées manquantes », avec le code qu'emploie le fichier."""
    if "motif" not in c.valeurs.columns or c.genre is Genre.CUBE:
        return []
    absentes = c.valeurs.filter(pl.col("motif").is_not_null()).select(LIGNE)
    colonne = plan.colonne(Role.VALEUR) or plan.colonne(Role.EFFECTIF)
    if absentes.is_empty() or colonne is None:
        return []
    if tableau.cadre.height < c.lignes_lues:  # lu par tranches : le fichier n'est plus sous la main
        return [
            f"{compter(absentes.height, 'case absente gardée', 'cases absentes gardées')} sans valeur, jamais zéro"
        ]
    codes = absentes.join(tableau.cadre.select(LIGNE, code=colonne), on=LIGNE)["code"].fill_null("vide")
    comptes = codes.value_counts(sort=True).head(3).iter_rows()
    nommes = [f"{en_lettres(n, feminin=True)} « {code} »".replace(" ", INSECABLE) for code, n in comptes]
    return [
        f"{enumerer(nommes)} {pluriel(absentes.height, 'gardée')} {pluriel(absentes.height, 'manquante')}, jamais zéro"
    ]


def _sommes(c: Comprehension) -> list[str]:
    """Le total qu'un analyste compare au sien : par découpage et par année pour une population."""
    if c.genre is Genre.INDICATEURS:
        cles = ("decoupage", "indicateur", "periode", "sexe", "age")
        une_seule = all(c.valeurs[k].n_unique() == 1 for k in cles)
        comptes = une_seule and c.valeurs["effectif"].is_not_null().any()
        return (
            [f"Somme des effectifs\u00a0: {nombre(float(c.valeurs['effectif'].sum()))}."] if comptes else []
        )
    if c.genre is not Genre.POPULATION:
        return []
    totaux = c.valeurs.group_by("decoupage", "annee").agg(pl.col("effectif").sum()).sort("decoupage", "annee")
    return [
        f"Population {d} en {annee}\u00a0: {nombre(total)}."
        for d, annee, total in totaux.head(12).iter_rows()
    ]


def _a_regarder(c: Comprehension) -> list[str]:
    mots = {Gravite.BLOQUANTE: "bloquante", Gravite.REFUSEE: "refusée", Gravite.SIGNALEE: "signalée"}
    comptes = {mot: sum(a.gravite is gravite for a in c.anomalies) for gravite, mot in mots.items()}
    dites = [compter(n, f"anomalie {mot}", f"anomalies {mot}s") for mot, n in comptes.items() if n]
    return [f"À regarder\u00a0: {enumerer(dites)}."] if dites else []


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
    return anomalies_en_csv(comprehension.anomalies)


def anomalies_en_csv(anomalies: Sequence[Anomalie]) -> bytes:
    """Une ligne par anomalie : ligne, colonne, valeur, règle, gravité, message, geste."""
    lignes = [
        (
            a.ligne,
            _neutre(a.colonne),
            _neutre(a.valeur),
            a.regle,
            a.gravite.value,
            _neutre(_sans_promesse(a.message)),
            _neutre(a.geste),
        )
        for a in anomalies
    ]
    schema = ["ligne", "colonne", "valeur", "règle", "gravité", "message", "geste"]
    types = {c: pl.Int64 if c == "ligne" else pl.String for c in schema}
    cadre = pl.DataFrame(lignes, schema=types, orient="row")
    return b"\xef\xbb\xbf" + cadre.write_csv(separator=";", line_terminator="\r\n").encode()


def _sans_promesse(message: str) -> str:
    """Le rapport accompagne parfois un lot versé : il ne dit pas que rien n'est enregistré."""
    return message.replace(RIEN_ENREGISTRE, "").strip()


def _neutre(texte: str) -> str:
    return f"'{texte}" if texte[:1] in {"=", "+", "-", "@", "\t", "\r"} else texte


def en_json(
    comprehension: Comprehension, plan: Plan, tableau: TableauLu, *, exclues: int = 0, recette: str = ""
) -> str:
    """Le rapport pour un programme : lignes, rôles avec raison et confiance, anomalies.

    `exclues` : lignes refusées que l'analyste a choisi de laisser de côté pour verser le reste.
    """
    c = comprehension
    return json.dumps(
        {
            "fichier": tableau.nom,
            "genre": c.genre.value,
            "recette": recette,
            "encodage": tableau.encodage,
            "separateur": tableau.separateur,
            "feuille": tableau.feuille,
            "entete_ligne": tableau.entete_ligne,
            "remarques": [*tableau.remarques, *c.remarques],
            "lignes_lues": c.lignes_lues,
            "lignes_versees": c.lignes_retenues,
            "lignes_ecartees": c.lignes_de_cote,
            "lignes_refusees": c.lignes_refusees,
            "lignes_exclues_par_choix": exclues,
            "decoupage": plan.decoupage,
            "indicateur": plan.indicateur,
            "periode": plan.periode,
            "colonnes": [
                {"colonne": k.colonne, "role": k.role.value, "raison": k.raison, "confiance": round(k.confiance, 2)}
                for k in plan.colonnes
            ],
            "anomalies": [
                {"ligne": a.ligne, "colonne": a.colonne, "valeur": a.valeur, "regle": a.regle,
                 "gravite": a.gravite.value, "message": _sans_promesse(a.message), "geste": a.geste}
                for a in c.anomalies
            ],
        },
        ensure_ascii=False,
        indent=1,
    )  # fmt: skip
