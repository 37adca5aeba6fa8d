"""L'arbre des erreurs destinées aux gens.

Une `TableauBordErreur` dit ce qui ne va pas (`quoi`), où (`ou`) et quoi faire (`remede`) ;
l'interface l'affiche sans trace. Toute autre exception est un bogue.
"""

from __future__ import annotations


class TableauBordErreur(Exception):
    """Erreur compréhensible, affichée telle quelle à l'usager.

    Attributs : `code` (court, stable, sans espace), `quoi` (phrase), `ou` (lieu précis ou
    chaîne vide), `remede` (geste à poser).
    """

    def __init__(self, code: str, quoi: str, *, ou: str = "", remede: str = "") -> None:
        self.code = code
        self.quoi = quoi
        self.ou = ou
        self.remede = remede
        super().__init__(self.phrase)

    @property
    def phrase(self) -> str:
        """Message complet sur une ligne : où, quoi, remède."""
        tete = f"{self.ou}\u00a0: {self.quoi}" if self.ou else self.quoi
        return " ".join(partie for partie in (tete, self.remede) if partie)


class EntrepotErreur(TableauBordErreur):
    """La base : ouverture, migration, écriture."""


class ImportationErreur(TableauBordErreur):
    """Un fichier versé : lecture, rôle des colonnes, valeurs."""


class TerritoireErreur(TableauBordErreur):
    """Un territoire, un découpage ou une géométrie."""


class IndicateurErreur(TableauBordErreur):
    """Le dictionnaire, une valeur ou une population."""


class CalculErreur(TableauBordErreur):
    """Une méthode statistique reçoit ce qu'elle ne peut pas traiter."""


class DivulgationErreur(TableauBordErreur):
    """Une publication ou un masque."""


class AccesErreur(TableauBordErreur):
    """Un profil ou un droit."""


class ActifErreur(TableauBordErreur):
    """Un actif, sa révision ou une proposition."""
