"""Où se comptent les évènements : le découpage du fichier, celui du résultat, et le passage de l'un à l'autre."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from tableau_bord import territoires
from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import examiner
from tableau_bord.gestes.agreger_plan import Choix
from tableau_bord.importation import agregation, refus
from tableau_bord.territoires import libelle

AIRES, COMMUNAUTE = "AD", "communaute"


@dataclass(frozen=True, eq=False)
class Destination:
    """`lieux` : ce qu'écrit le fichier, et où le moteur le compte. `attendus` : codes qui comptent zéro sans évènement.

    `composition` : code, ad, poids, à appliquer après le compte, selon `regle` ; vide s'il n'y a rien à porter.
    """

    decoupage: str
    vers: str
    lieux: agregation.Lieux
    attendus: tuple[str, ...]
    composition: pl.DataFrame = field(default_factory=pl.DataFrame)
    regle: str = ""


def destination(entrepot: Entrepot, choix: Choix) -> Destination:
    """Lève ImportationErreur : découpage que la base n'a pas ; TerritoireErreur : rien ne mène de l'un à l'autre."""
    connus = examiner.lieux_connus(entrepot)
    if connus.filter(pl.col("decoupage") == choix.decoupage).is_empty():
        raise refus.sans_territoires(choix.decoupage)
    vers = choix.vers or (COMMUNAUTE if choix.decoupage == AIRES else choix.decoupage)
    if vers == choix.decoupage:
        lieux = agregation.lieux(connus, choix.decoupage, None)
        return _verifiee(Destination(choix.decoupage, vers, lieux, _en_vigueur(entrepot, vers)))
    if choix.decoupage == AIRES and vers == COMMUNAUTE:
        return _verifiee(_par_la_composition(entrepot, connus))
    parents = territoires.rattachements_connus(entrepot).filter(
        (pl.col("decoupage") == choix.decoupage) & (pl.col("parent_decoupage") == vers)
    )
    if parents.is_empty():
        raise _sans_passage(
            choix.decoupage, vers, "Versez d'abord les rattachements, ou choisissez un autre --vers."
        )
    lieux = agregation.lieux(connus, choix.decoupage, parents.select("code", vers="parent_code"))
    return _verifiee(Destination(choix.decoupage, vers, lieux, _en_vigueur(entrepot, vers)))


def _par_la_composition(entrepot: Entrepot, connus: pl.DataFrame) -> Destination:
    """Une aire entière se rattache dès le compte ; une aire partagée se compte, puis se répartit."""
    composition = territoires.composition_de(entrepot, COMMUNAUTE)
    if composition.is_empty():
        raise _sans_passage(
            AIRES, COMMUNAUTE, "Versez la composition des communautés en aires de diffusion, ou comptez par aire (--vers AD)."
        )  # fmt: skip
    regle = territoires.regle_de(entrepot, COMMUNAUTE) or "pondérée"
    parts = territoires.appliquer_regle(composition, regle)
    attendus = tuple(sorted(set(parts["code"])))
    if parts["ad"].is_unique().all() and (parts["poids"] == 1).all():
        lieux = agregation.lieux(connus, AIRES, parts.select(code="ad", vers="code"))
        return Destination(AIRES, COMMUNAUTE, lieux, attendus, regle=regle)
    aires = parts.select(code="ad", vers="ad").unique()
    lieux = agregation.lieux(connus, AIRES, aires)
    return Destination(AIRES, COMMUNAUTE, lieux, tuple(sorted(aires["code"])), composition, regle)


def _en_vigueur(entrepot: Entrepot, decoupage: str) -> tuple[str, ...]:
    return tuple(territoires.territoires_de(entrepot, decoupage, tous=True)["code"].to_list())


def _verifiee(d: Destination) -> Destination:
    if len(d.lieux.codes) > agregation.LIEUX_MAXIMUM:
        raise TerritoireErreur(
            "trop_de_territoires", f"Au plus {agregation.LIEUX_MAXIMUM} territoires à la fois.", ou=libelle(d.decoupage, 2),
            remede="Choisissez un découpage plus large.",
        )  # fmt: skip
    return d


def _sans_passage(de: str, vers: str, remede: str) -> TerritoireErreur:
    return TerritoireErreur(
        "sans_passage", f"Rien dans cette base ne mène de «\u00a0{libelle(de)}\u00a0» à «\u00a0{libelle(vers)}\u00a0».",
        ou="Territoires", remede=remede,
    )  # fmt: skip
