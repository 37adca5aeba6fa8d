"""Ce que l'analyste dit d'une enquête : le plan, les marges, les mesures, le modèle ; s'écrit et se relit en YAML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import yaml

from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.enquete import Expression, GrappeUnique

NOMBRE = 500
GRAINE = 20261121
FAY_HERRIOT, ARCSIN, MRP = "fay-herriot", "fay-herriot arcsin", "mrp"
MODELES = (FAY_HERRIOT, ARCSIN, MRP)
SEXE_AGE, TERRITOIRE = "sexe et âge", "territoire"


@dataclass(frozen=True)
class MargeDite:
    """Une marge à tirer de la population de l'entrepôt.

    `genre` : « sexe et âge » (colonnes `sexe` et `age` du fichier, âges coupés à `coupures`) ou « territoire » (effectif
    de chaque territoire du `decoupage`, âges de `age_min` à `age_max`).
    """

    genre: str
    decoupage: str = ""
    coupures: tuple[int, ...] = ()


@dataclass(frozen=True)
class MesureDite:
    """Une mesure : `code` au dictionnaire, `expression` qui dit qui a le caractère, `parmi` qui est visé.

    `nom`, `sens` : pour une mesure nouvelle.
    """

    code: str
    expression: str
    parmi: str = ""
    nom: str = ""
    sens: str = "neutre"


@dataclass(frozen=True)
class Declaration:
    """Tous les choix d'une pesée. Les champs qui nomment une colonne sont vides si le fichier ne l'a pas.

    `decoupage` : celui des codes de `territoire` ; « AD » se porte aux communautés par la `regle`. `fpc` : effectif de
    population de la strate. `replications` : préfixe des colonnes de poids de réplication fournies ; `echelle` : leur
    facteur (1/(B − 1) par défaut). `distance` : « lineaire », « exponentielle » ou « logit » (avec `bornes`).
    `rognage` : plafond d'un poids calé, en fois la médiane ; ce qu'on ôte va aux autres, et les marges bougent un peu.
    `auxiliaires` : mesures publiées par communauté qui nourrissent le modèle ; `modele` : l'un de `MODELES`.
    """

    nom: str
    periode: str
    territoire: str
    poids: str
    decoupage: str = "communaute"
    regle: str = "pondérée"
    strates: tuple[str, ...] = ()
    grappes: tuple[str, ...] = ()
    fpc: tuple[str, ...] = ()
    grappe_unique: str = str(GrappeUnique.REFUSER)
    replications: str = ""
    echelle: float | None = None
    sexe: str = ""
    age: str = ""
    age_min: int = 15
    age_max: int = 120
    marges: tuple[MargeDite, ...] = ()
    distance: str = "lineaire"
    bornes: tuple[float, float] | None = None
    rognage: float | None = None
    mesures: tuple[MesureDite, ...] = ()
    auxiliaires: tuple[str, ...] = ()
    modele: str = ARCSIN
    nombre: int = NOMBRE
    graine: int = GRAINE

    def verifier(self) -> None:
        """Lève CalculErreur (« declaration ») si un choix manque ou se contredit, ou si une expression ne se lit pas."""
        for champ, dit in (("nom", "le nom de l'enquête"), ("periode", "sa période"), ("poids", "la colonne des poids"),
                           ("territoire", "la colonne du territoire")):  # fmt: skip
            if not getattr(self, champ):
                raise _refus(f"Il manque {dit}.", champ, "Dites-le, puis recommencez.")
        if self.replications and self.grappes:
            raise _refus(
                "Des réplications fournies et des grappes déclarées se contredisent.", "replications",
                "Gardez les réplications\u00a0: elles tiennent compte des grappes.",
            )  # fmt: skip
        if any(m.genre == SEXE_AGE for m in self.marges) and not (self.sexe and self.age):
            raise _refus(
                "La marge «\u00a0sexe et âge\u00a0» demande les deux colonnes.", "marges", "Nommez-les."
            )
        if self.modele not in MODELES:
            raise _refus(
                f"Modèle inconnu\u00a0: «\u00a0{self.modele}\u00a0».",
                "modele",
                f"Choisissez parmi {', '.join(MODELES)}.",
            )
        codes = [m.code for m in self.mesures]
        if doubles := sorted({c for c in codes if codes.count(c) > 1}):
            raise _refus(
                f"La mesure «\u00a0{doubles[0]}\u00a0» est dite deux fois.", "mesures", "Gardez-en une."
            )
        for m in self.mesures:
            Expression.lire(m.expression)
            if m.parmi and not Expression.lire(m.parmi).est_condition:
                raise _refus(
                    f"«\u00a0{m.parmi}\u00a0» n'est pas une condition.",
                    "parmi",
                    "Par exemple «\u00a0age >= 65\u00a0».",
                )


def en_yaml(declaration: Declaration) -> str:
    """La déclaration en texte, relue à l'identique par `depuis_yaml`."""
    return str(yaml.safe_dump(_simple(asdict(declaration)), allow_unicode=True, sort_keys=False))


def depuis_yaml(texte: str) -> Declaration:
    """Relire une déclaration. Lève CalculErreur (« declaration ») : YAML fautif, champ inconnu, type inattendu."""
    try:
        lu = yaml.safe_load(texte)
    except yaml.YAMLError as erreur:
        place = getattr(erreur, "problem_mark", None)
        ou = f"ligne {place.line + 1}, colonne {place.column + 1}" if place else ""
        raise CalculErreur(
            "declaration", "Le plan n'est pas du YAML lisible.", ou=ou, remede="Corrigez cette ligne."
        ) from None
    if not isinstance(lu, Mapping):
        raise _refus("Le plan est vide, ou n'est pas une suite de champs.", "", "Partez d'un plan d'exemple.")
    _champs(lu, Declaration, "")
    dits = dict(lu)
    dits["marges"] = tuple(_piece(m, MargeDite, "marges") for m in dits.get("marges") or ())
    dits["mesures"] = tuple(_piece(m, MesureDite, "mesures") for m in dits.get("mesures") or ())
    for nom in ("strates", "grappes", "fpc", "auxiliaires"):
        if nom in dits:
            dits[nom] = _suite(dits[nom])
    if dits.get("bornes"):
        dits["bornes"] = tuple(float(b) for b in dits["bornes"])
    for nom in ("nom", "periode", "territoire", "poids", "sexe", "age"):
        dits[nom] = str(dits.get(nom) or "")
    return Declaration(**dits)


def _piece(brut: Any, classe: type, champ: str) -> Any:
    if not isinstance(brut, Mapping):
        raise _refus(f"«\u00a0{brut}\u00a0» n'est pas une suite de champs.", champ, "Une entrée par tiret.")
    _champs(brut, classe, champ)
    dits = {k: tuple(v) if isinstance(v, list) else v for k, v in brut.items()}
    return classe(**dits)


def _champs(brut: Mapping[str, Any], classe: type, ou: str) -> None:
    connus = [f.name for f in fields(classe)]
    inconnus = [str(k) for k in brut if k not in connus]
    if inconnus:
        raise _refus(
            f"Champ inconnu\u00a0: «\u00a0{inconnus[0]}\u00a0».",
            ou,
            f"Champs admis\u00a0: {', '.join(connus)}.",
        )
    manquants = [n for n in ("code", "expression") if classe is MesureDite and not brut.get(n)]
    manquants += ["genre"] if classe is MargeDite and not brut.get("genre") else []
    if manquants:
        raise _refus(f"Il manque «\u00a0{manquants[0]}\u00a0».", ou, "Complétez cette entrée.")


def _suite(brut: Any) -> tuple[str, ...]:
    return tuple(str(b) for b in brut) if isinstance(brut, (list, tuple)) else ((str(brut),) if brut else ())


def _simple(brut: Any) -> Any:
    if isinstance(brut, Mapping):
        return {k: _simple(v) for k, v in brut.items()}
    return [_simple(v) for v in brut] if isinstance(brut, (list, tuple)) else brut


def _refus(quoi: str, champ: str, remede: str) -> CalculErreur:
    ou = f"Champ «\u00a0{champ}\u00a0»" if champ else ""
    return CalculErreur("declaration", quoi, ou=ou, remede=remede)
