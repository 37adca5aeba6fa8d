"""Le dictionnaire de fr.js, relu contre les libellés que Streamlit a vraiment dans ses fichiers."""

import re
from pathlib import Path

import pytest
import streamlit

from tableau_bord.interface import francisation

PAQUETS = Path(streamlit.__file__).parent / "static" / "static" / "js"
SCRIPT = francisation.script()
MOTS = dict(re.findall(r'^    "((?:[^"\\]|\\.)+)":\s*(.+?),?$', SCRIPT, re.MULTILINE))

# Ce que l'application n'emploie pas : menu du développeur, déploiement, captures vidéo.
PAS_EMPLOYES = re.compile(
    r"Deploy|deploy|GitHub|Git tree|Snowflake|Streamlit|skills|screencast|trial|video|Community|Platform|"
    r"documentation|metrics|WebM|Cloud|app proto|Alien|Custom Theme|recording|Failed|Cannot|Couldn|Invalid|"
    r"Custom Component|Invariant|Client|Error$|Could not|Unexpected|Ignoring|No message"
)


def _libelles(fichier: str, attribut: str) -> set[str]:
    texte = "".join(f.read_text(encoding="utf-8") for f in PAQUETS.glob(f"{fichier}.*.js"))
    assert texte, f"{fichier} : introuvable, Streamlit a changé de découpage"
    motif = rf'"?{attribut}"?:(?:[^`"{{}},]{{0,40}}\?)?`([A-Z][a-z][^`$]{{1,160}})`'
    return {m for m in re.findall(motif, texte) if not PAS_EMPLOYES.search(m)}


def _traduit(libelle: str) -> bool:
    return libelle in MOTS or any(re.search(m, libelle) for m in _motifs())


def _motifs() -> list[str]:
    return [m.replace(r"\/", "/") for m in re.findall(r"^    \[/(\^.+?)/i?,", SCRIPT, re.MULTILINE)]


@pytest.mark.parametrize(
    "fichier",
    [
        "FileUploader",
        "Selectbox",
        "Multiselect",
        "NumberInput",
        "TextInput",
        "DateInput",
        "TimeInput",
        "Toolbar",
        "Table",
        "Pagination",
        "DataFrame",
        "ChatInput",
        "ReorderedSegments",
    ],
)
@pytest.mark.parametrize("attribut", ["aria-label", "placeholder", "children", "label", "title"])
def test_chaque_libelle_d_un_gadget_a_son_francais(fichier: str, attribut: str) -> None:
    restants = {lib for lib in _libelles(fichier, attribut) if not _traduit(lib) and not _est_un_nom(lib)}
    assert restants == set()


def _est_un_nom(libelle: str) -> bool:
    """Noms de composants de style, monnaies : ils ne s'affichent pas ou sont pareils."""
    return bool(re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+|Dollar|Euro|Yen|Wrap|Wrapper|Page", libelle))


@pytest.mark.parametrize(
    "libelle",
    [
        "Page not found",
        "Connection error",
        "Close",
        "Collapse sidebar",
        "Expand sidebar",
        "Main menu",
        "Stop",
        "Running...",
        "Skip to main content",
        "Fullscreen",
        "Close fullscreen",
        "Map",
        "Zoom in",
        "Zoom out",
        "Press Enter to apply",
        "Press Enter to submit form",
        "Choose an option",
        "Choose options",
        "No results",
    ],
)
def test_les_libelles_du_cadre_sont_couverts(libelle: str) -> None:
    assert _traduit(libelle)


def test_aucune_traduction_ne_reste_vide() -> None:
    assert len(MOTS) > 200
    assert all(valeur.strip() not in ("", '""') for valeur in MOTS.values())


def test_le_script_se_garde_de_tourner_deux_fois_et_dit_la_langue() -> None:
    assert SCRIPT.index("if (window.__tableauBordFr) return") < SCRIPT.index("MutationObserver(")
    assert 'document.documentElement.lang = "fr-CA"' in SCRIPT


def test_le_script_ne_sort_pas_de_la_machine() -> None:
    assert "http" not in SCRIPT
    assert "localStorage" not in SCRIPT
