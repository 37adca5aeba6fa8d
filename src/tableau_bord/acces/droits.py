"""Ce que chaque rôle peut faire. Un geste vérifie son droit en entrant : l'écran n'est pas une garde."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from tableau_bord.acces.roles import Identite, Mode, Role
from tableau_bord.commun.erreurs import AccesErreur


class Droit(StrEnum):
    """Un geste, ou une famille de gestes qu'on permet ensemble ; la valeur se lit dans une phrase."""

    LIRE = "lire ce qui est publié"
    EXPORTER = "exporter ce qui est publié"
    VOIR_FIN = "voir les effectifs fins"
    EXPORTER_FIN = "exporter les effectifs fins"
    VERSER = "verser et annuler des fichiers"
    DECRIRE = "modifier le dictionnaire"
    AVISER = "donner un avis sur les choix d’une estimation"
    PUBLIER = "publier et retirer"
    CONTRIBUER = "proposer un actif ou porter une parole"
    TENIR_ACTIFS = "tenir l'inventaire des actifs"
    ANIMER = "ouvrir une rencontre"
    INVITER = "inviter par un lien"
    MODERER = "accepter ou refuser un envoi"
    EMPORTER = "préparer et rapporter une valise"
    LIRE_JOURNAL = "lire le journal"
    TENIR_REGISTRES = "tenir les registres"
    EFFACER = "effacer ce qui échoit ou ce qu'on retire"
    ADMINISTRER = "attribuer les rôles et ouvrir la lecture"


_TOUS = frozenset(Role)
_DSP = frozenset({Role.ADMINISTRATION, Role.SURVEILLANCE})
_ADMINISTRATION = frozenset({Role.ADMINISTRATION})
_ACCUEIL = _DSP | {Role.ANIMATION}
DROITS: Mapping[Droit, frozenset[Role]] = {
    Droit.LIRE: _TOUS,
    Droit.EXPORTER: _TOUS,
    Droit.VOIR_FIN: _DSP,
    Droit.EXPORTER_FIN: _DSP,
    Droit.VERSER: frozenset({Role.SURVEILLANCE}),
    Droit.DECRIRE: frozenset({Role.SURVEILLANCE}),
    Droit.AVISER: _ACCUEIL | {Role.TERRAIN},
    Droit.PUBLIER: _DSP,
    Droit.CONTRIBUER: _ACCUEIL | {Role.TERRAIN},
    Droit.TENIR_ACTIFS: _ACCUEIL | {Role.TERRAIN},
    Droit.ANIMER: _ACCUEIL,
    Droit.INVITER: _ACCUEIL,
    Droit.MODERER: _ACCUEIL,
    Droit.EMPORTER: _ACCUEIL,
    Droit.LIRE_JOURNAL: _DSP,
    Droit.TENIR_REGISTRES: _ADMINISTRATION,
    Droit.EFFACER: _ADMINISTRATION,
    Droit.ADMINISTRER: _ADMINISTRATION,
}
# Une valise ne contient que du publié : ce qui touche au fin n'a pas d'objet dans une rencontre.
EN_RENCONTRE = frozenset(
    {Droit.LIRE, Droit.EXPORTER, Droit.CONTRIBUER, Droit.ANIMER, Droit.MODERER, Droit.LIRE_JOURNAL}
)
"""L'inventaire ne s'y tient pas : ce qu'on y propose rentre et se décide à la maison."""


def peut(qui: Identite, droit: Droit) -> bool:
    """Vrai si l'un des rôles de cette personne donne ce droit, dans ce mode."""
    if qui.mode is Mode.RENCONTRE and droit not in EN_RENCONTRE:
        return False
    return not qui.roles.isdisjoint(DROITS[droit])


def exiger(qui: Identite, droit: Droit) -> None:
    """Lève AccesErreur si cette personne n'a pas ce droit."""
    if peut(qui, droit):
        return
    if qui.mode is Mode.RENCONTRE:
        quoi, remede = (
            "Ce geste ne se fait pas dans une rencontre.",
            "Faites-le au retour, sur la base de la direction.",
        )
    else:
        quoi = f"Votre rôle ne permet pas de {droit.value}."
        noms = ", ".join(sorted(role.value for role in DROITS[droit]))
        remede = f"Demandez-le à la personne qui tient les accès (rôle qui le permet\u00a0: {noms})."
    raise AccesErreur("droit_absent", quoi, remede=remede)
