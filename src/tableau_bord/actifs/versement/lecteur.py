"""Lire les lignes d'un inventaire une à une : réunir celles d'un même actif, signaler ce qui manque ou surprend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tableau_bord.actifs import classification, regles
from tableau_bord.actifs.versement.carnet import Carnet
from tableau_bord.actifs.versement.cases import remplir
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.actifs.versement.lignes import Brouillon, Lus
from tableau_bord.commun.francais import cle_de_tri, compter, sans_accents
from tableau_bord.importation import TableauLu
from tableau_bord.importation.modele import LIGNE


def lire_lignes(tableau: TableauLu, roles: Mapping[str, Role], source: str, enjeux: Mapping[str, str]) -> Lus:
    """Lire toutes les lignes. `roles` : colonne → rôle ; `enjeux` : nom nu ou code → code."""
    lecteur = _Lecteur({r: c for c, r in roles.items() if r is not Role.IGNORER}, enjeux)
    for ligne in tableau.cadre.iter_rows(named=True):
        lecteur.ajouter(ligne)
    lecteur.finir()
    return Lus(
        source,
        tuple(lecteur.brouillons.values()),
        lecteur.tables,
        tuple(lecteur.carnet.anomalies),
        tableau.cadre.height,
    )


class _Lecteur:
    def __init__(self, colonnes: Mapping[Role, str], enjeux: Mapping[str, str]) -> None:
        self.colonnes, self.enjeux, self.carnet = colonnes, enjeux, Carnet(colonnes)
        self.brouillons: dict[str, Brouillon] = {}
        self.tables: dict[str, str] = {}
        self._vues: dict[tuple[str, ...], int] = {}
        self._categories: Counter[str] = Counter()
        self._premieres: dict[str, int] = {}

    def ajouter(self, ligne: Mapping[str, Any]) -> None:
        self.carnet.ligne = int(ligne[LIGNE])
        lu = {r: str(ligne[c] or "").strip() for r, c in self.colonnes.items()}
        self._double(tuple(lu.values()))
        table = self._table(lu)
        b = self._brouillon(lu, table)
        if table and table not in b.tables:
            b.tables.append(table)
        if (t := lu.get(Role.TERRITOIRE, "")) and t not in b.territoires:
            b.territoires.append(t)
        remplir(self.carnet, b, lu, self.enjeux)
        if c := regles.texte_nu(lu.get(Role.CATEGORIE, "")):
            b.categories.append(c)
            self._categories[c] += 1
            self._premieres.setdefault(c, self.carnet.ligne)

    def finir(self) -> None:
        """Ce qui ne se voit qu'une fois tout lu : âges à l'envers, catégories libres, clés absentes, liens de recherche."""
        for b in self.brouillons.values():
            self._ages(b)
        for categorie, combien in self._categories.items():
            if not classification.proposer(categorie):
                self.carnet.signaler(
                    Role.CATEGORIE, categorie, "catégorie libre",
                    f"Hors de la classification, sur {compter(combien, 'ligne')}.",
                    "Gardée telle quelle, à côté de la classe. Rapprochez-la si elle en désigne une.",
                    ligne=self._premieres[categorie],
                )  # fmt: skip
        if Role.IDENTIFIANT not in self.colonnes and self.brouillons:
            self.carnet.resumer(
                Role.IDENTIFIANT, len(self.brouillons), "sans identifiant", "Aucune colonne n’identifie les actifs.",
                "Une clé est tirée du nom et de la municipalité\u00a0: un nom corrigé fera un nouvel actif.",
            )  # fmt: skip
        if n := self.carnet.liens_de_recherche:
            self.carnet.resumer(
                Role.SITE, n, "lien de recherche",
                f"{compter(n, 'lien mène', 'liens mènent')} à une recherche, pas à un site.", "Non gardé comme site.",
            )  # fmt: skip

    def _ages(self, b: Brouillon) -> None:
        bas, haut = b.champs.get("age_min"), b.champs.get("age_max")
        if bas is not None and haut is not None and bas > haut:
            self.carnet.signaler(
                Role.AGE_MIN, f"{bas} à {haut}", "âges à l’envers", "L’âge minimum dépasse l’âge maximum.",
                "Laissés vides\u00a0: corrigez-les.", ligne=b.ligne,
            )  # fmt: skip
            del b.champs["age_min"], b.champs["age_max"]

    def _double(self, cases: tuple[str, ...]) -> None:
        if (avant := self._vues.setdefault(cases, self.carnet.ligne)) != self.carnet.ligne:
            self.carnet.signaler(
                Role.NOM, "", "doublon exact", f"Cette ligne répète la ligne\u00a0{avant}.",
                "Elle n’ajoute rien\u00a0; ôtez-la de la source.",
            )  # fmt: skip

    def _table(self, lu: Mapping[Role, str]) -> str:
        nom = self.carnet.texte(Role.TABLE, lu.get(Role.TABLE, ""))
        if not nom:
            return ""
        cle = f"table:{lu.get(Role.TABLE_ID) or _nu(nom)}"
        garde = self.tables.setdefault(cle, nom)
        if _nu(garde) != _nu(nom):
            self.carnet.signaler(
                Role.TABLE, nom, "table renommée", f"Cet identifiant nommait «\u00a0{garde}\u00a0».",
                "Le premier nom est gardé.",
            )  # fmt: skip
        return cle

    def _brouillon(self, lu: Mapping[Role, str], table: str) -> Brouillon:
        nom = self.carnet.texte(Role.NOM, lu.get(Role.NOM, ""))
        cle = self._cle(lu, nom, table)
        neuf = cle not in self.brouillons
        b = self.brouillons.setdefault(cle, Brouillon(cle, nom, ligne=self.carnet.ligne))
        if not neuf and nom and b.nom and _nu(b.nom) != _nu(nom) and nom not in b.autres_noms:
            self.carnet.signaler(
                Role.IDENTIFIANT, cle, "identifiant repris",
                f"Cet identifiant nommait «\u00a0{b.nom}\u00a0», ici «\u00a0{nom}\u00a0».",
                "Le premier nom est gardé, l’autre aussi, comme autre nom.",
            )  # fmt: skip
            b.autres_noms.append(nom)
        b.nom = b.nom or nom
        return b

    def _cle(self, lu: Mapping[Role, str], nom: str, table: str) -> str:
        """L'identifiant du fichier, sinon une clé stable tirée du nom."""
        if not nom:
            self.carnet.signaler(
                Role.NOM, lu.get(Role.NOM, ""), "sans nom", "Cette ligne n’a pas de nom.",
                "Gardée «\u00a0à compléter\u00a0»\u00a0: elle ne s’affiche pas à la table. Donnez-lui un nom.",
            )  # fmt: skip
        if cle := lu.get(Role.IDENTIFIANT, ""):
            return cle
        if Role.IDENTIFIANT not in self.colonnes:
            lieu = _nu(regles.texte_nu(lu.get(Role.MUNICIPALITE, "")))
            return f"nom:{_nu(nom)}|{lieu}" if nom else f"ligne:{table}|{self.carnet.ligne}"
        self.carnet.signaler(
            Role.IDENTIFIANT, "", "sans identifiant", "Cette ligne n’a pas d’identifiant.",
            "Une clé est tirée du nom et de la table. Ajoutez-en un à la source.",
        )  # fmt: skip
        return f"nom:{_nu(nom)}|{table}" if nom else f"ligne:{table}|{self.carnet.ligne}"


def _nu(nom: str) -> str:
    """Un nom pour comparer : casse, accents, apostrophes, tirets et espaces ignorés ; des émojis seuls restent."""
    return " ".join(cle_de_tri(nom)[0].split()) or sans_accents(nom)
