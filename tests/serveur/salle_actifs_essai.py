"""Des actifs inscrits dans une région servie, et de quoi remplir les formulaires comme un téléphone."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tableau_bord import indicateurs
from tableau_bord.actifs import Actif, Cout, Desserte, Etat, Genre, propositions
from tableau_bord.entrepot import Entrepot, fermer_tout
from tableau_bord.gestes import actifs as tenir
from tests.graines import MINUSCULE, ORDINAIRE
from tests.serveur import salle_essai
from tests.serveur.asgi import Reponse, appeler, poster
from tests.serveur.salle_essai import QUI, identifiant

ICI, AILLEURS = Desserte("communaute", ORDINAIRE), Desserte("communaute", MINUSCULE)
CAFE = Actif(
    "cafe", Genre.RENCONTRE, "Café de l’Érable", description="On s’y croise le matin.", adresse="12, rue Principale",
    cout=Cout.GRATUIT, places=40.0, heures=37.5, verifie_le="2026-08-21", dessertes=(ICI,), enjeux=("isolement",),
)  # fmt: skip
VOISINE = Actif(
    "voisine", Genre.PERSONNE, "La voisine qui répare les vélos", adresse="3, rang Secret", telephone="819 555-0199",
    courriel="voisine@exemple.org", courriel_personnel=True, dessertes=(ICI,),
)  # fmt: skip
CHARGE = '<img src=x onerror=alert(1)> "><script>alert(2)</script>'


AUTRES = (
    replace(CAFE, actif="org/1 é?#", nom="Maison des jeunes", genre=Genre.ORGANISME),
    replace(CAFE, actif="ailleurs", nom="Halte de l’Île", dessertes=(AILLEURS,)),
    replace(CAFE, actif="ferme", nom="Ancien dépanneur", etat=Etat.FERME),
    replace(CAFE, actif="vieux", nom="Vieille salle", verifie_le="2020-01-01"),
)


@contextmanager
def region_servie(dossier: Path) -> Iterator[Entrepot]:
    """La région semée et ses six actifs, ouverte comme l'application l'ouvre."""
    with pytest.MonkeyPatch.context() as avec:
        avec.setenv("TABLEAU_BORD_BASE", str(dossier / "region.duckdb"))
        avec.setenv("TABLEAU_BORD_DEMONSTRATION", str(dossier / "absente.duckdb"))
        avec.setenv("TABLEAU_BORD_MODE", "poste")
        base = salle_essai.region(dossier / "region.duckdb")
        semer_les_actifs(base)
        yield base
        fermer_tout()


def semer_les_actifs(base: Entrepot) -> None:
    """Les enjeux livrés et les six actifs."""
    indicateurs.suivre_les_enjeux(base)
    for actif in (CAFE, VOISINE, *AUTRES):
        tenir.inscrire(base, QUI, actif)


def nombre(entrepot) -> int:
    return propositions.file(entrepot).height


def proposee(entrepot, envoyer: Callable[[], Reponse]) -> dict[str, Any]:
    """La seule proposition qu'un envoi laisse, ses champs typés ; l'envoi doit être bien reçu."""
    avant = set(propositions.file(entrepot)["proposition"])
    page = envoyer()
    assert "Bien reçu" in page.texte, page.texte[-3000:]
    neuves = [p for p in propositions.file(entrepot).to_dicts() if p["proposition"] not in avant]
    assert len(neuves) == 1
    return neuves[0] | {"champs": propositions.champs_de(neuves[0])}


def champs_de(page, forme: str) -> dict[str, str]:
    """Ce qu'un navigateur enverrait du formulaire `forme` sans y toucher."""
    corps = page.texte.partition(f'id="{forme}">')[2].partition("</form>")[0] if forme else page.texte
    lus = dict(
        re.findall(r'<input(?: id="[^"]*")? (?:type="hidden" )?name="([^"]+)"[^>]*value="([^"]*)"', corps)
    )
    lus.pop("enjeux", None)
    lus |= {
        n: v.removeprefix("\n")
        for n, v in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', corps, re.S)
    }
    for nom, options in re.findall(r'<select[^>]*name="([^"]+)">(.*?)</select>', corps, re.S):
        choisi = re.search(r'value="([^"]*)" selected', options) or re.search(r'value="([^"]*)"', options)
        lus[nom] = choisi[1]
    return {n: html.unescape(v) for n, v in lus.items()}


def coches(page, forme: str = "correction") -> list[str]:
    corps = page.texte.partition(f'id="{forme}">')[2].partition("</form>")[0]
    return re.findall(r'name="enjeux" value="([^"]+)" checked', corps)


def corriger(app, chemin: str, enjeux: list[str] | None = None, **change: str) -> Reponse:
    """Ouvrir une fiche, y changer ces champs, envoyer."""
    page = appeler(app, chemin)
    champs = {**champs_de(page, "correction"), **change}
    suite = [("enjeux", e) for e in (coches(page) if enjeux is None else enjeux)]
    return poster(app, chemin, [*champs.items(), *suite])


def ajouter(app, lien: str, **change: str) -> Reponse:
    """Ouvrir le formulaire d'ajout, le remplir, envoyer."""
    champs = {
        "envoi_id": identifiant(appeler(app, f"{lien}/actifs/nouveau")),
        "geste": "ajouter",
        "savoir": "terrain",
        **change,
    }
    return poster(app, f"{lien}/actifs/nouveau", list(champs.items()))
