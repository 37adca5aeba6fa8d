"""Ce qu'on écrit au sujet d'un actif depuis un téléphone : lire le formulaire, n'en garder que ce qui change."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from starlette.datastructures import FormData

from tableau_bord.acces import Savoir
from tableau_bord.acces.reperage import Alerte, reperer
from tableau_bord.actifs import Actif
from tableau_bord.actifs.propositions import MOT_MAX, GestePropose
from tableau_bord.actifs.regles import NOM_MAX, TEXTE_MAX
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.indicateurs import Enjeu
from tableau_bord.serveur.salle import actifs_mots
from tableau_bord.serveur.salle.lieux import IDENTIFIANT
from tableau_bord.serveur.salle.saisie import ENJEUX_EN_VUE, TEXTE_GARDE, texte_de, vierge

TEXTES = ("nom", "description", "adresse", "telephone", "site", "clientele")
NOMBRES = ("heures", "places")
CHOIX = ("cout", "transport", "universel")
SAVOIRS: Mapping[str, str] = {
    Savoir.VECU.value: "J’y vais, ou un proche y va",
    Savoir.TERRAIN.value: "J’y travaille ou j’y aide",
    Savoir.SURVEILLANCE.value: "Je l’ai lu dans un annuaire",
}
CORRIGES = (*TEXTES, *CHOIX, *NOMBRES)
_JAMAIS_D_UNE_PERSONNE = frozenset({"adresse", "telephone"})
_RELUS = ("nom", "description", "clientele")


@dataclass(frozen=True)
class SaisieActif:
    """Ce qui a été écrit. `champs` : nom de champ → texte tel quel ; `revision` : celle que la page montrait.

    `relu` : empreinte des textes dont les alertes ont été confirmées.
    """

    envoi_id: str
    geste: str = ""
    champs: Mapping[str, str] = field(default_factory=dict)
    enjeux: tuple[str, ...] = ()
    mot: str = ""
    savoir: str = Savoir.TERRAIN.value
    revision: int = 0
    relu: str = ""

    @property
    def empreinte(self) -> str:
        """Ce qui lie une confirmation aux textes exacts qui ont été relus."""
        lus = "\0".join([self.champs.get(c, "") for c in _RELUS] + [self.mot])
        return hashlib.sha256(lus.encode("utf-8", "surrogatepass")).hexdigest()[:20]

    @property
    def confirmee(self) -> bool:
        """Vrai si la personne a confirmé ces textes-ci."""
        return self.relu == self.empreinte


def vierge_d_ajout() -> SaisieActif:
    """Un formulaire d'ajout neuf."""
    return SaisieActif(vierge().envoi_id, GestePropose.AJOUTER.value)


def de_la_fiche(actif: Actif) -> SaisieActif:
    """Le formulaire de correction, prérempli de ce que dit la fiche."""
    return SaisieActif(
        vierge().envoi_id,
        GestePropose.CORRIGER.value,
        {c: ecrit(actif, c) for c in champs_de(actif.genre.value)},
        actif.enjeux,
        revision=actif.revision,
    )


def lire(champs: FormData) -> SaisieActif:
    """Ce que le formulaire a envoyé ; un identifiant mal formé est remplacé."""
    revision = texte_de(champs, "revision", 9)
    lu = SaisieActif(
        texte_de(champs, "envoi_id", 64),
        texte_de(champs, "geste", 20),
        {c: texte_de(champs, c, TEXTE_GARDE).replace("\r\n", "\n") for c in (*CORRIGES, "genre") if c in champs},
        tuple(v[:60] for v in champs.getlist("enjeux")[:40] if isinstance(v, str)),
        texte_de(champs, "mot", TEXTE_GARDE).replace("\r\n", "\n"),
        texte_de(champs, "savoir", 40),
        int(revision) if revision.isascii() and revision.isdecimal() else 0,
        texte_de(champs, "relu", 40),
    )  # fmt: skip
    return lu if IDENTIFIANT.fullmatch(lu.envoi_id) else replace(lu, envoi_id=vierge().envoi_id)


def champs_de(genre: str) -> tuple[str, ...]:
    """Ce qui se demande : d'une personne-ressource, ni adresse ni téléphone."""
    personne = actifs_mots.est_une_personne(genre)
    return tuple(c for c in CORRIGES if not (personne and c in _JAMAIS_D_UNE_PERSONNE))


def ecrit(actif: Actif, champ: str) -> str:
    """La valeur d'un champ telle que le formulaire la montre."""
    lu = getattr(actif, champ)
    if lu is None:
        return ""
    if isinstance(lu, float):
        return str(int(lu) if lu.is_integer() else lu).replace(".", ",")
    return str(lu)


def changements(saisie: SaisieActif, vu: Actif, enjeux: Sequence[Enjeu]) -> dict[str, Any]:
    """Les seuls champs que la personne a changés, d'après la fiche qu'elle avait sous les yeux."""
    changes: dict[str, Any] = {
        c: _propre(c, saisie.champs[c])
        for c in champs_de(vu.genre.value)
        if c in saisie.champs and _a_plat(saisie.champs[c]) != _a_plat(ecrit(vu, c))
    }
    offerts = {e.enjeu for e in enjeux}
    # Un enjeu que la page n'offrait pas n'a pas pu être décoché.
    voulus = (*(e for e in vu.enjeux if e not in offerts), *(e for e in saisie.enjeux if e in offerts))
    if set(voulus) != set(vu.enjeux):
        changes["enjeux"] = tuple(dict.fromkeys(voulus))
    return changes


def ajout(saisie: SaisieActif, enjeux: Sequence[Enjeu]) -> dict[str, Any]:
    """Les champs remplis d'un ajout. Lève ActifErreur si le genre n'est pas choisi."""
    genre = saisie.champs.get("genre", "")
    if genre not in actifs_mots.GENRES:
        raise ActifErreur(
            "proposition_mal_formee", "Il manque ce que c’est.", remede="Touchez le mot qui convient le mieux."
        )  # fmt: skip
    remplis = {
        c: _propre(c, saisie.champs[c])
        for c in champs_de(genre)
        if saisie.champs.get(c, "").strip() not in ("", "inconnu")
    }
    choisis = tuple(e.enjeu for e in enjeux if e.enjeu in saisie.enjeux)
    return {**remplis, "genre": genre, **({"enjeux": choisis} if choisis else {})}


def alertes(saisie: SaisieActif, champs: Mapping[str, Any]) -> tuple[Alerte, ...]:
    """Ce qui nommerait quelqu'un dans ce qui est proposé ; vide si c'est relu et confirmé."""
    if saisie.confirmee:
        return ()
    textes = [str(champs[c]) for c in _RELUS if c in champs] + [saisie.mot]
    return tuple(dict.fromkeys(a for texte in textes for a in reperer(texte)))


def choix(enjeux: Sequence[Enjeu]) -> dict[str, object]:
    """Les listes du formulaire."""
    return {
        "libelles": actifs_mots.LIBELLES,
        "genres": actifs_mots.GENRES,
        "couts": actifs_mots.COUTS,
        "oui_non": actifs_mots.ACCES,
        "savoirs": SAVOIRS,
        "enjeux": enjeux,
        "en_vue": ENJEUX_EN_VUE,
        "nom_max": NOM_MAX,
        "texte_max": TEXTE_MAX,
        "mot_max": MOT_MAX,
    }


def _propre(champ: str, valeur: str) -> str:
    nu = valeur.strip()
    return "".join(nu.split()).replace(",", ".") if champ in NOMBRES else nu


def _a_plat(texte: str) -> str:
    return " ".join(texte.split())
