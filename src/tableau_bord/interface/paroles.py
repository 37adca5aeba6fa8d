"""La page Paroles : les lire, les chercher."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from tableau_bord import indicateurs, paroles
from tableau_bord.acces import Droit, peut
from tableau_bord.commun.francais import enumerer, nombre
from tableau_bord.indicateurs import Enjeu
from tableau_bord.interface import cadre, etats, navigation, paroles_mots, recherche
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import nom_de, noms
from tableau_bord.interface.recherche import Lieu
from tableau_bord.paroles import GenreDeParole, Parole

A_LA_FOIS = 40
MONTREES = "paroles_montrees"
MESSAGE = "paroles_message"


@dataclass(frozen=True)
class Filtre:
    """Ce qu'on cherche ; vide : tout. `lieu` : un territoire, ceux qu'il contient compris."""

    lieu: Lieu | None = None
    enjeu: str = ""
    savoir: str = ""
    genre: str = ""
    mots: str = ""

    @property
    def actif(self) -> bool:
        """Vrai si quelque chose est demandé."""
        return bool(self.lieu or self.enjeu or self.savoir or self.genre or self.mots.strip())


def entete(ici: Contexte) -> None:
    """Le titre, ce que la page dit, et le message du geste qu'on vient de poser."""
    lues = paroles.lire(ici.entrepot)
    comptes = paroles.par_savoir(lues)
    dits = enumerer(
        [f"{nombre(n)}\u00a0de {paroles_mots.SAVOIRS[s].lower()}" for s, n in comptes.items() if n]
    )
    verbe = "se lit" if lues.height == 1 else "se lisent"
    phrase = f"{paroles_mots.compter_les_paroles(lues.height)} {verbe} à côté des chiffres\u00a0: {dits}."
    contexte = "Ce que des personnes ont confié, relu et accepté, et qu’elles permettent de montrer à côté des chiffres."
    ici.ouvrir_page("Paroles", contexte, phrase if lues.height else "Ce que les gens racontent se lira ici.")
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)


def filtrer(ici: Contexte) -> Filtre:
    """Poser les filtres ; le territoire et l'enjeu viennent de l'adresse et y retournent."""
    enjeux = indicateurs.enjeux(ici.entrepot)
    haut, bas = st.columns(2, gap="medium"), st.columns(3, gap="medium")
    with haut[0]:
        lieu = _lieu(ici)
    with haut[1]:
        enjeu = _enjeu(ici, enjeux)
    with bas[0]:
        mots = st.text_input("Chercher dans le texte", key="paroles_mots", max_chars=100)
    with bas[1]:
        savoir = _choix("Savoir", paroles_mots.SAVOIRS, "paroles_savoir")
    with bas[2]:
        genre = _choix("Genre", {g.value: mot for g, mot in paroles_mots.GENRES.items()}, "paroles_genre")
    _garder(
        territoire=lieu.code if lieu else "",
        decoupage=lieu.decoupage if lieu else "",
        enjeu=enjeu,
    )
    return Filtre(lieu, enjeu, savoir, genre, mots)


def liste(ici: Contexte, filtre: Filtre) -> None:
    """Les paroles qui répondent au filtre, de la plus récente ; rien : le dire, sans l'expliquer par un manque."""
    lieu = filtre.lieu
    lues = paroles.lire(
        ici.entrepot,
        decoupage=lieu.decoupage if lieu else None,
        code=lieu.code if lieu else None,
        enjeu=filtre.enjeu or None,
        mots=filtre.mots,
        avec_plus_petits=True,
    )
    trouvees = [
        p for p in paroles.en_paroles(lues)
        if filtre.savoir in ("", p.savoir) and filtre.genre in ("", p.genre.value)
    ]  # fmt: skip
    if not trouvees:
        _vide(filtre)
        return
    if filtre.actif:
        cadre.second(f"{paroles_mots.compter_les_paroles(len(trouvees))}.")
    connus, enjeux = noms(ici), {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    combien = st.session_state.get(MONTREES, A_LA_FOIS)
    st.html("".join(paroles_mots.en_html(p, suite=_suite(p, connus, enjeux)) for p in trouvees[:combien]))
    if len(trouvees) > combien and st.button("Lire les suivantes"):
        st.session_state[MONTREES] = combien + A_LA_FOIS
        st.rerun()


def inviter(ici: Contexte) -> None:
    """Le chemin d'un lien d'invitation, pour qui a ce droit."""
    if peut(ici.qui, Droit.INVITER):
        cadre.second("Une personne peut aussi porter sa parole elle-même, de son téléphone et sans compte.")
        navigation.lien("gouvernance", "Créer un lien d’invitation", vue="Accès")


def _vide(filtre: Filtre) -> None:
    if filtre.actif:
        etats.vide("Aucune parole ne répond à ces choix.", "Retirez un filtre, ou cherchez un autre mot.")
        return
    etats.vide(
        "Aucune parole n’est encore lisible.",
        "Une parole se lit ici quand une personne y consent et qu’elle est acceptée à la modération.",
    )


def _suite(parole: Parole, connus: dict[tuple[str, str], str], enjeux: dict[str, str]) -> str:
    genre = "Récit" if parole.genre is GenreDeParole.RECIT else "Phrase"
    nommes = [enjeux[e] for e in parole.enjeux if e in enjeux]
    return ". ".join([nom_de(connus, parole.decoupage, parole.code), ", ".join([genre, *nommes])])


def _lieu(ici: Contexte) -> Lieu | None:
    lieux = recherche.lieux(ici)
    demande = (st.query_params.get("decoupage", ""), st.query_params.get("territoire", ""))
    rang = next((k for k, x in enumerate(lieux) if (x.decoupage, x.code) == demande), None)
    return st.selectbox(
        "Territoire", lieux, index=rang, format_func=lambda x: x.intitule, placeholder="Tous", key="paroles_lieu"
    )  # fmt: skip


def _enjeu(ici: Contexte, enjeux: tuple[Enjeu, ...]) -> str:
    comptes = paroles.par_enjeu(paroles.lire(ici.entrepot))
    intitules = {e.enjeu: f"{e.nom} ({nombre(comptes.get(e.enjeu, 0))})" for e in enjeux}
    return _choix("Enjeu", intitules, "paroles_enjeu", st.query_params.get("enjeu", ""))


def _choix(etiquette: str, mots: dict[str, str], cle: str, demande: str = "") -> str:
    codes = list(mots)
    rang = codes.index(demande) if demande in codes else None
    choisi = st.selectbox(
        etiquette, codes, index=rang, format_func=mots.__getitem__, placeholder="Tous", key=cle
    )
    return choisi or ""


def _garder(**valeurs: str) -> None:
    """L'adresse dit ce que la page montre."""
    for nom, valeur in valeurs.items():
        if valeur:
            st.query_params[nom] = valeur
        elif nom in st.query_params:
            del st.query_params[nom]
