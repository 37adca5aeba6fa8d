"""Un vrai appareil d'une autre adresse : il n'atteint que la rencontre, en-tête menteur ou non.

L'essai crée un espace de noms réseau et une paire veth (10.213.77.0/30, rien d'autre n'y vit), sert pour vrai
une valise de la démonstration, et demande depuis l'autre bout. Il faut être root, et `ip netns`.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tableau_bord import acces
from tableau_bord.acces import rencontres
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, valise

ICI, AILLEURS = "10.213.77.1", "10.213.77.2"
DEMANDER = """
import json, socket, sys, urllib.error, urllib.request
from urllib.parse import urlsplit
def ouvrir_un_websocket(adresse, entetes):
    # urllib écrit « Connection: close » par-dessus : la poignée de main se fait à la main.
    lieu = urlsplit(adresse)
    tous = {"Host": lieu.netloc, **entetes}
    demande = "".join([f"GET {lieu.path} HTTP/1.1\\r\\n", *(f"{n}: {v}\\r\\n" for n, v in tous.items()), "\\r\\n"])
    with socket.create_connection((lieu.hostname, lieu.port), timeout=20) as prise:
        prise.sendall(demande.encode())
        debut = prise.recv(2000).decode("utf-8", "replace")
    return [int((debut.split() or [0, 0])[1]), debut]
class Suivre(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_):
        return None
ouvreur = urllib.request.build_opener(urllib.request.ProxyHandler({}), Suivre)
lus = []
for adresse, entetes in json.load(sys.stdin):
    try:
        if "Upgrade" in entetes:
            lus.append(ouvrir_un_websocket(adresse, entetes))
            continue
        with ouvreur.open(urllib.request.Request(adresse, headers=entetes), timeout=20) as r:
            lus.append([r.status, r.read(200_000).decode("utf-8", "replace")])
    except urllib.error.HTTPError as e:
        lus.append([e.code, e.read(2000).decode("utf-8", "replace")])
    except OSError as e:
        lus.append([0, type(e).__name__])
print(json.dumps(lus))
"""
WEBSOCKET = {
    "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": base64.b64encode(b"0123456789abcdef").decode(),
}  # fmt: skip
DEDANS = (
    "/", "/portrait", "/carte?base=demonstration", "/publier", "/_stcore/health", "/_stcore/host-config",
    "/_stcore/stream", "/_stcore/upload_file/x/y", "/sante", "/fr.js", "/media/x", "/static/", "/app/static/icone.png",
    "/component/x/y", "/auth/login", "/oauth2callback", "/i/x.y.z", "/s", "/s/", "/S/", "//", "/s/../portrait",
    "/s/%2e%2e/portrait", "/s/ABC234/../../sante",
)  # fmt: skip
MENTEURS = (
    {"X-Forwarded-For": "127.0.0.1"}, {"X-Real-IP": "127.0.0.1"}, {"Forwarded": "for=127.0.0.1"},
    {"X-Forwarded-For": "::1", "X-Forwarded-Proto": "https", "X-Forwarded-Host": "localhost"},
    {"Host": "localhost"}, {"Host": "127.0.0.1:8501", "Origin": "http://127.0.0.1:8501"},
)  # fmt: skip
SERVIR = "import sys; from tableau_bord.cli import principal; sys.exit(principal(sys.argv[1:]))"
pytestmark = [
    pytest.mark.reseau,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0 or not shutil.which("ip"),
        reason="il faut Linux, root et « ip netns » : essai d'un vrai appareil du réseau sauté",
    ),
]


@dataclass
class Ailleurs:
    """Un appareil du réseau local, dans son espace de noms."""

    nom: str

    def demander(self, demandes: list[tuple[str, dict[str, str]]]) -> list[tuple[int, str]]:
        """Poser ces demandes (adresse, en-têtes) depuis l'appareil ; rend (statut, début du corps)."""
        fini = subprocess.run(
            ["ip", "netns", "exec", self.nom, sys.executable, "-I", "-c", DEMANDER],
            input=json.dumps(demandes), capture_output=True, text=True, timeout=300,
        )  # fmt: skip
        assert fini.returncode == 0, fini.stderr
        return [tuple(x) for x in json.loads(fini.stdout)]


@pytest.fixture(scope="module")
def ailleurs() -> Iterator[Ailleurs]:
    """Créer l'appareil ; tout disparaît à la fin, même si la création s'arrête en chemin."""
    marque = secrets.token_hex(3)
    appareil, hote, pair = f"tb{marque}", f"tbh{marque}", f"tbp{marque}"
    try:
        for commande in (
            f"netns add {appareil}", f"link add {hote} type veth peer name {pair}", f"link set {pair} netns {appareil}",
            f"addr add {ICI}/30 dev {hote}", f"link set {hote} up",
            f"-n {appareil} addr add {AILLEURS}/30 dev {pair}", f"-n {appareil} link set {pair} up",
        ):  # fmt: skip
            fini = subprocess.run(["ip", *commande.split()], capture_output=True, text=True)
            if fini.returncode:
                pytest.skip(f"ce noyau ne laisse pas créer d'espace de noms réseau : {fini.stderr.strip()}")
        yield Ailleurs(appareil)
    finally:
        subprocess.run(["ip", "link", "del", hote], capture_output=True)
        subprocess.run(["ip", "netns", "del", appareil], capture_output=True)


@pytest.fixture(scope="module")
def fichier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Une valise de la démonstration."""
    dossier = tmp_path_factory.mktemp("rencontre_reseau")
    base = Entrepot(dossier / "demo.duckdb")
    migrations.appliquer(base)
    demonstration.construire(base)
    faite = valise.preparer(base, acces.au_poste("essai"), "communaute", "20-001", dossier / "valise.duckdb")
    base.fermer()
    return faite.chemin


@contextlib.contextmanager
def _servi(*commande: str) -> Iterator[int]:
    """Lancer un vrai serveur, attendre qu'il réponde sur la boucle, l'arrêter ; rend son port."""
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        port = int(prise.getsockname()[1])
    lance = subprocess.Popen(
        [sys.executable, "-c", *(c.replace("PORT", str(port)) for c in commande)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, encoding="utf-8",
    )  # fmt: skip
    try:
        for _ in range(240):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=1).close()
                break
            assert lance.poll() is None, lance.communicate()[0]
            time.sleep(0.25)
        yield port
    finally:
        lance.terminate()
        try:
            lance.communicate(timeout=30)
        except subprocess.TimeoutExpired:
            lance.kill()


@pytest.fixture(scope="module")
def salle(fichier: Path) -> Iterator[tuple[int, str]]:
    """La valise servie au mode rencontre ; rend son port et le code de la rencontre."""
    with _servi(SERVIR, "rencontre", str(fichier), "--port", "PORT") as port:
        copie = fichier.with_name("regard.duckdb")
        for suffixe in ("", ".wal"):
            shutil.copy(f"{fichier}{suffixe}", f"{copie}{suffixe}")
        regard = Entrepot(copie)
        ouverte = rencontres.en_cours(regard)
        regard.fermer()
        assert ouverte is not None
        yield port, ouverte.code


def _refuses(reponses: list[tuple[int, str]]) -> list[int]:
    return [statut for statut, _ in reponses]


def test_l_appareil_ouvre_la_rencontre_et_rien_d_autre(ailleurs: Ailleurs, salle: tuple[int, str]) -> None:
    port, code = salle
    racine = f"http://{ICI}:{port}"
    ((statut, page),) = ailleurs.demander([(f"{racine}/s/{code}", {})])
    assert statut == 200
    assert "<form" in page
    assert "streamlit" not in page.lower()
    reponses = ailleurs.demander([(f"{racine}{chemin}", {}) for chemin in DEDANS])
    assert {c: s for c, (s, _) in zip(DEDANS, reponses, strict=True) if s not in (403, 404)} == {}
    faux = [f"/s/{c}" for c in ("FAUX", "AAAAAA", "222222", code[:5], code + "2", "%00", "x" * 5_000)]
    for statut, corps in ailleurs.demander([(f"{racine}{c}", {}) for c in faux]):
        assert statut in (400, 403, 404, 414)
        assert "<form" not in corps or code not in corps


def test_le_websocket_de_streamlit_se_refuse_a_l_appareil(ailleurs: Ailleurs, salle: tuple[int, str]) -> None:
    port, code = salle
    demandes = [
        (f"http://{ICI}:{port}{chemin}", {**WEBSOCKET, **menteur})
        for chemin in ("/_stcore/stream", f"/s/{code}", f"/s/{code}/_stcore/stream")
        for menteur in ({}, *MENTEURS)
    ]
    assert 101 not in _refuses(ailleurs.demander(demandes))
    assert set(_refuses(ailleurs.demander(demandes[:7]))) <= {403, 404}


@pytest.mark.parametrize("menteur", MENTEURS)
def test_un_en_tete_menteur_ne_change_rien(
    ailleurs: Ailleurs, salle: tuple[int, str], menteur: dict[str, str]
) -> None:
    port, _ = salle
    demandes = [
        (f"http://{ICI}:{port}{c}", menteur)
        for c in ("/", "/portrait", "/sante", "/_stcore/health", "/fr.js")
    ]
    assert set(_refuses(ailleurs.demander(demandes))) <= {400, 403, 404}


def test_la_boucle_atteint_tout(salle: tuple[int, str]) -> None:
    port, code = salle
    for chemin in ("/", "/sante", "/fr.js", "/_stcore/health", f"/s/{code}"):
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{chemin}", timeout=20) as reponse:
            assert reponse.status == 200


OUVERT = """
import importlib, sys
class Ouverte:
    def __init__(self, suivante, *_, **__):
        self.suivante = suivante
    async def __call__(self, scope, receive, send):
        await self.suivante(scope, receive, send)
importlib.import_module("tableau_bord.serveur.application")
for nom, module in list(sys.modules.items()):
    if nom.startswith("tableau_bord.serveur"):
        for garde in {"BoucleSeulement", "SalleSeulement"} & set(vars(module)):
            setattr(module, garde, Ouverte)
from tableau_bord.cli import principal
sys.exit(principal(sys.argv[1:]))
"""
"""La console, ses gardes ôtées : ce qu'un appareil atteindrait sans elles."""


def test_contre_epreuve_sans_la_couche_l_interieur_est_atteint(
    ailleurs: Ailleurs, fichier: Path, tmp_path: Path
) -> None:
    copie = tmp_path / "valise.duckdb"
    shutil.copy(fichier, copie)
    with _servi(OUVERT, "rencontre", str(copie), "--port", "PORT") as port:
        racine = f"http://{ICI}:{port}"
        demandes = [(f"{racine}{c}", {}) for c in ("/", "/sante", "/_stcore/health")]
        reponses = ailleurs.demander(
            [*demandes, (f"{racine}/_stcore/stream", {**WEBSOCKET, "Origin": racine})]
        )
        assert [statut for statut, _ in reponses[:3]] == [200, 200, 200]
        assert "streamlit" in reponses[0][1].lower()
        assert reponses[3][0] == 101


def test_un_arret_propre_laisse_une_valise_d_un_seul_morceau(fichier: Path, tmp_path: Path) -> None:
    """Ce que la salle a écrit est dans le fichier lui-même : aucun journal d'écriture à ne pas oublier."""
    copie = tmp_path / "valise.duckdb"
    shutil.copy(fichier, copie)
    with _servi(SERVIR, "rencontre", str(copie), "--port", "PORT"):
        assert copie.with_name("valise.duckdb.wal").stat().st_size > 0
    assert not copie.with_name("valise.duckdb.wal").exists()
    apres = Entrepot(copie)
    assert rencontres.en_cours(apres) is not None
    apres.fermer()
