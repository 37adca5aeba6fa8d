"""Un filtre en une ligne (« diag = 'A' et age >= 65 ») devient une condition SQL sans aucun texte de l'usager.

La grammaire est celle d'`enquete.Expression`, qui lit un arbre et n'exécute rien. Ici, seules passent les
comparaisons d'une colonne à des constantes ; les colonnes deviennent des alias, les constantes des paramètres.
"""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import dataclass, field

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.enquete import Expression
from tableau_bord.importation import normes
from tableau_bord.importation.agregation.modele import FichierOuvert, GenreColonne
from tableau_bord.importation.chantier import citer

_SIGNES: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "=", ast.NotEq: "<>", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
}  # fmt: skip
_CONTRAIRES = {"=": "<>", "<>": "=", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_RETOURNES = {"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_NOMBRE = r"^ *-?[0-9]{1,15}([.,][0-9]{1,15})? *$"
_REMEDE = (
    "Comparez une colonne à une constante (=, !=, <, <=, >, >=, dans (…)), et joignez par et, ou, non\u00a0; "
    "par exemple «\u00a0diag dans ('J45', 'J46') et age >= 65\u00a0»."
)


@dataclass(frozen=True)
class Filtre:
    """Une condition portable. `alias` : nom dans la requête → colonne du fichier ; `parametres` : `$nom` → valeur."""

    sql: str
    alias: Mapping[str, str] = field(default_factory=dict)
    parametres: Mapping[str, str | float] = field(default_factory=dict)


def lire(texte: str, fichier: FichierOuvert) -> Filtre:
    """Traduire un filtre sur les colonnes d'un fichier.

    Une colonne se nomme telle quelle, ou sans accents et avec « _ » pour ses espaces ; une valeur vide ne répond
    à aucune comparaison. Lève CalculErreur : mot qui n'est pas admis ; ImportationErreur : colonne inconnue,
    comparaison de deux colonnes, texte contre nombre.
    """
    lue = Expression.lire(texte)
    if not lue.est_condition:
        raise _refus("Un filtre est une comparaison.")
    traduction = _Traduction(fichier)
    sql = traduction.condition(lue.arbre, vraie=True)
    return Filtre(sql, traduction.alias, traduction.parametres)


class _Traduction:
    def __init__(self, fichier: FichierOuvert) -> None:
        self._fichier = fichier
        noms = list(fichier.genres)
        self._colonnes = {normes.nu(c).replace(" ", "_"): c for c in reversed(noms)} | {c: c for c in noms}
        self.alias: dict[str, str] = {}
        self.parametres: dict[str, str | float] = {}

    def condition(self, p: ast.expr, vraie: bool) -> str:
        """La condition, ou sa négation, poussée jusqu'aux comparaisons : « NOT » ne s'écrit jamais."""
        if isinstance(p, ast.BoolOp):
            return _joindre([self.condition(v, vraie) for v in p.values], isinstance(p.op, ast.And) is vraie)
        if isinstance(p, ast.UnaryOp):
            return self.condition(p.operand, not vraie)
        if not isinstance(p, ast.Compare):
            raise _refus("Un filtre ne calcule pas.")
        gauches = [p.left, *p.comparators[:-1]]
        paires = zip(gauches, p.ops, p.comparators, strict=True)
        return _joindre([self._comparaison(g, op, d, vraie) for g, op, d in paires], vraie)

    def _comparaison(self, gauche: ast.expr, op: ast.cmpop, droite: ast.expr, vraie: bool) -> str:
        if isinstance(op, ast.In | ast.NotIn):
            assert isinstance(droite, ast.Tuple | ast.List)
            valeurs, dedans = [_constante(e) for e in droite.elts], isinstance(op, ast.In) is vraie
            liste = ", ".join(self._parametre(v) for v in valeurs)
            return f"{self._colonne(gauche, valeurs, dedans)} {'IN' if dedans else 'NOT IN'} ({liste})"
        signe = _SIGNES[type(op)] if vraie else _CONTRAIRES[_SIGNES[type(op)]]
        if isinstance(droite, ast.Name):
            gauche, droite, signe = droite, gauche, _RETOURNES[signe]
        valeur = _constante(droite)
        return f"{self._colonne(gauche, [valeur], signe == '=')} {signe} {self._parametre(valeur)}"

    def _parametre(self, valeur: str | float) -> str:
        nom = f"v{len(self.parametres)}"
        self.parametres[nom] = valeur
        return f"${nom}"

    def _colonne(self, p: ast.expr, valeurs: list[str | float], egale: bool) -> str:
        """La colonne, lue comme les constantes auxquelles elle se compare : un texte, ou un nombre."""
        if not isinstance(p, ast.Name):
            raise _refus("Un filtre compare une colonne à une constante.")
        colonne = self._colonnes.get(p.id)
        if colonne is None:
            raise ImportationErreur(
                "colonne_inconnue", f"La colonne {citer(p.id)} n'est pas au fichier.", ou="--filtre",
                remede=f"Colonnes lues\u00a0: {', '.join(list(self._fichier.genres)[:20])}.",
            )  # fmt: skip
        if len({isinstance(v, str) for v in valeurs}) > 1:
            raise _refus(
                f"La colonne {citer(colonne)} se compare à des textes ou à des nombres, pas aux deux."
            )
        alias = next((a for a, c in self.alias.items() if c == colonne), f"f{len(self.alias)}")
        self.alias[alias] = colonne
        if isinstance(valeurs[0], str):
            # Égale à un texte, elle n'est pas vide : la colonne reste nue, et un Parquet saute ce qui en diffère.
            exacte = egale and "" not in valeurs
            return _en_texte(self._fichier, f"l.{alias}", colonne, exacte)
        return _en_nombre(self._fichier, f"l.{alias}", colonne)


def _joindre(morceaux: list[str], et: bool) -> str:
    return "(" + (" AND " if et else " OR ").join(morceaux) + ")"


def _en_texte(fichier: FichierOuvert, sql: str, colonne: str, exacte: bool) -> str:
    genre = fichier.genres[colonne]
    if genre is GenreColonne.TEXTE:
        return fichier.lue(sql, colonne) if exacte else fichier.pleine(sql, colonne)
    if genre in {GenreColonne.DATE, GenreColonne.INSTANT}:
        return f"CAST(CAST({sql} AS DATE) AS VARCHAR)"
    raise _refus(
        f"La colonne {citer(colonne)} n'est pas faite de textes\u00a0: comparez-la à un nombre, sans guillemets."
    )


def _en_nombre(fichier: FichierOuvert, sql: str, colonne: str) -> str:
    genre = fichier.genres[colonne]
    if genre is GenreColonne.TEXTE:
        # Un motif écrit ici, plutôt que les conversions des moteurs : elles ne lisent pas les mêmes nombres.
        nombre = f"TRY_CAST(REPLACE(TRIM({sql}), ',', '.') AS DOUBLE)"
        return f"CASE WHEN REGEXP_MATCHES({sql}, '{_NOMBRE}') THEN {nombre} END"
    if genre is GenreColonne.ENTIER:
        return f"CAST({sql} AS DOUBLE)"
    if genre is GenreColonne.FLOTTANT:
        return f"CASE WHEN NOT ISNAN(CAST({sql} AS DOUBLE)) THEN CAST({sql} AS DOUBLE) END"
    raise _refus(
        f"La colonne {citer(colonne)} n'est pas faite de nombres\u00a0: une date se compare à un texte, par exemple '2021-03-31'."
    )


def _constante(p: ast.expr) -> str | float:
    if isinstance(p, ast.UnaryOp):
        valeur = _constante(p.operand)
        if not isinstance(valeur, str):
            return -valeur
    if isinstance(p, ast.Constant) and isinstance(p.value, int | float | str):
        return p.value if isinstance(p.value, str) else float(p.value)
    raise _refus("Un filtre compare une colonne à une constante.")


def _refus(quoi: str) -> ImportationErreur:
    return ImportationErreur("filtre_refuse", quoi, ou="--filtre", remede=_REMEDE)
