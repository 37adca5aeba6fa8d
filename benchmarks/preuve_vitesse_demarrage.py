"""Du démarrage du serveur au premier écran utile : au plus trois fois `streamlit hello`."""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import navigateur
from benchmarks.processus import RACINE, attendre_reponse, environnement, lance, port_libre
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "vitesse_demarrage"
DESCRIPTION = "Démarrage jusqu'au premier écran utile dans Chromium, contre « streamlit hello »."
LIMITE = 3.0
TOURS = 5
DELAI = 180
LANCER = "runpy.run_module('tableau_bord.cli', run_name='__main__')"


def executer(etat: Path) -> Resultat:
    """Mesurer les deux à tour de rôle, dans la même exécution ; comparer les médianes."""
    if not navigateur.disponible():
        return non_prouve("Chromium ou Playwright manque.")
    if not (RACINE / "src" / "tableau_bord" / "cli.py").exists():
        return non_prouve("La console n'existe pas encore.")
    _preparer_la_demonstration(etat)
    mesures = Carnet.ouvrir(etat).completer(TOURS, lambda rang: _tour(rang, etat))
    retard = LIMITE * statistics.median(float(m["hello"]) for m in mesures)
    ralentie = Carnet.ouvrir(etat, "ralentie").completer(
        1, lambda _: {"nous": _mesurer_nous(etat, ralenti=retard)}
    )
    return _juger(mesures, float(ralentie[0]["nous"]))


def _juger(mesures: list[dict[str, Nombre]], ralentie: float) -> Resultat:
    nous = statistics.median(float(m["nous"]) for m in mesures)
    hello = statistics.median(float(m["hello"]) for m in mesures)
    chiffres: dict[str, Nombre] = {
        "tableau de bord, médiane (s)": round(nous, 2),
        "streamlit hello, médiane (s)": round(hello, 2),
        "rapport": round(nous / hello, 2),
        "rapport permis": LIMITE,
        "tours": len(mesures),
        "contre-épreuve, rapport": round(ralentie / hello, 2),
    }
    if ralentie / hello <= LIMITE:
        return Resultat(ECHEC, chiffres, "Contre-épreuve : un démarrage ralenti à dessein n'est pas vu.")
    reussi = nous / hello <= LIMITE
    texte = f"Le premier écran utile vient en {nous / hello:.2f} fois le temps de « streamlit hello »."
    return Resultat(REUSSI if reussi else ECHEC, chiffres, texte.replace(".", ",", 1))


def _preparer_la_demonstration(etat: Path) -> None:
    """Un premier démarrage, non mesuré, construit la démonstration."""
    if not (etat / "prete").exists():
        _mesurer_nous(etat)
        (etat / "prete").touch()


def _tour(rang: int, etat: Path) -> dict[str, Nombre]:
    """Une mesure de chacun, l'ordre alternant."""
    if rang % 2:
        nous = _mesurer_nous(etat)
        return {"nous": nous, "hello": _mesurer_hello(etat)}
    hello = _mesurer_hello(etat)
    return {"nous": _mesurer_nous(etat), "hello": hello}


def _mesurer_nous(etat: Path, ralenti: float = 0) -> float:
    env = environnement(
        TABLEAU_BORD_BASE=str(etat / "region.duckdb"),
        TABLEAU_BORD_DEMONSTRATION=str(etat / "demonstration.duckdb"),
    )
    entree = ["-m", "tableau_bord.cli"]
    if ralenti:  # contre-épreuve : le serveur se met au travail en retard
        entree = ["-c", f"import time, runpy; time.sleep({ralenti}); {LANCER}"]
    port = port_libre()
    commande = [sys.executable, *entree, "servir", "--demo", "--port", str(port)]
    return _jusqu_au_premier_ecran(commande, port, RACINE, env, etat)


def _mesurer_hello(etat: Path) -> float:
    port = port_libre()
    commande = [sys.executable, "-m", "streamlit", "hello", f"--server.port={port}", "--server.headless=true"]
    commande += [
        "--server.address=localhost",
        "--browser.gatherUsageStats=false",
        "--browser.serverAddress=localhost",
    ]
    with tempfile.TemporaryDirectory() as vide:
        return _jusqu_au_premier_ecran(commande, port, Path(vide), environnement(), etat)


def _jusqu_au_premier_ecran(
    commande: list[str], port: int, dossier: Path, env: dict[str, str], etat: Path
) -> float:
    """Secondes entre le lancement et un titre visible, Chromium déjà ouvert."""
    with navigateur.contexte() as (fenetre, _):
        page = fenetre.new_page()
        depart = time.perf_counter()
        with lance(commande, dossier=dossier, env=env, journal=etat / "serveur.txt") as serveur:
            url = f"http://localhost:{port}/"
            if not attendre_reponse(url, serveur, DELAI):
                raise RuntimeError("le serveur n'a pas répondu : voir serveur.txt dans le dossier d'état")
            page.goto(url)
            navigateur.attendre_ecran(page)
            duree = time.perf_counter() - depart
            page.close()
    return round(duree, 3)
