"""Les pages d'actifs sous les mêmes portes que les autres pages légères : limites, salle, en-têtes."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from tableau_bord.acces import Portee
from tableau_bord.serveur import salle
from tableau_bord.serveur.couches import Entetes
from tableau_bord.serveur.portes import SalleSeulement, est_legere
from tests.serveur import salle_essai
from tests.serveur.asgi import TELEPHONE, appeler
from tests.serveur.salle_actifs_essai import region_servie

SUITES = ("/actifs", "/actifs/nouveau", "/actifs/cafe", "/actifs/org/1%20%C3%A9%3F%23")


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    with region_servie(tmp_path_factory.mktemp("salle_actifs_portes")) as base:
        yield base


@pytest.mark.parametrize("suite", SUITES)
def test_un_telephone_de_la_salle_atteint_les_actifs_de_la_rencontre_et_d_aucune_autre(
    entrepot, suite
) -> None:
    ouverte = salle_essai.rencontre(entrepot)
    porte = Middleware(SalleSeulement, ouverte=salle.rencontre_de_la_salle, refus=salle.page_fermee)
    app = Starlette(routes=salle.routes(True), middleware=[porte])
    assert appeler(app, f"/s/{ouverte.code}{suite}", client=TELEPHONE).statut == 200
    assert appeler(app, f"/s/ZZZZZZ{suite}", client=TELEPHONE).statut == 403
    lien = salle_essai.lien(entrepot, Portee.CORRIGER)
    assert appeler(app, f"{lien}{suite}", client=TELEPHONE).statut == 403


@pytest.mark.parametrize("suite", SUITES)
def test_deviner_un_code_par_les_actifs_compte_comme_ailleurs(entrepot, suite) -> None:
    app = salle_essai.pages()
    recus = [appeler(app, f"/s/A{n:05d}{suite}", client=TELEPHONE).statut for n in range(25)]
    assert recus[0] == 404
    assert recus[-1] == 429


def test_une_page_d_actifs_garde_ses_en_tetes_stricts(entrepot) -> None:
    lien = salle_essai.lien(entrepot, Portee.CORRIGER)
    couche = Middleware(Entetes, politique="default-src 'self'")
    app = Starlette(routes=salle.routes(), middleware=[couche])
    for suite in SUITES:
        assert est_legere(f"{lien}{suite}")
        page = appeler(app, f"{lien}{suite}")
        assert page.entete("content-security-policy").startswith("default-src 'none'")
        assert page.entete("referrer-policy") == "no-referrer"
    for autre in ("/actifs", "/i/x/actif", "/i/x/actifsx", "/i/x/autre/actifs", "/i/x/retrait/actifs"):
        assert not est_legere(autre)
