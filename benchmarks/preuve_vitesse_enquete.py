"""Calage, réplications et domaines d'une enquête : contre R survey, et contre les seuls produits matriciels.

Un fil de calcul partout : c'est ce que fait R avec l'algèbre de Debian, et deux fils qui se disputent un cœur occupé
mesureraient l'ordonnanceur. Chaque mesure est un processus neuf.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, NON_PROUVE, REUSSI, Carnet, Nombre, Resultat
from benchmarks.vitesse_enquete import Donnees, Taille

NOM = "vitesse_enquete"
DESCRIPTION = (
    "100 000 répondants, 500 réplications recalées sur 11 marges, 120 communautés, 20 indicateurs ; calage logit"
    " borné à 40 colonnes : contre R survey dans la même exécution, et contre les produits matriciels nus."
)
TOURS, FOIS_DE_R = 3, 5
FOIS_TACHE, VISE, FOIS_LOGIT = 10.0, 30.0, 5.0
FOIS_DOMAINES, FOIS_RECALAGE, MEMOIRE_GIO = 3.0, 2.0, 2.0
TOLERANCE, TOLERANCE_FACTEURS = 1e-9, 1e-6
DIX_MINUTES = 600.0
UN_FIL = {f"{nom}_NUM_THREADS": "1" for nom in ("OPENBLAS", "OMP", "MKL", "VECLIB_MAXIMUM")}
Durees = dict[str, list[tuple[float, float]]]
SANS_R = "R ou son paquet survey manque : la comparaison à R n'est pas faite."


def executer(etat: Path) -> Resultat:
    """Trois tours, l'ordre des deux alternant, à la taille de l'issue."""
    return prouver(etat, Taille(), TOURS, r_present())


def prouver(etat: Path, taille: Taille, tours: int, avec_r: bool) -> Resultat:
    """Écrire les données, faire les tours qui manquent au carnet, comparer les nombres, juger."""
    if not (etat / "taille.json").exists():
        Donnees.tirer(taille).ecrire_pour_r(etat)
    prevue = Carnet.ouvrir(etat, "prevision").completer(int(avec_r), lambda _: prevoir(etat, taille))
    directe = not avec_r or float(prevue[0]["R, prévision (s)"]) <= DIX_MINUTES
    carnet = Carnet.ouvrir(etat, "tours_avec_r" if avec_r else "tours_sans_r")
    faits = carnet.completer(tours, lambda rang: un_tour(etat, taille, rang, avec_r, directe))
    comparees = Carnet.ouvrir(etat, "comparaison").completer(int(avec_r), lambda _: comparer(etat, taille))
    return juger(rapporter(faits), {**prevue[0], **comparees[0]} if avec_r else {})


def un_tour(etat: Path, taille: Taille, rang: int, avec_r: bool, directe: bool) -> dict[str, Nombre]:
    """La tâche entière et le calage logit, nous et R à tour de rôle ; entre les deux, les mesures internes."""
    rendu: dict[str, Nombre] = {}
    for qui in ("nous", "R") if rang % 2 == 0 else ("R", "nous"):
        if qui == "nous":
            rendu |= {f"nous, {cle}": valeur for cle, valeur in _mesurer("tache", etat).items()}
            rendu |= {f"logit, nous, {cle}": valeur for cle, valeur in _mesurer("logit", etat).items()}
        elif avec_r:
            rendu |= _tache_de_r(etat, taille.replications, directe)
            durees = _lancer_r(etat, "logit", FOIS_DE_R)[0]["caler"]
            rendu |= {f"logit, R, {cle}": valeur for cle, valeur in _mediane(durees).items()}
    for mesure in ("domaines", "recalage"):
        rendu |= {f"{mesure}, {cle}": valeur for cle, valeur in _mesurer(mesure, etat).items()}
    return rendu


def prevoir(etat: Path, taille: Taille) -> dict[str, Nombre]:
    """Ce que R mettrait à toutes les réplications, d'après peu : au-delà de dix minutes, on extrapole."""
    return {"R, prévision (s)": _tache_de_r(etat, taille.replications, False)["R, secondes"]}


def comparer(etat: Path, taille: Taille) -> dict[str, Nombre]:
    """Donner à R nos réplications de départ, puis rapprocher les nombres."""
    _, versions = _lancer_r(etat, "verifier", taille.comparees)
    return {**{f"écart à R, {cle}": x for cle, x in _mesurer("comparer", etat).items()}, **versions}


def rapporter(tours: Sequence[dict[str, Nombre]]) -> dict[str, Nombre]:
    """Médianes des tours, et les rapports qu'on juge."""
    c: dict[str, Nombre] = {
        cle: float(f"{statistics.median(float(t[cle]) for t in tours):.4g}") for cle in tours[0]
    }
    v = {cle: float(valeur) for cle, valeur in c.items()}
    produit = min(v["domaines, produit y'w"], v["domaines, produit w'y"])
    produits = min(v["recalage, produits par paires"], v["recalage, produits un à un"])
    rapports = {
        "domaines, fois le produit nu": v["domaines, estimer"] / produit,
        "domaines, boucle naïve, fois le produit nu": v["domaines, boucle naïve"] / produit,
        "recalage, fois les seuls produits": v["recalage, recaler"] / produits,
        "recalage naïf, fois les seuls produits": v["recalage, recalage naïf"] / produits,
    }
    if "R, secondes" in v:
        for cle, nom in (("secondes", "R ÷ nous"), ("calcul", "R ÷ nous, temps de calcul")):
            rapports[nom] = v[f"R, {cle}"] / v[f"nous, {cle}"]
            rapports[f"logit, {nom}"] = v[f"logit, R, {cle}"] / v[f"logit, nous, {cle}"]
    c["tours"] = len(tours)
    c["nous, mémoire (Gio)"] = max(float(t["nous, mémoire (Gio)"]) for t in tours)
    return {**c, **{nom: round(valeur, 2) for nom, valeur in rapports.items()}}


def juger(chiffres: dict[str, Nombre], de_r: dict[str, Nombre]) -> Resultat:
    """Échec si une limite ne tient pas ou si une contre-épreuve ne mord pas ; sans R, non prouvé au mieux."""
    chiffres = {**chiffres, **de_r}
    c = {nom: float(x) for nom, x in chiffres.items() if not isinstance(x, str)}
    fautes = {
        "estimer dépasse 3 fois le produit nu": c["domaines, fois le produit nu"] > FOIS_DOMAINES,
        "recaler dépasse 2 fois les seuls produits": c["recalage, fois les seuls produits"] > FOIS_RECALAGE,
        "la mémoire dépasse 2 Gio": c["nous, mémoire (Gio)"] > MEMOIRE_GIO,
        "la boucle naïve tient aussi (contre-épreuve)": c["domaines, boucle naïve, fois le produit nu"]
        <= FOIS_DOMAINES,
        "le recalage naïf tient aussi (contre-épreuve)": c["recalage naïf, fois les seuls produits"]
        <= FOIS_RECALAGE,
        "la boucle naïve rend d'autres nombres": not c["domaines, écart de la boucle naïve"] <= TOLERANCE,
        "le recalage naïf rend d'autres nombres": not c["recalage, écart du recalage naïf"] <= TOLERANCE,
    }
    if de_r:
        fautes |= {
            "moins de 10 fois plus vite que R": c["R ÷ nous"] < FOIS_TACHE,
            "calage logit moins de 5 fois plus vite que R": c["logit, R ÷ nous"] < FOIS_LOGIT,
            "estimations différentes de R": not c["écart à R, estimations"] <= TOLERANCE,
            "erreurs types différentes de R": not c["écart à R, erreurs types"] <= TOLERANCE,
            "facteurs différents de R": not c["écart à R, facteurs"] <= TOLERANCE_FACTEURS,
        }
    dites = [nom for nom, faute in fautes.items() if faute]
    if dites:
        return Resultat(ECHEC, chiffres, f"Échec : {' ; '.join(dites)}.")
    if not de_r:
        return Resultat(NON_PROUVE, chiffres, f"Les mesures internes tiennent. {SANS_R}")
    return Resultat(REUSSI, chiffres, _conclure(c))


def _conclure(c: dict[str, float]) -> str:
    atteint = "est atteint" if c["R ÷ nous"] >= VISE else "n'est pas atteint"
    comment = "mesurée en entier"
    if c["R, réplications"] < c["demandées"]:
        comment = f"extrapolée de {c['R, réplications']:.0f} réplications"
    logit = f"{c['logit, R ÷ nous']:.1f}".replace(".", ",")
    return (
        f"Mêmes nombres que R survey, {c['R ÷ nous']:.0f} fois plus vite (l'objectif de {VISE:.0f} {atteint} ; la durée"
        f" de R est {comment}) ; calage logit {logit} fois plus vite. Un fil de calcul de part et d'autre. Les versions"
        " naïves ne tiennent pas. Durées en secondes."
    )


def r_present() -> bool:
    """Rscript et le paquet survey sont-ils là."""
    if shutil.which("Rscript") is None:
        return False
    return subprocess.run(["Rscript", "-e", "library(survey)"], capture_output=True).returncode == 0


def _tache_de_r(etat: Path, replications: int, directe: bool) -> dict[str, Nombre]:
    faites = replications if directe else max(replications // 5, 3)
    durees = _lancer_r(etat, "replications", faites)[0]
    etapes = {nom: _mediane(fois) for nom, fois in durees.items()}
    if not directe:
        etapes = _prolonger(etat, etapes, faites, replications)
    return {
        **{f"R, {nom}": etape["secondes"] for nom, etape in etapes.items()},
        **{f"R, {cle}": sum(e[cle] for e in etapes.values()) for cle in ("secondes", "calcul")},
        "R, réplications": faites,
        "demandées": replications,
    }


def _prolonger(
    etat: Path, etapes: dict[str, dict[str, float]], faites: int, replications: int
) -> dict[str, dict[str, float]]:
    """En droite, d'un cinquième de ce qui est fait : c'est dire trop peu, R calcule aussi un rang en B²."""
    peu = max(faites // 5, 2)
    courtes = {nom: _mediane(fois) for nom, fois in _lancer_r(etat, "replications", peu)[0].items()}
    pente = (replications - faites) / (faites - peu)
    return {
        nom: {cle: x + pente * max(x - courtes[nom][cle], 0.0) for cle, x in etape.items()}
        for nom, etape in etapes.items()
    }


def _mediane(fois: list[tuple[float, float]]) -> dict[str, float]:
    return {
        "secondes": statistics.median(f[0] for f in fois),
        "calcul": statistics.median(f[1] for f in fois),
    }


def _mesurer(mesure: str, etat: Path) -> dict[str, float]:
    commande = [sys.executable, "-m", "benchmarks.vitesse_enquete", mesure, str(etat)]
    lu: dict[str, float] = json.loads(_lire(commande).splitlines()[-1])
    return lu


def _lancer_r(etat: Path, tache: str, combien: int) -> tuple[Durees, dict[str, Nombre]]:
    """Secondes écoulées et de calcul de chaque étape, autant de fois qu'elle fut faite ; et les versions de R."""
    script = str(RACINE / "benchmarks" / "vitesse_enquete.R")
    durees: Durees = {}
    versions: dict[str, Nombre] = {}
    for ligne in _lire(["Rscript", script, str(etat), tache, str(combien)]).splitlines():
        nom, *valeurs = ligne.split()
        if len(valeurs) == 2:
            durees.setdefault(nom, []).append((float(valeurs[0]), float(valeurs[1])))
        else:
            versions[f"version, {nom}"] = valeurs[0]
    return durees, versions


def _lire(commande: Sequence[str]) -> str:
    fini = subprocess.run(
        commande, cwd=RACINE, capture_output=True, encoding="utf-8",
        env=environnement(PYTHONPATH=f"{RACINE / 'src'}", **UN_FIL),
    )  # fmt: skip
    if fini.returncode:
        raise RuntimeError(f"la mesure est tombée : {fini.stderr[-800:]}")
    return fini.stdout
