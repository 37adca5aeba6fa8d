"""Rattacher au territoire : zéros perdus, code collé, noms, totaux, niveaux mêlés, inconnus."""

import polars as pl
import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import codes
from tests.importation.fabrique import AUCUN, ENTETE, TERRITOIRES, comprendre, de


def test_un_zero_de_tete_perdu_est_retabli_et_dit():
    c = comprendre("Code;Cas\n511;12\n514;13\n")
    assert c.valeurs["code"].to_list() == ["0511", "0514"]
    assert "«\u00a0511\u00a0» est lu «\u00a00511\u00a0»" in c.remarques[0]


def test_un_code_colle_au_nom_se_detache():
    c = comprendre("RLS;Cas\n0511 - RLS du Granit;12\n0514 – RLS de Coaticook;13\n")
    assert c.valeurs["code"].to_list() == ["0511", "0514"]


@pytest.mark.parametrize(
    "nom", ["Coaticook", "RLS de Coaticook", "coaticook", "Ste-Élie-des-Monts", "SAINTE ELIE DES MONTS"]
)
def test_un_nom_se_rapproche_sans_accents_ni_sigle(nom):
    assert comprendre(f"Nom;Cas\n{nom};12\nGranit;5\n").territoires_reconnus == 2


def test_les_totaux_sont_mis_de_cote_et_comptes():
    c = comprendre(f"{ENTETE}\n0511;Granit;1;100;1000\n;Total;1;100;1000\n;Total;1;100;1000\n")
    assert (c.lignes_lues, c.lignes_retenues, c.lignes_de_cote) == (3, 1, 2)
    assert de(c, "ligne de total")[0].message.startswith("Lignes 3 et 4")
    assert not c.bloquante


def test_un_territoire_nomme_quebec_n_est_pas_un_total():
    lieux = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0311", "nom": "Québec"})])
    c = comprendre("Nom;Cas\nQuébec;12\nGranit;5\n", territoires=lieux)
    assert c.valeurs["code"].to_list() == ["0311", "0511"]


def test_un_territoire_inconnu_est_refuse_avec_ligne_colonne_valeur_et_proposition():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Sherbrooke;2\n0599;Coaticok;3\n")
    (a,) = de(c, "territoire inconnu")
    assert (a.ligne, a.colonne, a.valeur, a.gravite) == (4, "NoRLS", "0599", "refusée")
    assert c.bloquante
    assert (c.lignes_retenues, c.lignes_refusees) == (2, 1)
    (b,) = de(comprendre("Nom;Cas\nGranit;1\nSherbrooke;2\nCoaticok;3\n"), "territoire inconnu")
    assert "Coaticook (0514)" in b.geste


def test_une_ligne_sans_code_ni_nom_est_refusee():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Sherbrooke;2\n;;3\n")
    assert "ni code ni nom" in de(c, "territoire inconnu")[0].message


def test_un_code_manquant_se_retrouve_par_le_nom():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n;Sherbrooke;2\n")
    assert c.valeurs["code"].to_list() == ["0511", "0515"]


def test_un_code_et_un_nom_qui_se_contredisent_sont_signales():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Coaticook;2\n")
    assert de(c, "code contre nom")[0].ligne == 3
    assert c.valeurs["code"].to_list() == ["0511", "0515"]


def test_un_nom_double_demande_un_code():
    doubles = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0999", "nom": "Granit"})])
    c = comprendre("Nom;Cas\nGranit;1\nSherbrooke;2\n", territoires=doubles)
    assert "plusieurs territoires" in de(c, "territoire inconnu")[0].message


def test_chaque_ligne_va_a_son_niveau():
    c = comprendre("GEO;CODE;Cas\nRLS;511;1\nRLS;514;2\nRSS;5;3\nRégion sociosanitaire;6;4\n")
    assert c.valeurs.select("decoupage", "code").rows() == [
        ("RLS", "0511"),
        ("RLS", "0514"),
        ("RSS", "05"),
        ("RSS", "06"),
    ]
    assert (c.territoires_reconnus, c.territoires_attendus) == (4, 6)


def test_un_niveau_absent_de_la_base_est_mis_de_cote_un_mot_inconnu_est_refuse():
    c = comprendre("GEO;CODE;Cas\nRLS;511;1\nRLS;514;2\nMRC;440;3\nPlanète;1;4\n")
    assert (c.lignes_de_cote, c.lignes_refusees) == (1, 1)
    assert de(c, "niveau absent de la base")[0].valeur == "MRC"
    assert any("MRC" in r and "1\u00a0ligne" in r for r in c.remarques)
    assert de(c, "niveau inconnu")[0].valeur == "Planète"


def test_sans_territoires_on_dit_lesquels_verser_d_abord():
    with pytest.raises(ImportationErreur, match="Versez d'abord les territoires"):
        comprendre("Code;Cas\n0511;12\n", territoires=AUCUN)
    with pytest.raises(ImportationErreur, match="MRC"):
        comprendre("Code;Cas\n0511;12\n", decoupage="MRC")


def test_une_ecriture_courte_qui_vaudrait_deux_codes_n_est_pas_admise():
    lieux = pl.DataFrame({"decoupage": ["X", "X"], "code": ["01", "001"], "nom": ["a", "b"]})
    assert set(codes.table_des_codes(lieux)["ecrit"]) == {"01", "001"}
