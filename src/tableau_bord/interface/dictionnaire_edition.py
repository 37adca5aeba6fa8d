"""Modifier ou ajouter une mesure au dictionnaire : le formulaire, ce qui change, la raison."""

from __future__ import annotations

from typing import Any

import streamlit as st

from tableau_bord import indicateurs
from tableau_bord.commun.francais import compter
from tableau_bord.gestes.dictionnaire import consequence, enregistrer
from tableau_bord.indicateurs import correction
from tableau_bord.indicateurs.champs import LIBELLES, NATURES, SENS, differences
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface import cadre, dictionnaire_historique, erreurs, etats
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.dictionnaire_fiche import changements_html
from tableau_bord.interface.texte import sur

ECRAN, DEPUIS, MESSAGE = "dico_ecran", "dico_depuis", dictionnaire_historique.MESSAGE
LISTE, MODIFIER, AJOUTER, HISTORIQUE = "", "modifier", "ajouter", "historique"
GROUPES = {
    "Ce qu’on lit": ("nom", "court", "theme", "definition"),
    "Ce qu’on compte": ("nature", "numerateur", "denominateur", "ages", "unite", "base", "decimales"),
    "Comment on le juge": ("sens", "comparateur", "seuil", "methode"),
    "Ce qu’on en dit": ("phrase_favorable", "phrase_defavorable", "mises_en_garde"),
    "D’où cela vient, où cela se range": ("source", "prochaine_mise_a_jour", "noyau", "rang"),
}
AIDES = {
    "nom": "Ce qu’on mesure, en mots de tous les jours. On nomme la mesure, jamais les gens par elle.",
    "court": "Quatre mots au plus, pour l’épine et la carte.",
    "definition": "Une phrase qu’une personne hors du métier comprend.",
    "nature": "Décide de l’intervalle et du test. Une valeur donnée telle quelle n’est pas recalculée.",
    "numerateur": "Les personnes ou les événements comptés.",
    "denominateur": "Le groupe dans lequel on les compte.",
    "unite": "Ce qui s’écrit après le nombre\u00a0: %, pour 1\u00a0000, jours.",
    "base": "100 pour un pourcentage, 1\u00a0000 ou 100\u00a0000 pour un taux, 1 pour un nombre brut.",
    "sens": "De quel côté se trouve ce qui est souhaité.",
    "seuil": "0,01\u00a0: au-delà, on dit «\u00a0semblable\u00a0».",
    "methode": "Comment l’intervalle se calcule. Ce texte décrit, il ne change pas le calcul.",
    "phrase_favorable": "«\u00a0on y finit son secondaire\u00a0»\u00a0: ni majuscule, ni point.",
    "phrase_defavorable": "«\u00a0moins de jeunes y finissent leur secondaire\u00a0»\u00a0: ni majuscule, ni point.",
    "mises_en_garde": "Une par ligne.",
    "noyau": "Le noyau court se lit en premier dans un portrait.",
    "rang": "Les plus petits rangs d’abord.",
}
CHOIX: dict[str, dict[Any, str]] = {"nature": dict(NATURES), "sens": dict(SENS)}
LONGS = {"definition", "numerateur", "denominateur", "mises_en_garde"}


def ouvrir(ecran: str, code: str = "") -> None:
    """Aller à un écran du dictionnaire (crochet d'un bouton)."""
    st.session_state[ECRAN] = (ecran, code)
    st.session_state.pop(DEPUIS, None)


def bouton_ajouter() -> None:
    """Poser « Ajouter une mesure » sur la liste."""
    st.button("Ajouter une mesure", key="dico_ajouter", on_click=ouvrir, args=(AJOUTER,))


def boutons_de_fiche(code: str) -> None:
    """Poser « Modifier » et « Historique » sous une fiche."""
    gauche, droite, _ = st.columns([1, 1, 3])
    gauche.button("Modifier", key=f"dico_modifier_{code}", on_click=ouvrir, args=(MODIFIER, code))
    droite.button("Historique", key=f"dico_historique_{code}", on_click=ouvrir, args=(HISTORIQUE, code))


def afficher(ici: Contexte) -> bool:
    """Montrer le formulaire ou l'historique demandé ; rend faux si c'est la liste qu'on regarde."""
    ecran, code = st.session_state.get(ECRAN, (LISTE, ""))
    if ecran == AJOUTER:
        _formulaire(ici, correction.vierge(), neuve=True)
        return True
    fiche = next((i for i in indicateurs.indicateurs(ici.entrepot) if i.code == code), None)
    if fiche is None or ecran not in {MODIFIER, HISTORIQUE}:
        return False
    if ecran == MODIFIER:
        _formulaire(ici, st.session_state.setdefault(DEPUIS, fiche), neuve=False)
    else:
        _retour()
        dictionnaire_historique.afficher(ici, fiche)
        st.button("Modifier", key="dico_modifier", on_click=ouvrir, args=(MODIFIER, code), type="primary")
    return True


def _retour(etiquette: str = "Revenir au dictionnaire") -> None:
    st.button(etiquette, key="dico_retour", on_click=ouvrir, args=(LISTE,))


def _formulaire(ici: Contexte, depuis: Indicateur, *, neuve: bool) -> None:
    cadre.section("Ajouter une mesure" if neuve else depuis.nom)
    lus: dict[str, Any] = {}
    for groupe, champs in GROUPES.items():
        st.html(f'<p class="tb-fort">{sur(groupe)}</p>')
        for champ in champs:
            lus[champ] = _champ(champ, getattr(depuis, champ), f"dico_{depuis.code or 'neuve'}_{champ}")
    code = _code(str(lus["nom"])) if neuve else depuis.code
    corrigee = None
    with erreurs.garde():
        if not neuve:
            corrigee = correction.corriger(depuis, **lus)
            _ce_qui_change(ici, depuis, corrigee)
    raison = st.text_input(
        "Raison du changement",
        key="dico_raison",
        help="Une phrase, gardée dans l’historique avec votre nom de session et la date.",
    )
    gauche, droite, _ = st.columns([1.2, 1.2, 2])
    with droite:
        _retour("Revenir sans enregistrer")
    with gauche:
        presse = st.button("Enregistrer la fiche", key="dico_enregistrer", type="primary")
    if presse:
        with erreurs.garde():
            fiche = correction.nouveau(code, **lus) if neuve else corrigee
            if fiche is not None:
                _enregistrer(ici, fiche, raison, None if neuve else depuis)


def _code(nom: str) -> str:
    ecrit = st.text_input(
        LIBELLES["code"],
        key="dico_neuve_code",
        placeholder=correction.proposer_code(nom) if nom.strip() else "Tiré du nom",
        help="Le nom de la mesure dans vos fichiers. Il ne changera plus. Laissez vide pour le tirer du nom.",
    )
    return ecrit.strip() or correction.proposer_code(nom)


def _champ(champ: str, valeur: Any, cle: str) -> Any:
    """Poser le champ de saisie qui convient et rendre ce qui y est écrit."""
    commun: dict[str, Any] = {"key": cle, "help": AIDES.get(champ)}
    choix = CHOIX.get(champ)
    if choix is not None:
        options = list(choix)
        return st.selectbox(
            LIBELLES[champ], options, index=options.index(valeur), format_func=choix.__getitem__, **commun
        )
    if isinstance(valeur, bool):
        return st.checkbox(LIBELLES[champ], valeur, **commun)
    if isinstance(valeur, int):
        return st.number_input(LIBELLES[champ], value=valeur, step=1, **commun)
    if isinstance(valeur, float):
        pas, forme = (0.01, "%.3f") if champ == "seuil" else (1.0, "%.0f")
        return st.number_input(LIBELLES[champ], value=valeur, step=pas, format=forme, **commun)
    texte = "\n".join(valeur) if isinstance(valeur, tuple) else str(valeur)
    return (st.text_area if champ in LONGS else st.text_input)(LIBELLES[champ], texte, **commun)


def _ce_qui_change(ici: Contexte, depuis: Indicateur, corrigee: Indicateur) -> None:
    changements = differences(depuis, corrigee)
    if not changements:
        return
    cadre.section("Ce qui change")
    st.html(changements_html(changements))
    effet = consequence(ici.entrepot, corrigee)
    if effet.refus:
        erreurs.montrer(effet.refus)
    elif effet.phrase:
        etats.avertissement(effet.phrase)


def _enregistrer(ici: Contexte, fiche: Indicateur, raison: str, depuis: Indicateur | None) -> None:
    effet = enregistrer(ici.entrepot, fiche, ici.qui, raison, depuis=depuis, neuve=depuis is None)
    n = effet.recalculees
    suite = f" {compter(n, 'valeur recalculée', 'valeurs recalculées')}." if n else ""
    st.session_state[MESSAGE] = f"Fiche enregistrée\u00a0: {fiche.nom}.{suite} L’ancienne version est gardée."
    ouvrir(HISTORIQUE, fiche.code)
    st.rerun()
