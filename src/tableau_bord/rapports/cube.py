"""Le cube en CSV et en classeur : une ligne par case, relisible à l'identique."""

from __future__ import annotations

import io

import polars as pl
import xlsxwriter

from tableau_bord import VERSION_CALCUL, indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.entrepot import Entrepot

COLONNES = (
    *("decoupage", "code", "nom", "indicateur", "periode", "sexe", "age", "effectif", "denominateur"),
    *("valeur", "borne_inf", "borne_sup", "unite", "motif", "lot", "version_calcul"),
)
_DEBUTS_DE_FORMULE = r"^[=+\-@\t\r]"


def cube(entrepot: Entrepot, profil: Profil, **criteres: object) -> pl.DataFrame:
    """Toutes les cases que ce profil peut lire, colonnes `COLONNES`, dans un ordre stable.

    `criteres` : ceux de `indicateurs.lire_cases` (codes, indicateurs…).
    """
    cases = indicateurs.lire_cases(entrepot, profil, **{"sexes": None, **criteres})  # type: ignore[arg-type]
    noms = territoires.codes_connus(entrepot).unique(["decoupage", "code"], keep="last", maintain_order=True)
    unites = {i.code: i.unite for i in indicateurs.indicateurs(entrepot)}
    return (
        cases.join(noms, on=["decoupage", "code"], how="left")
        .with_columns(
            nom=pl.col("nom").fill_null(""),
            unite=pl.col("indicateur").replace_strict(unites, default=""),
            motif=pl.col("motif").fill_null(""),
        )
        .select(COLONNES)
        .sort("decoupage", "indicateur", "periode", "sexe", "age", "code")
    )


def en_csv(tableau: pl.DataFrame) -> bytes:
    """CSV qu'Excel français ouvre tel quel : BOM, « ; », virgule décimale, formules neutralisées."""
    nombres = [c for c, t in tableau.schema.items() if t.is_float()]
    textes = [c for c, t in tableau.schema.items() if t == pl.String]
    pret = tableau.with_columns(
        *(_nombre_exact(c) for c in nombres),
        *(
            pl.when(pl.col(c).str.contains(_DEBUTS_DE_FORMULE))
            .then("'" + pl.col(c))
            .otherwise(pl.col(c))
            .alias(c)
            for c in textes
        ),
    )
    return b"\xef\xbb\xbf" + pret.write_csv(separator=";", line_terminator="\r\n").encode("utf-8")


def _nombre_exact(colonne: str) -> pl.Expr:
    """Le plus court nombre qui se relit au même double, à virgule ; entier sans décimale."""
    texte = pl.col(colonne).cast(pl.String).str.replace(r"\.0$", "").str.replace(".", ",", literal=True)
    return texte.alias(colonne)


def en_xlsx(tableau: pl.DataFrame, notes: tuple[str, ...] = ()) -> bytes:
    """Classeur : la feuille « Données », puis « À lire » (source, version du calcul, notes)."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False}) as classeur:
        tableau.write_excel(classeur, worksheet="Données", autofit=True, float_precision=4)
        feuille = classeur.add_worksheet("À lire")
        for rang, note in enumerate((*notes, f"Version du calcul\u00a0: {VERSION_CALCUL}")):
            feuille.write_string(rang, 0, note)
    return tampon.getvalue()
