"""Rattacher chaque ligne à un territoire connu : niveau, code, nom ; dire tout ce qui ne l'est pas."""

from __future__ import annotations

import polars as pl

from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import codes, normes, refus
from tableau_bord.importation.chantier import CORRIGER, DE_COTE, ETAT, RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.modele import Gravite, Role


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
    ecrit, par_nom = _rapprocher(c, territoires)
    _totaux(c)
    _juger_niveaux(c, territoires)
    _dire_zeros(c, ecrit)
    _refuser_inconnus(c, territoires, ecrit)
    _signaler_contradictions(c, par_nom)
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


def _rapprocher(c: Chantier, territoires: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    """Poser `code`, cherché par code, puis par nom là où le code manque ; rendre le code écrit et celui du nom."""
    code, nom = c.cellules(Role.TERRITOIRE_CODE), c.cellules(Role.TERRITOIRE_NOM)
    ecrit = codes.extraire_code(code) if code is not None else c.constante("ecrit", None)
    nu = normes.par_uniques(nom, codes.nom_nu) if nom is not None else c.constante("nu", None)
    cles = pl.DataFrame({"decoupage": c.sortie["decoupage"], "code": ecrit, "court": ecrit, "nom": nu})
    cles = cles.with_columns(codes.cle_courte(pl.col("court")))
    table = codes.table_des_codes(territoires)
    par_code = _joindre(cles, table, "code")
    par_code = par_code.zip_with(par_code.is_not_null(), _joindre(cles, table, "court"))
    par_nom = _joindre(cles, codes.table_des_noms(territoires), "nom")
    c.poser(par_code.zip_with(ecrit.is_not_null(), par_nom).alias("code"))
    return ecrit, par_nom


def _joindre(cles: pl.DataFrame, table: pl.DataFrame, sur: str) -> pl.Series:
    jointe = cles.join(
        table, left_on=["decoupage", sur], right_on=["decoupage", "ecrit"], how="left", maintain_order="left"
    )
    return jointe["connu"]


def _totaux(c: Chantier) -> None:
    """Mettre de côté les lignes « Total », « Québec »… qui ne sont pas un territoire de la base."""
    total = c.constante("total", None).is_not_null()
    for role in (Role.TERRITOIRE_NOM, Role.TERRITOIRE_CODE):
        if (cellules := c.cellules(role)) is not None:
            total = total | codes.nom_seul(cellules).str.contains(codes.TOTAL).fill_null(False)
    colonne = c.plan.colonne(Role.TERRITOIRE_NOM) or str(c.plan.colonne(Role.TERRITOIRE_CODE))
    c.juger(
        total & c.sortie["code"].is_null(), colonne, "ligne de total", Gravite.DE_COTE,
        lambda v: (f"{citer(v)} additionne d'autres lignes, mise de côté.", "Rien à faire\u00a0: un total se refait de ses parties."),
    )  # fmt: skip


def _dire_zeros(c: Chantier, ecrit: pl.Series) -> None:
    cadre = pl.DataFrame({"ecrit": ecrit, "code": c.sortie["code"]}).drop_nulls().unique(maintain_order=True)
    changes = cadre.filter(
        (pl.col("ecrit") != pl.col("code"))
        & (pl.col("code").str.len_chars() > pl.col("ecrit").str.len_chars())
    )
    if changes.height:
        avant, apres = changes.row(0)
        c.remarques.append(
            f"Zéros de tête rétablis dans {compter(changes.height, 'code')}\u00a0: {citer(avant)} est lu {citer(apres)}."
        )


def _refuser_inconnus(c: Chantier, territoires: pl.DataFrame, ecrit: pl.Series) -> None:
    inconnus = c.sortie["code"].is_null() & c.sortie["decoupage"].is_not_null() & (c.sortie[ETAT] != DE_COTE)
    if not inconnus.any():
        return
    colonne_code, colonne_nom = c.plan.colonne(Role.TERRITOIRE_CODE), c.plan.colonne(Role.TERRITOIRE_NOM)
    ambigus = set(codes.table_des_noms(territoires).filter(pl.col("connu").is_null())["ecrit"].to_list())
    for niveau in c.sortie.filter(inconnus)["decoupage"].unique(maintain_order=True).to_list():
        voisins = codes.Voisins(territoires.filter(pl.col("decoupage") == niveau))
        du_niveau = inconnus & (c.sortie["decoupage"] == niveau)

        def dire(valeur: str, voisins: codes.Voisins = voisins, niveau: str = niveau) -> tuple[str, str]:
            return _dire_inconnu(valeur, niveau, voisins, ambigus)

        if colonne_code:
            c.juger(
                du_niveau & ecrit.is_not_null(), colonne_code, "territoire inconnu", Gravite.REFUSEE, dire
            )
        colonne = colonne_nom or str(colonne_code)
        c.juger(du_niveau & ecrit.is_null(), colonne, "territoire inconnu", Gravite.REFUSEE, dire)


def _dire_inconnu(valeur: str, niveau: str, voisins: codes.Voisins, ambigus: set[str]) -> tuple[str, str]:
    if not valeur:
        return f"cette ligne n'a ni code ni nom de territoire. {RIEN_ENREGISTRE}", CORRIGER
    if codes.nom_nu(valeur) in ambigus:
        return (
            f"{citer(valeur)} est le nom de plusieurs territoires ({niveau}). {RIEN_ENREGISTRE}",
            "Ajoutez une colonne de code pour les distinguer.",
        )
    proche = voisins.proche(valeur)
    geste = (
        f"Vouliez-vous dire {citer(proche)}\u00a0? {CORRIGER}"
        if proche
        else f"{CORRIGER} Ou versez d'abord ce territoire."
    )
    return f"{citer(valeur)} n'est pas un territoire ({niveau}) de cette base. {RIEN_ENREGISTRE}", geste


def _signaler_contradictions(c: Chantier, par_nom: pl.Series) -> None:
    """Le code dit un territoire, le nom en dit un autre : l'un des deux est faux."""
    if c.plan.colonne(Role.TERRITOIRE_CODE) is None or c.plan.colonne(Role.TERRITOIRE_NOM) is None:
        return
    c.juger(
        par_nom != c.sortie["code"], str(c.plan.colonne(Role.TERRITOIRE_NOM)), "code contre nom", Gravite.SIGNALEE,
        lambda v: (f"{citer(v)} n'est pas le nom du territoire que désigne le code.", "Vérifiez la ligne\u00a0: c'est le code qui compte."),
    )  # fmt: skip
