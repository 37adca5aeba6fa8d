"""Comprendre par tranches un grand fichier : mêmes lignes, mêmes contrôles, mémoire bornée."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from tableau_bord.commun.francais import compter
from tableau_bord.importation import anciens_codes, identifiants, refus
from tableau_bord.importation.chantier import ETAT, LIMITE, REFUSEE, Chantier
from tableau_bord.importation.controles_parts import numeroter
from tableau_bord.importation.masse_lecture import decimale_du_fichier, tranches
from tableau_bord.importation.mesures import (
    CLE,
    COMPTES,
    NOMBRES,
    RETENUES,
    controler_indicateurs,
    lire_indicateurs,
)
from tableau_bord.importation.modele import (
    LIGNE,
    RANG,
    Anomalie,
    ColonneComprise,
    Comprehension,
    Genre,
    Gravite,
    Plan,
    Role,
    TableauLu,
)
from tableau_bord.importation.regles import ContexteControle

_PARTIE = 600_000
_CATEGORIES = [*CLE, "motif"]
_ORDRE = (Gravite.BLOQUANTE, Gravite.REFUSEE, Gravite.SIGNALEE, Gravite.DE_COTE)

Avancer = Callable[[float], None]
"""Reçoit la part du fichier déjà lue, de 0 à 1 ; lever une exception arrête tout, rien n'étant écrit."""


@dataclass(frozen=True, eq=False)
class EnMasse:
    """Un grand fichier compris. `comprehension.valeurs` : toutes les valeurs, clés en catégories."""

    comprehension: Comprehension
    empreinte: str


def comprendre_en_masse(
    chemin: Path,
    sonde: TableauLu,
    plan: Plan,
    territoires: pl.DataFrame,
    avancer: Avancer = lambda part: None,
    contexte: ContexteControle | None = None,
) -> EnMasse:
    """Comprendre un grand fichier d'indicateurs, tranche par tranche, puis contrôler mesure par mesure.

    Les lignes se lisent comme dans `comprendre` ; la décimale vaut pour tout le fichier. Lève
    ImportationErreur : genre qui demande tout le fichier à la fois, fichier changé pendant la lecture.
    """
    if plan.genre not in {Genre.INDICATEURS, Genre.CUBE}:
        raise refus.trop_grand_pour(sonde.nom, plan.genre.value)
    plan = plan if plan.decimale else replace(plan, decimale=decimale_du_fichier(sonde))
    avant = _etat(chemin)
    recolte = _Recolte(sonde, plan, contexte or ContexteControle())
    hache = hashlib.sha256()

    def lire(tranche: TableauLu) -> _Compris:
        return _comprendre_tranche(tranche, plan, territoires)

    for compris, part in _deux_a_la_fois(lire, tranches(chemin, sonde, hache)):
        recolte.prendre(compris)
        avancer(part)
    if _etat(chemin) != avant:
        raise refus.change_pendant_la_lecture(sonde.nom)
    return EnMasse(recolte.conclure(), hache.hexdigest())


_Compris = tuple[Comprehension, pl.DataFrame]


def _comprendre_tranche(tranche: TableauLu, plan: Plan, territoires: pl.DataFrame) -> _Compris:
    identifiants.refuser_personnes(tranche, cases_seulement=True)
    c = lire_indicateurs(tranche, plan, territoires)
    valeurs = c.retenues(RETENUES).drop(RANG)
    return c.conclure(valeurs.clear()), valeurs.with_columns(pl.col(_CATEGORIES).cast(pl.Categorical))


def _deux_a_la_fois(
    lire: Callable[[TableauLu], _Compris], sources: Iterator[tuple[TableauLu, float]]
) -> Iterator[tuple[_Compris, float]]:
    """Comprendre deux tranches à la fois, dans l'ordre, sans en tenir davantage en mémoire."""
    with ThreadPoolExecutor(2) as atelier:
        en_cours: deque[tuple[Future[_Compris], float]] = deque()
        for tranche, part in sources:
            en_cours.append((atelier.submit(lire, tranche), part))
            if len(en_cours) > 1:
                tache, lue = en_cours.popleft()
                yield tache.result(), lue
        for tache, lue in en_cours:
            yield tache.result(), lue


def _etat(chemin: Path) -> tuple[int, int]:
    vu = chemin.stat()
    return vu.st_size, vu.st_mtime_ns


class _Recolte:
    """Ce que laissent les tranches : valeurs compactes, comptes, anomalies sans redite."""

    def __init__(self, sonde: TableauLu, plan: Plan, contexte: ContexteControle) -> None:
        self.sonde, self.plan, self.contexte = sonde, plan, contexte
        self.parties: list[pl.DataFrame] = []
        self.lues = self.refusees = self.attendus = 0
        self.anomalies: dict[tuple[str, str, str], Anomalie] = {}
        self.par_regle: Counter[str] = Counter()
        self.remarques: dict[str, None] = {}

    def prendre(self, compris: _Compris) -> None:
        conclu, valeurs = compris
        self.parties.append(valeurs)
        self.lues += conclu.lignes_lues
        self.refusees += conclu.lignes_refusees
        self.attendus = max(self.attendus, conclu.territoires_attendus)
        for a in conclu.anomalies:
            cle = (a.regle, a.colonne, a.valeur)
            if cle not in self.anomalies:
                self.par_regle[a.regle] += 1
                if self.par_regle[a.regle] <= LIMITE:
                    self.anomalies[cle] = a
        self.remarques |= dict.fromkeys(conclu.remarques)

    def conclure(self) -> Comprehension:
        valeurs = pl.concat(self.parties, rechunk=False)
        self.parties.clear()
        par_regle, anomalies = self.par_regle, list(self.anomalies.values())
        retirees: list[pl.Series] = []
        with ThreadPoolExecutor(2) as atelier:
            for chantier, en_moins in atelier.map(
                lambda code: self._controler(_numerotee(valeurs, code)), mesures(valeurs)
            ):
                retirees.append(en_moins)
                self.refusees += int((chantier.sortie[ETAT] == REFUSEE).sum())
                self.remarques |= dict.fromkeys(chantier.remarques)
                for a in chantier.anomalies:
                    par_regle[a.regle] += 1
                    if par_regle[a.regle] <= LIMITE:
                        anomalies.append(a)
        toutes = pl.concat(retirees) if retirees else pl.Series(dtype=pl.Int64)
        if toutes.len():
            valeurs = valeurs.filter(~pl.col(LIGNE).is_in(toutes.implode()))
        anomalies += [_suite(regle, n - LIMITE) for regle, n in par_regle.items() if n > LIMITE]
        anomalies += anciens_codes.verifier_tranches(tuple(self.remarques), tuple(anomalies))
        return Comprehension(
            self.plan.genre,
            valeurs,
            tuple(sorted(anomalies, key=lambda a: _ORDRE.index(a.gravite))),
            lignes_lues=self.lues,
            lignes_de_cote=self.lues - self.refusees - valeurs.height,
            lignes_refusees=self.refusees,
            territoires_reconnus=valeurs.select("decoupage", "code").n_unique() if valeurs.height else 0,
            territoires_attendus=self.attendus,
            remarques=tuple(self.remarques),
        )

    def _controler(self, valeurs: pl.DataFrame) -> tuple[Chantier, pl.Series]:
        """Une mesure : son chantier, allégé, et les lignes que ses contrôles retirent."""
        avant = valeurs.with_row_index(RANG)
        chantier = _chantier(self.sonde, self.plan, avant)
        apres = controler_indicateurs(chantier, avant, self.contexte)
        egales = apres.height == avant.height
        en_moins = avant[LIGNE].clear() if egales else avant.join(apres, on=RANG, how="anti")[LIGNE]
        chantier.sortie = chantier.sortie.select(ETAT)
        chantier.brut = chantier.brut.clear()
        return chantier, en_moins


def _suite(regle: str, combien: int) -> Anomalie:
    phrase = f"{compter(combien, 'autre anomalie', 'autres anomalies')} de la règle «\u00a0{regle}\u00a0»."
    return Anomalie(None, "", "", regle, Gravite.SIGNALEE, phrase, "Corrigez d'abord celles qui précèdent.")


def _chantier(sonde: TableauLu, plan: Plan, valeurs: pl.DataFrame) -> Chantier:
    """Un chantier dont les cellules sont les valeurs comprises, réécrites : le fichier n'est plus là.

    Les comptes ne se réécrivent que si une anomalie peut les citer : un effectif qui dépasse son dénominateur.
    """
    ecrites = {"periode": Role.PERIODE, "sexe": Role.SEXE, "age": Role.AGE, **NOMBRES}
    if not (valeurs["effectif"] > valeurs["denominateur"]).any():
        ecrites = {champ: role for champ, role in ecrites.items() if champ not in COMPTES}
    colonnes = {
        n: valeurs[champ].cast(pl.String) for champ, role in ecrites.items() if (n := plan.colonne(role))
    }
    muettes = [n for champ in COMPTES if (n := plan.colonne(NOMBRES[champ])) and n not in colonnes]
    vide = pl.Series([None], dtype=pl.String).new_from_index(0, valeurs.height)
    cadre = pl.DataFrame({**colonnes, **dict.fromkeys(muettes, vide), LIGNE: valeurs[LIGNE]})
    c = Chantier(replace(sonde, cadre=cadre), replace(plan, colonnes=_presentes(plan, cadre.columns)))
    c.poser(*valeurs.drop(LIGNE, RANG).get_columns())
    return c


def _presentes(plan: Plan, colonnes: Collection[str]) -> tuple[ColonneComprise, ...]:
    return tuple(c for c in plan.colonnes if c.colonne in colonnes)


def mesures(valeurs: pl.DataFrame) -> list[str]:
    """Codes de mesure présents, triés."""
    return sorted(str(x) for x in valeurs["indicateur"].unique().drop_nulls().to_list())


def parties(valeurs: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Toutes les valeurs par groupes de mesures entières d'un demi-million de lignes ou plus.

    Les clés d'un grand fichier restent des catégories, sauf la période et le motif, dont on lit le texte.
    """
    comptes = valeurs["indicateur"].cast(pl.String).value_counts().sort("indicateur")
    textes = [c for c in ("periode", "motif") if c in valeurs.columns]
    groupe: list[str] = []
    lignes = 0
    for rang, (code, combien) in enumerate(comptes.iter_rows(), 1):
        groupe.append(code)
        lignes += combien
        if lignes >= _PARTIE or rang == comptes.height:
            choisies = valeurs.filter(pl.col("indicateur").is_in(groupe))
            yield choisies.with_columns(pl.col(textes).cast(pl.String))
            groupe, lignes = [], 0


def _numerotee(valeurs: pl.DataFrame, code: str) -> pl.DataFrame:
    """Une mesure, ses clés numérotées tant qu'elles sont des catégories : c'est presque gratuit."""
    return _en_texte(numeroter(valeurs.filter(pl.col("indicateur") == code)))


def une_mesure(valeurs: pl.DataFrame, code: str) -> pl.DataFrame:
    """Les valeurs d'une mesure, clés en texte."""
    return _en_texte(valeurs.filter(pl.col("indicateur") == code))


def _en_texte(valeurs: pl.DataFrame) -> pl.DataFrame:
    return valeurs.with_columns(pl.col([c for c in _CATEGORIES if c in valeurs.columns]).cast(pl.String))
