"""Les couches ASGI, appelées directement."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from streamlit import file_util

from tableau_bord.serveur.couches import (
    TITRE,
    Entetes,
    PageFrancaise,
    franciser_page,
    politique_de_contenu,
)
from tableau_bord.serveur.portes import BoucleSeulement, est_boucle

BALISE = '<script src="/fr.js"></script>'
COQUILLE = Path(file_util.get_static_dir()) / "index.html"


def _repondre(type_de_contenu: str, corps: bytes):
    async def suivante(scope, receive, send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept"})
            return
        suivante.entetes = scope["headers"]
        entetes = [
            (b"content-type", type_de_contenu.encode()),
            (b"content-length", str(len(corps)).encode()),
            (b"etag", b'"x"'),
            (b"access-control-allow-origin", b"*"),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": entetes})
        await send({"type": "http.response.body", "body": corps[:3], "more_body": True})
        await send({"type": "http.response.body", "body": corps[3:]})

    return suivante


def _appeler(couche, *, genre="http", client=("127.0.0.1", 5), chemin="/", methode="GET", **entetes):
    recus: list[dict[str, Any]] = []
    bruts = {"host": "127.0.0.1:8501", **{n.replace("_", "-"): v for n, v in entetes.items()}}
    scope = {
        "type": genre,
        "method": methode,
        "path": chemin,
        "client": client,
        "headers": [(n.encode(), v.encode()) for n, v in bruts.items()],
    }

    async def send(message) -> None:
        recus.append(message)

    async def receive():
        return {"type": "http.request"}

    asyncio.run(couche(scope, receive, send))
    entetes_recus = {n.decode().lower(): v.decode() for n, v in recus[0].get("headers", [])}
    return recus[0], entetes_recus, b"".join(m.get("body", b"") for m in recus[1:])


@pytest.mark.parametrize(
    "hote", ["127.0.0.1", "127.9.9.9", "::1", "[::1]", "localhost", "LOCALHOST", "::ffff:127.0.0.1"]
)
def test_la_boucle_locale(hote: str) -> None:
    assert est_boucle(hote)


@pytest.mark.parametrize(
    "hote", ["0.0.0.0", "192.168.1.4", "::", "", "localhost.example", "127.0.0.1.example", "2001:db8::1"]
)
def test_ce_qui_n_est_pas_la_boucle_locale(hote: str) -> None:
    assert not est_boucle(hote)


@pytest.mark.parametrize(
    "demande",
    [
        {},
        {"host": "localhost:8501"},
        {"host": "[::1]:8501"},
        {"origin": "http://localhost:8501"},
        {"x_forwarded_for": "203.0.113.9"},
    ],
)
def test_la_personne_devant_le_poste_entre(demande) -> None:
    debut, _, _ = _appeler(BoucleSeulement(_repondre("text/plain", b"oui")), **demande)
    assert debut["status"] == 200


@pytest.mark.parametrize(
    "demande",
    [
        {"client": ("192.168.1.20", 5)},
        {"client": ("192.168.1.20", 5), "x_forwarded_for": "127.0.0.1"},
        {"client": None},
        {"host": "piege.example"},
        {"origin": "http://piege.example"},
        {"origin": "null"},
    ],
)
def test_les_autres_recoivent_403_et_n_ouvrent_pas_de_websocket(demande) -> None:
    couche = BoucleSeulement(_repondre("text/plain", b"oui"))
    debut, _, corps = _appeler(couche, **demande)
    assert debut["status"] == 403
    assert b"oui" not in corps
    debut, _, _ = _appeler(couche, genre="websocket", **demande)
    assert debut["type"] == "websocket.close"


def test_les_en_tetes_de_securite_sont_sur_toute_reponse() -> None:
    _, entetes, _ = _appeler(Entetes(_repondre("application/json", b"{}"), "default-src 'self'"))
    assert entetes["content-security-policy"] == "default-src 'self'"
    assert entetes["x-content-type-options"] == "nosniff"
    assert entetes["x-frame-options"] == "DENY"
    assert "access-control-allow-origin" not in entetes


def test_la_page_est_francaise_et_sa_longueur_est_juste() -> None:
    corps = COQUILLE.read_bytes()
    suivante = _repondre("text/html; charset=utf-8", corps)
    _, entetes, rendu = _appeler(PageFrancaise(suivante, BALISE), accept_encoding="gzip", if_none_match='"x"')
    assert b'<html lang="fr-CA">' in rendu
    assert int(entetes["content-length"]) == len(rendu)
    assert "etag" not in entetes
    assert {n for n, _ in suivante.entetes} == {b"host"}


def test_ce_qui_n_est_pas_une_page_passe_intact() -> None:
    for genre, chemin in (("text/javascript", "/fr.js"), ("text/html", "/static/x.html")):
        _, entetes, rendu = _appeler(PageFrancaise(_repondre(genre, b"<html lang=x>"), BALISE), chemin=chemin)
        assert rendu == b"<html lang=x>"
        assert entetes["etag"] == '"x"'


def test_la_coquille_de_streamlit_ne_garde_pas_d_anglais() -> None:
    page = franciser_page(COQUILLE.read_text(encoding="utf-8"), BALISE)
    assert f"<title>{TITRE}</title>" in page
    assert page.index(BALISE) < page.index('<script type="module"')
    for anglais in (
        "You need to enable JavaScript",
        "Reading this without a browser",
        'rel="service-desc"',
        'lang="en"',
    ):
        assert anglais not in page


def test_l_empreinte_suit_le_script_en_ligne(tmp_path: Path) -> None:
    """Contre-épreuve : un script changé ne passe plus sous l'ancienne politique."""
    page = COQUILLE.read_text(encoding="utf-8")
    autre = tmp_path / "index.html"
    autre.write_text(page.replace("prerenderReady = false", "prerenderReady = true"), encoding="utf-8")
    ancienne, nouvelle = politique_de_contenu(COQUILLE), politique_de_contenu(autre)
    assert ancienne.count("'sha256-") == nouvelle.count("'sha256-") == 1
    assert ancienne != nouvelle


def test_la_politique_ferme_le_dehors() -> None:
    politique = politique_de_contenu(COQUILLE)
    assert "http" not in politique
    assert "*" not in politique
    assert "'unsafe-eval'" not in politique
    assert "'unsafe-inline'" not in politique.split("script-src")[1].split(";")[0]
