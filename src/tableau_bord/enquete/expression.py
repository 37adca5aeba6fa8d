"""Un indicateur dit en une ligne (« sante dans (4, 5) et age >= 65 ») : rien ne s'exécute, tout se lit."""

from __future__ import annotations

import ast
import io
import keyword
import operator
import re
import tokenize
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.estimations import Tableau

LONGUEUR_MAX, PIECES_MAX = 2_000, 300
MOTS = {"et": "and", "ou": "or", "non": "not", "dans": "in"}
COMPARER: dict[type[ast.cmpop], Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt,
    ast.LtE: operator.le, ast.Gt: operator.gt, ast.GtE: operator.ge,
}  # fmt: skip
CALCULER: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
}  # fmt: skip
REMEDE = (
    "Écrivez des comparaisons de variables (=, !=, <, <=, >, >=, dans (…)), jointes par et, ou, non\u00a0;"
    " par exemple «\u00a0sante dans (4, 5) et age >= 65\u00a0»."
)


@dataclass(frozen=True)
class Expression:
    """Une expression lue, sûre : des variables, des nombres, des textes, des comparaisons et les quatre opérations.

    `variables` : les colonnes qu'elle demande. Une personne dont une variable manque n'a pas de valeur, sauf si le
    reste suffit à répondre (logique à trois valeurs : « faux et inconnu » est faux). `arbre` : sa syntaxe, déjà vérifiée, à porter en SQL.
    """

    texte: str
    variables: tuple[str, ...]
    est_condition: bool
    arbre: ast.expr

    @classmethod
    def lire(cls, texte: str) -> Expression:
        """Lire une expression. Lève CalculErreur (« expression ») au premier mot qu'elle n'admet pas, avec sa place."""
        if not texte.strip():
            raise _refus("L'expression est vide.", 0)
        if len(texte) > LONGUEUR_MAX:
            raise _refus(f"L'expression dépasse {LONGUEUR_MAX} caractères.", LONGUEUR_MAX)
        try:
            arbre = ast.parse(_en_python(texte), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError, tokenize.TokenError) as e:
            place = getattr(e, "offset", None) or 1
            raise _refus("L'expression ne se lit pas.", int(place) - 1) from None
        pieces = list(ast.walk(arbre))
        if len(pieces) > PIECES_MAX:
            raise _refus("L'expression est trop longue pour être relue.", 0)
        genre = _verifier(arbre)
        noms = dict.fromkeys(p.id for p in pieces if isinstance(p, ast.Name))
        if not noms:
            raise _refus("L'expression ne nomme aucune variable.", 0)
        return cls(texte.strip(), tuple(noms), genre == "condition", arbre)

    def evaluer(self, colonnes: Mapping[str, NDArray[Any]]) -> Tableau:
        """Valeur (n,) par personne : 1 ou 0 pour une condition, le nombre sinon ; `nan` si elle manque.

        `colonnes` (n,) chacune : des nombres (`nan` pour un manquant) ou des textes (None, ou vide, pour un manquant).
        Lève CalculErreur si une variable n'est pas au fichier, ou si un texte se compare à un nombre.
        """
        absentes = [v for v in self.variables if v not in colonnes]
        if absentes:
            raise CalculErreur(
                "expression", f"La variable «\u00a0{absentes[0]}\u00a0» n'est pas au fichier.",
                remede=f"Variables lues\u00a0: {', '.join(list(colonnes)[:20])}.",
            )  # fmt: skip
        lu = _valoir(self.arbre, colonnes, self.texte)
        if lu.texte:
            raise _melange(self.texte)
        return np.where(lu.connu, lu.valeur.astype(np.float64), np.nan)


@dataclass(frozen=True)
class _Colonne:
    """Des valeurs (n,) ou () et ce qu'on en connaît."""

    valeur: NDArray[Any]
    connu: NDArray[np.bool_]

    @property
    def texte(self) -> bool:
        return self.valeur.dtype.kind in "OU"


def _en_python(texte: str) -> str:
    """Remplacer les mots français et le « = » simple, sans toucher aux textes entre guillemets."""
    if "\n" in texte or "\r" in texte:
        texte = " ".join(texte.split())
    normal = re.sub(
        r"[«“]\s*([^«»“”\"]*?)\s*[»”]",
        r'"\1"',
        texte.replace("≠", "!=").replace("≤", "<=").replace("≥", ">="),
    )
    morceaux = []
    for jeton in tokenize.generate_tokens(io.StringIO(normal.strip()).readline):
        mot = jeton.string
        if jeton.type == tokenize.NAME and mot.lower() in MOTS:
            mot = MOTS[mot.lower()]
        elif jeton.type == tokenize.NAME and keyword.iskeyword(mot):
            raise _refus(f"Le mot «\u00a0{mot}\u00a0» n'est pas admis.", jeton.start[1])
        elif jeton.type == tokenize.OP and mot == "=":
            mot = "=="
        elif jeton.type == tokenize.COMMENT:
            raise _refus("Un commentaire n'est pas admis.", jeton.start[1])
        morceaux.append((jeton.type, mot))
    return str(tokenize.untokenize(morceaux)).strip()


def _verifier(p: ast.AST) -> str:
    """« condition » ou « nombre » ; lève au premier nœud hors de la liste, sans jamais rien évaluer."""
    if isinstance(p, ast.BoolOp):
        _exiger_conditions(p.values)
        return "condition"
    if isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.Not):
        _exiger_conditions([p.operand])
        return "condition"
    if isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.USub):
        return _exiger_nombre(p.operand)
    if isinstance(p, ast.BinOp) and type(p.op) in CALCULER:
        _exiger_nombre(p.left)
        return _exiger_nombre(p.right)
    if isinstance(p, ast.Compare):
        for op, droite in zip(p.ops, p.comparators, strict=True):
            if isinstance(op, (ast.In, ast.NotIn)):
                if not isinstance(droite, (ast.Tuple, ast.List)) or not droite.elts:
                    raise _refus("«\u00a0dans\u00a0» attend une liste entre parenthèses.", droite.col_offset)
                for e in droite.elts:
                    _constante(e)
            elif type(op) in COMPARER:
                _exiger_nombre(droite)
            else:
                raise _refus("Cette comparaison n'est pas admise.", p.col_offset)
        if len(p.ops) > 1 and any(isinstance(op, (ast.In, ast.NotIn)) for op in p.ops):
            raise _refus("«\u00a0dans\u00a0» ne s'enchaîne pas.", p.col_offset)
        _exiger_nombre(p.left)
        return "condition"
    if isinstance(p, ast.Name):
        return "nombre"
    _constante(p)
    return "nombre"


def _exiger_conditions(pieces: list[ast.expr]) -> None:
    for p in pieces:
        if _verifier(p) != "condition":
            raise _refus(
                "«\u00a0et\u00a0», «\u00a0ou\u00a0», «\u00a0non\u00a0» joignent des comparaisons.",
                p.col_offset,
            )


def _exiger_nombre(p: ast.expr) -> str:
    if _verifier(p) != "nombre":
        raise _refus("Une comparaison ne se compare ni ne se calcule.", p.col_offset)
    return "nombre"


def _constante(p: ast.AST) -> Any:
    if isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.USub):
        valeur = _constante(p.operand)
        if not isinstance(valeur, str):
            return -valeur
    if (
        isinstance(p, ast.Constant)
        and isinstance(p.value, (int, float, str))
        and not isinstance(p.value, bool)
    ):
        if isinstance(p.value, str) or abs(p.value) <= 1e15:
            return p.value
        raise _refus("Ce nombre est trop grand.", p.col_offset)
    raise _refus("Ce morceau n'est pas admis.", getattr(p, "col_offset", 0))


def _valoir(p: ast.expr, colonnes: Mapping[str, NDArray[Any]], ou: str) -> _Colonne:
    """Logique à trois valeurs : une partie inconnue ne compte que si le reste ne suffit pas à répondre."""

    def suite(q: ast.expr) -> _Colonne:
        return _valoir(q, colonnes, ou)

    if isinstance(p, ast.BoolOp):
        return reduce(_et if isinstance(p.op, ast.And) else _ou, map(suite, p.values))
    if isinstance(p, ast.UnaryOp) and isinstance(p.op, ast.Not):
        lu = suite(p.operand)
        return _Colonne(~lu.valeur, lu.connu)
    if isinstance(p, ast.UnaryOp):
        return _calculer(operator.sub, _Colonne(np.zeros(()), np.array(True)), suite(p.operand), ou)
    if isinstance(p, ast.BinOp):
        return _calculer(CALCULER[type(p.op)], suite(p.left), suite(p.right), ou)
    if isinstance(p, ast.Compare):
        gauches = [p.left, *p.comparators[:-1]]
        return reduce(
            _et,
            (
                _comparer(suite(g), op, d, suite, ou)
                for g, op, d in zip(gauches, p.ops, p.comparators, strict=True)
            ),
        )
    if isinstance(p, ast.Name):
        return _colonne(colonnes[p.id])
    return _Colonne(np.asarray(_constante(p)), np.array(True))


def _colonne(brut: NDArray[Any]) -> _Colonne:
    brut = np.asarray(brut)
    if brut.dtype.kind in "OU":
        textes = np.array(["" if t is None else str(t) for t in brut.ravel()], dtype=str).reshape(brut.shape)
        return _Colonne(textes, textes != "")
    nombres = brut.astype(np.float64)
    return _Colonne(nombres, np.isfinite(nombres))


def _et(a: _Colonne, b: _Colonne) -> _Colonne:
    return _Colonne(a.valeur & b.valeur, (a.connu & b.connu) | (a.connu & ~a.valeur) | (b.connu & ~b.valeur))


def _ou(a: _Colonne, b: _Colonne) -> _Colonne:
    return _Colonne(a.valeur | b.valeur, (a.connu & b.connu) | (a.connu & a.valeur) | (b.connu & b.valeur))


def _calculer(faire: Callable[[Any, Any], Any], a: _Colonne, b: _Colonne, ou: str) -> _Colonne:
    if a.texte or b.texte:
        raise _melange(ou)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        valeur = np.asarray(faire(a.valeur.astype(np.float64), b.valeur.astype(np.float64)))
    return _Colonne(valeur, a.connu & b.connu & np.isfinite(valeur))


def _comparer(
    g: _Colonne, op: ast.cmpop, droite: ast.expr, suite: Callable[[ast.expr], _Colonne], ou: str
) -> _Colonne:
    if isinstance(op, (ast.In, ast.NotIn)):
        assert isinstance(droite, (ast.Tuple, ast.List))
        dedans = reduce(_ou, (_comparer(g, ast.Eq(), e, suite, ou) for e in droite.elts))
        return _Colonne(~dedans.valeur, dedans.connu) if isinstance(op, ast.NotIn) else dedans
    d = suite(droite)
    if g.texte != d.texte:
        raise _melange(ou)
    with np.errstate(invalid="ignore"):
        return _Colonne(np.asarray(COMPARER[type(op)](g.valeur, d.valeur)), g.connu & d.connu)


def _melange(texte: str) -> CalculErreur:
    return CalculErreur(
        "expression", "L'expression compare un texte à un nombre.", ou=texte,
        remede="Mettez les codes en texte entre guillemets, les nombres sans guillemets.",
    )  # fmt: skip


def _refus(quoi: str, place: int) -> CalculErreur:
    return CalculErreur("expression", quoi, ou=f"Caractère {place + 1}", remede=REMEDE)
