"""Le profil de l'écran : « table » tant qu'un geste visible ne l'a pas changé.

Il vit dans la session, jamais dans l'adresse : un lien partagé ouvre toujours au profil table. Qui n'a pas
le droit de voir les effectifs fins y reste, quoi que dise sa session.
"""

from __future__ import annotations

import streamlit as st

from tableau_bord.acces import Droit, Profil, exiger, peut
from tableau_bord.interface import identite

CLE = "tb_profil"


def courant() -> Profil:
    """Profil de cet écran ; table sans le droit de voir les effectifs fins."""
    demande = st.session_state.get(CLE, Profil.TABLE)
    if demande == Profil.DSP and not permet_dsp():
        st.session_state[CLE] = Profil.TABLE.value
        return Profil.TABLE
    return Profil(demande)


def permet_dsp() -> bool:
    """Vrai si la personne devant cet écran peut voir les effectifs fins."""
    return peut(identite.courante(), Droit.VOIR_FIN)


def passer(profil: Profil) -> None:
    """Changer le profil de cet écran."""
    st.session_state[CLE] = profil.value


def bascule() -> None:
    """Poser le bouton de profil au bas de la barre latérale, avec la phrase qui dit ce qu'il change.

    Qui ne peut pas voir les effectifs fins n'a pas de bouton.
    """
    dsp = courant() is Profil.DSP
    if not permet_dsp():
        return
    libelle = "Revenir au profil table" if dsp else "Passer au profil DSP"
    phrase = (
        "Cet écran montre des effectifs fins. Ne le projetez pas."
        if dsp
        else "Le profil DSP montre les effectifs fins. Il ne se projette pas."
    )
    cible = Profil.TABLE if dsp else Profil.DSP
    with st.sidebar:
        st.html('<hr class="tb-filet">')
        st.button(libelle, key="tb_bascule_profil", on_click=passer, args=(cible,), width="stretch")
        st.html(f'<p class="tb-second">{phrase}</p>')


def exiger_dsp(profil: Profil) -> bool:
    """Vrai au profil DSP ; sinon, dire pourquoi ce geste le demande et offrir d'y passer.

    Lève AccesErreur si la personne ne peut pas y passer.
    """
    if profil is Profil.DSP:
        return True
    exiger(identite.courante(), Droit.VOIR_FIN)
    st.html(
        '<p class="tb-fort">Ce geste demande le profil DSP.</p><p class="tb-second">On y voit des effectifs '
        "fins\u00a0: vérifiez d’abord que cet écran n’est pas projeté.</p>"
    )
    st.button(
        "Passer au profil DSP",
        type="primary",
        key="tb_exiger_dsp",
        on_click=passer,
        args=(Profil.DSP,),
    )
    return False
