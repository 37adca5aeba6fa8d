"""Chronométrer Portrait et Carte par AppTest, dans un processus à soi, sur une base donnée.

    python -m benchmarks.mesurer_pages FOIS [--tout-lire]

La base vient de `TABLEAU_BORD_DEMONSTRATION`. Chaque exécution change de communauté et de mesure,
pour qu'aucun cache de réponse ne décide. Sortie : un JSON {page: [secondes, …]}.
`--tout-lire` est la contre-épreuve : chaque lecture charge d'abord tout le cube, comme le ferait un
programme qui filtre après coup.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import bases

RACINE = Path(__file__).resolve().parents[1]
DECOUPAGE = "communaute"
ECHAUFFEMENTS = 2
DELAI = 300
TOUT_LE_CUBE = "SELECT code, valeur FROM cube"


def mesurer(fois: int) -> dict[str, list[float]]:
    """Exécuter chaque page `fois` fois, après échauffement."""
    entrepot = bases.ouvrir_base(bases.DEMONSTRATION).entrepot
    codes = territoires.territoires_de(entrepot, DECOUPAGE)["code"].to_list()
    mesures = list(indicateurs.dernieres_periodes(entrepot, Profil.TABLE, DECOUPAGE))
    return {
        "portrait": _page("portrait", [{"territoire": code} for code in codes], fois),
        "carte": _page("carte", [{"indicateur": code} for code in mesures], fois),
    }


def _page(nom: str, adresses: list[dict[str, str]], fois: int) -> list[float]:
    """Secondes de chaque exécution ; lève RuntimeError si la page montre une erreur."""
    essai = AppTest.from_file(RACINE / "app.py", default_timeout=DELAI)
    essai.query_params["base"] = bases.DEMONSTRATION
    essai.run()
    essai.switch_page(f"pages/{nom}.py")
    durees = []
    for rang in range(ECHAUFFEMENTS + fois):
        adresse = {"base": bases.DEMONSTRATION, "decoupage": DECOUPAGE, **adresses[rang * 7 % len(adresses)]}
        for cle, valeur in adresse.items():
            essai.query_params[cle] = valeur
        depart = time.perf_counter()
        essai.run()
        durees.append(time.perf_counter() - depart)
        if essai.exception or essai.error:
            raise RuntimeError(f"la page {nom} montre une erreur : {[*essai.exception, *essai.error]}")
    return durees[ECHAUFFEMENTS:]


def tout_lire() -> None:
    """Retirer la protection : lire tout le cube avant chaque lecture de valeurs."""
    lire = Entrepot.lire

    def gourmande(self: Entrepot, sql: str, **parametres: object) -> object:
        if " cube " in sql or " valeurs " in sql:
            lire(self, TOUT_LE_CUBE)
        return lire(self, sql, **parametres)

    Entrepot.lire = gourmande  # type: ignore[method-assign,assignment]


if __name__ == "__main__":
    if "--tout-lire" in sys.argv:
        tout_lire()
    print(json.dumps(mesurer(int(sys.argv[1]))))
