"""La page Gouvernance : quatre vues, chacune gardée par son droit."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, envois_depot
from tableau_bord.actifs import propositions
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import registres
from tableau_bord.gestes.moderer import EN_ATTENTE
from tableau_bord.interface import (
    erreurs,
    etats,
    gouvernance_acces,
    gouvernance_journal,
    gouvernance_moderation,
    gouvernance_registres,
)
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import MESSAGE

VUES = ("Accès", "Modération", "Journal", "Registres")
_VUES: dict[str, tuple[tuple[Droit, ...], Callable[[Contexte, Identite], None]]] = {
    "Accès": ((Droit.ADMINISTRER, Droit.INVITER), gouvernance_acces.afficher),
    "Modération": ((Droit.MODERER,), gouvernance_moderation.afficher),
    "Journal": ((Droit.LIRE_JOURNAL,), gouvernance_journal.afficher),
    "Registres": ((Droit.TENIR_REGISTRES,), gouvernance_registres.afficher),
}


def phrase(ici: Contexte) -> str:
    """Ce qui attend quelqu'un : textes à relire, objets à effacer."""
    qui = ici.qui
    attentes = []
    if acces.peut(qui, Droit.MODERER) and (n := envois_depot.file(ici.entrepot, EN_ATTENTE).height):
        attentes.append(
            f"<strong>{compter(n, 'texte attend', 'textes attendent')}</strong> d’être relu{'s' * (n > 1)}"
        )
    en_attente = propositions.file(ici.entrepot, propositions.EN_ATTENTE).height
    if acces.peut(qui, Droit.MODERER) and en_attente:
        dites = compter(en_attente, "proposition d’actif attend", "propositions d’actif attendent")
        attentes.append(f"<strong>{dites}</strong> une décision")
    if acces.peut(qui, Droit.EFFACER) and (n := len(registres.echus(ici.entrepot))):
        attentes.append(
            f"<strong>{compter(n, 'objet')}</strong> {'ont dépassé leur' if n > 1 else 'a dépassé sa'} durée de conservation"
        )
    if not attentes:
        return "Qui entre, ce qu’on nous confie, ce qui a été fait, ce que la loi demande de consigner."
    return f"{' et '.join(attentes)}."


def afficher(ici: Contexte, vue: str) -> None:
    """La vue choisie, si la personne y a droit ; sinon, une phrase qui dit quel rôle l'ouvre."""
    qui = ici.qui
    droits, montrer = _VUES[vue]
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
    with erreurs.garde():
        if not any(acces.peut(qui, droit) for droit in droits):
            acces.exiger(qui, droits[0])
        montrer(ici, qui)
