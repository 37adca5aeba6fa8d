"""La liste des actifs : vingt-cinq à la fois, chacun avec ce qu'il offre, qui il dessert et l'âge de sa vérification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from tableau_bord.commun.francais import compter, enumerer, nombre
from tableau_bord.interface import actifs_carte, actifs_mots, cadre, etats, identite, navigation
from tableau_bord.interface.actifs import Choix
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur, sur_markdown

PAR_PAGE = 25
NOMS_MONTRES = 3
VIDE = (
    "Aucun actif n’est encore inscrit{ou}. Cela ne veut pas dire qu’il n’y en a pas. "
    "Commencez par un lieu où les gens se croisent."
)


def afficher(ici: Contexte, choix: Choix) -> None:
    """Combien, la liste et la carte ; ou ce que veut dire le vide."""
    n = choix.trouves.height
    if not n:
        _vide(choix)
        return
    telephone = identite.au_telephone()
    gauche, droite = (st.container(), None) if telephone else st.columns([1.85, 1], gap="large")
    with gauche:
        cadre.section(compter(n, "actif trouvé", "actifs trouvés"))
        if telephone:
            with st.expander("Les voir sur une carte"):
                actifs_carte.afficher(ici, choix)
        _une_page(choix, n)
    if droite is not None:
        with droite:
            actifs_carte.afficher(ici, choix)


def _une_page(choix: Choix, n: int) -> None:
    pages = -(-n // PAR_PAGE)
    debut = (page_de_l_adresse(pages) - 1) * PAR_PAGE
    if pages > 1:
        cadre.second(f"De {nombre(debut + 1)} à {nombre(min(debut + PAR_PAGE, n))}, en ordre alphabétique.")
    tranche = choix.trouves.slice(debut, PAR_PAGE)
    lieux = dessertes_en_mots(choix, tranche)
    enjeux = _enjeux(choix, tranche)
    with st.container(gap="xsmall"):
        for a in tranche.to_dicts():
            st.html('<hr class="tb-filet">')
            lien_vers(a["actif"], a["nom"])
            st.html(en_html(a, lieux.get(a["actif"], ""), enjeux.get(a["actif"], "")))
    if pages > 1:
        _page(pages)


def lien_vers(actif: str, nom: str) -> None:
    """« ▲ Café du coin », qui ouvre la fiche sans perdre la session, ni donc le profil."""
    navigation.lien("actifs", f"▲\u00a0{sur_markdown(nom or 'Sans nom')}", actif=actif)


def en_html(a: Mapping[str, Any], lieux: str, enjeux: str) -> str:
    """Un actif sous son nom : genre, ce qu'il offre, qui il dessert, accès, vérification."""
    quoi = ", ".join(x for x in (actifs_mots.genre(a["genre"]), actifs_mots.categorie(a)) if x)
    lignes = [f'<span class="tb-second">{sur(quoi)}.</span>']
    if a["description"]:
        lignes.append(sur(_court(a["description"])))
    acces = actifs_mots.acces_en_mots(a) or "Accès\u00a0: pas connu"
    details = [x for x in (lieux and f"Pour {lieux}", acces, enjeux) if x]
    lignes.append(f'<span class="tb-second">{sur(". ".join(details))}.</span>')
    etat = "" if a["etat"] == "en service" else f"{a['etat'][:1].upper()}{a['etat'][1:]}. "
    quand = f"{etat}{actifs_mots.fraicheur(a['verifie_le'], a['verifie_par'])}\u00a0: {actifs_mots.confiance(a['fraicheur'])}."
    lignes.append(f'<span class="tb-second">{sur(quand)}</span>')
    return f'<p class="tb-ligne" style="overflow-wrap:anywhere">{"<br>".join(lignes)}</p>'


def dessertes_en_mots(choix: Choix, tranche: pl.DataFrame) -> dict[str, str]:
    """actif → « Anse-aux-Huards, Baie-du-Sureau et 3 autres » ; les territoires qui les contiennent ne se redisent pas."""
    dites = choix.lu.dessertes.join(tranche.select("actif"), on="actif", how="semi")
    dites = dites.filter(pl.col("origine") != "par rattachement")
    rendus: dict[str, str] = {}
    for (actif,), groupe in dites.group_by(["actif"], maintain_order=True):
        noms = [
            choix.noms[cle] for cle in groupe.select("decoupage", "code").iter_rows() if cle in choix.noms
        ]
        surplus = len(noms) - NOMS_MONTRES
        montres = noms[:NOMS_MONTRES] + ([compter(surplus, "autre")] if surplus > 0 else [])
        rendus[str(actif)] = enumerer(montres) if montres else ""
    return rendus


def _enjeux(choix: Choix, tranche: pl.DataFrame) -> dict[str, str]:
    siens = choix.lu.enjeux.join(tranche.select("actif"), on="actif", how="semi")
    return {
        str(a): ", ".join(choix.enjeux[e] for e in groupe["enjeu"] if e in choix.enjeux)
        for (a,), groupe in siens.group_by(["actif"], maintain_order=True)
    }


def _vide(choix: Choix) -> None:
    if choix.lu.actifs.is_empty() or choix.filtre == type(choix.filtre)(
        decoupage=choix.filtre.decoupage, code=choix.filtre.code
    ):
        lieu = f" à {choix.lieu.intitule}" if choix.lieu else ""
        etats.vide(VIDE.format(ou=lieu))
    else:
        etats.vide("Aucun actif ne répond à ces filtres.", "Retirez-en un, ou écrivez un mot plus court.")


def page_de_l_adresse(pages: int) -> int:
    """La page que dit l'adresse, ramenée entre 1 et `pages`."""
    demandee = str(st.query_params.get("page", "1"))
    lue = int(demandee) if demandee.isascii() and demandee.isdigit() and len(demandee) < 7 else 1
    return min(max(lue, 1), pages)


def _page(pages: int) -> None:
    page = page_de_l_adresse(pages)
    avant, milieu, apres = st.columns([1, 1.4, 1], vertical_alignment="center")
    milieu.html(f'<p class="tb-second">Page {nombre(page)} sur {nombre(pages)}</p>')
    for colonne, mot, cible in ((avant, "Page précédente", page - 1), (apres, "Page suivante", page + 1)):
        if colonne.button(mot, disabled=not 1 <= cible <= pages, width="stretch", type="tertiary"):
            st.query_params["page"] = str(cible)
            st.rerun()


def _court(texte: str, limite: int = 180) -> str:
    une_ligne = " ".join(texte.split())
    return une_ligne if len(une_ligne) <= limite else une_ligne[:limite].rsplit(" ", 1)[0] + "…"
