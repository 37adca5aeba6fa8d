"""Les codes RLS d'avant la loi 10 : traduits, demandés ou refusés selon la période, jamais devinés."""

import polars as pl
import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre, Gravite, anciens_codes
from tests.importation.fabrique import comprendre, de

BASE = pl.DataFrame(
    {
        "decoupage": "RLS",
        "code": ["0511", "0514", "0515", "0611", "0612", "0621", "1611", "1612"],
        "nom": ["Granit", "Coaticook", "Sherbrooke", "A", "B", "C", "D", "E"],
    }
)


@pytest.fixture
def table(monkeypatch):
    """Une table où 0611 désignait 0621 : l'essai ne dépend pas de ce que contient le fichier fourni."""
    connus = {"0505": "0514", "1610": "0511", "0611": "0621"}
    monkeypatch.setattr(anciens_codes, "charger", lambda: connus)


def lire(texte, periode="2012", **options):
    return comprendre(texte, nom="essai.csv", territoires=BASE, decoupage="RLS", periode=periode, **options)


def test_le_fichier_fourni_dit_les_deux_faits_connus():
    table = anciens_codes.charger()
    assert (table["0505"], table["1610"]) == ("0514", "0511")
    assert not set(table) & set(anciens_codes.SENS_CHANGE)


def test_des_anciens_codes_d_avant_la_bascule_sont_traduits_et_dits():
    c = lire("Code RLS;Cas\n505;1\n1610;2\n0515;3\n")
    assert c.valeurs["code"].to_list() == ["0514", "0511", "0515"]
    assert not c.bloquante
    assert any("«\u00a0505\u00a0» est lu «\u00a00514\u00a0»" in r for r in c.remarques)
    assert not any("Zéros de tête" in r for r in c.remarques)


@pytest.mark.parametrize("periode", ["2016", "2015-04-01", "2015"])
def test_un_ancien_code_d_apres_ou_a_cheval_est_refuse_avec_le_geste(periode):
    c = lire("Code RLS;Cas\n0505;1\n0511;2\n0515;3\n", periode)
    (a,) = de(c, "territoire inconnu")
    assert (a.valeur, a.gravite) == ("0505", Gravite.REFUSEE)
    assert "aujourd'hui «\u00a00514\u00a0»" in a.geste
    assert c.valeurs["code"].to_list() == ["0511", "0515"]


def test_chaque_ligne_suit_sa_propre_periode():
    c = lire("Code RLS;Année;Cas\n0505;2013;1\n0514;2016;2\n0611;2013;3\n0611;2016;4\n", periode=None)
    assert [a.ligne for a in de(c, anciens_codes.REGLE)] == [4]
    assert c.valeurs.select("code", "periode").rows() == [
        ("0514", "2013"),
        ("0514", "2016"),
        ("0611", "2016"),
    ]


def test_un_code_au_sens_change_prend_l_ancien_sens_avec_des_anciens_codes(table):
    c = lire("Code RLS;Cas\n0505;1\n0611;2\n")
    assert c.valeurs["code"].to_list() == ["0514", "0621"]


def test_seul_un_code_au_sens_change_suit_la_periode(table):
    assert lire("Code RLS;Cas\n611;1\n", "2012").valeurs["code"].to_list() == ["0621"]
    c = lire("Code RLS;Cas\n611;1\n", "2016")
    assert c.valeurs["code"].to_list() == ["0611"]
    assert any("sens d'aujourd'hui" in r for r in c.remarques)


def test_avec_des_codes_d_aujourd_hui_une_serie_ancienne_garde_leur_sens(table):
    c = lire("Code RLS;Cas\n0611;1\n0515;2\n", "2012")
    assert c.valeurs["code"].to_list() == ["0611", "0515"]
    assert not c.bloquante
    assert any("«\u00a00611\u00a0», lus dans leur sens d'aujourd'hui" in r for r in c.remarques)


def test_l_ancien_sens_sans_correspondance_est_refuse_jamais_pris_pour_l_autre():
    c = lire("Code RLS;Cas\n0505;1\n1612;2\n")
    (a,) = de(c, anciens_codes.REGLE)
    assert (a.ligne, a.valeur, a.gravite) == (3, "1612", Gravite.REFUSEE)
    assert "anciens_codes_rls.csv" in a.geste
    assert c.valeurs["code"].to_list() == ["0514"]


def test_des_codes_inconnus_de_la_meme_region_jettent_le_doute_ceux_d_ailleurs_non():
    c = lire("Code RLS;Cas\n0601;1\n0611;2\n0515;3\n")
    assert [a.valeur for a in de(c, anciens_codes.REGLE)] == ["0611"]
    assert [a.valeur for a in de(c, "territoire inconnu")] == ["0601"]
    c = lire("Code RLS;Cas\n0901;1\n0611;2\n0515;3\n")
    assert de(c, anciens_codes.REGLE) == []
    assert c.valeurs["code"].to_list() == ["0611", "0515"]


def test_sans_periode_un_code_au_sens_change_bloque_et_demande_la_date():
    c = lire("Code RLS;Cas\n0511;1\n0612;2\n1611;3\n", None)
    (a,) = de(c, anciens_codes.REGLE)
    assert (a.ligne, a.colonne, a.valeur, a.gravite) == (3, "Code RLS", "0612", Gravite.BLOQUANTE)
    assert "«\u00a00612\u00a0» et «\u00a01611\u00a0» ont changé de sens" in a.message
    assert "période" in a.geste


def test_une_periode_a_cheval_bloque_si_rien_d_autre_ne_dit_l_epoque():
    seul = lire("Code RLS;Cas\n0612;2\n", "2013-2017")
    assert [a.gravite for a in de(seul, anciens_codes.REGLE)] == [Gravite.BLOQUANTE]
    accompagne = lire("Code RLS;Cas\n0612;2\n0515;3\n", "2013-2017")
    assert de(accompagne, anciens_codes.REGLE) == []
    assert not accompagne.bloquante


def test_des_tranches_qui_ne_s_accordent_pas_bloquent(table):
    ancienne = lire("Code RLS;Cas\n0505;1\n0611;2\n", "2012")
    nouvelle = lire("Code RLS;Cas\n0515;1\n0611;2\n", "2012")
    recente = lire("Code RLS;Cas\n0515;1\n0611;2\n", "2016")
    (a,) = anciens_codes.verifier_tranches([*ancienne.remarques, *nouvelle.remarques], ())
    assert (a.regle, a.gravite) == (anciens_codes.REGLE, Gravite.BLOQUANTE)
    for accord in ([ancienne, ancienne], [nouvelle, recente], [ancienne, recente]):
        assert anciens_codes.verifier_tranches([r for c in accord for r in c.remarques], ()) == ()


def test_une_tranche_refusee_faute_de_correspondance_compte_comme_ancienne():
    refusee = lire("Code RLS;Cas\n1610;1\n1612;2\n", "2012")
    nouvelle = lire("Code RLS;Cas\n0515;1\n1612;2\n", "2012")
    assert len(anciens_codes.verifier_tranches(nouvelle.remarques, refusee.anomalies)) == 1


def test_un_autre_decoupage_et_une_base_qui_a_encore_l_ancien_code_ne_sont_pas_touches():
    mrc = BASE.with_columns(decoupage=pl.lit("MRC"))
    c = comprendre("Code;Cas\n0612;1\n0511;2\n", territoires=mrc, periode=None, nom="essai.csv")
    assert de(c, anciens_codes.REGLE) == []
    garde = pl.concat([BASE, pl.DataFrame({"decoupage": "RLS", "code": "0505", "nom": "Ancien"})])
    c = comprendre(
        "Code RLS;Cas\n0505;1\n0515;2\n", territoires=garde, decoupage="RLS", periode="2012", nom="x.csv"
    )
    assert c.valeurs["code"].to_list() == ["0505", "0515"]


def test_la_population_aussi():
    c = lire("Code RLS;Année;Population\n0505;2012;10\n0511;2012;20\n", None, genre=Genre.POPULATION)
    assert c.valeurs.select("code", "annee").rows() == [("0514", 2012), ("0511", 2012)]


@pytest.mark.parametrize(
    ("periode", "attendue"),
    [
        ("2014", "avant"), ("2015-03-31", "avant"), ("2015-04-01", "apres"), ("2016", "apres"),
        ("2015", "a cheval"), ("2012-2016", "a cheval"), ("2010-2014", "avant"), ("T3 2014", "avant"), ("jadis", None),
    ],
)  # fmt: skip
def test_l_epoque_d_une_periode(periode, attendue):
    assert anciens_codes.epoque(periode) == attendue


@pytest.mark.parametrize(
    ("texte", "quoi"),
    [
        ("ancien;nouveau\n0505;0514\n", "ne se lit pas"),
        ("ancien;nouveau;source\n505;0514;x\n", "Ligne 2"),
        ("ancien;nouveau;source\n0505;0514;x\n0506;;x\n", "Ligne 3"),
        ("ancien;nouveau;source\n0505;0514;\n", "une source"),
        ("ancien;nouveau;source\n0505;0514;x\n0505;0515;x\n", "deux lignes"),
    ],
)
def test_une_table_abimee_est_refusee(tmp_path, texte, quoi):
    fichier = tmp_path / "codes.csv"
    fichier.write_text(texte, encoding="utf-8")
    with pytest.raises(ImportationErreur, match=quoi):
        anciens_codes.charger(fichier)


def test_une_table_absente_est_refusee(tmp_path):
    with pytest.raises(ImportationErreur, match="ne se lit pas"):
        anciens_codes.charger(tmp_path / "absente.csv")
