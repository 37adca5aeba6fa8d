"""Rattacher chaque ligne à un territoire connu : niveau, code, nom ; dire tout ce qui ne l'est pas."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import anciens_codes, codes, homonymes, normes, refus
from tableau_bord.importation.chantier import (
    RIEN_ENREGISTRE,
    Chantier,
    citer,
)
from tableau_bord.importation.homonymes import SECONDES_CLES
from tableau_bord.importation.inconnus import refuser_inconnus
from tableau_bord.importation.modele import Gravite, Role

_PROVINCE = r"(?i)^\s*(?:pr|pays|province)\s*$"


def situer(c: Chantier, territoires: pl.DataFrame) -> None:
    """Poser `decoupage` et `code` ; totaux et niveaux absents de la base de côté, inconnus refusés.

    Lève ImportationErreur : aucun territoire dans la base, aucune colonne de territoire, découpage
    que rien ne dit.
    """
    if territoires.is_empty():
        raise refus.sans_territoires(None)
    if c.plan.colonne(Role.TERRITOIRE_CODE) is None and c.plan.colonne(Role.TERRITOIRE_NOM) is None:
        raise refus.colonnes_manquantes(
            c.tableau.nom, [Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM], c.tableau.colonnes
        )
    _niveaux(c, territoires)
    ecrit, lus = _rapprocher(c, territoires)
    _totaux(c)
    _juger_niveaux(c, territoires)
    refuser_inconnus(c, territoires, ecrit, lus)
    _signaler_contradictions(c, lus["par_nom"])
    presents = c.sortie.filter(pl.col("code").is_not_null())["decoupage"].unique()
    c.attendus = territoires.filter(pl.col("decoupage").is_in(presents.implode())).n_unique(
        ["decoupage", "code"]
    )


def _niveaux(c: Chantier, territoires: pl.DataFrame) -> None:
    """Donner son découpage à chaque ligne ; nul si le mot est inconnu."""
    presents = set(territoires["decoupage"].unique().to_list())
    ecrits = c.cellules(Role.DECOUPAGE)
    if ecrits is not None:
        lus = normes.par_uniques(ecrits, lambda v: v if v in presents else normes.niveau(v))
        c.poser(lus.alias("decoupage"))
        return
    if not c.plan.decoupage:
        raise refus.champ_manquant(
            "Rien ne dit de quel découpage sont ces territoires.", "Choisissez le découpage."
        )
    if c.plan.decoupage not in presents:
        raise refus.sans_territoires(c.plan.decoupage)
    c.poser(c.constante("decoupage", c.plan.decoupage))


def _juger_niveaux(c: Chantier, territoires: pl.DataFrame) -> None:
    """Refuser un niveau inconnu ; mettre de côté, en le disant, un niveau que la base n'a pas."""
    colonne = c.plan.colonne(Role.DECOUPAGE)
    if colonne is None:
        return
    presents = sorted(territoires["decoupage"].unique().to_list())
    lus = c.sortie["decoupage"]
    absents = lus.is_not_null() & ~lus.is_in(presents)
    if absents.all():
        raise refus.sans_territoires(str(lus[0]))
    c.juger(
        lus.is_null(), colonne, "niveau inconnu", Gravite.REFUSEE,
        lambda v: (f"{citer(v)} n'est pas un niveau géographique connu. {RIEN_ENREGISTRE}", f"Écrivez {enumerer(presents, 'ou')}."),
    )  # fmt: skip
    if absents.any():
        c.remarques.append(
            f"Niveau {enumerer([citer(n) for n in sorted(set(lus.filter(absents)))])}\u00a0: "
            f"{compter(int(absents.sum()), 'ligne mise de côté', 'lignes mises de côté')}, cette base n'a pas ce découpage."
        )
    c.juger(
        absents, colonne, "niveau absent de la base", Gravite.DE_COTE,
        lambda v: (f"niveau {citer(v)}, que cette base n'a pas, mis de côté.", "Versez d'abord ce découpage si vous voulez ces lignes."),
    )  # fmt: skip


def _rapprocher(c: Chantier, territoires: pl.DataFrame) -> tuple[pl.Series, pl.DataFrame]:
    """Poser `code`, cherché par code, puis par nom là où le code manque.

    Rend le code écrit, et pour chaque ligne decoupage, nu (nom sans renvoi), ambigu et par_nom.
    """
    code, nom = c.cellules(Role.TERRITOIRE_CODE), c.cellules(Role.TERRITOIRE_NOM)
    ecrit = c.constante("ecrit", None) if code is None else codes.par_valeurs(code, codes.extraire_code)
    ecrit = anciens_codes.traduire(c, ecrit, territoires)
    nom = c.constante("nom", None) if nom is None else nom
    cles = pl.DataFrame({"decoupage": c.sortie["decoupage"], "ecrit": ecrit, "nom": nom})
    numero, distinctes = codes.combinaisons(cles)
    trouves = codes.chercher(distinctes, territoires)
    _dire_renvois(c, trouves, territoires)
    _dire_zeros(c, trouves)
    lus = pl.DataFrame({"id": numero}).join(trouves, on="id", how="left", maintain_order="left")
    lus = lus.with_columns(par_nom=_trancher(c, lus, territoires))
    c.poser(lus["par_code"].zip_with(ecrit.is_not_null(), lus["par_nom"]).alias("code"))
    return ecrit, lus


def _dire_renvois(c: Chantier, trouves: pl.DataFrame, territoires: pl.DataFrame) -> None:
    """Dire les noms lus sans leurs chiffres de renvoi, là où le nom a servi."""
    servis = trouves.filter(pl.col("lu").is_not_null() & pl.col("ecrit").is_null())
    sans = servis.unique("nom", maintain_order=True)
    if sans.is_empty():
        return
    noms = (
        codes.ecritures(territoires)
        .unique(["decoupage", "ecrit"])
        .select("decoupage", lu="ecrit", lisible="nom")
    )
    nom, lu = sans.head(1).join(noms, on=["decoupage", "lu"]).select("nom", "lisible").row(0)
    combien = compter(sans.height, "nom")
    c.remarques.append(
        f"Chiffres de renvoi retirés de {combien}\u00a0: {citer(nom.strip())} est lu {citer(lu)}."
    )


def _trancher(c: Chantier, lus: pl.DataFrame, territoires: pl.DataFrame) -> pl.Series:
    """Le code que dit le nom, homonymes tranchés par une seconde colonne là où il le faut."""
    douteux = lus["ambigu"] & lus["ecrit"].is_null()
    if not douteux.any():
        return lus["par_nom"]
    colonnes = [r.colonne for r in c.plan.colonnes if r.role in SECONDES_CLES]
    cles = lus.select("decoupage", "nu", "nom").with_columns(c.brut[nom] for nom in colonnes)
    tranches = homonymes.trancher(cles.filter(douteux).unique(maintain_order=True), territoires)
    _dire_tranches(c, tranches)
    joints = cles.join(tranches, on=cles.columns, how="left", nulls_equal=True, maintain_order="left")
    return lus["par_nom"].zip_with(~douteux, joints["tranche"])


def _dire_tranches(c: Chantier, tranches: pl.DataFrame) -> None:
    for (par,), groupe in tranches.drop_nulls("tranche").group_by("par", maintain_order=True):
        quoi = compter(groupe["nom"].n_unique(), "nom répété, distingué", "noms répétés, distingués")
        comment = f"par la colonne {citer(str(par))}" if par else "par l'écriture exacte"
        nom, code = groupe.select("nom", "tranche").row(0)
        precision = f" ({groupe[str(par)][0]})" if par else ""
        c.remarques.append(f"{quoi} {comment}\u00a0: {citer(nom)}{precision} est lu {citer(code)}.")


def _totaux(c: Chantier) -> None:
    """Mettre de côté les lignes « Total », « Québec »… qui ne sont pas un territoire de la base.

    « Québec » est celui de la base (la ville), sauf si la ligne dit que c'est la province.
    """
    total = c.constante("total", None).is_not_null()
    for role in (Role.TERRITOIRE_NOM, Role.TERRITOIRE_CODE):
        if (cellules := c.cellules(role)) is not None:
            total = total | codes.par_valeurs(cellules, _est_total).fill_null(False)
    colonne = c.plan.colonne(Role.TERRITOIRE_NOM) or str(c.plan.colonne(Role.TERRITOIRE_CODE))
    c.juger(
        total & (c.sortie["code"].is_null() | _de_la_province(c)), colonne, "ligne de total", Gravite.DE_COTE,
        lambda v: (f"{citer(v)} additionne d'autres lignes, mise de côté.", "Rien à faire\u00a0: un total se refait de ses parties."),
    )  # fmt: skip


def _est_total(valeurs: pl.Series) -> pl.Series:
    return codes.nom_seul(valeurs).str.contains(codes.TOTAL)


def _de_la_province(c: Chantier) -> pl.Series:
    """La colonne de genre dit « PR », « Pays » ou « Province »."""
    dite = c.constante("province", None).is_not_null()
    for colonne in (r.colonne for r in c.plan.colonnes if r.role is Role.NOTE):
        dite = dite | c.brut[colonne].str.contains(_PROVINCE).fill_null(False)
    return dite


def _dire_zeros(c: Chantier, trouves: pl.DataFrame) -> None:
    paires = trouves.select("ecrit", "par_code").drop_nulls().unique(maintain_order=True)
    changes = paires.filter(pl.col("par_code").str.len_chars() > pl.col("ecrit").str.len_chars())
    if changes.height:
        avant, apres = changes.row(0)
        c.remarques.append(
            f"Zéros de tête rétablis dans {compter(changes.height, 'code')}\u00a0: {citer(avant)} est lu {citer(apres)}."
        )


def _signaler_contradictions(c: Chantier, par_nom: pl.Series) -> None:
    """Le code dit un territoire, le nom en dit un autre : l'un des deux est faux."""
    if c.plan.colonne(Role.TERRITOIRE_CODE) is None or c.plan.colonne(Role.TERRITOIRE_NOM) is None:
        return
    c.juger(
        par_nom != c.sortie["code"], str(c.plan.colonne(Role.TERRITOIRE_NOM)), "code contre nom", Gravite.SIGNALEE,
        lambda v: (f"{citer(v)} n'est pas le nom du territoire que désigne le code.", "Vérifiez la ligne\u00a0: c'est le code qui compte."),
    )  # fmt: skip
