"""L'application servie pour vrai sur la boucle locale."""

from __future__ import annotations

import json
import os
import socket
import urllib.request

import pytest
from streamlit.runtime.pages_manager import PagesManager

from tableau_bord import VERSION, VERSION_CALCUL
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.interface import francisation
from tableau_bord.serveur import application, servir


def _lire(adresse: str, **entetes: str) -> tuple[int, dict[str, str], bytes]:
    demande = urllib.request.Request(adresse, headers={n.replace("_", "-"): v for n, v in entetes.items()})
    try:
        with urllib.request.urlopen(demande, timeout=10) as reponse:
            return reponse.status, {n.lower(): v for n, v in reponse.headers.items()}, reponse.read()
    except urllib.error.HTTPError as refus:
        with refus:
            return refus.code, {n.lower(): v for n, v in refus.headers.items()}, refus.read()


def test_sante_dit_l_etat_en_francais(serveur) -> None:
    code, entetes, corps = _lire(f"{serveur.adresse}/sante")
    etat = json.loads(corps)
    assert code == 200
    assert entetes["cache-control"] == "no-store"
    assert etat["etat"] == "en service"
    assert (etat["version"], etat["version_calcul"]) == (VERSION, VERSION_CALCUL)
    assert etat["demarrage"] == json.loads(_lire(f"{serveur.adresse}/sante")[2])["demarrage"]


def test_la_page_est_francaise_et_fermee_au_dehors(serveur) -> None:
    for chemin in ("/", "/portrait", "/adresse-inconnue"):
        code, entetes, corps = _lire(serveur.adresse + chemin, accept_encoding="gzip")
        assert code == 200
        assert b'<html lang="fr-CA">' in corps
        assert b'src="/fr.js?v=' in corps
        assert "default-src 'self'" in entetes["content-security-policy"]
        assert "server" not in entetes


def test_le_script_de_langue_et_les_fontes_sont_servis(serveur) -> None:
    _, entetes, corps = _lire(f"{serveur.adresse}/fr.js")
    assert entetes["content-type"].startswith("text/javascript")
    assert corps.decode("utf-8") == francisation.script()
    code, entetes, _ = _lire(f"{serveur.adresse}/app/static/fira-tableau-400.woff2")
    assert (code, entetes["content-type"]) == (200, "font/woff2")


@pytest.mark.parametrize("entete", [{"Host": "piege.example"}, {"Origin": "http://piege.example"}])
def test_une_page_d_ailleurs_n_entre_pas(serveur, entete) -> None:
    code, _, corps = _lire(f"{serveur.adresse}/sante", **entete)
    assert code == 403
    assert b"demarrage" not in corps


def test_un_port_occupe_se_dit_en_une_phrase() -> None:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        prise.listen()
        port = prise.getsockname()[1]
        with pytest.raises(TableauBordErreur) as refus:
            servir(port=port)
    assert refus.value.code == "port_occupe"
    assert f"le port {port} est déjà pris" in refus.value.phrase
    assert refus.value.remede


def test_une_adresse_qui_n_est_pas_a_nous_se_dit_en_une_phrase() -> None:
    with pytest.raises(TableauBordErreur) as refus:
        servir(adresse="127.0.0.1", port=70_000)
    assert refus.value.code == "adresse_refusee"


def test_le_serveur_dit_son_adresse_et_rien_d_autre(neuf) -> None:
    lance = neuf("asgi")
    _lire(f"{lance.adresse}/sante")
    ecrit = lance.arreter()
    assert ecrit.splitlines() == [
        f"Le tableau de bord est ouvert\u00a0: {lance.adresse}",
        "Pour l’arrêter\u00a0: Ctrl+C.",
    ]


def test_les_reglages_se_font_avant_de_servir(bac_servi, monkeypatch) -> None:
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    monkeypatch.setattr(francisation, "_servie", False)
    monkeypatch.delenv("FORWARDED_ALLOW_IPS", raising=False)
    monkeypatch.setenv("TABLEAU_BORD_MODE", "")
    application(bac_servi)
    assert os.environ["TABLEAU_BORD_MODE"] == "poste"
    assert PagesManager.uses_pages_directory is False
    assert francisation._servie
    assert os.environ["FORWARDED_ALLOW_IPS"] == ""
