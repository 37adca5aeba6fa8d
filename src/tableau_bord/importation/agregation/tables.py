"""Les écritures qu'on reconnaît, en tables : ce que le fichier écrit devient un nombre, ou rien.

Aucun texte du fichier ne traverse un moteur : un territoire, une date, un sexe, un âge qui n'est pas dans ces
tables n'est pas compté. Les moteurs ne comparent que des égalités, et ne peuvent donc pas différer.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import sans_accents
from tableau_bord.importation import codes, normes
from tableau_bord.importation.agregation.modele import GenreColonne, Lieux, Pas, Tranche
from tableau_bord.importation.chantier import citer

ANNEES = (1900, 2100)
AGE_MAXIMAL = 130
SEXES = ("T", "F", "M")
SEXES_EN_NOMBRES = {2: 1, 1: 2}
"""« 2 » est F, « 1 » est M (usage du MSSS), vers le rang dans `SEXES`."""
_MOTS_DE_SEXE = (
    *("F", "Féminin", "Femme", "Femmes", "Fille", "Filles", "Female", "Females", "2"),
    *("M", "H", "Masculin", "Homme", "Hommes", "Garçon", "Garçons", "Male", "Males", "1"),
)
_BARRES = r"^\d{1,2}([/.-])\d{1,2}[/.-](?:19|20)\d\d"


def lieux(territoires: pl.DataFrame, decoupage: str, rattachements: pl.DataFrame | None) -> Lieux:
    """Les écritures des territoires d'un découpage, et le code où chacune se compte.

    `territoires` : decoupage, code, nom, alias s'il y en a. `rattachements` : code, vers ; None, chacun compte
    pour lui-même. Un nom que deux territoires portent n'est pas admis.
    """
    ici = territoires.filter(pl.col("decoupage") == decoupage)
    noms = (
        ici.drop_nulls("nom")
        .group_by(ecrit="nom")
        .agg(code=pl.col("code").first(), n=pl.col("code").n_unique())
    )
    par_code = codes.table_des_codes(ici).select("ecrit", code="connu")
    ecrits = pl.concat([par_code, noms.filter(pl.col("n") == 1).select("ecrit", "code")])
    ecrits = ecrits.unique("ecrit", keep="first", maintain_order=True)
    if rattachements is not None:
        seuls = rattachements.unique().filter(pl.len().over("code") == 1)
        ecrits = ecrits.join(seuls, on="code", how="left", maintain_order="left").select("ecrit", code="vers")
    return Lieux(ecrits, tuple(sorted(set(ecrits["code"].drop_nulls()))))


def table_des_lieux(connus: Lieux, genre: GenreColonne, poids: int) -> pl.DataFrame:
    """ecrit (texte, ou entier si la colonne compte), rang × `poids` (nul : connu, sans rattachement)."""
    rangs = {code: rang * poids for rang, code in enumerate(connus.codes)}
    table = connus.ecritures.select(
        "ecrit", rang=pl.col("code").replace_strict(rangs, default=None, return_dtype=pl.Int64)
    )
    return _typee(table, genre)


def table_des_jours(echantillon: pl.Series, genre: GenreColonne, pas: Pas) -> pl.DataFrame:
    """ecrit, jour : AAAAMMJJ, zéros là où l'écriture ne le dit pas ; rien de plus vague que le pas.

    Toujours AAAA, AAAA-MM, AAAA-MM-JJ, AAAA/MM/JJ, AAAAMM et AAAAMMJJ ; JJ/MM/AAAA si l'échantillon (texte) en
    montre, lu mois d'abord seulement si l'un d'eux ne peut se lire autrement.
    """
    debut, fin = date(ANNEES[0], 1, 1), date(ANNEES[1], 12, 31)
    jours = pl.DataFrame({"d": pl.date_range(debut, fin, eager=True)})
    jour = pl.col("d").dt.strftime("%Y%m%d").cast(pl.Int64).alias("jour")
    formes = (
        ["%Y%m%d"]
        if genre is not GenreColonne.TEXTE
        else ["%Y%m%d", "%Y-%m-%d", "%Y/%m/%d", *_barres(echantillon)]
    )
    parties = [jours.select(ecrit=pl.col("d").dt.strftime(f), jour=jour) for f in formes]
    if pas is not Pas.JOUR:
        mois = jours.filter(pl.col("d").dt.day() == 1)
        larges = ["%Y%m"] if genre is not GenreColonne.TEXTE else ["%Y%m", "%Y-%m"]
        parties += [mois.select(ecrit=pl.col("d").dt.strftime(f), jour=jour // 100 * 100) for f in larges]
    if pas is Pas.ANNEE:
        annees = pl.DataFrame({"a": range(ANNEES[0], ANNEES[1] + 1)})
        parties.append(annees.select(ecrit=pl.col("a").cast(pl.String), jour=pl.col("a") * 10_000))
    return _typee(pl.concat(parties), genre)


def _barres(echantillon: pl.Series) -> list[str]:
    """Les formes à barres que montre l'échantillon, zéros de tête présents ou non."""
    vues = echantillon.drop_nulls().unique()
    vues = vues.filter(vues.str.contains(_BARRES))
    signes = sorted(set(vues.str.extract(_BARRES, 1).to_list()))
    lues = normes.periodes(vues)
    mois_d_abord = bool((lues.str.slice(8, 2) != vues.str.extract(r"^(\d{1,2})", 1).str.zfill(2)).any())
    tetes = (("%m", "%d"), ("%-m", "%-d")) if mois_d_abord else (("%d", "%m"), ("%-d", "%-m"))
    return [f"{a}{s}{b}{s}%Y" for s in signes for a, b in tetes]


def ecritures_de_sexe() -> dict[str, int]:
    """Écriture → rang (1 pour F, 2 pour M), dans toutes les casses, avec ou sans accents, ou « 2 » et « 1 »."""
    connues: dict[str, int] = {}
    for mot in _MOTS_DE_SEXE:
        for forme in (mot, sans_accents(mot)):
            for ecrit in (forme, forme.lower(), forme.upper(), forme.capitalize()):
                connues[ecrit] = SEXES.index(str(normes.sexe(mot)))
    return connues


def table_des_ages(tranches: tuple[Tranche, ...]) -> pl.DataFrame:
    """ecrit, rang (de 1 au nombre de tranches ; nul : un âge qu'aucune tranche ne prend)."""
    rang_de = {a: rang for rang, t in enumerate(tranches, 1) for a in range(t.debut, t.fin + 1)}
    table = {f"{a}{fin}": rang_de.get(a) for a in range(AGE_MAXIMAL + 1) for fin in ("", " ans", "\u00a0ans")}
    for rang, t in enumerate(tranches, 1):
        table |= dict.fromkeys(_ecritures(t), rang)
    return pl.DataFrame(list(table.items()), schema={"ecrit": pl.String, "rang": pl.Int64}, orient="row")


def _ecritures(t: Tranche) -> Iterable[str]:
    """Comment un fichier peut écrire la tranche elle-même."""
    if t.fin == AGE_MAXIMAL:
        nues = [f"{t.debut}+", f"{t.debut} +", f"{t.debut} et plus", f"{t.debut} ou plus"]
        return [*nues, f"{t.debut} ans et plus", f"{t.debut} ans ou plus", f"{t.debut} ans +"]
    nues = [f"{t.debut}{s}{t.fin}" for s in ("-", "–", " - ", " à ", " a ")]
    moins = [f"moins de {t.fin + 1} ans", f"<{t.fin + 1}"] if t.debut == 0 else []
    return [t.libelle, *nues, *(f"{n} ans" for n in nues), *moins]


def lire_tranches(texte: str) -> tuple[Tranche, ...]:
    """« 0-17, 18-64, 65+ » → trois tranches. Lève ImportationErreur : illisible, chevauchement."""
    lues: list[Tranche] = []
    for morceau in (m.strip() for m in texte.split(",")):
        bornes = normes.bornes_d_age(morceau)
        if bornes is None:
            raise _tranche_refusee(f"{citer(morceau)} n'est pas une tranche d'âge.")
        debut, fin = bornes[0], AGE_MAXIMAL if bornes[1] == normes.AGE_OUVERT else bornes[1]
        dite = f"{debut} et plus" if fin == AGE_MAXIMAL else str(debut) if debut == fin else f"{debut}-{fin}"
        if lues and debut <= lues[-1].fin:
            raise _tranche_refusee(f"{citer(dite)} chevauche ou précède {citer(lues[-1].libelle)}.")
        lues.append(Tranche(debut, fin, dite))
    return tuple(lues)


def _tranche_refusee(quoi: str) -> ImportationErreur:
    return ImportationErreur(
        "tranche_illisible", quoi, ou="--tranches", remede="Écrivez-les de la plus jeune à la plus âgée, par exemple 0-17,18-64,65+.",
    )  # fmt: skip


def _typee(table: pl.DataFrame, genre: GenreColonne) -> pl.DataFrame:
    """Une écriture, une ligne ; des entiers si la colonne en est une de nombres (« 07 » et « 7 » s'y confondent)."""
    if genre is GenreColonne.TEXTE:
        return table.unique("ecrit", keep="first", maintain_order=True)
    chiffres = table.filter(pl.col("ecrit").str.contains(r"^\d{1,18}$"))
    entiers = chiffres.with_columns(pl.col("ecrit").cast(pl.Int64)).unique(maintain_order=True)
    return entiers.filter(pl.len().over("ecrit") == 1)
