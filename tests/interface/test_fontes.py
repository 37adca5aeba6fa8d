"""Les fontes servies : chiffres de même largeur, espaces et signes français, symboles."""

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

RACINE = Path(__file__).resolve().parents[2]
ECRAN = RACINE / "static"
IMPRIME = RACINE / "src" / "tableau_bord" / "rapports" / "fontes"
FRANCAIS = "ÀÂÇÉÈÊËÎÏÔÙÛÜŸŒÆàâçéèêëîïôùûüÿœæ«»“”‘’–—…•°×−≤≥€\u00a0\u202f\u2011"
FIRA = [f"fira-tableau-{g}" for g in ("400", "400i", "500", "600", "700")]
LITERATA = [f"literata-{g}" for g in ("400", "400i", "600")]


@pytest.mark.parametrize("nom", FIRA + LITERATA)
def test_une_fonte_de_texte_ecrit_le_francais(nom: str) -> None:
    cmap = TTFont(ECRAN / f"{nom}.woff2").getBestCmap()
    assert [signe for signe in FRANCAIS if ord(signe) not in cmap] == []


@pytest.mark.parametrize("nom", FIRA)
def test_les_chiffres_de_fira_tableau_ont_la_meme_largeur(nom: str) -> None:
    fonte = TTFont(ECRAN / f"{nom}.woff2")
    cmap = fonte.getBestCmap()
    assert len({fonte["hmtx"][cmap[c]][0] for c in range(0x30, 0x3A)}) == 1
    assert fonte["name"].getDebugName(16) == "Fira Tableau"


def test_les_symboles_sont_la_et_les_fleches_de_niveau_sont_grandes() -> None:
    cmap = TTFont(ECRAN / "symboles.woff2").getBestCmap()
    assert [signe for signe in "▲■●◆►◄◇○✓" if ord(signe) not in cmap] == []
    assert cmap[0x25BA] == cmap[0x25B6]
    assert cmap[0x25C4] == cmap[0x25C0]


def test_le_poids_servi_reste_petit_et_la_licence_accompagne() -> None:
    assert all(f.stat().st_size < 27_000 for f in ECRAN.glob("*.woff2"))
    assert sum(f.stat().st_size for f in IMPRIME.glob("*.ttf")) < 700_000
    for dossier in (ECRAN, IMPRIME):
        for licence in ("OFL-fira-tableau.txt", "OFL-literata.txt", "OFL-symboles.txt"):
            assert "SIL Open Font License" in (dossier / licence).read_text(encoding="utf-8")
