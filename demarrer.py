#!/usr/bin/env python3
"""Mettre en place et lancer le tableau de bord, avec la seule bibliothèque standard.

    python3 demarrer.py                  prépare tout, puis ouvre la démonstration
        --port 8501                      autre port
        --adresse localhost              autre adresse d'écoute
        --sans-navigateur                n'ouvre pas le navigateur
    python3 demarrer.py rencontre VALISE ouvre une valise dans une salle : adresse et code QR pour les téléphones
        (mêmes options ; sans --adresse, toutes les cartes réseau de la machine)
    python3 demarrer.py tests [...]      style, types, flèches et tous les essais (... : options de pytest)
    python3 demarrer.py verifier         la commande d'avant commit : la même chose, sans Chromium
    python3 demarrer.py preuves [NOM]    les preuves lourdes, ou une seule (--liste pour leurs noms)

Tout s'installe dans le dossier .venv, à côté de ce fichier ; l'effacer remet tout à neuf.
"""

import argparse
import errno
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import webbrowser
from pathlib import Path

# Les annotations restent entre guillemets : un Python trop vieux doit pouvoir lire le fichier et le dire.
PYTHON_MINIMUM = (3, 11)
RACINE = Path(__file__).resolve().parent
ENVIRONNEMENT = RACINE / ".venv"
JOURNAL = ENVIRONNEMENT / "installation.txt"
PORT = 8501
PORTS_ESSAYES = 20
TOUTES = "0.0.0.0"
ATTENTE_SERVEUR = 180
GESTES = ("servir", "rencontre", "tests", "verifier", "preuves")


class Empechement(Exception):
    """Ce qui arrête la mise en place : une phrase et son remède, jamais une trace."""

    def __init__(self, quoi: str, remede: str, code: int = 1) -> None:
        super().__init__(f"{quoi}\n{remede}")
        self.code = code


# --- ce qui peut manquer à la machine ---------------------------------------------------------

DISQUE_MINIMUM = 50_000_000
DISQUE_PLEIN = (
    "Le disque est plein : l'installation s'est arrêtée.",
    "Libérez environ 1 Go, puis relancez la même commande : elle reprendra.",
)
PANNES = (
    (("no space left", "errno 28", "winerror 112", "disk quota"), *DISQUE_PLEIN),
    (
        ("certificate_verify_failed", "sslerror", "ssl: "),
        "Le certificat du réseau n'est pas reconnu (souvent un mandataire d'entreprise).",
        "Demandez au service informatique le certificat à déclarer à pip (option « cert »), puis relancez.",
    ),
    (
        (
            "newconnectionerror",
            "failed to establish a new connection",
            "name resolution",
            "name or service not known",
            "getaddrinfo failed",
            "nodename nor servname",
            "connection refused",
            "connection aborted",
            "network is unreachable",
            "proxyerror",
            "readtimeout",
            "timed out",
        ),
        "Les paquets n'ont pas pu être téléchargés : le réseau ne répond pas.",
        "Branchez le réseau (ou réglez le mandataire de pip), puis relancez : il ne sert qu'à installer.",
    ),
    (
        ("permission denied", "errno 13", "winerror 5", "access is denied", "read-only file system"),
        "Ce dossier n'accepte pas l'écriture.",
        "Placez le projet dans un dossier à vous, fermez les programmes qui tiennent .venv, puis relancez.",
    ),
    (
        ("no module named pip", "no module named 'pip'"),
        "L'outil d'installation « pip » manque à ce Python.",
        "Effacez le dossier .venv et relancez ; sur Debian ou Ubuntu : sudo apt install python3-pip.",
    ),
    (
        ("ensurepip is not", "no module named ensurepip", "no module named venv", "python3-venv"),
        "Ce Python ne sait pas créer d'environnement : le module « venv » est incomplet.",
        "Sur Debian ou Ubuntu : sudo apt install python3-venv, puis relancez.",
    ),
    (
        ("no matching distribution", "could not find a version", "is not a supported wheel"),
        "Un paquet n'existe pas pour cette machine ou pour cette version de Python.",
        "Essayez avec Python 3.11, 3.12 ou 3.13 en version 64 bits.",
    ),
)


def expliquer(sortie: str, autrement: str) -> Empechement:
    """Reconnaître une panne à ce qu'un outil en a dit ; à défaut, renvoyer au journal."""
    bas = sortie.lower()
    if shutil.disk_usage(RACINE).free < DISQUE_MINIMUM:
        return Empechement(*DISQUE_PLEIN)
    for indices, quoi, remede in PANNES:
        if any(indice in bas for indice in indices):
            return Empechement(quoi, remede)
    return Empechement(autrement, f"Le détail est dans {_nom_court(JOURNAL)} ; effacer .venv repart à neuf.")


def verifier_python(version: "tuple[int, int]" = (sys.version_info[0], sys.version_info[1])) -> None:
    """Refuser un Python trop vieux, avant toute chose."""
    if version < PYTHON_MINIMUM:
        raise Empechement(
            f"Python {version[0]}.{version[1]} est trop vieux : il faut Python 3.11 ou plus récent.",
            "Installez-le (python.org ou gestionnaire de paquets), puis relancez : python3.11 demarrer.py",
            2,
        )


def python_de(environnement: Path = ENVIRONNEMENT) -> Path:
    """Dire où est le Python d'un environnement, selon le système."""
    if os.name == "nt":
        return environnement / "Scripts" / "python.exe"
    return environnement / "bin" / "python"


def _nom_court(chemin: Path) -> str:
    try:
        return str(chemin.relative_to(RACINE))
    except ValueError:
        return chemin.name


def _dire(phrase: str) -> None:
    print(phrase, flush=True)


# --- mise en place ----------------------------------------------------------------------------


def preparer(outils: bool = False) -> Path:
    """Créer .venv au besoin, y installer ce qui a changé ; rend son Python.

    `outils` ajoute les outils d'essai (requirements-dev.txt).
    """
    python = _creer_environnement()
    liste = RACINE / ("requirements-dev.txt" if outils else "requirements.txt")
    marque = ENVIRONNEMENT / f"empreinte-{liste.stem}"
    attendue = empreinte(outils)
    if not (marque.exists() and marque.read_text(encoding="utf-8") == attendue):
        _installer(python, liste)
        marque.write_text(attendue, encoding="utf-8")
    return python


def empreinte(outils: bool = False) -> str:
    """Résumer ce dont dépend l'installation : listes de paquets, projet, Python, emplacement."""
    noms = ["requirements.txt", "pyproject.toml", *(["requirements-dev.txt"] if outils else [])]
    resume = hashlib.sha256(f"{sys.version_info[:2]} {RACINE}".encode())
    for nom in noms:
        resume.update((RACINE / nom).read_bytes())
    return resume.hexdigest()


def _creer_environnement() -> Path:
    python = python_de()
    if _repond(python):
        return python
    _dire("Création de l'environnement Python (.venv)…")
    options = ["--clear"] if ENVIRONNEMENT.exists() else []
    commande = [sys.executable, "-m", "venv", *options, str(ENVIRONNEMENT)]
    fini = subprocess.run(
        commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    )
    if fini.returncode or not _repond(python):
        _journaliser(fini.stdout)
        raise expliquer(fini.stdout, "L'environnement Python (.venv) n'a pas pu être créé.")
    return python


def _repond(python: Path) -> bool:
    """Vrai si ce Python existe, est assez récent et sait installer."""
    if not python.exists():
        return False
    question = f"import sys, pip; sys.exit(sys.version_info[:2] < {PYTHON_MINIMUM})"
    try:
        fini = subprocess.run([str(python), "-c", question], capture_output=True)
    except OSError:
        return False
    return fini.returncode == 0


def _installer(python: Path, liste: Path) -> None:
    _dire("Installation des paquets (quelques minutes la première fois)…")
    commande = [str(python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    commande += ["--progress-bar", "off", "-r", str(liste), "-e", str(RACINE)]
    depart = time.monotonic()
    sortie = []
    with subprocess.Popen(
        commande, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace", cwd=RACINE
    ) as pip:
        for ligne in pip.stdout or ():
            sortie.append(ligne)
            _montrer_progres(traduire(ligne))
    _effacer_progres()
    if pip.returncode:
        _journaliser("".join(sortie))
        raise expliquer("".join(sortie), "L'installation des paquets a échoué.")
    _dire(f"Paquets installés en {time.monotonic() - depart:.0f} s.")


def _journaliser(sortie: str) -> None:
    ENVIRONNEMENT.mkdir(exist_ok=True)
    JOURNAL.write_text(sortie, encoding="utf-8")


def traduire(ligne: str) -> str:
    """Dire en français une ligne de progression de pip ; chaîne vide si elle n'apprend rien."""
    mots = ligne.split()
    if ligne.startswith("Collecting ") and len(mots) > 1:
        return f"lecture de {mots[1]}"
    if ligne.strip().startswith("Downloading ") and len(mots) > 1:
        return f"téléchargement de {mots[1].rsplit('/', 1)[-1].split('-')[0]}"
    if ligne.startswith("Installing collected packages"):
        return f"installation en cours ({ligne.count(',') + 1} à poser), encore un moment"
    if ligne.startswith("Building editable"):
        return "préparation du tableau de bord"
    return ""


def _montrer_progres(phrase: str) -> None:
    if not phrase:
        return
    if sys.stdout.isatty():
        sys.stdout.write(f"\r  {phrase[:70]:<70}")
        sys.stdout.flush()
    elif phrase.startswith("installation"):
        _dire(f"  {phrase}")


def _effacer_progres() -> None:
    if sys.stdout.isatty():
        sys.stdout.write("\r" + " " * 72 + "\r")


# --- les gestes -------------------------------------------------------------------------------


def servir(options: argparse.Namespace) -> int:
    """Lancer l'application sur la démonstration et ouvrir son adresse."""
    adresse = options.adresse or "localhost"
    port = choisir_port(adresse, options.port)
    python = preparer()
    commande = [str(python), "-m", "tableau_bord.cli", "servir", "--demo", "--port", str(port)]
    if options.adresse:
        commande += ["--adresse", options.adresse]
    return _lancer(commande, adresse, port, options)


def rencontre(options: argparse.Namespace) -> int:
    """Ouvrir une valise dans une salle : la console dit l'adresse et le code QR, l'écran s'ouvre sur ce poste."""
    valise = Path(options.valise).resolve()
    if not valise.is_file():
        raise Empechement(
            f"Cette valise n'existe pas : {valise}",
            "Donnez le chemin du fichier préparé pour la rencontre (« tableau-bord valise », ou la page Publier).",
            2,
        )
    adresse = options.adresse or TOUTES
    port = choisir_port(adresse, options.port)
    python = preparer()
    commande = [str(python), "-m", "tableau_bord.cli", "rencontre", str(valise), "--port", str(port)]
    return _lancer([*commande, "--adresse", adresse], adresse, port, options)


def _lancer(commande: "list[str]", adresse: str, port: int, options: argparse.Namespace) -> int:
    """Tenir le serveur jusqu'à Ctrl+C, et ouvrir le navigateur dès qu'il répond."""
    visible = "localhost" if adresse in (TOUTES, "::") else adresse
    url = f"http://{visible}:{port}/"
    _dire("Démarrage du tableau de bord…")
    with _signal_d_arret(), subprocess.Popen(commande, cwd=RACINE) as serveur:
        try:
            _attendre(url, serveur)
            _dire(f"Le tableau de bord est ouvert : {url}\nPour l'arrêter : Ctrl+C.")
            if not options.sans_navigateur:
                webbrowser.open(url)
            code = serveur.wait()
        except KeyboardInterrupt:
            _arreter(serveur)
            _dire("\nLe tableau de bord est arrêté.")
            return 0
    if code:
        raise Empechement("Le tableau de bord s'est arrêté.", "La raison est écrite ci-dessus.", code)
    return 0


def choisir_port(adresse: str, demande: "int | None") -> int:
    """Prendre le port demandé, ou le premier libre à partir de 8501 ; le refus est expliqué."""
    if demande is not None:
        if not _libre(adresse, demande):
            raise Empechement(
                f"Le port {demande} ne peut pas servir à l'adresse « {adresse} » : pris ou réservé.",
                "Fermez l'autre programme, ou choisissez-en un autre : python3 demarrer.py --port 8600.",
            )
        return demande
    for port in range(PORT, PORT + PORTS_ESSAYES):
        if _libre(adresse, port):
            if port != PORT:
                _dire(f"Le port {PORT} est déjà pris ; celui-ci servira : {port}.")
            return port
    raise Empechement(
        f"Aucun port libre de {PORT} à {PORT + PORTS_ESSAYES - 1}.",
        "Choisissez-en un autre : python3 demarrer.py --port 9000.",
    )


def _libre(adresse: str, port: int) -> bool:
    famille = socket.AF_INET6 if ":" in adresse else socket.AF_INET
    with socket.socket(famille, socket.SOCK_STREAM) as prise:
        if os.name != "nt":
            prise.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            prise.bind((adresse, port))
        except (OSError, OverflowError):
            return False
    return True


class _signal_d_arret:  # noqa: N801 - se lit comme un verbe dans un « with »
    """Traiter SIGTERM comme Ctrl+C, pour que le serveur s'arrête avec nous."""

    def __enter__(self) -> None:
        self.avant = signal.signal(signal.SIGTERM, signal.default_int_handler)

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGTERM, self.avant)


def _attendre(url: str, serveur: "subprocess.Popen[bytes]") -> None:
    sans_mandataire = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    limite = time.monotonic() + ATTENTE_SERVEUR
    while time.monotonic() < limite:
        if serveur.poll() is not None:
            raise Empechement("Le tableau de bord n'a pas démarré.", "La raison est écrite ci-dessus.")
        try:
            with sans_mandataire.open(url, timeout=5):
                return
        except urllib.error.HTTPError:
            return  # il répond, même par un refus
        except OSError:
            time.sleep(0.1)
    _arreter(serveur)
    raise Empechement(
        "Le tableau de bord ne répond pas.",
        "Relancez ; si cela se répète, effacez le dossier .venv et recommencez.",
    )


def _arreter(serveur: "subprocess.Popen[bytes]") -> None:
    if serveur.poll() is not None:
        return
    serveur.terminate()
    try:
        serveur.wait(timeout=15)
    except subprocess.TimeoutExpired:
        serveur.kill()


def tests(suite: "list[str]") -> int:
    """Installer les outils, puis tout vérifier et tout essayer."""
    python = preparer(outils=True)
    if not any(shutil.which(nom) for nom in ("chromium", "chromium-browser", "google-chrome")):
        _dire("Chromium est absent : les essais qui ouvrent un navigateur seront sautés.")
    return _enchainer([str(python), str(RACINE / "verifier.py"), "--tout", *suite])


def verifier(suite: "list[str]") -> int:
    """La commande d'avant commit."""
    python = preparer(outils=True)
    return _enchainer([str(python), str(RACINE / "verifier.py"), *suite])


def preuves(suite: "list[str]") -> int:
    """Les preuves lourdes : 0 réussies, 1 échec, 2 non prouvé."""
    python = preparer(outils=True)
    return _enchainer([str(python), "-m", "benchmarks.lanceur", *suite])


def _enchainer(commande: "list[str]") -> int:
    with _signal_d_arret(), subprocess.Popen(commande, cwd=RACINE) as enfant:
        try:
            return enfant.wait()
        except KeyboardInterrupt:
            _arreter(enfant)
            raise


# --- la ligne de commande ---------------------------------------------------------------------


class _Analyseur(argparse.ArgumentParser):
    """argparse parle anglais : ses messages sont remplacés par une phrase."""

    def error(self, message: str) -> "None":  # type: ignore[override]
        del message
        raise Empechement(
            "Cette commande n'est pas bien écrite.", "Le mode d'emploi : python3 demarrer.py --aide", 2
        )


def lire_commande(arguments: "list[str]") -> "tuple[str, argparse.Namespace, list[str]]":
    """Comprendre la ligne de commande : le geste, ses options, et ce qui se transmet tel quel."""
    geste, suite = "servir", list(arguments)
    if suite and not suite[0].startswith("-"):
        geste = suite.pop(0)
    if geste not in GESTES:
        raise Empechement(f"Geste inconnu : « {geste} ».", "Le mode d'emploi : python3 demarrer.py --aide", 2)
    analyseur = _Analyseur(add_help=False, allow_abbrev=False)
    if geste in ("servir", "rencontre"):
        if geste == "rencontre":
            analyseur.add_argument("valise")
        analyseur.add_argument("--port", type=int)
        analyseur.add_argument("--adresse")
        analyseur.add_argument("--sans-navigateur", action="store_true")
        return geste, analyseur.parse_args(suite), []
    return geste, argparse.Namespace(), suite


def principal(arguments: "list[str]") -> int:
    """Faire le geste demandé ; toute panne prévue devient une phrase."""
    try:
        verifier_python()
        if arguments[:1] in (["--aide"], ["-h"], ["--help"], ["aide"]):
            _dire(__doc__ or "")
            return 0
        geste, options, suite = lire_commande(arguments)
        if geste in ("servir", "rencontre"):
            return {"servir": servir, "rencontre": rencontre}[geste](options)
        return {"tests": tests, "verifier": verifier, "preuves": preuves}[geste](suite)
    except Empechement as empechement:
        print(f"\n{empechement}", file=sys.stderr)
        return empechement.code
    except KeyboardInterrupt:
        print("\nInterrompu.", file=sys.stderr)
        return 130
    except OSError as erreur:
        print(f"\n{_panne_du_systeme(erreur)}", file=sys.stderr)
        return 1


def _panne_du_systeme(erreur: OSError) -> Empechement:
    if erreur.errno in (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)):
        return Empechement(*DISQUE_PLEIN)
    fichier = Path(str(erreur.filename)).name if erreur.filename else "un fichier"
    return expliquer(str(erreur), f"Le système a refusé un accès ({fichier}).")


if __name__ == "__main__":
    for flux in (sys.stdout, sys.stderr):
        if hasattr(flux, "reconfigure"):
            flux.reconfigure(errors="replace")
    sys.exit(principal(sys.argv[1:]))
