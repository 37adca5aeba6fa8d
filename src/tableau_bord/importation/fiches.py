"""Lire un fichier d'une ligne par personne, en mémoire seulement ; ce qui identifie quelqu'un est refusé."""

from __future__ import annotations

import hashlib
import io
import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation import colonnaire, identifiants, personnes, refus
from tableau_bord.importation.lecture import lire_tableau
from tableau_bord.importation.modele import LIGNE, TableauLu
from tableau_bord.importation.nombres import lire_nombres

STATISTIQUES = {".sav": "read_sav", ".zsav": "read_sav", ".dta": "read_dta", ".sas7bdat": "read_sas7bdat"}
TYPES = (
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xls",
    "ods",
    "parquet",
    "gz",
    "zip",
    "rds",
    *(s[1:] for s in STATISTIQUES),
)
_ZERO_DE_TETE = r"^0\d"
_REPLICATION = re.compile(r"^(.*?)(\d+)$")


@dataclass(frozen=True, eq=False)
class Fiches:
    """Des réponses individuelles, en mémoire. `cadre` : une colonne par variable, texte ou nombre, sans `_ligne`.

    `premiere` : numéro, dans le fichier, de la première ligne de données ; `laissees` : colonnes non lues, et pourquoi.
    """

    nom: str
    empreinte: str
    cadre: pl.DataFrame
    premiere: int = 2
    remarques: tuple[str, ...] = ()
    laissees: dict[str, str] = field(default_factory=dict)

    @property
    def lignes(self) -> int:
        """Nombre de personnes."""
        return self.cadre.height

    @property
    def colonnes(self) -> list[str]:
        """Noms des variables lues."""
        return self.cadre.columns

    def textes(self, colonne: str) -> NDArray[Any]:
        """La colonne en texte (n,), None là où elle manque ; lève ImportationErreur si elle n'est pas au fichier."""
        lue = self._lue(colonne)
        return np.array((lue if lue.dtype == pl.String else colonnaire.en_texte(lue)).to_list(), dtype=object)

    def nombres(self, colonne: str) -> NDArray[np.float64]:
        """La colonne en nombres (n,), `nan` là où elle manque. Lève ImportationErreur à la première case illisible."""
        lue = self._lue(colonne)
        if lue.dtype != pl.String:
            return lue.cast(pl.Float64, strict=False).to_numpy().astype(np.float64)
        lecture = lire_nombres(lue)
        fautes = lecture.fautives | lecture.ambigues
        if fautes.any():
            i = int(fautes.arg_max() or 0)
            raise ImportationErreur(
                "nombre_illisible", f"«\u00a0{lue[i]}\u00a0» n'est pas un nombre.",
                ou=f"Ligne {i + self.premiere}, colonne «\u00a0{colonne}\u00a0»",
                remede="Corrigez la case, ou choisissez une autre colonne.",
            )  # fmt: skip
        return lecture.valeurs.to_numpy().astype(np.float64)

    def variables(self, noms: Iterable[str]) -> dict[str, NDArray[Any]]:
        """Les colonnes demandées qui existent, en nombres si elles s'y prêtent, en texte sinon.

        « sch_wide » trouve aussi « sch.wide » : un point ou une espace ne s'écrit pas dans une expression.
        """
        alias = {re.sub(r"\W", "_", c): c for c in self.cadre.columns}
        trouvees = {n: n if n in self.cadre.columns else alias.get(n, "") for n in noms}
        return {n: self.valeurs(c) for n, c in trouvees.items() if c}

    def valeurs(self, colonne: str) -> NDArray[Any]:
        """Des nombres (n,) si toute la colonne en est et qu'aucun code n'a de zéro de tête ; des textes sinon."""
        lue = self._lue(colonne)
        if lue.dtype == pl.String and lue.str.contains(_ZERO_DE_TETE).any():
            return self.textes(colonne)
        try:
            return self.nombres(colonne)
        except ImportationErreur:
            return self.textes(colonne)

    def serie(self, prefixe: str) -> list[str]:
        """Colonnes « prefixe1, prefixe2… », dans l'ordre des numéros : les poids de réplication."""
        trouvees = [(int(m[2]), c) for c in self.colonnes if (m := _REPLICATION.match(c)) and m[1] == prefixe]
        return [c for _, c in sorted(trouvees)]

    def _lue(self, colonne: str) -> pl.Series:
        if colonne not in self.cadre.columns:
            dites = ", ".join(self.cadre.columns[:12])
            raise ImportationErreur(
                "colonne_absente", f"La colonne «\u00a0{colonne}\u00a0» n'est pas au fichier.",
                ou=f"Fichier «\u00a0{self.nom}\u00a0»", remede=f"Colonnes lues\u00a0: {dites}.",
            )  # fmt: skip
        return self.cadre[colonne]


def lire_fiches(contenu: bytes, nom: str, feuille: str | None = None) -> Fiches:
    """Lire un CSV, un classeur, un Parquet, un .sav, .dta, .sas7bdat ou .rds ; rien ne touche le disque.

    Un numéro différent à chaque ligne (« id », « dossier ») n'est pas lu : il ne sert à rien ici. Lève ImportationErreur :
    vide, illisible, ou « identifiants_personnels » si une colonne dit qui est quelqu'un (nom, date de naissance, code
    postal à six positions, NAM, NAS, courriel, téléphone, adresse) ; la valeur n'est jamais montrée.
    """
    if not contenu.strip():
        raise refus.vide(nom)
    suffixe = PurePath(nom).suffix.lower()
    remarques: tuple[str, ...] = ()
    premiere = 2
    if suffixe in STATISTIQUES:
        cadre = _statistique(contenu, nom, STATISTIQUES[suffixe])
    elif suffixe == ".rds":
        cadre = _rds(contenu, nom)
    elif colonnaire.est_parquet(contenu):
        cadre = colonnaire.ouvrir(contenu, nom)
    else:
        lu = lire_tableau(contenu, nom, feuille)
        cadre, remarques, premiere = lu.cadre.drop(LIGNE), lu.remarques, lu.entete_ligne + 1
    if not cadre.height:
        raise refus.sans_lignes(nom)
    _refuser(cadre, nom, premiere)
    numeros = _numeros(cadre)
    laissees = dict.fromkeys(numeros, "un numéro différent à chaque ligne")
    if numeros:
        remarques = (
            *remarques,
            f"Non lu, un numéro par personne n'étant pas utile ici\u00a0: {enumerer(numeros)}.",
        )
    return Fiches(
        nom, hashlib.sha256(contenu).hexdigest(), cadre.drop(numeros), premiere, remarques, laissees
    )


def _refuser(cadre: pl.DataFrame, nom: str, premiere: int) -> None:
    """Les colonnes de poids n'ont pas de texte : seules celles qui pourraient en avoir sont regardées."""
    textes = [
        colonnaire.en_texte(cadre[c]) if cadre[c].dtype != pl.String else cadre[c]
        for c in cadre.columns
        if not cadre[c].dtype.is_float() or personnes.nom_douteux(c)
    ]
    numeros = pl.int_range(premiere, premiere + cadre.height, dtype=pl.Int64, eager=True).alias(LIGNE)
    tableau = TableauLu(nom, pl.DataFrame([*textes, numeros]), entete_ligne=max(premiere - 1, 0))
    trouvee = identifiants.trouver(tableau, cases_seulement=True)
    if trouvee is None and (colonne := personnes.colonne_identifiante(tableau.cadre.drop(LIGNE))):
        trouvee = identifiants.Trouvaille(colonne[0], "", colonne[1], premiere)
    if trouvee:
        raise ImportationErreur(
            "identifiants_personnels",
            f"La colonne «\u00a0{trouvee.colonne}\u00a0» porte {trouvee.quoi}. Rien n'a été lu plus loin, rien n'est gardé.",
            ou=f"Fichier «\u00a0{nom}\u00a0», ligne {trouvee.ligne}",
            remede="Retirez cette colonne du fichier, puis déposez-le de nouveau. Le territoire, l'âge et le sexe suffisent.",
        )


def _numeros(cadre: pl.DataFrame) -> list[str]:
    """Un code propre à chaque ligne, entier ou texte : il suivrait une personne d'un fichier à l'autre."""
    if cadre.height < 20:
        return []
    sonde = cadre.head(2_000)
    possibles = [c for c in cadre.columns if not _decimales(sonde[c]) and sonde[c].n_unique() == sonde.height]
    return [c for c in possibles if cadre[c].null_count() == 0 and cadre[c].n_unique() == cadre.height]


def _decimales(colonne: pl.Series) -> bool:
    if colonne.dtype == pl.String:
        return bool(colonne.str.contains(r"^-?\d*[.,]\d+$").all())
    return bool(colonne.dtype.is_float() and (colonne != colonne.round(0)).any())


def _statistique(contenu: bytes, nom: str, lecteur: str) -> pl.DataFrame:
    import pyreadstat  # tardif : lourd, et rarement demandé

    try:
        cadre, _ = getattr(pyreadstat, lecteur)(io.BytesIO(contenu), output_format="polars")
    except Exception as erreur:  # la bibliothèque lève des types à elle
        raise refus.illisible(
            nom, "Ce fichier ne se lit pas\u00a0: abîmé, chiffré, ou d'un autre logiciel."
        ) from erreur
    return pl.DataFrame(cadre)


def _rds(contenu: bytes, nom: str) -> pl.DataFrame:
    import rdata  # tardif, comme ci-dessus

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # « type inconnu, supposé RDS » : c'en est un
            lu = rdata.conversion.convert(rdata.parser.parse_data(contenu))
        colonnes = {str(c): _colonne_de_r(lu[c].to_numpy(dtype=object)) for c in lu.columns}
        return pl.DataFrame(colonnes)
    except Exception as erreur:
        raise refus.illisible(
            nom, "Ce fichier .rds ne contient pas un tableau de données lisible."
        ) from erreur


def _colonne_de_r(valeurs: NDArray[Any]) -> pl.Series:
    """Nombres et logiques en nombres (TRUE vaut 1), facteurs et textes en texte ; NA devient nul."""
    absent = [v is None or type(v).__name__ == "NAType" or v != v for v in valeurs]
    if all(
        a or isinstance(v, (int, float, np.number, np.bool_)) for v, a in zip(valeurs, absent, strict=True)
    ):
        return pl.Series(
            [None if a else float(v) for v, a in zip(valeurs, absent, strict=True)], dtype=pl.Float64
        )
    return pl.Series([None if a else str(v) for v, a in zip(valeurs, absent, strict=True)], dtype=pl.String)


def compter_les_fiches(fiches: Fiches) -> str:
    """« 8 968 personnes, 13 variables »."""
    return f"{compter(fiches.lignes, 'personne')}, {compter(len(fiches.colonnes), 'variable')}"
