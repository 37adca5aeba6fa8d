"""Rien au profil table ne dépend d'une case cachée : ni texte, ni longueur, ni ordre, ni couleur, ni axe.

Deux régions ne diffèrent que par deux cases masquées (2 et 40, puis 3 et 39 : mêmes totaux, mêmes
masques). Tout ce que l'écran envoie et tout ce qui s'exporte doit être le même, octet pour octet.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tableau_bord import rapports
from tableau_bord.acces import Profil, au_poste
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import bases, publier
from tests import graines
from tests.graines import MINUSCULE, ORDINAIRE, SANS_DONNEE, semer
from tests.graines_actifs import ENJEU, semer_actifs
from tests.pages.test_pages import visiter

# L'identifiant d'un téléchargement différé, tiré au hasard ; celui d'un élément vient de son contenu.
HASARD = re.compile(rb"(?<!ID-)(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
QUI = au_poste("essai")
REGIONS = (((40, 3400), (2, 350)), ((39, 3400), (3, 350)))
VISITES = [
    ("pages/accueil.py", {}),
    ("pages/publier.py", {}),
    ("pages/carte.py", {"indicateur": "deces"}),
] + [
    ("pages/portrait.py", {"territoire": code, "decoupage": "communaute", "vue": vue})
    for code in (ORDINAIRE, MINUSCULE, SANS_DONNEE, "20-004")
    for vue in ("Chiffres", "Actifs", "Paroles", "Dix ans")
]
VISITES += (
    [
        ("pages/carte.py", {"vue": vue, "enjeu": ENJEU.enjeu, "decoupage": "communaute", "territoire": code})
        for code in ("", ORDINAIRE, MINUSCULE)
        for vue in ("Besoins × actifs", "Accès")
    ]
    + [("pages/actifs.py", {"vue": vue}) for vue in ("Liste", "À vérifier", "Réseau")]
    + [("pages/paroles.py", {})]
)


@pytest.fixture(scope="module")
def regions(tmp_path_factory) -> list[Path]:
    """Deux bases publiées au même instant, sous le même identifiant."""
    chemins = []
    avec = pytest.MonkeyPatch()
    for rang, (ordinaire, minuscule) in enumerate(REGIONS):
        chemin = tmp_path_factory.mktemp(f"region{rang}") / "region.duckdb"
        suite = graines.EFFECTIFS["deces"][2:]
        avec.setattr(graines, "EFFECTIFS", {**graines.EFFECTIFS, "deces": (ordinaire, minuscule, *suite)})
        entrepot = ouvrir(chemin)
        semer(entrepot)
        semer_actifs(entrepot)
        publier.publier(entrepot, publier.contenus_a_publier(entrepot), QUI, "", "publication-essai")
        chemins.append(chemin)
    avec.undo()
    return chemins


def _octets(fichier: str, parametres: dict[str, str], profil: Profil) -> list[bytes]:
    """Tout ce que la page envoie au navigateur, élément par élément."""
    essai = visiter(fichier, profil, bases.REGION, **parametres)
    assert not essai.exception
    return [
        HASARD.sub(b"", e.proto.SerializeToString())
        for bloc in (essai.main, essai.sidebar)
        for e in bloc
        if getattr(e, "proto", None) is not None
    ]


def _vues(regions, monkeypatch, fichier, parametres, profil) -> list[list[bytes]]:
    rendues = []
    # Le jeton d'un envoi à venir, tiré au hasard à chaque écran, ne vient d'aucune case.
    monkeypatch.setattr("secrets.token_urlsafe", lambda n=32: "j" * n)
    for chemin in regions:
        monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
        rendues.append(_octets(fichier, parametres, profil))
    return rendues


def test_les_deux_regions_ont_le_meme_masque_et_des_cases_differentes(regions):
    masques, fines = [], []
    for chemin in regions:
        entrepot = ouvrir(chemin)
        masques.append(entrepot.lire("SELECT * FROM masques ORDER BY ALL"))
        fines.append(entrepot.lire("SELECT * FROM valeurs ORDER BY ALL"))
    assert masques[0].equals(masques[1])
    assert masques[0].height >= 2
    assert not fines[0].equals(fines[1])


@pytest.mark.parametrize(("fichier", "parametres"), VISITES)
def test_l_ecran_de_la_table_est_le_meme_octet_pour_octet(regions, monkeypatch, fichier, parametres):
    une, autre = _vues(regions, monkeypatch, fichier, parametres, Profil.TABLE)
    assert len(une) > 3
    assert une == autre


def test_l_ecran_de_la_dsp_lui_differe(regions, monkeypatch):
    """Contre-épreuve : la comparaison voit une unité de plus."""
    une, autre = _vues(
        regions,
        monkeypatch,
        "pages/portrait.py",
        {"territoire": MINUSCULE, "decoupage": "communaute"},
        Profil.DSP,
    )
    assert une != autre


def test_les_exports_de_la_table_sont_les_memes_et_ceux_de_la_dsp_non(regions):
    par_profil = {
        profil: [rapports.en_csv(rapports.cube(ouvrir(c), profil)) for c in regions] for profil in Profil
    }
    assert par_profil[Profil.TABLE][0] == par_profil[Profil.TABLE][1]
    assert par_profil[Profil.DSP][0] != par_profil[Profil.DSP][1]
