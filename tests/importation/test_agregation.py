"""Agréger un grand fichier : écritures reconnues, filtre traduit, requête composée, source reconnue."""

from __future__ import annotations

import polars as pl
import pytest

from tableau_bord.commun.erreurs import ImportationErreur, TableauBordErreur
from tableau_bord.importation import agregation
from tableau_bord.importation.agregation import Doublons, GenreColonne, Pas, Plan, decompte, filtre, tables
from tableau_bord.importation.agregation.depot import LIEU, PERIODE, SEXE

TERRITOIRES = pl.DataFrame(
    {
        "decoupage": ["RLS", "RLS", "RLS", "RSS"],
        "code": ["0511", "0512", "0513", "05"],
        "nom": ["Coaticook", "Memphrémagog", "Coaticook", "Estrie"],
    }
)


@pytest.fixture
def fichier(tmp_path):
    """Un Parquet de toutes les natures."""
    cadre = pl.DataFrame(
        {
            "t": ["0511", " 512 "],
            "n": [1, 2],
            "r": [1.5, float("nan")],
            "d": pl.Series([0, 1]).cast(pl.Date),
            "i": pl.Series([0, 1]).cast(pl.Datetime),
            "l": [[1], [2]],
            "b": [True, False],
        }
    )
    cadre.write_parquet(tmp_path / "x.parquet")
    return agregation.ouvrir(tmp_path / "x.parquet")


# --- la source -----------------------------------------------------------------------------------


def test_la_nature_de_chaque_colonne(fichier):
    natures = [g.value for g in fichier.genres.values()]
    assert natures == ["texte", "entier", "flottant", "date", "instant", "autre", "autre"]
    assert fichier.lignes == 2
    assert fichier.bordees == {"t"}
    assert fichier.echantillon.cadre["t"].to_list() == ["0511", "512"]


def test_un_csv_dit_son_encodage_son_separateur_et_son_entete(tmp_path):
    (tmp_path / "x.csv").write_bytes("Titre du tableau\n\nÂge;Code\n1;0511\n".encode("cp1252"))
    lu = agregation.ouvrir(tmp_path / "x.csv").source
    assert (lu.encodage, lu.separateur, lu.colonnes, lu.a_sauter) == ("windows-1252", ";", ("Âge", "Code"), 3)


@pytest.mark.parametrize(
    ("contenu", "fragment"),
    [
        ("é;b\n1;2\n".encode("utf-16"), "UTF-8 et le Windows-1252"),
        (b"24000001;2020-01-01;F;34\n24000002;2020-02-01;M;35\n", "pas d'en-tête"),
        (b"\x00\x01\x02" * 99, "pas un tableau"),
    ],
)
def test_un_csv_que_le_moteur_ne_lit_pas_est_refuse(tmp_path, contenu, fragment):
    (tmp_path / "x.csv").write_bytes(contenu)
    with pytest.raises(ImportationErreur, match=fragment):
        agregation.ouvrir(tmp_path / "x.csv")


def test_un_dossier_de_fichiers_dissemblables_ou_vide_est_refuse(tmp_path):
    with pytest.raises(ImportationErreur, match="ni fichier CSV"):
        agregation.ouvrir(tmp_path)
    for rang, colonne in enumerate("ab"):
        pl.DataFrame({colonne: [1]}).write_parquet(tmp_path / f"{rang}.parquet")
    with pytest.raises(ImportationErreur, match="mêmes colonnes"):
        agregation.ouvrir(tmp_path)


# --- les écritures -------------------------------------------------------------------------------


def test_un_territoire_s_ecrit_par_son_code_ses_zeros_perdus_ou_son_nom_s_il_est_seul():
    connus = agregation.lieux(TERRITOIRES, "RLS", None)
    ecrits = dict(connus.ecritures.iter_rows())
    assert ecrits["0511"] == ecrits["511"] == "0511"
    assert ecrits["Memphrémagog"] == "0512"
    assert "Coaticook" not in ecrits
    assert connus.codes == ("0511", "0512", "0513")


def test_sans_rattachement_ou_avec_deux_un_code_reste_connu_mais_ne_compte_pas():
    parents = pl.DataFrame({"code": ["0511", "0512", "0512"], "vers": ["05", "05", "16"]})
    connus = agregation.lieux(TERRITOIRES, "RLS", parents)
    ecrits = dict(connus.ecritures.iter_rows())
    assert (ecrits["0511"], ecrits["0512"], ecrits["0513"]) == ("05", None, None)
    table = dict(tables.table_des_lieux(connus, GenreColonne.ENTIER, LIEU).iter_rows())
    assert table == {511: 0, 512: None, 513: None}


@pytest.mark.parametrize(
    ("pas", "ecrit", "jour"),
    [
        (Pas.ANNEE, "2021", 20210000),
        (Pas.ANNEE, "2021-03", 20210300),
        (Pas.MOIS, "202103", 20210300),
        (Pas.JOUR, "2021-03-05", 20210305),
        (Pas.JOUR, "20210305", 20210305),
        (Pas.JOUR, "2021/03/05", 20210305),
        (Pas.MOIS, "2021", None),
        (Pas.JOUR, "2021-03", None),
        (Pas.JOUR, "2021-02-30", None),
        (Pas.ANNEE, "1899", None),
        (Pas.JOUR, "05/03/2021", None),
    ],
)
def test_une_date_se_lit_selon_son_ecriture_et_le_pas(pas, ecrit, jour):
    table = dict(tables.table_des_jours(pl.Series(["2021-03-05"]), GenreColonne.TEXTE, pas).iter_rows())
    assert table.get(ecrit) == jour
    if ecrit.isdigit():
        entiers = dict(tables.table_des_jours(pl.Series(["1"]), GenreColonne.ENTIER, pas).iter_rows())
        assert entiers.get(int(ecrit)) == jour


@pytest.mark.parametrize(
    ("echantillon", "ecrit", "jour"),
    [
        (["5/3/2021", "13/03/2021"], "5/3/2021", 20210305),
        (["5/3/2021"], "05/03/2021", 20210305),
        (["3/13/2021", "5/3/2021"], "5/3/2021", 20210503),
        (["05-03-2021"], "05-03-2021", 20210305),
    ],
)
def test_les_dates_a_barres_suivent_l_echantillon(echantillon, ecrit, jour):
    table = dict(tables.table_des_jours(pl.Series(echantillon), GenreColonne.TEXTE, Pas.JOUR).iter_rows())
    assert table[ecrit] == jour


def test_les_ages_et_les_tranches_s_ecrivent_de_plusieurs_facons():
    table = dict(tables.table_des_ages(agregation.lire_tranches("0-17,18-64,70+")).iter_rows())
    assert [table[t] for t in ("0", "17", "18 ans", "70", "130", "moins de 18 ans", "18 à 64 ans", "70 et plus", "70+")] == [1, 1, 2, 3, 3, 1, 2, 3, 3]  # fmt: skip
    assert "66" in table and table["66"] is None, "connu, hors des tranches"
    assert "131" not in table and "-1" not in table


@pytest.mark.parametrize("texte", ["", "17-0", "0-17,10-20", "18+,0-17", "x", "0-17,"])
def test_des_tranches_fausses_sont_refusees(texte):
    with pytest.raises(ImportationErreur, match=r"0-17,18-64,65\+"):
        agregation.lire_tranches(texte)


def test_les_sexes_de_toute_casse():
    connues = tables.ecritures_de_sexe()
    assert {connues[t] for t in ("F", "f", "FÉMININ", "Feminin", "femme", "2")} == {1}
    assert {connues[t] for t in ("M", "h", "masculin", "GARÇONS", "1")} == {2}
    assert not any("'" in ecrit for ecrit in connues), "elles s'écrivent dans la requête"


# --- le filtre -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("texte", "sql", "parametres"),
    [
        ("t = 'a'", "(TRIM(l.f0) = $v0)", {"v0": "a"}),
        ("t != 'a'", "(NULLIF(TRIM(l.f0), '') <> $v0)", {"v0": "a"}),
        ("non (t = 'a' et n > 3)", "((NULLIF(TRIM(l.f0), '') <> $v0) OR (CAST(l.f1 AS DOUBLE) <= $v1))", {"v0": "a", "v1": 3.0}),
        ("1 < n <= 5", "(CAST(l.f0 AS DOUBLE) > $v0 AND CAST(l.f0 AS DOUBLE) <= $v1)", {"v0": 1.0, "v1": 5.0}),
        ("non (1 < n <= 5)", "(CAST(l.f0 AS DOUBLE) <= $v0 OR CAST(l.f0 AS DOUBLE) > $v1)", {"v0": 1.0, "v1": 5.0}),
        ("n dans (1, -2)", "(CAST(l.f0 AS DOUBLE) IN ($v0, $v1))", {"v0": 1.0, "v1": -2.0}),
        ("non (n dans (1, 2))", "(CAST(l.f0 AS DOUBLE) NOT IN ($v0, $v1))", {"v0": 1.0, "v1": 2.0}),
        ("d = '2021-03-05'", "(CAST(CAST(l.f0 AS DATE) AS VARCHAR) = $v0)", {"v0": "2021-03-05"}),
    ],
)  # fmt: skip
def test_un_filtre_ne_laisse_que_des_alias_et_des_parametres(fichier, texte, sql, parametres):
    lu = filtre.lire(texte, fichier)
    assert (lu.sql, lu.parametres) == (sql, parametres)


@pytest.mark.parametrize("texte", ["n = 'a'", "d > 3", "t = n", "l = 1", "b = 1", "n + 1 = 2", "n", "x = 1", "n dans ('a', 1)"])  # fmt: skip
def test_un_filtre_qui_melange_est_refuse(fichier, texte):
    with pytest.raises(TableauBordErreur) as refus:
        filtre.lire(texte, fichier)
    assert refus.value.remede


# --- la requête ----------------------------------------------------------------------------------


@pytest.mark.parametrize("regle", list(Doublons))
def test_la_requete_ne_porte_aucun_nom_de_colonne_ni_aucune_valeur(fichier, regle):
    connus = agregation.lieux(TERRITOIRES, "RLS", None)
    plan = Plan("t", "d", personne="n", doublons=regle, filtre="t = 'SECRET' ou r >= 4242")
    demande = agregation.demander(fichier, plan, connus)
    assert "SECRET" not in demande.sql and "4242" not in demande.sql and "0511" not in demande.sql
    assert set(demande.parametres.values()) == {"SECRET", 4242.0}
    assert ("q" in demande.alias) == (regle is not Doublons.GARDER), "la personne n'est pas lue sans raison"


def test_une_cle_se_relit_et_une_date_d_avant_notre_ere_n_est_pas_un_motif(fichier):
    connus = agregation.lieux(TERRITOIRES, "RLS", None)
    plan = Plan("t", "d", sexe="n", age="r", tranches=agregation.lire_tranches("0-17,18+"))
    cle = 2021 * PERIODE + 1 * LIEU + 2 * SEXE + 2
    resultat = pl.DataFrame(
        {"cle": [cle, -3, -44 * PERIODE + 5, 9999 * PERIODE], "n": [7, 2, 1, 4], "lignes": [9, 2, 1, 4]}
    )
    lu = decompte.lire(resultat, fichier, plan, connus)
    assert lu.cases.rows() == [("0512", "2021", "M", "18 et plus", 7.0)]
    assert {e.name: n for e, n in lu.ecarts.items()} == {"TERRITOIRE_INCONNU": 2, "PERIODE_ILLISIBLE": 5}
    assert (lu.lues, lu.retenues, lu.doublons, lu.evenements) == (16, 9, 2, 7)
