"""La barre latérale et les liens d'une page à l'autre (CONCEPTION §7, « Menu selon la personne »)."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tableau_bord.acces import Identite, Mode
from tableau_bord.interface import identite
from tableau_bord.interface.registre import PAGES, Page

__all__ = ["PAGES", "Page"]

MARQUE = "Tableau de bord des communautés"
LARGEUR_BARRE = 236
PARAMETRE_BASE = "base"
_DRAPEAU = "tableau_bord_navigation"
_RELANCE = "tb_relance_application"


def construire(qui: Identite) -> st.Page:
    """Déclarer toutes les pages, écrire le menu de cette personne et rendre la page demandée.

    Une page hors du menu reste déclarée : demandée par son adresse, elle reçoit une phrase, pas l'Accueil.
    """
    pages = sorted(PAGES, key=lambda p: p.ordre)
    natives = {page: _native(page) for page in pages}
    courante = st.navigation(list(natives.values()), position="hidden")
    _marquer(next(page for page, native in natives.items() if native == courante))
    _titrer(courante)
    menu = [page for page in pages if page.au_menu(qui)]
    with st.sidebar:
        st.html('<p class="tb-marque">Tableau de bord <br>des communautés</p>')
        for groupe in dict.fromkeys(page.groupe for page in menu):
            _ecrire_groupe(groupe, [natives[page] for page in menu if page.groupe == groupe])
    return courante


def page_courante() -> Page | None:
    """La page du registre que cette exécution montre ; rien hors de l'application."""
    return getattr(get_script_run_ctx(), _DRAPEAU, None)


def permise(adresse: str) -> bool:
    """Vrai si la personne devant l'écran peut ouvrir cette page."""
    return page_nommee(adresse).permise(identite.courante())


def _marquer(page: Page) -> None:
    """Noter qu'app.py entoure la page de cette session, et laquelle."""
    setattr(get_script_run_ctx(), _DRAPEAU, page)
    st.session_state.pop(_RELANCE, None)


def _titrer(courante: st.Page) -> None:
    """Nommer l'onglet d'après la page et fixer la largeur de la barre latérale."""
    st.set_page_config(page_title=f"{courante.title} – {MARQUE}", initial_sidebar_state=LARGEUR_BARRE)


def _native(page: Page) -> st.Page:
    adresse = None if page.est_accueil else page.adresse
    return st.Page(page.fichier, title=page.titre, url_path=adresse, default=page.est_accueil)


def _ecrire_groupe(groupe: str, entrees: list[st.Page]) -> None:
    with st.container(gap="xxsmall"):
        if groupe:
            st.html(f'<p class="tb-nav">{groupe}</p>')
        for entree in entrees:
            st.page_link(entree, width="stretch", query_params=parametres())


def parametres(**valeurs: str) -> dict[str, str]:
    """Paramètres d'une adresse interne : ceux qu'on donne, et la base qu'on regarde."""
    base = st.query_params.get(PARAMETRE_BASE)
    gardes = {PARAMETRE_BASE: base} if base else {}
    return gardes | {nom: valeur for nom, valeur in valeurs.items() if valeur}


def page_nommee(adresse: str) -> Page:
    """Page du registre à cette adresse (vide : l'Accueil) ; KeyError si elle n'y est pas."""
    return {page.adresse: page for page in PAGES}[adresse]


def lien(adresse: str, libelle: str, **valeurs: str) -> None:
    """Poser un lien souligné vers une page, sans perdre la base ; rien si la personne ne peut pas l'ouvrir.

    Exemple : `lien("portrait", "Lire le portrait", territoire=code)`.
    """
    if permise(adresse):
        st.page_link(page_nommee(adresse).fichier, label=libelle, query_params=parametres(**valeurs))


def aller(adresse: str, **valeurs: str) -> None:
    """Ouvrir une page tout de suite, sans perdre la base."""
    st.switch_page(page_nommee(adresse).fichier, query_params=parametres(**valeurs))


def adresse_html(adresse: str, **valeurs: str) -> str:
    """Adresse relative pour un `<a href>` (à échapper dans l'attribut)."""
    suite = urlencode(parametres(**valeurs))
    return f"/{adresse}?{suite}" if suite else f"/{adresse}"


def exiger_application() -> None:
    """S'assurer qu'app.py entoure cette page ; à appeler en tête de chaque page.

    Sous `streamlit run app.py`, si la première visite est un lien profond, Streamlit exécute la
    page seule (ancien mode du dossier `pages/`). On éteint ce mode et on relance, une fois. Hors du
    poste, une page que l'application n'entoure pas ne s'exécute jamais.
    """
    ctx = get_script_run_ctx()
    if ctx is None or getattr(ctx, _DRAPEAU, None):
        return
    if not (Path(ctx.main_script_path).parent / "pages").is_dir() or st.session_state.get(_RELANCE):
        if identite.mode() is not Mode.POSTE:
            st.stop()
        return
    st.session_state[_RELANCE] = True
    PagesManager.uses_pages_directory = False
    st.rerun()
