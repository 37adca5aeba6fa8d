"""Une petite région semée : une communauté ordinaire, une minuscule, une sans donnée, et trois autres."""

from __future__ import annotations

import polars as pl
import shapely

from tableau_bord import indicateurs, territoires
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation import Lot, inscrire
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tableau_bord.territoires import Decoupage

ORDINAIRE, MINUSCULE, SANS_DONNEE = "20-001", "20-002", "20-003"
CODES = (ORDINAIRE, MINUSCULE, SANS_DONNEE, "20-004", "20-005", "20-006")
NOMS = ("Anse-aux-Huards", "Rapide-Gris", "Lac-Sauvé", "Val-Brumeux", "Île-du-Milieu", "Belle-Rive")
LOT = "lot-semé"


def indicateur(code: str, nature: Nature, sens: Sens, base: float = 100.0, **champs: object) -> Indicateur:
    """Une entrée de dictionnaire complète, au plus court."""
    unite = "%" if base == 100 else f"pour {base:g}"
    return Indicateur(
        code, code.replace("_", " "), code, "Définition.", "Numérateur.", "Dénominateur.", "tous", "Source d'essai",
        unite, base, 1, sens, nature, "Méthode.", "Reste de la région", "Essai", noyau=True, rang=1, **champs,
    )  # fmt: skip


DIPLOME = indicateur("diplome", Nature.PROPORTION, Sens.HAUT, phrase_favorable="on y finit son secondaire")
DECES = indicateur("deces", Nature.TAUX, Sens.BAS, base=100_000.0)
EFFECTIFS = {
    "diplome": ((304, 344), (12, 15), None, (400, 500), (600, 760), (330, 410)),
    "deces": ((40, 3400), (2, 350), None, (60, 5000), (85, 7000), (0, 3000)),
}


def cases_brutes(periode: str = "2021") -> pl.DataFrame:
    """Les cases avant calcul ; la région compte tout, communauté sans donnée exclue."""
    lignes = []
    for code_ind, paires in EFFECTIFS.items():
        for code, paire in zip(CODES, paires, strict=True):
            effectif, denominateur = paire or (None, None)
            motif = None if paire else "non disponible"
            lignes.append(("communaute", code, code_ind, periode, "T", "tous", effectif, denominateur, motif))
        connues = [p for p in paires if p]
        lignes.append(
            (
                "RSS",
                "20",
                code_ind,
                periode,
                "T",
                "tous",
                sum(p[0] for p in connues),
                sum(p[1] for p in connues),
                None,
            )
        )
    schema = {
        "decoupage": pl.String, "code": pl.String, "indicateur": pl.String, "periode": pl.String, "sexe": pl.String,
        "age": pl.String, "effectif": pl.Float64, "denominateur": pl.Float64, "motif": pl.String,
    }  # fmt: skip
    cadre = pl.DataFrame(lignes, schema=schema, orient="row")
    return cadre.with_columns(valeur=None, borne_inf=None, borne_sup=None).with_columns(
        pl.col("valeur", "borne_inf", "borne_sup").cast(pl.Float64)
    )


def semer(entrepot: Entrepot, periode: str = "2021", lot: str = LOT) -> None:
    """Verser territoires, dictionnaire et valeurs, sans rien publier."""
    dictionnaire = {i.code: i for i in (DIPLOME, DECES)}
    cases = indicateurs.calculer(cases_brutes(periode), dictionnaire, lot)

    def geste(t):  # type: ignore[no-untyped-def]
        for d in _decoupages():
            territoires.inscrire(t, d, lot)
        indicateurs.inscrire_indicateurs(t, list(dictionnaire.values()))
        indicateurs.inserer_valeurs(t, cases, lot)
        inscrire(
            t, Lot(lot, "indicateurs", "semis.csv", "0" * 64, "essai", maintenant(), cases.height, "Semis.")
        )

    entrepot.ecrire(geste)


def _decoupages() -> list[Decoupage]:
    carres = [shapely.to_wkb(shapely.box(k, 48, k + 1, 49)) for k in range(len(CODES))]
    vide = pl.Series([None] * len(CODES), dtype=pl.String)
    communautes = Decoupage(
        "communaute",
        "2021",
        pl.DataFrame({"code": CODES, "nom": NOMS, "municipalite": vide}),
        pl.DataFrame({"code": CODES, "parent_decoupage": ["RSS"] * 6, "parent_code": ["20"] * 6}),
        pl.DataFrame({"code": CODES, "wkb": carres}),
        regle="pondérée",
    )
    region = Decoupage(
        "RSS",
        "2021",
        pl.DataFrame(
            {"code": ["20"], "nom": ["Région d'essai"], "municipalite": pl.Series([None], dtype=pl.String)}
        ),
    )
    return [region, communautes]
