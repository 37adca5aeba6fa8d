"""Le chantier d'une compréhension : les lignes du fichier, leur sort, et les anomalies qui le disent."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import polars as pl

from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.importation.modele import (
    LIGNE,
    RANG,
    Anomalie,
    Comprehension,
    Gravite,
    Plan,
    Role,
    TableauLu,
)

GARDEE, DE_COTE, REFUSEE = 0, 1, 2
ETAT = "_etat"
LIMITE = 200
"""Au-delà, les anomalies d'une même règle sont dites en une seule."""
RIEN_ENREGISTRE = "Rien n'a été enregistré."
CORRIGER = "Corrigez la ligne, ou excluez-la et versez le reste."
_ETATS = {
    Gravite.DE_COTE: DE_COTE,
    Gravite.REFUSEE: REFUSEE,
    Gravite.SIGNALEE: GARDEE,
    Gravite.BLOQUANTE: GARDEE,
}
_ORDRE = {Gravite.BLOQUANTE: 0, Gravite.REFUSEE: 1, Gravite.SIGNALEE: 2, Gravite.DE_COTE: 3}

Dire = Callable[[str], tuple[str, str]]
"""De la valeur fautive au message (après le lieu) et au geste."""


class Chantier:
    """`brut` : les cellules ; `sortie` : `_rang`, `_ligne`, `_etat` et ce qu'on en tire, mêmes rangs."""

    def __init__(self, tableau: TableauLu, plan: Plan) -> None:
        self.tableau, self.plan = tableau, plan
        self.brut = tableau.cadre
        self.sortie = tableau.cadre.select(LIGNE, pl.lit(GARDEE, dtype=pl.Int8).alias(ETAT)).with_row_index(
            RANG
        )
        self.anomalies: list[Anomalie] = []
        self.remarques: list[str] = []
        self.attendus = 0

    def cellules(self, role: Role) -> pl.Series | None:
        """La colonne de ce rôle, ou None."""
        colonne = self.plan.colonne(role)
        return self.brut[colonne] if colonne else None

    def constante(self, nom: str, valeur: str | None) -> pl.Series:
        """Une colonne de texte toute pareille."""
        return pl.Series(nom, [valeur], dtype=pl.String).new_from_index(0, self.brut.height)

    def poser(self, *colonnes: pl.Series) -> None:
        """Ajouter des colonnes à la sortie."""
        self.sortie = self.sortie.with_columns(*colonnes)

    def juger(
        self,
        masque: pl.Series,
        colonne: str,
        regle: str,
        gravite: Gravite,
        dire: Dire,
        valeurs: pl.Series | None = None,
    ) -> None:
        """Changer le sort des lignes du masque, avec une anomalie par valeur distincte.

        Une ligne mise de côté n'est plus jugée ; une ligne refusée l'est encore : on dit tout d'un coup.
        """
        vises = masque.fill_null(False) & (self.sortie[ETAT] != DE_COTE)
        if not vises.any():
            return
        textes = (self.brut[colonne] if valeurs is None else valeurs).fill_null("")
        fautives = pl.DataFrame({LIGNE: self.sortie[LIGNE], "valeur": textes}).filter(vises)
        self.anomalies += _grouper(fautives, colonne, regle, gravite, dire)
        etats = self.sortie[ETAT].set(vises & (self.sortie[ETAT] == GARDEE), _ETATS[gravite])
        self.poser(etats)

    def noter(
        self, regle: str, gravite: Gravite, message: str, geste: str, ligne: int | None = None, **ou: str
    ) -> None:
        """Ajouter une anomalie qui ne change le sort d'aucune ligne."""
        self.anomalies.append(
            Anomalie(ligne, ou.get("colonne", ""), ou.get("valeur", ""), regle, gravite, message, geste)
        )

    def retenues(self, colonnes: Iterable[str]) -> pl.DataFrame:
        """Les lignes gardées, ces colonnes, `_ligne` et `_rang`."""
        return self.sortie.filter(pl.col(ETAT) == GARDEE).select(*colonnes, LIGNE, RANG)

    def conclure(self, valeurs: pl.DataFrame) -> Comprehension:
        """Rassembler ce qui a été compris."""
        etats, valeurs = self.sortie[ETAT], valeurs.drop(RANG, strict=False)
        cle = [c for c in ("decoupage", "code") if c in valeurs.columns]
        return Comprehension(
            self.plan.genre,
            valeurs,
            tuple(sorted(self.anomalies, key=lambda a: _ORDRE[a.gravite])),
            lignes_lues=self.brut.height,
            lignes_de_cote=int((etats == DE_COTE).sum()),
            lignes_refusees=int((etats == REFUSEE).sum()),
            territoires_reconnus=valeurs.n_unique(cle) if valeurs.height else 0,
            territoires_attendus=self.attendus,
            remarques=tuple(self.remarques),
        )


def citer(texte: str) -> str:
    """« texte », espaces insécables."""
    return f"«\u00a0{texte}\u00a0»"


def lignes_en_mots(premieres: list[int], combien: int) -> str:
    """« Ligne 14 », « Lignes 14, 15 et 30 », « Lignes 14, 15, 30 et 12 autres »."""
    numeros = [str(n) for n in premieres]
    if combien == 1:
        return f"Ligne {numeros[0]}"
    reste = combien - len(numeros)
    autres = [compter(reste, "autre")] if reste else []
    return f"Lignes {enumerer([*numeros, *autres])}"


def _grouper(
    fautives: pl.DataFrame, colonne: str, regle: str, gravite: Gravite, dire: Dire
) -> list[Anomalie]:
    groupes = fautives.group_by("valeur", maintain_order=True).agg(
        pl.col(LIGNE).unique(maintain_order=True).head(3), combien=pl.col(LIGNE).n_unique()
    )
    anomalies = []
    for valeur, lignes, combien in groupes.head(LIMITE).iter_rows():
        message, geste = dire(valeur)
        ou = lignes_en_mots(lignes, combien) + (f", colonne {citer(colonne)}" if colonne else "")
        texte = f"{ou}\u00a0: {message}"
        anomalies.append(Anomalie(lignes[0], colonne, valeur, regle, gravite, texte, geste))
    if (reste := groupes.slice(LIMITE)).height:
        message = (
            f"{compter(reste.height, 'autre valeur est', 'autres valeurs sont')} dans le même cas ({regle})."
        )
        anomalies.append(
            Anomalie(reste[LIGNE][0][0], colonne, "", regle, gravite, message, "Corrigez d'abord celles-ci.")
        )
    return anomalies
