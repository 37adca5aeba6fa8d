"""Les trois modes : qui entre, par où, et quand le programme refuse de s'ouvrir."""

from __future__ import annotations

import os

import pytest
from starlette.responses import PlainTextResponse

from tableau_bord.acces import Mode, rencontres_depot
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import fermer_tout
from tableau_bord.interface import francisation
from tableau_bord.serveur import application, configuration, salle, servir
from tableau_bord.serveur.portes import HotesPermis, SalleSeulement
from tests.serveur import salle_essai
from tests.serveur.asgi import BOUCLE, TELEPHONE, appeler, poster, sans_streamlit

MENTEURS = [
    {"x_forwarded_for": "127.0.0.1"},
    {"forwarded": "for=127.0.0.1;host=localhost"},
    {"x_real_ip": "127.0.0.1", "x_forwarded_host": "localhost"},
    {"hote": "localhost:8501", "origin": "http://localhost:8501"},
]
SECTION = {
    "client_id": "tableau",
    "client_secret": "un secret",
    "server_metadata_url": "https://connexion.example.ca/.well-known/openid-configuration",
    "redirect_uri": "https://tableau.example.ca/oauth2callback",
    "cookie_secret": "s" * 32,
}
MILIEU = {"TABLEAU_BORD_ADMINISTRATION": "chef@example.ca"}


async def _dedans(scope, receive, send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.accept"})
        return
    await PlainTextResponse("dedans")(scope, receive, send)


@pytest.fixture(autouse=True)
def milieu_propre(monkeypatch, tmp_path):
    """Ni mode hérité, ni secrets de la machine."""
    for nom in ("MODE", "ADMINISTRATION", "HOTES", "MANDATAIRES", "OUVRIR"):
        monkeypatch.setenv(f"TABLEAU_BORD_{nom}", "")
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "base.duckdb"))
    monkeypatch.setenv("TABLEAU_BORD_DEMONSTRATION", str(tmp_path / "absente.duckdb"))
    monkeypatch.setattr(francisation, "_servie", False)
    yield
    fermer_tout()


@pytest.fixture
def entrepot(tmp_path):
    return salle_essai.region(tmp_path / "base.duckdb")


@pytest.fixture
def rencontre(entrepot):
    return salle_essai.rencontre(entrepot)


@pytest.fixture
def porte():
    return SalleSeulement(_dedans, salle.rencontre_de_la_salle, salle.page_fermee)


# --- poste ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("adresse", ["0.0.0.0", "::", "192.168.1.4", "tableau.example.ca", ""])
def test_le_poste_n_ecoute_que_la_machine(bac_servi, adresse) -> None:
    with pytest.raises(AccesErreur) as refus:
        servir(adresse=adresse, port=0, racine=bac_servi)
    assert refus.value.code == "poste_expose"
    assert "rencontre" in refus.value.remede
    assert os.environ["TABLEAU_BORD_MODE"] == ""


def test_un_mode_inconnu_se_dit_en_une_phrase(bac_servi, monkeypatch) -> None:
    monkeypatch.setenv("TABLEAU_BORD_MODE", "kiosque")
    with pytest.raises(AccesErreur) as refus:
        application(bac_servi)
    assert refus.value.code == "mode_inconnu"


@pytest.mark.parametrize("chemin", ["/", "/sante", "/s/ABCDEF", "/i/x", "/leger/salle.css"])
def test_au_poste_le_reseau_n_atteint_rien(bac_servi, chemin) -> None:
    app = sans_streamlit(application(bac_servi))
    assert os.environ["TABLEAU_BORD_MODE"] == "poste"
    for entetes in MENTEURS:
        assert appeler(app, chemin, client=TELEPHONE, **entetes).statut == 403
    assert appeler(app, chemin, client=TELEPHONE, genre="websocket").code == 1008


def test_au_poste_les_pages_legeres_vivent_sous_leur_propre_politique(bac_servi, entrepot) -> None:
    app, adresse = sans_streamlit(application(bac_servi)), salle_essai.lien(entrepot)
    page = appeler(app, adresse)
    assert page.statut == 200
    assert page.entete("content-security-policy").startswith("default-src 'none'")
    assert page.entete("referrer-policy") == "no-referrer"
    assert "/fr.js" not in page.texte
    assert page.entete("x-frame-options") == "DENY"
    assert "'unsafe-inline'" in appeler(app, "/sante").entete("content-security-policy")


def test_le_formulaire_sans_referent_entre_a_la_boucle_et_pas_d_un_cadre_isole(bac_servi, entrepot) -> None:
    """« no-referrer » fait dire `Origin: null` au navigateur : Sec-Fetch-Site tranche."""
    app, adresse = sans_streamlit(application(bac_servi)), salle_essai.lien(entrepot)
    champs = [*salle_essai.BON, ("envoi_id", "q" * 32)]
    assert poster(app, adresse, champs, origin="null").statut == 403
    assert poster(app, adresse, champs, origin="null", sec_fetch_site="cross-site").statut == 403
    assert poster(app, adresse, champs, origin="null", sec_fetch_site="same-origin").statut == 200


# --- rencontre -------------------------------------------------------------------------------------


def test_rencontre_refuse_une_base_qui_n_est_pas_une_valise(bac_servi, entrepot) -> None:
    with pytest.raises(AccesErreur) as refus:
        application(bac_servi, mode=Mode.RENCONTRE, adresse="0.0.0.0")
    assert refus.value.code in ("base_fine", "pas_une_valise")
    assert os.environ["TABLEAU_BORD_MODE"] == ""


def test_un_telephone_n_atteint_que_la_rencontre_ouverte(porte, rencontre) -> None:
    for chemin in (f"/s/{rencontre.code}", f"/s/{rencontre.code.lower()}", f"/s/{rencontre.code}/retrait"):
        for methode in ("GET", "HEAD", "POST"):
            assert appeler(porte, chemin, methode, client=TELEPHONE).statut == 200
    for chemin in ("/leger/salle.css?v=1", "/leger/salle.js"):
        assert appeler(porte, chemin, client=TELEPHONE).statut == 200


@pytest.mark.parametrize(
    "chemin",
    [
        "/", "/portrait", "/gouvernance", "/sante", "/fr.js", "/static/js/index.js", "/app/static/icone.png", "/media/x",
        "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/component/x", "/oauth2callback",
        "/auth/login", "/retrait", "/i/x", "/s", "/s/", "/s/ZZZZZZ", "/s/{code}/", "/s/{code}/autre", "/s/{code}/retrait/",
        "/s/{code}/../../sante", "/s/%2e%2e/sante", "/s/{code}%2f..%2fsante", "//s/{code}", "/S/{code}", "/x/s/{code}",
        "/leger/", "/leger/../sante", "/leger/salle.css/..", "/s/{code}%00", "/s/{code}%0a",
    ],
)  # fmt: skip
def test_un_telephone_n_atteint_rien_d_autre(porte, rencontre, chemin) -> None:
    lieu = chemin.replace("{code}", rencontre.code)
    for entetes in ({}, *MENTEURS):
        recu = appeler(porte, lieu, client=TELEPHONE, **entetes)
        assert recu.statut == 403
        assert "n’est pas ouverte ici" in recu.texte
        assert recu.entete("content-security-policy").startswith("default-src 'none'")
        assert appeler(porte, lieu, client=TELEPHONE, genre="websocket", **entetes).code == 1008


@pytest.mark.parametrize("methode", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "CONNECT"])
def test_un_telephone_ne_fait_que_lire_et_envoyer(porte, rencontre, methode) -> None:
    assert appeler(porte, f"/s/{rencontre.code}", methode, client=TELEPHONE).statut == 403
    assert appeler(porte, "/leger/salle.css", "POST", client=TELEPHONE).statut == 403


def test_meme_la_page_de_la_rencontre_n_ouvre_pas_de_websocket(porte, rencontre) -> None:
    recu = appeler(porte, f"/s/{rencontre.code}", client=TELEPHONE, genre="websocket")
    assert (recu.genre, recu.code) == ("websocket.close", 1008)
    assert appeler(porte, "/_stcore/stream", client=BOUCLE, genre="websocket").genre == "websocket.accept"


def test_une_rencontre_fermee_ou_echue_n_ouvre_plus(porte, entrepot, rencontre, monkeypatch) -> None:
    autre = salle_essai.rencontre(entrepot)
    entrepot.ecrire(lambda t: rencontres_depot.fermer(t, autre.code, "2026-11-21T15:00:00-05:00", "essai"))
    assert appeler(porte, f"/s/{autre.code}", client=TELEPHONE).statut == 403
    assert appeler(porte, f"/s/{rencontre.code}", client=TELEPHONE).statut == 200
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T18:33:00-05:00")
    assert appeler(porte, f"/s/{rencontre.code}", client=TELEPHONE).statut == 403


def test_devant_le_poste_tout_s_ouvre_sauf_un_nom_detourne(porte) -> None:
    for chemin in ("/", "/portrait", "/sante", "/s/ZZZZZZ"):
        assert appeler(porte, chemin, client=BOUCLE).texte == "dedans"
        assert appeler(porte, chemin, client="::1", hote="[::1]:8501").texte == "dedans"
    for entetes in (
        {"hote": "piege.example"},
        {"origin": "http://piege.example"},
        {"hote": "192.168.1.4:8501"},
    ):
        assert appeler(porte, "/", client=BOUCLE, **entetes).statut == 403
    assert appeler(porte, "/", client=None).statut == 403
    assert appeler(porte, "/", client=BOUCLE, x_forwarded_for=TELEPHONE).texte == "dedans"


def test_au_mode_rencontre_les_pages_ne_lisent_que_la_valise(monkeypatch, tmp_path) -> None:
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(tmp_path / "valise.duckdb"))
    monkeypatch.setenv("TABLEAU_BORD_DEMONSTRATION", str(tmp_path / "demo.duckdb"))
    ailleurs = salle_essai.rencontre(salle_essai.region(tmp_path / "demo.duckdb"))
    salle_essai.region(tmp_path / "valise.duckdb")
    assert salle.rencontre_de_la_salle(ailleurs.code)
    monkeypatch.setenv("TABLEAU_BORD_MODE", "rencontre")
    assert not salle.rencontre_de_la_salle(ailleurs.code)


# --- serveur ---------------------------------------------------------------------------------------


def test_une_configuration_complete_ne_manque_de_rien() -> None:
    assert configuration.manques(SECTION, MILIEU) == []
    locale = {
        "server_metadata_url": "http://127.0.0.1:9400/x",
        "redirect_uri": "http://localhost:1/oauth2callback",
    }
    assert configuration.manques(SECTION | locale, MILIEU) == []


@pytest.mark.parametrize(
    ("change", "dit"),
    [
        ({"client_id": ""}, "client_id"),
        ({"client_secret": "  "}, "client_secret"),
        ({"server_metadata_url": None}, "server_metadata_url"),
        ({"server_metadata_url": "http://connexion.example.ca/"}, "server_metadata_url"),
        ({"redirect_uri": ""}, "redirect_uri"),
        ({"redirect_uri": "http://tableau.example.ca/oauth2callback"}, "redirect_uri"),
        ({"redirect_uri": "https://tableau.example.ca/"}, "redirect_uri"),
        ({"redirect_uri": "https://[::1/oauth2callback"}, "redirect_uri"),
        ({"cookie_secret": "s" * 31}, "cookie_secret"),
    ],
)
def test_chaque_manque_est_nomme_sans_montrer_un_secret(change, dit) -> None:
    manque = configuration.manques(SECTION | change, MILIEU)
    assert len(manque) == 1
    assert dit in manque[0]
    assert "sss" not in manque[0] and "un secret" not in manque[0]


@pytest.mark.parametrize("administration", ["", " , ", "chef"])
def test_il_faut_au_moins_une_personne_a_l_administration(administration) -> None:
    manque = configuration.manques(SECTION, {"TABLEAU_BORD_ADMINISTRATION": administration})
    assert manque == ["au moins un courriel dans TABLEAU_BORD_ADMINISTRATION"]


def test_le_serveur_refuse_de_demarrer_sans_identite(bac_servi, monkeypatch) -> None:
    monkeypatch.setattr(configuration, "get_secrets_auth_section", dict)
    with pytest.raises(AccesErreur) as refus:
        servir(port=0, mode=Mode.SERVEUR, racine=bac_servi)
    assert refus.value.code == "serveur_incomplet"
    for nom in (*SECTION, "TABLEAU_BORD_ADMINISTRATION", ".streamlit/secrets.toml"):
        assert nom in refus.value.phrase
    assert os.environ["TABLEAU_BORD_MODE"] == ""


def test_les_noms_d_hote_viennent_de_l_adresse_de_retour_ou_de_la_variable(monkeypatch) -> None:
    monkeypatch.setattr(configuration, "get_secrets_auth_section", lambda: SECTION)
    monkeypatch.setenv("TABLEAU_BORD_ADMINISTRATION", "chef@example.ca")
    reglages = configuration.lire_reglages()
    assert (reglages.hotes, reglages.https) == (frozenset({"tableau.example.ca"}), True)
    monkeypatch.setenv("TABLEAU_BORD_HOTES", "Tableau.example.ca, autre.example.ca")
    monkeypatch.setenv("TABLEAU_BORD_MANDATAIRES", "10.0.0.1")
    reglages = configuration.lire_reglages()
    assert reglages.hotes == {"tableau.example.ca", "autre.example.ca"}
    assert reglages.mandataires == {"10.0.0.1"}


def test_au_serveur_le_nom_d_hote_est_verifie() -> None:
    app = HotesPermis(_dedans, ["Tableau.example.ca"])
    for hote in ("tableau.example.ca", "TABLEAU.EXAMPLE.CA:443"):
        assert appeler(app, "/", client=TELEPHONE, hote=hote).texte == "dedans"
    for hote in (
        "piege.example",
        "tableau.example.ca.piege.example",
        "127.0.0.1",
        "",
        "[::1",
        "a@tableau.example.cx",
    ):
        assert (
            appeler(app, "/", client=TELEPHONE, hote=hote, x_forwarded_host="tableau.example.ca").statut
            == 421
        )
        assert appeler(app, "/", hote=hote, genre="websocket").code == 1008


def test_au_serveur_une_autre_origine_n_entre_pas() -> None:
    app, hote = HotesPermis(_dedans, ["tableau.example.ca"]), "tableau.example.ca"
    assert appeler(app, "/", hote=hote, origin="https://tableau.example.ca").texte == "dedans"
    for origine in ("https://piege.example", "null", "http://localhost"):
        assert appeler(app, "/", hote=hote, origin=origine).statut == 403
        assert appeler(app, "/_stcore/stream", hote=hote, genre="websocket", origin=origine).code == 1008


def test_au_serveur_complet_les_pages_legeres_et_les_temoins_en_https(
    bac_servi, entrepot, monkeypatch
) -> None:
    monkeypatch.setattr(configuration, "get_secrets_auth_section", lambda: SECTION)
    monkeypatch.setenv("TABLEAU_BORD_ADMINISTRATION", "chef@example.ca")
    app = sans_streamlit(application(bac_servi, mode=Mode.SERVEUR, adresse="0.0.0.0"))
    assert os.environ["TABLEAU_BORD_MODE"] == "serveur"
    la = {"client": TELEPHONE, "hote": "tableau.example.ca"}
    page = appeler(app, salle_essai.lien(entrepot, salle_essai.Portee.LIRE), **la)
    assert page.statut == 200
    assert "Secure" in page.entete("set-cookie")
    assert appeler(app, f"/s/{salle_essai.rencontre(entrepot).code}", **la).statut == 200
    assert appeler(app, "/retrait", **la).statut == 200
    assert appeler(app, "/sante", client=TELEPHONE, hote="piege.example").statut == 421


def test_les_couches_ne_se_melangent_pas_d_un_mode_a_l_autre(bac_servi) -> None:
    noms = [m.cls.__name__ for m in application(bac_servi)._user_middleware]
    assert noms == ["Entetes", "Temoins", "BoucleSeulement", "Limites", "PageFrancaise"]
