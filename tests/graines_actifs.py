"""De quoi semer des actifs, un enjeu et une parole sur la petite région des graines."""

from __future__ import annotations

from tableau_bord import acces, indicateurs
from tableau_bord.acces import codes_retrait, envois, envois_depot
from tableau_bord.acces.invitations import Source
from tableau_bord.actifs import Actif, Desserte, Exactitude, Genre, Lien, TypeDeLien
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes import actifs
from tableau_bord.indicateurs import Enjeu
from tableau_bord.paroles import Etiquettes, GenreDeParole
from tableau_bord.paroles import depot as paroles_depot
from tests.graines import MINUSCULE, ORDINAIRE

ENJEU = Enjeu("vivre_vieux", "Vivre vieux", "Qui part trop tôt ?", ("deces", "diplome"))
PAROLE = "Au café du coin, on se donne des nouvelles."
QUI = acces.au_poste("essai")


def _ici(code: str) -> tuple[Desserte, ...]:
    return (Desserte("communaute", code),)


ACTIFS = (
    Actif("cafe", Genre.RENCONTRE, "Café du coin", dessertes=_ici(ORDINAIRE), enjeux=(ENJEU.enjeu,), latitude=48.5,
          longitude=0.5, exactitude=Exactitude.POINT, places=30.0, liens=(Lien(TypeDeLien.MEMBRE_DE, "table"),)),
    Actif("table", Genre.TABLE, "Table du bord de l’eau", dessertes=_ici(ORDINAIRE)),
    Actif("clinique", Genre.SERVICE, "Clinique du quai", dessertes=_ici("20-004"), enjeux=(ENJEU.enjeu,), latitude=48.5,
          longitude=3.5, exactitude=Exactitude.ADRESSE, places=12.0),
    Actif("veillee", Genre.TRADITION, "Veillée des voisins", dessertes=_ici(MINUSCULE), enjeux=(ENJEU.enjeu,),
          verifie_le="2021-05-01", verifie_par="terrain"),
)  # fmt: skip


def semer_actifs(entrepot: Entrepot) -> None:
    """Un enjeu, quatre actifs et une parole acceptée, consentie à côté des chiffres."""
    entrepot.ecrire(lambda t: indicateurs.inscrire_enjeu(t, ENJEU))
    for actif in ACTIFS:
        actifs.inscrire(entrepot, QUI, actif)
    entrepot.ecrire(_parole)


def _parole(t: Transaction) -> None:
    source = Source("rencontre", "ESSAI1", "communaute", ORDINAIRE)
    envoi = envois.preparer(source, "p" * 24, PAROLE, "vecu", ["chiffres"], 900, True)
    if envois.garder(t, envoi, codes_retrait.nouveau_sel(), codes_retrait.nouveau_sel()) is not None:
        envois_depot.decider(t, envoi.envoi, maintenant().isoformat(), "essai", "accepté", "")
        paroles_depot.attacher(t, envoi.envoi, Etiquettes(GenreDeParole.RECIT, (ENJEU.enjeu,)))
