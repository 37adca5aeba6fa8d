"""L'estimation d'une enquête, ses choix et l'avis du comité, en PDF balisé."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

_DOSSIER = Path(__file__).parent
ENTETES = ("Territoire", "Valeur", "Intervalle", "Répondants", "Comment")


def en_pdf(donnees: Mapping[str, Any]) -> bytes:
    """Mettre en page (PDF/UA-1). `donnees`, en chaînes : titre, bandeau, faits, choix (question, phrases, etat, objections),
    mesures (titre, phrase, rangees de cinq cellules, vide, modele) et pied.
    """
    complets = {
        **donnees,
        "entetes": ENTETES,
        "page": "page",
        "titre_modele": "Le modèle, et à quel point le croire",
    }
    pdf: Any = typst.compile(
        _DOSSIER / "enquete_pdf.typ", format="pdf", sys_inputs={"donnees": json.dumps(complets, ensure_ascii=False)},
        font_paths=[_DOSSIER / "fontes"], ignore_system_fonts=True, pdf_standards=["ua-1"],
    )  # fmt: skip
    return bytes(pdf)
