"""Le journal à l'écran : la chaîne vérifiée, les lignes, le fichier à emporter."""

from __future__ import annotations

import polars as pl
import streamlit as st

from tableau_bord import acces, rapports
from tableau_bord.acces import Identite
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.interface import cadre, etats, tableaux
from tableau_bord.interface import gouvernance_journal_mots as mots
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.gouvernance_commun import instant, noms
from tableau_bord.interface.texte import sur

TOUS = "Tous"


def afficher(ici: Contexte, qui: Identite) -> None:
    """L'état de la chaîne, puis les lignes, de la plus récente."""
    lignes = acces.journal(ici.entrepot)
    _etat(ici)
    if lignes.is_empty():
        etats.vide(
            "Aucun geste n’est encore inscrit.",
            "Verser, publier, inviter, accepter, effacer\u00a0: chaque geste laisse ici une ligne, qui ne s’efface plus.",
        )
        return
    retenues = _filtrer(lignes)
    _tableau(retenues.reverse(), noms(ici))
    st.download_button(
        "Télécharger ces lignes (CSV)",
        lambda: rapports.en_csv(retenues),
        "journal.csv",
        "text/csv",
        on_click="ignore",
    )
    with st.expander("Comment le journal se vérifie"):
        st.markdown(
            "Chaque ligne porte une empreinte calculée sur elle-même et sur la ligne d’avant. Changer, retirer ou "
            "déplacer une ligne rompt la suite, et cela se voit ici. Notez la dernière empreinte ailleurs\u00a0: si elle "
            "n’y est plus un jour, le journal a été refait en entier."
        )


def _etat(ici: Contexte) -> None:
    lue = acces.verifier_journal(ici.entrepot)
    if not lue.intact:
        st.error(
            f"**Le journal est rompu à la ligne {nombre(lue.rompue_a)}.** Les lignes d’avant sont intactes. Celle-là, "
            "ou une ligne qui la précédait, a été changée ou retirée hors du programme. Gardez une copie de la base et "
            "avertissez la personne responsable de la protection des renseignements."
        )
    elif lue.lignes:
        st.html(
            f'<p class="tb-fort">Le journal est intact\u00a0: {compter(lue.lignes, "ligne")}.</p><p class="tb-second" '
            f'style="overflow-wrap:anywhere">Dernière empreinte\u00a0: {sur(lue.derniere)}</p>'
        )


def _filtrer(lignes: pl.DataFrame) -> pl.DataFrame:
    gauche, droite = st.columns(2)
    geste = gauche.selectbox("Geste", (TOUS, *sorted(lignes["geste"].unique())), key="journal_geste")
    auteur = droite.selectbox("Par qui", (TOUS, *sorted(lignes["auteur"].unique())), key="journal_auteur")
    choix = {"geste": geste, "auteur": auteur}
    return lignes.filter(**{c: v for c, v in choix.items() if v != TOUS})


def _tableau(lignes: pl.DataFrame, connus: dict[tuple[str, str], str]) -> None:
    cadre.second(f"{compter(lignes.height, 'ligne')}, de la plus récente à la plus ancienne.")
    lues = lignes.to_dicts()
    colonnes = {
        "Ligne": [nombre(x["numero"]) for x in lues],
        "Quand": tableaux.insecables([instant(x["quand"]) for x in lues]),
        "Par qui": [x["auteur"] for x in lues],
        "Geste": [x["geste"] for x in lues],
        "Objet": [mots.objet(x["objet"], connus) for x in lues],
        "Précisions": [mots.precisions(x["details"], connus) for x in lues],
    }
    if lignes.height <= tableaux.LIMITE:
        tableaux.defilant(colonnes, "Lignes du journal")
    else:
        tableaux.afficher(colonnes, "Lignes du journal", "journal_lignes")
