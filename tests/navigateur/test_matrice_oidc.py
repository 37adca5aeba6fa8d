"""La matrice des droits entière, en vrai Chromium : chaque rôle, par un vrai fournisseur OIDC, chaque page, chaque vue.

Longue : elle se joue avec la preuve « acces » (TABLEAU_BORD_LENT=1). La table attendue est celle de l'essai
AppTest, écrite à la main.
"""

from __future__ import annotations

import os

import pytest

from tests.acces.test_matrice_droits import PAGES_ATTENDUES, VUES_ATTENDUES
from tests.navigateur.test_oidc import (
    ANALYSTE,
    ANIMATRICE,
    CHEF,
    LECTRICE,
    TEMOIN_FIN,
    TERRAIN,
    Lieu,
    _aller,
    _connecter,
    _texte,
    contexte,
    lieu,
)

__all__ = ["contexte", "lieu"]
pytestmark = [
    pytest.mark.navigateur,
    pytest.mark.skipif(
        not os.environ.get("TABLEAU_BORD_LENT"), reason="matrice entière : TABLEAU_BORD_LENT=1"
    ),
]
ROLES = {"A": CHEF, "S": ANALYSTE, "N": ANIMATRICE, "T": TERRAIN, "L": LECTRICE}
MENU = {"": "Accueil", "portrait": "Portrait", "carte": "Carte", "actifs": "Actifs", "paroles": "Paroles",
        "donnees": "Données", "enquete": "Enquête", "publier": "Publier", "gouvernance": "Gouvernance"}  # fmt: skip
MINUSCULE = "decoupage=communaute&territoire=20-002"


@pytest.mark.parametrize("role", ROLES)
def test_chaque_page_et_chaque_vue_suivent_la_table(lieu: Lieu, contexte, role: str) -> None:
    appareil = contexte()
    accueil = _connecter(appareil, lieu, ROLES[role])
    au_menu = {n for n in MENU.values() if accueil.get_by_role("link", name=n, exact=True).count()}
    ecarts: list[str] = []
    for adresse, (ouverte, menu, *_) in PAGES_ATTENDUES.items():
        if (MENU[adresse] in au_menu) != (role in menu):
            ecarts.append(f"menu {MENU[adresse]}")
        suite = (
            f"{adresse}?base=region&{MINUSCULE}"
            if adresse in ("portrait", "carte")
            else f"{adresse}?base=region"
        )
        page = _aller(appareil, f"{lieu.adresse}/{suite}")
        texte = _texte(page).replace("\u00a0", " ")
        if ("ne permet pas" not in texte) != (role in ouverte):
            ecarts.append(f"page {MENU[adresse]}")
        if TEMOIN_FIN in texte:
            ecarts.append(f"effectif fin sur {MENU[adresse]}")
        vues = {v: qui[0] for (p, v), qui in VUES_ATTENDUES.items() if p == adresse}
        if role in ouverte and sum(role in qui for qui in vues.values()) > 1:
            offertes = set(page.locator("[data-testid=stButtonGroup] button").all_inner_texts())
            ecarts += [
                f"vue {v} de {MENU[adresse]}" for v, qui in vues.items() if (v in offertes) != (role in qui)
            ]
    fin = accueil.get_by_role("button", name="Passer au profil DSP").count() > 0
    if fin != (role in "AS"):
        ecarts.append("bascule au profil DSP")
    assert ecarts == []


@pytest.mark.parametrize("role", ROLES)
def test_une_vue_forgee_dans_l_adresse_ne_s_ouvre_pas(lieu: Lieu, contexte, role: str) -> None:
    """Ce que chaque vue réservée dit et que les autres ne disent pas."""
    propres = {
        ("donnees", "Lots"): "semis.csv",
        ("gouvernance", "Accès"): "Lecture sans compte",
        ("gouvernance", "Registres"): "Plan de surveillance",
    }
    appareil = contexte()
    _connecter(appareil, lieu, ROLES[role])
    for (adresse, vue), mot in propres.items():
        texte = _texte(_aller(appareil, f"{lieu.adresse}/{adresse}?base=region&vue={vue}"))
        if adresse == "donnees":
            assert mot not in texte or role == "S", (
                vue,
                "au profil table, même la surveillance ne le lit pas",
            )
        elif role not in VUES_ATTENDUES[adresse, vue][0]:
            assert mot not in texte, vue
