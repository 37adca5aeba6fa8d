"""De quoi essayer un contrôle : un texte compris sans contrôle, puis toutes les règles."""

from dataclasses import replace
from datetime import date

import polars as pl

from tableau_bord import importation
from tableau_bord.importation import Genre, controles, mesures, regles
from tableau_bord.importation.chantier import Chantier
from tableau_bord.importation.cles import poser_cles
from tableau_bord.importation.lieux import situer
from tableau_bord.importation.regles import ContexteControle, Reglages
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tests.importation.fabrique import TERRITOIRES

LE_JOUR = date(2026, 11, 21)
RATTACHEMENTS = pl.DataFrame(
    {
        "decoupage": ["RLS"] * 3,
        "code": ["0511", "0514", "0515"],
        "parent_decoupage": ["RSS"] * 3,
        "parent_code": ["05"] * 3,
    }
)


def indicateur(code="cas", nature=Nature.PROPORTION, base=100.0, unite="%"):
    vide = dict.fromkeys(
        ("nom", "court", "definition", "numerateur", "denominateur", "ages", "source", "methode", "theme"),
        code,
    )
    return Indicateur(
        code=code, **vide, unite=unite, base=base, decimales=1, sens=Sens.BAS, nature=nature, comparateur=""
    )


def controler(texte, *, nom="essai_2021.csv", indicateurs=(), rattachements=None, **reglages):
    """Comprendre sans aucun contrôle, puis les passer tous ; rendre le chantier."""
    tableau = importation.lire_tableau(texte.encode(), nom)
    plan = importation.proposer(tableau, TERRITOIRES, [], Genre.INDICATEURS)
    c = Chantier(tableau, plan if plan.indicateur else replace(plan, indicateur="cas"))
    situer(c, TERRITOIRES)
    poser_cles(c)
    mesures.poser_nombres(c, mesures.NOMBRES)
    valeurs = controles.doublons(c, c.retenues([*mesures.CLE, *mesures.NOMBRES]), mesures.CLE)
    connus = {i.code: i for i in indicateurs}
    regles.controler(c, valeurs, ContexteControle(connus, rattachements, Reglages.lire(reglages), LE_JOUR))
    return c


def dites(c, regle):
    return [(a.ligne, a.gravite) for a in c.anomalies if a.regle == regle]
