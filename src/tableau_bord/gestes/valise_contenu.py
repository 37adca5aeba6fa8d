"""Choisir ce qui part dans une valise : des lectures au profil table, rien d'autre."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord import divulgation, indicateurs, parametres, territoires
from tableau_bord.acces import Profil, consentements
from tableau_bord.acces.envois import Fin
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import valise_actifs
from tableau_bord.gestes import valise_depot as depot
from tableau_bord.indicateurs import enquetes
from tableau_bord.territoires import Territoire

CLE = ["decoupage", "code"]
ENSEMBLES = ("RSS", "quebec")
PARAMETRES = ("seuils", "cotes_qualite", "fraicheur_regles", "enjeux", "enjeu_indicateurs")
AGE_MAXIMAL = 999
FINS_EMPORTEES = (Fin.SEANCE, Fin.CHIFFRES)
_CONTENU = ["publication", "indicateur", "decoupage", "periode"]


@dataclass(frozen=True)
class Contenu:
    """Nom de table → ses lignes, toutes prêtes à écrire. `cases` : cases publiées ; `envois` : textes confiés."""

    tables: dict[str, pl.DataFrame]
    publications: tuple[str, ...]

    @property
    def cases(self) -> int:
        """Nombre de cases du cube emporté."""
        return self.tables["cube"].height

    @property
    def envois(self) -> int:
        """Nombre de textes confiés emportés."""
        return self.tables["envois"].height if "envois" in self.tables else 0


def choisir(entrepot: Entrepot, lieu: Territoire, avec_envois: bool) -> Contenu:
    """Lire tout ce qui part pour ce territoire ; ne lit ni valeur fine, ni masque, ni lot."""
    portee = territoires_utiles(entrepot, lieu)
    tables = {**_cube(entrepot, portee), **_lieux(entrepot, portee)}
    tables["indicateurs"] = depot.definitions(entrepot).filter(
        pl.col("code").is_in(tables["cube"]["indicateur"].unique().implode())
    )
    tables["populations"] = _populations(entrepot, portee)
    tables.update({nom: depot.lignes(entrepot, nom) for nom in PARAMETRES})
    tables.update(
        valise_actifs.choisir(entrepot, {(lieu.decoupage, lieu.code), *_composants(entrepot, lieu)})
    )
    if avec_envois:
        tables.update(_envois(entrepot, lieu))
    return Contenu(tables, tuple(tables["publications"]["publication"]))


def territoires_utiles(entrepot: Entrepot, lieu: Territoire) -> pl.DataFrame:
    """Ce que lisent le portrait et la carte du territoire : decoupage, code.

    Lui, ce qui le compose et ce qui le contient, chacun avec ses voisins de région ; son découpage entier (la
    carte le montre) ; les régions et le Québec (la carte et le portrait s'y comparent).
    """
    vus: set[tuple[str, str]] = set()
    for decoupage in (lieu.decoupage, *ENSEMBLES):
        vus |= {(decoupage, c) for c in territoires.territoires_de(entrepot, decoupage)["code"]}
    parents = {(d, c) for d, c, _ in lieu.parents}
    for decoupage, code in sorted(parents | _composants(entrepot, lieu)):
        if (decoupage, code) not in vus:
            autre = territoires.territoire(entrepot, decoupage, code)
            vus |= {(decoupage, c) for c in territoires.voisins_de_region(entrepot, autre)} | {
                (decoupage, code)
            }
    return pl.DataFrame(sorted(vus), schema=dict.fromkeys(CLE, pl.String), orient="row")


def _composants(entrepot: Entrepot, lieu: Territoire) -> set[tuple[str, str]]:
    """Tout ce qui se rattache au territoire, de proche en proche, sans les aires de diffusion."""
    liens = territoires.rattachements_connus(entrepot).filter(pl.col("decoupage") != "AD")
    en_vigueur = {
        (d, c) for d in liens["decoupage"].unique() for c in territoires.territoires_de(entrepot, d)["code"]
    }
    trouves: set[tuple[str, str]] = set()
    bord = {(lieu.decoupage, lieu.code)}
    while bord:
        enfants = {(d, c) for d, c, pd, pc in liens.iter_rows() if (pd, pc) in bord and (d, c) in en_vigueur}
        bord = enfants - trouves
        trouves |= enfants
    return trouves


def _cube(entrepot: Entrepot, portee: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Le cube en vigueur, ses publications et leur contenu recompté sur ce qui part."""
    courants = divulgation.contenus_courants(entrepot).select(_CONTENU)
    decoupages = portee["decoupage"].unique().to_list()
    lues = indicateurs.lire_cases(entrepot, Profil.TABLE, decoupages=decoupages, sexes=None)
    cases = lues.join(portee, on=CLE, how="semi", maintain_order="left").join(
        courants, on=_CONTENU[1:], how="inner", maintain_order="left"
    )
    recomptees = [
        pl.len().cast(pl.Int32).alias("cases"),
        (pl.col("motif") == "masqué").sum().cast(pl.Int32).alias("masquees"),
    ]
    contenu = cases.group_by(_CONTENU, maintain_order=True).agg(
        *recomptees, lots=pl.col("lot").unique().sort().str.join(",")
    )
    comptes = cases.group_by("publication").agg(recomptees)
    publications = depot.publications(entrepot).join(comptes, on="publication", maintain_order="left")
    return {
        "publications": publications.with_columns(auteur=pl.lit(""), note=pl.lit("")),
        "publication_contenu": contenu,
        "variantes": divulgation.variantes(entrepot).join(
            contenu.select("publication", "indicateur").unique(), on=["publication", "indicateur"], how="semi"
        ),
        "cube": cases.select("publication", *divulgation.COLONNES_CASE),
        "cube_enquete": enquetes.parues(entrepot).join(
            cases.select("publication", *enquetes.CLE).unique(), on=["publication", *enquetes.CLE], how="semi"
        ),
    }


def _lieux(entrepot: Entrepot, portee: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Découpages, territoires, rattachements entre eux, polygones d'écran, ententes d'affichage réduites à leurs dates."""
    noms = portee["decoupage"].unique().to_list()
    sans_lot = pl.lit("").alias("lot")
    gardes = {
        nom: depot.lieux(entrepot, sql, noms).join(portee, on=CLE, how="semi", maintain_order="left")
        for nom, sql in (
            ("territoires", depot.TERRITOIRES),
            ("rattachements", depot.RATTACHEMENTS),
            ("geometries", depot.GEOMETRIES),
        )
    }
    parents = portee.rename({"decoupage": "parent_decoupage", "code": "parent_code"})
    gardes["rattachements"] = gardes["rattachements"].join(
        parents, on=parents.columns, how="semi", maintain_order="left"
    )
    gardes["geometries"] = gardes["geometries"].with_columns(wkb=pl.col("wkb_ecran"))
    gardes["decoupages"] = depot.lieux(entrepot, depot.DECOUPAGES, noms)
    avec_lot = {nom: cadre.with_columns(sans_lot) for nom, cadre in gardes.items()}
    return {**avec_lot, "gouvernance_autochtone": _ententes(entrepot, portee)}


def _ententes(entrepot: Entrepot, portee: pl.DataFrame) -> pl.DataFrame:
    tues = ("auteur", "partie", "portee", "document", "note")
    inscrites = [
        {**g.__dict__, "statut": g.statut.value, **dict.fromkeys(tues, "")}
        for g in territoires.gouvernances(entrepot)
    ]
    if not inscrites:
        return pl.DataFrame()
    return (
        pl.DataFrame(inscrites)
        .with_columns(pl.col("version").cast(pl.Int32))
        .join(portee, on=CLE, how="semi")
    )


def _populations(entrepot: Entrepot, portee: pl.DataFrame) -> pl.DataFrame:
    """Le total que le portrait affiche, jamais sous le plancher de population, ni par âge ni par sexe."""
    plancher = parametres.seuils_divulgation(entrepot, Profil.TABLE.value).population
    totaux = [
        indicateurs.population_totale(entrepot, d).select(
            decoupage=pl.lit(d), code=pl.col("code"), annee=pl.col("annee"),
            effectif=pl.col("population").cast(pl.Float64),
        )
        for d in portee["decoupage"].unique(maintain_order=True)
    ]  # fmt: skip
    montres = territoires.sans_non_affiches(entrepot, pl.concat(totaux))
    return (
        montres.filter(pl.col("effectif") >= plancher)
        .join(portee, on=CLE, how="semi", maintain_order="left")
        .with_columns(
            sexe=pl.lit("T"),
            age_debut=pl.lit(0, dtype=pl.Int32),
            age_fin=pl.lit(AGE_MAXIMAL, dtype=pl.Int32),
            lot=pl.lit(""),
        )
    )


def _envois(entrepot: Entrepot, lieu: Territoire) -> dict[str, pl.DataFrame]:
    """Les textes acceptés et consentis pour la séance ou à côté des chiffres, ici ; qui a modéré et pourquoi reste à la maison."""
    cles = sorted(
        {e for fin in FINS_EMPORTEES
         for e in consentements.utilisables(entrepot, fin, lieu.decoupage, lieu.code)["envoi"]}
    )  # fmt: skip
    envois, fins, decisions = depot.envois(entrepot, cles, [fin.value for fin in FINS_EMPORTEES])
    return {
        # Par quel lien un texte est arrivé reste aussi à la maison.
        "envois": envois.with_columns(source=pl.lit("")),
        "envoi_fins": fins,
        "envoi_decisions": decisions.with_columns(auteur=pl.lit(""), raison=pl.lit("")),
        **{table: depot.par_envoi(entrepot, table, cles) for table in ("paroles", "parole_enjeux")},
    }
