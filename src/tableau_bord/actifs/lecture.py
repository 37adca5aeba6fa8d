"""Lire l'inventaire : une fois par version de la base, pour tous les écrans."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import polars as pl

from tableau_bord import territoires
from tableau_bord.acces import Profil
from tableau_bord.actifs import depot, fraicheur, regles
from tableau_bord.actifs.modele import Actif, Etat, Genre
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.francais import sans_accents
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot

PAR_RATTACHEMENT = "par rattachement"
_TOUR = threading.Lock()
_LUS: WeakKeyDictionary[Entrepot, dict[Profil, tuple[tuple[int, str], Inventaire]]] = WeakKeyDictionary()
"""La dernière lecture de chaque base ouverte, par profil ; elle vaut tant que rien ne s'écrit."""


@dataclass(frozen=True)
class Inventaire:
    """Ce qu'un profil lit de l'inventaire.

    `actifs` : une ligne par actif (colonnes de `coder.COLONNES`, `cherche`, `fraicheur` de 0 à 1, `verifie`
    vrai s'il l'a déjà été). `dessertes` : actif, decoupage, code, origine, territoires qui contiennent les
    territoires dits compris (origine « par rattachement »). `enjeux` : actif, enjeu. `liens` : actif, lien, autre, lien_id.
    `regles` : celles de fraîcheur en vigueur.
    """

    actifs: pl.DataFrame
    dessertes: pl.DataFrame
    enjeux: pl.DataFrame
    liens: pl.DataFrame
    regles: dict[str, fraicheur.Regle]


@dataclass(frozen=True)
class Filtre:
    """Ce qu'on cherche. `mots` : tous doivent y être, accents et casse ignorés. Vide : ne filtre pas."""

    mots: str = ""
    genres: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    enjeux: tuple[str, ...] = ()
    decoupage: str = ""
    code: str = ""
    etats: tuple[str, ...] = ()
    a_verifier: bool = False


def inventaire(entrepot: Entrepot, profil: Profil = Profil.TABLE) -> Inventaire:
    """L'inventaire vu par ce profil ; la table n'en lit ni les fermés, ni les coordonnées personnelles.

    Au profil DSP : tout, fermés et fusionnés compris.
    """
    cle = (entrepot.version, aujourd_hui().isoformat())
    with _TOUR:
        lus = _LUS.setdefault(entrepot, {})
        if profil not in lus or lus[profil][0] != cle:
            lus[profil] = (cle, _lire(entrepot, profil))
        return lus[profil][1]


def _lire(entrepot: Entrepot, profil: Profil) -> Inventaire:
    vigueur = fraicheur.en_vigueur(depot.regles_de_fraicheur(entrepot), aujourd_hui())
    actifs = depot.tous(entrepot)
    actifs = actifs.with_columns(
        fraicheur=fraicheur.calculer(actifs, vigueur, aujourd_hui()), verifie=pl.col("verifie_le") != ""
    )
    if profil is Profil.TABLE:
        actifs = _pour_la_table(actifs)
    connus = actifs.select("actif")
    dessertes = _avec_parents(entrepot, depot.dessertes(entrepot).join(connus, on="actif", how="semi"))
    return Inventaire(
        actifs,
        territoires.sans_non_affiches(entrepot, dessertes),
        depot.enjeux(entrepot).join(connus, on="actif", how="semi"),
        depot.liens(entrepot).join(connus, on="actif", how="semi"),
        vigueur,
    )


def _pour_la_table(actifs: pl.DataFrame) -> pl.DataFrame:
    personne = pl.col("genre") == Genre.PERSONNE.value
    tus = [pl.when(personne).then(pl.lit("")).otherwise(c).alias(c) for c in regles.PRIVES_D_UNE_PERSONNE]
    points = [pl.when(personne).then(None).otherwise(c).alias(c) for c in ("latitude", "longitude")]
    montres = actifs.filter(pl.col("etat").is_in([e.value for e in regles.MONTRES]))
    return montres.with_columns(*tus, *points).with_columns(
        courriel=pl.when("courriel_personnel").then(pl.lit("")).otherwise("courriel")
    )


def _avec_parents(entrepot: Entrepot, dessertes: pl.DataFrame) -> pl.DataFrame:
    """Un actif d'une communauté compte pour la MRC et la région qui la contiennent ; l'inverse, non."""
    parents = territoires.rattachements_connus(entrepot)
    remontees = dessertes.join(parents, on=["decoupage", "code"], how="inner").select(
        "actif", decoupage="parent_decoupage", code="parent_code", origine=pl.lit(PAR_RATTACHEMENT)
    )
    return pl.concat([dessertes, remontees.select(dessertes.columns)]).unique(
        ["actif", "decoupage", "code"], keep="first", maintain_order=True
    )


def chercher(lu: Inventaire, filtre: Filtre) -> pl.DataFrame:
    """Les actifs qui répondent au filtre, dans l'ordre du nom (à la française) : les lignes de `lu.actifs`."""
    trouves = lu.actifs
    for mot in sans_accents(filtre.mots).split():
        trouves = trouves.filter(pl.col("cherche").str.contains(mot, literal=True))
    for colonne, valeurs in (
        ("genre", filtre.genres),
        ("categorie", filtre.categories),
        ("etat", filtre.etats),
    ):
        if valeurs:
            trouves = trouves.filter(pl.col(colonne).is_in(list(valeurs)))
    if filtre.enjeux:
        trouves = trouves.join(
            lu.enjeux.filter(pl.col("enjeu").is_in(list(filtre.enjeux))), on="actif", how="semi"
        )
    if filtre.code:
        ici = lu.dessertes.filter((pl.col("decoupage") == filtre.decoupage) & (pl.col("code") == filtre.code))
        trouves = trouves.join(ici, on="actif", how="semi")
    if filtre.a_verifier:
        trouves = trouves.filter(
            (pl.col("fraicheur") < fraicheur.A_VERIFIER_SOUS) | (pl.col("etat") == Etat.A_COMPLETER.value)
        )
    return trouves.sort(pl.col("cherche"), "actif")


def par_territoire(lu: Inventaire, decoupage: str, actifs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Pour chaque territoire desservi du découpage : code, nombre, poids (Σ fraîcheur), verifies, le plus ancien.

    `poids` : ce que valent ces actifs, chacun compté pour sa fraîcheur. `actifs` : sous-ensemble de `lu.actifs`.
    """
    choisis = (lu.actifs if actifs is None else actifs).select("actif", "fraicheur", "verifie", "verifie_le")
    ici = lu.dessertes.filter(pl.col("decoupage") == decoupage).join(choisis, on="actif")
    return ici.group_by("code").agg(
        nombre=pl.len(), poids=pl.col("fraicheur").sum(), verifies=pl.col("verifie").sum(),
        derniere=pl.col("verifie_le").max(),
    ).sort("code")  # fmt: skip


def un_actif(entrepot: Entrepot, actif: str, profil: Profil = Profil.TABLE) -> Actif:
    """Un actif, ses dessertes, ses enjeux, ses liens. Lève ActifErreur s'il n'existe pas ou ne se montre pas."""
    lu = depot.lire(entrepot, [actif]).get(actif)
    cache = lu is not None and profil is Profil.TABLE and lu.etat not in regles.MONTRES
    if lu is None or cache:
        raise ActifErreur(
            "actif_inconnu",
            "Cet actif n'est pas à l'inventaire.",
            remede="Cherchez-le par son nom dans la liste.",
        )
    return regles.pour_la_table(lu) if profil is Profil.TABLE else lu
