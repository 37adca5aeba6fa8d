"""Brut, calé, modèle : la carte, la chenille, la règle qui choisit, puis le versement."""

from __future__ import annotations

from typing import Any, cast

import polars as pl
import streamlit as st

from tableau_bord import territoires
from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import compter, enumerer, nombre, pourcentage
from tableau_bord.enquete.petits_domaines import Voie
from tableau_bord.gestes import besoins_formes, enquete_verser
from tableau_bord.gestes import estimer as geste
from tableau_bord.gestes.enquete_declaration import Declaration, MesureDite
from tableau_bord.gestes.enquete_peser import Pesee
from tableau_bord.gestes.estimer import Resultat
from tableau_bord.importation import Lot
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Nature, Sens
from tableau_bord.interface import cadre, carte, enquete_chenille, etats, tableaux
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.texte import sur

_GARDE = "enquete_resultat"
LECTURES = {
    "valeur": "Ce qui sera versé",
    "direct": "Calé, sans modèle",
    "modele": "Modèle",
    "brut": "Brut, sans poids",
}
BORNES = {"valeur": ("borne_inf", "borne_sup"), "direct": ("direct_inf", "direct_sup"), "modele": ("modele_inf", "modele_sup"),
          "brut": ("", "")}  # fmt: skip
MOTS = {
    Voie.DIRECT: "directement", Voie.MODELE: "avec l’aide du modèle", Voie.SYNTHETIQUE: "par le modèle seul",
    Voie.RIEN: "trop incertaines pour être données",
}  # fmt: skip


def estimer(ici: Contexte, pesee: Pesee, dite: Declaration) -> Resultat | None:
    """Le résultat de ces choix, s'il est déjà calculé ou qu'on le demande."""
    garde = st.session_state.get(_GARDE)
    cle = (ici.entrepot.chemin, ici.entrepot.version, pesee.fiches.empreinte, dite)
    pret = garde is not None and garde[0] == cle
    presse = st.button(
        "Estimer" if not pret else "Estimer de nouveau", type="secondary" if pret else "primary"
    )
    if not dite.mesures:
        etats.information("Écrivez au moins une mesure.")
        return None
    if presse:
        barre = st.progress(0.0, text=f"Calage, {nombre(dite.nombre)} réplications recalées, modèle…")
        try:
            fait = geste.estimer(
                ici.entrepot, geste.avec(pesee, dite), ici.qui, lambda part: _avancer(barre, part, dite)
            )
        finally:
            barre.empty()
        st.session_state[_GARDE] = (cle, fait)
        return fait
    if garde is not None and not pret:
        etats.information("Les choix ont changé depuis la dernière estimation. Estimez de nouveau.")
    return cast(Resultat, garde[1]) if garde is not None and pret else None


def _avancer(barre: Any, part: float, dite: Declaration) -> None:
    barre.progress(
        min(part, 1.0),
        text=f"{nombre(dite.nombre)} réplications recalées, puis {compter(len(dite.mesures), 'mesure')}…",
    )


def montrer(ici: Contexte, resultat: Resultat) -> None:
    """Une mesure à la fois : phrase, carte, chenille, tableau."""
    cadre.section("Brut, calé, modèle")
    mesures = {m.code: m for m in resultat.pesee.declaration.mesures}
    a, b = st.columns([1.6, 1])
    code = a.selectbox(
        "Mesure montrée",
        list(mesures),
        format_func=lambda c: mesures[c].nom or mesures[c].expression,
        key="enq_montree",
    )
    niveaux = [n.decoupage for n in resultat.pesee.lieux.niveaux if len(n.codes) > 1]
    decoupage = b.selectbox(
        "Territoires", niveaux, format_func=lambda d: territoires.libelle(d, 2).capitalize(), key="enq_niveau"
    )
    lignes = resultat.lignes.filter((pl.col("indicateur") == code) & (pl.col("decoupage") == decoupage))
    st.markdown(_phrase(resultat, str(code), lignes, str(decoupage)))
    cadre.second(resultat.regle.phrase)
    nouvelles = [r for r in resultat.remarques if r not in resultat.pesee.remarques]
    if nouvelles:
        cadre.second(" ".join(nouvelles))
    if decoupage == resultat.pesee.lieux.niveaux[0].decoupage:
        _carte(ici, mesures[str(code)], lignes, str(decoupage), resultat.ensemble[str(code)][0])
    noms = dict(territoires.territoires_de(ici.entrepot, str(decoupage)).select("code", "nom").iter_rows())
    enquete_chenille.afficher(lignes, noms, resultat.ensemble[str(code)][0], resultat.regle.seuil)
    _tableau(lignes, noms, resultat.regle.seuil)
    _modele(resultat, str(code), str(decoupage))


def _phrase(resultat: Resultat, code: str, lignes: pl.DataFrame, decoupage: str) -> str:
    p, e = resultat.ensemble[code]
    comptes = {Voie(v): n for v, n in lignes["voie"].value_counts().iter_rows()}
    dites = [f"{nombre(comptes[v])} {MOTS[v]}" for v in MOTS if comptes.get(v)]
    return (
        f"**{pourcentage(p)}** dans l’ensemble (erreur type {nombre(100 * e, 2)}). "
        f"Sur {compter(lignes.height, territoires.libelle(decoupage), territoires.libelle(decoupage, 2))}\u00a0: {enumerer(dites)}."
    )


def _carte(ici: Contexte, mesure: MesureDite, lignes: pl.DataFrame, decoupage: str, ensemble: float) -> None:
    lecture = st.segmented_control(
        "Valeur sur la carte", list(LECTURES), default="valeur", format_func=LECTURES.__getitem__, key="enq_lecture",
    ) or "valeur"  # fmt: skip
    bas, haut = BORNES[lecture]
    lues = {x["code"]: x for x in lignes.to_dicts()}
    cases = []
    for forme in besoins_formes.sans_mesure(ici.entrepot, decoupage):
        x = lues.get(forme.code)
        v = x[lecture] if x is not None else None
        if x is None or v is None:
            motif = Motif.TROP_INCERTAIN if x is not None and x["repondants"] else Motif.NON_DISPONIBLE
            cases.append(CaseCarte(forme.code, forme.nom, forme.anneaux, None, None, None, None, None, motif))
            continue
        bornes = [100 * x[b] if b and x[b] is not None else None for b in (bas, haut)]
        cases.append(
            CaseCarte(forme.code, forme.nom, forme.anneaux, None, None, 100 * v, bornes[0], bornes[1], None)
        )
    nom = mesure.nom or mesure.expression
    decrite = Indicateur(
        mesure.code,
        nom,
        nom,
        nom,
        "",
        "",
        "",
        "Enquête",
        "%",
        100.0,
        1,
        Sens(mesure.sens),
        Nature.ENQUETE,
        "",
        "",
        "Enquêtes",
    )
    carte.afficher(
        cases, decrite, 100 * ensemble, f"enquete_{lecture}", nom_reference="la région",
        unite=territoires.libelle(decoupage), tableau=False, ouvrable=False,
    )  # fmt: skip


def _tableau(lignes: pl.DataFrame, noms: dict[str, str], seuil: int) -> None:
    with st.expander("Les mêmes valeurs, en tableau"):
        tries = sorted(lignes.to_dicts(), key=lambda x: noms.get(x["code"], x["code"]))

        def part(x: float | None) -> str:
            return pourcentage(x, 1, "–")

        petits = [min(x["effectif"], x["repondants"] - x["effectif"]) < seuil for x in tries]
        tableaux.afficher(
            {
                "Territoire": [noms.get(x["code"], x["code"]) for x in tries],
                "Répondants": [
                    nombre(x["repondants"]) if x["repondants"] >= seuil else f"moins de {seuil}"
                    for x in tries
                ],
                "Brut": ["◇ petit" if p else part(x["brut"]) for x, p in zip(tries, petits, strict=True)],
                "Calé": ["◇ petit" if p else part(x["direct"]) for x, p in zip(tries, petits, strict=True)],
                "Modèle": [part(x["modele"]) for x in tries],
                "Versé": [part(x["valeur"]) for x in tries],
                "Intervalle": [
                    f"de {part(x['borne_inf'])} à {part(x['borne_sup'])}"
                    if x["borne_inf"] is not None
                    else ""
                    for x in tries
                ],
                "Voie": [x["voie"] for x in tries],
            },
            "Estimations par territoire",
            "enquete_tableau",
        )


def _modele(resultat: Resultat, code: str, decoupage: str) -> None:
    ajuste = resultat.modeles.get((decoupage, code))
    if ajuste is None or not ajuste.methode:
        return
    with st.expander("Le modèle, et à quel point le croire"):
        points = ajuste.echelle == "points de pourcentage"
        facteur, ecart = (
            (100, f"{nombre(100 * ajuste.ecart_type, 1)} points")
            if points
            else (1, f"{nombre(ajuste.ecart_type, 3)} ({ajuste.echelle})")
        )
        st.markdown(
            f"{ajuste.methode}. Écart type entre communautés, une fois les auxiliaires comptées\u00a0: **{ecart}**."
        )
        tableaux.defilant(
            {
                "Auxiliaire (centrée réduite)": [n for n, _, _ in ajuste.coefficients],
                "Effet" if not points else "Effet, en points": [
                    nombre(facteur * b, 1 if points else 3) for _, b, _ in ajuste.coefficients
                ],
                "Erreur type": [nombre(facteur * e, 1 if points else 3) for _, _, e in ajuste.coefficients],
            },
            "Coefficients du modèle",
        )
        for phrase in ajuste.diagnostics:
            st.html(f'<p class="tb-ligne">{sur(phrase)}</p>')
        if ajuste.lissees:
            cadre.second(
                f"Variance lissée pour {compter(ajuste.lissees, 'territoire')} de peu de répondants (fonction à effet de plan commun)."
            )


def verser(ici: Contexte, resultat: Resultat) -> Lot | None:
    """Le bouton qui verse ; rend le lot versé."""
    cadre.section("Verser au dictionnaire")
    dite = resultat.pesee.declaration
    st.markdown(
        f"Verser écrit {compter(resultat.lignes.height, 'valeur')} ({compter(len(dite.mesures), 'mesure')}), leur intervalle, leur "
        f"cote et leurs {nombre(dite.nombre)} réplications. **Les fiches s’effacent.** Sous {resultat.regle.seuil} répondants, ou "
        f"{resultat.regle.seuil} ayant le caractère, ni réplication ni estimation directe n’est gardée."
    )
    gauche, droite = st.columns([1, 2], vertical_alignment="center")
    with droite:
        st.download_button(
            "Emporter ces choix (plan.yaml, pour la console)", enquete_verser.plan_en_yaml(resultat), "plan.yaml", "application/yaml",
            on_click="ignore",
        )  # fmt: skip
    with gauche:
        presse = st.button("Verser ces estimations", type="primary")
    return enquete_verser.verser(ici.entrepot, resultat, ici.qui) if presse else None
