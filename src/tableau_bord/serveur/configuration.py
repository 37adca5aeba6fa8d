"""Ce qu'un serveur doit savoir avant d'ouvrir : fournisseur d'identité, administration, noms d'hôte."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from streamlit.auth_util import get_secrets_auth_section, is_authlib_installed

from tableau_bord.acces import Mode
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.francais import enumerer
from tableau_bord.serveur.portes import est_boucle

VARIABLE_MODE = "TABLEAU_BORD_MODE"
VARIABLE_ADMINISTRATION = "TABLEAU_BORD_ADMINISTRATION"
VARIABLE_HOTES = "TABLEAU_BORD_HOTES"
VARIABLE_MANDATAIRES = "TABLEAU_BORD_MANDATAIRES"
CLES_OIDC = ("client_id", "client_secret", "server_metadata_url", "redirect_uri")
SECRET_MINIMAL = 32
RETOUR = "/oauth2callback"
SECRETS = ".streamlit/secrets.toml"


@dataclass(frozen=True)
class Reglages:
    """`hotes` : noms auxquels on répond ; `https` : l'adresse publique est chiffrée ; `mandataires` : crus pour compter."""

    hotes: frozenset[str]
    https: bool
    mandataires: frozenset[str]


def mode_demande(mode: Mode | None) -> Mode:
    """Le mode voulu, sinon celui de TABLEAU_BORD_MODE, sinon « poste ». Lève AccesErreur s'il n'existe pas."""
    lu = mode or os.environ.get(VARIABLE_MODE) or Mode.POSTE
    if lu not in tuple(Mode):
        raise AccesErreur(
            "mode_inconnu",
            "ce mode d’accès n’existe pas.",
            ou=VARIABLE_MODE,
            remede=f"Écrivez-y l’un de\u00a0: {', '.join(Mode)}.",
        )
    return Mode(lu)


def exiger_boucle(adresse: str) -> None:
    """Au poste, refuser d'écouter ailleurs que sur la machine elle-même. Lève AccesErreur."""
    if est_boucle(adresse):
        return
    raise AccesErreur(
        "poste_expose",
        f"au mode poste, tout est permis à qui entre\u00a0: l’adresse «\u00a0{adresse[:60]}\u00a0» l’ouvrirait au réseau.",
        ou="Ouverture du tableau de bord",
        remede="Gardez 127.0.0.1. Pour une salle, ouvrez une valise (« python3 demarrer.py rencontre VALISE »)\u00a0; "
        "pour un serveur, choisissez le mode serveur et son fournisseur d’identité.".replace(
            "« ", "«\u00a0"
        ).replace(" »", "\u00a0»"),
    )


def lire_reglages() -> Reglages:
    """Les réglages du mode serveur.

    Lève AccesErreur (« serveur_incomplet ») qui nomme tout ce qui manque, et où l'écrire.
    """
    section = dict(get_secrets_auth_section())
    manque = manques(section, os.environ)
    if not is_authlib_installed():
        manque.append("la bibliothèque Authlib (« pip install -r requirements.txt »)")
    if manque:
        raise AccesErreur(
            "serveur_incomplet",
            f"le mode serveur exige une identité vérifiée. Il manque\u00a0: {enumerer(manque)}.",
            ou="Ouverture du tableau de bord",
            remede=f"Écrivez la section [auth] dans {SECRETS} (le README en donne un modèle) et "
            f"{VARIABLE_ADMINISTRATION} dans l’environnement (courriels séparés par des virgules), puis relancez.",
        )
    retour = urlsplit(str(section["redirect_uri"]))
    nommes = _liste(os.environ.get(VARIABLE_HOTES, "")) or {retour.hostname or ""}
    return Reglages(
        frozenset(h.lower() for h in nommes),
        retour.scheme == "https",
        frozenset(_liste(os.environ.get(VARIABLE_MANDATAIRES, ""))),
    )


def manques(section: Mapping[str, Any], milieu: Mapping[str, str]) -> list[str]:
    """Ce qui manque ou ne vaut pas, dans l'ordre où on le corrige ; jamais une valeur de secret."""
    manque = [f"«\u00a0{cle}\u00a0» ([auth])" for cle in CLES_OIDC if not str(section.get(cle) or "").strip()]
    if len(str(section.get("cookie_secret") or "")) < SECRET_MINIMAL:
        manque.append(f"«\u00a0cookie_secret\u00a0» d’au moins {SECRET_MINIMAL} caractères ([auth])")
    retour = str(section.get("redirect_uri") or "")
    if retour and not (_chiffree(retour) and urlsplit(retour).path.endswith(RETOUR)):
        manque.append(f"un «\u00a0redirect_uri\u00a0» en https qui finit par {RETOUR} ([auth])")
    fournisseur = str(section.get("server_metadata_url") or "")
    if fournisseur and not _chiffree(fournisseur):
        manque.append("un «\u00a0server_metadata_url\u00a0» en https ([auth])")
    if not any("@" in courriel for courriel in _liste(milieu.get(VARIABLE_ADMINISTRATION, ""))):
        manque.append(f"au moins un courriel dans {VARIABLE_ADMINISTRATION}")
    return manque


def _chiffree(adresse: str) -> bool:
    """Vrai en https, ou en http sur la machine elle-même (essais, fournisseur local)."""
    try:
        lue = urlsplit(adresse)
        hote = lue.hostname or ""
    except ValueError:
        return False
    return (lue.scheme == "https" and bool(hote)) or (lue.scheme == "http" and est_boucle(hote))


def _liste(texte: str) -> set[str]:
    return {mot.strip() for mot in texte.split(",") if mot.strip()}
