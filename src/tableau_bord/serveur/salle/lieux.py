"""D'où vient une visite : la base qui a signé le jeton, ou celle de la rencontre ouverte."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tableau_bord.acces import Invitation, Mode, Rencontre, lire_jeton, rencontre_ouverte
from tableau_bord.acces.envois import cle_envoi
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, ouvrir
from tableau_bord.gestes import bases
from tableau_bord.serveur.configuration import mode_demande

IDENTIFIANT = re.compile(r"[A-Za-z0-9_-]{20,64}")
FERMES = frozenset({"jeton_expire", "jeton_revoque", "jeton_epuise"})
RIEN = AccesErreur("code_sans_rencontre", "Cette adresse n’ouvre rien.")


@dataclass(frozen=True)
class Lieu:
    """Une base, et ce qui y donne accès. `adresse` : le chemin de la page, sans suffixe."""

    entrepot: Entrepot
    source: Invitation | Rencontre
    adresse: str

    @property
    def decoupage(self) -> str:
        """Le découpage du territoire."""
        return self.source.decoupage

    @property
    def code(self) -> str:
        """Le code du territoire."""
        return self.source.code if isinstance(self.source, Invitation) else self.source.territoire

    @property
    def ecrit(self) -> bool:
        """Vrai si l'on y porte une parole ; une rencontre permet tout."""
        return not isinstance(self.source, Invitation) or self.source.portee.ecrit

    @property
    def corrige(self) -> bool:
        """Vrai si l'on y corrige des actifs."""
        return not isinstance(self.source, Invitation) or self.source.portee.corrige

    @property
    def en_salle(self) -> bool:
        """Vrai dans une rencontre."""
        return not isinstance(self.source, Invitation)


def entrepots() -> tuple[Entrepot, ...]:
    """Les bases de l'application qui existent déjà : la valise seule dans une rencontre."""
    noms = (bases.REGION,) if mode_demande(None) is Mode.RENCONTRE else (bases.REGION, bases.DEMONSTRATION)
    return tuple(ouvrir(chemin) for nom in noms if (chemin := bases.chemin(nom)).exists())


def lieu_du_jeton(jeton: str, usage: str = "") -> Lieu:
    """La base qui a signé ce jeton. Lève AccesErreur comme `acces.lire_jeton`."""
    refus: AccesErreur = RIEN
    for entrepot in entrepots():
        try:
            return Lieu(entrepot, lire_jeton(entrepot, jeton, usage), f"/i/{jeton}")
        except AccesErreur as erreur:
            if erreur.code != "jeton_falsifie":
                raise
            refus = erreur
    raise refus


def base_du_jeton(jeton: str) -> Entrepot:
    """La base d'un jeton que nous avons signé, même fermé depuis : on retire toujours ce qu'on a confié.

    Lève AccesErreur si aucune ne l'a signé.
    """
    for entrepot in entrepots():
        try:
            lire_jeton(entrepot, jeton)
        except AccesErreur as erreur:
            if erreur.code not in FERMES:
                continue
        return entrepot
    raise RIEN


def lieu_du_code(code: str) -> Lieu:
    """La base où cette rencontre est ouverte. Lève AccesErreur si aucune ne l'est."""
    for entrepot in entrepots():
        if rencontre := rencontre_ouverte(entrepot, code):
            return Lieu(entrepot, rencontre, f"/s/{rencontre.code}")
    raise RIEN


def lieu(guichet: str, cle: str, usage: str = "") -> Lieu:
    """Le lieu d'une adresse : guichet « i » (un lien) ou « s » (une rencontre). Lève AccesErreur s'il n'ouvre rien."""
    return lieu_du_jeton(cle, usage) if guichet == "i" else lieu_du_code(cle)


def rencontre_de_la_salle(code: str) -> bool:
    """Vrai si ce code est celui d'une rencontre ouverte."""
    return any(rencontre_ouverte(entrepot, code) for entrepot in entrepots())


def usage_d_un_envoi(envoi_id: str) -> str:
    """Ce qui compte un envoi dans un lien : le renvoyer n'est pas en faire un autre."""
    return cle_envoi(envoi_id) if IDENTIFIANT.fullmatch(envoi_id) else ""
