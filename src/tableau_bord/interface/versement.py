"""Verser un fichier : déposer, dire le rôle des colonnes, voir ce qui a été compris, verser."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.francais import compter
from tableau_bord.gestes import demonstration, gabarits, polygones
from tableau_bord.gestes.polygones import ExamenPolygones
from tableau_bord.importation import Genre, Lot
from tableau_bord.interface import cadre, erreurs, etats, navigation, versement_tableau
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage
from tableau_bord.interface.versement_roles import GENRES
from tableau_bord.territoires import ORDRE

TYPES = [
    "csv",
    "tsv",
    "txt",
    "xlsx",
    "xls",
    "ods",
    "parquet",
    "gz",
    "geojson",
    "json",
    "topojson",
    "shp",
    "dbf",
    "shx",
    "prj",
    "cpg",
    "zip",
    "gpkg",
]
MESSAGE = "versement_message"


def afficher(ici: Contexte) -> None:
    """Tout le geste de versement."""
    if message := st.session_state.pop(MESSAGE, ""):
        etats.reussite(message)
        navigation.lien("publier", "Publier ce lot")
    if not ici.base.territoires:
        etats.information(
            "Cette base n’a pas encore de territoires. Versez d’abord leurs polygones (Shapefile ou GeoJSON), ou une liste de codes et de noms."
        )
    depots = st.file_uploader(
        "Fichier à verser (200 Mo au plus\u00a0; au-delà, la console)",
        type=TYPES,
        accept_multiple_files=True,
        key=f"depot_{st.session_state.get('depot_rang', 0)}",
    )
    if not depots:
        _exemple()
        _gabarits(ici)
        return
    with erreurs.garde():
        fichiers = {d.name: d.getvalue() for d in depots}
        if any(polygones.est_geographique(nom, contenu) for nom, contenu in fichiers.items()):
            _polygones(ici, fichiers)
        else:
            (nom, contenu), *joints = sorted(fichiers.items(), key=lambda f: -len(f[1]))
            dictionnaire = joints[0] if joints else None
            if dictionnaire:
                etats.information(
                    f"«\u00a0{dictionnaire[0]}\u00a0» est lu comme le dictionnaire des colonnes de «\u00a0{nom}\u00a0»."
                )
            versement_tableau.afficher(ici, nom, contenu, terminer, dictionnaire)


def _exemple() -> None:
    nom, contenu = demonstration.exemple_a_verser()
    cadre.second("Pas de fichier sous la main\u00a0? En voici un petit, à verser dans la démonstration.")
    st.download_button(
        "Télécharger le fichier d’exemple", contenu, file_name=nom, mime="text/csv", on_click="ignore"
    )


def _gabarits(ici: Contexte) -> None:
    """Un classeur à remplir, pour qui part de zéro ; les territoires de la base y sont déjà."""
    with st.expander("Partir d’un classeur vide, avec ses consignes"):
        genres = [Genre.INDICATEURS, Genre.POPULATION, Genre.TERRITOIRES, Genre.COMPOSITION]
        gauche, droite = st.columns(2)
        with gauche:
            genre = st.selectbox("Genre de gabarit", genres, format_func=GENRES.__getitem__)
        with droite:
            decoupage = st.selectbox(
                "Territoires à y écrire",
                ["", *ORDRE],
                format_func=lambda d: nom_du_decoupage(d) if d else "Aucun",
            )
        st.download_button(
            "Télécharger le gabarit (XLSX)",
            lambda: gabarits.pour(ici.entrepot, genre, decoupage),
            f"gabarit-{genre.value}.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            on_click="ignore",
        )


def terminer(lot: Lot) -> None:
    """Dire ce qui est fait, vider le sélecteur, recharger."""
    st.session_state[MESSAGE] = (
        f"Lot versé\u00a0: {lot.fichier}. {lot.resume} Rien n’est publié tant que vous ne publiez pas."
    )
    st.session_state["depot_rang"] = st.session_state.get("depot_rang", 0) + 1
    st.rerun()


def _polygones(ici: Contexte, fichiers: dict[str, bytes]) -> None:
    with st.expander("Projection et couche, si le fichier ne les dit pas"):
        epsg = st.number_input(
            "Code EPSG",
            min_value=0,
            value=0,
            step=1,
            help="Par exemple 32198, 3798, 3347. 0\u00a0: suivre le fichier.",
        )
        couche = st.text_input("Couche à lire", help="S’il y en a plusieurs.")
    examen = polygones.examiner_polygones(
        ici.entrepot, fichiers, epsg=int(epsg) or None, couche=couche.strip()
    )
    cadre.section("Ce qui a été compris")
    st.markdown(f"**{compter(examen.attributs.height, 'polygone lu', 'polygones lus')}.**")
    corrige = _corriger(examen)
    doubles = territoires.signaler_les_doubles(
        corrige.attributs, corrige.plan.colonne_code, corrige.plan.colonne_nom
    )
    for note in (*examen.notes, *([doubles] if doubles else [])):
        etats.avertissement(note)
    colonnes = [corrige.plan.colonne_code, corrige.plan.colonne_nom]
    st.table(corrige.attributs.select(list(dict.fromkeys(colonnes))).head(6), hide_index=True)
    if corrige.plan.parents:
        cadre.second(
            "Rattachés à\u00a0: " + ", ".join(f"{d} (colonne {c})" for d, c, _ in corrige.plan.parents)
        )
    for phrase in polygones.phrases_des_alias(*polygones.alias_des_polygones(corrige), fait=False):
        cadre.second(phrase)
    if st.button("Verser ces territoires", type="primary"):
        terminer(polygones.verser_polygones(ici.entrepot, corrige, ici.qui))


def _corriger(examen: ExamenPolygones) -> ExamenPolygones:
    colonnes = [c for c in examen.attributs.columns if c != "wkb"]
    (a, b), (c, d) = st.columns(2), st.columns(2)
    with a:
        decoupage = st.selectbox(
            "Découpage", ORDRE, index=ORDRE.index(examen.plan.decoupage), format_func=nom_du_decoupage
        )
    with b:
        version = st.text_input("Version du découpage (date d’entrée en vigueur)", examen.version)
    with c:
        code = _choix("Colonne du code", colonnes, examen.plan.colonne_code)
    with d:
        nom = _choix("Colonne du nom", colonnes, examen.plan.colonne_nom)
    autres = st.selectbox(
        "Colonne d’autres noms",
        ["", *colonnes],
        format_func=lambda colonne: colonne or "Aucune",
        help="Un second nom (table de quartier, ancien nom…) retenu pour rapprocher d’autres fichiers.",
    )
    return polygones.corriger_polygones(
        examen, decoupage=decoupage, version=version, colonne_code=code, colonne_nom=nom, autres_noms=autres
    )


def _choix(etiquette: str, options: Sequence[str], choisie: str) -> str:
    return st.selectbox(etiquette, options, index=list(options).index(choisie))
