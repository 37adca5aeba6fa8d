"""Porter une parole pour quelqu'un, qui en donne l'accord ; puis en retirer une par son code."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.acces import Droit, peut, reperage
from tableau_bord.acces.envois import DECLARATION, LIBELLES_DES_FINS, Recu
from tableau_bord.acces.reperage import Alerte
from tableau_bord.acces.textes import LONGUEUR_MAX
from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.commun.francais import enumerer
from tableau_bord.gestes import porter_parole, retirer_parole
from tableau_bord.interface import cadre, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import jour
from tableau_bord.interface.paroles import MESSAGE
from tableau_bord.interface.recherche import Lieu, lieux
from tableau_bord.interface.texte import sur
from tableau_bord.paroles import GenreDeParole

SAVOIRS = {
    "vecu": "La personne le vit, ou un proche le vit",
    "terrain": "Elle y travaille, ou y donne de son temps",
    "surveillance": "Elle le mesure (surveillance, recherche)",
}
DUREES = {90: "Trois mois", 365: "Un an", 1826: "Cinq ans"}
GENRES = {GenreDeParole.PHRASE.value: "Une phrase", GenreDeParole.RECIT.value: "Un récit"}
_ENVOI, _RECU, _RELECTURE, _RETIREES = (
    *("paroles_envoi", "paroles_recu"),
    *("paroles_a_relire", "paroles_retirees"),
)


@dataclass(frozen=True)
class Saisie:
    """Ce que le formulaire tient."""

    lieu: Lieu | None
    texte: str
    genre: str
    savoir: str
    enjeux: tuple[str, ...]
    fins: tuple[str, ...]
    jours: int
    declaration: bool
    accord: bool
    relu: bool

    @property
    def empreinte(self) -> str:
        """Ce qui lie une relecture au texte exact qui a été relu."""
        return hashlib.sha256(self.texte.strip().encode("utf-8", "surrogatepass")).hexdigest()


def afficher(ici: Contexte, lieu: Lieu | None) -> None:
    """Le formulaire, pour qui peut contribuer ; `lieu` : celui qu'on regarde, proposé d'avance."""
    if not peut(ici.qui, Droit.CONTRIBUER):
        return
    cadre.section("Porter une parole pour quelqu’un")
    _recu(st.session_state.get(_RECU))
    with st.expander("Écrire ce qu’une personne vous a confié", expanded=_RELECTURE in st.session_state):
        st.markdown(
            "Écrivez ses mots, pas les vôtres. La parole dira qu’elle est saisie par une autre personne, et sera "
            "relue avant de se lire ailleurs."
        )
        saisie = _formulaire(ici, lieu)
    if saisie is not None:
        _enregistrer(ici, saisie)


def retirer(ici: Contexte) -> None:
    """Reprendre une parole donnée : le code suffit."""
    cadre.section("Retirer une parole")
    cadre.second(
        "Chaque parole a un code de douze caractères, remis quand elle a été confiée. Qui le tient peut la retirer "
        "quand il veut, sans dire pourquoi\u00a0: le texte s’efface et il n’en reste qu’une empreinte au journal."
    )
    fois = st.session_state.get(_RETIREES, 0)
    with st.form(f"retirer_{fois}", border=False):
        code = st.text_input("Code de retrait", max_chars=40, key=f"code_{fois}")
        presse = st.form_submit_button("Retirer cette parole")
    if presse:
        with erreurs.garde():
            _retirer(ici, code)


def _retirer(ici: Contexte, code: str) -> None:
    """Retirer, puis le dire ; si l'espace libéré n'a pu être réécrit, le texte est déjà effacé et on le dit aussi."""
    message = "La parole est retirée. Son texte ne se lit plus nulle part."
    try:
        retirer_parole.retirer(ici.entrepot, code)
    except EntrepotErreur as erreur:
        if erreur.code != "compactage_empeche":
            raise
        message += " Le fichier de la base sera réécrit à la prochaine occasion."
    st.session_state.pop(_RECU, None)
    st.session_state[_RETIREES] = st.session_state.get(_RETIREES, 0) + 1
    _dire(message)


def _formulaire(ici: Contexte, lieu: Lieu | None) -> Saisie | None:
    """Poser le formulaire ; rend ce qui est saisi quand on l'envoie."""
    numero = st.session_state.setdefault(_ENVOI, secrets.token_urlsafe(24))
    enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    connus = lieux(ici)
    with st.form(f"porter_{numero}", border=False):
        ou = st.selectbox(
            "De quel territoire parle cette personne", connus, index=connus.index(lieu) if lieu in connus else None,
            format_func=lambda x: x.intitule, placeholder="Écrire les premières lettres", key=f"ou_{numero}",
        )  # fmt: skip
        texte = st.text_area(
            "Ses mots", key=f"texte_{numero}", height=140, max_chars=LONGUEUR_MAX, placeholder="Ne nommez personne."
        )  # fmt: skip
        gauche, droite = st.columns(2, gap="medium")
        with gauche:
            savoir = st.radio("D’où elle le sait", list(SAVOIRS), index=None, format_func=SAVOIRS.__getitem__, key=f"savoir_{numero}")  # fmt: skip
        with droite:
            genre = st.radio("C’est", list(GENRES), format_func=GENRES.__getitem__, key=f"genre_{numero}")
        sur_quoi = st.multiselect(
            "De quels enjeux elle parle", list(enjeux), format_func=enjeux.__getitem__, key=f"enjeux_{numero}", placeholder="Aucun, ou plusieurs",
        )  # fmt: skip
        fins = _fins(numero)
        jours = st.selectbox("Pendant combien de temps", list(DUREES), index=1, format_func=DUREES.__getitem__, key=f"jours_{numero}")  # fmt: skip
        accord = st.checkbox(porter_parole.ACCORD, key=f"accord_{numero}")
        declaration = st.checkbox(f"Elle déclare\u00a0: «\u00a0{DECLARATION}\u00a0»", key=f"age_{numero}")
        relu = _relecture(numero)
        if not st.form_submit_button("Enregistrer cette parole", type="primary"):
            return None
    return Saisie(ou, texte, genre, savoir or "", tuple(sur_quoi), fins, jours, declaration, accord, relu)


def _fins(numero: str) -> tuple[str, ...]:
    st.markdown("**La personne permet de**")
    return tuple(
        fin.value for fin, mot in LIBELLES_DES_FINS.items() if st.checkbox(mot, key=f"fin_{fin.value}_{numero}")
    )  # fmt: skip


def _relecture(numero: str) -> bool:
    """Après une alerte seulement : dire ce qui est repéré, et demander de confirmer."""
    if _RELECTURE not in st.session_state:
        return False
    alertes: Sequence[Alerte] = st.session_state[_RELECTURE][1]
    mots = enumerer([f"«\u00a0{a.extrait}\u00a0» ({a.raison})" for a in alertes])
    etats.avertissement(
        f"Ce texte nomme peut-être quelqu’un\u00a0: {mots}. Rien n’est enregistré. Relisez-le."
    )
    return st.checkbox("J’ai relu\u00a0: personne n’est reconnaissable contre son gré.", key=f"relu_{numero}")


def _enregistrer(ici: Contexte, saisie: Saisie) -> None:
    """Poser le geste ; une relecture ne vaut que pour le texte exact qui a été relu."""
    alertes = reperage.reperer(saisie.texte)
    relu = saisie.relu and st.session_state.get(_RELECTURE, ("",))[0] == saisie.empreinte
    if alertes and not relu:
        st.session_state[_RELECTURE] = (saisie.empreinte, alertes)
        st.session_state.pop(f"relu_{st.session_state[_ENVOI]}", None)
        st.rerun()
    if saisie.lieu is None:
        etats.avertissement("Choisissez le territoire dont parle cette personne. Rien n’est enregistré.")
        return
    with erreurs.garde():
        recu = porter_parole.porter(
            ici.entrepot, ici.qui, saisie.lieu.decoupage, saisie.lieu.code, st.session_state[_ENVOI], saisie.texte,
            saisie.savoir, saisie.fins, saisie.jours, saisie.declaration, consentement_du_porteur=saisie.accord,
            enjeux=saisie.enjeux, genre=saisie.genre, relu=relu,
        )  # fmt: skip
        st.session_state[_RECU] = recu
        for cle in (_ENVOI, _RELECTURE):
            st.session_state.pop(cle, None)
        _dire("Parole enregistrée. Elle attend d’être relue à la modération.")


def _recu(recu: Recu | None) -> None:
    """Le code à remettre : il n'est montré qu'ici, jusqu'à ce qu'on l'efface de l'écran."""
    if recu is None:
        return
    st.html(
        '<p class="tb-fort">Remettez ce code à la personne\u00a0: avec lui, elle retire sa parole quand elle veut.</p>'
        f'<p class="tb-valeur">{sur(recu.code_lisible)}</p><p class="tb-second">Consentement donné jusqu’au '
        f"{jour(recu.jusqua)}. Ce code ne sera plus montré.</p>"
    )
    if st.button("Le code est remis"):
        del st.session_state[_RECU]
        st.rerun()


def _dire(message: str) -> None:
    st.session_state[MESSAGE] = message
    st.rerun()
