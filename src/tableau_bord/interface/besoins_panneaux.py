"""Les quatre panneaux égaux d'un enjeu : mesure, actifs, accès, vécu ; pour la région ou un territoire."""

from __future__ import annotations

from html import escape

import streamlit as st

from tableau_bord import actifs, paroles
from tableau_bord.acces import Profil
from tableau_bord.actifs import Filtre
from tableau_bord.commun.erreurs import CalculErreur
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import acces_aux_actifs
from tableau_bord.gestes.acces_aux_actifs import Demande
from tableau_bord.gestes.besoins_modele import Croisement, Lieu
from tableau_bord.indicateurs import ecriture
from tableau_bord.interface import actifs_mots, etats, navigation, paroles_mots
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

NOMMES = 12
RAYON_KM = 5.0


def territoire(ici: Contexte, lu: Croisement) -> str:
    """Poser le choix du territoire regardé ; rend son code, vide pour toute la région."""
    noms = {x.code: x.nom for x in lu.lieux}
    demande = st.query_params.get("territoire", "")
    codes = list(noms)
    choisi = st.selectbox(
        "Territoire", codes, index=codes.index(demande) if demande in codes else None, format_func=noms.__getitem__,
        placeholder="Toute la région", key=f"besoins_lieu_{demande}",
    )  # fmt: skip
    if choisi:
        st.query_params["territoire"], st.query_params["decoupage"] = choisi, lu.decoupage
    elif demande:
        st.query_params.pop("territoire", None)
    return choisi or ""


def afficher(ici: Contexte, lu: Croisement, code: str) -> None:
    """Deux rangées de deux ; autant de place à chacun."""
    lieu = lu.un(code) if code else None
    for gauche, droite in (
        (_mesure(lu, lieu), _actifs(ici, lu, lieu)),
        (_acces(ici, lu), _vecu(ici, lu, lieu)),
    ):
        colonnes = st.columns(2, gap="large")
        colonnes[0].html(gauche)
        colonnes[1].html(droite)
    if lieu:
        navigation.lien(
            "portrait", f"Lire le portrait\u00a0: {lieu.nom}", territoire=lieu.code, decoupage=lu.decoupage
        )
        navigation.lien(
            "actifs",
            f"Tous les actifs\u00a0: {lieu.nom}",
            territoire=lieu.code,
            decoupage=lu.decoupage,
            enjeu=lu.enjeu.enjeu,
        )


def _panneau(savoir: str, symbole: str, nom: str, corps: str) -> str:
    return f'<div class="tb-savoir tb-savoir-{savoir}"><p class="tb-savoir-nom"><span aria-hidden="true">{symbole}</span>&nbsp;{nom}</p>{corps}</div>'


def _mesure(lu: Croisement, lieu: Lieu | None) -> str:
    if lu.indicateur is None:
        return _panneau("surveillance", "■", "Mesuré", "<p>Non mesuré ici.</p>")
    titre = f"<p><strong>{sur(lu.indicateur.nom)}</strong></p>"
    quand = f"Années {sur(ecriture.periode_courte(lu.periode))}. {sur(lu.indicateur.source)}."
    if lieu is None:
        valeur = (
            ecriture.avec_unite(lu.reference, lu.indicateur)
            if lu.reference is not None
            else "pas de valeur d’ensemble"
        )
        etendue = f'<p class="tb-valeur">{sur(valeur)}</p><p class="tb-second">Pour {sur(lu.nom_reference or "l’ensemble")}. {quand}</p>'
        return _panneau("surveillance", "■", "Mesuré", titre + etendue)
    raison = ecriture.motif(lieu.case)
    if raison in ecriture.MASQUES:
        return _panneau("surveillance", "■", "Mesuré", titre + etats.masque_html(explication=True))
    valeur = sur(ecriture.valeur_de(lieu.case, lu.indicateur))
    details = [ecriture.intervalle_de(lieu.case, lu.indicateur), ecriture.effectif(lieu.case)]
    reste = (
        f"Reste de la région\u00a0: {ecriture.avec_unite(lieu.reste, lu.indicateur)}."
        if lieu.reste is not None
        else ""
    )
    dits = ", ".join(sur(d) for d in details if d)
    dits = dits[:1].upper() + dits[1:]
    corps = f'<p class="tb-valeur">{valeur}</p><p class="tb-second">{dits}{". " if dits else ""}{sur(reste)} {quand}</p>'
    return _panneau("surveillance", "■", "Mesuré", titre + corps)


def _actifs(ici: Contexte, lu: Croisement, lieu: Lieu | None) -> str:
    inventaire = actifs.inventaire(ici.entrepot, Profil.TABLE)
    de_l_enjeu = Filtre(
        enjeux=(lu.enjeu.enjeu,), decoupage=lu.decoupage if lieu else "", code=lieu.code if lieu else ""
    )
    siens = actifs.chercher(inventaire, de_l_enjeu)
    titre = "de cet enjeu"
    if siens.is_empty() and lieu:
        # Un inventaire qui vient d'un annuaire ne dit pas d'enjeu : les organismes d'ici se nomment quand même.
        siens, titre = (
            actifs.chercher(inventaire, Filtre(decoupage=lu.decoupage, code=lieu.code)),
            "ici, sans enjeu nommé",
        )
    if siens.is_empty():
        vide = "Aucun actif n’est encore inscrit. Cela ne veut pas dire qu’il n’y en a pas."
        return _panneau("terrain", "▲", "Présent", f"<p>{vide}</p>")
    poids = f"qui comptent pour {nombre(float(siens['fraicheur'].sum()), 1)} selon l’âge de leur vérification"
    derniere = str(siens["verifie_le"].max() or "")
    quand = (
        f" {actifs_mots.fraicheur(derniere)} au plus tard." if derniere else " Aucun n’a encore été vérifié."
    )
    noms = [
        f'<a href="{escape(navigation.adresse_html("actifs", actif=a["actif"]))}" target="_self">{sur(a["nom"])}</a> '
        f'<span class="tb-second">{sur(actifs_mots.genre(a["genre"]).lower())}, {sur(actifs_mots.confiance(a["fraicheur"]))}</span>'
        for a in siens.head(NOMMES).to_dicts()
    ] if lieu else []  # fmt: skip
    surplus = siens.height - NOMMES
    if lieu and surplus > 0:
        noms.append(f'<span class="tb-second">et {compter(surplus, "autre")}</span>')
    liste = f"<p>{'<br>'.join(noms)}</p>" if noms else ""
    phrase = f"<p><strong>{compter(siens.height, 'actif')}</strong> {titre}, {poids}.</p>"
    return _panneau("terrain", "▲", "Présent", f'{phrase}{liste}<p class="tb-second">{sur(quand)}</p>')


@st.cache_data(max_entries=32, show_spinner=False)
def _lire_acces(_ici: Contexte, demande: Demande, version: tuple[object, ...]) -> str:
    try:
        return acces_aux_actifs.calculer(_ici.entrepot, _ici.profil, demande).phrase
    except CalculErreur as refus:
        return f"{refus.quoi} {refus.remede}"


def _acces(ici: Contexte, lu: Croisement) -> str:
    demande = Demande(lu.decoupage, Filtre(enjeux=(lu.enjeu.enjeu,)), RAYON_KM)
    phrase = _lire_acces(ici, demande, (ici.entrepot.chemin, ici.entrepot.version, ici.profil.value))
    return _panneau(
        "terrain",
        "▲",
        "À portée",
        f'<p>{sur(phrase)}</p><p class="tb-second">À vol d’oiseau, dans toute la région.</p>',
    )


def _vecu(ici: Contexte, lu: Croisement, lieu: Lieu | None) -> str:
    decoupage, code = (lu.decoupage, lieu.code) if lieu else (None, None)
    lues = paroles.lire(ici.entrepot, decoupage=decoupage, code=code, enjeu=lu.enjeu.enjeu)
    dites = paroles.en_paroles(lues)
    if not dites:
        return _panneau("vecu", "●", "Raconté", "<p>Aucune parole ne se lit encore sur cet enjeu.</p>")
    corps = "".join(paroles_mots.en_html(p, longueur=260) for p in dites[:2])
    suite = (
        f'<p class="tb-second">{paroles_mots.compter_les_paroles(len(dites))} en tout.</p>'
        if len(dites) > 2
        else ""
    )
    return _panneau("vecu", "●", "Raconté", corps + suite)
