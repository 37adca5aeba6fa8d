"""Écrire une recette en TOML lisible, et la relire sans rien perdre."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from typing import Any

from tableau_bord.importation.chantier import citer
from tableau_bord.importation.depliage import Depliage
from tableau_bord.importation.modele import ColonneComprise, Genre, Plan, Role
from tableau_bord.importation.recettes_champs import Champs, fautif
from tableau_bord.importation.recettes_modele import Forme, OriginePeriode, Recette, Signature
from tableau_bord.importation.recettes_noms import cle

_TETE = frozenset(
    ("nom", "version", "description", "auteur", "quand", "genre", "feuille", "lecture", "fichier", "colonnes")
) | {"depliage"}
_LECTURE = frozenset(("decoupage", "indicateur", "periode", "periode_fixe", "sexe", "age", "decimale"))
_FICHIER = frozenset(
    ("forme", "encodage", "separateur", "entete_ligne", "nom", "signature", "autres", "facultatives")
)
_COLONNE = frozenset(("nom", "role", "facultative", "variantes"))
_DEPLIAGE = frozenset(("niveaux", "raison", "colonnes"))


def en_toml(recette: Recette) -> str:
    """Le texte TOML d'une recette ; `depuis_toml` la rend identique."""
    r, p, s = recette, recette.plan, recette.signature
    tete = _table(
        "", nom=r.nom, version=r.version, description=r.description, genre=p.genre.value,
        feuille=r.feuille, auteur=r.auteur, quand=r.quand.isoformat(),
    )  # fmt: skip
    lecture = _table(
        "[lecture]", decoupage=p.decoupage, indicateur=p.indicateur, periode=r.periode.value,
        periode_fixe=p.periode, sexe=p.sexe, age=p.age, decimale=p.decimale,
    )  # fmt: skip
    fichier = _table(
        "[fichier]", forme=s.forme.value, encodage=s.encodage, separateur=s.separateur,
        entete_ligne=s.entete_ligne, nom=s.fichier, signature=s.colonnes,
        facultatives=s.facultatives, autres=s.autres,
    )  # fmt: skip
    variantes: dict[str, list[str]] = {}
    for ecrite, nom in s.variantes:
        variantes.setdefault(nom, []).append(ecrite)
    colonnes = [
        _table("[[colonnes]]", nom=c.colonne, role=c.role.value, variantes=variantes.get(c.colonne))
        for c in p.colonnes
    ]
    return "\n".join([tete, lecture, fichier, *colonnes, *_depliage_en_toml(r.depliage)])


def _depliage_en_toml(d: Depliage | None) -> list[str]:
    """Une rangée par colonne dépliée : son nom, la colonne qui reçoit ses cases, ce que porte chaque niveau."""
    if d is None:
        return []
    rangees = [
        "    [" + ", ".join(_texte(x or "") for x in (c, v, *k)) + "],\n"
        for c, v, k in zip(d.colonnes, d.valeurs, d.cases, strict=True)
    ]
    return [_table("[depliage]", niveaux=d.niveaux, raison=d.raison) + f"colonnes = [\n{''.join(rangees)}]\n"]


def _table(titre: str, **champs: object) -> str:
    """Une table ; ce qui est None ou une liste vide ne s'écrit pas."""
    lignes = [titre] if titre else []
    for nom, valeur in champs.items():
        if isinstance(valeur, (tuple, list)):
            if valeur:
                lignes.append(f"{nom} = [{', '.join(_texte(v) for v in valeur)}]")
        elif valeur is not None:
            lignes.append(f"{nom} = {valeur if isinstance(valeur, int) else _texte(str(valeur))}")
    return "\n".join(lignes) + "\n"


def _texte(valeur: str) -> str:
    return json.dumps(valeur, ensure_ascii=False).replace("\x7f", "\\u007f")


def depuis_toml(texte: str, origine: str = "", *, fournie: bool = False) -> Recette:
    """Relire une recette. `origine` : nom du fichier, pour le dire en cas d'erreur.

    Sans `signature`, elle se déduit des colonnes. Lève ImportationErreur : TOML fautif, champ manquant,
    inconnu ou hors liste, colonne nommée deux fois.
    """
    ou = f"Recette, fichier {citer(origine)}" if origine else "Recette"
    try:
        brut = tomllib.loads(texte)
    except tomllib.TOMLDecodeError as erreur:
        raise fautif("recette_illisible", f"Ce fichier de recette ne se lit pas ({erreur}).", ou) from erreur
    return _Lecteur(ou).recette(brut, fournie)


class _Lecteur(Champs):
    """Lire les parties d'une recette."""

    def recette(self, brut: dict[str, Any], fournie: bool) -> Recette:
        self.connus(brut, _TETE, "")
        colonnes = self._colonnes(brut)
        lecture = self.sous_table(brut, "lecture", _LECTURE)
        plan = Plan(
            self.choix(Genre, brut, "genre"),
            tuple(c for c, _, _ in colonnes),
            self.mot(lecture, "decoupage"),
            self.mot(lecture, "indicateur"),
            self.mot(lecture, "periode_fixe"),
            self.mot(lecture, "sexe") or "T",
            self.mot(lecture, "age") or "tous",
            decimale=self.mot(lecture, "decimale") or "",
        )
        return Recette(
            self.exige(brut, "nom"),
            self.entier(brut, "version", 1),
            self.mot(brut, "description") or "",
            self._signature(brut, colonnes),
            plan,
            self.mot(brut, "auteur") or "",
            self.quand(brut),
            self.choix(OriginePeriode, lecture, "periode", OriginePeriode.DEMANDER),
            self._depliage(brut),
            self.mot(brut, "feuille") or "",
            fournie,
        )

    def _colonnes(self, brut: dict[str, Any]) -> list[tuple[ColonneComprise, bool, list[str]]]:
        lues = brut.get("colonnes", [])
        if not isinstance(lues, list) or not lues or not all(isinstance(c, dict) for c in lues):
            raise fautif("recette_sans_colonnes", "Cette recette ne nomme aucune colonne.", self.ou)
        rendues: list[tuple[ColonneComprise, bool, list[str]]] = []
        for table in lues:
            self.connus(table, _COLONNE, "colonnes")
            nom = self.exige(table, "nom")
            if any(nom == c.colonne for c, _, _ in rendues):
                raise fautif("colonne_en_double", f"La colonne {citer(nom)} est nommée deux fois.", self.ou)
            comprise = ColonneComprise(nom, self.choix(Role, table, "role"), "", 1.0)
            rendues.append((comprise, table.get("facultative") is True, self.liste(table, "variantes")))
        return rendues

    def _signature(
        self, brut: dict[str, Any], colonnes: Sequence[tuple[ColonneComprise, bool, list[str]]]
    ) -> Signature:
        f = self.sous_table(brut, "fichier", _FICHIER)
        deduite = [cle(c.colonne) for c, _, _ in colonnes]
        facultatives = [cle(c.colonne) for c, libre, _ in colonnes if libre] + self.liste(f, "facultatives")
        return Signature(
            tuple(self.liste(f, "signature") or sorted(deduite)),
            tuple(dict.fromkeys(facultatives)),
            tuple(self.liste(f, "autres")),
            tuple((ecrite, c.colonne) for c, _, variantes in colonnes for ecrite in variantes),
            self.choix(Forme, f, "forme", Forme.TEXTE),
            self.mot(f, "encodage") or "",
            self.mot(f, "separateur") or "",
            self.entier(f, "entete_ligne", 1),
            self.mot(f, "nom") or "",
        )

    def _depliage(self, brut: dict[str, Any]) -> Depliage | None:
        if "depliage" not in brut:
            return None
        d = self.sous_table(brut, "depliage", _DEPLIAGE)
        niveaux, rangees = self.liste(d, "niveaux"), d.get("colonnes")
        if (
            not rangees
            or not isinstance(rangees, list)
            or not all(_est_rangee(r, len(niveaux)) for r in rangees)
        ):
            quoi = f"Chaque rangée de [depliage] colonnes doit être [nom, valeur, {', '.join(niveaux)}]."
            raise fautif("depliage_fautif", quoi, self.ou)
        cases = tuple(tuple(x or None for x in r[2:]) for r in rangees)
        noms, valeurs = tuple(r[0] for r in rangees), tuple(r[1] for r in rangees)
        return Depliage(noms, tuple(niveaux), cases, valeurs, self.mot(d, "raison") or "")


def _est_rangee(rangee: object, niveaux: int) -> bool:
    return isinstance(rangee, list) and len(rangee) == 2 + niveaux and all(isinstance(x, str) for x in rangee)
