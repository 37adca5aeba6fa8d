"""Verser une estimation d'enquête : des valeurs du dictionnaire, leur voie et leurs réplications ; jamais une fiche."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import polars as pl

from tableau_bord import VERSION_CALCUL, acces, importation, indicateurs
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import maintenant
from tableau_bord.enquete.petits_domaines import Voie
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.empreintes import identifiant_de, trace_du_lot
from tableau_bord.gestes.enquete_declaration import MesureDite, en_yaml
from tableau_bord.gestes.estimer import Resultat
from tableau_bord.importation import Lot
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens

GENRE = "enquête"
BASE = 100.0


def verser(entrepot: Entrepot, resultat: Resultat, qui: Identite) -> Lot:
    """Écrire un lot d'estimations ; les fiches s'oublient avec `resultat`. Rien n'est publié tant qu'on ne publie pas.

    Lève AccesErreur sans le droit de verser (et de décrire, pour une mesure nouvelle) ; ImportationErreur : enquête déjà
    versée avec ces choix, ou mesure du dictionnaire qui n'est pas une part estimée par enquête.
    """
    acces.exiger(qui, Droit.VERSER)
    dite, fiches = resultat.pesee.declaration, resultat.pesee.fiches
    nouvelles = _nouvelles(entrepot, resultat)
    if nouvelles:
        acces.exiger(qui, Droit.DECRIRE)
    declaration = en_yaml(dite)
    identifiant = identifiant_de(entrepot, fiches.empreinte, declaration, fiches.nom)
    quand = maintenant()
    resume = (
        f"{compter(len(dite.mesures), 'mesure')} estimée{'s' if len(dite.mesures) > 1 else ''} sur "
        f"{compter(fiches.lignes, 'répondant')}, {compter(resultat.lignes.height, 'case')}. Aucune fiche n'est gardée."
    )
    lot = Lot(
        identifiant, GENRE, fiches.nom, fiches.empreinte, qui.auteur, quand, fiches.lignes, resume, "{}"
    )
    enquete = enquetes.Enquete(
        identifiant, dite.nom, dite.periode, declaration, json.dumps(rapport(resultat), ensure_ascii=False),
        dite.graine, dite.nombre, quand,
    )  # fmt: skip
    fines = resultat.lignes.with_columns(lot=pl.lit(identifiant), periode=pl.lit(dite.periode))
    cases = _cases(fines, {i.code: i for i in (*indicateurs.indicateurs(entrepot), *nouvelles)})

    def geste(t: Transaction) -> None:
        importation.inscrire(t, lot)
        if nouvelles:
            indicateurs.inscrire_indicateurs(t, nouvelles, provenance=identifiant)
        indicateurs.inserer_valeurs(t, cases, identifiant)
        enquetes.inscrire(t, enquete, _en_unites(fines))
        acces.consigner(t, qui, "verser", identifiant, trace_du_lot(lot))

    entrepot.ecrire(geste)
    return lot


def plan_en_yaml(resultat: Resultat) -> str:
    """Les choix de cette estimation, tels que la console les relit."""
    return en_yaml(resultat.pesee.declaration)


def rapport(resultat: Resultat) -> dict[str, Any]:
    """Ce qui s'imprime avec l'estimation, sans fiche ni petit effectif : calage, règle, modèles, remarques."""
    r, p = resultat, resultat.pesee
    return {
        "repondants": p.fiches.lignes,
        "population": p.population,
        "annee_population": p.annee,
        "regle": r.regle.phrase,
        "producteur": r.producteur,
        "marges": [asdict(m) for m in p.rapport.marges if m.repondants >= r.regle.seuil] if p.rapport else [],
        "facteurs": [list(f) for f in p.rapport.facteurs] if p.rapport else [],
        "kish": {"avant": p.rapport.kish_avant.effectif, "apres": p.rapport.kish_apres.effectif} if p.rapport else {},
        "ensemble": {c: list(v) for c, v in r.ensemble.items()},
        "modeles": [
            {"decoupage": d, "mesure": m, "methode": a.methode, "ecart_type": a.ecart_type, "echelle": a.echelle, "diagnostics": list(a.diagnostics),
             "coefficients": [list(c) for c in a.coefficients], "variances_lissees": a.lissees}
            for (d, m), a in r.modeles.items() if a.methode
        ],
        "remarques": list(r.remarques),
    }  # fmt: skip


def _nouvelles(entrepot: Entrepot, resultat: Resultat) -> list[Indicateur]:
    """Les mesures que le dictionnaire n'a pas encore ; celles qu'il a doivent être de cette nature."""
    connues = {i.code: i for i in indicateurs.indicateurs(entrepot)}
    dite = resultat.pesee.declaration
    for m in dite.mesures:
        if m.code in connues and connues[m.code].nature is not Nature.ENQUETE:
            raise ImportationErreur(
                "nature_differente",
                f"«\u00a0{connues[m.code].nom}\u00a0» est au dictionnaire, mais pas comme une part estimée par enquête.",
                ou=f"Mesure «\u00a0{m.code}\u00a0»",
                remede="Donnez un autre code à cette mesure\u00a0: les deux se liront côte à côte.",
            )
    return [_decrire(m, dite.nom, dite.age_min) for m in dite.mesures if m.code not in connues]


def _decrire(m: MesureDite, enquete: str, age_min: int) -> Indicateur:
    nom = m.nom or m.code.replace("_", " ").capitalize()
    parmi = f" Parmi\u00a0: {m.parmi}." if m.parmi else ""
    return Indicateur(
        m.code, nom, nom if len(nom) <= 40 else nom[:39].rstrip() + "…", f"{nom}.{parmi}", f"Personnes pour qui\u00a0: {m.expression}.",
        "Répondants à qui la question a été posée et qui y ont répondu.", "tous", enquete, "%", BASE, 1, Sens(m.sens),
        Nature.ENQUETE, "Estimation pondérée d'enquête, intervalle logit", "Reste de la région", "Enquêtes",
        mises_en_garde=(
            "Mesure d’enquête : elle s’appuie sur les personnes qui ont répondu, pesées pour ressembler à la population.",
            f"Vise les personnes de {age_min} ans et plus.",
        ),
    )  # fmt: skip


def _cases(fines: pl.DataFrame, dictionnaire: dict[str, Indicateur]) -> pl.DataFrame:
    """Effectif et dénominateur sont des répondants : ce sont eux que le masque protège."""
    rien = pl.col("voie") == str(Voie.RIEN)
    ages = {c: i.ages for c, i in dictionnaire.items()}
    return fines.select(
        "decoupage", "code", "indicateur", "periode",
        annee=indicateurs.annee_de_fin(pl.col("periode")),
        sexe=pl.lit("T"),
        age=pl.col("indicateur").replace_strict(ages, default="tous", return_dtype=pl.String),
        effectif=pl.col("effectif").cast(pl.Float64),
        denominateur=pl.col("repondants").cast(pl.Float64),
        valeur=pl.col("valeur") * BASE,
        borne_inf=pl.col("borne_inf") * BASE,
        borne_sup=pl.col("borne_sup") * BASE,
        motif=pl.when(rien & (pl.col("repondants") > 0)).then(pl.lit(Motif.TROP_INCERTAIN.value))
        .when(rien).then(pl.lit(Motif.NON_DISPONIBLE.value)),
        lot="lot",
        version_calcul=pl.lit(VERSION_CALCUL),
    ).select(indicateurs.COLONNES_CASE)  # fmt: skip


def _en_unites(fines: pl.DataFrame) -> pl.DataFrame:
    """Les estimations en pour cent ; les réplications aussi."""
    nombres = [
        c
        for c in enquetes.COLONNES
        if c in fines.columns and fines[c].dtype == pl.Float64 and c not in ("effet_plan", "valeur_p")
    ]
    en_cent = pl.Series(
        "repliques", [None if b is None else _cent(b) for b in fines["repliques"]], dtype=pl.Binary
    )
    return fines.with_columns(pl.col(nombres) * BASE).with_columns(en_cent)


def _cent(brutes: bytes) -> bytes:
    import numpy as np

    return (np.frombuffer(brutes, dtype="<f4") * np.float32(BASE)).astype("<f4").tobytes()
