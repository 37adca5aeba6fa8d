"""Une proposition d'actif en mots : son intitulé, ce qu'elle changerait champ par champ."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tableau_bord.actifs import LIBELLES_DES_GENRES, Actif, Genre, propositions
from tableau_bord.actifs.propositions import GestePropose
from tableau_bord.commun.francais import enumerer, nombre
from tableau_bord.interface.texte import sur

SAVOIRS = {"surveillance": "Savoir de surveillance", "terrain": "Savoir de terrain", "vecu": "Savoir vécu"}
PROVENANCES = {
    "invitation": "reçu par un lien d’invitation",
    "rencontre": "reçu pendant une rencontre",
    "tiers": "saisi par une autre personne",
}
CHAMPS = {
    "nom": "Nom", "genre": "Ce que c’est", "description": "Ce qu’on y trouve", "categorie": "Catégorie",
    "adresse": "Où", "municipalite": "Municipalité", "site": "Site", "telephone": "Téléphone",
    "clientele": "Pour qui", "age_min": "Âge minimal", "age_max": "Âge maximal", "places": "Places",
    "heures": "Heures par semaine", "cout": "Coût", "transport": "Transport offert",
    "universel": "Accès universel", "etat": "État", "enjeux": "Enjeux",
}  # fmt: skip
INTITULES = {
    GestePropose.CORRIGER: "Corriger «\u00a0{nom}\u00a0»",
    GestePropose.VERIFIER: "«\u00a0{nom}\u00a0»\u00a0: tout est juste",
    GestePropose.FERMER: "«\u00a0{nom}\u00a0» n’existe plus",
    GestePropose.AJOUTER: "Ajouter «\u00a0{nom}\u00a0»",
}
_RELUS = ("nom", "description", "clientele")
_RIEN = "(rien)"


def intitule(p: Mapping[str, Any], present: Actif | None) -> str:
    """« Corriger « Café » » ; `p` : une ligne de la file."""
    geste = GestePropose(p["geste"])
    nom = propositions.champs_de(p).get("nom", "") if geste is GestePropose.AJOUTER else ""
    return INTITULES[geste].format(nom=nom or (present.nom if present else "actif disparu"))


def textes_a_relire(p: Mapping[str, Any]) -> list[str]:
    """Ce qui pourrait nommer quelqu'un."""
    champs = propositions.champs_de(p)
    return [str(champs[c]) for c in _RELUS if c in champs] + [p["mot"]]


def differences_html(p: Mapping[str, Any], present: Actif | None, enjeux: Mapping[str, str]) -> str:
    """Le tableau avant → après d'une correction, ou la fiche d'un ajout ; vide sinon. `enjeux` : code → nom."""
    champs = propositions.champs_de(p)
    if not champs:
        return ""
    corrige = present is not None
    tetes = ("Champ", "Aujourd’hui", "Proposé") if corrige else ("Champ", "Proposé")
    rangees = [_rangee(c, v, present, enjeux) for c, v in _dans_l_ordre(champs)]
    dit = "Ce qui changerait" if corrige else "Ce qui est proposé"
    entete = "".join(f'<th scope="col">{t}</th>' for t in tetes)
    return (
        f'<div class="tb-defile" tabindex="0" role="region" aria-label="{dit}"><table class="tb-tableau"><thead>'
        f"<tr>{entete}</tr></thead><tbody>{''.join(rangees)}</tbody></table></div>"
    )


def _dans_l_ordre(champs: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(c, champs[c]) for c in CHAMPS if c in champs]


def _rangee(champ: str, propose: Any, present: Actif | None, enjeux: Mapping[str, str]) -> str:
    style = ' style="white-space:pre-wrap;overflow-wrap:anywhere;min-width:9rem;vertical-align:top"'
    avant = f"<td{style}>{sur(_dit(getattr(present, champ), enjeux))}</td>" if present else ""
    return (
        f'<tr><th scope="row" style="vertical-align:top">{CHAMPS[champ]}</th>{avant}'
        f"<td{style}><strong>{sur(_dit(propose, enjeux))}</strong></td></tr>"
    )


def _dit(valeur: Any, enjeux: Mapping[str, str]) -> str:
    if isinstance(valeur, Genre):
        return LIBELLES_DES_GENRES[valeur][0]
    if isinstance(valeur, tuple):
        return enumerer([enjeux.get(v, v) for v in valeur]) or _RIEN
    if isinstance(valeur, float):
        return nombre(valeur, 0 if valeur.is_integer() else 1)
    return _RIEN if valeur in (None, "") else str(valeur)
