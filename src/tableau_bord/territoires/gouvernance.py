"""La gouvernance des données autochtones : rien ne s'affiche d'une communauté sans une entente avec elle.

Attribut daté du territoire, par ajout. Un territoire qui porte le nom d'une communauté des Premières Nations
ou d'un village inuit ne s'affiche pas tant que personne n'a rien inscrit : c'est la règle par défaut.
Source : principes de PCAP (propriété, contrôle, accès, possession), Centre de gouvernance de l'information
des Premières Nations ; DOMAINE, exigence 8.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from weakref import WeakKeyDictionary

import polars as pl

from tableau_bord.commun.erreurs import TerritoireErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.territoires import gouvernance_depot as depot

LONGUEUR_MAX = 2_000
LIEU = "Entente de gouvernance des données"
# Toute lecture pose la question : la réponse d'une version de la base et d'un jour se garde.
_gardes: WeakKeyDictionary[Entrepot, tuple[int, str, pl.DataFrame]] = WeakKeyDictionary()


class Statut(StrEnum):
    """Ce qu'on a inscrit d'un territoire ; la valeur est ce que la base garde."""

    SANS_ENTENTE = "sans entente"
    ENTENTE = "entente"
    ORDINAIRE = "ordinaire"


@dataclass(frozen=True)
class Gouvernance:
    """Une inscription. `signee_le`, `jusqua` : dates ISO, vides hors d'une entente ; `version` compte de 1.

    `affichage` : l'entente permet de montrer les données. `portee` : ce qu'elle permet, en mots.
    `document` : où trouver le texte signé. `note` : pourquoi un territoire est ordinaire.
    """

    decoupage: str
    code: str
    statut: Statut
    affichage: bool = False
    partie: str = ""
    signee_le: str = ""
    jusqua: str = ""
    portee: str = ""
    document: str = ""
    note: str = ""
    version: int = 0
    quand: str = ""
    auteur: str = ""

    def affichee(self, jour: date | None = None) -> bool:
        """Vrai si cette inscription permet d'afficher le territoire ce jour-là."""
        if self.statut is Statut.ORDINAIRE:
            return True
        au = (jour or aujourd_hui()).isoformat()
        return self.statut is Statut.ENTENTE and self.affichage and self.signee_le <= au <= self.jusqua


def non_affiches(entrepot: Entrepot, au: date | None = None) -> pl.DataFrame:
    """Les territoires qu'aucune lecture ne montre, à aucun profil : decoupage, code.

    Communauté inscrite sans entente, entente pas encore ou plus en vigueur, ou qui ne permet pas
    l'affichage ; territoire non inscrit qui porte le nom d'une communauté.
    """
    version, jour = entrepot.version, (au or aujourd_hui()).isoformat()
    gardee = _gardes.get(entrepot)
    if gardee is None or gardee[:2] != (version, jour):
        gardee = (version, jour, depot.non_affiches(entrepot, jour))
        _gardes[entrepot] = gardee
    return gardee[2]


def sans_non_affiches(entrepot: Entrepot, cadre: pl.DataFrame, decoupage: str = "") -> pl.DataFrame:
    """Les lignes de `cadre` (colonnes decoupage et code ; code seul si `decoupage` est donné) qu'on affiche."""
    caches = non_affiches(entrepot)
    if decoupage:
        caches = caches.filter(pl.col("decoupage") == decoupage)
    if caches.is_empty() or cadre.is_empty():
        return cadre
    cle = ["code"] if decoupage else ["decoupage", "code"]
    return cadre.join(caches.select(cle), on=cle, how="anti", maintain_order="left")


def exiger_affichable(entrepot: Entrepot, decoupage: str, code: str) -> None:
    """Lève TerritoireErreur si ce territoire ne s'affiche pas."""
    if not non_affiches(entrepot).filter(decoupage=decoupage, code=code).is_empty():
        raise TerritoireErreur(
            "territoire_non_affiche",
            "Cette communauté gouverne ses données\u00a0: rien n'est affiché sans une entente avec elle.",
            remede="Une entente se consigne à la page Gouvernance, parmi les registres.",
        )


def gouvernances(entrepot: Entrepot) -> tuple[Gouvernance, ...]:
    """La dernière inscription de chaque territoire, par découpage puis par code."""
    return tuple(_depuis(x) for x in depot.en_vigueur(entrepot).to_dicts())


def histoire(entrepot: Entrepot, decoupage: str, code: str) -> tuple[Gouvernance, ...]:
    """Toutes les inscriptions d'un territoire, de la plus récente."""
    return tuple(_depuis(x) for x in depot.versions(entrepot, decoupage, code).to_dicts())


def presumes(entrepot: Entrepot) -> pl.DataFrame:
    """Non affichés par leur seul nom, que rien n'inscrit encore : decoupage, code, nom, nation."""
    return depot.portent_le_nom(entrepot, presumee=True)


def a_verifier(entrepot: Entrepot) -> pl.DataFrame:
    """Affichés, mais dont le nom est aussi celui d'une communauté : decoupage, code, nom, nation."""
    return depot.portent_le_nom(entrepot, presumee=False)


def inscrire(t: Transaction, inscription: Gouvernance, auteur: str) -> int:
    """Ajouter une version ; rend son numéro. Lève TerritoireErreur si l'inscription ne tient pas."""
    verifier(inscription)
    if not depot.existe(t, inscription.decoupage, inscription.code):
        raise TerritoireErreur(
            "territoire_inconnu",
            "Ce territoire n'existe pas dans cette base.",
            ou=LIEU,
            remede="Choisissez-le dans la liste, par son nom.",
        )
    datee = replace(inscription, auteur=auteur, quand=maintenant().isoformat())
    return depot.ajouter(t, {**asdict(datee), "statut": datee.statut.value})


def verifier(inscription: Gouvernance) -> None:
    """Lève TerritoireErreur si un champ obligatoire manque, est trop long, ou si les dates se contredisent."""
    textes = {c: getattr(inscription, c) for c in ("partie", "portee", "document", "note")}
    if any(len(texte) > LONGUEUR_MAX for texte in textes.values()):
        raise _refus(f"Un champ dépasse {LONGUEUR_MAX} caractères.", "Raccourcissez-le.")
    if inscription.statut is Statut.ORDINAIRE and not inscription.note.strip():
        raise _refus(
            "Il manque la raison.", "Dites en une phrase pourquoi ce n'est pas une communauté autochtone."
        )
    if inscription.statut is Statut.ENTENTE:
        _verifier_entente(inscription)


def _verifier_entente(inscription: Gouvernance) -> None:
    noms = {
        "partie": "avec qui l'entente est conclue",
        "portee": "ce que l'entente permet",
        "document": "où se trouve le document signé",
    }
    manquants = [mots for champ, mots in noms.items() if not getattr(inscription, champ).strip()]
    if manquants:
        raise _refus(f"Il manque\u00a0: {', '.join(manquants)}.", "Remplissez ces champs et recommencez.")
    if _jour(inscription.jusqua, "de fin") < _jour(inscription.signee_le, "de signature"):
        raise _refus("L'entente finit avant d'être signée.", "Corrigez l'une des deux dates.")


def _jour(texte: str, laquelle: str) -> date:
    try:
        return datetime.strptime(texte, "%Y-%m-%d").date()
    except ValueError as erreur:
        raise _refus(f"La date {laquelle} manque ou n'est pas une date.", "Choisissez un jour.") from erreur


def _refus(quoi: str, remede: str) -> TerritoireErreur:
    return TerritoireErreur("gouvernance_mal_formee", quoi, ou=LIEU, remede=remede)


def _depuis(ligne: dict[str, object]) -> Gouvernance:
    return Gouvernance(**{**ligne, "statut": Statut(str(ligne["statut"]))})  # type: ignore[arg-type]
