"""Le registre des règles : complet, expliqué, réglable, et refusant un réglage qui n'a pas de sens."""

import ast
from datetime import date
from pathlib import Path

import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Gravite
from tableau_bord.importation.regles import CONTROLES, REGLES, ContexteControle, Reglages, expliquer

CODE = Path(importation.__file__).parent


def _noms_dans_le_code():
    """Le deuxième argument de `juger`-like et le premier de `noter` : toute chaîne donnée comme règle."""
    trouves = set()
    for fichier in CODE.glob("*.py"):
        for appel in ast.walk(ast.parse(fichier.read_text("utf-8"))):
            if isinstance(appel, ast.Call) and isinstance(appel.func, ast.Attribute):
                rang = {"juger": 2, "noter": 0}.get(appel.func.attr)
                if rang is not None and len(appel.args) > rang and isinstance(appel.args[rang], ast.Constant):
                    trouves.add(appel.args[rang].value)
    return trouves


def test_toute_anomalie_que_le_code_peut_dire_est_au_registre():
    connus = {r.nom for r in REGLES.values()}
    dans_le_code = _noms_dans_le_code()
    assert len(dans_le_code) > 15
    assert dans_le_code - connus == set()


@pytest.mark.parametrize("regle", REGLES.values(), ids=lambda r: r.code)
def test_une_regle_est_nommee_expliquee_et_son_seuil_a_une_unite_et_une_source(regle):
    assert regle.nom and len(regle.explication) > 30
    assert regle.explication.endswith(".")
    assert isinstance(regle.gravite, Gravite)
    assert regle.reglable or regle.seuil is None
    if regle.seuil is not None:
        assert regle.unite and regle.source
    assert not any(f" {signe}" in regle.explication + regle.source for signe in ":;?!»%")
    assert "« " not in regle.explication


def test_expliquer_accepte_le_code_et_le_nom_que_porte_l_anomalie():
    assert expliquer("parties_contre_total").seuil == 15
    assert expliquer("taux publié contre effectif") is expliquer("taux_contre_effectif")
    with pytest.raises(ImportationErreur, match="Aucune règle"):
        expliquer("inventee")


def test_les_defauts_valent_sans_reglage():
    reglages = Reglages()
    assert reglages.seuil("serie_atypique") == 3.5
    assert reglages.active("bornes_inversees")
    assert reglages.en_dict() == {}


def test_un_reglage_se_lit_d_un_dict_et_s_y_ecrit():
    choix = {
        "parties_contre_total": 5,
        "serie_atypique": False,
        "serie_qui_saute": None,
        "unite_probable": True,
    }
    reglages = Reglages.lire(choix)
    assert reglages.seuil("parties_contre_total") == 5
    assert not reglages.active("serie_atypique")
    assert reglages.active("serie_qui_saute") and reglages.seuil("serie_qui_saute") == 5
    assert Reglages.lire(reglages.en_dict()) == reglages
    assert reglages.en_dict() == {"parties_contre_total": 5.0, "serie_atypique": False}


def test_un_reglage_se_dit_aussi_par_le_nom_de_l_anomalie():
    assert not Reglages.lire({"bornes inversées": False}).active("bornes_inversees")


@pytest.mark.parametrize(
    ("choix", "dit"),
    [
        ({"inventee": 3}, "Aucune règle"),
        ({"nombre_illisible": False}, "ne se règle pas"),
        ({"lignes_contradictoires": 2}, "ne se règle pas"),
        ({"bornes_inversees": 3}, "pas de seuil"),
        ({"parties_contre_total": -1}, "illisible"),
        ({"parties_contre_total": "beaucoup"}, "illisible"),
        ({"parties_contre_total": float("nan")}, "illisible"),
        ({"parties_contre_total": float("inf")}, "illisible"),
    ],
)
def test_un_reglage_qui_n_a_pas_de_sens_est_refuse(choix, dit):
    with pytest.raises(ImportationErreur, match=dit):
        Reglages.lire(choix)


def test_une_regle_sans_seuil_n_en_donne_pas():
    with pytest.raises(ImportationErreur, match="pas de seuil"):
        Reglages().seuil("bornes_inversees")


def test_toute_regle_appliquee_est_au_registre_et_se_regle():
    appliquees = [code for codes, _ in CONTROLES for code in codes]
    assert len(appliquees) == len(set(appliquees))
    assert all(REGLES[code].reglable for code in appliquees)


def test_toute_regle_reglable_est_appliquee():
    appliquees = {code for codes, _ in CONTROLES for code in codes}
    assert {c for c, r in REGLES.items() if r.reglable} == appliquees


def test_un_contexte_vide_suffit():
    contexte = ContexteControle(aujourd_hui=date(2026, 11, 21))
    assert contexte.rattachements is None
    assert contexte.reglages == Reglages()
