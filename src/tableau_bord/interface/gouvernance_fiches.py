"""Montrer une fiche de registre, la remplir, lire son histoire : les mêmes champs, dans le même ordre."""

from __future__ import annotations

import uuid
from dataclasses import Field, replace
from datetime import date
from typing import Any, TypeVar

import streamlit as st

from tableau_bord.acces import Identite, registres
from tableau_bord.acces.registres import COURT_MAX, LONG_MAX, NOMBRE_MAX, Inscrite
from tableau_bord.acces.registres_fiches import Fiche, Genre
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import registres as gestes
from tableau_bord.interface import cadre, erreurs
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant, jour, noter
from tableau_bord.interface.texte import sur

F = TypeVar("F", bound=Fiche)
PREMIER_JOUR, DERNIER_JOUR = date(1990, 1, 1), date(2100, 12, 31)


def lire(inscrite: Inscrite[Any]) -> None:
    """La fiche, champ par champ ; ce qui est vide ne s'écrit pas."""
    lignes = "".join(
        f'<div class="tb-champ"><dt>{sur(c.metadata["etiquette"])}</dt><dd style="white-space:pre-wrap;'
        f'overflow-wrap:anywhere">{sur(valeur)}</dd></div>'
        for c in inscrite.contenu.champs()
        if (valeur := _en_mots(c, getattr(inscrite.contenu, c.name)))
    )
    st.html(f'<dl class="tb-fiche" style="padding:0;margin:0">{lignes}</dl>')
    cadre.second(
        f"Version {inscrite.version}, inscrite le {instant(inscrite.quand.isoformat())} par {inscrite.auteur}."
    )


def histoire(ici: Contexte, inscrite: Inscrite[Any]) -> None:
    """Les versions précédentes, repliées."""
    if inscrite.version < 2:
        return
    anciennes = registres.versions(ici.entrepot, type(inscrite.contenu), inscrite.fiche)[1:]
    titre = f"{compter(len(anciennes), 'version précédente', 'versions précédentes')}"
    with st.expander(titre):
        for ancienne in anciennes:
            lire(ancienne)


def remplir(
    ici: Contexte, qui: Identite, vierge: F, depuis: Inscrite[F] | None, fiche: str, fait: str, bouton: str
) -> None:
    """Le formulaire d'une fiche ; enregistrer ajoute une version. `fiche` vide : une clé neuve est tirée.

    `depuis` : la version qu'on reprend. `fait` : la phrase de réussite.
    """
    base = f"registre_{vierge.REGISTRE}_{fiche or 'neuve'}"
    tour = depuis.version if depuis else len(registres.en_vigueur(ici.entrepot, type(vierge)))
    contenu = depuis.contenu if depuis else vierge
    with st.form(f"{base}_{tour}", border=False):
        lus = {
            c.name: _saisir(c, getattr(contenu, c.name), f"{base}_{tour}_{c.name}") for c in vierge.champs()
        }
        envoye = st.form_submit_button(bouton, type="primary")
    if envoye:
        # La clé d'une fiche neuve survit à un second clic : le même geste n'écrit qu'une fois.
        cle = fiche or st.session_state.setdefault(f"{base}_{tour}_cle", uuid.uuid4().hex)
        with erreurs.garde():
            gestes.inscrire(ici.entrepot, qui, replace(contenu, **lus), cle)
            noter(fait)


def _saisir(champ: Field[Any], valeur: Any, cle: str) -> Any:
    """Poser le champ de saisie qui convient et rendre ce qui y est écrit."""
    meta = champ.metadata
    etiquette = meta["etiquette"] if meta["obligatoire"] else f"{meta['etiquette']} (facultatif)"
    commun: dict[str, Any] = {"key": cle, "help": meta["aide"] or None}
    if meta["genre"] is Genre.OUI_NON:
        return st.checkbox(etiquette, valeur, **commun)
    if meta["genre"] is Genre.NOMBRE:
        return st.number_input(etiquette, 0, NOMBRE_MAX, valeur, step=1, **commun)
    if meta["genre"] is Genre.JOUR:
        return saisir_jour(etiquette, valeur, **commun)
    if meta["genre"] is Genre.LONG:
        return st.text_area(etiquette, valeur, max_chars=LONG_MAX, height=96, **commun)
    return st.text_input(etiquette, valeur, max_chars=COURT_MAX, **commun)


def saisir_jour(etiquette: str, valeur: str, **commun: Any) -> str:
    """Un jour, en ISO ; vide si rien n'est choisi."""
    depart = date.fromisoformat(valeur) if valeur else None
    choisi = st.date_input(
        etiquette, depart, min_value=PREMIER_JOUR, max_value=DERNIER_JOUR, format="YYYY-MM-DD", **commun
    )
    return choisi.isoformat() if isinstance(choisi, date) else ""


def _en_mots(champ: Field[Any], valeur: Any) -> str:
    genre = champ.metadata["genre"]
    if genre is Genre.OUI_NON:
        return "Oui" if valeur else "Non"
    if genre is Genre.NOMBRE:
        return nombre(valeur)
    return jour(valeur) if genre is Genre.JOUR else str(valeur)
