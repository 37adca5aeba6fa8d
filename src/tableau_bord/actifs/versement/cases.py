"""Poser dans un actif ce que disent les cases d'une ligne ; ce qui ne se lit pas, ou se contredit, est signalé."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tableau_bord.actifs import regles
from tableau_bord.actifs.hsds.controles import courriel_personnel
from tableau_bord.actifs.versement import valeurs
from tableau_bord.actifs.versement.carnet import Carnet
from tableau_bord.actifs.versement.colonnes import Role
from tableau_bord.actifs.versement.lignes import Brouillon
from tableau_bord.commun.francais import sans_accents
from tableau_bord.commun.horloge import aujourd_hui

Ligne = Mapping[Role, str]
RECHERCHE = re.compile(r"google\.[a-z.]+/maps/search|[?&]q=", re.I)
"""Un lien vers une recherche n'est pas le site d'un organisme."""
_COURRIEL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SCHEMA = re.compile(r"^([a-z][a-z0-9+.-]*):(?!\d)", re.I)
_TEXTES = {
    Role.AUTRE_NOM: "autre_nom", Role.DESCRIPTION: "description", Role.ADRESSE: "adresse", Role.MUNICIPALITE: "municipalite",
    Role.CODE_POSTAL: "code_postal", Role.TELEPHONE: "telephone", Role.CLIENTELE: "clientele", Role.AFFIRME_PAR: "affirme_par",
}  # fmt: skip
_TYPES: dict[Role, tuple[str, Any]] = {
    Role.PLACES: ("places", valeurs.places), Role.HEURES: ("heures", valeurs.heures), Role.COUT: ("cout", valeurs.cout),
    Role.TRANSPORT: ("transport", valeurs.acces), Role.UNIVERSEL: ("universel", valeurs.acces),
    Role.VERIFIE_LE: ("verifie_le", valeurs.jour), Role.AGE_MIN: ("age_min", valeurs.age), Role.AGE_MAX: ("age_max", valeurs.age),
}  # fmt: skip


def remplir(c: Carnet, b: Brouillon, lu: Ligne, enjeux: Mapping[str, str]) -> None:
    """Tout ce que la ligne dit de cet actif, hors son nom, son identifiant et sa table."""
    for role, champ in _TEXTES.items():
        if ecrit := lu.get(role, ""):
            limite = regles.TEXTE_MAX if role is Role.DESCRIPTION else regles.NOM_MAX
            poser(c, b, role, champ, _sans_courriel(c, b, role, c.texte(role, ecrit, limite)))
    _site(c, b, lu.get(Role.SITE, ""))
    _courriel(c, b, lu.get(Role.COURRIEL, ""))
    _types(c, b, lu)
    _genre(c, b, lu.get(Role.GENRE, ""))
    _enjeux(c, b, lu.get(Role.ENJEU, ""), enjeux)
    _position(c, b, lu)


def poser(c: Carnet, b: Brouillon, role: Role, champ: str, valeur: Any) -> None:
    """Poser une valeur ; si une autre ligne en disait une différente, la première est gardée et l'écart signalé."""
    if valeur in (None, ""):
        return
    avant = b.champs.setdefault(champ, valeur)
    if avant != valeur:
        _contredite(c, role, str(valeur), str(avant))


def _contredite(c: Carnet, role: Role, valeur: str, avant: str) -> None:
    dit = f"Une autre ligne du même actif disait «\u00a0{avant[:60]}\u00a0»."
    c.signaler(role, valeur, "lignes contredites", dit, "La première est gardée.")


def _sans_courriel(c: Carnet, b: Brouillon, role: Role, texte: str) -> str:
    """Le texte, sans l'adresse d'une personne : elle passe au champ du courriel, qui ne se publie pas alors."""
    trouvees = [x for x in _COURRIEL.findall(texte) if role is Role.AFFIRME_PAR or courriel_personnel(x)]
    for adresse in trouvees:
        texte = texte.replace(adresse, "")
        if role is Role.AFFIRME_PAR:
            c.signaler(
                role, adresse, "courriel personnel", "Qui affirme se dit par un rôle, pas par un courriel.",
                "La source du fichier en tient lieu\u00a0; l’adresse n’est pas gardée.",
            )  # fmt: skip
        else:
            _courriel(c, b, adresse, role)
    return re.sub(r"\s{2,}", " ", texte).strip(" ,;:()<>") if trouvees else texte


def _courriel(c: Carnet, b: Brouillon, ecrit: str, role: Role = Role.COURRIEL) -> None:
    if not ecrit:
        return
    nu = c.texte(role, ecrit)
    poser(c, b, role, "courriel", nu)
    if courriel_personnel(nu):
        b.champs["courriel_personnel"] = b.champs.get("courriel_personnel") or b.champs["courriel"] == nu
        c.signaler(
            role, nu, "courriel personnel", "Ce courriel semble celui d’une personne.",
            "Gardé, jamais publié. Demandez une adresse de l’organisme.",
        )  # fmt: skip


def _site(c: Carnet, b: Brouillon, ecrit: str) -> None:
    if not ecrit:
        return
    if RECHERCHE.search(ecrit):
        c.liens_de_recherche += 1
    elif (schema := _SCHEMA.match(ecrit)) and schema[1].lower() not in ("http", "https"):
        c.signaler(
            Role.SITE, ecrit, "illisible", "Cette case n’est pas l’adresse d’un site.",
            "Laissée vide\u00a0: écrivez une adresse en https.",
        )  # fmt: skip
    else:
        poser(c, b, Role.SITE, "site", c.texte(Role.SITE, ecrit))


def _types(c: Carnet, b: Brouillon, lu: Ligne) -> None:
    for role, (champ, comment) in _TYPES.items():
        ecrit = lu.get(role, "")
        valeur = comment(ecrit) if ecrit else None
        if ecrit and valeur is None:
            c.signaler(
                role, ecrit, "illisible", "Cette case ne se lit pas.",
                "Laissée vide\u00a0: corrigez-la ici ou à la source.",
            )  # fmt: skip
        elif role is Role.VERIFIE_LE and valeur and valeur > aujourd_hui().isoformat():
            c.signaler(
                role, ecrit, "date à venir", "Une vérification ne peut pas être à venir.",
                "Laissée vide\u00a0: corrigez la date.",
            )  # fmt: skip
        else:
            poser(c, b, role, champ, valeur)
    if ecrit := lu.get(Role.LANGUES, ""):
        b.champs["langues"] = tuple(dict.fromkeys((*b.champs.get("langues", ()), *valeurs.liste(ecrit))))


def _genre(c: Carnet, b: Brouillon, ecrit: str) -> None:
    if not ecrit:
        return
    genre = valeurs.genre(ecrit)
    if genre is None:
        b.categories.append(regles.texte_nu(ecrit))
    elif b.genre not in (None, genre):
        _contredite(c, Role.GENRE, ecrit, b.genre.value)
    else:
        b.genre = genre


def _enjeux(c: Carnet, b: Brouillon, ecrit: str, connus: Mapping[str, str]) -> None:
    for mot in valeurs.liste(ecrit):
        if code := connus.get(sans_accents(mot)):
            b.enjeux.append(code)
        else:
            c.signaler(
                Role.ENJEU, mot, "enjeu inconnu", "Cet enjeu n’est pas de la liste.",
                "Ajoutez-le au dictionnaire, ou choisissez-en un de la liste.",
            )  # fmt: skip


def _position(c: Carnet, b: Brouillon, lu: Ligne) -> None:
    ecrites = [lu.get(r, "") for r in (Role.LATITUDE, Role.LONGITUDE)]
    lat, lon = (valeurs.nombre(x) for x in ecrites)
    if not any(ecrites):
        return
    if lat is None or lon is None or abs(lat) > 180 or abs(lon) > 180:
        c.signaler(
            Role.LATITUDE, ", ".join(ecrites), "position impossible", "Cette position n’est pas sur le globe.",
            "Laissée vide\u00a0: corrigez-la.",
        )  # fmt: skip
    elif abs(lat) > 90:
        c.signaler(
            Role.LATITUDE, f"{lat}, {lon}", "position inversée", "La latitude et la longitude sont inversées.",
            "Échangez les deux colonnes. Laissée vide.",
        )  # fmt: skip
    elif "latitude" not in b.champs:
        b.champs |= {"latitude": lat, "longitude": lon}
    elif (avant := (b.champs["latitude"], b.champs["longitude"])) != (lat, lon):
        _contredite(c, Role.LATITUDE, f"{lat}, {lon}", f"{avant[0]}, {avant[1]}")
