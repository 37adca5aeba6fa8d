"""La page Publier : ce qui attend, ce que le masque coûte, le registre."""

from __future__ import annotations

import uuid

import streamlit as st

from tableau_bord import divulgation, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import compter, date_longue, heure, nombre
from tableau_bord.divulgation import Publication
from tableau_bord.gestes import publier
from tableau_bord.gestes.publier import APublier
from tableau_bord.interface import cadre, etats, navigation, publication_apercu
from tableau_bord.interface.contexte import Contexte, publie_le
from tableau_bord.interface.texte import sur, sur_markdown
from tableau_bord.territoires import libelle

EN_COURS = "publier_en_cours"


def phrase(ici: Contexte) -> str:
    """Où en est la publication de cette base."""
    lues = indicateurs.periodes(ici.entrepot, Profil.TABLE)
    if lues.is_empty():
        return "Le profil table ne voit encore rien. <strong>Publier est un geste daté</strong>\u00a0: le masque se calcule à ce moment."
    mesures = compter(lues["indicateur"].n_unique(), "mesure")
    return (
        f"Le profil table lit <strong>{mesures}</strong>, telles que publiées le {publie_le(ici.entrepot)}."
    )


def a_publier(ici: Contexte) -> None:
    """Choisir ce qui attend, voir ce que le masque coûte, publier."""
    cadre.section("Ce qui attend d’être publié")
    if st.session_state.pop(EN_COURS, False):
        etats.information(
            "La publication a été interrompue avant la fin\u00a0: rien n’a paru. Refaites le geste."
        )
    if message := st.session_state.pop("publier_message", ""):
        etats.reussite(message)
        navigation.lien("carte", "Voir la carte")
    attente = publier.contenus_a_publier(ici.entrepot)
    if not attente:
        etats.vide(
            "Tout ce qui est dans la base est publié.", "Versez un fichier pour avoir du nouveau à publier."
        )
        return
    choix = [
        a
        for rang, a in enumerate(attente)
        if st.checkbox(_intitule(a), value=True, key=f"publier_{rang}_{a.indicateur}_{a.decoupage}")
    ]
    if not choix:
        return
    apercu = publication_apercu.calculer(ici, choix)
    if apercu is None:
        return
    publication_apercu.montrer(ici, apercu, choix)
    if not apercu.publiable:
        return
    note = st.text_input("Note au registre (facultative)", placeholder="Mise à jour annuelle, correction…")
    if st.button("Publier au profil table", type="primary"):
        st.session_state[EN_COURS] = True  # un clic ailleurs interrompt la page : le dire au retour
        try:
            with publication_apercu.avancement("Masque et attaque, une dernière fois…") as avancer:
                faite = publier.publier(
                    ici.entrepot, choix, ici.qui, note, str(uuid.uuid4()), avancer=avancer
                )
        except Exception:  # un refus se dit lui-même ; une interruption n'est pas une Exception
            del st.session_state[EN_COURS]
            raise
        del st.session_state[EN_COURS]
        st.session_state["publier_message"] = (
            f"Publié le {date_longue(faite.quand)} à {heure(faite.quand)}\u00a0: {compter(faite.cases, 'case')}, "
            f"dont {nombre(faite.masquees)} masquées."
        )
        st.rerun()


def _intitule(a: APublier) -> str:
    periodes = a.periodes[0] if len(a.periodes) == 1 else compter(len(a.periodes), "période")
    suite = " (remplace une publication)" if a.deja_publie else ""
    return sur_markdown(
        f"{a.nom}, {libelle(a.decoupage, 2)}, {periodes}\u00a0: {compter(a.cases, 'case')}{suite}"
    )


def registre(ici: Contexte) -> None:
    """Toutes les publications, retirées comprises."""
    cadre.section("Registre des publications")
    faites = divulgation.publications(ici.entrepot)
    if not faites:
        etats.vide(
            "Aucune publication encore.", "Le registre garde tout ce qui a été montré, même retiré ensuite."
        )
    for faite in faites:
        _une(ici, faite)


def _une(ici: Contexte, faite: Publication) -> None:
    retrait = (
        f" Retirée le {date_longue(faite.retiree_le)}\u00a0: {sur(faite.raison_retrait)}."
        if faite.retiree_le
        else ""
    )
    note = f" {sur(faite.note)}." if faite.note else ""
    gauche, droite = st.columns([4, 1], vertical_alignment="center")
    with gauche:
        st.html(
            f'<hr class="tb-filet"><p class="tb-fort">{date_longue(faite.quand)}, {heure(faite.quand)}</p>'
            f'<p class="tb-second">{compter(faite.cases, "case")}, dont {nombre(faite.masquees)} masquées, par '
            f"{sur(faite.auteur)}.{note}{retrait} Version du calcul\u00a0: {faite.version_calcul}.</p>"
        )
    if ici.profil is Profil.DSP and faite.retiree_le is None:
        with droite, st.popover("Retirer", width="stretch"):
            st.markdown("Elle ne se lira plus. Le registre s’en souvient\u00a0: elle a été lue.")
            raison = st.text_input("Raison du retrait", key=f"raison_{faite.publication}")
            if st.button("Oui, retirer", key=f"retirer_{faite.publication}", disabled=not raison):
                publier.retirer_publication(ici.entrepot, ici.qui, faite.publication, raison)
                st.rerun()
