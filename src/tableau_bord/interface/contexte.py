"""Ce que l'écran regarde : la base, le profil, le territoire de l'adresse."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from tableau_bord import divulgation, indicateurs, territoires
from tableau_bord.acces import Droit, Identite, Mode, Profil, lecture_est_ouverte, peut
from tableau_bord.commun.erreurs import AccesErreur, TerritoireErreur
from tableau_bord.commun.francais import date_longue
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import bases
from tableau_bord.interface import cadre, identite, navigation, profil
from tableau_bord.interface.registre import Page
from tableau_bord.territoires import libelle

PARAMETRE = navigation.PARAMETRE_BASE
_NOMS = (bases.DEMONSTRATION, bases.REGION)


@dataclass(frozen=True)
class Contexte:
    """La base ouverte, le profil de cet écran, la personne devant."""

    base: bases.Base
    profil: Profil
    qui: Identite

    @property
    def entrepot(self) -> Entrepot:
        """L'entrepôt de la base regardée."""
        return self.base.entrepot

    def ouvrir_page(self, titre: str, contexte: str = "", phrase_html: str = "") -> None:
        """Bandeau, titre, contexte et phrase de la page."""
        cadre.ouvrir_page(
            titre,
            contexte,
            phrase_html,
            region=self.base.region,
            fictive=self.base.fictive,
            profil=self.profil.value,
            publie_le=publie_le(self.entrepot),
        )


def fixer_base() -> None:
    """Écrire dans l'adresse la base qu'on regarde : un lien partagé la retrouve."""
    if st.query_params.get(PARAMETRE) not in _NOMS:
        st.query_params[PARAMETRE] = bases.base_par_defaut()


def courant() -> Contexte:
    """Le contexte de cette exécution. Lève AccesErreur si la personne n'a rien à lire ici."""
    cadre.exiger_application()
    qui, page = identite.courante(), navigation.page_courante()
    # La porte l'a déjà vérifié : une page ne lit rien, même ouverte par un autre chemin.
    if not peut(qui, Droit.LIRE) and not (page and visite_ouverte(page)):
        raise AccesErreur(
            "compte_requis", "Cette page se lit avec un compte.", remede="Connectez-vous, puis rechargez-la."
        )
    return Contexte(_base(), profil.courant(), qui)


def visite_ouverte(page: Page) -> bool:
    """Vrai si l'adresse désigne une page et un territoire qui se lisent sans compte, sur un serveur."""
    code, decoupage = st.query_params.get("territoire", ""), st.query_params.get("decoupage", "")
    if identite.mode() is not Mode.SERVEUR or not page.ouverte_au_visiteur or not (code and decoupage):
        return False
    return lecture_est_ouverte(_base().entrepot, decoupage, code)


def _base() -> bases.Base:
    if identite.mode() is Mode.RENCONTRE:
        return bases.ouvrir_base(bases.REGION)  # la valise, quoi que dise l'adresse
    nom = st.query_params.get(PARAMETRE, "")
    return bases.ouvrir_base(nom if nom in _NOMS else bases.base_par_defaut())


def publie_le(entrepot: Entrepot) -> str:
    """Date de la dernière publication en vigueur, en toutes lettres, ou chaîne vide."""
    vives = [p.quand for p in divulgation.publications(entrepot) if p.retiree_le is None]
    return date_longue(max(vives)) if vives else ""


def decoupages_lisibles(ici: Contexte) -> tuple[str, ...]:
    """Découpages qui ont au moins une valeur lisible, du plus près des gens au plus large."""
    avec = set(indicateurs.periodes(ici.entrepot, ici.profil)["decoupage"].to_list())
    ordre = [d for d in territoires.ORDRE if d in avec and d != "AD"]
    return tuple(ordre)


def decoupage_de_l_adresse(ici: Contexte) -> str:
    """Le découpage que dit l'adresse, sinon le premier lisible, sinon le premier de la base."""
    demande = st.query_params.get("decoupage", "")
    if demande in territoires.ORDRE:
        return demande
    lisibles = decoupages_lisibles(ici)
    if lisibles:
        return lisibles[0]
    connus = [d for d in territoires.decoupages(ici.entrepot)["decoupage"].to_list() if d != "AD"]
    return str(connus[0]) if connus else ""


def territoire_de_l_adresse(ici: Contexte) -> territoires.Territoire | None:
    """Le territoire que dit l'adresse ; rien si elle n'en dit pas.

    Lève TerritoireErreur si le code n'existe pas dans ce découpage.
    """
    code = st.query_params.get("territoire", "")
    if not code:
        return None
    decoupage = st.query_params.get("decoupage", "") or _deviner(ici, code)
    return territoires.territoire(ici.entrepot, decoupage, code)


def _deviner(ici: Contexte, code: str) -> str:
    connus = territoires.codes_connus(ici.entrepot)
    trouves = connus.filter(connus["code"] == code)["decoupage"].unique().to_list()
    choix = [d for d in territoires.ORDRE if d in trouves]
    if choix:
        return choix[0]
    raise TerritoireErreur(
        "territoire_inconnu",
        "Ce territoire n'existe pas dans cette base.",
        ou=f"Adresse de la page, «\u00a0{code[:40]}\u00a0»",
        remede="Vérifiez l'adresse, ou cherchez le territoire par son nom depuis l'accueil.",
    )


def nom_du_decoupage(decoupage: str) -> str:
    """« Communautés », « RLS », pour un choix à l'écran."""
    pluriel = libelle(decoupage, 2)
    return pluriel[:1].upper() + pluriel[1:]
