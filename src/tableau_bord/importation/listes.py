"""Comprendre une liste de territoires sans polygones, ou la composition en aires de diffusion."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.francais import compter
from tableau_bord.importation import codes, controles, normes, refus
from tableau_bord.importation.chantier import CORRIGER, ETAT, GARDEE, RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.lieux import situer
from tableau_bord.importation.mesures import poser_nombres
from tableau_bord.importation.modele import Comprehension, Gravite, Plan, Role, TableauLu

LONGUEURS = {"RSS": 2, "RTS": 3, "RLS": 4, "CLSC": 5}
"""Nombre de chiffres d'un code du MSSS : les zéros de tête perdus se rétablissent."""


def comprendre_territoires(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    """Codes et noms d'un ou de plusieurs découpages ; la base peut être vide, c'est le premier fichier."""
    manquants = [r for r in (Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM) if plan.colonne(r) is None]
    if manquants:
        raise refus.colonnes_manquantes(tableau.nom, manquants, tableau.colonnes)
    c = Chantier(tableau, plan)
    _poser_decoupage(c)
    _poser_code_et_nom(c)
    for nom, role in (("parent", Role.PARENT), ("municipalite", Role.MUNICIPALITE)):
        cellules = c.cellules(role)
        c.poser(c.constante(nom, None) if cellules is None else cellules.alias(nom))
    colonnes = ["decoupage", "code", "nom", "parent", "municipalite"]
    valeurs = controles.doublons(c, c.retenues(colonnes), ["decoupage", "code"])
    c.attendus = valeurs.n_unique(["decoupage", "code"]) if valeurs.height else 0
    return c.conclure(valeurs)


def _poser_decoupage(c: Chantier) -> None:
    ecrits = c.cellules(Role.DECOUPAGE)
    if ecrits is None:
        if not c.plan.decoupage:
            raise refus.champ_manquant(
                "Rien ne dit de quel découpage sont ces territoires.", "Choisissez un découpage."
            )
        c.poser(c.constante("decoupage", c.plan.decoupage))
        return
    c.poser(normes.par_uniques(ecrits, normes.niveau).alias("decoupage"))
    c.juger(
        c.sortie["decoupage"].is_null(), str(c.plan.colonne(Role.DECOUPAGE)), "niveau inconnu", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} n'est pas un niveau géographique connu. {RIEN_ENREGISTRE}", CORRIGER),
    )  # fmt: skip


def _poser_code_et_nom(c: Chantier) -> None:
    colonne, ecrit = str(c.plan.colonne(Role.TERRITOIRE_CODE)), str(c.plan.colonne(Role.TERRITOIRE_NOM))
    code = codes.extraire_code(c.brut[colonne])
    nom = codes.nom_seul(c.brut[ecrit], sigle=True)
    cadre = pl.DataFrame({"code": code, "decoupage": c.sortie["decoupage"]})
    longueur = pl.col("decoupage").replace_strict(LONGUEURS, default=0, return_dtype=pl.Int64)
    court = pl.col("code").str.contains(r"^\d+$") & (pl.col("code").str.len_chars() < longueur)
    rempli = (
        pl.when(court).then(pl.col("code").str.pad_start(5, "0").str.tail(longueur)).otherwise(pl.col("code"))
    )
    retabli = cadre.select(rempli.alias("code")).to_series()
    if combien := int((retabli != code).sum()):
        c.remarques.append(f"Zéros de tête rétablis dans {compter(combien, 'code')}.")
    c.poser(retabli, nom.fill_null(retabli).alias("nom"))
    c.juger(
        nom.str.contains(codes.TOTAL) & (code.is_null() | code.str.contains(codes.TOTAL)), ecrit, "ligne de total", Gravite.DE_COTE,
        lambda v: (f"{citer(v)} n'est pas un territoire, mise de côté.", "Rien à faire."),
    )  # fmt: skip
    c.juger(
        code.is_null(), ecrit, "code vide", Gravite.REFUSEE,
        lambda v: (f"le code de {citer(v)} est vide. {RIEN_ENREGISTRE}", CORRIGER),
    )  # fmt: skip


def comprendre_composition(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    """Aires de diffusion de chaque communauté, avec leur poids (1 si le fichier n'en donne pas)."""
    ad = plan.colonne(Role.AD)
    if ad is None:
        raise refus.colonnes_manquantes(tableau.nom, [Role.AD], tableau.colonnes)
    c = Chantier(tableau, plan)
    situer(c, territoires)
    c.poser(codes.extraire_code(c.brut[ad]).alias("ad"))
    c.juger(
        c.sortie["ad"].is_null(), ad, "aire de diffusion vide", Gravite.REFUSEE,
        lambda _: (f"l'aire de diffusion est vide. {RIEN_ENREGISTRE}", CORRIGER),
    )  # fmt: skip
    poser_nombres(c, {"poids": Role.POIDS})
    if colonne := plan.colonne(Role.POIDS):
        absent = c.sortie["poids"].is_null() & (c.sortie[ETAT] == GARDEE)
        hors = absent | ((c.sortie["poids"] <= 0) | (c.sortie["poids"] > 1)).fill_null(False)
        c.juger(
            hors, colonne, "poids hors de 0 à 1", Gravite.REFUSEE,
            lambda v: (f"{citer(v)} n'est pas un poids, entre 0 (exclu) et 1. {RIEN_ENREGISTRE}", CORRIGER),
        )  # fmt: skip
    c.poser(c.sortie["poids"].fill_null(1.0))
    return c.conclure(controles.doublons(c, c.retenues(["code", "ad", "poids"]), ["code", "ad"]))
