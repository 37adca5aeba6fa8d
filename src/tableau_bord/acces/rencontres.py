"""Une rencontre : le code qui ouvre, pour quelques heures, les pages légères d'une salle."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tableau_bord.acces import rencontres_depot as depot
from tableau_bord.acces.envois import ALPHABET
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction

LONGUEUR_CODE = 6
HEURES_MAX = 12


@dataclass(frozen=True)
class Rencontre:
    """`territoire` : code dans son `decoupage` ; instants ISO 8601 en UTC ; `fermee_le` vide tant qu'elle est ouverte."""

    code: str
    decoupage: str
    territoire: str
    ouverte_le: str
    expire_le: str
    fermee_le: str = ""

    @property
    def code_lisible(self) -> str:
        """Le code en deux groupes de trois."""
        return f"{self.code[:3]} {self.code[3:]}"

    def est_ouverte(self, instant: datetime | None = None) -> bool:
        """Vrai si elle n'est ni fermée ni échue."""
        return not self.fermee_le and (instant or maintenant()) < datetime.fromisoformat(self.expire_le)


def preparer(decoupage: str, territoire: str, heures: int) -> Rencontre:
    """Composer une rencontre, code tiré au hasard (30⁶ possibles), sans rien écrire.

    Lève AccesErreur (« rencontre_mal_formee ») si `heures` n'est pas de 1 à 12.
    """
    if isinstance(heures, bool) or not 1 <= heures <= HEURES_MAX:
        raise AccesErreur(
            "rencontre_mal_formee",
            f"La durée d'une rencontre va de 1 à {HEURES_MAX} heures.",
            remede="Choisissez une durée plus courte ; une rencontre se rouvre.",
        )
    code = "".join(secrets.choice(ALPHABET) for _ in range(LONGUEUR_CODE))
    debut = maintenant().astimezone(UTC).replace(microsecond=0)
    fin = debut + timedelta(hours=heures)
    return Rencontre(code, decoupage, territoire, debut.isoformat(), fin.isoformat())


def inscrire(t: Transaction, rencontre: Rencontre, auteur: str) -> None:
    """Écrire une rencontre."""
    champs = ("code", "decoupage", "territoire", "ouverte_le", "expire_le")
    depot.ajouter(t, {**{c: getattr(rencontre, c) for c in champs}, "auteur": auteur})


def rencontre_ouverte(lecteur: Entrepot | Transaction, code: str) -> Rencontre | None:
    """La rencontre ouverte de ce code, ou rien ; espaces, tirets et casse sont indifférents."""
    propre = code[:20].replace(" ", "").replace("-", "").upper()
    if len(propre) != LONGUEUR_CODE or not set(propre) <= set(ALPHABET):
        return None
    lue = depot.une(lecteur, propre)
    rencontre = _depuis(lue) if lue else None
    return rencontre if rencontre and rencontre.est_ouverte() else None


def en_cours(lecteur: Entrepot | Transaction) -> Rencontre | None:
    """La rencontre ouverte la plus récente de cette base, ou rien."""
    toutes = (_depuis(ligne) for ligne in depot.toutes(lecteur))
    return next((r for r in toutes if r.est_ouverte()), None)


def _depuis(ligne: dict[str, str]) -> Rencontre:
    return Rencontre(**{**ligne, "fermee_le": ligne["fermee_le"] or ""})
