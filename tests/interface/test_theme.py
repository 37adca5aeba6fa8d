import itertools
import tomllib
from pathlib import Path

import plotly.io as pio
import pytest

from tableau_bord.interface import theme

RACINE = Path(__file__).resolve().parents[2]


def test_le_gabarit_plotly_est_enregistre() -> None:
    gabarit = pio.templates[theme.GABARIT].layout
    assert gabarit.showlegend is False
    assert gabarit.xaxis.fixedrange
    assert gabarit.font.family.startswith("Fira Tableau")


def test_les_jetons_sont_ceux_du_theme_de_streamlit() -> None:
    reglages = tomllib.loads((RACINE / ".streamlit" / "config.toml").read_text(encoding="utf-8"))["theme"]
    assert reglages["backgroundColor"] == theme.FOND
    assert reglages["textColor"] == theme.ENCRE
    assert reglages["primaryColor"] == theme.ACCENT


@pytest.mark.parametrize("couleur", [theme.ENCRE, theme.ENCRE2, theme.ACCENT, theme.PLUS, theme.MOINS])
@pytest.mark.parametrize("fond", [theme.FOND, theme.PANNEAU])
def test_le_texte_se_lit_sur_les_deux_fonds(couleur: str, fond: str) -> None:
    assert _contraste(couleur, fond) >= 4.5


def test_le_nom_se_lit_sur_chaque_classe_de_la_carte() -> None:
    for classe, encre in zip(theme.CLASSES, theme.ENCRE_DES_CLASSES, strict=True):
        assert _contraste(classe, encre) >= 4.5


def test_les_classes_vont_du_clair_au_fonce() -> None:
    clartes = [_clarte(c) for c in theme.CLASSES]
    assert all(avant > apres for avant, apres in itertools.pairwise(clartes))


def test_la_feuille_n_accroche_que_des_reperes_stables() -> None:
    feuille = (RACINE / "src/tableau_bord/interface/theme.css").read_text(encoding="utf-8")
    assert "st-emotion" not in feuille
    assert "@media print" in feuille
    assert feuille.count("{") == feuille.count("}")


def _clarte(couleur: str) -> float:
    canaux = [int(couleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, v, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in canaux)
    return 0.2126 * r + 0.7152 * v + 0.0722 * b


def _contraste(a: str, b: str) -> float:
    haut, bas = sorted((_clarte(a), _clarte(b)), reverse=True)
    return (haut + 0.05) / (bas + 0.05)
