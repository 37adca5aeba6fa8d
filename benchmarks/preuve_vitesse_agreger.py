"""Cent millions d'évènements comptés par communauté : le temps, la mémoire et la pente de `agreger`.

En alternance, chacun dans son processus, sur le même Parquet et sous la même borne de mémoire : la requête DuckDB
nue qu'on écrirait à la main (jointure à la communauté, groupes de textes), et le geste `agreger`. Deux questions :
compter chaque évènement ; compter une personne par année. Contre-épreuve : le même geste, privé de ce qui le rend
rapide (les lignes tirées en Python, tranche par tranche), puis tout le fichier lu d'un seul tenant.

Le temps de processeur est dit à côté de la durée : sur une machine partagée, il bouge moins.
`TABLEAU_BORD_LIGNES=10000000` réduit la preuve ; elle rend alors « non prouvé ».
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, NON_PROUVE, REUSSI, Carnet, Nombre, Resultat

NOM = "vitesse_agreger"
DESCRIPTION = (
    "100 millions de lignes agrégées : au plus 1,3 fois la requête DuckDB nue, coût linéaire, mémoire bornée."
)
ENTIER = 100_000_000
BLOC = 1_000_000
AIRES, PAR_COMMUNAUTE = 13_600, 8
RAPPORT_PERMIS = 1.3
PENTE_PERMISE = 1.3
"""Dix fois plus de lignes coûtent au plus treize fois plus de processeur : les tailles ne se mesurent pas en même temps."""
MEMOIRE_MIO = 1024
MEMOIRE_PERMISE = 2.0
MESURES = 5
QUESTIONS = {"evenements": "garder", "personnes": "un-par-periode"}
APPELER = "import sys; from benchmarks import preuve_vitesse_agreger as p; p.{nom}(*sys.argv[1:])"


def executer(etat: Path) -> Resultat:
    """Préparer les trois fichiers et la base, mesurer en alternance, puis sans la protection."""
    entier = int(os.environ.get("TABLEAU_BORD_LIGNES", ENTIER))
    tailles = [entier // 100, entier // 10, entier]
    for lignes in tailles:
        if not (etat / f"{lignes}.pret").exists():
            _lancer("preparer", etat, lignes)
            (etat / f"{lignes}.pret").touch()
    mesures: dict[tuple[int, str], list[Mapping[str, Nombre]]] = {}
    for lignes in tailles:
        for question in QUESTIONS:
            carnet = Carnet.ouvrir(etat, f"{lignes}_{question}")
            mesures[lignes, question] = carnet.completer(
                MESURES, lambda rang, n=lignes, q=question: _paire(etat, n, q, rang)
            )  # fmt: skip
    contre = Carnet.ouvrir(etat, "contre").completer(1, lambda _: _contre(etat, tailles[1]))[0]
    for fichier in etat.glob("*.parquet"):
        fichier.unlink()
    return juger(mesures, contre, entier)


def juger(
    mesures: Mapping[tuple[int, str], Sequence[Mapping[str, Nombre]]],
    contre: Mapping[str, Nombre],
    entier: int,
) -> Resultat:
    """Rapport à la requête nue au plus grand, pente entre tailles, mémoire ; la contre-épreuve doit mordre."""
    chiffres: dict[str, Nombre] = {"lignes": entier}
    fautes: list[str] = []
    moyenne = entier // 10
    for question in QUESTIONS:
        durees = {n: _mediane(m, "agreger") for (n, q), m in mesures.items() if q == question}
        essais = mesures[entier, question]
        rapport = statistics.median(float(e["agreger"]) / float(e["nue"]) for e in essais)
        effort = statistics.median(float(e["cpu"]) / float(e["cpu_nue"]) for e in essais)
        couts = {n: _mediane(m, "cpu") for (n, q), m in mesures.items() if q == question}
        pente = couts[entier] / couts[moyenne] / (entier / moyenne)
        memoire = max(float(e["memoire"]) for e in essais)
        chiffres |= {
            f"{question}, requête nue, médiane (s)": round(_mediane(essais, "nue"), 1),
            f"{question}, agreger, médiane (s)": round(durees[entier], 1),
            f"{question}, rapport médian des durées": round(rapport, 2),
            f"{question}, rapport médian des temps de processeur": round(effort, 2),
            f"{question}, {moyenne} lignes (s)": round(durees[moyenne], 1),
            f"{question}, {entier // 100} lignes (s)": round(durees[entier // 100], 2),
            f"{question}, pente en temps de processeur (1\u00a0: linéaire)": round(pente, 2),
            f"{question}, mémoire au plus haut (Gio)": round(memoire, 2),
            f"{question}, mémoire de la requête nue (Gio)": round(
                max(float(e["memoire_nue"]) for e in essais), 2
            ),
        }
        if any(e["cases"] != e["cases_nues"] for (_, q), m in mesures.items() if q == question for e in m):
            fautes.append(f"{question} : le total n'est pas celui de la requête nue")
        if rapport > RAPPORT_PERMIS:
            fautes.append(f"{question} : rapport {rapport:.2f} au-dessus de {RAPPORT_PERMIS}")
        if pente > PENTE_PERMISE:
            fautes.append(f"{question} : pente {pente:.2f} au-dessus de {PENTE_PERMISE}")
        if memoire > MEMOIRE_PERMISE:
            fautes.append(f"{question} : mémoire {memoire:.2f} Gio au-dessus de {MEMOIRE_PERMISE}")
    chiffres |= {
        "contre-épreuve, lignes tirées en Python, rapport": contre["rapport"],
        "contre-épreuve, tout le fichier en mémoire, porté à 100 millions (Gio)": contre["memoire"],
    }
    if float(contre["rapport"]) <= RAPPORT_PERMIS:
        fautes.append("contre-épreuve : tirer les lignes en Python tient aussi ; le rapport ne dit rien")
    if float(contre["memoire"]) <= MEMOIRE_PERMISE:
        fautes.append("contre-épreuve : d'un seul tenant, la mémoire tient aussi ; la mesure ne dit rien")
    if fautes:
        return Resultat(ECHEC, chiffres, " ; ".join(fautes))
    dit = f"{entier / 1e6:g} millions de lignes : {chiffres['evenements, rapport médian des durées']} fois la requête nue.".replace(
        ".", ",", 1
    )
    return Resultat(REUSSI if entier >= ENTIER else NON_PROUVE, chiffres, dit)


def _mediane(essais: Sequence[Mapping[str, Nombre]], cle: str) -> float:
    return statistics.median(float(e[cle]) for e in essais)


# --- ce que font les enfants ---------------------------------------------------------------------


def preparer(etat: str, lignes: str) -> None:
    """Écrire le Parquet par blocs, et la base qui situe ses aires."""
    import numpy as np
    import polars as pl
    import pyarrow as pa
    import pyarrow.parquet as pq

    dossier, n = Path(etat), int(lignes)
    if not (dossier / "base.duckdb").exists():
        _base(dossier / "base.duckdb")
    hasard = np.random.default_rng(20_261_125)
    aires, sexes, diags = np.array(_aires()), np.array(["F", "M"]), np.array(["I10", "J45", "J46", "Z00"])
    schema = pa.schema({"aire": pa.string(), "jour": pa.date32(), "sexe": pa.string(), "age": pa.int16(), "nam": pa.string(), "diag": pa.string()})  # fmt: skip
    with pq.ParquetWriter(dossier / f"{n}.parquet", schema, compression="zstd") as sortie:
        for debut in range(0, n, BLOC):
            k = min(BLOC, n - debut)
            jours = np.datetime64("2012-01-01") + hasard.integers(0, 3653, k).astype("timedelta64[D]")
            cadre = pl.DataFrame(
                {
                    "aire": aires[hasard.integers(0, AIRES, k)],
                    "jour": jours.astype("datetime64[D]"),
                    "sexe": sexes[hasard.integers(0, 2, k)],
                    "age": hasard.integers(0, 100, k).astype(np.int16),
                    "nam": pl.Series(hasard.integers(0, max(1, n // 4), k)).cast(pl.String).str.zfill(12),
                    "diag": diags[hasard.integers(0, 4, k)],
                }
            )
            sortie.write_table(cadre.to_arrow().cast(schema))


def _aires() -> list[str]:
    return [f"24{i:06d}" for i in range(AIRES)]


def _base(chemin: Path) -> None:
    import polars as pl

    from tableau_bord import indicateurs, territoires
    from tableau_bord.entrepot import Entrepot, migrations

    entrepot = Entrepot(chemin)
    migrations.appliquer(entrepot)
    aires = _aires()
    codes = [f"C{i // PAR_COMMUNAUTE:04d}" for i in range(AIRES)]
    composition = pl.DataFrame({"code": codes, "ad": aires, "poids": 1.0})

    def lieux(noms: list[str]) -> pl.DataFrame:
        return pl.DataFrame({"code": noms, "nom": noms}).with_columns(
            municipalite=pl.lit(None, dtype=pl.String)
        )

    dictionnaire = indicateurs.charger()
    entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, dictionnaire))
    for d in (
        territoires.Decoupage("communaute", "2021", lieux(sorted(set(codes))), composition=composition, regle="pondérée"),
        territoires.Decoupage("AD", "2021", lieux(aires)),
    ):  # fmt: skip
        entrepot.ecrire(lambda t, d=d: territoires.inscrire(t, d, "essai"))
    entrepot.fermer()


def nue(etat: str, lignes: str, question: str) -> None:
    """Ce qu'on écrirait à la main ; imprime sa durée et le total compté."""
    import duckdb
    import polars as pl

    con = duckdb.connect(
        config={
            "memory_limit": f"{MEMOIRE_MIO}MiB",
            "temp_directory": f"{etat}/nue",
            "preserve_insertion_order": False,
        }
    )
    table = pl.DataFrame({"aire": _aires(), "code": [f"C{i // PAR_COMMUNAUTE:04d}" for i in range(AIRES)]})
    con.register("recue", table.to_arrow())
    con.execute("SET enable_progress_bar = false")
    con.execute("CREATE TEMP TABLE communautes AS SELECT * FROM recue")
    classe = "CASE WHEN age < 18 THEN '0-17' WHEN age < 65 THEN '18-64' ELSE '65 et plus' END AS classe"
    lues = f"SELECT nam, jour, code, year(jour) AS an, sexe, {classe} FROM read_parquet('{etat}/{lignes}.parquet') JOIN communautes USING (aire)"  # fmt: skip
    if question == "personnes":  # min_by d'un triplet, plus court à écrire, ne tient pas dans cette mémoire
        lues += (
            " QUALIFY row_number() OVER (PARTITION BY nam, year(jour) ORDER BY jour, code, sexe, classe) = 1"
        )
    depart = _horloges()
    rendu = con.execute(f"SELECT code, an, sexe, classe, COUNT(*) AS n FROM ({lues}) GROUP BY ALL").pl()
    _dire(depart, rendu["n"].sum())
    con.close()
    shutil.rmtree(f"{etat}/nue", ignore_errors=True)


def agreger(etat: str, lignes: str, question: str, rang: str) -> None:
    """Le geste entier, de l'ouverture du fichier au tableau ; imprime sa durée et le total compté."""
    from tableau_bord import indicateurs
    from tableau_bord.acces import au_poste
    from tableau_bord.entrepot import Entrepot
    from tableau_bord.gestes import agreger as geste
    from tableau_bord.gestes.agreger_plan import Choix

    entrepot = Entrepot(Path(etat) / "base.duckdb")
    choix = Choix(
        "aire", indicateurs.indicateurs(entrepot)[0].code, decoupage="AD", periode="jour", sexe="sexe", age="age",
        tranches="0-17,18-64,65+", personne="nam", doublons=QUESTIONS[question],
    )  # fmt: skip
    depart = _horloges()
    comptes = geste.agreger(
        entrepot, au_poste("preuve"), Path(etat) / f"{lignes}.parquet", choix, memoire=MEMOIRE_MIO,
        travail=Path(etat) / f"travail_{rang}",
    )  # fmt: skip
    _dire(depart, comptes.decompte.evenements)
    entrepot.fermer()


def lignes_en_python(etat: str, lignes: str) -> None:
    """Sans la protection : les lignes tirées par tranches, comptées en Python par Polars."""
    import polars as pl
    import pyarrow.parquet as pq

    depart, total = _horloges(), 0
    parts = dict(zip(_aires(), (f"C{i // PAR_COMMUNAUTE:04d}" for i in range(AIRES)), strict=True))
    for tranche in pq.ParquetFile(f"{etat}/{lignes}.parquet").iter_batches(100_000):
        cadre = pl.DataFrame(pl.from_arrow(tranche)).with_columns(code=pl.col("aire").replace_strict(parts))
        comptes = cadre.group_by("code", pl.col("jour").dt.year(), "sexe", pl.col("age").cut([17, 64])).len()
        total += int(comptes["len"].sum())
    _dire(depart, total)


def d_un_tenant(etat: str, lignes: str) -> None:
    """Sans la protection : tout le fichier en mémoire."""
    import polars as pl

    depart = _horloges()
    lu = pl.read_parquet(f"{etat}/{lignes}.parquet").with_columns(pl.col("jour").dt.year())
    _dire(depart, lu.height)


def _horloges() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


def _dire(depart: tuple[float, float], total: object) -> None:
    """Durée, temps de processeur (s) et total compté, sur la dernière ligne."""
    print("", *(b - a for a, b in zip(depart, _horloges(), strict=True)), total)


# --- mesurer -------------------------------------------------------------------------------------


def _paire(etat: Path, lignes: int, question: str, rang: int) -> dict[str, Nombre]:
    """Les deux, dans un ordre qui alterne : aucun ne profite toujours du cache de l'autre."""
    ordre = ("nue", "agreger") if rang % 2 == 0 else ("agreger", "nue")
    rendus = {
        nom: _lancer(nom, etat, lignes, question, *([rang] if nom == "agreger" else [])) for nom in ordre
    }
    rien, nous = rendus["nue"], rendus["agreger"]
    return {
        "nue": round(rien.duree, 3), "agreger": round(nous.duree, 3), "cpu_nue": round(rien.processeur, 3),
        "cpu": round(nous.processeur, 3), "memoire": round(nous.memoire, 3), "memoire_nue": round(rien.memoire, 3),
        "cases": nous.total, "cases_nues": rien.total,
    }  # fmt: skip


def _contre(etat: Path, lignes: int) -> dict[str, Nombre]:
    rien, tirees = _lancer("nue", etat, lignes, "evenements"), _lancer("lignes_en_python", etat, lignes)
    memoire = _lancer("d_un_tenant", etat, lignes).memoire
    return {
        "rapport": round(tirees.processeur / rien.processeur, 2),
        "memoire": round(memoire * ENTIER / lignes, 2),
    }


@dataclass(frozen=True)
class _Rendu:
    """Durée et temps de processeur (s), total compté, mémoire résidente au plus haut (Gio)."""

    duree: float
    processeur: float
    total: int
    memoire: float


def _lancer(nom: str, etat: Path, *arguments: object) -> _Rendu:
    """Ce qu'un enfant imprime, et sa mémoire."""
    enfant = subprocess.Popen(
        [sys.executable, "-c", APPELER.format(nom=nom), str(etat), *map(str, arguments)],
        env=environnement(PYTHONPATH=os.pathsep.join([str(RACINE / "src"), str(RACINE)])),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert enfant.stdout
    dit = enfant.stdout.read().split()
    _, statut, usage = os.wait4(enfant.pid, 0)
    enfant.returncode = os.waitstatus_to_exitcode(statut)
    if enfant.returncode:
        raise RuntimeError(f"« {nom} » a échoué.")
    duree, processeur, total = dit[-3:] if dit else ("0", "0", "0")
    unite = 2**30 if sys.platform == "darwin" else 2**20
    return _Rendu(float(duree), float(processeur), int(float(total)), usage.ru_maxrss / unite)
