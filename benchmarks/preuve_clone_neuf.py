"""D'un clone neuf, les deux commandes du README réussissent, sans une requête hors de la machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

from benchmarks import navigateur
from benchmarks.processus import RACINE, attendre_reponse, environnement, lance, port_libre, python_du_systeme
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "clone_neuf"
DESCRIPTION = (
    "Clone dans un dossier vide, les deux commandes du README, l'accueil dans Chromium sans requête dehors."
)
ATTENTE_INSTALLATION = 1200
PIEGE = b"""<!doctype html><html lang=fr><title>piege</title><h1>Piege</h1>
<img src="http://exemple.invalid/image.png">
<script>fetch("http://exemple.invalid/donnees").catch(() => 0);
try { new WebSocket("ws://exemple.invalid/prise") } catch (e) {}</script>"""


def executer(etat: Path) -> Resultat:
    """Cloner, lancer, regarder, arrêter ; puis la commande des essais ; puis la contre-épreuve."""
    if not navigateur.disponible():
        return non_prouve("Chromium ou Playwright manque.")
    if shutil.which("git") is None:
        return non_prouve("La commande git manque.")
    carnet = Carnet.ouvrir(etat)
    faites = {str(ligne["etape"]): ligne for ligne in carnet.lignes}
    for etape, faire in (("piege", _piege), ("accueil", _accueil), ("essais", _essais)):
        if etape not in faites:
            carnet.noter({"etape": etape, **faire(etat)})
    return _juger({str(ligne["etape"]): ligne for ligne in carnet.lignes})


def _juger(faites: dict[str, dict[str, Nombre]]) -> Resultat:
    accueil, essais, piege = faites["accueil"], faites["essais"], faites["piege"]
    fautes = []
    if accueil["code"]:
        fautes.append(f"première commande : {accueil['raison']}")
    if accueil["dehors"]:
        fautes.append(f"{accueil['dehors']} requêtes hors de la machine ({accueil['adresses']})")
    if essais["code"]:
        fautes.append("« python3 demarrer.py tests » échoue")
    if piege["dehors"] != piege["attendues"]:
        fautes.append("contre-épreuve : le filet laisse passer une requête dehors")
    chiffres: dict[str, Nombre] = {
        "titre de l'accueil": accueil["titre"],
        "requêtes de l'accueil": accueil["requetes"],
        "requêtes hors de la machine": accueil["dehors"],
        "code de « demarrer.py tests »": essais["code"],
        "dernière ligne des essais": essais["bilan"],
        "contre-épreuve, requêtes retenues": piege["dehors"],
    }
    if fautes:
        return Resultat(ECHEC, chiffres, "; ".join(fautes).capitalize() + ".")
    return Resultat(
        REUSSI, chiffres, "Les deux commandes réussissent d'un clone neuf ; rien ne sort de la machine."
    )


@contextmanager
def _clone() -> Iterator[Path]:
    """Un clone du commit courant, sans lien avec le dépôt d'origine, effacé ensuite."""
    dossier = Path(tempfile.mkdtemp(prefix="clone-neuf-"))
    try:
        clone = dossier / "tableau_bord"
        subprocess.run(
            ["git", "clone", "--quiet", "--no-hardlinks", str(RACINE), str(clone)],
            check=True,
            capture_output=True,
        )
        yield clone
    finally:
        shutil.rmtree(dossier, ignore_errors=True)


def _accueil(etat: Path) -> dict[str, Nombre]:
    """La première commande : installer, servir, montrer l'accueil."""
    port = port_libre()
    commande = [python_du_systeme(), "demarrer.py", "--sans-navigateur", "--port", str(port)]
    rien: dict[str, Nombre] = {"titre": "", "requetes": 0, "dehors": 0, "adresses": "", "raison": ""}
    url = f"http://localhost:{port}/"
    journal = etat / "accueil.txt"
    with _clone() as clone, lance(commande, dossier=clone, env=environnement(), journal=journal) as serveur:
        if not attendre_reponse(url, serveur, ATTENTE_INSTALLATION):
            return {**rien, "code": 1, "raison": _derniere_ligne(journal)}
        with navigateur.contexte() as (fenetre, filet):
            page = fenetre.new_page()
            page.goto(url)
            titre = navigateur.attendre_ecran(page)
            page.wait_for_timeout(3000)  # laisser venir les requêtes tardives
            return {
                "titre": titre,
                "requetes": len(filet.demandes),
                "dehors": len(filet.dehors),
                "adresses": " ".join(filet.dehors),
                "raison": "",
                "code": 0,
            }


def _essais(etat: Path) -> dict[str, Nombre]:
    """La seconde commande."""
    journal = etat / "essais.txt"
    commande = [python_du_systeme(), "demarrer.py", "tests"]
    with _clone() as clone, lance(commande, dossier=clone, env=environnement(), journal=journal) as essais:
        code = essais.wait()
    bilans = [ligne for ligne in journal.read_text(encoding="utf-8").splitlines() if " passed" in ligne]
    return {"code": code, "bilan": bilans[-1].strip("= ") if bilans else _derniere_ligne(journal)}


def _derniere_ligne(journal: Path) -> str:
    lignes = [
        ligne for ligne in journal.read_text(encoding="utf-8", errors="replace").splitlines() if ligne.strip()
    ]
    return lignes[-1] if lignes else "aucune sortie"


def _piege(etat: Path) -> dict[str, Nombre]:
    """Contre-épreuve : une page qui demande trois fois dehors est vue trois fois par le même filet."""
    del etat

    class Piege(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(PIEGE)

        def log_message(self, *_: object) -> None:
            return

    with HTTPServer(("127.0.0.1", 0), Piege) as serveur:
        threading.Thread(target=serveur.serve_forever, daemon=True).start()
        with navigateur.contexte() as (fenetre, filet):
            page = fenetre.new_page()
            page.goto(f"http://127.0.0.1:{serveur.server_port}/")
            page.wait_for_timeout(1500)
            vues = len(filet.dehors)
        serveur.shutdown()
    return {"dehors": vues, "attendues": 3}
