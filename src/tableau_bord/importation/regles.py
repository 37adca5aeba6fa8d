"""Les règles de contrôle : nommées, expliquées, réglables ; et le point d'entrée qui les applique."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import typographier
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.importation import controles, controles_parts, controles_series, controles_unites
from tableau_bord.importation.chantier import Chantier
from tableau_bord.importation.modele import Gravite
from tableau_bord.indicateurs.modele import Indicateur


@dataclass(frozen=True)
class Regle:
    """Une règle. `nom` : celui que portent ses anomalies ; `seuil` : défaut, None si elle n'en a pas."""

    code: str
    nom: str
    explication: str
    gravite: Gravite
    seuil: float | None = None
    unite: str = ""
    reglable: bool = False
    source: str = ""


@cache
def _lire_regles() -> dict[str, Regle]:
    texte = files("tableau_bord.importation").joinpath("regles.toml").read_text("utf-8")
    return {code: _regle(code, entree) for code, entree in tomllib.loads(texte).items()}


def _regle(code: str, e: dict[str, str | float | bool]) -> Regle:
    seuil = e.get("seuil")
    return Regle(
        code,
        str(e["nom"]),
        typographier(str(e["explication"])),
        Gravite(str(e["gravite"])),
        None if seuil is None else float(seuil),
        str(e.get("unite", "")),
        bool(e.get("reglable", seuil is not None)),
        typographier(str(e.get("source", ""))),
    )


REGLES: Mapping[str, Regle] = _lire_regles()
"""Toutes les règles, par code, dans l'ordre où l'importation les applique."""


def expliquer(code: str) -> Regle:
    """La règle de ce code, ou de ce nom (`Anomalie.regle`). Lève ImportationErreur si elle n'existe pas."""
    trouvee = REGLES.get(code) or next((r for r in REGLES.values() if r.nom == code), None)
    if trouvee is None:
        raise ImportationErreur(
            "regle_inconnue",
            f"Aucune règle ne s'appelle «\u00a0{code}\u00a0».",
            ou="Réglages des contrôles",
            remede="Choisissez une règle de la liste.",
        )
    return trouvee


@dataclass(frozen=True)
class Reglages:
    """Seuils et règles désactivées, par code ; ce qui n'y est pas garde le défaut du registre."""

    seuils: Mapping[str, float] = field(default_factory=dict)
    desactivees: frozenset[str] = frozenset()

    @classmethod
    def lire(cls, choix: Mapping[str, object]) -> Reglages:
        """D'un dict code → seuil (nombre), ou False pour désactiver, True ou None pour le défaut.

        Lève ImportationErreur : règle inconnue, règle qui ne se règle pas, seuil négatif ou sans objet.
        """
        seuils, desactivees = {}, set()
        for code, voulu in choix.items():
            regle = expliquer(code)
            if voulu is None or voulu is True:
                continue
            if not regle.reglable:
                raise _refus(
                    regle, "ne se règle pas", "Elle protège la base\u00a0: corrigez plutôt le fichier."
                )
            if voulu is False:
                desactivees.add(regle.code)
            else:
                seuils[regle.code] = _seuil(regle, voulu)
        return cls(seuils, frozenset(desactivees))

    def seuil(self, code: str) -> float:
        """Le seuil d'une règle. Lève ImportationErreur si elle n'existe pas ou n'a pas de seuil."""
        defaut = expliquer(code).seuil
        if defaut is None:
            raise _refus(expliquer(code), "n'a pas de seuil", "Elle s'active ou se désactive.")
        return self.seuils.get(code, defaut)

    def active(self, code: str) -> bool:
        """Vrai sauf si la règle est désactivée."""
        return expliquer(code).code not in self.desactivees

    def en_dict(self) -> dict[str, float | bool]:
        """L'inverse de `lire`, pour une recette : seulement ce qui s'écarte des défauts."""
        return {**dict(self.seuils), **dict.fromkeys(sorted(self.desactivees), False)}


def _seuil(regle: Regle, voulu: object) -> float:
    if regle.seuil is None:
        raise _refus(regle, "n'a pas de seuil", "Activez-la ou désactivez-la.")
    if isinstance(voulu, bool) or not isinstance(voulu, int | float) or not 0 <= voulu < float("inf"):
        raise _refus(regle, f"a reçu un seuil illisible ({voulu})", f"Écrivez un nombre, en {regle.unite}.")
    return float(voulu)


def _refus(regle: Regle, quoi: str, remede: str) -> ImportationErreur:
    return ImportationErreur(
        "reglage_refuse",
        f"La règle «\u00a0{regle.nom}\u00a0» {quoi}.",
        ou="Réglages des contrôles",
        remede=remede,
    )


@dataclass(frozen=True, eq=False)
class ContexteControle:
    """Ce que les contrôles savent du dehors.

    `indicateurs` : par code ; un code absent est de nature inconnue. `rattachements` : decoupage, code,
    parent_decoupage, parent_code, ou None.
    """

    indicateurs: Mapping[str, Indicateur] = field(default_factory=dict)
    rattachements: pl.DataFrame | None = None
    reglages: Reglages = field(default_factory=Reglages)
    aujourd_hui: date = field(default_factory=aujourd_hui)


_TAUX = "taux_contre_effectif"
Controle = Callable[[Chantier, pl.DataFrame, ContexteControle], None]
CONTROLES: tuple[tuple[tuple[str, ...], Controle], ...] = (
    (("periode_impossible",), controles_series.periodes_impossibles),
    (("periode_trop_ancienne",), controles_series.periodes_trop_anciennes),
    (("effectif_trop_grand",), controles_unites.effectif_contre_denominateur),
    ((_TAUX,), lambda c, v, x: controles.taux_contre_effectif(c, v, x.reglages.seuil(_TAUX))),
    (("unite_probable",), controles_unites.unite_probable),
    (("bornes_inversees",), lambda c, v, x: controles.bornes_inversees(c, v)),
    (("valeur_hors_bornes",), lambda c, v, x: controles.bornes(c, v)),
    (("parties_contre_total",), controles_parts.parties_contre_total),
    (("ages_qui_se_chevauchent",), lambda c, v, x: controles_parts.ages_qui_se_chevauchent(c, v)),
    (
        ("cumulatif_qui_decroit", "cumulatif_somme", "serie_qui_saute", "serie_atypique"),
        controles_series.temps,
    ),
    (("coordonnees_hors_quebec",), lambda c, v, x: controles_parts.coordonnees_hors_quebec(c)),
)
"""Les règles qu'applique `controler`, dans l'ordre ; une fonction passe si une de ses règles est active."""


def controler(c: Chantier, valeurs: pl.DataFrame, contexte: ContexteControle) -> None:
    """Appliquer les règles actives aux valeurs comprises, d'indicateurs ou de population.

    Les anomalies et le sort des lignes vont au chantier ; `valeurs` n'est pas modifié : une ligne refusée
    ici s'en retire par `valeurs.join(c.retenues([]), on="_ligne", how="semi")`.
    """
    communes = controles_parts.mettre_en_forme(valeurs)
    for codes, controle in CONTROLES:
        if any(contexte.reglages.active(code) for code in codes):
            controle(c, communes, contexte)
