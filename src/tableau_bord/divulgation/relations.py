"""Quelles cases s'additionnent : niveaux emboîtés, découpages qui se chevauchent, sexes, âges, périodes.

Une relation n'est tenue pour vraie que si la base le dit : là où toutes ses cases sont connues, la somme
doit tomber juste, à l'arrondi près, ou laisser un reste positif (cas sans adresse connue).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord.divulgation.tuilages import segment_d_age, segment_de_periode, tuilages

CLE = ("decoupage", "code", "indicateur", "periode", "sexe", "age")
RATTACHEMENT = ("decoupage", "code", "parent_decoupage", "parent_code")
_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "total": pl.UInt32,
    "parts": pl.List(pl.UInt32),
    "famille": pl.String,
    "complet": pl.Boolean,
}


@dataclass(frozen=True)
class Liens:
    """Ce que la base sait et que le cube ne dit pas.

    `rattachements` : colonnes de `RATTACHEMENT`, toutes versions. `jamais_parues` : cases fines dont rien
    n'a paru (`CLE`, effectif, denominateur, raison, seuil) ; l'attaquant ne les connaît pas, mais ce
    qu'il en retrouverait en croisant deux découpages se juge comme le reste.
    """

    rattachements: pl.DataFrame
    jamais_parues: pl.DataFrame | None = None


def relations(presence: pl.DataFrame, liens: Liens) -> pl.DataFrame:
    """Toutes les sommes possibles : total, parts, famille, complet (aucune part ne manque).

    `presence` : etat, uid et les colonnes de `CLE` ; des cases ne s'additionnent que dans le même état
    (une publication, ou un même lot).
    """
    if presence.is_empty():
        return pl.DataFrame(schema=_SCHEMA)
    trouvees = pl.concat(
        [
            _territoires(presence, liens),
            _par_etiquette(presence, "sexe", _SEXES, "sexe"),
            _par_etiquette(presence, "age", tuilages(presence["age"].unique(), segment_d_age), "âge"),
            _par_etiquette(
                presence, "periode", tuilages(presence["periode"].unique(), segment_de_periode), "période"
            ),
        ]
    )
    signature = pl.col("parts").cast(pl.List(pl.String)).list.join(",")
    return (
        trouvees.with_columns(s=signature).unique(["total", "s"], keep="first", maintain_order=True).drop("s")
    )


_SEXES = pl.DataFrame({"total": ["T", "T"], "tuilage": ["T#0", "T#0"], "part": ["F", "M"]})


def _territoires(presence: pl.DataFrame, liens: Liens) -> pl.DataFrame:
    """Un parent est la somme de ses enfants d'un découpage ; incomplet s'il en manque dans le contenu."""
    attendus = liens.rattachements.group_by("decoupage", "parent_decoupage", "parent_code").agg(
        attendus=pl.len()
    )
    reste = ["etat", "indicateur", "periode", "sexe", "age"]
    parents = presence.select(*reste, parent_decoupage="decoupage", parent_code="code", total="uid")
    return (
        presence.join(liens.rattachements, on=["decoupage", "code"])
        .join(parents, on=[*reste, "parent_decoupage", "parent_code"])
        .group_by(
            "total", "etat", "decoupage", "parent_decoupage", "parent_code", "indicateur", "periode",
            maintain_order=True,
        )
        .agg(parts=pl.col("uid").sort())
        .join(attendus, on=["decoupage", "parent_decoupage", "parent_code"])
        .select(
            "total",
            "parts",
            famille=pl.concat_str("parent_decoupage", "decoupage", "indicateur", "periode", separator="|"),
            complet=pl.col("parts").list.len() >= pl.col("attendus"),
        )
    )  # fmt: skip


def _par_etiquette(presence: pl.DataFrame, axe: str, manieres: pl.DataFrame, nom: str) -> pl.DataFrame:
    """Un total d'étiquette est la somme des étiquettes qui le couvrent, toutes présentes."""
    reste = ["etat", *(c for c in CLE if c != axe)]
    tailles = manieres.group_by("tuilage").agg(taille=pl.len())
    parts = presence.join(manieres, left_on=axe, right_on="part")
    totaux = presence.select(*reste, pl.col(axe).alias("total"), pl.col("uid").alias("uid_total"))
    return (
        parts.join(totaux, on=[*reste, "total"])
        .group_by("uid_total", "etat", "tuilage", "indicateur", maintain_order=True)
        .agg(
            parts=pl.col("uid").sort(), periode=pl.lit("") if axe == "periode" else pl.col("periode").first()
        )
        .join(tailles, on="tuilage")
        .filter(pl.col("parts").list.len() == pl.col("taille"))
        .select(
            total="uid_total",
            parts="parts",
            famille=pl.concat_str(pl.lit(nom), "tuilage", "indicateur", "periode", separator="|"),
            complet=pl.lit(True),
        )
    )


def qualifier(trouvees: pl.DataFrame, vrais: pl.Series) -> pl.DataFrame:
    """Garder les relations que les nombres confirment ; ajoute `bas` et `haut`, bornes de total − Σ parts.

    `vrais` : effectif connu de chaque uid, nul sinon. Exacte : (0, 0). À l'arrondi près : plus ou moins
    une demi-unité par case. Reste positif, ou parts absentes du contenu : (0, infini).
    """
    r = _mesurer(trouvees, vrais)
    sans_trou = pl.col("sure") & ~pl.col("arrondi") & (pl.col("ecart") > 1e-6)
    ouvert = ~pl.col("complet") | pl.col("positif") | sans_trou
    marge = pl.when(pl.col("arrondi")).then(pl.col("marge")).otherwise(0.0)
    return r.filter(~pl.col("faux")).with_columns(
        bas=-marge, haut=pl.when(ouvert).then(float("inf")).otherwise(marge)
    )


def contredites(trouvees: pl.DataFrame, vrais: pl.Series) -> pl.DataFrame:
    """Les relations que les nombres démentent."""
    return _mesurer(trouvees, vrais).filter("faux")


def _mesurer(trouvees: pl.DataFrame, vrais: pl.Series) -> pl.DataFrame:
    """Ajouter ecart, marge, et ce qu'en dit la famille entière : sure, positif, arrondi, faux."""
    longues = trouvees.with_row_index("r").explode("parts")
    connues = longues.with_columns(vrai=vrais.gather(longues["parts"]))
    sommes = connues.group_by("r", maintain_order=True).agg(
        somme=pl.col("vrai").sum(), inconnues=pl.col("vrai").null_count(), taille=pl.len()
    )
    r = trouvees.with_row_index("r").join(sommes, on="r", maintain_order="left")
    r = r.with_columns(ecart=vrais.gather(r["total"]) - pl.col("somme"), marge=(pl.col("taille") + 1) / 2)
    r = r.with_columns(sure=(pl.col("inconnues") == 0) & pl.col("ecart").is_not_null())
    arrondie = pl.col("sure") & (pl.col("ecart").abs() > 1e-6) & (pl.col("ecart").abs() <= pl.col("marge"))
    familles = r.group_by("famille").agg(
        positif=(pl.col("sure") & pl.col("complet") & (pl.col("ecart") > pl.col("marge"))).any(),
        arrondi=(arrondie & (pl.col("ecart") < 0)).any(),
    )
    r = r.join(familles, on="famille", maintain_order="left")
    plancher = -pl.when(pl.col("arrondi")).then(pl.col("marge")).otherwise(1e-6)
    return r.with_columns(
        faux=(pl.col("ecart").is_not_null() & (pl.col("ecart") < plancher)).fill_null(False)
    )
