"""« Dire ce que je vis » : une phrase ou un récit, et les enjeux dont il parle."""

from __future__ import annotations

import re

import polars as pl
import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Portee, envois_depot
from tableau_bord.paroles import depot as paroles_depot
from tests.serveur import salle_essai
from tests.serveur.asgi import Reponse, appeler, poster
from tests.serveur.salle_actifs_essai import (
    region_servie,
)
from tests.serveur.salle_essai import BON, identifiant


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    with region_servie(tmp_path_factory.mktemp("salle_actifs")) as base:
        yield base


@pytest.fixture
def app(entrepot):
    return salle_essai.pages()


def dire(app, adresse: str, *enjeux: str, **change: str) -> Reponse:
    champs = {**dict(BON), "envoi_id": identifiant(appeler(app, adresse)), **change}
    return poster(app, adresse, [*champs.items(), *(("enjeux", e) for e in enjeux)])


def test_une_parole_garde_son_genre_et_ses_enjeux(app, entrepot) -> None:
    adresse = salle_essai.lien(entrepot, Portee.CONTRIBUER)
    avant = set(paroles_depot.toutes(entrepot)["envoi"])
    assert "Bien reçu" in dire(app, adresse, "logement", "isolement", genre="récit").texte
    neuve = paroles_depot.toutes(entrepot).filter(~pl.col("envoi").is_in(list(avant))).to_dicts()
    assert [p["genre"] for p in neuve] == ["récit"]
    lies = paroles_depot.enjeux(entrepot).filter(pl.col("envoi") == neuve[0]["envoi"])["enjeu"].to_list()
    assert lies == ["isolement", "logement"]


def test_trois_enjeux_se_montrent_les_autres_se_deplient(app, entrepot) -> None:
    corps = appeler(app, salle_essai.lien(entrepot, Portee.ECRIRE)).texte
    visibles, _, replies = corps.partition("Ce dont cela parle")[2].partition("<details")
    assert visibles.count('name="enjeux"') == 3
    assert replies.partition("</details>")[0].count('name="enjeux"') == len(indicateurs.enjeux(entrepot)) - 3


@pytest.mark.parametrize(("enjeux", "change"), [(("magie",), {}), ((), {"genre": "poème"})])
def test_un_enjeu_ou_un_genre_inconnu_garde_le_texte(app, entrepot, enjeux, change) -> None:
    avant = envois_depot.file(entrepot).height
    page = dire(app, salle_essai.lien(entrepot, Portee.ECRIRE), *enjeux, "logement", texte="Gardé.", **change)
    assert page.statut == 422
    assert "Gardé." in page.texte
    assert re.search(r'value="logement" checked', page.texte), "ce qui était coché l'est encore"
    assert envois_depot.file(entrepot).height == avant
