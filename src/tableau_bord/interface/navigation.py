"""Le registre des pages et la barre latérale (CONCEPTION §7).

Une page arrive avec son étape, jamais vide. L'adresse d'une page est le nom de son fichier :
c'est ce qui permet à `exiger_application` de la retrouver.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.runtime.pages_manager import PagesManager
from streamlit.runtime.scriptrunner import get_script_run_ctx

from tableau_bord.acces import Profil

MARQUE = "Tableau de bord des communautés"
LARGEUR_BARRE = 236
PARAMETRE_BASE = "base"
TOUS = frozenset(Profil)
_DRAPEAU = "tableau_bord_navigation"
_RELANCE = "tb_relance_application"


@dataclass(frozen=True)
class Page:
    """Une page du menu.

    `fichier` est relatif à app.py ; `adresse` est vide pour l'Accueil, sinon le nom du fichier ;
    `groupe` est vide hors groupe ; `profils` dit qui la voit ; `ordre` range le menu.
    """

    fichier: str
    titre: str
    adresse: str
    groupe: str
    ordre: int
    profils: frozenset[Profil] = TOUS

    @property
    def est_accueil(self) -> bool:
        """Vrai pour la page servie à la racine."""
        return not self.adresse


PAGES: tuple[Page, ...] = (
    Page("pages/accueil.py", "Accueil", "", "", 0),
    Page("pages/portrait.py", "Portrait", "portrait", "Lire", 10),
    Page("pages/carte.py", "Carte", "carte", "Lire", 11),
    Page("pages/donnees.py", "Données", "donnees", "Mesurer", 40),
    Page("pages/publier.py", "Publier", "publier", "Mesurer", 42),
)


def construire(profil: str = Profil.TABLE) -> st.Page:
    """Déclarer les pages, écrire la barre latérale et rendre la page à exécuter (`.run()`)."""
    pages = [page for page in sorted(PAGES, key=lambda p: p.ordre) if Profil(profil) in page.profils]
    natives = {page: _native(page) for page in pages}
    courante = st.navigation(list(natives.values()), position="hidden")
    _marquer()
    _titrer(courante)
    with st.sidebar:
        st.html('<p class="tb-marque">Tableau de bord <br>des communautés</p>')
        for groupe in dict.fromkeys(page.groupe for page in pages):
            _ecrire_groupe(groupe, [natives[page] for page in pages if page.groupe == groupe])
    return courante


def _marquer() -> None:
    """Noter qu'app.py entoure la page de cette session."""
    setattr(get_script_run_ctx(), _DRAPEAU, True)
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
    """Poser un lien souligné vers une page, sans perdre la base.

    Exemple : `lien("portrait", "Lire le portrait", territoire=code)`.
    """
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
    page seule (ancien mode du dossier `pages/`). On éteint ce mode et on relance, une fois.
    """
    ctx = get_script_run_ctx()
    if ctx is None or getattr(ctx, _DRAPEAU, False):
        return
    if not (Path(ctx.main_script_path).parent / "pages").is_dir() or st.session_state.get(_RELANCE):
        return
    st.session_state[_RELANCE] = True
    PagesManager.uses_pages_directory = False
    st.rerun()
