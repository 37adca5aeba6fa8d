"""Corriger une fiche : chaque champ a sa règle, l'unité et la base se tiennent."""

from __future__ import annotations

import pytest

from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.indicateurs import charger
from tableau_bord.indicateurs.champs import LIBELLES, base_de_l_unite, differences
from tableau_bord.indicateurs.correction import corriger, nouveau, proposer_code
from tableau_bord.indicateurs.modele import Indicateur, Nature, Sens
from tests.graines import DECES, DIPLOME

MINIMUM = {
    "nom": "Aînés vivant seuls",
    "court": "Aînés seuls",
    "definition": "Part des aînés qui vivent seuls.",
    "source": "Recensement",
    "theme": "Conditions de vie",
}


def test_un_champ_corrige_laisse_les_autres() -> None:
    corrige = corriger(DIPLOME, nom="  Jeunes   diplômés ", sens="bas", mises_en_garde="Une.\n\n Deux. ")
    assert (corrige.nom, corrige.sens, corrige.mises_en_garde) == (
        "Jeunes diplômés",
        Sens.BAS,
        ("Une.", "Deux."),
    )
    assert (corrige.code, corrige.base, corrige.definition) == ("diplome", 100.0, "Définition.")
    assert DIPLOME.nom == "diplome"


@pytest.mark.parametrize(
    ("champs", "code"),
    [
        ({"nom": "   "}, "nom_invalide"),
        ({"nom": "\x00\n"}, "nom_invalide"),
        ({"nom": "x" * 161}, "nom_invalide"),
        ({"definition": "x" * 2_001}, "definition_invalide"),
        ({"source": 12}, "source_invalide"),
        ({"sens": "mieux"}, "sens_invalide"),
        ({"nature": "ratio"}, "nature_invalide"),
        ({"base": 0}, "base_invalide"),
        ({"base": -100.0}, "base_invalide"),
        ({"base": float("nan")}, "base_invalide"),
        ({"base": float("inf")}, "base_invalide"),
        ({"base": True}, "base_invalide"),
        ({"base": "100"}, "base_invalide"),
        ({"decimales": 1.5}, "decimales_invalide"),
        ({"decimales": 7}, "decimales_invalide"),
        ({"decimales": -1}, "decimales_invalide"),
        ({"seuil": 0}, "seuil_invalide"),
        ({"seuil": 0.51}, "seuil_invalide"),
        ({"noyau": "oui"}, "noyau_invalide"),
        ({"rang": -1}, "rang_invalide"),
        ({"code": "autre"}, "code_invalide"),
        ({"licorne": 1}, "champ_inconnu"),
        ({"base": 1_000.0}, "unite_invalide"),
        ({"unite": "pour 1 000"}, "unite_invalide"),
        ({"unite": "points"}, "unite_invalide"),
        ({"nature": "effectif"}, "base_invalide"),
    ],
)
def test_un_champ_hors_regle_est_refuse_et_nomme(champs: dict[str, object], code: str) -> None:
    with pytest.raises(IndicateurErreur) as leve:
        corriger(DIPLOME, **champs)
    assert leve.value.code == code
    assert leve.value.remede
    nom = next(iter(champs))
    if nom in LIBELLES and code == f"{nom}_invalide":
        assert LIBELLES[nom] in leve.value.ou


def test_aux_bornes_le_champ_passe() -> None:
    assert corriger(DIPLOME, decimales=0).decimales == 0
    assert corriger(DIPLOME, decimales=6.0).decimales == 6
    assert corriger(DIPLOME, seuil=0.5).seuil == 0.5
    assert corriger(DIPLOME, nom="x" * 160).nom == "x" * 160


def test_la_base_et_l_unite_changent_ensemble() -> None:
    corrige = corriger(DECES, base=1_000, unite="pour 1\u202f000 personnes")
    assert (corrige.base, corrige.unite) == (1_000.0, "pour 1\u202f000 personnes")


def test_un_champ_vide_depuis_toujours_ne_bloque_pas_une_autre_correction() -> None:
    ancien = Indicateur(
        **{**{c: getattr(DIPLOME, c) for c in LIBELLES}, "source": ""},
    )
    assert corriger(ancien, source="", nom="Autre").nom == "Autre"


@pytest.mark.parametrize(
    ("unite", "base"),
    [
        ("%", 100.0),
        ("pour cent", 100.0),
        ("‰", 1_000.0),
        ("pour 100 000", 100_000.0),
        ("décès pour 100\u00a0000 personnes-années", 100_000.0),
        ("par 1\u202f000 naissances", 1_000.0),
        ("Pour 1000", 1_000.0),
        ("quintile", None),
        ("jours", None),
        ("apparu 12 fois", None),
    ],
)
def test_ce_que_l_unite_dit_de_la_base(unite: str, base: float | None) -> None:
    assert base_de_l_unite(unite) == base


@pytest.mark.parametrize("indicateur", charger(), ids=lambda i: i.code)
def test_chaque_fiche_livree_respecte_les_regles(indicateur: Indicateur) -> None:
    corrige = corriger(indicateur, rang=indicateur.rang + 1)
    assert corrige.rang == indicateur.rang + 1
    assert differences(indicateur, corrige) == (
        ("Rang dans la liste", str(indicateur.rang), str(indicateur.rang + 1)),
    )


def test_les_differences_se_disent_en_mots() -> None:
    apres = corriger(
        DIPLOME,
        sens=Sens.NEUTRE,
        noyau=False,
        seuil=0.05,
        base=1.0,
        unite="en fraction",
        nature=Nature.IMPORTE,
        ages="",
    )
    assert differences(DIPLOME, apres) == (
        ("Âges", "tous", "(rien)"),
        ("Unité", "%", "en fraction"),
        ("Pour combien", "100", "1"),
        ("Sens favorable", "plus haut est plus favorable", "ni l’un ni l’autre"),
        (
            "Nature",
            "une part d’un groupe (proportion)",
            "une valeur donnée telle quelle par la source",
        ),
        ("Seuil du test", "0,01", "0,05"),
        ("Dans le noyau court", "oui", "non"),
    )
    assert differences(apres, apres) == ()


def test_une_mesure_neuve_a_le_minimum_et_les_valeurs_par_defaut() -> None:
    neuve = nouveau("aines_seuls", **MINIMUM)
    assert (neuve.code, neuve.unite, neuve.base, neuve.nature) == (
        "aines_seuls",
        "%",
        100.0,
        Nature.PROPORTION,
    )


@pytest.mark.parametrize("absent", MINIMUM)
def test_une_mesure_neuve_sans_un_champ_exige_est_refusee(absent: str) -> None:
    with pytest.raises(IndicateurErreur, match="vide") as leve:
        nouveau("aines_seuls", **{k: v for k, v in MINIMUM.items() if k != absent})
    assert LIBELLES[absent] in leve.value.ou


@pytest.mark.parametrize("code", ["", "a", "Aînés", "1er", "a b", "a" * 61, "x;DROP", "../x"])
def test_un_code_mal_forme_est_refuse(code: str) -> None:
    with pytest.raises(IndicateurErreur) as leve:
        nouveau(code, **MINIMUM)
    assert leve.value.code == "code_invalide"


@pytest.mark.parametrize(
    ("nom", "code"),
    [
        ("Aînés vivant seuls", "aines_vivant_seuls"),
        ("0–17 ans", "mesure_0_17_ans"),
        ("Œuvres & cœur", "oeuvres_coeur"),
        ("!!", "mesure"),
    ],
)
def test_un_code_se_propose_du_nom(nom: str, code: str) -> None:
    assert proposer_code(nom) == code
    assert nouveau(code, **MINIMUM).code == code
