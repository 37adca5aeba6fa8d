"""Comprendre des indicateurs : colonnes exactes, refus précis, zéro/manquant/masqué, tout ou rien."""

from dataclasses import replace

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre, Role
from tests.importation.fabrique import ENTETE, TERRITOIRES, comprendre, de, octets, xlsx

COLONNES = [
    *("decoupage", "code", "indicateur", "periode", "sexe", "age"),
    *("effectif", "denominateur", "valeur", "borne_inf", "borne_sup", "motif", "_ligne"),
]


def test_les_colonnes_sont_exactes():
    c = comprendre(f"{ENTETE}\n0511;Granit;6;20 780;28,9\n")
    assert c.valeurs.columns == COLONNES
    assert c.valeurs.row(0) == (
        "RLS",
        "0511",
        "cas",
        "2021",
        "T",
        "tous",
        6.0,
        20780.0,
        28.9,
        None,
        None,
        None,
        2,
    )
    assert c.valeurs.schema["effectif"] == pl.Float64
    assert (c.lignes_lues, c.lignes_retenues, c.bloquante) == (1, 1, False)


def test_zero_manquant_et_masque_sont_trois_valeurs():
    c = comprendre(
        f"{ENTETE}\n0511;Granit;0;100;0,0\n0514;Coaticook;n.d.;100;n.d.\n0515;Sherbrooke;<5;100;x\n"
    )
    assert c.valeurs["effectif"].to_list() == [0.0, None, None]
    assert c.valeurs["motif"].to_list() == [None, "non disponible", "masqué"]
    assert c.valeurs["denominateur"].to_list() == [100.0, 100.0, 100.0]


def test_une_valeur_trop_incertaine_a_la_source_le_reste():
    c = comprendre(f"{ENTETE}\n0511;Granit;3;100;F\n0514;Coaticook;4;100;4,0\n")
    assert c.valeurs["motif"].to_list() == ["trop incertain", None]


def test_un_effectif_complet_se_calcule_meme_sans_taux_publie():
    c = comprendre(f"{ENTETE}\n0511;Granit;3;100;n.d.\n0514;Coaticook;4;100;4,0\n")
    assert c.valeurs["motif"].to_list() == [None, None]


def test_le_message_de_la_lettre_o():
    c = comprendre("Code;Effectif\n" + "0511;3\n" * 0 + "0514;4\n0515;12,O\n")
    (a,) = de(c, "nombre illisible")
    assert f"{a.message} {a.geste}" == (
        "Ligne 3, colonne «\u00a0Effectif\u00a0»\u00a0: «\u00a012,O\u00a0» n'est pas un nombre. "
        "Le dernier signe est la lettre O. Rien n'a été enregistré. Corrigez la ligne, ou excluez-la et versez le reste."
    )
    assert (a.ligne, a.colonne, a.valeur, a.gravite) == (3, "Effectif", "12,O", "refusée")
    assert c.bloquante


def test_toutes_les_fautes_d_une_ligne_sont_dites_d_un_coup():
    c = comprendre(f"{ENTETE}\n0511;Granit;1;100;1\n0515;Sherbrooke;2;90;1\n0599;Nul;abc;-3;1\n")
    assert {a.regle for a in c.anomalies if a.ligne == 4} >= {
        "territoire inconnu",
        "nombre illisible",
        "nombre négatif",
    }
    assert c.lignes_refusees == 1


def test_un_effectif_plus_grand_que_le_denominateur_est_refuse():
    c = comprendre(f"{ENTETE}\n0511;Granit;101;100;1\n0514;Coaticook;100;100;100\n")
    assert [a.ligne for a in de(c, "effectif plus grand que le dénominateur")] == [2]


def test_un_nombre_ambigu_est_refuse_et_le_dit():
    c = comprendre('Code,Taux\n0511,"1,234"\n0514,"2,345"\n')
    assert "deux façons" in de(c, "nombre ambigu")[0].message
    assert c.lignes_retenues == 0


def test_la_decision_sur_un_nombre_ambigu_est_dite():
    c = comprendre('Code,Population,Cas\n0511,"1,234",6\n0514,"2,345",7\n')
    assert c.valeurs["denominateur"].to_list() == [1234.0, 2345.0]
    assert any("1,234" in r for r in c.remarques)


def test_un_classeur_ecrit_des_points_decimaux():
    tableau = importation.lire_tableau(
        xlsx(A=[["Code", "Taux"], ["0511", 1.234], ["0514", 2.345]]), "t_2021.xlsx"
    )
    plan = importation.proposer(tableau, TERRITOIRES, [])
    assert importation.comprendre(tableau, plan, TERRITOIRES).valeurs["valeur"].to_list() == [1.234, 2.345]


def test_des_doublons_contradictoires_bloquent_avec_les_deux_lignes():
    c = comprendre("Code;Cas\n0511;1\n0511;2\n0514;5\n")
    (a,) = de(c, "lignes contradictoires")
    assert "Les lignes 2 et 3" in a.message
    assert a.gravite == "refusée"


def test_un_doublon_exact_est_garde_une_fois():
    c = comprendre("Code;Cas\n0511;1\n0511;1\n0514;5\n")
    assert (c.lignes_retenues, c.lignes_de_cote, c.bloquante) == (2, 1, False)


def test_sexe_age_et_periode_du_fichier():
    c = comprendre("Code;Année;Sexe;Âge;Cas\n0511;2019;Femmes;65 ans et plus;1\n0511;2019;Hommes;Total;2\n")
    assert c.valeurs.select("periode", "sexe", "age").rows() == [
        ("2019", "F", "65 ans et plus"),
        ("2019", "M", "tous"),
    ]


def test_un_sexe_et_une_periode_inconnus_sont_refuses():
    c = comprendre("Code;Année;Sexe;Cas\n0511;2019;F;1\n0514;2020;M;1\n0515;hier;Z;2\n")
    assert {a.regle for a in c.anomalies} == {"sexe inconnu", "période illisible"}
    assert c.lignes_refusees == 1


def test_mesure_ou_periode_que_rien_ne_dit_bloquent_sans_exception():
    c = comprendre("Code;Cas\n0511;1\n0514;2\n", nom="sans.csv", indicateur=None)
    assert {a.regle for a in c.anomalies} == {"mesure manquante", "période manquante"}
    assert c.bloquante


def test_un_taux_que_l_effectif_ne_refait_pas_est_signale_lui_seul():
    lignes = [
        "0511;Granit;6;20780;77,6",
        "0514;Coaticook;18;18741;96,0",
        "0515;Sherbrooke;621;170075;365,1",
        "0611;X;0;100;0",
    ]
    c = comprendre("\n".join([ENTETE, *lignes]))
    (a,) = de(c, "taux publié contre effectif")
    assert (a.ligne, a.gravite) == (2, "signalée")
    assert "28,9" in a.message
    assert not c.bloquante


def test_un_taux_ajuste_se_dit_en_une_phrase():
    lignes = [
        f"{c};x;{e};1000;{v}"
        for c, e, v in [("0511", 10, 10.0), ("0514", 20, 20.3), ("0515", 30, 29.6), ("0611", 40, 40.4)]
    ]
    c = comprendre("\n".join([ENTETE, *lignes]))
    assert len(de(c, "taux publié contre effectif")) == 1


def test_une_valeur_hors_de_ses_bornes_est_signalee():
    c = comprendre("Code;Taux;Borne inf;Borne sup\n0511;5;1;9\n0514;5;6;9\n")
    assert [a.ligne for a in de(c, "valeur hors bornes")] == [3]


def test_colonnes_manquantes():
    with pytest.raises(ImportationErreur) as refus:
        comprendre("Code;Nom\n0511;Granit\n0514;Coaticook\n", genre=Genre.INDICATEURS)
    assert refus.value.code == "colonnes_manquantes"


CUBE = (
    "decoupage;code;nom;indicateur;periode;sexe;age;effectif;denominateur;valeur;borne_inf;borne_sup;unite;motif;lot;version_calcul\r\n"
    "RLS;0511;Granit;cas;2019-2023;T;65 ans et plus;6;20780;28,873916265640038;1,234;62,8;pour 100 000;;l1;1.0\r\n"
    "RLS;0514;Coaticook;cas;2019-2023;F;tous;;;;;;pour 100 000;masqué;l1;1.0\r\n"
    "RSS;05;Estrie;cas;2019-2023;T;'-x;7;8;1e-7;;;%;;l1;1.0\r\n"
)


def test_un_cube_se_relit_a_l_identique():
    tableau = importation.lire_tableau(b"\xef\xbb\xbf" + octets(CUBE), "cube.csv")
    c = importation.comprendre(tableau, importation.proposer(tableau, TERRITOIRES, []), TERRITOIRES)
    assert c.anomalies == ()
    assert c.valeurs.columns == COLONNES
    assert c.valeurs.row(0)[3:12] == (
        "2019-2023",
        "T",
        "65 ans et plus",
        6.0,
        20780.0,
        28.873916265640038,
        1.234,
        62.8,
        None,
    )
    assert c.valeurs.row(1)[6:12] == (None, None, None, None, None, "masqué")
    assert (c.valeurs["age"][2], c.valeurs["valeur"][2]) == ("-x", 1e-7)


def test_une_erreur_type_donne_des_bornes_seulement_ou_il_n_y_en_a_pas():
    c = comprendre("Code;Taux;Borne inférieure;Borne supérieure;Erreur type\n0511;10;;;2\n0514;12;11;13;5\n")
    (a, b) = c.valeurs.sort("code").select("borne_inf", "borne_sup").rows()
    assert a == pytest.approx((10 - 1.959963985 * 2, 10 + 1.959963985 * 2))
    assert b == (11.0, 13.0)


def test_une_strate_n_est_pas_tout_le_territoire():
    tableau = importation.lire_tableau(
        b"Code;Quintile;Cas;Population\n0511;Q1;3;50\n0511;Total;9;200\n0514;;4;100\n", "quintiles_2021.csv"
    )
    plan = importation.proposer(tableau, TERRITOIRES, [])
    colonnes = tuple(replace(k, role=Role.STRATE) if k.colonne == "Quintile" else k for k in plan.colonnes)
    c = importation.comprendre(tableau, replace(plan, colonnes=colonnes, indicateur="cas"), TERRITOIRES)
    assert c.valeurs["effectif"].to_list() == [9.0, 4.0]
    assert [a.valeur for a in de(c, "strate")] == ["Q1"]
