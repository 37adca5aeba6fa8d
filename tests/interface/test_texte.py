import pytest

from tableau_bord.interface.texte import sur, sur_markdown


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("Anse-aux-Huards", "Anse-aux-Huards"),
        ("65 ans et plus vivant seuls", "65 ans et plus vivant seuls"),
        ("A & B, 88,4\u00a0%", "A & B, 88,4\u00a0%"),
        ("*gras* et _ital_", r"\*gras\* et \_ital\_"),
        (":red[alerte]", r":red\[alerte\]"),
        ("<script>", r"\<script\>"),
        ("&lt;b&gt;", r"\&lt;b\&gt;"),
        ("$x$ et $y$", r"\$x\$ et \$y\$"),
        ("# Titre", r"\# Titre"),
        ("- rangée", r"\- rangée"),
        ("1. rangée", r"1\. rangée"),
        ("deux\nlignes", "deux lignes"),
    ],
)
def test_le_markdown_venu_des_donnees_est_inoffensif(texte: str, attendu: str) -> None:
    assert sur_markdown(texte) == attendu


def test_le_html_venu_des_donnees_est_inoffensif() -> None:
    assert sur("<b>\"É\" & 'é'") == "&lt;b&gt;&quot;É&quot; &amp; &#x27;é&#x27;"
