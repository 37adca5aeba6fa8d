"""Proposer, classés, les territoires qu'un nom ou un code inconnu pourrait désigner ; ne jamais l'imposer."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from tableau_bord.importation.codes import fautes_de_frappe, nom_nu

CANDIDATS = 5
SCORE_MINIMAL = 0.45
_EXAMINES = 12
_DEPLIER: tuple[tuple[str, str], ...] = (
    ("n d", "notre dame"),
    ("nd", "notre dame"),
    ("mt", "mont"),
    ("mts", "monts"),
    ("mtee", "montee"),
    ("riv", "riviere"),
    ("pte", "pointe"),
    ("cdc", "corporation de developpement communautaire"),
    ("cdec", "corporation de developpement economique communautaire"),
    ("tcq", "table de concertation de quartier"),
    ("clsc", "centre local de services communautaires"),
    ("cisss", "centre integre de sante et de services sociaux"),
    ("ciusss", "centre integre universitaire de sante et de services sociaux"),
)
_ABREGE = re.compile(rf"\b(?:{'|'.join(sorted(dict(_DEPLIER), key=len, reverse=True))})\b")
_MOTS_OUTILS = frozenset(re.findall(r"\w+", "de du des d la le les l et en a au aux sur"))
_GENRES = (
    "corporation developpement communautaire communautaires economique centre local services integre "
    "universitaire sociaux social table tables quartier concertation conseil regroupement organismes "
    "solidarite comite coalition mrc rls rts clsc ville municipalite paroisse canton village sante"
)
_GENERIQUES = _MOTS_OUTILS | frozenset(re.findall(r"\w+", _GENRES))


@dataclass(frozen=True)
class Candidat:
    """Un territoire possible, son score de 0 à 1 et ce qui le rapproche."""

    code: str
    nom: str
    score: float
    raison: str


@dataclass(frozen=True)
class Rapprochement:
    """Un nom ou un code inconnu, combien de fois il est écrit, et ses candidats, le meilleur d'abord."""

    ecrit: str
    candidats: tuple[Candidat, ...]
    lignes: int = 1


def proposer_rapprochements(
    inconnus: Sequence[str], territoires: pl.DataFrame, decoupage: str
) -> tuple[Rapprochement, ...]:
    """Proposer au plus cinq territoires du découpage pour chaque écriture inconnue, dans l'ordre donné.

    Abréviations et sigles dépliés (« N.-D. », « CDC », « RDP »), puis ressemblance des suites de deux et
    trois lettres (cosinus pondéré par la rareté) affinée sur les douze meilleurs. Un code se rapproche
    des codes à une faute de frappe près. `territoires` : decoupage, code, nom ; les alias n'y comptent pas.
    """
    officiels = ~pl.col("alias").fill_null(False) if "alias" in territoires.columns else pl.lit(True)
    connus = territoires.filter((pl.col("decoupage") == decoupage) & pl.col("nom").is_not_null() & officiels)
    connus = connus.select("code", "nom").unique(maintain_order=True)
    chercheur = _Chercheur(connus["code"].to_list(), connus["nom"].to_list())
    return tuple(Rapprochement(e, chercheur.candidats(e), n) for e, n in Counter(inconnus).items())


def deplier(nom: str) -> str:
    """Nom nu, abréviations et sigles écrits au long : « N.-D.-de-Grâce » → « notre dame de grace »."""
    table = dict(_DEPLIER)
    return _ABREGE.sub(lambda m: table[m[0]], nom_nu(nom))


def _noyau(deplie: str) -> str:
    """Ce qui reste d'un nom sans les mots de liaison ni ceux qui disent le genre d'organisme."""
    return " ".join(m for m in deplie.split() if m not in _GENERIQUES)


class _Chercheur:
    def __init__(self, codes: list[str], noms: list[str]) -> None:
        self.codes, self.noms = codes, noms
        self.par_code = dict(zip(codes, noms, strict=True))
        self.deplies = [deplier(n) for n in noms]
        self.noyaux = [_noyau(d) for d in self.deplies]
        self.index = (_Index(self.deplies), _Index(self.noyaux))
        self._sigles: dict[str, set[int]] | None = None

    def candidats(self, ecrit: str) -> tuple[Candidat, ...]:
        texte = ecrit.strip()
        if not self.noms or not texte:
            return ()
        trouves = self._par_code(texte) if texte.isdigit() else self._par_nom(texte)
        meilleurs: dict[str, Candidat] = {}
        for c in sorted(trouves, key=lambda c: (-c.score, c.nom, c.code)):
            if c.score >= SCORE_MINIMAL:
                meilleurs.setdefault(c.code, c)
        return tuple(meilleurs.values())[:CANDIDATS]

    def _par_code(self, ecrit: str) -> list[Candidat]:
        return [
            Candidat(code, self.par_code[code], score, raison)
            for code, (score, raison) in fautes_de_frappe(ecrit).items()
            if code in self.par_code
        ]

    def _par_nom(self, ecrit: str) -> list[Candidat]:
        deplie = deplier(ecrit)
        noyau = _noyau(deplie)
        proches = np.maximum(self.index[0].cosinus(deplie), 0.95 * self.index[1].cosinus(noyau))
        combien = min(_EXAMINES, len(self.noms))
        rangs = np.argpartition(-proches, combien - 1)[:combien]
        jugees = [(i, *self._juger(i, deplie, noyau, float(proches[i]))) for i in rangs.tolist()]
        jugees += self._par_sigle(ecrit, deplie)
        return [Candidat(self.codes[i], self.noms[i], round(s, 2), raison) for i, s, raison in jugees]

    def _juger(self, i: int, deplie: str, noyau: str, cosinus: float) -> tuple[float, str]:
        mots, connus = noyau.split(), self.noyaux[i].split()
        if deplie == self.deplies[i]:
            return 0.98, "Même nom, abréviations dépliées."
        if mots and noyau == self.noyaux[i]:
            return 0.93, "Même nom, aux mots de liaison et au genre d'organisme près."
        if mots and sorted(mots) == sorted(connus):
            return 0.9, "Mêmes mots, dans un autre ordre."
        ratio = difflib.SequenceMatcher(None, noyau or deplie, self.noyaux[i] or self.deplies[i]).ratio()
        score = 0.5 * cosinus + 0.5 * ratio
        if mots and connus and (set(mots) < set(connus) or set(connus) < set(mots)):
            part = min(len(mots), len(connus)) / max(len(mots), len(connus))
            return min(0.89, max(score, 0.5 + 0.35 * part)), "L'un contient tous les mots de l'autre."
        return min(0.89, score), f"Écriture voisine ({100 * score:.0f}\u00a0% de ressemblance)."

    def _par_sigle(self, ecrit: str, deplie: str) -> list[tuple[int, float, str]]:
        """« RDP » est dans le nom les initiales de mots qui se suivent."""
        jugees = []
        for sigle in dict.fromkeys(re.findall(r"\b[A-Z]{2,6}\b", ecrit)):
            if sigle.lower() in dict(_DEPLIER):
                continue
            reste = {m for m in _noyau(deplie).split() if m != sigle.lower()}
            for i in sorted(self.sigles.get(sigle.lower(), ()))[:50]:
                part = len(reste & set(self.noyaux[i].split())) / len(reste) if reste else 1.0
                jugees.append((i, 0.55 + 0.35 * part, f"«\u00a0{sigle}\u00a0» peut en être le sigle."))
        return jugees

    @property
    def sigles(self) -> dict[str, set[int]]:
        """Initiales → rangs des noms ; construites au premier sigle rencontré."""
        if self._sigles is None:
            self._sigles = {}
            for i, deplie in enumerate(self.deplies):
                mots = deplie.split()
                for suite in (mots, [m for m in mots if m not in _MOTS_OUTILS]):
                    lettres = "".join(m[0] for m in suite)
                    for a in range(len(lettres)):
                        for b in range(a + 2, min(len(lettres), a + 6) + 1):
                            self._sigles.setdefault(lettres[a:b], set()).add(i)
        return self._sigles


class _Index:
    """Suites de deux et trois lettres de chaque nom, en index inversé : une recherche coûte ses seules lettres."""

    def __init__(self, textes: list[str]) -> None:
        self.rangs: dict[str, int] = {}
        paires = [
            (self.rangs.setdefault(g, len(self.rangs)), i) for i, t in enumerate(textes) for g in _grammes(t)
        ]
        grammes, self.documents = np.array(sorted(paires), dtype=np.int64).reshape(-1, 2).T
        frequences = np.bincount(grammes, minlength=len(self.rangs))
        self.debuts = np.concatenate([[0], np.cumsum(frequences)])
        self.poids = np.log1p(len(textes) / np.maximum(frequences, 1))
        self.inconnu = float(np.log1p(len(textes)))
        carres = np.bincount(self.documents, weights=self.poids[grammes] ** 2, minlength=len(textes))
        self.normes = np.sqrt(np.maximum(carres, 1e-12))

    def cosinus(self, texte: str) -> np.ndarray:
        """Ressemblance de `texte` à chaque nom, de 0 à 1 ; forme (noms,)."""
        demandes = [self.rangs.get(g) for g in _grammes(texte)]
        lus = [r for r in demandes if r is not None]
        sommes = np.zeros(len(self.normes))
        for r in lus:
            sommes[self.documents[self.debuts[r] : self.debuts[r + 1]]] += self.poids[r] ** 2
        norme = sum(self.poids[r] ** 2 for r in lus) + (len(demandes) - len(lus)) * self.inconnu**2
        cosinus: np.ndarray = sommes / (self.normes * max(float(norme) ** 0.5, 1e-6))
        return cosinus


def _grammes(texte: str) -> set[str]:
    borde = f" {texte} " if texte else ""
    return {borde[i : i + n] for n in (2, 3) for i in range(len(borde) - n + 1)}
