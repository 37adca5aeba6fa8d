"""Agréger : les mêmes nombres qu'un décompte refait à la main, règle par règle, fichier par fichier."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime

import polars as pl
import pytest

from tableau_bord import acces, importation, indicateurs, rapports
from tableau_bord.acces import Profil
from tableau_bord.gestes import agreger, examiner
from tableau_bord.gestes.agreger_plan import Choix
from tableau_bord.importation.agregation import Doublons
from tableau_bord.rapports.cube import COLONNES
from tests.gestes import agreger_essai as essai
from tests.gestes.agreger_essai import AIRES, QUI, TRANCHES

CHOIX = Choix(
    "Aire", "deces", decoupage="AD", periode="Date", sexe="Sexe", age="Âge", tranches=TRANCHES, personne="NAM",
    doublons="garder",
)  # fmt: skip


@pytest.fixture
def base(entrepot_vide):
    essai.region(entrepot_vide)
    return entrepot_vide


@pytest.fixture(scope="module")
def lignes():
    return essai.evenements()


def fines(tableau: pl.DataFrame) -> dict[tuple[str, ...], float]:
    """Les cases sans totaux ni zéros : (code, période, sexe, âge) → effectif."""
    gardees = tableau.filter((pl.col("sexe") != "T") & (pl.col("age") != "tous") & (pl.col("effectif") > 0))
    return {
        ligne[:4]: ligne[4]
        for ligne in gardees.select("code", "periode", "sexe", "age", "effectif").iter_rows()
    }


def fichier(lignes, dossier, forme):
    if forme == "parquet":
        return essai.en_parquet(lignes, dossier / "cas.parquet")
    encodage, sep = {"cp1252": ("cp1252", ";"), "utf-8": ("utf-8-sig", ",")}[forme]
    return essai.en_csv(lignes, dossier / "cas.csv", encodage, sep)


@pytest.mark.parametrize("regle", [d.value for d in Doublons])
@pytest.mark.parametrize("forme", ["cp1252", "utf-8", "parquet"])
def test_chaque_regle_compte_comme_a_la_main(base, lignes, tmp_path, regle, forme):
    comptes = agreger.agreger(base, QUI, fichier(lignes, tmp_path, forme), replace(CHOIX, doublons=regle))
    cases, ecarts = essai.a_la_main(lignes, regle)
    assert fines(comptes.tableau) == dict(cases)
    assert {e.name: n for e, n in comptes.decompte.ecarts.items()} == dict(ecarts)
    d = comptes.decompte
    assert (d.lues, d.evenements) == (len(lignes), sum(cases.values()))
    assert d.doublons == d.retenues - d.evenements
    assert any(f"règle «\u00a0{regle}\u00a0»" in phrase for phrase in comptes.phrases)


def test_les_totaux_et_les_zeros(base, lignes, tmp_path):
    tableau = agreger.agreger(base, QUI, fichier(lignes, tmp_path, "parquet"), CHOIX).tableau
    attendues = 3 * 3 * 3 * 4  # communautés × années × sexes × âges, totaux compris
    assert tableau.height == attendues == tableau.n_unique(["code", "periode", "sexe", "age"])
    for cle, total in (("sexe", "T"), ("age", "tous")):
        parties = tableau.filter(pl.col(cle) != total)["effectif"].sum()
        assert tableau.filter(pl.col(cle) == total)["effectif"].sum() == parties


def test_sans_evenement_un_territoire_compte_zero_sauf_si_on_le_tait(base, lignes, tmp_path):
    seules = [x for x in lignes if AIRES.get(essai.aire_lue(x["Aire"])) != "C02"]
    chemin = fichier(seules, tmp_path, "parquet")
    choix = replace(CHOIX, sexe="", age="", tranches="")
    avec = agreger.agreger(base, QUI, chemin, choix)
    assert set(avec.tableau.filter(pl.col("code") == "C02")["effectif"]) == {0.0}
    sans = agreger.agreger(base, QUI, chemin, replace(CHOIX, zeros=False)).tableau
    assert set(sans["code"]) == {"C01", "C03"}
    assert sans.height == 2 * 3 * 3 * 4, "un territoire présent a toutes ses cases, zéros compris"
    assert "compte zéro" in " ".join(avec.phrases)


def test_une_aire_partagee_se_repartit(entrepot_vide, tmp_path):
    essai.region(entrepot_vide, partage=True)
    ad = essai.PARTAGEE[0]
    chemin = essai.en_parquet([_ligne(ad)] * 10 + [_ligne("24000003")] * 2, tmp_path / "a.parquet")
    choix = Choix("Aire", "deces", decoupage="AD", periode="Date")
    comptes = agreger.agreger(entrepot_vide, QUI, chemin, choix)
    assert dict(comptes.tableau.select("code", "effectif").iter_rows()) == {
        "C01": 8.0,
        "C02": 0.0,
        "C03": 0.0,
        "C04": 4.0,
    }
    assert any("règle pondérée" in phrase for phrase in comptes.phrases)
    sans = agreger.agreger(entrepot_vide, QUI, chemin, replace(choix, zeros=False))
    assert dict(sans.tableau.select("code", "effectif").iter_rows()) == {"C04": 4.0}
    assert any("3\u00a0communautés tues" in phrase for phrase in sans.phrases)
    assert any("8 évènements" in phrase for phrase in sans.phrases)


def test_une_aire_partagee_va_a_la_plus_grande_part_si_la_regle_est_majoritaire(entrepot_vide, tmp_path):
    essai.region(entrepot_vide, partage=True, regle="majoritaire")
    chemin = essai.en_parquet([_ligne(essai.PARTAGEE[0])] * 10, tmp_path / "a.parquet")
    comptes = agreger.agreger(
        entrepot_vide, QUI, chemin, Choix("Aire", "deces", decoupage="AD", periode="Date")
    )
    assert comptes.tableau.filter(pl.col("effectif") > 0).select("code", "effectif").rows() == [("C01", 10.0)]


def _ligne(aire: str) -> dict[str, str]:
    return dict.fromkeys(essai.COLONNES, "") | {"Aire": aire, "Date": "2020-05-01"}


def test_par_aire_sans_passer_aux_communautes(base, lignes, tmp_path):
    choix = replace(CHOIX, vers="AD", sexe="", age="", tranches="")
    tableau = agreger.agreger(base, QUI, fichier(lignes, tmp_path, "parquet"), choix).tableau
    assert set(tableau["decoupage"]) == {"AD"}
    assert tableau["code"].n_unique() == len(AIRES) + 1


@pytest.mark.parametrize("vers", ["RLS", "RSS"])
def test_un_code_entier_retrouve_ses_zeros_de_tete_et_sa_region(base, tmp_path, vers):
    cadre = pl.DataFrame({"rls": [511, 511, 512, 611, 999, None], "an": [2020] * 6})
    cadre.write_parquet(tmp_path / "r.parquet")
    choix = Choix("rls", "deces", decoupage="RLS", vers=vers, periode="an")
    comptes = agreger.agreger(base, QUI, tmp_path / "r.parquet", choix)
    attendus = {"RLS": {"0511": 2, "0512": 1, "0611": 1}, "RSS": {"05": 3, "06": 1}}
    assert dict(comptes.tableau.select("code", "effectif").iter_rows()) == attendus[vers]
    assert {e.name: n for e, n in comptes.decompte.ecarts.items()} == {
        "TERRITOIRE_INCONNU": 1,
        "SANS_TERRITOIRE": 1,
    }


@pytest.mark.parametrize(("pas", "attendues"), [("annee", ["2020", "2021"]), ("mois", ["2020-12", "2021-01"]), ("jour", ["2020-12-31", "2021-01-01"])])  # fmt: skip
@pytest.mark.parametrize("doublons", ["garder", "un-par-periode"])
@pytest.mark.parametrize("nature", ["date", "instant", "entier", "texte", "barres"])
def test_les_periodes_de_toute_nature(base, tmp_path, pas, attendues, doublons, nature):
    jours = [date(2020, 12, 31), date(2021, 1, 1), date(1800, 1, 1), None]
    colonne = {
        "date": pl.Series(jours, dtype=pl.Date),
        "instant": pl.Series(
            [j and datetime(j.year, j.month, j.day, 23, 59) for j in jours], dtype=pl.Datetime
        ),
        "entier": pl.Series([j and int(f"{j:%Y%m%d}") for j in jours]),
        "texte": pl.Series([j and f"{j.isoformat()} 08:00:00" for j in jours]),
        "barres": pl.Series([j and f"{j.day}/{j.month}/{j.year}" for j in jours]),
    }[nature]
    pl.DataFrame({"c": ["C01"] * 4, "quand": colonne, "qui": [1, 1, 1, 1]}).write_parquet(
        tmp_path / "p.parquet"
    )
    choix = Choix("c", "deces", periode="quand", pas=pas, personne="qui", doublons=doublons, zeros=False)
    comptes = agreger.agreger(base, QUI, tmp_path / "p.parquet", choix)
    assert comptes.tableau["periode"].to_list() == attendues
    assert {e.name: n for e, n in comptes.decompte.ecarts.items()} == {
        "SANS_PERIODE": 1,
        "PERIODE_ILLISIBLE": 1,
    }


def test_une_periode_trop_vague_pour_le_pas_est_ecartee(base, tmp_path):
    pl.DataFrame({"c": ["C01"] * 3, "an": ["2020", "2020-03", "2020-03-05"]}).write_parquet(
        tmp_path / "p.parquet"
    )
    for pas, comptees in (("annee", 3), ("mois", 2), ("jour", 1)):
        comptes = agreger.agreger(
            base, QUI, tmp_path / "p.parquet", Choix("c", "deces", periode="an", pas=pas)
        )
        assert comptes.decompte.evenements == comptees


def test_une_periode_fixe_ou_celle_du_nom_du_fichier(base, tmp_path):
    pl.DataFrame({"c": ["C01"]}).write_parquet(tmp_path / "cas_2018.parquet")
    for dite, lue in (("", "2018"), ("2019-2023", "2019-2023")):
        comptes = agreger.agreger(base, QUI, tmp_path / "cas_2018.parquet", Choix("c", "deces", periode=dite))
        assert set(comptes.tableau["periode"]) == {lue}
        assert any(lue in phrase for phrase in comptes.phrases)


def test_les_ages_et_sexes_en_nombres(base, tmp_path):
    cadre = pl.DataFrame({"c": ["C01"] * 7, "s": [1, 2, 2, 9, None, 1, 2], "a": [17.9, 18.0, 64.5, 30.0, 30.0, float("nan"), 131.0]})  # fmt: skip
    cadre.write_parquet(tmp_path / "p.parquet")
    choix = Choix("c", "deces", periode="2020", sexe="s", age="a", tranches=TRANCHES)
    comptes = agreger.agreger(base, QUI, tmp_path / "p.parquet", choix)
    assert fines(comptes.tableau) == {("C01", "2020", "M", "0-17"): 1, ("C01", "2020", "F", "18-64"): 2}
    assert {e.name: n for e, n in comptes.decompte.ecarts.items()} == {
        "SEXE_ILLISIBLE": 2,
        "AGE_ILLISIBLE": 2,
    }


@pytest.mark.parametrize("forme", ["cp1252", "parquet"])
@pytest.mark.parametrize(
    ("filtre", "garde"),
    [
        ("Diag = 'J45'", lambda x: x["Diag"] == "J45"),
        ("non (Diag = 'J45')", lambda x: x["Diag"] not in ("J45", "")),
        (
            "Diag dans ('J45', 'J46') et Âge >= 65",
            lambda x: x["Diag"] in ("J45", "J46") and _nombre(x["Âge"]) >= 65,
        ),
        ("18 <= Âge < 65 ou Diag = 'I10'", lambda x: 18 <= _nombre(x["Âge"]) < 65 or x["Diag"] == "I10"),
        ("nom_du_lieu = 'Été'", lambda x: x["Nom du lieu"] == "Été"),
        ("Date >= '2020-06-01'", lambda x: x["Date"].strip() >= "2020-06-01"),
    ],
)
def test_un_filtre_retient_les_memes_lignes(base, lignes, tmp_path, filtre, garde, forme):
    comptes = agreger.agreger(base, QUI, fichier(lignes, tmp_path, forme), replace(CHOIX, filtre=filtre))
    retenues = [x for x in lignes if garde(x)]
    cases, ecarts = essai.a_la_main(retenues, "garder")
    assert fines(comptes.tableau) == dict(cases)
    vus = {e.name: n for e, n in comptes.decompte.ecarts.items()}
    assert vus.pop("HORS_FILTRE") == len(lignes) - len(retenues)
    assert vus == dict(ecarts)


def _nombre(texte: str) -> float:
    return float(texte) if texte.lstrip("-").isdigit() else float("nan")


def test_un_dossier_de_fichiers_compte_comme_un_seul(base, lignes, tmp_path):
    dossier = tmp_path / "parties[1]"
    dossier.mkdir()
    for rang in range(3):
        essai.en_parquet(lignes[rang::3], dossier / f"part-{rang}.parquet")
    un = agreger.agreger(base, QUI, fichier(lignes, tmp_path, "parquet"), CHOIX)
    assert agreger.agreger(base, QUI, dossier, CHOIX).tableau.equals(un.tableau)


def test_aucune_colonne_du_fichier_ne_sort(base, lignes, tmp_path):
    """Ni au tableau, ni dans les phrases, ni au journal : rien que des codes de la base et des nombres."""
    comptes = agreger.agreger(
        base, QUI, fichier(lignes, tmp_path, "cp1252"), replace(CHOIX, doublons="premier")
    )
    journal = base.lire("SELECT objet, details FROM journal").write_csv()
    sorti = "\n".join([rapports.en_csv(comptes.tableau).decode(), *comptes.phrases, journal])
    for texte in {x["NAM"] for x in lignes} | {"Coudres", "quarante", "99999999", "Été"}:
        assert not texte or texte not in sorti
    assert comptes.tableau.columns == list(COLONNES)


def test_le_geste_s_inscrit_au_journal(base, lignes, tmp_path):
    agreger.agreger(base, QUI, fichier(lignes, tmp_path, "parquet"), CHOIX)
    ligne = acces.journal(base).row(0, named=True)
    assert (ligne["geste"], ligne["objet"], ligne["auteur"]) == ("agréger", "deces", QUI.auteur)
    details = json.loads(ligne["details"])
    assert (details["lignes"], details["doublons"]) == (len(lignes), "garder")
    assert details["moteur"].startswith("DuckDB")


@pytest.mark.parametrize("partage", [False, True])
def test_le_tableau_se_reimporte_a_l_identique(entrepot_vide, lignes, tmp_path, partage):
    essai.region(entrepot_vide, partage=partage)
    comptes = agreger.agreger(entrepot_vide, QUI, fichier(lignes, tmp_path, "parquet"), CHOIX)
    contenu = rapports.en_csv(comptes.tableau)
    examen = examiner.examiner(entrepot_vide, examiner.proposer(entrepot_vide, contenu, "comptes.csv"))
    assert examen.plan.genre is importation.Genre.CUBE
    assert examen.comprehension.anomalies == ()
    lot = agreger.verser_comptes(entrepot_vide, comptes, QUI)
    assert "Doublons, règle" in lot.resume
    cles = ["decoupage", "code", "indicateur", "periode", "sexe", "age"]
    versees = indicateurs.lire_cases(entrepot_vide, Profil.DSP, sexes=None).filter(pl.col("lot") == lot.lot)
    attendu = comptes.tableau.select(*cles, "effectif").sort(cles)
    assert versees.select(*cles, "effectif").sort(cles).equals(attendu)
