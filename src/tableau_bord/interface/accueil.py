"""Les panneaux de l'accueil."""

from __future__ import annotations

import streamlit as st

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import compter, nombre, pluriel
from tableau_bord.gestes import bases, demonstration
from tableau_bord.interface import cadre, navigation
from tableau_bord.interface.contexte import Contexte, decoupages_lisibles, publie_le
from tableau_bord.interface.texte import sur
from tableau_bord.territoires import libelle

ROLES = (
    ("Je fais partie d’une table ou d’un organisme", "Lire le portrait d’une communauté, ses forces d’abord.",
     "portrait", "Lire un portrait"),
    ("J’anime une rencontre", "Regarder la région mesure par mesure, avec l’incertitude.", "carte", "Ouvrir la carte"),
    ("Je mesure (surveillance, analyse)", "Verser un fichier, vérifier ce qui a été compris, publier.",
     "donnees", "Verser un fichier"),
    ("Je conduis le dispositif (direction, gestion)", "Voir ce qui est publié et ce qui attend de l’être.",
     "publier", "Où en est-on\u00a0?"),
)  # fmt: skip


def phrase(ici: Contexte) -> str:
    """La phrase sous le titre : combien de territoires et de mesures se lisent ici."""
    lisibles = decoupages_lisibles(ici)
    decoupage = lisibles[0] if lisibles else str(territoires.decoupages(ici.entrepot)["decoupage"][0])
    n = territoires.territoires_de(ici.entrepot, decoupage).height
    mesures = indicateurs.periodes(ici.entrepot, ici.profil)["indicateur"].n_unique()
    lieux = f"{compter(n, libelle(decoupage), libelle(decoupage, 2))}"
    if not mesures:
        return f"{sur(lieux)} sont prêtes à recevoir leurs mesures. Rien n’est encore publié."
    quoi = f"{compter(mesures, 'mesure publiée', 'mesures publiées')}"
    if ici.profil is Profil.DSP:
        quoi = compter(mesures, "mesure")
    return f"Chaque mesure se lit avec son effectif et son incertitude, pour {sur(lieux)} et {quoi}."


def par_ou_commencer(ici: Contexte) -> None:
    """Quatre rôles, une phrase et un lien chacun."""
    cadre.section("Par où commencer")
    for titre, detail, adresse, lien in ROLES:
        if not navigation.permise(adresse):
            continue
        st.html(f'<hr class="tb-filet"><p class="tb-fort">{titre}</p><p class="tb-second">{detail}</p>')
        navigation.lien(adresse, lien)


def ou_en_sont_les_donnees(ici: Contexte) -> None:
    """Sources, dernière période, prochaine mise à jour."""
    cadre.section("Où en sont les données")
    lues = indicateurs.periodes(ici.entrepot, ici.profil)
    dictionnaire = {i.code: i for i in indicateurs.indicateurs(ici.entrepot)}
    sources: dict[str, list[tuple[str, str]]] = {}
    for code, periode in lues.select("indicateur", "periode").unique().iter_rows():
        if code in dictionnaire:
            sources.setdefault(dictionnaire[code].source, []).append((code, periode))
    if not sources:
        st.html('<hr class="tb-filet"><p class="tb-fort">Rien n’est publié pour l’instant.</p>')
        return
    for source, contenus in sorted(sources.items(), key=lambda s: -len({c for c, _ in s[1]}))[:5]:
        codes = {c for c, _ in contenus}
        fin = max(p for _, p in contenus)
        prochaine = next(
            (dictionnaire[c].prochaine_mise_a_jour for c in codes if dictionnaire[c].prochaine_mise_a_jour),
            "",
        )
        suite = f"\u00a0; prochaine mise à jour\u00a0: {prochaine}" if prochaine else ""
        st.html(
            f'<hr class="tb-filet"><p class="tb-fort">{sur(source)}</p><p class="tb-second">'
            f"{compter(len(codes), 'mesure')}, jusqu’à {sur(fin)}{sur(suite)}.</p>"
        )
    if date := publie_le(ici.entrepot):
        st.html(f'<hr class="tb-filet"><p class="tb-second">Dernière publication\u00a0: {date}.</p>')


def changer_de_base(ici: Contexte) -> None:
    """Passer de la démonstration à sa région, et retour."""
    cadre.section("Commencer ma région" if ici.base.fictive else "La démonstration")
    autre = bases.REGION if ici.base.fictive else bases.DEMONSTRATION
    phrase = (
        "Tout ce que vous voyez ici est inventé. Votre région a sa propre base, vide au départ, jamais mêlée à celle-ci."
        if ici.base.fictive
        else "La région de démonstration, inventée, sert à apprendre et aux ateliers. Elle ne touche pas à vos données."
    )
    cadre.second(phrase)
    libelle_lien = "Ouvrir la base de ma région" if ici.base.fictive else "Ouvrir la démonstration"
    st.page_link(navigation.page_nommee("").fichier, label=libelle_lien, query_params={"base": autre})


def commencer_ma_region(ici: Contexte) -> None:
    """La base est vide : dire quel fichier verser d'abord, puis lesquels."""
    ici.ouvrir_page(
        "Commencer votre région",
        phrase_html="Cette base est vide. <strong>Versez d’abord les territoires</strong>\u00a0: tout le reste s’y rattache.",
    )
    etapes = (
        ("1. Les territoires", "Polygones des RLS, des MRC ou de vos communautés\u00a0: Shapefile (les quatre "
         "fichiers ou leur zip) ou GeoJSON. Sans polygones, une liste de codes et de noms suffit."),
        ("2. La population", "Estimations du MSSS et de l’ISQ par âge et sexe, telles que reçues."),
        ("3. Les indicateurs", "Un tableau par territoire\u00a0: effectif et dénominateur si possible, sinon la valeur et ses bornes."),
        ("4. Publier", "Rien n’est lisible au profil table avant ce geste daté."),
    )  # fmt: skip
    for titre, detail in etapes:
        st.html(f'<hr class="tb-filet"><p class="tb-fort">{titre}</p><p class="tb-second">{detail}</p>')
    navigation.lien("donnees", "Verser les territoires")
    nom, contenu = demonstration.exemple_a_verser()
    cadre.section("Essayer d’abord")
    cadre.second("Un petit fichier d’exemple, à verser dans la base de démonstration.")
    st.download_button(
        "Télécharger le fichier d’exemple", contenu, file_name=nom, mime="text/csv", on_click="ignore"
    )
    changer_de_base(ici)


def phrase_de_taille(population: float, bornes: tuple[float, float]) -> str:
    """Avertir, sans interdire, d'une communauté hors de la taille attendue."""
    if bornes[0] <= population <= bornes[1]:
        return ""
    cote = "moins" if population < bornes[0] else "plus"
    return (
        f"{nombre(population)} {pluriel(population, 'habitant')}\u00a0: {cote} que l’étendue habituelle d’une communauté "
        f"({nombre(bornes[0])} à {nombre(bornes[1])}). Les mesures restent lisibles, avec plus de prudence."
    )
