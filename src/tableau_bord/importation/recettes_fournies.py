"""Les recettes livrées avec le programme, une par fichier TOML, lues sans base."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.recettes_modele import Recette
from tableau_bord.importation.recettes_toml import depuis_toml

DOSSIER = Path(__file__).resolve().parents[3] / "donnees" / "recettes"


@lru_cache(maxsize=4)
def charger(dossier: Path = DOSSIER) -> tuple[Recette, ...]:
    """Lire toutes les recettes d'un dossier, dans l'ordre de leurs fichiers ; vide s'il n'existe pas.

    Lève ImportationErreur : recette fautive (le fichier est nommé), nom employé deux fois.
    """
    recettes = tuple(
        depuis_toml(f.read_text(encoding="utf-8"), f.name, fournie=True)
        for f in sorted(dossier.glob("*.toml"))
    )
    noms = [r.nom for r in recettes]
    if doubles := [n for n in noms if noms.count(n) > 1]:
        raise ImportationErreur(
            "recette_en_double",
            f"Deux recettes fournies portent le nom {citer(doubles[0])}.",
            ou=f"Dossier {dossier.name}",
            remede="Renommez l'une des deux.",
        )
    return recettes
