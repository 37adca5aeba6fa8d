"""Une parole à l'écran : ses guillemets, qui la porte, jusqu'à quand ; du texte, rien que du texte."""

from __future__ import annotations

from tableau_bord.acces.envois import Savoir
from tableau_bord.commun.francais import compter
from tableau_bord.interface.gouvernance_commun import jour
from tableau_bord.interface.texte import sur
from tableau_bord.paroles import GenreDeParole, Parole

SYMBOLES = {Savoir.SURVEILLANCE.value: "■", Savoir.TERRAIN.value: "▲", Savoir.VECU.value: "●"}
SAVOIRS = {
    Savoir.VECU.value: "Savoir vécu",
    Savoir.TERRAIN.value: "Savoir de terrain",
    Savoir.SURVEILLANCE.value: "Savoir de surveillance",
}
PORTEURS = {
    Savoir.VECU.value: "Portée par une personne qui le vit",
    Savoir.TERRAIN.value: "Portée par une personne du terrain",
    Savoir.SURVEILLANCE.value: "Portée par une personne qui le mesure",
}
GENRES = {GenreDeParole.PHRASE: "Phrases", GenreDeParole.RECIT: "Récits"}
SAISIE_PAR_UN_TIERS = "saisie par une autre personne"
COURTE = 220
_EN_TEXTE = "white-space:pre-wrap;overflow-wrap:anywhere;max-width:42rem"


def compter_les_paroles(n: int) -> str:
    """« 1 parole », « 12 paroles »."""
    return compter(n, "parole")


def citer(texte: str, longueur: int | None = None) -> str:
    """Le texte entre guillemets, en HTML sûr ; coupé au dernier mot au-delà de `longueur` caractères."""
    if longueur is not None and len(texte) > longueur:
        debut = texte[:longueur]
        texte = f"{debut.rsplit(None, 1)[0] if len(debut.split()) > 1 else debut}…"
    return f"«\u00a0{sur(texte)}\u00a0»"


def portee(parole: Parole) -> str:
    """« Portée par une personne qui le vit, saisie par une autre personne (animation) »."""
    tete = PORTEURS.get(parole.savoir, "Portée par une personne d’ici")
    if not parole.tiers:
        return tete
    return f"{tete}, {SAISIE_PAR_UN_TIERS} ({parole.tiers})"


def en_html(parole: Parole, *, longueur: int | None = None, suite: str = "") -> str:
    """Une parole, filet et symbole de son savoir ; `suite` : un texte de plus (territoire, enjeu), échappé ici."""
    symbole = SYMBOLES.get(parole.savoir, "●")
    consentie = f"Consentie jusqu’au {jour(parole.jusqua)}"
    mots = ". ".join(m for m in (portee(parole), suite, consentie) if m)
    return (
        f'<div class="tb-lecture tb-{parole.savoir}" style="margin:.9rem 0">'
        f'<p class="tb-parole" style="{_EN_TEXTE}">{citer(parole.texte, longueur)}</p>'
        f'<p class="tb-second" style="color:var(--tb-encre2);margin-top:.25rem"><span class="tb-{parole.savoir}" aria-hidden="true">{symbole}</span>'
        f"&nbsp;{sur(mots)}.</p></div>"
    )
