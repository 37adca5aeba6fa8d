"""Ce que garantit `Entrepot.ecrire` : tout ou rien, repris, durable."""

import subprocess
import sys
import textwrap
import threading

import duckdb
import polars as pl
import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import Entrepot, migrations


def _compter(entrepot: Entrepot, table: str) -> int:
    return entrepot.lire(f"SELECT COUNT(*) AS n FROM {table}")["n"][0]


@pytest.fixture
def compteur(entrepot_fichier):
    entrepot_fichier.ecrire(
        lambda t: t.executer("CREATE TABLE compteur (cle INTEGER PRIMARY KEY, n INTEGER)")
    )
    entrepot_fichier.ecrire(lambda t: t.executer("INSERT INTO compteur VALUES (1, 0)"))
    return entrepot_fichier


def test_une_exception_annule_tout_le_geste(compteur):
    def geste(t):
        t.executer("INSERT INTO compteur VALUES (2, 0)")
        raise ValueError("au milieu")

    with pytest.raises(ValueError, match="au milieu"):
        compteur.ecrire(geste)
    assert _compter(compteur, "compteur") == 1


def test_la_version_change_a_chaque_ecriture_et_seulement_la(compteur):
    avant = compteur.version
    compteur.lire("SELECT 1")
    assert compteur.version == avant
    compteur.ecrire(lambda t: t.executer("UPDATE compteur SET n = 1"))
    assert compteur.version == avant + 1


def test_deux_fils_sur_la_meme_ligne_ne_perdent_rien(compteur):
    def incrementer():
        for _ in range(10):
            compteur.ecrire(lambda t: t.executer("UPDATE compteur SET n = n + 1 WHERE cle = 1"))

    fils = [threading.Thread(target=incrementer) for _ in range(4)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert compteur.lire("SELECT n FROM compteur")["n"][0] == 40


def test_un_conflit_qui_persiste_se_dit_en_francais(compteur, monkeypatch):
    monkeypatch.setattr("tableau_bord.entrepot.connexion.time.sleep", lambda _: None)
    essais = []

    def geste(_):
        essais.append(1)
        raise duckdb.TransactionException("conflit")

    with pytest.raises(EntrepotErreur, match="Refaites le geste"):
        compteur.ecrire(geste)
    assert len(essais) == 8


def test_inserer_associe_les_colonnes_par_leur_nom(compteur):
    compteur.ecrire(lambda t: t.inserer("compteur", pl.DataFrame({"n": [7], "cle": [2]})))
    assert compteur.lire("SELECT n FROM compteur WHERE cle = 2")["n"][0] == 7


def test_une_ecriture_confirmee_survit_a_kill_9(tmp_path):
    chemin = tmp_path / "durable.duckdb"
    programme = textwrap.dedent(
        f"""
        import os, signal
        from tableau_bord.entrepot import Entrepot
        e = Entrepot({str(chemin)!r})
        e.ecrire(lambda t: t.executer("CREATE TABLE t AS SELECT 42 AS x"))
        def a_moitie(t):
            t.executer("INSERT INTO t VALUES (43)")
            os.kill(os.getpid(), signal.SIGKILL)
        e.ecrire(a_moitie)
        """
    )
    fini = subprocess.run([sys.executable, "-c", programme], check=False)
    assert fini.returncode == -9
    assert Entrepot(chemin).lire("SELECT x FROM t")["x"].to_list() == [42]


def test_un_fichier_qui_n_est_pas_une_base_est_refuse(tmp_path):
    faux = tmp_path / "faux.duckdb"
    faux.write_bytes(b"ceci n'est pas une base" * 400)
    with pytest.raises(EntrepotErreur) as erreur:
        Entrepot(faux)
    assert "faux.duckdb" in erreur.value.phrase


def test_un_fichier_tenu_par_un_autre_processus_le_dit(entrepot_fichier):
    programme = f"from tableau_bord.entrepot import Entrepot; Entrepot({entrepot_fichier.chemin!r})"
    fini = subprocess.run([sys.executable, "-c", programme], capture_output=True, text=True, check=False)
    assert fini.returncode == 1
    assert "tient déjà ce fichier" in fini.stderr


def test_les_migrations_ne_s_appliquent_qu_une_fois(entrepot_vide):
    assert migrations.appliquer(entrepot_vide) == ()
    assert _compter(entrepot_vide, "migrations") == len(migrations.decouvrir())


def test_une_migration_qui_echoue_ne_laisse_rien(entrepot_vide):
    mauvaise = migrations.Migration("essai/0001", "CREATE TABLE bonne (x INTEGER); SELECT colonne_absente")
    with pytest.raises(duckdb.Error):
        migrations.appliquer(entrepot_vide, (*migrations.decouvrir(), mauvaise))
    assert entrepot_vide.lire("SELECT * FROM duckdb_tables() WHERE table_name = 'bonne'").is_empty()


def test_une_base_plus_recente_est_refusee_clairement(entrepot_vide):
    entrepot_vide.ecrire(lambda t: t.executer(migrations.INSCRIRE, nom="futur/2099", quand="2099-01-01"))
    with pytest.raises(EntrepotErreur, match="version plus récente"):
        migrations.appliquer(entrepot_vide)
