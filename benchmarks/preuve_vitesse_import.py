"""Dix millions de lignes lues, contrôlées, rapprochées et versées : le temps et la mémoire de la console.

En alternance, dans la même exécution : `CREATE TABLE … AS FROM read_csv(…)` nu, et
`tableau-bord importer` sur le même fichier. Contre-épreuve : le même import d'un seul tenant.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat

NOM = "vitesse_import"
DESCRIPTION = "CSV de 10 millions de lignes : au plus 4 fois un CREATE TABLE nu de DuckDB, moins de 2 Gio."
LIGNES = 10_000_000
COMMUNAUTES = 1_600
ANNEES = range(2010, 2022)
RAPPORT_PERMIS = 4.0
MEMOIRE_PERMISE = 2.0
MESURES = 3
NU = (
    "import duckdb, sys; c = duckdb.connect(sys.argv[1]); "
    'c.execute("CREATE TABLE t AS FROM read_csv(\'" + sys.argv[2] + "\')"); c.close()'
)
COMPTER = (
    "import sys; from tableau_bord.entrepot import Entrepot; e = Entrepot(sys.argv[1]); "
    "print(e.lire('SELECT COUNT(*) AS n FROM valeurs WHERE remplacee_par IS NULL')['n'][0]); e.fermer()"
)
PREPARER = (
    "import sys; from pathlib import Path; from benchmarks.preuve_vitesse_import import preparer; "
    "preparer(Path(sys.argv[1]), Path(sys.argv[2]))"
)
D_UN_TENANT = (
    "import sys; from tableau_bord.importation import masse_lecture as m; m.SEUIL = 1 << 50; "
    "from tableau_bord import cli; sys.exit(cli.principal(sys.argv[1:]))"
)


def executer(etat: Path) -> Resultat:
    """Préparer le fichier et la base, mesurer en alternance, puis d'un seul tenant."""
    fichier, modele = etat / "dix_millions.csv", etat / "modele.duckdb"
    if not (etat / "pret").exists():
        # Dans un enfant : la mémoire au plus haut d'un processus compte celle du parent qui le lance.
        subprocess.run(
            [sys.executable, "-c", PREPARER, str(modele), str(fichier)],
            check=True,
            env=environnement(PYTHONPATH=os.pathsep.join([str(RACINE / "src"), str(RACINE)])),
        )
        (etat / "pret").touch()
    essais = Carnet.ouvrir(etat).completer(MESURES, lambda _: _paire(etat, fichier))
    contre = Carnet.ouvrir(etat, "contre").completer(1, lambda _: _d_un_tenant(etat, fichier))[0]
    rapport = statistics.median(float(e["import"]) / float(e["nu"]) for e in essais)
    memoire = max(float(e["memoire"]) for e in essais)
    chiffres: dict[str, Nombre] = {
        "lignes": LIGNES,
        "cases retrouvées dans la base": min(int(e["cases"]) for e in essais),
        "rapport médian import / CREATE TABLE nu": round(rapport, 2),
        "CREATE TABLE nu, médiane (s)": round(statistics.median(float(e["nu"]) for e in essais), 1),
        "import complet, médiane (s)": round(statistics.median(float(e["import"]) for e in essais), 1),
        "mémoire au plus haut (Gio)": round(memoire, 2),
        "contre-épreuve, d'un seul tenant (Gio)": contre["memoire"],
    }
    fautes = [f"{e['cases']} cases versées" for e in essais if int(e["cases"]) != LIGNES]
    if rapport > RAPPORT_PERMIS:
        fautes.append(f"rapport {rapport:.2f} au-dessus de {RAPPORT_PERMIS}")
    if memoire > MEMOIRE_PERMISE:
        fautes.append(f"mémoire {memoire:.2f} Gio au-dessus de {MEMOIRE_PERMISE}")
    if float(contre["memoire"]) <= MEMOIRE_PERMISE:
        fautes.append("contre-épreuve : d'un seul tenant, la mémoire tient aussi ; la mesure ne dit rien")
    if fautes:
        return Resultat(ECHEC, chiffres, " ; ".join(fautes))
    return Resultat(
        REUSSI,
        chiffres,
        f"L'import complet prend {rapport:.2f} fois le CREATE TABLE nu.".replace(".", ",", 1),
    )


def preparer(modele: Path, fichier: Path) -> None:
    import numpy as np
    import polars as pl

    from tableau_bord import indicateurs, territoires
    from tableau_bord.entrepot import Entrepot, migrations

    codes = [f"{i:05d}" for i in range(1, COMMUNAUTES + 1)]
    modele.unlink(missing_ok=True)
    entrepot = Entrepot(modele)
    migrations.appliquer(entrepot)
    lieux = pl.DataFrame({"code": codes, "nom": [f"Communauté {c}" for c in codes]}).with_columns(
        municipalite=pl.lit(None, dtype=pl.String)
    )
    dictionnaire = indicateurs.charger()
    entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, dictionnaire))
    entrepot.ecrire(
        lambda t: territoires.inscrire(t, territoires.Decoupage("communaute", "2021", lieux), "essai")
    )
    entrepot.fermer()
    rang = np.arange(LIGNES)
    ages, sexes, annees = ("tous", "0-17", "18-64", "65 et plus"), ("T", "F", "M"), [str(a) for a in ANNEES]
    mesures = [i.code for i in dictionnaire]
    hasard = np.random.default_rng(20_261_125)
    pas = 12 * len(annees)
    # Chaque communauté a sa taille, la même d'une année à l'autre : des séries comme il en vient.
    lieu, case = rang // pas % COMMUNAUTES, rang % 12
    tailles = hasard.integers(400, 6000, (COMMUNAUTES, 12))
    denominateur = tailles[lieu, case]
    pl.DataFrame(
        {
            "Code": np.array(codes)[lieu],
            "Indicateur": np.array(mesures)[rang // (pas * COMMUNAUTES)],
            "Année": np.array(annees)[rang // 12 % len(annees)],
            "Sexe": np.array(sexes)[rang // 4 % 3],
            "Âge": np.array(ages)[rang % 4],
            "Effectif": hasard.binomial(denominateur, 0.12),
            "Dénominateur": denominateur,
        }
    ).write_csv(fichier, separator=";")


def _paire(etat: Path, fichier: Path) -> dict[str, Nombre]:
    base = etat / "nu.duckdb"
    base.unlink(missing_ok=True)
    nu, _, code = _mesurer([sys.executable, "-c", NU, str(base), str(fichier)])
    base.unlink(missing_ok=True)
    if code:
        raise RuntimeError("Le CREATE TABLE nu a échoué.")
    cible = _copie(etat)
    duree, memoire, code = _mesurer([sys.executable, "-m", "tableau_bord.cli", *_arguments(fichier, cible)])
    if code:
        raise RuntimeError("L'import a échoué.")
    return {
        "nu": round(nu, 2),
        "import": round(duree, 2),
        "memoire": round(memoire, 3),
        "cases": _cases(cible),
    }


def _d_un_tenant(etat: Path, fichier: Path) -> dict[str, Nombre]:
    cible = _copie(etat)
    duree, memoire, _ = _mesurer([sys.executable, "-c", D_UN_TENANT, *_arguments(fichier, cible)])
    return {"duree": round(duree, 1), "memoire": round(memoire, 2)}


def _arguments(fichier: Path, base: Path) -> list[str]:
    return ["importer", str(fichier), "--base", str(base)]


def _copie(etat: Path) -> Path:
    for ancien in etat.glob("cible.duckdb*"):
        ancien.unlink()
    return Path(shutil.copy(etat / "modele.duckdb", etat / "cible.duckdb"))


def _mesurer(commande: list[str]) -> tuple[float, float, int]:
    """Durée (s), mémoire résidente au plus haut (Gio) et code d'un enfant."""
    depart = time.perf_counter()
    enfant = subprocess.Popen(
        commande, env=environnement(PYTHONPATH=str(RACINE / "src")), stdout=subprocess.DEVNULL
    )
    _, statut, usage = os.wait4(enfant.pid, 0)
    enfant.returncode = os.waitstatus_to_exitcode(statut)
    unite = 2**30 if sys.platform == "darwin" else 2**20
    return time.perf_counter() - depart, usage.ru_maxrss / unite, enfant.returncode


def _cases(base: Path) -> int:
    compte = subprocess.run(
        [sys.executable, "-c", COMPTER, str(base)],
        check=True,
        capture_output=True,
        text=True,
        env=environnement(PYTHONPATH=str(RACINE / "src")),
    )
    return int(compte.stdout)
