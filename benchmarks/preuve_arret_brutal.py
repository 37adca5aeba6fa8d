"""Un import tué à un instant quelconque laisse tout le lot, ou rien : jamais une partie.

Pour chaque essai, une copie neuve d'une base qui n'a que des territoires ; la console y verse un
fichier ; on la tue (kill -9) à un instant tiré au sort, une fois sur deux pendant l'écriture, que
trahit la taille des fichiers de la base. On rouvre et on compte.
"""

from __future__ import annotations

import random
import shutil
import sys
import time
from pathlib import Path

from benchmarks.processus import RACINE, environnement, lance, tuer
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "arret_brutal"
DESCRIPTION = "Vingt imports tués à des instants tirés au sort : la base rouverte a tout le lot, ou rien."
ESSAIS = 20
ESSAIS_SANS_PROTECTION = 10
TRANCHES = 40
GRAINE = 20_261_124
COMMUNAUTES = 300
ANNEES = range(1996, 2026)
SEXES = ("T", "F", "M")
INDICATEURS = 12
PAS = 0.002
COMPTER = "SELECT COUNT(*) AS n FROM valeurs"
COMPTER_LOTS = "SELECT COUNT(*) AS n FROM lots"
LIRE_FICHIER = (
    "from benchmarks.preuve_arret_brutal import verser_sans_transaction as v; import sys; v(*sys.argv[1:])"
)


def executer(etat: Path) -> Resultat:
    """Mesurer un import entier, en tuer vingt, puis refaire sans transaction : la preuve doit tomber."""
    if not (RACINE / "src" / "tableau_bord" / "cli.py").exists():
        return non_prouve("La console n'existe pas encore.")
    modele, fichier = etat / "modele.duckdb", etat / "lot.csv"
    if not (etat / "pret").exists():
        _preparer(modele, fichier)
        (etat / "pret").touch()
    entier = Carnet.ouvrir(etat, "entier").completer(1, lambda _: _import_entier(etat))[0]
    if not entier["lignes"]:
        return Resultat(ECHEC, entier, "L'import mené à terme n'a rien écrit : la preuve ne dirait rien.")
    brut = Carnet.ouvrir(etat, "entier_sans").completer(1, lambda _: _import_entier(etat, sans=True))[0]
    essais = Carnet.ouvrir(etat).completer(ESSAIS, lambda rang: _essai(etat, rang, entier))
    sans = Carnet.ouvrir(etat, "sans").completer(
        ESSAIS_SANS_PROTECTION, lambda rang: _essai(etat, rang, brut, sans=True)
    )
    return _juger(int(entier["lignes"]), essais, sans)


def commande_d_import(base: Path, fichier: Path) -> list[str]:
    """Le geste éprouvé : verser un fichier d'indicateurs par la console."""
    return [sys.executable, "-m", "tableau_bord.cli", "importer", str(fichier), "--base", str(base)]


def commande_sans_transaction(base: Path, fichier: Path) -> list[str]:
    """Contre-épreuve : les mêmes lignes, versées par tranches, une transaction chacune."""
    return [sys.executable, "-c", LIRE_FICHIER, str(base), str(fichier)]


def verser_sans_transaction(base: str, fichier: str) -> None:
    """Écrire le fichier par tranches séparément confirmées : ce qu'on ne fait jamais dans la maison."""
    import polars as pl

    from tableau_bord.entrepot import ouvrir

    cases = pl.read_csv(
        fichier, separator=";", decimal_comma=True, infer_schema_length=None, schema_overrides=TYPES
    )
    cases = cases.select(
        "decoupage", "code", "indicateur", "periode", "sexe", "age", "effectif", "denominateur"
    )
    cases = cases.with_columns(lot=pl.lit("sans"), version_calcul=pl.lit("essai"))
    entrepot, pas = ouvrir(base), cases.height // TRANCHES + 1
    for debut in range(0, cases.height, pas):
        tranche = cases.slice(debut, pas)
        entrepot.ecrire(lambda t, tranche=tranche: t.inserer("valeurs", tranche))


TYPES = {"code": str, "periode": str, "effectif": float, "denominateur": float, "age": str}


def _preparer(modele: Path, fichier: Path) -> None:
    """Une base qui connaît des communautés et le dictionnaire, et un fichier à y verser."""
    import polars as pl

    from tableau_bord import indicateurs, territoires
    from tableau_bord.entrepot import Entrepot, migrations

    modele.unlink(missing_ok=True)
    codes = [f"C{rang:04d}" for rang in range(COMMUNAUTES)]
    entrepot = Entrepot(modele)
    try:
        migrations.appliquer(entrepot)
        lieux = pl.DataFrame({"code": codes, "nom": [f"Communauté {c}" for c in codes]}).with_columns(
            municipalite=pl.lit(None, dtype=pl.String)
        )
        dictionnaire = indicateurs.charger()
        entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, dictionnaire))
        entrepot.ecrire(
            lambda t: territoires.inscrire(t, territoires.Decoupage("communaute", "2021", lieux), "essai")
        )
    finally:
        entrepot.fermer()
    _ecrire_fichier(fichier, lieux, [i for i in dictionnaire if i.nature.value in ("proportion", "taux")])


def _ecrire_fichier(fichier: Path, lieux: object, dictionnaire: list[object]) -> None:
    """Un fichier au format d'exportation, que la console reconnaît seule."""
    import numpy as np
    import polars as pl

    assert isinstance(lieux, pl.DataFrame)
    mesures = pl.DataFrame(
        [(i.code, i.ages) for i in dictionnaire[:INDICATEURS]],  # type: ignore[attr-defined]
        schema=["indicateur", "age"],
        orient="row",
    )
    cases = (
        lieux.select(pl.lit("communaute").alias("decoupage"), "code", "nom")
        .join(mesures, how="cross")
        .join(pl.DataFrame({"periode": [str(annee) for annee in ANNEES]}), how="cross")
        .join(pl.DataFrame({"sexe": SEXES}), how="cross")
    )
    hasard = np.random.default_rng(GRAINE)
    denominateur = hasard.integers(800, 6000, cases.height)
    effectif = hasard.binomial(denominateur, 0.2)
    cases.with_columns(effectif=effectif, denominateur=denominateur).select(
        "decoupage", "code", "nom", "indicateur", "periode", "sexe", "age", "effectif", "denominateur"
    ).write_csv(fichier, separator=";", include_bom=True)


def _import_entier(etat: Path, sans: bool = False) -> dict[str, Nombre]:
    """Un import mené à terme : sa durée, le début et la fin de son écriture, ses lignes."""
    base = _copie_neuve(etat)
    depart, debut, fin = time.perf_counter(), None, 0.0
    tailles = _tailles(base)
    with lance(_commande(base, etat, sans), env=_env(), journal=etat / "console.txt") as enfant:
        while enfant.poll() is None:
            if (nouvelles := _tailles(base)) != tailles:
                fin = time.perf_counter() - depart
                debut, tailles = debut if debut is not None else fin, nouvelles
            time.sleep(PAS)
    duree = time.perf_counter() - depart
    lignes, lots = _compter(base)
    return {
        "duree": round(duree, 3),
        "debut": round(debut or duree, 3),
        "ecriture": round(fin - (debut or fin), 3),
        "lignes": lignes,
        "lots": lots,
    }


def _essai(etat: Path, rang: int, entier: dict[str, Nombre], sans: bool = False) -> dict[str, Nombre]:
    """Tuer un import : aux rangs pairs n'importe quand, aux rangs impairs pendant l'écriture."""
    hasard = random.Random(f"{GRAINE}-{rang}-{sans}")
    base = _copie_neuve(etat)
    pendant_l_ecriture = sans or rang % 2 == 1
    with lance(_commande(base, etat, sans), env=_env(), journal=etat / "console.txt") as enfant:
        depart = time.perf_counter()
        if pendant_l_ecriture:
            _attendre_l_ecriture(base, enfant)
            time.sleep(hasard.uniform(0, 1.5 * float(entier["ecriture"]) + 0.05))
        else:
            time.sleep(hasard.uniform(0, float(entier["duree"])))
        vivant = enfant.poll() is None
        instant = time.perf_counter() - depart
        tuer(enfant)
    lignes, lots = _compter(base)
    return {
        "instant": round(instant, 3),
        "pendant": int(pendant_l_ecriture),
        "vivant": int(vivant),
        "lignes": lignes,
        "lots": lots,
        "mene_a_terme": int(enfant.returncode == 0),
    }


def _attendre_l_ecriture(base: Path, enfant: object) -> None:
    tailles = _tailles(base)
    while enfant.poll() is None and _tailles(base) == tailles:  # type: ignore[attr-defined]
        time.sleep(PAS)


def _commande(base: Path, etat: Path, sans: bool) -> list[str]:
    return (commande_sans_transaction if sans else commande_d_import)(base, etat / "lot.csv")


def _env() -> dict[str, str]:
    return environnement(PYTHONPATH=str(RACINE))


def _copie_neuve(etat: Path) -> Path:
    for ancien in etat.glob("essai.duckdb*"):
        ancien.unlink()
    return Path(shutil.copy(etat / "modele.duckdb", etat / "essai.duckdb"))


def _tailles(base: Path) -> tuple[int, ...]:
    """Tailles du fichier et de son journal d'écriture."""
    return tuple(f.stat().st_size if f.exists() else 0 for f in (base, Path(f"{base}.wal")))


def _compter(base: Path) -> tuple[int, int]:
    """Rouvrir la base, comme au prochain démarrage, et compter lignes et lots."""
    from tableau_bord.entrepot import Entrepot, migrations

    entrepot = Entrepot(base)
    try:
        migrations.appliquer(entrepot)
        return int(entrepot.lire(COMPTER)["n"][0]), int(entrepot.lire(COMPTER_LOTS)["n"][0])
    finally:
        entrepot.fermer()


def fautes(lignes_du_lot: int, essais: list[dict[str, Nombre]]) -> list[dict[str, Nombre]]:
    """Les essais où la base rouverte n'a ni rien ni tout, ou a perdu un import confirmé."""
    permis = {(0, 0), (lignes_du_lot, 1)}
    return [
        e
        for e in essais
        if (e["lignes"], e["lots"]) not in permis or (e["mene_a_terme"] and e["lignes"] != lignes_du_lot)
    ]


def _juger(lignes: int, essais: list[dict[str, Nombre]], sans: list[dict[str, Nombre]]) -> Resultat:
    partiels = [e for e in sans if 0 < int(e["lignes"]) < lignes]
    vivants = [e for e in essais if e["vivant"]]
    ecrits = [e for e in vivants if e["pendant"]]
    chiffres: dict[str, Nombre] = {
        "lignes du lot": lignes,
        "essais": len(essais),
        "tués en cours de route": len(vivants),
        "dont pendant l'écriture": len(ecrits),
        "bases retrouvées vides": sum(e["lignes"] == 0 for e in essais),
        "bases retrouvées complètes": sum(e["lignes"] == lignes for e in essais),
        "bases à demi": len(fautes(lignes, essais)),
        "contre-épreuve, bases à demi": f"{len(partiels)} sur {len(sans)}",
    }
    if trouvees := fautes(lignes, essais):
        detail = "\u00a0; ".join(", ".join(f"{k} {v}" for k, v in e.items()) for e in trouvees)
        return Resultat(ECHEC, chiffres, f"Un import tué a laissé une base à demi ({detail}).")
    if not partiels:
        return Resultat(
            ECHEC, chiffres, "Contre-épreuve : sans transaction, rien n'est resté à demi ; on tue mal."
        )
    if len(ecrits) < ESSAIS // 4:
        return Resultat(
            ECHEC, chiffres, "Trop peu d'imports tués pendant l'écriture : la preuve ne dirait rien."
        )
    return Resultat(
        REUSSI, chiffres, "Tout le lot ou rien, à chaque fois ; sans transaction, la base reste à demi."
    )
