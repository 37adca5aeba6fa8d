"""Les témoins : ceux que Streamlit pose vraiment, et ceux que d'autres pourraient poser."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from streamlit.web.server.starlette import starlette_server_config

from tableau_bord.serveur.temoins import LUS_PAR_LE_NAVIGATEUR, Temoins, durcir
from tests.serveur.asgi import appeler


def _attributs(temoin: str) -> set[str]:
    return {morceau.strip().lower() for morceau in temoin.split(";")[1:]}


@pytest.mark.parametrize(
    "pose",
    [
        "a=1",
        "a=1; Path=/",
        "a=1; SameSite=None; Secure",
        "a=1; samesite=none",
        "a=1; httponly; HttpOnly; SameSite=Lax",
    ],
)
def test_tout_temoin_est_ferme_a_javascript_et_aux_autres_sites(pose) -> None:
    clair, chiffre = _attributs(durcir(pose, https=False)), _attributs(durcir(pose, https=True))
    assert {"httponly", "samesite=lax"} <= clair
    assert "samesite=none" not in clair
    assert "secure" not in clair
    assert chiffre == clair | {"secure"}
    assert durcir(pose, https=True).lower().count("httponly") == 1


def test_ce_que_javascript_doit_lire_reste_lisible_et_rien_d_autre() -> None:
    xsrf = durcir("_streamlit_xsrf=2|x; Path=/; HttpOnly", https=True)
    assert "httponly" not in _attributs(xsrf)
    assert {"samesite=lax", "secure", "path=/"} <= _attributs(xsrf)
    assert "httponly" in _attributs(durcir("_streamlit_xsrf2=x", https=False))
    assert "httponly" in _attributs(durcir("_streamlit_user=_streamlit_xsrf=1", https=False))


def test_strict_reste_strict_et_une_valeur_signee_reste_intacte() -> None:
    temoin = durcir('a="x=y|z=="; Max-Age=5; SameSite=Strict', https=False)
    assert temoin.startswith('a="x=y|z=="; Max-Age=5')
    assert "samesite=strict" in _attributs(temoin)


def test_plusieurs_temoins_d_une_reponse_et_d_un_websocket() -> None:
    async def deux(scope, receive, send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.accept", "headers": [(b"set-cookie", b"ws=1")]})
            return
        reponse = PlainTextResponse("oui")
        reponse.set_cookie("un", "1")
        reponse.delete_cookie("deux")
        await reponse(scope, receive, send)

    for genre, nombre in (("http", 2), ("websocket", 1)):
        recu = appeler(Temoins(deux, https=True), genre=genre)
        poses = [v for n, v in recu.entetes if n == "set-cookie"]
        assert len(poses) == nombre
        assert all({"httponly", "secure"} <= _attributs(p) for p in poses)


def test_les_temoins_de_streamlit_sont_ceux_qu_on_connait() -> None:
    """Une version de Streamlit qui en ajouterait un fait relire la liste des exceptions."""
    source = Path(starlette_server_config.__file__).read_text(encoding="utf-8")
    noms = {
        getattr(starlette_server_config, ligne.partition(":")[0])
        for ligne in source.splitlines()
        if ligne.partition(":")[0].endswith("_COOKIE_NAME")
    }
    assert noms == {"_streamlit_user", "_streamlit_user_tokens", "_streamlit_xsrf", "_streamlit_session"}
    assert noms >= LUS_PAR_LE_NAVIGATEUR


def test_streamlit_servi_ne_pose_que_des_temoins_durcis(serveur) -> None:
    import urllib.request

    with urllib.request.urlopen(f"{serveur.adresse}/_stcore/health", timeout=10) as reponse:
        poses = reponse.headers.get_all("set-cookie") or []
    assert poses
    for temoin in poses:
        assert "samesite=lax" in _attributs(temoin)
        assert ("httponly" in _attributs(temoin)) == (not temoin.startswith("_streamlit_xsrf="))
