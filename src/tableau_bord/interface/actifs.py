"""La page Actifs : ce qu'elle cherche (dans l'adresse), son en-tête, sa phrase."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl
import streamlit as st

from tableau_bord import actifs, indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.actifs import Filtre, Inventaire, classification
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import portrait_complet
from tableau_bord.interface import etats, recherche
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.recherche import Lieu

MESSAGE = "actifs_message"
PARAMETRES = ("mots", "genre", "categorie", "enjeu", "territoire", "decoupage")


@dataclass(frozen=True)
class Choix:
    """Ce que la page montre. `noms` : (decoupage, code) → nom ; `enjeux` : code → nom."""

    lu: Inventaire
    filtre: Filtre
    trouves: pl.DataFrame
    lieu: Lieu | None
    noms: dict[tuple[str, str], str] = field(default_factory=dict)
    enjeux: dict[str, str] = field(default_factory=dict)


def lire(ici: Contexte) -> Inventaire:
    """L'inventaire de ce profil."""
    return actifs.inventaire(ici.entrepot, ici.profil)


def entete(ici: Contexte, lu: Inventaire) -> None:
    """Titre, phrase, message du geste qu'on vient de poser."""
    ici.ouvrir_page(
        "Actifs", "Ce que les communautés ont\u00a0: lieux, gens, organismes, savoir-faire.", phrase(lu)
    )
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)


def phrase(lu: Inventaire) -> str:
    """« 214 actifs, dont 61 vérifiés depuis un an ; 8 n'ont jamais été vérifiés. »."""
    n = lu.actifs.height
    if not n:
        return "L’inventaire est à commencer."
    present = portrait_complet.resumer(lu.actifs)
    recents = compter(present.recents, "vérifié", "vérifiés") if present.recents else "aucun vérifié"
    suite = (
        f"\u00a0; {compter(present.jamais, 'n’a jamais été vérifié', 'n’ont jamais été vérifiés')}"
        if present.jamais
        else ""
    )
    return f"{compter(n, 'actif')}, dont {recents} depuis un an{suite}."


def noter(message: str) -> None:
    """Garder une phrase de réussite pour l'écran suivant, puis le relancer."""
    st.session_state[MESSAGE] = message
    st.rerun()


def choisir(ici: Contexte, lu: Inventaire, *, a_verifier: bool = False) -> Choix:
    """Poser les filtres ; ils viennent de l'adresse et y retournent."""
    enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    haut = st.columns(3, gap="small")
    with haut[0]:
        _tenir("mots", _adresse("mots"), _adresse("mots"))
        mots = st.text_input(
            "Chercher", key="actifs_mots", max_chars=80, placeholder="Un nom, un mot, une rue"
        )
    with haut[1]:
        lieu = _lieu(ici)
    with haut[2]:
        enjeu = _liste("Enjeu", "enjeu", enjeux)
    genre, categorie, etat = _autres(ici, lu)
    _garder(mots=mots.strip(), genre=genre, enjeu=enjeu, categorie=categorie,
            territoire=lieu.code if lieu else "", decoupage=lieu.decoupage if lieu else "")  # fmt: skip
    filtre = Filtre(
        mots, tuple(filter(None, [genre])), tuple(filter(None, [categorie])), tuple(filter(None, [enjeu])),
        lieu.decoupage if lieu else "", lieu.code if lieu else "", etats=tuple(filter(None, [etat])), a_verifier=a_verifier,
    )  # fmt: skip
    return Choix(lu, filtre, actifs.chercher(lu, filtre), lieu, noms(ici), enjeux)


def tout(ici: Contexte, lu: Inventaire) -> Choix:
    """L'inventaire entier, sans filtre."""
    enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    return Choix(lu, Filtre(), lu.actifs, None, noms(ici), enjeux)


def noms(ici: Contexte) -> dict[tuple[str, str], str]:
    """(decoupage, code) → nom de chaque territoire."""
    return {(d, c): n for d, c, n in territoires.codes_connus(ici.entrepot).iter_rows()}


def ou(choix: Choix) -> str:
    """Le nom du territoire regardé, ou « dans la région »."""
    return choix.lieu.intitule if choix.lieu else ""


def _autres(ici: Contexte, lu: Inventaire) -> tuple[str, str, str]:
    """Genre, catégorie et, au profil DSP, état : repliés tant que l'adresse n'en dit rien."""
    presents = set(lu.actifs["genre"].unique())
    genres = {g.value: n[1] for g, n in actifs.LIBELLES_DES_GENRES.items() if g.value in presents}
    with st.expander("Autres filtres", expanded=bool(_adresse("genre") or _adresse("categorie"))):
        colonnes = st.columns(3, gap="small")
        with colonnes[0]:
            genre = _liste("Genre", "genre", genres)
        with colonnes[1]:
            categorie = _liste("Catégorie", "categorie", _categories(lu))
        if ici.profil is not Profil.DSP:
            return genre, categorie, ""
        with colonnes[2]:
            etats_ = {e.value: e.value.capitalize() for e in actifs.Etat}
            etat = st.selectbox(
                "État", list(etats_), index=None, format_func=etats_.__getitem__, placeholder="Tous"
            )
    return genre, categorie, etat or ""


def _lieu(ici: Contexte) -> Lieu | None:
    options = recherche.lieux(ici)
    cle = (_adresse("decoupage"), _adresse("territoire"))
    _tenir("territoire", cle[1], next((x for x in options if (x.decoupage, x.code) == cle), None))
    return st.selectbox(
        "Territoire", options, index=None, format_func=lambda x: x.intitule, placeholder="Toute la région", key="actifs_territoire"
    )  # fmt: skip


def _liste(etiquette: str, parametre: str, mots: dict[str, str]) -> str:
    demande = _adresse(parametre)
    _tenir(parametre, demande, demande if demande in mots else None)
    choisi = st.selectbox(
        etiquette, list(mots), index=None, format_func=lambda c: mots.get(c, c), placeholder="Tous", key=f"actifs_{parametre}"
    )  # fmt: skip
    return choisi or ""


def _tenir(parametre: str, demande: str, valeur: object) -> None:
    """Donner au filtre ce que l'adresse demande, quand elle change d'ailleurs que de lui.

    Une clé ou une valeur de départ qui suivrait l'adresse referait le filtre à chaque choix, et perdrait le suivant.
    """
    cle, lue = f"actifs_{parametre}", f"actifs_{parametre}_lue"
    if cle not in st.session_state or st.session_state.get(lue) != demande:
        st.session_state[cle] = valeur
        st.session_state[lue] = demande


def _categories(lu: Inventaire) -> dict[str, str]:
    presentes = set(lu.actifs["categorie"].unique())
    return {c: x.libelle for c, x in classification.charger().classes.items() if c in presentes}


def _adresse(parametre: str) -> str:
    return str(st.query_params.get(parametre, ""))


def _garder(**valeurs: str) -> None:
    """L'adresse dit ce que la page montre ; un filtre changé ramène à la première page de la liste."""
    if any(_adresse(nom) != valeur for nom, valeur in valeurs.items()):
        st.query_params.pop("page", None)
    for nom, valeur in valeurs.items():
        st.session_state[f"actifs_{nom}_lue"] = valeur
        if valeur:
            st.query_params[nom] = valeur
        elif nom in st.query_params:
            del st.query_params[nom]
