"""Masque et attaque : une période, dix périodes, un lot de 40 indicateurs coupé puis repris."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.processus import RACINE, environnement
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat

NOM = "vitesse_divulgation"
DESCRIPTION = (
    "RLS × MRC × RSS × 2 sexes × 8 âges : une période, puis dix (au plus 12 fois) ; 40 indicateurs × 10"
    " périodes, territoires × sexe, coupés puis repris, une page voisine lue sans cesse."
)
MINUTES_UNE = 5.0
MEMOIRE_GIO = 2.0
FOIS_DIX = 12.0
MINUTES_LOT = 60.0
ATTENTE = 1.0
COUPURE = 6.0


def executer(etat: Path) -> Resultat:
    """Une mesure par processus ; une mesure faite n'est pas refaite."""
    carnet = Carnet.ouvrir(etat).completer(len(MESURES), lambda rang: MESURES[rang](etat))
    return juger({cle: valeur for ligne in carnet for cle, valeur in ligne.items()})


def juger(chiffres: dict[str, Nombre]) -> Resultat:
    """Réussi si chaque limite tient, si la coupure a bien coupé et si rien n'est exposé."""
    c = {nom: float(valeur) for nom, valeur in chiffres.items()}
    # Une période se mesure avant et après les dix : la machine n'est pas la même d'une minute à l'autre.
    une = (c["une période, avant (s)"] + c["une période, après (s)"]) / 2
    rapport = c["dix périodes (s)"] / une
    lot = c["lot, avant la coupure (s)"] + c["lot, reprise (s)"]
    chiffres = {**chiffres, "dix périodes, fois une": round(rapport, 2), "lot, en tout (s)": round(lot, 1)}
    fautes = [
        nom
        for nom, faute in {
            "une période dépasse cinq minutes": une > 60 * MINUTES_UNE,
            "la mémoire dépasse 2 Gio": max(v for n, v in c.items() if n.endswith("(Gio)")) > MEMOIRE_GIO,
            "dix périodes coûtent plus de 12 fois une": rapport > FOIS_DIX,
            "le lot dépasse une heure": lot > 60 * MINUTES_LOT,
            "la coupure n'a pas coupé": c["lot, coupé"] != 1,
            "la reprise refait tout (contre-épreuve)": c["lot, reprise (s)"]
            > 0.97 * c["lot, sans reprise (s)"],
            "une page voisine attend plus d'une seconde": c["lot, lecture voisine, 99e centile (s)"]
            > ATTENTE,
            "une case est exposée": max(v for n, v in c.items() if n.endswith("exposées")) > 0,
        }.items()
        if faute
    ]
    texte = (
        f"Échec : {', '.join(fautes)}." if fautes else "Toutes les limites tiennent ; la coupure se reprend."
    )
    return Resultat(ECHEC if fautes else REUSSI, chiffres, texte)


def _une(etat: Path, quand: str) -> dict[str, Nombre]:
    lu = _mesurer(etat / "une.duckdb", 1, 1, "fin")
    return {
        f"une période, {quand} (s)": lu["secondes"],
        f"une période, {quand} (Gio)": lu["memoire_gio"],
        f"une période, {quand}, exposées": lu["exposees"],
    }


def _avant(etat: Path) -> dict[str, Nombre]:
    return _une(etat, "avant")


def _apres(etat: Path) -> dict[str, Nombre]:
    return _une(etat, "après")


def _dix(etat: Path) -> dict[str, Nombre]:
    lu = _mesurer(etat / "dix.duckdb", 1, 10, "fin")
    return {
        "dix périodes (s)": lu["secondes"],
        "dix périodes (Gio)": lu["memoire_gio"],
        "dix périodes, exposées": lu["exposees"],
    }


def _lot(etat: Path) -> dict[str, Nombre]:
    """Coupé après `COUPURE` secondes, repris par un autre processus sur la même base."""
    base = etat / "lot.duckdb"
    coupe = _mesurer(base, 40, 10, "gros", COUPURE)
    repris = _mesurer(base, 40, 10, "gros")
    return {
        "lot, coupé": coupe["coupee"],
        "lot, avant la coupure (s)": coupe["secondes"],
        "lot, reprise (s)": repris["secondes"],
        "lot (Gio)": repris["memoire_gio"],
        "lot, lecture voisine, 99e centile (s)": repris["lecture_p99"],
        "lot, exposées": repris["exposees"],
    }


def _lot_sans_reprise(etat: Path) -> dict[str, Nombre]:
    lu = _mesurer(etat / "lot_entier.duckdb", 40, 10, "gros")
    return {"lot, sans reprise (s)": lu["secondes"]}


def _mesurer(base: Path, combien: int, periodes: int, grain: str, secondes: float = 0.0) -> dict[str, float]:
    if not secondes and not base.name.startswith("lot."):
        for reste in base.parent.glob(f"{base.name}*"):
            reste.unlink()
    commande = [
        sys.executable,
        "-m",
        "benchmarks.mesurer_divulgation",
        str(base),
        str(combien),
        str(periodes),
        grain,
    ]
    fini = subprocess.run(
        [*commande, *([str(secondes)] if secondes else [])],
        cwd=RACINE, env=environnement(), capture_output=True, encoding="utf-8",
    )  # fmt: skip
    if fini.returncode:
        raise RuntimeError(f"la mesure est tombée : {fini.stderr[-800:]}")
    lu: dict[str, float] = json.loads(fini.stdout.splitlines()[-1])
    return lu


MESURES: tuple[Callable[[Path], dict[str, Nombre]], ...] = (_avant, _dix, _apres, _lot, _lot_sans_reprise)
