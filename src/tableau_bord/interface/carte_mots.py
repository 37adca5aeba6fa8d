"""Tout ce qu'une carte dit en mots : lecture, infobulle, texte alternatif, tableau. Pur."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tableau_bord.commun.francais import cle_de_tri, compter, lieu, nombre
from tableau_bord.indicateurs import classes, ecriture
from tableau_bord.indicateurs.classes import Classement, Etat
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur
from tableau_bord.interface.infobulle import de_case
from tableau_bord.interface.tableaux import insecables

_FEMININS = frozenset({"communauté", "MRC", "municipalité", "région", "aire de diffusion"})


@dataclass(frozen=True)
class VueCarte:
    """Une mesure sur ses territoires, en ordre alphabétique, classés autour de la référence."""

    cases: tuple[CaseCarte, ...]
    indicateur: Indicateur
    classement: Classement
    nom_reference: str
    unite: str

    @classmethod
    def batir(
        cls,
        cases: Sequence[CaseCarte],
        indicateur: Indicateur,
        reference: float | None,
        nom_reference: str,
        unite: str,
    ) -> VueCarte:
        """Trier par nom, jamais par valeur, et classer."""
        ordre = tuple(sorted(cases, key=lambda c: cle_de_tri(c.nom)))
        return cls(ordre, indicateur, classes.classer_cases(ordre, reference), nom_reference, unite)

    @cached_property
    def mots(self) -> tuple[str, str, str, str, str]:
        """Les noms des cinq classes, de la moins à la plus fréquente."""
        return classes.mots(self.indicateur, self.nom_reference)

    @cached_property
    def lectures(self) -> tuple[str, ...]:
        """Ce que dit la carte de chacun : classe et certitude, « Protégé » ou « Sans valeur »."""
        fins = {
            Etat.SURE: "",
            Etat.INCERTAINE: ", incertain",
            Etat.MASQUEE: "Protégé",
            Etat.ABSENTE: "Sans valeur",
        }
        juges = zip(self.classement.classes, self.classement.etats, strict=True)
        return tuple(f"{self.mots[classe - 1] if classe else ''}{fins[etat]}" for classe, etat in juges)

    @cached_property
    def infobulles(self) -> tuple[str, ...]:
        """Le texte nu de chaque territoire."""
        paires = zip(self.cases, self.lectures, strict=True)
        return tuple(de_case(case, self.indicateur, lecture) for case, lecture in paires)

    def combien(self, n: int) -> str:
        """« 3 communautés », « aucune »."""
        if n == 0:
            return "aucune" if self.unite in _FEMININS else "aucun"
        return compter(n, self.unite, self.unite if self.unite.isupper() else f"{self.unite}s")

    @property
    def alternatif(self) -> str:
        """La conclusion de la carte pour qui ne la voit pas."""
        parts = [
            f"{self.mots[k - 1][:1].lower()}{self.mots[k - 1][1:]}, {nombre(n)}"
            for k in (5, 4, 3, 2, 1)
            if (n := self.classement.combien(k))
        ]
        corps = "\u00a0; ".join(parts) or "aucune valeur à montrer"
        debut = f"Carte de {self.combien(len(self.cases))}, {self.indicateur.nom}\u00a0: {corps}."
        return f"{debut} Le tableau donne chaque valeur."

    @property
    def colonnes(self) -> dict[str, list[str]]:
        """Nom, valeur, intervalle, effectif, lecture ; le motif à la place de toute valeur absente."""
        longue = ecriture.unite_longue(self.indicateur)
        effectifs = insecables(ecriture.effectif(c) for c in self.cases)
        return {
            self.unite[:1].upper() + self.unite[1:]: [lieu(c.nom) for c in self.cases],
            f"Valeur, {longue}" if longue else "Valeur": insecables(self._valeur(c) for c in self.cases),
            "Intervalle": insecables(ecriture.intervalle_de(c, self.indicateur) for c in self.cases),
            **({"Effectif": effectifs} if any(effectifs) else {}),
            "Lecture": insecables(self.lectures),
        }

    def _valeur(self, case: CaseCarte) -> str:
        raison = ecriture.motif(case)
        texte = ecriture.valeur_de(case, self.indicateur)
        return texte if raison is None else f"{ecriture.symbole_du_motif(raison)}\u00a0{texte}"

    @cached_property
    def noms(self) -> dict[str, str]:
        """Code → nom ; deux homonymes se distinguent par leur code."""
        vus = [c.nom for c in self.cases]
        return {c.code: c.nom if vus.count(c.nom) == 1 else f"{c.nom} ({c.code})" for c in self.cases}
