"""Un actif mis en mots pour un petit écran : sa rangée, sa fiche, sa fraîcheur."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tableau_bord.actifs import LIBELLES_DES_GENRES, Acces, Actif, Cout, Etat, Genre
from tableau_bord.actifs.fraicheur import A_VERIFIER_SOUS
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.commun.francais import INSECABLE, compter, enumerer, nombre
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.indicateurs import Enjeu

COURTE = 110
GENRES: Mapping[str, str] = {g.value: un for g, (un, _) in LIBELLES_DES_GENRES.items()}
COUTS: Mapping[str, str] = {
    Cout.INCONNU.value: "Je ne sais pas",
    **{c.value: c.value.capitalize() for c in Cout if c is not Cout.INCONNU},
}
ACCES: Mapping[str, str] = {
    Acces.INCONNU.value: "Je ne sais pas",
    **{a.value: a.value.capitalize() for a in Acces if a is not Acces.INCONNU},
}
LIBELLES: Mapping[str, str] = {
    "nom": "Nom",
    "genre": "Ce que c’est",
    "description": "Ce qu’on y trouve",
    "adresse": "Où",
    "municipalite": "Municipalité",
    "telephone": "Téléphone",
    "site": "Site",
    "cout": "Coût",
    "transport": "Transport offert",
    "universel": "Accès universel",
    "heures": "Heures par semaine",
    "places": "Places",
    "clientele": "Pour qui",
    "categorie": "Catégorie",
    "age_min": "Âge minimal",
    "age_max": "Âge maximal",
    "etat": "État",
    "enjeux": "Enjeux",
}
_FICHE = ("adresse", "municipalite", "telephone", "site", "clientele", "cout", "transport", "universel", "heures", "places")  # fmt: skip
_CHAMP = re.compile("Champ «\u00a0(.+)\u00a0»")
_TUS = frozenset({"", Cout.INCONNU.value.capitalize()})


@dataclass(frozen=True)
class Rangee:
    """Un actif dans la liste. `cle` : son identifiant."""

    cle: str
    nom: str
    genre: str
    phrase: str
    fraicheur: str


def rangee(ligne: Mapping[str, Any]) -> Rangee:
    """La rangée d'une ligne de `Inventaire.actifs`."""
    phrase = " ".join(str(ligne["description"] or ligne["adresse"]).split())
    genre = GENRES.get(ligne["genre"], "")
    if ligne["etat"] == Etat.SUSPENDU.value:
        genre = f"{genre}, suspendu pour l’instant"
    return Rangee(
        ligne["actif"], ligne["nom"], genre, _couper(phrase), fraicheur(ligne["verifie_le"], ligne["fraicheur"])
    )  # fmt: skip


def fraicheur(verifie_le: str, part: float) -> str:
    """« Vérifié il y a 3 mois », « Vérifié il y a 4 ans, à revérifier », « Jamais vérifié »."""
    if not verifie_le:
        return "Jamais vérifié"
    suite = ", à revérifier" if part < A_VERIFIER_SOUS else ""
    return f"Vérifié {_depuis(date.fromisoformat(verifie_le), aujourd_hui())}{suite}"


def fiche(actif: Actif, enjeux: Sequence[Enjeu]) -> list[tuple[str, str]]:
    """(intitulé, valeur) de ce qui est connu ; ce qui ne l'est pas ne s'écrit pas."""
    lignes = [(LIBELLES[c], valeur) for c in _FICHE if (valeur := _valeur(actif, c)) not in _TUS]
    if noms := [e.nom for e in enjeux if e.enjeu in actif.enjeux]:
        lignes.append(("Aide à", enumerer([n[:1].lower() + n[1:] for n in noms])))
    return lignes


def genre_de(actif: Actif) -> str:
    """« Lieu de rencontre » ; suivi de « suspendu pour l'instant » s'il l'est."""
    mot = GENRES[actif.genre.value]
    return f"{mot}, suspendu pour l’instant" if actif.etat is Etat.SUSPENDU else mot


def est_une_personne(genre: str) -> bool:
    """Vrai pour une personne-ressource : ni adresse ni téléphone ne s'y demandent."""
    return genre == Genre.PERSONNE.value


def ou(erreur: TableauBordErreur | None) -> str:
    """« Champ « Coût ». », le champ dit comme à l'écran ; vide si l'erreur n'en nomme aucun."""
    trouve = _CHAMP.fullmatch(erreur.ou or "") if erreur else None
    return f"Champ «\u00a0{LIBELLES.get(trouve[1], trouve[1])}\u00a0»." if trouve else ""


def _valeur(actif: Actif, champ: str) -> str:
    lu = getattr(actif, champ)
    if champ == "heures" and lu is not None:
        return f"{_nombre(lu)}{INSECABLE}heures" if lu >= 2 else f"{_nombre(lu)}{INSECABLE}heure"
    if champ == "places" and lu is not None:
        return _nombre(lu)
    dit = "" if lu is None else str(lu)
    return dit.capitalize() if champ in ("cout", "transport", "universel") else dit


def _nombre(x: float) -> str:
    return nombre(x, 0 if float(x).is_integer() else 1)


def _depuis(jour: date, maintenant: date) -> str:
    jours = max(0, (maintenant - jour).days)
    if jours < 31:
        return "ce mois-ci"
    if jours < 365:
        return f"il y a {compter(jours // 30, 'mois', 'mois')}".replace(" ", INSECABLE)
    return f"il y a {compter(jours // 365, 'an')}".replace(" ", INSECABLE)


def _couper(phrase: str) -> str:
    if len(phrase) <= COURTE:
        return phrase
    debut = phrase[:COURTE]
    return f"{debut.rsplit(' ', 1)[0] if ' ' in debut else debut}…"
