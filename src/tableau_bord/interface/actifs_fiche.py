"""La fiche d'un actif : tout ce qu'on en sait, ce qui manque, ses liens, son histoire, et les gestes permis."""

from __future__ import annotations

import streamlit as st

from tableau_bord import actifs, indicateurs
from tableau_bord.acces import Droit, Profil, peut
from tableau_bord.actifs import Actif, Inventaire, depot, doublons
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.francais import compter, date_longue
from tableau_bord.gestes import actifs as gestes
from tableau_bord.gestes import actifs_fusion
from tableau_bord.interface import (
    actifs_carte,
    actifs_histoire,
    actifs_mots,
    actifs_saisie,
    cadre,
    erreurs,
    etats,
    navigation,
)
from tableau_bord.interface.actifs import noms, noter
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur, sur_markdown

LIENS = {
    "offert_par": "Offert par",
    "offert_a": "Offert à",
    "membre_de": "Membre de",
    "partie_de": "Fait partie de",
}
A_L_ENVERS = {"offert_par": "Offre", "offert_a": "Accueille", "membre_de": "Membres", "partie_de": "Comprend"}

LIENS_MONTRES = 30


def afficher(ici: Contexte, lu: Inventaire, cle: str) -> None:
    """La fiche entière."""
    try:
        actif = actifs.un_actif(ici.entrepot, cle, ici.profil)
    except ActifErreur as erreur:
        ici.ouvrir_page("Fiche introuvable")
        erreurs.montrer(erreur)
        _retour()
        return
    ici.ouvrir_page(
        actif.nom or "Sans nom", _contexte(actif), sur(actif.description) if actif.description else ""
    )
    if message := st.session_state.pop("actifs_message", ""):
        etats.reussite(message)
    gauche, droite = st.columns([1.85, 1], gap="large")
    with gauche:
        st.html(_fiche_html(ici, actif))
        _liens(lu, actif)
    with droite:
        _fraicheur(lu, actif)
        actifs_carte.un_point(ici, actif)
        if peut(ici.qui, Droit.TENIR_ACTIFS):
            _gestes(ici, lu, actif)
    actifs_histoire.afficher(ici, actif)
    _retour()


def _retour() -> None:
    if st.button("Revenir à la liste"):
        st.query_params.pop("actif", None)
        st.rerun()


def _contexte(a: Actif) -> str:
    quoi = [
        actifs_mots.genre(a.genre.value),
        actifs_mots.categorie({"categorie": a.categorie, "categorie_libre": a.categorie_libre}),
    ]
    etat = "" if a.etat is actifs.Etat.EN_SERVICE else f"{a.etat.value}"
    return ", ".join(x for x in (*quoi, etat) if x) + "."


def _fiche_html(ici: Contexte, a: Actif) -> str:
    connus = noms(ici)
    enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    valeurs = {
        "Pour qui": ", ".join(x for x in (a.clientele, actifs_mots.ages(a.age_min, a.age_max)) if x),
        "Territoires desservis": ", ".join(connus.get((d.decoupage, d.code), d.code) for d in a.dessertes),
        "Enjeux": ", ".join(enjeux.get(e, e) for e in a.enjeux),
        "Où": ", ".join(x for x in (a.adresse, a.municipalite, a.code_postal) if x),
        "Coût": actifs_mots.COUTS[a.cout.value], "Transport": actifs_mots.ACCES[a.transport.value],
        "Accès universel": actifs_mots.ACCES[a.universel.value], "Langues": ", ".join(a.langues),
        "Capacité": actifs_mots.capacite(a.places, a.heures), "Joindre": ", ".join(x for x in (a.telephone, a.courriel, a.site) if x),
        "Approche": ", ".join(x.value for x in a.approches), "Autre nom": a.autre_nom,
        "Affirmé par": f"{a.affirme_par}, le {date_longue_de(a.affirme_le)}" if a.affirme_par and a.affirme_le else a.affirme_par,
        "Source": a.source,
    }  # fmt: skip
    tus = {"Autre nom", "Source", "Approche"}
    rangees = [
        f'<div class="tb-champ"><dt>{sur(nom)}</dt><dd>{sur(v or actifs_mots.PAS_CONNU)}</dd></div>'
        for nom, v in valeurs.items() if v or nom not in tus
    ]  # fmt: skip
    return f'<dl class="tb-fiche">{"".join(rangees)}</dl>'


def date_longue_de(jour: str) -> str:
    """« 3 mars 2026 », ou le texte tel quel s'il n'est pas une date."""
    from datetime import date

    try:
        return date_longue(date.fromisoformat(jour))
    except ValueError:
        return jour


def _liens(lu: Inventaire, a: Actif) -> None:
    connus = dict(lu.actifs.select("actif", "nom").iter_rows())
    dits = [(LIENS[x.lien.value], x.autre) for x in a.liens if x.autre in connus]
    dits += [
        (A_L_ENVERS[lien], autre)
        for autre, lien, vers, _ in lu.liens.filter(lu.liens["autre"] == a.actif).iter_rows()
        if vers == a.actif and autre in connus
    ]
    if not dits:
        return
    cadre.section("Avec qui")
    for mot in dict.fromkeys(m for m, _ in dits):
        siens = [autre for m, autre in dits if m == mot]
        cadre.second(f"{mot}\u00a0:")
        with st.container(gap="xxsmall"):
            for autre in siens[:LIENS_MONTRES]:
                navigation.lien("actifs", sur_markdown(connus[autre] or "Sans nom"), actif=autre)
        if len(siens) > LIENS_MONTRES:
            cadre.second(f"Et {compter(len(siens) - LIENS_MONTRES, 'autre')}.")


def _fraicheur(lu: Inventaire, a: Actif) -> None:
    ligne = lu.actifs.filter(lu.actifs["actif"] == a.actif)
    st.html(f'<p class="tb-fort">{sur(actifs_mots.fraicheur(a.verifie_le, a.verifie_par))}</p>')
    if ligne.height:
        regle = lu.regles.get(a.genre.value) or lu.regles["*"]
        cadre.second(
            f"{actifs_mots.confiance(ligne['fraicheur'][0]).capitalize()}. La règle\u00a0: {regle.phrase}."
        )


def _gestes(ici: Contexte, lu: Inventaire, a: Actif) -> None:
    if st.button("Tout est juste aujourd’hui", type="primary", width="stretch"):
        with erreurs.garde():
            gestes.verifier(ici.entrepot, ici.qui, [a.actif])
            noter("Vérifié aujourd’hui. Merci.")
    entier = depot.lire(ici.entrepot, [a.actif])[a.actif]
    with st.expander("Corriger"), erreurs.garde():
        champs, motif = actifs_saisie.corriger(ici, entier)
        if champs is not None:
            gestes.modifier(ici.entrepot, ici.qui, [a.actif], champs, motif)
            noter("Correction enregistrée. La version d’avant reste à l’historique.")
    with st.expander("Il n’existe plus"), erreurs.garde():
        motif = st.text_input("Pourquoi", max_chars=gestes.MOTIF_MAX, key=f"fermer_{a.actif}")
        if st.button("Fermer cette fiche", disabled=not motif.strip()):
            gestes.fermer(ici.entrepot, ici.qui, a.actif, motif)
            st.query_params.pop("actif", None)
            noter("Fiche fermée. Elle reste à l’historique.")
    _doublons(ici, lu, a)


def _doublons(ici: Contexte, lu: Inventaire, a: Actif) -> None:
    if ici.profil is Profil.DSP and a.etat is actifs.Etat.FUSIONNE:
        if st.button("Séparer de nouveau les deux fiches"):
            with erreurs.garde():
                actifs_fusion.defusionner(ici.entrepot, ici.qui, a.actif)
                noter("Les deux fiches sont de nouveau séparées.")
        return
    proposes = doublons.proposer(lu, a.actif)
    if not proposes:
        return
    connus = dict(lu.actifs.select("actif", "nom").iter_rows())
    with st.expander("Ressemble à une autre fiche", expanded=True):
        for d in proposes[:3]:
            autre = d.b if d.a == a.actif else d.a
            st.markdown(f"**{sur_markdown(connus[autre])}**")
            cadre.second(", ".join(d.raisons))
            if st.button("C’est le même\u00a0: réunir", key=f"fusion_{autre}"):
                with erreurs.garde():
                    actifs_fusion.fusionner(ici.entrepot, ici.qui, a.actif, autre)
                    noter("Les deux fiches sont réunies. On peut les séparer de nouveau depuis l’historique.")
