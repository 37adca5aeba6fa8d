"""Lire des champs TOML en disant où ils manquent ou se trompent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation.chantier import citer

E = TypeVar("E", bound=StrEnum)


def fautif(
    code: str, quoi: str, ou: str, remede: str = "Corrigez le fichier, puis recommencez."
) -> ImportationErreur:
    """Une erreur de recette : quoi, où, quoi faire."""
    return ImportationErreur(code, quoi, ou=ou, remede=remede)


class Champs:
    """Les lectures typées d'un fichier de recette ; `ou` dit lequel."""

    def __init__(self, ou: str) -> None:
        self.ou = ou

    def connus(self, table: dict[str, Any], permis: frozenset[str], ou: str) -> None:
        """Refuser un champ que la table ne connaît pas."""
        if inconnus := sorted(set(table) - permis):
            lieu = f"{self.ou}, [{ou}]" if ou else self.ou
            quoi = f"Champ inconnu\u00a0: {citer(inconnus[0])}."
            raise fautif("champ_inconnu", quoi, lieu, f"Champs permis\u00a0: {', '.join(sorted(permis))}.")

    def sous_table(self, table: dict[str, Any], nom: str, permis: frozenset[str] | None) -> dict[str, Any]:
        """Une sous-table, vide si elle manque ; `permis` : ses champs, None s'ils sont libres."""
        lue = table.get(nom, {})
        if not isinstance(lue, dict):
            raise fautif("table_attendue", f"{citer(nom)} doit être une table, [{nom}].", self.ou)
        if permis is not None:
            self.connus(lue, permis, nom)
        return lue

    def mot(self, table: dict[str, Any], nom: str) -> str | None:
        """Un texte, None s'il manque."""
        valeur = table.get(nom)
        if valeur is not None and not isinstance(valeur, str):
            raise fautif(
                "texte_attendu", f"{citer(nom)} vaut {valeur!r}\u00a0: un texte est attendu.", self.ou
            )
        return valeur

    def exige(self, table: dict[str, Any], nom: str) -> str:
        """Un texte qui doit être là."""
        valeur = self.mot(table, nom)
        if not valeur:
            raise fautif("champ_manquant", f"Le champ {citer(nom)} manque ou est vide.", self.ou)
        return valeur

    def liste(self, table: dict[str, Any], nom: str) -> list[str]:
        """Une liste de textes, vide si elle manque."""
        valeur = table.get(nom, [])
        if not isinstance(valeur, list) or not all(isinstance(v, str) for v in valeur):
            raise fautif("liste_attendue", f"{citer(nom)} doit être une liste de textes.", self.ou)
        return valeur

    def entier(self, table: dict[str, Any], nom: str, defaut: int) -> int:
        """Un entier, zéro ou plus."""
        valeur = table.get(nom, defaut)
        if not isinstance(valeur, int) or isinstance(valeur, bool) or valeur < 0:
            raise fautif(
                "entier_attendu", f"{citer(nom)} vaut {valeur!r}\u00a0: un entier est attendu.", self.ou
            )
        return valeur

    def choix(self, liste: type[E], table: dict[str, Any], nom: str, defaut: E | None = None) -> E:
        """Une valeur d'une liste fermée."""
        if defaut is not None and nom not in table:
            return defaut
        ecrit = self.exige(table, nom)
        trouve = next((x for x in liste if x.value == ecrit), None)
        if trouve is None:
            permis = ", ".join(x.value for x in liste)
            raise fautif(
                "valeur_hors_liste",
                f"{citer(nom)} vaut {citer(ecrit)}.",
                self.ou,
                f"Valeurs permises\u00a0: {permis}.",
            )
        return trouve

    def quand(self, brut: dict[str, Any]) -> datetime:
        """La date de la recette, ISO."""
        ecrit = brut.get("quand")
        try:
            return ecrit if isinstance(ecrit, datetime) else datetime.fromisoformat(str(ecrit))
        except ValueError as erreur:
            quoi = f"«\u00a0quand\u00a0» vaut {ecrit!r}\u00a0: une date ISO est attendue."
            raise fautif("date_attendue", quoi, self.ou) from erreur
