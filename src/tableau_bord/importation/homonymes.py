"""Trancher entre les territoires d'un même nom par une seconde colonne : région, MRC, parent, genre de municipalité."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl

from tableau_bord.commun.francais import enumerer
from tableau_bord.importation import codes
from tableau_bord.importation.modele import Role

GENRES = {
    **dict.fromkeys(("m", "me", "municipalite"), "municipalite"),
    **dict.fromkeys(("v", "ville"), "ville"),
    **dict.fromkeys(("vl", "village"), "village"),
    **dict.fromkeys(("p", "pe", "paroisse", "municipalite de paroisse"), "paroisse"),
    **dict.fromkeys(("ct", "canton", "municipalite de canton"), "canton"),
    **dict.fromkeys(("cu", "cantons unis", "municipalite de cantons unis"), "cantons unis"),
    **dict.fromkeys(("no", "non organise", "territoire non organise"), "non organise"),
    **dict.fromkeys(("iri", "reserve indienne"), "reserve indienne"),
    **dict.fromkeys(("s e", "etablissement indien"), "etablissement indien"),
    **dict.fromkeys(("gr", "gouvernement regional"), "gouvernement regional"),
    **dict.fromkeys(("vn", "village nordique"), "village nordique"),
    **dict.fromkeys(("vc", "village cri"), "village cri"),
    **dict.fromkeys(("vk", "village naskapi"), "village naskapi"),
    **dict.fromkeys(("ti", "terres inuites", "terre inuite"), "terres inuites"),
    **dict.fromkeys(("tc", "terres cries", "terres reservees aux cris"), "terres cries"),
    **dict.fromkeys(("tk", "terres naskapies", "terres reservees aux naskapis"), "terres naskapies"),
}
"""Abréviations des genres de subdivision de recensement du Québec (Statistique Canada, tableau 98-10-0002-02)."""
FACULTATIVES = ("parent_nom", "municipalite", "genre", "parent")
"""Colonnes des territoires connus qui distinguent des homonymes, si elles sont là ; une ligne par parent."""
SECONDES_CLES = (Role.PARENT, Role.MUNICIPALITE, Role.REGION, Role.NOTE)
"""Rôles des colonnes qui distinguent des homonymes ; une note y sert si elle dit un genre de municipalité."""
_ANCETRES = {"RTS": ("RSS",), "RLS": ("RSS", "RTS"), "CLSC": ("RSS", "RTS", "RLS")}
_MONTRES = 5


def trancher(lignes: pl.DataFrame, territoires: pl.DataFrame) -> pl.DataFrame:
    """Chercher le seul homonyme que désignent les secondes clés.

    `lignes` : decoupage, nu, nom, puis une colonne de texte par seconde clé, combinaisons distinctes.
    Rend ces colonnes plus `tranche` (code, nul si rien ne tranche) et `par` (colonne, ou chaîne vide si
    seule l'écriture exacte du nom distingue). Une colonne qui ne dit rien des candidats ne compte pas ; deux
    colonnes qui se contredisent ne tranchent rien.
    """
    homonymes = _homonymes(territoires, lignes)
    attributs = _attributs(territoires, homonymes)
    numerotees = lignes.with_row_index("rang")
    cles = [c for c in lignes.columns if c not in {"decoupage", "nu", "nom"}]
    designes = [_designes(numerotees, c, homonymes, attributs) for c in cles]
    vide = pl.DataFrame(schema={"rang": pl.UInt32, "code": pl.String, "par": pl.String})
    tous = pl.concat([vide, *designes])
    colonnes = tous.group_by("rang").agg(colonnes=pl.col("par").n_unique())
    communs = (
        tous.group_by("rang", "code")
        .agg(dites=pl.col("par").n_unique(), par=pl.col("par").sort().first())
        .join(colonnes, on="rang")
        .filter(pl.col("dites") == pl.col("colonnes"))
        .select("rang", "code", "par")
    )
    muets = numerotees.join(colonnes, on="rang", how="anti").join(homonymes, on=["decoupage", "nu"])
    restants = pl.concat([communs, muets.select("rang", "code", par=pl.lit(""))])
    seuls = restants.filter(pl.len().over("rang") == 1)
    exacts = _exacts(numerotees, restants.join(seuls, on="rang", how="anti"), homonymes)
    choix = pl.concat([seuls, exacts]).rename({"code": "tranche"})
    return numerotees.join(choix, on="rang", how="left", maintain_order="left").drop("rang")


def en_mots(territoires: pl.DataFrame, decoupage: str, nus: Iterable[str]) -> dict[str, str]:
    """Nom nu → « Saint-X (MRC A, 0512) ou Saint-X (MRC B, 0513) », cinq candidats au plus."""
    cherches = pl.DataFrame({"nu": list(dict.fromkeys(nus))}, schema={"nu": pl.String})
    homonymes = _homonymes(territoires, cherches.with_columns(decoupage=pl.lit(decoupage)))
    precisions = _precisions(territoires, homonymes)
    phrases = {}
    for (nu,), groupe in homonymes.sort("code").group_by("nu", maintain_order=True):
        uniques = groupe.unique("code", maintain_order=True).select("code", "nom").rows()
        dits = [_etiquette(nom, code, precisions.get(code, "")) for code, nom in uniques]
        reste = [f"{len(dits) - _MONTRES}\u00a0autres"] if len(dits) > _MONTRES else []
        phrases[str(nu)] = enumerer([*dits[:_MONTRES], *reste], "ou")
    return phrases


def _etiquette(nom: str, code: str, precision: str) -> str:
    if nom.endswith(")"):
        return f"{nom[:-1]}, {code})"
    return f"{nom} ({precision}, {code})" if precision else f"{nom} ({code})"


def _homonymes(territoires: pl.DataFrame, lignes: pl.DataFrame) -> pl.DataFrame:
    """decoupage, nu, code, nom des candidats de ces noms."""
    noms = codes.ecritures(territoires).rename({"ecrit": "nu"})
    return noms.join(lignes.select("decoupage", "nu").unique(), on=["decoupage", "nu"], how="semi")


def _attributs(territoires: pl.DataFrame, homonymes: pl.DataFrame) -> pl.DataFrame:
    """decoupage, code, cle : tout ce qui décrit les candidats, écrit comme une seconde clé."""
    candidats = territoires.join(homonymes, on=["decoupage", "code"], how="semi")
    textes = [
        candidats.select("decoupage", "code", texte=pl.col(c).cast(pl.String))
        for c in FACULTATIVES
        if c in candidats.columns
    ]
    textes.append(
        candidats.select("decoupage", "code", texte=pl.col("nom").str.extract(r"\(([^()]*)\)\s*$", 1))
    )
    for d, plus_larges in _ANCETRES.items():
        textes += [_ancetres(territoires, candidats.filter(pl.col("decoupage") == d), p) for p in plus_larges]
    return _cles(pl.concat(textes), "texte").select("decoupage", "code", "cle").unique()


def _ancetres(territoires: pl.DataFrame, candidats: pl.DataFrame, decoupage: str) -> pl.DataFrame:
    """decoupage, code, texte : nom et code du territoire plus large, dont le code commence celui du candidat."""
    longueur = {"RSS": 2, "RTS": 3, "RLS": 4}[decoupage]
    larges = territoires.filter(pl.col("decoupage") == decoupage).select(tete="code", texte="nom")
    avec_tete = candidats.select("decoupage", "code", tete=pl.col("code").str.head(longueur)).unique()
    noms = avec_tete.join(larges, on="tete").select("decoupage", "code", "texte")
    return pl.concat([noms, avec_tete.select("decoupage", "code", texte="tete")])


def _cles(cadre: pl.DataFrame, colonne: str) -> pl.DataFrame:
    """Le cadre, une ligne par façon de lire la colonne : nom ou genre, et code détaché s'il y en a un."""
    lisible = cadre.filter(pl.col(colonne).is_not_null() & (pl.col(colonne).str.strip_chars() != ""))
    texte = lisible[colonne]
    noms = lisible.with_columns(cle=pl.col(colonne).map_elements(_cle, return_dtype=pl.String))
    colles = lisible.with_columns(cle=codes.extraire_code(texte).str.strip_chars_start("0"))
    return pl.concat([noms, colles.filter(pl.col("cle").str.contains(r"^\d+$"))])


def _cle(texte: str) -> str:
    nu = codes.nom_nu(texte)
    return nu.lstrip("0") if nu.isdigit() else GENRES.get(codes.nom_litteral(texte), nu)


def _designes(
    lignes: pl.DataFrame, colonne: str, homonymes: pl.DataFrame, attributs: pl.DataFrame
) -> pl.DataFrame:
    """rang, code, par : les candidats que cette colonne désigne."""
    demandes = _cles(lignes.select("rang", "decoupage", "nu", colonne), colonne)
    return (
        demandes.join(homonymes, on=["decoupage", "nu"])
        .join(attributs, on=["decoupage", "code", "cle"], how="semi")
        .select("rang", "code", par=pl.lit(colonne))
        .unique()
    )


def _exacts(lignes: pl.DataFrame, restants: pl.DataFrame, homonymes: pl.DataFrame) -> pl.DataFrame:
    """rang, code, par : le seul candidat qui porte ce nom à la lettre, sinon aux accents et tirets près.

    « La Motte » n'est pas « Motte », « Lac Simon » n'est pas « Lac-Simon ».
    """
    candidats = restants.join(
        lignes.select("rang", "decoupage", "nu", ecrit=pl.col("nom").str.strip_chars()), on="rang"
    ).join(homonymes, on=["decoupage", "nu", "code"])
    litteral = {
        c: pl.col(c).map_elements(codes.nom_litteral, return_dtype=pl.String) for c in ("ecrit", "nom")
    }
    degres = candidats.select(
        "rang", "code", degre=pl.when(pl.col("ecrit") == pl.col("nom")).then(2).when(litteral["ecrit"] == litteral["nom"]).then(1).otherwise(0)
    )  # fmt: skip
    meilleurs = degres.filter((pl.col("degre") > 0) & (pl.col("degre") == pl.col("degre").max().over("rang")))
    return meilleurs.filter(pl.len().over("rang") == 1).select("rang", "code", par=pl.lit(""))


def _precisions(territoires: pl.DataFrame, homonymes: pl.DataFrame) -> dict[str, str]:
    """Pour chaque candidat, la première chose lisible que n'ont pas tous ses homonymes."""
    candidats = territoires.join(homonymes, on=["decoupage", "code"], how="semi")
    textes = [candidats.select("code", texte=c) for c in FACULTATIVES if c in candidats.columns]
    regions = [
        _ancetres(territoires, candidats.filter(pl.col("decoupage") == d), "RSS").select("code", "texte")
        for d in _ANCETRES
    ]
    connus = pl.concat([pl.DataFrame(schema={"code": pl.String, "texte": pl.String}), *textes, *regions])
    propres = (
        connus.drop_nulls()
        .join(homonymes.select("nu", "code").unique(), on="code", maintain_order="left")
        .filter(pl.col("code").n_unique().over("nu", "texte") < pl.col("code").n_unique().over("nu"))
    )
    return dict(propres.unique("code", keep="first", maintain_order=True).select("code", "texte").rows())
