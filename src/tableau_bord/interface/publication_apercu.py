"""L'aperçu d'une publication : la barre qui avance et s'arrête, puis ce que le masque coûte."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import streamlit as st

from tableau_bord import territoires
from tableau_bord.acces import Droit, Profil, peut
from tableau_bord.commun.francais import compter, nombre
from tableau_bord.divulgation import RAISONS
from tableau_bord.gestes import publier
from tableau_bord.gestes.publier import Apercu, APublier
from tableau_bord.interface import cadre, etats, tableaux
from tableau_bord.interface.contexte import Contexte, nom_du_decoupage

ARRETE = "publier_arrete"
_GARDE = "publier_apercu"
_LANCE = "publier_lance"
_CASES_MONTREES = 200
TOUT_DE_SUITE = 20_000


def calculer(ici: Contexte, choix: Sequence[APublier]) -> Apercu | None:
    """L'aperçu de ce choix ; rien si la personne a arrêté le calcul. Ce qui est fait reste fait."""
    cle = (ici.entrepot.chemin, ici.entrepot.version, tuple(choix))
    garde = st.session_state.get(_GARDE)
    if garde and garde[0] == cle:
        return cast(Apercu, garde[1])
    if st.session_state.get(ARRETE) == tuple(choix):
        etats.information(
            "Calcul arrêté. Les mesures déjà faites sont gardées\u00a0: le calcul reprendra à la suivante."
        )
        if not st.button("Reprendre le calcul", key="publier_reprendre", type="primary"):
            return None
        st.session_state.pop(ARRETE)
    if not _voulu(choix):
        return None
    with avancement("Calcul du masque, puis attaque de ce qui serait publié…", tuple(choix)) as avancer:
        apercu = publier.apercevoir(ici.entrepot, choix, avancer)
    cle = (ici.entrepot.chemin, ici.entrepot.version, tuple(choix))
    st.session_state[_GARDE] = (cle, apercu)
    return apercu


def _voulu(choix: Sequence[APublier]) -> bool:
    """Un petit choix se calcule tout de suite ; un grand se demande, après avoir dit ce qu'il coûte."""
    combien = sum(a.cases for a in choix)
    if combien <= TOUT_DE_SUITE or st.session_state.get(_LANCE) == tuple(choix):
        return True
    cadre.second(
        f"{compter(combien, 'case')} à masquer et à attaquer\u00a0: comptez quelques minutes. "
        "Les autres pages restent ouvertes, et un calcul arrêté se reprend."
    )
    if not st.button("Calculer ce que le masque coûte", key="publier_lancer", type="primary"):
        return False
    st.session_state[_LANCE] = tuple(choix)
    return True


@contextmanager
def avancement(phrase: str, choix: tuple[APublier, ...] = ()) -> Iterator[Callable[[float], None]]:
    """Une barre ; avec `choix`, un bouton pour arrêter. Presser relance la page, ce qui interrompt le calcul."""
    place = st.empty()
    with place.container():
        barre, vu = st.progress(0.0, text=phrase), [0.0]
        if choix:
            st.button("Arrêter le calcul", key="publier_arreter", on_click=_arreter, args=(choix,))

    def avancer(part: float) -> None:
        if part - vu[0] >= 0.01:
            vu[0] = part
            barre.progress(min(part, 1.0), text=f"{phrase} {nombre(100 * part)}\u00a0%")

    yield avancer
    place.empty()


def _arreter(choix: tuple[APublier, ...]) -> None:
    st.session_state[ARRETE] = choix


def montrer(ici: Contexte, apercu: Apercu, choix: Sequence[APublier]) -> None:
    """Ce qui serait montré, ce que le masque cache, et ce que la table ne lirait plus."""
    st.markdown(
        f"**Au profil table\u00a0: {compter(apercu.montrees, 'case montrée', 'cases montrées')}, "
        f"{compter(apercu.masquees, 'masquée', 'masquées')} "
        f"({nombre(apercu.primaires)} pour elles-mêmes, {nombre(apercu.complementaires)} pour en protéger d’autres), "
        f"{compter(apercu.absentes, 'absente à la source', 'absentes à la source')}.** "
        f"Seuils généraux\u00a0: effectif de moins de {nombre(apercu.seuils.effectif)}, "
        f"population de moins de {nombre(apercu.seuils.population)}."
    )
    for raison, combien in apercu.raisons.items():
        cadre.second(f"{raison[0].upper()}{raison[1:]}\u00a0: {compter(combien, 'case')}. {RAISONS[raison]}")
    if apercu.perdues:
        etats.avertissement(
            f"{compter(apercu.perdues, 'case lue aujourd’hui ne se lirait plus', 'cases lues aujourd’hui ne se liraient plus')}. "
            "Elles restent connues\u00a0: le registre en tient compte."
        )
    if apercu.arrondis:
        cadre.second(
            f"{compter(len(apercu.arrondis), 'mesure paraît arrondie', 'mesures paraissent arrondies')} "
            "(arrondi aléatoire contrôlé, choisi pour leur source)\u00a0: rien n’y est masqué."
        )
    _cout(apercu, {a.indicateur: a.nom for a in choix})
    if ici.profil is Profil.DSP and peut(ici.qui, Droit.VOIR_FIN) and apercu.cachees.height:
        _une_a_une(ici, apercu, {a.indicateur: a.nom for a in choix})
    _fuites(apercu)


def _cout(apercu: Apercu, noms: dict[str, str]) -> None:
    if apercu.par_contenu.is_empty():
        return
    lignes = apercu.par_contenu.sort("complementaires", "primaires", descending=True).to_dicts()
    with st.expander("Ce que le masque coûte, mesure par mesure", expanded=len(lignes) <= 8):
        tableaux.defilant(
            {
                "Mesure": [noms.get(x["indicateur"], x["indicateur"]) for x in lignes],
                "Découpage": [nom_du_decoupage(x["decoupage"]) for x in lignes],
                "Cases": [nombre(x["cases"]) for x in lignes],
                "Montrées": [nombre(x["montrees"]) for x in lignes],
                "Pour elles-mêmes": [nombre(x["primaires"]) for x in lignes],
                "Pour d’autres": [nombre(x["complementaires"]) for x in lignes],
                "Perdues": [nombre(x["perdues"]) for x in lignes],
            },
            "Ce que le masque coûte, mesure par mesure",
        )
        cadre.second(
            "«\u00a0Pour elles-mêmes\u00a0» et «\u00a0pour d’autres\u00a0»\u00a0: cases masquées. "
            "«\u00a0Perdues\u00a0»\u00a0: lues aujourd’hui à la table, plus ensuite."
        )


def _une_a_une(ici: Contexte, apercu: Apercu, noms: dict[str, str]) -> None:
    """Au profil DSP seulement : lesquelles, et pourquoi."""
    with st.expander("Les cases masquées, une à une (profil DSP)"):
        lieux = dict(
            ((d, c), n)
            for d in apercu.cachees["decoupage"].unique()
            for c, n in territoires.territoires_de(ici.entrepot, d).select("code", "nom").iter_rows()
        )
        lignes = apercu.cachees.head(_CASES_MONTREES).to_dicts()
        tableaux.defilant(
            {
                "Territoire": [lieux.get((x["decoupage"], x["code"]), x["code"]) for x in lignes],
                "Mesure": [noms.get(x["indicateur"], x["indicateur"]) for x in lignes],
                "Période": [x["periode"] for x in lignes],
                "Sexe": [x["sexe"] for x in lignes],
                "Âge": [x["age"] for x in lignes],
                "Pourquoi": [x["raison"] for x in lignes],
            },
            "Les cases masquées, une à une",
        )
        if apercu.cachees.height > _CASES_MONTREES:
            cadre.second(f"Les {_CASES_MONTREES} premières sur {nombre(apercu.cachees.height)}.")


def _fuites(apercu: Apercu) -> None:
    if apercu.deja_exposees:
        cadre.second(
            f"{compter(apercu.deja_exposees, 'case masquée se retrouve', 'cases masquées se retrouvent')} déjà "
            "d’après les publications antérieures\u00a0: le registre s’en souvient, cette publication n’y change rien."
        )
    if not apercu.publiable:
        combien = apercu.exposees + apercu.impossibles
        etats.avertissement(
            f"Cette publication laisserait retrouver {compter(combien, 'case masquée', 'cases masquées')}. "
            "Retirez un découpage du choix, ou demandez à la source de réviser les valeurs."
        )
