"""Déclarer le plan de sondage et les marges ; ce que les colonnes laissent deviner est déjà rempli."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from tableau_bord.commun.francais import nombre
from tableau_bord.enquete import GrappeUnique
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, TERRITOIRE, Declaration, MargeDite
from tableau_bord.gestes.enquete_proposer import COUPURES, DECOUPAGES
from tableau_bord.importation.fiches import Fiches
from tableau_bord.interface import cadre
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.territoires import REGLES, libelle

GRAPPES = {
    GrappeUnique.REFUSER: "Refuser, et dire laquelle",
    GrappeUnique.CERTITUDE: "Tirée à coup sûr\u00a0: sans variance",
    GrappeUnique.AJUSTER: "Écart à la moyenne de tout l’échantillon",
    GrappeUnique.MOYENNE: "Variance moyenne des autres strates",
}
DISTANCES = {
    "lineaire": "Linéaire", "exponentielle": "Exponentielle (ratissage)", "logit": "Logit, facteurs bornés",
}  # fmt: skip
NIVEAUX = ("communaute", "CLSC", "RLS", "RTS", "MRC", "RSS")


def demander(ici: Contexte, fiches: Fiches, proposee: Declaration, rang: int) -> Declaration:
    """Le plan et les marges, tels que l'écran les dit."""
    cadre.section("Le plan de sondage")
    a, b, c, d = st.columns([2, 1, 0.8, 0.8])
    nom = a.text_input("Nom de l’enquête", proposee.nom, key=f"enq_nom_{rang}")
    periode = b.text_input("Période", proposee.periode, key=f"enq_periode_{rang}", placeholder="2022")
    age_min = c.number_input("Âge visé, de", 0, 100, proposee.age_min, key=f"enq_amin_{rang}")
    age_max = d.number_input(
        "à", 0, 120, proposee.age_max, key=f"enq_amax_{rang}", help=f"{120}\u00a0: sans limite."
    )
    a, b, c = st.columns(3)
    poids = _colonne(a, "Poids de sondage", fiches, proposee.poids, f"enq_poids_{rang}")
    territoire = _colonne(b, "Territoire du répondant", fiches, proposee.territoire, f"enq_terr_{rang}")
    decoupage = c.selectbox(
        "Ses codes sont ceux de", DECOUPAGES, DECOUPAGES.index(proposee.decoupage),
        format_func=nom_du_decoupage, key=f"enq_dec_{rang}",
    )  # fmt: skip
    a, b, c = st.columns(3)
    strates = _colonne(a, "Strate", fiches, _une(proposee.strates), f"enq_strate_{rang}")
    grappes = _colonne(b, "Grappe (unité primaire)", fiches, _une(proposee.grappes), f"enq_grappe_{rang}")
    fpc = _colonne(c, "Effectif de la strate", fiches, _une(proposee.fpc), f"enq_fpc_{rang}")
    dite = replace(
        proposee, nom=nom.strip(), periode=periode.strip(), age_min=int(age_min), age_max=int(age_max), poids=poids,
        territoire=territoire, decoupage=decoupage, strates=_liste(strates), grappes=_liste(grappes), fpc=_liste(fpc),
    )  # fmt: skip
    return _marges(ici, fiches, _rare(dite, rang), rang)


def _rare(dite: Declaration, rang: int) -> Declaration:
    with st.expander("Réplications fournies, grappe seule, aire partagée, poids rognés, graine"):
        a, b, c = st.columns(3)
        replications = a.text_input(
            "Début du nom des poids de réplication", dite.replications, key=f"enq_rep_{rang}",
            help="Par exemple «\u00a0bsw\u00a0» pour bsw1, bsw2… Vide\u00a0: des réplications sont tirées ici (Rao et Wu).",
        )  # fmt: skip
        echelle = b.number_input(
            "Leur facteur d’échelle", 0.0, None, dite.echelle or 0.0, format="%.6f", key=f"enq_ech_{rang}",
            help="0\u00a0: 1/(B − 1), celui du bootstrap. BRR\u00a0: 1/B. Fay\u00a0: 1/(B(1 − k)²).",
        )  # fmt: skip
        grappe = c.selectbox(
            "Strate d’une seule grappe", list(GRAPPES), list(GRAPPES).index(GrappeUnique(dite.grappe_unique)),
            format_func=GRAPPES.__getitem__, key=f"enq_seule_{rang}",
        )  # fmt: skip
        a, b, c, d = st.columns(4)
        regle = a.selectbox(
            "Aire de diffusion partagée", list(REGLES), list(REGLES).index(dite.regle), key=f"enq_regle_{rang}",
            format_func=str.capitalize, help=" ".join(f"{n.capitalize()}\u00a0: {t}" for n, t in REGLES.items()),
        )  # fmt: skip
        combien = b.number_input("Réplications à tirer", 50, 2000, dite.nombre, 50, key=f"enq_b_{rang}")
        graine = c.number_input("Graine", 0, None, dite.graine, key=f"enq_graine_{rang}", format="%d")
        rognage = d.number_input(
            "Plafond d’un poids, en fois la médiane", 0.0, None, dite.rognage or 0.0, 0.5, key=f"enq_rogne_{rang}",
            help="0\u00a0: aucun. Ce qu’on ôte aux poids extrêmes va aux autres\u00a0; les marges bougent un peu.",
        )  # fmt: skip
    return replace(
        dite, replications=replications.strip(), echelle=float(echelle) or None, grappe_unique=str(grappe), regle=regle,
        nombre=int(combien), graine=int(graine), rognage=float(rognage) or None,
    )  # fmt: skip


def _marges(ici: Contexte, fiches: Fiches, dite: Declaration, rang: int) -> Declaration:
    cadre.section("Ressembler à la population")
    options = [
        SEXE_AGE,
        *(
            d
            for d in NIVEAUX
            if d == dite.decoupage or dite.decoupage in ("AD", "communaute") or NIVEAUX.index(d) > 0
        ),
    ]
    voulues = [SEXE_AGE if m.genre == SEXE_AGE else m.decoupage for m in dite.marges]
    a, b = st.columns([2, 1])
    choisies = a.multiselect(
        "Marges connues de la population", options, [v for v in voulues if v in options],
        format_func=lambda m: "Sexe et âge, dans la région" if m == SEXE_AGE else f"Population par {libelle(m)}",
        key=f"enq_marges_{rang}", placeholder="Aucune\u00a0: garder les poids du fichier",
    )  # fmt: skip
    distance = b.selectbox(
        "Distance du calage", list(DISTANCES), list(DISTANCES).index(dite.distance), format_func=DISTANCES.__getitem__,
        key=f"enq_dist_{rang}",
    )  # fmt: skip
    sexe, age = dite.sexe, dite.age
    coupures: tuple[int, ...] = COUPURES
    if SEXE_AGE in choisies:
        a, b, c = st.columns(3)
        sexe = _colonne(a, "Sexe", fiches, dite.sexe, f"enq_sexe_{rang}")
        age = _colonne(b, "Âge, ou groupe d’âge", fiches, dite.age, f"enq_age_{rang}")
        coupures = _coupures(c.text_input(
            "Débuts des groupes d’âge", ", ".join(str(x) for x in COUPURES), key=f"enq_coup_{rang}",
        ))  # fmt: skip
    bornes: tuple[float, float] | None = None
    if distance == "logit":
        bas, haut = st.slider(
            "Facteurs permis", 0.05, 10.0, (0.3, 3.0), 0.05, key=f"enq_bornes_{rang}", format="%.2f",
            help=f"Un poids peut être multiplié par {nombre(0.3, 1)} à {nombre(3.0, 1)}.",
        )  # fmt: skip
        bornes = (bas, haut)
    marges = tuple(
        MargeDite(SEXE_AGE, coupures=coupures) if m == SEXE_AGE else MargeDite(TERRITOIRE, decoupage=m)
        for m in choisies
    )
    return replace(dite, marges=marges, distance=distance, bornes=bornes, sexe=sexe, age=age)


def _coupures(texte: str) -> tuple[int, ...]:
    return tuple(sorted({int(t) for t in texte.replace(";", ",").split(",") if t.strip().isdigit()}))


def _colonne(ou: st.delta_generator.DeltaGenerator, titre: str, fiches: Fiches, voulue: str, cle: str) -> str:
    options = ["", *fiches.colonnes]
    return str(ou.selectbox(
        titre, options, options.index(voulue) if voulue in options else 0, key=cle,
        format_func=lambda c: c or "Le fichier ne l’a pas",
    ))  # fmt: skip


def _une(colonnes: Sequence[str]) -> str:
    return colonnes[0] if colonnes else ""


def _liste(colonne: str) -> tuple[str, ...]:
    return (colonne,) if colonne else ()
