"""La Carte, vue « Besoins × actifs » : la page d'un enjeu ; mesure, actifs, accès, vécu, puis leur croisement."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tableau_bord import indicateurs
from tableau_bord.gestes import besoins as gestes
from tableau_bord.gestes.besoins_modele import Croisement
from tableau_bord.indicateurs import Enjeu
from tableau_bord.interface import besoins_carte, besoins_figures, besoins_panneaux, cadre, etats, navigation
from tableau_bord.interface.contexte import Contexte, decoupage_de_l_adresse


@st.cache_data(max_entries=16, show_spinner=False)
def _croiser(
    _ici: Contexte, enjeu: str, decoupage: str, mesure: str, defavorisation: str, version: tuple[object, ...]
) -> Croisement:
    return gestes.croiser(
        _ici.entrepot, _ici.profil, enjeu, decoupage, mesure or None, defavorisation or None
    )


def afficher(ici: Contexte, tete: DeltaGenerator) -> None:
    """Choisir l'enjeu, lire les quatre panneaux, puis la carte, le nuage, les listes et le tableau."""
    connus = indicateurs.enjeux(ici.entrepot)
    if not connus:
        with tete:
            ici.ouvrir_page("Besoins et actifs", phrase_html="Aucun enjeu n’est encore décrit.")
        etats.vide(
            "Décrivez d’abord un enjeu.",
            "Données, puis Dictionnaire\u00a0: un nom, une question, les mesures qui l’éclairent.",
        )
        return
    enjeu, decoupage = _enjeu(connus), decoupage_de_l_adresse(ici)
    lu = _lire(ici, enjeu, decoupage)
    with tete:
        ici.ouvrir_page(enjeu.nom, enjeu.question, _phrase(lu))
    _choix(connus, enjeu, lu)
    choisi = besoins_panneaux.territoire(ici, lu)
    besoins_panneaux.afficher(ici, lu, choisi)
    cadre.section("Besoins et appuis, territoire par territoire")
    if lu.indicateur is None:
        etats.information("Cet enjeu n’est pas mesuré ici. Ses actifs et ses paroles se lisent quand même.")
    clic = besoins_carte.afficher(lu, choisi)
    if clic and clic != choisi:
        st.query_params["territoire"] = clic
        st.query_params["decoupage"] = decoupage
        st.rerun()
    besoins_figures.nuage(lu, choisi)
    besoins_figures.listes(ici, lu)
    besoins_figures.tableau(lu)
    navigation.lien(
        "carte", "Voir l’accès aux actifs de cet enjeu", vue="Accès", enjeu=enjeu.enjeu, decoupage=decoupage
    )


def _enjeu(connus: tuple[Enjeu, ...]) -> Enjeu:
    demande = st.query_params.get("enjeu", "")
    return next((e for e in connus if e.enjeu == demande), connus[0])


def _lire(ici: Contexte, enjeu: Enjeu, decoupage: str) -> Croisement:
    version = (ici.entrepot.chemin, ici.entrepot.version, ici.profil.value)
    return _croiser(
        ici,
        enjeu.enjeu,
        decoupage,
        st.query_params.get("indicateur", ""),
        st.query_params.get("defavorisation", ""),
        version,
    )


def _choix(connus: tuple[Enjeu, ...], enjeu: Enjeu, lu: Croisement) -> None:
    """Un autre enjeu, une autre mesure : l'adresse le garde."""
    gauche, droite = st.columns(2, gap="medium")
    codes = [e.enjeu for e in connus]
    noms = {e.enjeu: e.nom for e in connus}
    autre = gauche.selectbox(
        "Enjeu",
        codes,
        index=codes.index(enjeu.enjeu),
        format_func=noms.__getitem__,
        key=f"besoins_{enjeu.enjeu}",
    )
    if autre != enjeu.enjeu:
        st.query_params["enjeu"] = autre
        st.query_params.pop("indicateur", None)
        st.rerun()
    if len(lu.mesures) > 1 and lu.indicateur:
        mesures = {i.code: i.nom for i in lu.mesures}
        voulue = droite.selectbox(
            "Mesure",
            list(mesures),
            index=list(mesures).index(lu.indicateur.code),
            format_func=mesures.__getitem__,
        )
        if voulue != lu.indicateur.code:
            st.query_params["indicateur"] = voulue
            st.rerun()


def _phrase(lu: Croisement) -> str:
    """La phrase qui répond : combien portent un besoin fort avec peu d'appuis."""
    n, m = len(lu.a_soutenir), len(lu.mieux_qu_attendu)
    if lu.indicateur is None:
        return "Personne ne mesure cet enjeu ici\u00a0: ce sont les actifs et les gens qui en parlent."
    if not n and not m:
        return "Aucun territoire ne joint un besoin fort à peu d’appuis inscrits."
    tete = (
        f"<strong>{n}</strong> {'territoires joignent' if n > 1 else 'territoire joint'} un besoin fort à peu d’appuis inscrits"
        if n
        else ""
    )
    suite = f"<strong>{m}</strong> {'vont' if m > 1 else 'va'} mieux que ce que sa défavorisation laisse attendre" if m == 1 else (
        f"<strong>{m}</strong> vont mieux que ce que leur défavorisation laisse attendre" if m else "")  # fmt: skip
    return "\u00a0; ".join(x for x in (tete, suite) if x) + "."
