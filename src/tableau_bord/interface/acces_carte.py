"""La Carte, vue « Accès » : à quelle portée sont les actifs d'un enjeu, avec ce qu'on n'en sait pas."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from tableau_bord import indicateurs
from tableau_bord.actifs import LIBELLES_DES_GENRES, Filtre
from tableau_bord.actifs.versement import matrice_depot
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.gestes import acces_aux_actifs as gestes
from tableau_bord.gestes import besoins_formes
from tableau_bord.gestes.acces_aux_actifs import AccesLu, Demande
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Nature, Sens
from tableau_bord.interface import cadre, carte, etats, navigation
from tableau_bord.interface.contexte import Contexte, decoupage_de_l_adresse
from tableau_bord.interface.texte import sur
from tableau_bord.territoires import libelle

RAYONS = (2.0, 5.0, 10.0, 20.0, 30.0, 50.0)
AGES = {"": "Tous les âges", "0-17": "0 à 17 ans", "18-64": "18 à 64 ans", "65+": "65 ans et plus"}
VOL_D_OISEAU = "Distance à vol d’oiseau"


@st.cache_data(max_entries=24, show_spinner="Calcul de l’accès…")
def _calculer(_ici: Contexte, demande: Demande, version: tuple[object, ...]) -> AccesLu:
    return gestes.calculer(_ici.entrepot, _ici.profil, demande)


def afficher(ici: Contexte, tete: DeltaGenerator) -> None:
    """Choisir, lire la phrase, la carte, le tableau, et comment c'est calculé."""
    decoupage = decoupage_de_l_adresse(ici)
    with tete:
        ici.ouvrir_page(
            "Accès aux actifs", "À quelle portée sont les lieux, les services et les appuis d’un enjeu."
        )
    demande = _choisir(ici, decoupage)
    lu = _calculer(ici, demande, (ici.entrepot.chemin, ici.entrepot.version, ici.profil.value))
    st.html(f'<p class="tb-phrase">{sur(lu.phrase)}</p>')
    if not lu.offre.actif:
        etats.vide(
            "Aucun actif de ce choix n’est encore inscrit, ou aucun n’a de lieu.",
            "Choisissez un autre enjeu, ou inscrivez-en un.",
        )
        navigation.lien("actifs", "Ouvrir l’inventaire", vue="Liste")
        return
    cadre.second(_incertitude(lu))
    code = carte.afficher(
        _cases(ici, lu), _mesure(lu), lu.ensemble, cle=f"acces_{hash(demande)}", nom_reference="l’ensemble",
        unite=libelle(decoupage), selection=st.query_params.get("territoire"),
    )  # fmt: skip
    if code:
        navigation.aller("portrait", territoire=code, decoupage=decoupage)
    _comment(lu)


def _choisir(ici: Contexte, decoupage: str) -> Demande:
    enjeux = {e.enjeu: e.nom for e in indicateurs.enjeux(ici.entrepot)}
    demande = st.query_params.get("enjeu", "")
    matrices = {
        m["matrice"]: m["unite"]
        for m in matrice_depot.matrices(ici.entrepot).to_dicts()
        if m["decoupage"] == decoupage
    }
    haut, bas = st.columns(3, gap="medium"), st.columns(3 if matrices else [1, 2], gap="medium")
    options = ["", *enjeux]
    enjeu = haut[0].selectbox(
        "Enjeu", options, index=options.index(demande) if demande in options else min(1, len(options) - 1),
        format_func=lambda c: enjeux.get(c, "Tous les actifs"),
    )  # fmt: skip
    if enjeu:
        st.query_params["enjeu"] = enjeu
    genres = {g.value: n[1] for g, n in LIBELLES_DES_GENRES.items()}
    genre = haut[1].selectbox(
        "Genre d’actif", ["", *genres], format_func=lambda g: genres.get(g, "Tous les genres")
    )
    ages = haut[2].selectbox("Pour qui", list(AGES), format_func=AGES.__getitem__)
    matrice = (
        bas[2].selectbox("Distance ou temps", ["", *matrices], format_func=lambda m: m or VOL_D_OISEAU)
        if matrices
        else ""
    )
    unite = matrices.get(matrice, "km")
    rayon = bas[0].selectbox("Rayon", RAYONS, index=2, format_func=lambda r: f"{nombre(r)} {unite}")
    methode = bas[1].selectbox(
        "Comment compter", list(gestes.METHODES), format_func=gestes.METHODES.__getitem__
    )
    filtre = Filtre(genres=tuple(filter(None, [genre])), enjeux=tuple(filter(None, [enjeu])))
    return Demande(decoupage, filtre, float(rayon), methode, ages, matrice)


def _incertitude(lu: AccesLu) -> str:
    """Ce qu'on ne sait pas, et comment la carte en tient compte."""
    dits = []
    if lu.offre.approchees:
        dits.append(
            compter(lu.offre.approchees, "position est approximative", "positions sont approximatives")
        )
    if lu.offre.inconnues:
        dits.append(compter(lu.offre.inconnues, "capacité n’est pas connue", "capacités ne sont pas connues"))
    if lu.tus:
        dits.append(
            compter(
                lu.tus,
                "territoire sans population montrée n’entre pas",
                "territoires sans population montrée n’entrent pas",
            )
            + " dans le calcul"
        )
    if not dits:
        return "Chaque position et chaque capacité est connue."
    suite = (
        f" L’intervalle vient de {nombre(lu.tirages)} tirages de ce qu’on ne sait pas." if lu.tirages else ""
    )
    return "\u00a0; ".join(dits) + "." + suite


def _cases(ici: Contexte, lu: AccesLu) -> tuple[CaseCarte, ...]:
    connus = {x.code: x for x in lu.lieux}
    return tuple(
        CaseCarte(c.code, c.nom, c.anneaux, None, None, x.acces, x.bas, x.haut, None)
        if (x := connus.get(c.code))
        else c
        for c in besoins_formes.sans_mesure(ici.entrepot, lu.demande.decoupage)
    )


def _mesure(lu: AccesLu) -> Indicateur:
    """L'accès, décrit comme une mesure pour la carte ; il n'est pas au dictionnaire et n'est jamais testé."""
    unite = f"{lu.offre.unite} pour 1\u00a0000 personnes"
    return Indicateur(
        "acces", "Accès aux actifs", "Accès", "Offre à portée, partagée entre ceux qui y ont accès.", lu.offre.unite, "Personnes",
        AGES[lu.demande.ages], "Inventaire des actifs", unite, 1.0, 1, Sens.HAUT, Nature.TAUX, lu.methode, "l’ensemble", "Actifs",
    )  # fmt: skip


def _comment(lu: AccesLu) -> None:
    with st.expander("Comment c’est calculé"):
        st.markdown(
            f"Méthode\u00a0: {lu.methode} {lu.unite_cout}. Chaque actif partage ce qu’il offre entre les personnes à sa portée\u00a0; chaque "
            "territoire additionne ce qui lui revient. Un actif compte pour sa capacité, fois sa fraîcheur."
        )
        st.markdown(
            f"Vérification\u00a0: la somme des populations fois leur accès vaut **{nombre(lu.somme, 2)}**\u00a0; l’offre partagée vaut "
            f"**{nombre(lu.offre_partagee, 2)}** ({lu.offre.unite}). Ces deux nombres doivent être égaux."
        )
        if lu.offre_perdue:
            cadre.second(
                f"{nombre(lu.offre_perdue, 2)} ({lu.offre.unite}) ne sont à la portée de personne dans ce rayon."
            )
        cadre.second(
            f"Population de {lu.annee}\u00a0: {nombre(lu.population)} personnes, dont {nombre(lu.desservis)} à portée."
        )
