"""Les limites : qui devine est arrêté, une salle entière derrière une adresse ne l'est pas."""

from __future__ import annotations

import asyncio

import pytest
from starlette.responses import PlainTextResponse

from tableau_bord.serveur import limites, salle, tentatives
from tableau_bord.serveur.limites import Limites, reseau
from tableau_bord.serveur.tentatives import MAUVAIS_CODES, Compteurs, Connus, Fenetre
from tests.serveur.asgi import appeler, poster

BON = "BON234"


class Montre:
    """Une horloge qu'on avance à la main."""

    def __init__(self) -> None:
        self.heure = 1_000.0

    def __call__(self) -> float:
        return self.heure


@pytest.fixture
def montre() -> Montre:
    return Montre()


@pytest.fixture
def app(montre):
    """Derrière les limites : BON234 et le jeton « vrai » ouvrent, le reste est 404 ; un retrait est 422."""

    async def suivante(scope, receive, send) -> None:
        chemin = scope["path"]
        corps = b""
        if scope["method"] == "POST":
            corps = (await receive())["body"]
        dernier = chemin.split("/")[-1]
        statut = 200 if dernier.upper() == BON or dernier in ("vrai", "ailleurs") else 404
        if dernier == "retrait" and scope["method"] == "POST":
            statut = 422
        await PlainTextResponse(f"recu {len(corps)}", statut)(scope, receive, send)

    return Limites(suivante, salle.page_de_refus, Compteurs(montre))


def _deviner(app, nombre: int, client: str = "10.0.0.9", prefixe: str = "/s/F") -> list[int]:
    return [appeler(app, f"{prefixe}{n:05d}", client=client).statut for n in range(nombre)]


def test_vingt_mauvais_codes_puis_une_phrase_et_un_delai(app, montre) -> None:
    assert _deviner(app, MAUVAIS_CODES) == [404] * MAUVAIS_CODES
    refus = appeler(app, "/s/G00001", client="10.0.0.9")
    assert refus.statut == 429
    assert "Trop de tentatives" in refus.texte
    assert "10\u00a0minutes" in refus.texte or "11\u00a0minutes" in refus.texte
    assert 590 <= int(refus.entete("retry-after")) <= 601
    assert appeler(app, f"/s/{BON}", client="10.0.0.9").statut == 429
    montre.heure += 601
    assert appeler(app, f"/s/{BON}", client="10.0.0.9").statut == 200


def test_dix_neuf_mauvais_codes_passent(app) -> None:
    _deviner(app, MAUVAIS_CODES - 1)
    assert appeler(app, f"/s/{BON}", client="10.0.0.9").statut == 200


def test_soixante_telephones_derriere_une_adresse_gardent_leur_code(app) -> None:
    assert appeler(app, f"/s/{BON}", client="10.0.0.9").statut == 200
    _deviner(app, 40)
    for _ in range(60):
        assert appeler(app, f"/s/{BON.lower()}", client="10.0.0.9").statut == 200
        assert poster(app, f"/s/{BON}", [("a", "b")], client="10.0.0.9").statut == 200
    assert appeler(app, "/s/H00000", client="10.0.0.9").statut == 429


def test_une_autre_adresse_n_est_pas_touchee(app) -> None:
    _deviner(app, 40)
    assert appeler(app, f"/s/{BON}", client="10.0.0.10").statut == 200


def test_le_meme_mauvais_code_de_partout_s_arrete_aussi(app) -> None:
    statuts = [appeler(app, "/s/MEME22", client=f"10.1.{n}.1").statut for n in range(MAUVAIS_CODES + 1)]
    assert statuts == [404] * MAUVAIS_CODES + [429]


def test_un_code_qui_fut_bon_ne_penalise_pas_la_salle(montre) -> None:
    ouvert = True

    async def suivante(scope, receive, send) -> None:
        bon = scope["path"] in ("/s/PREMIE", "/s/SECOND") and (ouvert or scope["path"] == "/s/SECOND")
        await PlainTextResponse("", 200 if bon else 404)(scope, receive, send)

    app = Limites(suivante, salle.page_de_refus, Compteurs(montre))
    assert appeler(app, "/s/PREMIE").statut == 200
    ouvert = False
    assert {appeler(app, "/s/PREMIE").statut for _ in range(60)} == {404}
    assert appeler(app, "/s/SECOND").statut == 200


def test_un_bon_jeton_passe_toujours_un_jeton_devine_non(app) -> None:
    assert _deviner(app, MAUVAIS_CODES, prefixe="/i/f") == [404] * MAUVAIS_CODES
    assert appeler(app, "/i/encore", client="10.0.0.9").statut == 429
    assert appeler(app, "/i/vrai", client="10.0.0.9").statut == 200


def test_une_adresse_ipv6_se_compte_par_reseau(app) -> None:
    for n in range(MAUVAIS_CODES):
        appeler(app, f"/s/V{n:05d}", client=f"2001:db8:0:1::{n:x}")
    assert appeler(app, "/s/V99999", client="2001:db8:0:1:ffff::1").statut == 429
    assert appeler(app, "/s/V99998", client="2001:db8:0:2::1").statut == 404
    assert reseau("::ffff:10.0.0.9") == "10.0.0.9"


def test_un_en_tete_menteur_ne_change_pas_d_adresse(app) -> None:
    for n in range(MAUVAIS_CODES):
        appeler(app, f"/s/X{n:05d}", client="10.0.0.9", x_forwarded_for=f"8.8.8.{n}", x_real_ip=f"9.9.9.{n}")
    assert appeler(app, "/s/X99999", client="10.0.0.9", x_forwarded_for="7.7.7.7").statut == 429


def test_un_mandataire_nomme_est_cru_pour_son_dernier_maillon(app) -> None:
    derriere = Limites(app.suivante, salle.page_de_refus, Compteurs(), frozenset({"10.0.0.1"}))
    for n in range(MAUVAIS_CODES + 5):
        appeler(derriere, f"/s/Y{n:05d}", client="10.0.0.1", x_forwarded_for=f"1.2.3.{n}, 203.0.113.5")
    ailleurs = {"client": "10.0.0.1", "x_forwarded_for": "203.0.113.5, 203.0.113.6"}
    assert appeler(derriere, "/s/Y99999", client="10.0.0.1", x_forwarded_for="203.0.113.5").statut == 429
    assert appeler(derriere, "/s/Y99998", **ailleurs).statut == 404


def test_les_retraits_devines_s_arretent_sans_fermer_la_page(app) -> None:
    appeler(app, f"/s/{BON}")
    for _ in range(tentatives.MAUVAIS_RETRAITS):
        assert poster(app, f"/s/{BON}/retrait", [("code", "x")]).statut == 422
    assert poster(app, f"/s/{BON}/retrait", [("code", "x")]).statut == 429
    assert appeler(app, f"/s/{BON}").statut == 200
    for _ in range(tentatives.MAUVAIS_RETRAITS):
        poster(app, "/retrait", [("code", "x")])
    assert poster(app, "/retrait", [("code", "x")]).statut == 429


def test_le_corps_est_borne_annonce_ou_non(app) -> None:
    juste, trop = b"a" * limites.TAILLE_MAX, b"a" * (limites.TAILLE_MAX + 1)
    assert appeler(app, f"/s/{BON}", "POST", corps=juste).texte == f"recu {limites.TAILLE_MAX}"
    for corps in (
        {"corps": trop},
        {"corps": b"", "content_length": "999999"},
        {"morceaux": [trop[:9000], trop[9000:]]},
    ):
        refus = appeler(app, f"/s/{BON}", "POST", **corps)
        assert refus.statut == 413
        assert "trop long" in refus.texte


def test_un_corps_qui_traine_est_abandonne(app, monkeypatch) -> None:
    monkeypatch.setattr(limites, "DELAI", 0.05)
    recus = []

    async def receive():
        await asyncio.sleep(0.03)
        return {"type": "http.request", "body": b"a", "more_body": True}

    async def send(message) -> None:
        recus.append(message)

    scope = {"type": "http", "method": "POST", "path": f"/s/{BON}", "client": ("10.0.0.9", 1), "headers": []}
    asyncio.run(app(scope, receive, send))
    assert recus[0]["status"] == 408


def test_le_reste_de_l_application_n_est_pas_compte(app) -> None:
    statuts = {appeler(app, f"/inconnu-{n}", client="10.0.0.9").statut for n in range(60)}
    assert statuts == {404}
    assert appeler(app, "/ailleurs", "POST", corps=b"a" * 50_000).statut == 200


def test_la_memoire_est_bornee(montre, monkeypatch) -> None:
    monkeypatch.setattr(tentatives, "CLES", 50)
    fenetre, connus = Fenetre(3, montre), Connus()
    for n in range(500):
        fenetre.noter(str(n))
        connus.ajouter(str(n))
    assert len(fenetre._traces) == len(connus._couples) == 50
    assert "499" in connus and "0" not in connus


def test_aucun_code_n_est_garde_en_clair(app) -> None:
    appeler(app, f"/s/{BON}")
    appeler(app, "/s/MAUVAI")
    garde = (
        repr(app.compteurs.connus._couples)
        + repr(app.compteurs.adresses._traces)
        + repr(app.compteurs.cles._traces)
    )
    assert BON not in garde and "MAUVAI" not in garde
