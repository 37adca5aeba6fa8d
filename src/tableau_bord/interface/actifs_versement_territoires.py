"""Rapprocher, à l'écran, les noms de territoires et de tables d'un inventaire ; proposer, jamais imposer."""

from __future__ import annotations

import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import cle_de_tri, compter, nombre
from tableau_bord.gestes.actifs_examen import ExamenActifs
from tableau_bord.gestes.actifs_lieux import EXACT, Correspondance
from tableau_bord.interface import cadre, etats
from tableau_bord.interface.contexte import Contexte

MONTRES = 60
AUCUN = "Aucun de ceux-ci"


def rapprocher(ici: Contexte, examen: ExamenActifs) -> dict[str, str]:
    """Un choix par nom qui ne concorde pas exactement ; rend écriture → code, pour ceux qui ont été choisis."""
    if not examen.correspondances:
        return {}
    exactes = [c for c in examen.correspondances if c.nature == EXACT]
    restantes = [c for c in examen.correspondances if c.nature != EXACT]
    cadre.section("Territoires desservis")
    dites = compter(len(exactes), "nom concorde exactement", "noms concordent exactement")
    suite = f"\u00a0; {compter(len(restantes), 'autre est à rapprocher', 'autres sont à rapprocher')}"
    st.markdown(f"**{dites}{suite if restantes else ''}.**")
    if not restantes:
        return {}
    noms = _noms(ici, examen.decoupage)
    if not noms:
        etats.avertissement(
            "La base n’a aucun territoire de ce découpage. Versez d’abord ses polygones, ou choisissez-en un autre."
        )
        return {}
    cadre.second(
        "Choisissez le territoire que chaque nom désigne. La décision est datée, signée, et vaudra pour la suite."
    )
    premiers = st.checkbox(
        "Partir de la proposition la plus ressemblante, puis relire", key=f"premiers_{examen.empreinte[:8]}"
    )
    return _choisir(examen, restantes, noms, premiers)


def _choisir(
    examen: ExamenActifs, restantes: list[Correspondance], noms: dict[str, str], premiers: bool
) -> dict[str, str]:
    choix = {}
    colonnes = st.columns(2, gap="medium")
    for rang, c in enumerate(restantes[:MONTRES]):
        with colonnes[rang % 2]:
            if code := _un_nom(examen, rang, c, noms, premiers):
                choix[c.ecrit] = code
    if (reste := len(restantes) - MONTRES) > 0:
        etats.avertissement(
            f"{compter(reste, 'autre nom n’est pas montré', 'autres noms ne sont pas montrés')}\u00a0: leurs actifs se verseront sans "
            "territoire. Versez, puis reversez le fichier pour continuer. Vérifiez aussi le rôle des colonnes."
        )
    return choix


def _un_nom(examen: ExamenActifs, rang: int, c: Correspondance, noms: dict[str, str], premiers: bool) -> str:
    """Les propositions d'abord, puis tous les autres territoires ; le code départage les homonymes."""
    mots = {"": AUCUN}
    mots |= {k.code: f"{k.nom} ({k.code}), ressemblance {nombre(100 * k.score)}\u00a0%" for k in c.candidats}
    mots |= {code: f"{nom} ({code})" for code, nom in noms.items() if code not in mots}
    # La clé change avec la case cochée : sans cela, le choix déjà posé resterait.
    cle = f"lieu_actif_{examen.empreinte[:8]}_{examen.decoupage}_{premiers}_{rang}"
    return str(
        st.selectbox(
            f"«\u00a0{c.ecrit}\u00a0»" + ("" if c.candidats else ", sans territoire ressemblant"),
            list(mots),
            index=int(premiers and bool(c.candidats)),
            format_func=mots.__getitem__,
            key=cle,
        )
    )


def _noms(ici: Contexte, decoupage: str) -> dict[str, str]:
    lus = territoires.territoires_de(ici.entrepot, decoupage).select("code", "nom").iter_rows()
    return dict(sorted(lus, key=lambda x: cle_de_tri(x[1] or "")))
