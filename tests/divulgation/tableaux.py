"""De petits tableaux à la main : cases, rattachements, publication d'essai."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord.divulgation import Attaque, Liens, attaquer, inconnues_du_registre, masquer_tout, reunir
from tableau_bord.divulgation.inconnues import IDENTITE, INCONNUES
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.divulgation.relations import RATTACHEMENT
from tableau_bord.parametres import SeuilsDivulgation

SEUILS = SeuilsDivulgation(effectif=5, population=40)
REGISTRE_VIDE = pl.DataFrame(schema=INCONNUES)


def case(decoupage, code, effectif, denominateur=5000, sexe="T", age="tous", periode="2021", lot="a"):
    """Une ligne de tableau ; effectif absent : « non disponible » à la source."""
    return (decoupage, code, "cas", periode, sexe, age, lot, effectif, denominateur)


def cases(*lignes) -> pl.DataFrame:
    """Des lignes de `case` aux colonnes attendues par `masquer_tout`."""
    schema = {
        **dict.fromkeys(IDENTITE, pl.String),
        "effectif": pl.Float64,
        "denominateur": pl.Float64,
    }
    cadre = pl.DataFrame(lignes, schema=schema, orient="row")
    return cadre.with_columns(
        valeur="effectif",
        borne_inf="effectif",
        borne_sup="effectif",
        proportion=pl.lit(False),
        motif=pl.when(pl.col("effectif").is_null()).then(pl.lit("non disponible")),
    )


def liens(*couples) -> Liens:
    """`("RLS", "0911", "RSS", "09")` : le territoire, puis son parent."""
    return Liens(pl.DataFrame(couples, schema=dict.fromkeys(RATTACHEMENT, pl.String), orient="row"))


@dataclass
class Registre:
    """Des publications d'essai successives ; ce qui a été montré reste connu."""

    parues: pl.DataFrame | None = None
    rang: int = 0

    def inconnues(self) -> pl.DataFrame:
        """Le registre, tel que `masquer_tout` le reçoit."""
        if self.parues is None:
            return REGISTRE_VIDE
        return inconnues_du_registre(self.parues, self.fines, SEUILS)

    def publier(self, fines: pl.DataFrame, connus: Liens, *, complement: bool = True, oublier: bool = False):
        """Masquer (`complement` : aussi par complément), inscrire, rendre les cases avec `raison`.

        `oublier` : masquer comme si rien n'avait encore paru.
        """
        registre = REGISTRE_VIDE if oublier else self.inconnues()
        masquees = masquer_tout(fines, SEUILS, connus, registre) if complement else raisonner(fines, SEUILS)
        self.rang += 1
        montre = pl.col("raison").is_null()
        parue = masquees.select(
            *IDENTITE, pl.when(montre).then("effectif").alias("effectif"), "denominateur", "raison", rang=self.rang
        )  # fmt: skip
        self.parues = parue if self.parues is None else pl.concat([self.parues, parue])
        self.fines = fines if self.rang == 1 else pl.concat([self.fines, fines])
        return masquees

    def attaquer(self, connus: Liens, complete: bool = True) -> Attaque:
        """Attaquer tout ce qui a paru."""
        return attaquer(self.inconnues(), connus, complete=complete)


def attaquer_une(
    masquees: pl.DataFrame, connus: Liens, complete: bool = True, seuils: SeuilsDivulgation = SEUILS
) -> Attaque:
    """Attaquer une seule publication."""
    return attaquer(reunir(masquees, seuils, REGISTRE_VIDE), connus, complete=complete)


def publier_primaire(fines: pl.DataFrame) -> pl.DataFrame:
    """Le masque primaire seul : la contre-épreuve."""
    return raisonner(fines, SEUILS)


def intervalle(attaque: Attaque, decoupage: str, code: str, sexe: str = "T") -> tuple[float, float]:
    """Ce que l'attaquant sait d'une case cachée."""
    ligne = attaque.intervalles.filter(
        (pl.col("decoupage") == decoupage) & (pl.col("code") == code) & (pl.col("sexe") == sexe)
    ).row(0, named=True)
    return round(ligne["bas"], 6), round(ligne["haut"], 6)
