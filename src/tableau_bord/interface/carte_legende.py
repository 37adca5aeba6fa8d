"""La légende d'une carte, en HTML : mot, bornes, combien ; de la plus foncée à la plus claire."""

from __future__ import annotations

from tableau_bord.indicateurs import classes
from tableau_bord.indicateurs.classes import Classement, Etat
from tableau_bord.interface import theme
from tableau_bord.interface.carte_couches import couleur, rvb, trait_de_hachure
from tableau_bord.interface.carte_mots import VueCarte
from tableau_bord.interface.texte import sur

_BOITE = "flex:none;width:2.2rem;height:1.2rem;margin-top:.2rem;border-radius:.15rem;"
_ENTREE = "display:flex;gap:.75rem;align-items:flex-start;margin:.55rem 0;"


def en_html(vue: VueCarte) -> str:
    """Les cinq classes, puis les états qui existent sur cette carte."""
    classement = vue.classement
    bornes = classes.bornes_en_mots(classement, vue.indicateur)
    entrees = [
        _entree(
            _uni(couleur(k)), vue.mots[k - 1], f"{bornes[k - 1]}\u00a0: {vue.combien(classement.combien(k))}"
        )
        for k in (5, 4, 3, 2, 1)
        if _possible(classement, k)
    ]
    etats = [
        _entree(_fond(etat), nom, f"{raison}\u00a0: {vue.combien(n)}")
        for etat, nom, raison in _ETATS
        if (n := classement.combien_en(etat))
    ]
    filet = f'<div style="border-top:1px solid {theme.FILET};margin:.7rem 0;"></div>' if etats else ""
    titre = f'<p class="tb-fort">{sur(vue.indicateur.court)}\u00a0: c’est…</p>'
    return f"<div>{titre}{''.join(entrees)}{filet}{''.join(etats)}</div>"


_ETATS = (
    (Etat.INCERTAINE, "Classe incertaine", "l’intervalle touche trois classes"),
    (Etat.MASQUEE, "Masqué", "pour protéger les personnes"),
    (Etat.ABSENTE, "Sans valeur", "la raison est dans le tableau"),
)


def _entree(fond: str, mot: str, detail: str) -> str:
    boite = f'<span aria-hidden="true" style="{_BOITE}border:1px solid {theme.ENCRE2};{fond}"></span>'
    return (
        f'<div style="{_ENTREE}">{boite}<div><p class="tb-fort">{sur(mot)}</p>'
        f'<p class="tb-second">{sur(detail)}</p></div></div>'
    )


def _uni(fond: str) -> str:
    return f"background:{fond};"


def _fond(etat: Etat) -> str:
    if etat is Etat.ABSENTE:
        return _uni(couleur(None, etat))
    classe, pas = (2, 5) if etat is Etat.INCERTAINE else (None, 9)
    teinte, opacite = trait_de_hachure(classe)
    r, v, b, _ = rvb(teinte)
    trait, fond, debut = f"rgba({r},{v},{b},{opacite})", couleur(classe), f"{pas - 1.4:.1f}px"
    hachures = f"repeating-linear-gradient(135deg,transparent 0 {debut},{trait} {debut} {pas}px)"
    return f"background:{hachures},{fond};"


def _possible(classement: Classement, classe: int) -> bool:
    """Une mesure n'est pas négative : une classe tout entière sous zéro ne se montre pas."""
    return classe == 5 or classement.bornes[classe - 1] > 0 or classement.combien(classe) > 0
