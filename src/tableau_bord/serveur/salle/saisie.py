"""Le formulaire « Dire ce que je vis » : ce qui a été écrit, et ce qu'on propose de choisir."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from starlette.datastructures import FormData

from tableau_bord.acces.envois import DECLARATION, LIBELLES_DES_FINS, Savoir
from tableau_bord.acces.textes import LONGUEUR_MAX
from tableau_bord.indicateurs import Enjeu
from tableau_bord.paroles import GenreDeParole
from tableau_bord.serveur.salle.lieux import IDENTIFIANT

TEXTE_GARDE = 12_000
SAVOIRS: Mapping[str, str] = {
    Savoir.VECU.value: "Je le vis, ou un proche le vit",
    Savoir.TERRAIN.value: "J’y travaille, ou j’y donne de mon temps",
    Savoir.SURVEILLANCE.value: "Je le mesure (surveillance, recherche)",
}
DUREES: Mapping[str, str] = {"90": "Trois mois", "365": "Un an", "1826": "Cinq ans"}
GENRES_DE_PAROLE: Mapping[str, str] = {
    GenreDeParole.PHRASE.value: "Une phrase",
    GenreDeParole.RECIT.value: "Un récit",
}
ENJEUX_EN_VUE = 3
FINS: Mapping[str, str] = {fin.value: libelle for fin, libelle in LIBELLES_DES_FINS.items()}


@dataclass(frozen=True)
class Saisie:
    """Ce que la page montre et renvoie. `relu` : empreinte du texte dont les alertes ont été confirmées."""

    envoi_id: str
    texte: str = ""
    savoir: str = ""
    fins: tuple[str, ...] = ()
    jours: str = "365"
    declaration: bool = False
    relu: str = ""
    enjeux: tuple[str, ...] = ()
    genre: str = GenreDeParole.PHRASE.value

    @property
    def empreinte(self) -> str:
        """Ce qui lie une confirmation au texte exact qui a été relu."""
        return hashlib.sha256(self.texte.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    @property
    def confirmee(self) -> bool:
        """Vrai si la personne a confirmé ce texte-ci, et non une version d'avant."""
        return self.relu == self.empreinte

    @property
    def jours_demandes(self) -> int:
        """La durée en jours ; 0, que le geste refuse, si elle n'est pas de la liste."""
        return int(self.jours) if self.jours in DUREES else 0


def vierge() -> Saisie:
    """Un formulaire neuf ; l'identifiant vient du serveur : un téléphone en http ne sait pas en tirer un."""
    return Saisie(secrets.token_urlsafe(24))


def lire(champs: FormData) -> Saisie:
    """Ce que le formulaire a envoyé ; un identifiant mal formé est remplacé."""
    lu = Saisie(
        texte_de(champs, "envoi_id", 64),
        texte_de(champs, "texte", TEXTE_GARDE).replace("\r\n", "\n"),
        texte_de(champs, "savoir", 40),
        tuple(v[:40] for v in champs.getlist("fins")[:10] if isinstance(v, str)),
        texte_de(champs, "jours", 8),
        champs.get("declaration") == "oui",
        texte_de(champs, "relu", 40),
        tuple(v[:60] for v in champs.getlist("enjeux")[:40] if isinstance(v, str)),
        texte_de(champs, "genre", 20) or GenreDeParole.PHRASE.value,
    )
    return lu if IDENTIFIANT.fullmatch(lu.envoi_id) else replace(lu, envoi_id=vierge().envoi_id)


def choix(enjeux: Sequence[Enjeu] = ()) -> dict[str, object]:
    """Les listes du formulaire ; les trois premiers enjeux se montrent, les autres se déplient."""
    return {
        "genres_de_parole": GENRES_DE_PAROLE,
        "enjeux": enjeux,
        "enjeux_en_vue": ENJEUX_EN_VUE,
        "savoirs": SAVOIRS,
        "durees": DUREES,
        "fins_permises": FINS,
        "declaration": DECLARATION,
        "longueur": LONGUEUR_MAX,
    }


def texte_de(champs: FormData, nom: str, longueur: int) -> str:
    """Un champ de texte du formulaire, coupé à `longueur` caractères ; vide s'il manque ou si c'est un fichier."""
    valeur = champs.get(nom)
    if not isinstance(valeur, str):
        return ""
    # Un jeu de caractères choisi par l'appelant peut rendre des demi-caractères, que rien ne sait réécrire.
    return valeur[:longueur].encode("utf-8", "replace").decode("utf-8")
