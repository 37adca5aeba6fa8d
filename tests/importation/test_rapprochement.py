"""Proposer sans imposer : sigles, abréviations, fautes de frappe ; classé, borné, rapide."""

import time

import polars as pl
import pytest

from tableau_bord.importation.rapprochement import proposer_rapprochements
from tests.importation.fabrique import TERRITOIRES, comprendre, de

NOMS = (
    "Corporation de développement communautaire de Côte-des-Neiges",
    "Corporation de développement communautaire de Rosemont",
    "Notre-Dame-de-Grâce",
    "Rivière-des-Prairies",
    "Sainte-Marthe-sur-le-Lac",
    "Montée-Saint-Jean",
    "Mont-Royal",
    "Villes et Villages",
    "Table de concertation de quartier Peter-McGill",
    "Coaticook",
    "L'Île-Perrot",
)


def lieux(noms=NOMS) -> pl.DataFrame:
    return pl.DataFrame({"decoupage": "T", "code": [f"{i:04d}" for i in range(len(noms))], "nom": list(noms)})


def premier(ecrit, territoires=None):
    (r,) = proposer_rapprochements([ecrit], lieux() if territoires is None else territoires, "T")
    return r.candidats[0]


@pytest.mark.parametrize(
    ("ecrit", "nom"),
    [
        ("CDC de Côte-des-Neiges", NOMS[0]),
        ("C.D.C. Rosemont", NOMS[1]),
        ("Rosemont", NOMS[1]),
        ("N.-D.-de-Grâce", "Notre-Dame-de-Grâce"),
        ("N-D de Grace", "Notre-Dame-de-Grâce"),
        ("Conseil communautaire NDG", "Notre-Dame-de-Grâce"),
        ("RDP", "Rivière-des-Prairies"),
        ("Ste-Marthe s/ le Lac", "Sainte-Marthe-sur-le-Lac"),
        ("Mtée St-Jean", "Montée-Saint-Jean"),
        ("Mt-Royal", "Mont-Royal"),
        ("Villages & villes", "Villes et Villages"),
        ("TCQ Peter McGill", NOMS[8]),
        ("Coaticok", "Coaticook"),
        ("L’Ile‑Perrot", "L'Île-Perrot"),
        ("l'ile – perrot", "L'Île-Perrot"),
    ],
)
def test_le_bon_territoire_vient_en_premier(ecrit, nom):
    assert premier(ecrit).nom == nom


def test_chaque_candidat_dit_sa_raison_et_un_score_qui_decroit():
    (r,) = proposer_rapprochements(["Corporation de développement de Rosemon"], lieux(), "T")
    assert r.candidats[0].nom == NOMS[1]
    scores = [c.score for c in r.candidats]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= s <= 1 for s in scores)
    assert all(c.raison.endswith(".") for c in r.candidats)
    assert premier("N.-D.-de-Grâce").raison == "Même nom, abréviations dépliées."
    assert "sigle" in premier("RDP").raison


def test_une_abreviation_se_propose_et_ne_s_impose_pas():
    base = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0612", "nom": "Mont-Royal"})])
    c = comprendre("Nom;Cas\nMt-Royal;1\nGranit;2\nSherbrooke;3\n", territoires=base)
    (a,) = de(c, "territoire inconnu")
    assert (a.valeur, c.bloquante) == ("Mt-Royal", True)
    assert "Mont-Royal (0612)" in a.geste


def test_cinq_candidats_au_plus_et_ceux_de_ce_decoupage_seulement():
    jumeaux = lieux([f"Saint-Jean {i}" for i in "abcdefgh"])
    ailleurs = jumeaux.with_columns(decoupage=pl.lit("U"))
    (r,) = proposer_rapprochements(["Saint-Jean"], pl.concat([jumeaux, ailleurs]), "T")
    assert len(r.candidats) == 5
    assert len({c.code for c in r.candidats}) == 5


def test_rien_de_voisin_rien_de_propose():
    for ecrit in ("Zzyzx", "", "   ", "!!!"):
        assert proposer_rapprochements([ecrit], lieux(), "T")[0].candidats == ()
    assert proposer_rapprochements(["Coaticook"], lieux([]), "T")[0].candidats == ()
    assert proposer_rapprochements([], lieux(), "T") == ()


def test_les_repetitions_se_comptent_dans_l_ordre_du_fichier():
    rendus = proposer_rapprochements(["Coaticok", "RDP", "Coaticok"], lieux(), "T")
    assert [(r.ecrit, r.lignes) for r in rendus] == [("Coaticok", 2), ("RDP", 1)]


@pytest.mark.parametrize(
    ("ecrit", "code", "raison"),
    [
        ("0541", "0514", "Deux chiffres inversés."),
        ("0519", "0511", "Un chiffre change."),
        ("05140", "0514", "Un chiffre de moins."),
        ("014", "0514", "Un chiffre de plus."),
        ("514", "0514", "Zéros de tête perdus."),
    ],
)
def test_un_code_se_rapproche_des_codes_a_une_faute_pres(ecrit, code, raison):
    (r,) = proposer_rapprochements([ecrit], TERRITOIRES, "RLS")
    assert (code, raison) in [(c.code, c.raison) for c in r.candidats]


def test_un_alias_n_est_pas_un_candidat_de_plus():
    avec = pl.concat(
        [lieux().with_columns(alias=pl.lit(False)), lieux(["Koatikook"]).with_columns(alias=pl.lit(True))]
    )
    (r,) = proposer_rapprochements(["Koatikouk"], avec, "T")
    assert all(c.nom != "Koatikook" for c in r.candidats)


def test_cinq_cents_inconnus_contre_onze_mille_noms_en_quelques_secondes():
    syllabes = ("ba", "cor", "de", "fi", "gran", "ho", "lac", "mi", "nor", "pé", "ri", "ste")
    noms = [
        "-".join(syllabes[(i // 12**k) % 12] + syllabes[(i * 7 + k) % 12] for k in range(4))
        for i in range(11_000)
    ]
    inconnus = [n[:-2] + "x" for n in noms[::22]]
    debut = time.perf_counter()
    rendus = proposer_rapprochements(inconnus, lieux(noms), "T")
    duree = time.perf_counter() - debut
    assert len(rendus) == len(inconnus) == 500
    justes = sum(n in {c.nom for c in r.candidats} for n, r in zip(noms[::22], rendus, strict=True))
    assert justes >= 490
    assert duree < 10, f"{duree:.1f} s"
