"""Contrôler ce qui s'additionne (sexes, territoires, âges) et où c'est (coordonnées)."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

import polars as pl

from tableau_bord.commun.francais import nombre
from tableau_bord.importation import normes
from tableau_bord.importation.chantier import LIMITE, Chantier, citer
from tableau_bord.importation.modele import LIGNE, RANG, Genre, Gravite, Role

if TYPE_CHECKING:
    from tableau_bord.importation.regles import ContexteControle

CLE = ("decoupage", "code", "indicateur", "periode", "sexe", "age")
NOMBRES = ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")
_DEMESURE = 1e15
"""Au-delà (« 1e300 »), un nombre ne se compare ni ne s'écrit."""
SERIE, TOUS_SEXES, CASE = "_serie", "_tous_sexes", "_case"
_MULTIPLICATEURS = (
    0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93, 0xA0761D6478BD642F,
    0xE7037ED1A0B428DB,
)  # fmt: skip
_TEMPS = ["indicateur", "periode"]
LATITUDES, LONGITUDES = (44.9, 62.7), (-79.8, -57.0)
"""Le Québec, en degrés décimaux (WGS 84), un dixième de degré de jeu compris."""
_NOMS_LATITUDE = frozenset({"latitude", "lat", "coord y", "latitude y", "y lat", "geo lat", "lat wgs84"})
_NOMS_LONGITUDE = frozenset(
    {"longitude", "lon", "long", "lng", "coord x", "longitude x", "x long", "x lon", "geo lon", "lon wgs84"}
)


def mettre_en_forme(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Les mêmes colonnes pour tous les genres : la clé, les nombres, `_ligne` et `_rang` ; nul ce qui n'existe pas.

    Une population est un effectif : son année est une période, ses bornes d'âge un âge.
    """
    if RANG not in valeurs.columns:
        valeurs = valeurs.with_row_index(RANG)
    if "annee" in valeurs.columns:
        age = pl.format("{}-{}", "age_debut", "age_fin")
        tous = (pl.col("age_debut") == 0) & (pl.col("age_fin") == normes.AGE_OUVERT)
        valeurs = valeurs.with_columns(
            periode=pl.col("annee").cast(pl.String),
            age=pl.when(tous).then(pl.lit("tous")).otherwise(age),
            indicateur=pl.lit("population"),
        )
    valeurs = numeroter(valeurs)
    textes = [_ou_nul(valeurs, c, pl.String) for c in CLE]
    nombres = [_ou_nul(valeurs, c, pl.Float64) for c in NOMBRES]
    lisibles = [pl.when(n.abs() <= _DEMESURE).then(n).alias(c) for n, c in zip(nombres, NOMBRES, strict=True)]
    return valeurs.select(*textes, *lisibles, LIGNE, RANG, SERIE, TOUS_SEXES)


def numeroter(valeurs: pl.DataFrame) -> pl.DataFrame:
    """Ajouter `_serie` (la clé sans la période), `_tous_sexes` (sans le sexe) et `_case` (entière), des entiers.

    Regrouper par un entier coûte bien moins que par cinq textes ; deux clés différentes n'ont le même
    numéro qu'une fois sur des milliards de milliards. Déjà numérotées, les valeurs sont rendues telles quelles.
    """
    if SERIE in valeurs.columns:
        return valeurs
    presentes = [c for c in CLE if c in valeurs.columns]
    return valeurs.with_columns(
        _numero([c for c in presentes if c != "periode"]).alias(SERIE),
        _numero([c for c in presentes if c != "sexe"]).alias(TOUS_SEXES),
        _numero(presentes).alias(CASE),
    )


def _numero(colonnes: list[str]) -> pl.Expr:
    rangs = (
        pl.col(c).cast(pl.Categorical).to_physical().cast(pl.UInt64).fill_null(0) * pl.lit(k, dtype=pl.UInt64)
        for c, k in zip(colonnes, _MULTIPLICATEURS, strict=False)
    )
    return reduce(lambda a, b: a + b, rangs)


def _ou_nul(valeurs: pl.DataFrame, colonne: str, genre: type[pl.DataType]) -> pl.Expr:
    return (pl.col(colonne) if colonne in valeurs.columns else pl.lit(None)).cast(genre).alias(colonne)


def parties_contre_total(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Signaler un total qui s'écarte de la somme de ses parties de plus que le seuil (en % du total).

    Femmes et hommes contre les deux ; territoires contre le territoire qui les contient, quand tous ses
    enfants sont au fichier, ou que ceux qui y sont le dépassent déjà.
    """
    liens, sexes = contexte.rattachements, set(valeurs["sexe"].unique())
    if not {"F", "M", "T"} <= sexes and (liens is None or valeurs["decoupage"].n_unique() < 2):
        return
    comptes = valeurs.filter(pl.col("effectif").is_not_null())
    seuil = contexte.reglages.seuil("parties_contre_total") / 100
    pas = _pas_d_arrondi(comptes)
    _signaler_parts(c, _sexes(comptes), seuil, pas, "femmes et hommes")
    if liens is not None and not liens.is_empty():
        _signaler_parts(c, _enfants(comptes, liens), seuil, pas, "ses territoires")


def _pas_d_arrondi(comptes: pl.DataFrame) -> float:
    """5 si tout compte en est un multiple (arrondi aléatoire de Statistique Canada), sinon 0."""
    return 5.0 if comptes.height >= 6 and bool((comptes["effectif"] % 5 == 0).all()) else 0.0


def _sexes(comptes: pl.DataFrame) -> pl.DataFrame:
    """Une ligne par total des deux sexes dont le détail est là : somme, parts, effectif."""
    detail = comptes.filter(pl.col("sexe").is_in(["F", "M"])).select(TOUS_SEXES, "effectif")
    sommes = detail.group_by(TOUS_SEXES).agg(somme=pl.col("effectif").sum(), parts=pl.len())
    totaux = comptes.filter(pl.col("sexe") == "T")
    return totaux.join(sommes.filter(pl.col("parts") == 2), on=TOUS_SEXES, maintain_order="left")


def _enfants(comptes: pl.DataFrame, rattachements: pl.DataFrame) -> pl.DataFrame:
    """Une ligne par territoire et par découpage de ses enfants."""
    liens = rattachements.select("decoupage", "code", "parent_decoupage", "parent_code").unique()
    parent = ["parent_decoupage", "parent_code"]
    attendus = liens.group_by("decoupage", *parent).agg(attendus=pl.col("code").n_unique())
    cle = [*_TEMPS, "sexe", "age"]
    sommes = (
        comptes.join(liens, on=["decoupage", "code"])
        .group_by("decoupage", *parent, *cle)
        .agg(somme=pl.col("effectif").sum(), parts=pl.col("code").n_unique())
        .join(attendus, on=["decoupage", *parent])
        .rename({"decoupage": "enfants"})
    )
    ensemble = comptes.join(
        sommes, left_on=["decoupage", "code", *cle], right_on=[*parent, *cle], maintain_order="left"
    )
    return ensemble.filter((pl.col("parts") >= pl.col("attendus")) | (pl.col("somme") > pl.col("effectif")))


def _signaler_parts(c: Chantier, totaux: pl.DataFrame, seuil: float, pas: float, parties: str) -> None:
    ecart = (pl.col("somme") - pl.col("effectif")).abs()
    fautifs = totaux.filter((ecart > seuil * pl.col("effectif") + 1e-9) & (ecart > pas * pl.col("parts")))
    for r in fautifs.head(LIMITE).iter_rows(named=True):
        c.noter(
            "parties contre total", Gravite.SIGNALEE,
            f"Ligne {r[LIGNE]}\u00a0: le total est {nombre(r['effectif'])}, mais {parties} ({r.get('enfants') or 'F et M'}) "
            f"font {nombre(r['somme'])}.",
            "Vérifiez le total et ses parties auprès de la source.",
            int(r[LIGNE]), colonne=str(c.plan.colonne(Role.EFFECTIF)), valeur=nombre(r["effectif"]),
        )  # fmt: skip


def ages_qui_se_chevauchent(c: Chantier, valeurs: pl.DataFrame) -> None:
    """Signaler, une fois par indicateur, deux classes d'âge qui ont une année en commun ; « tous » n'en est pas une.

    On compare les classes d'un même découpage et d'une même période. Une population a sa propre règle,
    bloquante (`controles.ages_disjoints`).
    """
    if c.plan.genre is Genre.POPULATION or valeurs["age"].n_unique() < 2:
        return
    distincts = _bornees(valeurs.select("age").unique().drop_nulls())
    if not _se_chevauchent(distincts.sort("age_debut", "age_fin")).height:
        return
    jeu = ["indicateur", "decoupage", "periode"]
    classes = valeurs.select(*jeu, "age").unique().drop_nulls()
    bornees = _bornees(classes)
    avant = [
        pl.col("age_fin").cum_max().shift(1).over(jeu).alias("fin_avant"),
        pl.col("age").shift(1).over(jeu).alias("age_avant"),
    ]
    ordonnees = bornees.sort(*jeu, "age_debut", "age_fin").with_columns(*avant)
    fautives = ordonnees.filter(pl.col("age_debut") <= pl.col("fin_avant"))
    for r in (
        fautives.unique("indicateur", keep="first", maintain_order=True).head(LIMITE).iter_rows(named=True)
    ):
        c.noter(
            "âges qui se chevauchent", Gravite.SIGNALEE,
            f"Mesure {citer(r['indicateur'])}\u00a0: la classe {citer(r['age'])} chevauche {citer(r['age_avant'])}. "
            "Les additionner compterait des personnes deux fois.",
            "Gardez un seul jeu de classes d'âge, ou ne les additionnez pas.",
            colonne=str(c.plan.colonne(Role.AGE)), valeur=r["age"],
        )  # fmt: skip


def _bornees(classes: pl.DataFrame) -> pl.DataFrame:
    """Les classes d'âge lisibles et leurs bornes ; « tous les âges » n'en est pas une."""
    bornees = classes.hstack(normes.ages(classes["age"])[0]).drop_nulls()
    return bornees.filter((pl.col("age_debut") > 0) | (pl.col("age_fin") < normes.AGE_OUVERT))


def _se_chevauchent(classes: pl.DataFrame) -> pl.DataFrame:
    return classes.filter(pl.col("age_debut") <= pl.col("age_fin").cum_max().shift(1))


def coordonnees_hors_quebec(c: Chantier) -> None:
    """Signaler une latitude ou une longitude hors du Québec ; les colonnes se reconnaissent à leur nom."""
    for noms, bornes, quoi in (
        (_NOMS_LATITUDE, LATITUDES, "latitude"),
        (_NOMS_LONGITUDE, LONGITUDES, "longitude"),
    ):
        for colonne in c.tableau.colonnes:
            if normes.nu(colonne) in noms:
                _signaler_coordonnee(c, colonne, bornes, quoi)


def _signaler_coordonnee(c: Chantier, colonne: str, bornes: tuple[float, float], quoi: str) -> None:
    degres = (
        c.brut[colonne].str.strip_chars().str.replace(",", ".", literal=True).cast(pl.Float64, strict=False)
    )
    permis = f"de {nombre(bornes[0], 1)} à {nombre(bornes[1], 1)} degrés"
    autres = "" if (degres.abs() <= 180).fill_null(True).all() else " Ce ne sont peut-être pas des degrés."
    c.juger(
        ~degres.is_between(*bornes), colonne, "coordonnées hors Québec", Gravite.SIGNALEE,
        lambda v: (
            f"la {quoi} {citer(v)} n'est pas au Québec ({permis}).{autres}",
            "Vérifiez le signe, ou si latitude et longitude sont échangées.",
        ),
    )  # fmt: skip
