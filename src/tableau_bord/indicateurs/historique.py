"""L'historique du dictionnaire : chaque correction est une version datée, signée, avec sa raison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.indicateurs import historique_depot as sql
from tableau_bord.indicateurs.champs import differences
from tableau_bord.indicateurs.dictionnaire import depuis_texte, en_texte
from tableau_bord.indicateurs.modele import Indicateur

__all__ = ["Version", "actuel", "differences", "inscrire", "une_version", "versions"]

AUTEUR_ORIGINE = "Dictionnaire livré"
RAISON_ORIGINE = "Version d’origine."


@dataclass(frozen=True)
class Version:
    """Une fiche telle qu'elle a été : `version` compte de 1 (l'origine) en montant."""

    code: str
    version: int
    indicateur: Indicateur
    auteur: str
    quand: datetime
    raison: str


def versions(entrepot: Entrepot, code: str) -> tuple[Version, ...]:
    """Les versions d'une mesure, de la plus récente à l'origine ; vide si elle n'a jamais été corrigée."""
    return tuple(_depuis(ligne) for ligne in entrepot.lire(sql.VERSIONS, code=code).to_dicts())


def une_version(entrepot: Entrepot, code: str, version: int) -> Version:
    """Une version précise. Lève IndicateurErreur si elle n'existe pas."""
    trouvee = next((v for v in versions(entrepot, code) if v.version == version), None)
    if trouvee is None:
        raise IndicateurErreur(
            "version_inconnue",
            f"La mesure «\u00a0{code[:60]}\u00a0» n'a pas de version {version}.",
            ou="Historique du dictionnaire",
            remede="Rouvrez l'historique et choisissez une version de la liste.",
        )
    return trouvee


def actuel(source: Entrepot | Transaction, code: str) -> Indicateur | None:
    """La fiche en vigueur, ou rien si le dictionnaire de la base n'a pas ce code."""
    cadre = source.lire(sql.ENTREE_ACTUELLE, code=code)
    return depuis_texte(cadre["definition"][0]) if cadre.height else None


def inscrire(transaction: Transaction, indicateur: Indicateur, auteur: str, raison: str) -> int:
    """Ajouter une version, et d'abord l'origine si la fiche en vigueur n'en a encore aucune.

    À appeler avant d'écrire la fiche elle-même ; rend le numéro de la version.
    """
    derniere = _derniere(transaction, indicateur.code)
    if derniere == 0:
        derniere = _garder_l_origine(transaction, indicateur.code)
    _ecrire(
        transaction,
        Version(indicateur.code, derniere + 1, indicateur, auteur, maintenant(), raison),
    )
    return derniere + 1


def _garder_l_origine(transaction: Transaction, code: str) -> int:
    cadre = transaction.lire(sql.ENTREE_ACTUELLE, code=code)
    if cadre.is_empty():
        return 0
    ligne = cadre.row(0, named=True)
    livre = ligne["provenance"] == "dictionnaire"
    auteur = AUTEUR_ORIGINE if livre else "Versement"
    quand = datetime.fromisoformat(ligne["quand"])
    _ecrire(transaction, Version(code, 1, depuis_texte(ligne["definition"]), auteur, quand, RAISON_ORIGINE))
    return 1


def _derniere(transaction: Transaction, code: str) -> int:
    return int(transaction.lire(sql.DERNIERE_VERSION, code=code)["n"][0])


def _ecrire(transaction: Transaction, v: Version) -> None:
    transaction.executer(
        sql.INSCRIRE_VERSION,
        code=v.code,
        version=v.version,
        definition=en_texte(v.indicateur),
        auteur=v.auteur,
        quand=v.quand.isoformat(),
        raison=v.raison,
    )


def _depuis(ligne: dict[str, object]) -> Version:
    return Version(
        str(ligne["code"]),
        int(str(ligne["version"])),
        depuis_texte(str(ligne["definition"])),
        str(ligne["auteur"]),
        datetime.fromisoformat(str(ligne["quand"])),
        str(ligne["raison"]),
    )
