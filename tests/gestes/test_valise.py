"""La valise : ce qui est publié, rien d'autre, cherché octet par octet ; et l'écran n'y voit aucune différence."""

import shutil

import polars as pl
import pytest

from tableau_bord import acces, divulgation, indicateurs, parametres, territoires
from tableau_bord.acces import Identite, Profil, Role, consentements
from tableau_bord.acces.envois import Fin
from tableau_bord.commun.erreurs import AccesErreur, EntrepotErreur, TerritoireErreur
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, inviter, valise, valise_depot
from tableau_bord.gestes.rencontre import PERMISES
from tests.gestes.valise_semee import NOMBRES, QUI, TEXTES, paroles, trouves
from tests.graines import MINUSCULE, ORDINAIRE


def _preparer(entrepot, chemin, code=ORDINAIRE, **options):
    return valise.preparer(entrepot, QUI, "communaute", code, chemin, **options)


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("demo_valise")
    base = Entrepot(dossier / "demo.duckdb")
    migrations.appliquer(base)
    demonstration.construire(base)
    faite = valise.preparer(base, QUI, "communaute", "20-001", dossier / "valise.duckdb")
    emportee = Entrepot(faite.chemin)
    yield base, emportee
    emportee.fermer()
    base.fermer()


# --- rien de fin n'en sort ---------------------------------------------------------------------


def test_aucun_temoin_dans_le_fichier_meme_apres_avoir_tout_lu_dans_le_meme_processus(chez_nous, tmp_path):
    paroles(chez_nous)
    inviter.inviter(chez_nous, QUI, "lire", "communaute", ORDINAIRE, 30, 5, TEXTES[9])
    for _ in range(3):
        indicateurs.lire_cases(chez_nous, Profil.DSP, sexes=None)
    fichier = tmp_path / "valise.duckdb"
    _preparer(chez_nous, fichier)
    assert trouves(fichier, tmp_path / "valise.duckdb.wal") == set()
    chez_nous.fermer()
    assert trouves(tmp_path / "maison.duckdb", tmp_path / "maison.duckdb.wal") >= set(TEXTES)


def test_contre_epreuve_une_copie_elaguee_garde_les_temoins(chez_nous, tmp_path):
    paroles(chez_nous)
    chez_nous.fermer()
    copie = tmp_path / "copie.duckdb"
    shutil.copy(tmp_path / "maison.duckdb", copie)
    elaguee = Entrepot(copie)
    for table in ("valeurs", "populations", "masques", "lots", "journal", "envois", "envoi_decisions"):
        elaguee.ecrire(lambda t, table=table: t.executer(f"DELETE FROM {table}"))
    elaguee.fermer()
    restes = trouves(copie, tmp_path / "copie.duckdb.wal")
    assert restes & set(NOMBRES)
    assert {TEXTES[0], TEXTES[4], TEXTES[5]} <= restes


def test_seules_les_tables_permises_ont_des_lignes(demo):
    _, emportee = demo
    pleines = {t for t in valise_depot.tables(emportee) if valise_depot.compte(emportee, t)}
    neuve = Entrepot(":memory:")
    migrations.appliquer(neuve)
    d_office = {t for t in valise_depot.tables(neuve) if valise_depot.compte(neuve, t)}
    assert pleines - PERMISES <= d_office
    assert {"cube", "geometries", "indicateurs", "seuils", "valise_identite"} <= pleines
    assert emportee.lire("SELECT DISTINCT auteur, note FROM publications").rows() == [("", "")]


def test_une_case_masquee_part_masquee(chez_nous, tmp_path):
    emportee = Entrepot(_preparer(chez_nous, tmp_path / "v.duckdb").chemin)
    lue = indicateurs.lire_cases(emportee, Profil.TABLE, codes=[MINUSCULE], indicateurs=["deces"])
    assert lue.select("motif", "effectif", "denominateur", "valeur").rows() == [("masqué", None, None, None)]
    assert indicateurs.lire_cases(emportee, Profil.DSP, sexes=None).is_empty()
    assert divulgation.raisons_de_masque(emportee, "communaute", MINUSCULE).is_empty()
    emportee.fermer()


def test_la_population_part_en_total_et_jamais_sous_le_plancher(chez_nous, tmp_path):
    emportee = Entrepot(_preparer(chez_nous, tmp_path / "v.duckdb").chemin)
    assert valise_depot.lignes(emportee, "populations").select("code", "sexe", "effectif").rows() == [
        (ORDINAIRE, "T", 3412.0)
    ]
    emportee.fermer()


def test_une_publication_retiree_ou_remplacee_ne_part_pas(chez_nous, tmp_path):
    ancienne = divulgation.publications(chez_nous)[0]
    chez_nous.ecrire(
        lambda t: t.executer(
            "INSERT INTO retraits VALUES ($p, '2026-11-21', 'essai', 'erreur')", p=ancienne.publication
        )
    )
    with pytest.raises(AccesErreur, match="Rien n'est publié"):
        _preparer(chez_nous, tmp_path / "v.duckdb")
    assert not list(tmp_path.glob("v.duckdb*"))


# --- l'écran n'y voit aucune différence ---------------------------------------------------------


@pytest.mark.parametrize(
    "lieu", [("communaute", "20-001"), ("communaute", "20-002"), ("MRC", "201"), ("RSS", "20")]
)
def test_le_portrait_est_le_meme_a_la_maison_et_dans_la_valise(demo, lieu):
    base, emportee = demo
    attendu = indicateurs.portrait(base, Profil.TABLE, *lieu)
    assert attendu.noyau
    assert indicateurs.portrait(emportee, Profil.TABLE, *lieu) == attendu
    if lieu[0] == "communaute":
        mesures = tuple(m.indicateur for m in attendu.noyau)
        series = [indicateurs.series(b, Profil.TABLE, attendu.territoire, mesures) for b in demo]
        assert series[0] == series[1]


def test_la_carte_est_la_meme_pour_toutes_les_mesures_et_toutes_les_periodes(demo):
    base = demo[0]
    lues = indicateurs.periodes(base, Profil.TABLE).filter(pl.col("decoupage") == "communaute")
    assert lues.height > 40
    for code, periode in lues.select("indicateur", "periode").sort("indicateur", "periode").rows()[::23]:
        cartes = [indicateurs.carte(b, Profil.TABLE, "communaute", code, periode) for b in demo]
        assert cartes[0] == cartes[1]


def test_les_seuils_de_la_maison_partent_avec_leurs_dates(chez_nous, tmp_path):
    chez_nous.ecrire(lambda t: t.executer("UPDATE seuils SET valeur = 7 WHERE cle = 'habitants_min'"))
    emportee = Entrepot(_preparer(chez_nous, tmp_path / "v.duckdb").chemin)
    assert parametres.tous(emportee).equals(parametres.tous(chez_nous))
    emportee.fermer()


# --- paroles, identité, journal -----------------------------------------------------------------


def test_seule_la_parole_acceptee_et_consentie_part_sans_qui_l_a_lue(chez_nous, tmp_path):
    cle, _ = paroles(chez_nous)
    faite = _preparer(chez_nous, tmp_path / "v.duckdb")
    emportee = Entrepot(faite.chemin)
    lues = consentements.utilisables(emportee, Fin.SEANCE, "communaute", ORDINAIRE)
    assert (faite.envois, lues["envoi"].to_list()) == (1, [cle])
    assert valise_depot.lignes(emportee, "envois").height == 1
    assert emportee.lire("SELECT auteur, raison FROM envoi_decisions").rows() == [("", "")]
    emportee.fermer()
    sans = Entrepot(_preparer(chez_nous, tmp_path / "sans.duckdb", avec_envois=False).chemin)
    assert valise_depot.lignes(sans, "envois").is_empty()
    sans.fermer()


def test_l_identite_et_les_deux_journaux_se_repondent(chez_nous, tmp_path):
    tete = acces.verifier_journal(chez_nous).derniere
    faite = _preparer(chez_nous, tmp_path / "v.duckdb")
    emportee = Entrepot(faite.chemin)
    lue = valise.lire_identite(emportee, faite.chemin)
    assert (lue.valise, lue.code, lue.journal_origine) == (faite.valise, ORDINAIRE, tete)
    assert lue.publications == (divulgation.publications(chez_nous)[0].publication,)
    for base in (emportee, chez_nous):
        derniere = acces.journal(base).row(-1, named=True)
        assert (derniere["geste"], derniere["objet"]) == ("emporter", faite.valise)
        assert acces.verifier_journal(base).intact
    assert acces.journal(emportee).height == 1
    emportee.fermer()


# --- refus ---------------------------------------------------------------------------------------


def test_un_fichier_deja_la_n_est_pas_touche(chez_nous, tmp_path):
    pris = tmp_path / "pris.duckdb"
    pris.write_bytes(b"ce qu'une salle a confie")
    with pytest.raises(EntrepotErreur, match="porte déjà ce nom"):
        _preparer(chez_nous, pris)
    assert pris.read_bytes() == b"ce qu'une salle a confie"
    (tmp_path / "neuf.duckdb.wal").write_bytes(b"vieux journal")
    with pytest.raises(EntrepotErreur, match="porte déjà ce nom"):
        _preparer(chez_nous, tmp_path / "neuf.duckdb")


def test_un_geste_qui_tombe_ne_laisse_aucun_fichier(chez_nous, tmp_path, monkeypatch):
    def tomber(*_):
        raise OSError(28, "disque plein")

    monkeypatch.setattr(valise, "_remplir", tomber)
    with pytest.raises(EntrepotErreur, match="n'a pas pu être écrite"):
        _preparer(chez_nous, tmp_path / "v.duckdb")
    assert not list(tmp_path.glob("v.duckdb*"))
    assert "emporter" not in acces.journal(chez_nous)["geste"].to_list()


@pytest.mark.parametrize("role", [Role.TERRAIN, Role.LECTURE, None])
def test_sans_le_droit_rien_ne_part(chez_nous, tmp_path, role):
    qui = Identite("x", frozenset({role} if role else ()))
    with pytest.raises(AccesErreur, match="ne permet pas"):
        valise.preparer(chez_nous, qui, "communaute", ORDINAIRE, tmp_path / "v.duckdb")
    assert not (tmp_path / "v.duckdb").exists()


def test_un_territoire_inconnu_ou_une_valise_de_valise_sont_refuses(chez_nous, tmp_path):
    with pytest.raises(TerritoireErreur):
        _preparer(chez_nous, tmp_path / "v.duckdb", code="../../etc")
    emportee = Entrepot(_preparer(chez_nous, tmp_path / "v.duckdb").chemin)
    with pytest.raises(AccesErreur, match="déjà une valise"):
        _preparer(emportee, tmp_path / "w.duckdb")
    emportee.fermer()


def test_une_communaute_sans_entente_ne_part_pas_et_celle_qui_en_a_une_s_affiche_jusqu_a_sa_date(
    chez_nous, tmp_path
):
    from tableau_bord.territoires import gouvernance

    chez_nous.ecrire(lambda t: t.executer("UPDATE territoires SET nom = 'Kahnawake' WHERE code = '20-004'"))
    sans = Entrepot(_preparer(chez_nous, tmp_path / "sans.duckdb").chemin)
    assert sans.lire("SELECT COUNT(*) AS n FROM cube WHERE code = '20-004'")["n"][0] == 0
    sans.fermer()
    with pytest.raises(TerritoireErreur, match="gouverne ses données"):
        _preparer(chez_nous, tmp_path / "elle.duckdb", code="20-004")
    entente = gouvernance.Gouvernance(
        "communaute", "20-004", gouvernance.Statut.ENTENTE, True, "TEMOIN-PARTIE", "2026-01-01", "2026-12-31",
        "affichage", "classeur",
    )  # fmt: skip
    chez_nous.ecrire(lambda t: gouvernance.inscrire(t, entente, "essai"))
    avec = Entrepot(_preparer(chez_nous, tmp_path / "avec.duckdb").chemin)
    assert avec.lire("SELECT COUNT(*) AS n FROM cube WHERE code = '20-004'")["n"][0] == 2
    assert gouvernance.non_affiches(avec).is_empty()
    assert valise_depot.lignes(avec, "gouvernance_autochtone")["partie"].to_list() == [""]
    avec.fermer()
    assert territoires.territoire(chez_nous, "communaute", "20-004").nom == "Kahnawake"
