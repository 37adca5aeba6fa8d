"""La page Actifs sur 20 000 actifs : rendre et filtrer en au plus 1,5 fois le temps de la démonstration."""

from __future__ import annotations

import statistics
from pathlib import Path

from benchmarks import navigateur
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "vitesse_actifs"
DESCRIPTION = (
    "Page Actifs (serveur et Chromium) sur 20 000 actifs simulés, contre 200 sur les mêmes communautés :"
    " l'ouvrir, puis y chercher un mot."
)
LIMITE = 1.5
PETIT, GROS = 200, 20_000
TOURS, FOIS, FOIS_SANS_SOIN = 3, 7, 3
GESTES = ("rendre", "filtrer")


def executer(etat: Path) -> Resultat:
    """Fabriquer les deux bases, mesurer à tour de rôle, puis refaire sans cache ni découpe en pages."""
    if not navigateur.disponible():
        return non_prouve("Chromium ou Playwright manque.")
    from benchmarks import gros_inventaire

    if not gros_inventaire.demonstration.DOSSIER.is_dir():
        return non_prouve("Les données de démonstration manquent.")
    bases = {"petit": etat / "petit.duckdb", "gros": etat / "gros.duckdb"}
    if not (etat / "pretes").exists():
        for fichier in etat.glob("*.duckdb*"):
            fichier.unlink()
        gros_inventaire.fabriquer(bases["petit"], PETIT)
        gros_inventaire.fabriquer(bases["gros"], GROS)
        (etat / "pretes").touch()
    tours = Carnet.ouvrir(etat).completer(TOURS, lambda rang: _tour(rang, bases, etat, FOIS))
    sans = Carnet.ouvrir(etat, "sans_soin").completer(
        1, lambda rang: _tour(rang, bases, etat, FOIS_SANS_SOIN, sans_soin=True)
    )
    return juger(tours, sans)


def _tour(
    rang: int, bases: dict[str, Path], etat: Path, fois: int, *, sans_soin: bool = False
) -> dict[str, Nombre]:
    """Médianes de chaque geste sur chaque base, l'ordre alternant."""
    from benchmarks import mesurer_actifs

    ordre = list(bases) if rang % 2 == 0 else list(reversed(bases))
    return {
        f"{geste}_{nom}": round(statistics.median(durees), 4)
        for nom in ordre
        for geste, durees in mesurer_actifs.mesurer(bases[nom], etat, fois, sans_soin=sans_soin).items()
    }


def rapports(tours: list[dict[str, Nombre]]) -> dict[str, float]:
    """Pour chaque geste, la médiane sur 20 000 actifs rapportée à la petite base."""
    return {
        geste: statistics.median(float(t[f"{geste}_gros"]) for t in tours)
        / statistics.median(float(t[f"{geste}_petit"]) for t in tours)
        for geste in GESTES
    }


def juger(tours: list[dict[str, Nombre]], sans: list[dict[str, Nombre]]) -> Resultat:
    """Réussi si les deux gestes tiennent la limite, et si une page écrite sans soin la dépasse."""
    obtenus, temoins = rapports(tours), rapports(sans)
    chiffres: dict[str, Nombre] = {
        "actifs, petite base": PETIT,
        "actifs, grosse base": GROS,
        "rapport permis": LIMITE,
    }
    for geste in GESTES:
        petit = statistics.median(float(t[f"{geste}_petit"]) for t in tours)
        chiffres[f"{geste}, {PETIT} actifs (ms)"] = round(1000 * petit, 1)
        chiffres[f"{geste}, rapport"] = round(obtenus[geste], 2)
        chiffres[f"{geste}, rapport sans cache ni découpe"] = round(temoins[geste], 2)
    trop = [geste for geste in GESTES if obtenus[geste] > LIMITE]
    if trop:
        return Resultat(ECHEC, chiffres, f"Trop lent sur {GROS} actifs : {', '.join(trop)}.")
    if temoins["rendre"] <= LIMITE:
        return Resultat(ECHEC, chiffres, "Contre-épreuve : une page sans cache ni découpe n'est pas vue.")
    return Resultat(REUSSI, chiffres, "La page Actifs ne ralentit pas quand l'inventaire grossit.")
