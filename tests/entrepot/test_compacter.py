"""Ce que garantit `Entrepot.compacter` : rien de perdu, rien d'effacé qui reste, jamais à moitié."""

import os
import stat
import subprocess
import sys
import textwrap
import threading
import time

import duckdb
import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import Entrepot, compactage, remplacement

TEMOIN = "TEMOIN_UNIQUE_7f3c2b91"
ETAPES = (
    *("copier", "remplir", "verifier", "fermer", "decider", "journal", "ecarter", "remplacer", "rouvrir"),
    "ecraser",
)


@pytest.fixture
def garni(entrepot_fichier):
    """Une base à clé, à index, à vue, où vit un témoin."""
    for sql in (
        "CREATE TABLE faits (cle INTEGER PRIMARY KEY, texte VARCHAR NOT NULL DEFAULT 'rien')",
        "CREATE UNIQUE INDEX faits_texte ON faits (texte)",
        "CREATE TABLE paires (a VARCHAR, b INTEGER, PRIMARY KEY (a, b))",
        "CREATE VIEW textes AS SELECT texte FROM faits",
        "INSERT INTO faits SELECT i, 'texte ' || i FROM range(500) r(i)",
        f"INSERT INTO faits VALUES (1000, '{TEMOIN}')",
    ):
        entrepot_fichier.ecrire(lambda t, sql=sql: t.executer(sql))
    return entrepot_fichier


def _oter_le_temoin(entrepot):
    entrepot.ecrire(lambda t: t.executer("DELETE FROM faits WHERE cle = 1000"))


def _ou_est(dossier, temoin=TEMOIN):
    """Les fichiers du dossier, sous-dossiers compris, où le témoin se lit octet par octet."""
    return {f.name for f in dossier.rglob("*") if f.is_file() and temoin.encode() in f.read_bytes()}


def _compter(entrepot):
    return entrepot.lire("SELECT COUNT(*) AS n FROM faits")["n"][0]


def test_ce_qui_est_efface_n_est_plus_dans_aucun_fichier(garni, tmp_path):
    assert _ou_est(tmp_path) == {"essai.duckdb.wal"}
    _oter_le_temoin(garni)
    assert _ou_est(tmp_path) == {"essai.duckdb.wal"}
    garni.compacter()
    assert _ou_est(tmp_path) == set()
    assert _compter(garni) == 500
    assert [f.name for f in tmp_path.iterdir() if "wal" not in f.name] == ["essai.duckdb"]


def test_contre_epreuve_effacer_et_ranger_laissent_le_texte(garni, tmp_path):
    _oter_le_temoin(garni)
    with garni.curseur() as curseur:
        curseur.execute("CHECKPOINT")
    garni.fermer()
    assert _ou_est(tmp_path) == {"essai.duckdb"}
    rouvert = Entrepot(tmp_path / "essai.duckdb")
    assert rouvert.lire("SELECT COUNT(*) AS n FROM faits WHERE cle = 1000")["n"][0] == 0
    rouvert.compacter()
    rouvert.fermer()
    assert _ou_est(tmp_path) == set()


def test_l_ancien_fichier_est_ecrase_de_zeros_avant_d_etre_efface(garni, tmp_path):
    """Un second nom garde l'ancien contenu à portée : après, il ne porte que des zéros."""
    _oter_le_temoin(garni)
    with garni.curseur() as curseur:
        curseur.execute("CHECKPOINT")
    retenu = tmp_path / "retenu"
    retenu.hardlink_to(tmp_path / "essai.duckdb")
    assert TEMOIN.encode() in retenu.read_bytes()
    garni.compacter()
    octets = retenu.read_bytes()
    assert len(octets) > 100_000
    assert octets.count(0) == len(octets)


def test_cles_index_valeurs_par_defaut_et_vues_survivent(garni):
    garni.compacter()
    with pytest.raises(EntrepotErreur):  # la clé primaire : un conflit, repris puis refusé
        garni.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (1, 'autre')"))
    with pytest.raises(EntrepotErreur):  # l'index unique
        garni.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (2000, 'texte 1')"))
    garni.ecrire(lambda t: t.executer("INSERT INTO faits (cle) VALUES (2000)"))
    assert garni.lire("SELECT texte FROM faits WHERE cle = 2000")["texte"][0] == "rien"
    assert garni.lire("SELECT COUNT(*) AS n FROM textes")["n"][0] == 502


def test_on_ecrit_apres_et_cela_survit_a_la_fermeture(garni, tmp_path):
    garni.compacter()
    garni.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (3000, 'après')"))
    garni.compacter()
    garni.fermer()
    rouvert = Entrepot(tmp_path / "essai.duckdb")
    assert rouvert.lire("SELECT texte FROM faits WHERE cle = 3000")["texte"][0] == "après"
    rouvert.fermer()


def test_une_base_en_memoire_n_a_rien_a_reecrire(entrepot_vide):
    entrepot_vide.compacter()
    assert entrepot_vide.lire("SELECT 1 AS un")["un"][0] == 1


@pytest.mark.skipif(os.name == "nt", reason="droits POSIX")
def test_le_fichier_neuf_n_est_pas_plus_ouvert_que_l_ancien(garni, tmp_path):
    (tmp_path / "essai.duckdb").chmod(0o600)
    garni.compacter()
    assert stat.S_IMODE((tmp_path / "essai.duckdb").stat().st_mode) == 0o600


def test_un_chemin_a_apostrophe_et_a_espace(tmp_path):
    entrepot = Entrepot(tmp_path / "l'été 2026" / 'ma "base" d\'essai.duckdb')
    entrepot.ecrire(lambda t: t.executer("CREATE TABLE x AS SELECT 1 AS un"))
    entrepot.compacter()
    assert entrepot.lire("SELECT un FROM x")["un"][0] == 1
    entrepot.fermer()


def test_pendant_que_d_autres_lisent_et_ecrivent_rien_ne_se_perd(garni):
    confirmees, echecs, fini = [], [], threading.Event()

    def ecrire(fil):
        rang = 0
        while not fini.is_set():
            cle = 10_000 * (fil + 1) + rang
            try:
                garni.ecrire(
                    lambda t, cle=cle: t.executer("INSERT INTO faits VALUES ($c, $t)", c=cle, t=f"t{cle}")
                )
                confirmees.append(cle)
            except Exception as erreur:
                echecs.append(erreur)
            rang += 1
            time.sleep(0.001)

    def lire():
        while not fini.is_set():
            try:
                assert garni.lire("SELECT COUNT(*) AS n FROM faits WHERE cle < 1000")["n"][0] == 500
            except Exception as erreur:
                echecs.append(erreur)

    fils = [threading.Thread(target=ecrire, args=(n,)) for n in range(3)]
    fils += [threading.Thread(target=lire) for _ in range(3)]
    for fil in fils:
        fil.start()
    avant = []
    for _ in range(4):
        avant.append(len(confirmees))
        garni.compacter()
    fini.set()
    for fil in fils:
        fil.join()
    assert echecs == []
    assert avant[0] < avant[-1], "aucune écriture n'est passée entre les réécritures"
    presentes = set(garni.lire("SELECT cle FROM faits WHERE cle >= 10000")["cle"])
    assert presentes == set(confirmees)


def test_une_lecture_au_milieu_d_une_ecriture_ne_bloque_pas_le_compactage(garni):
    """Même lue par un fil aide : la réécriture attend la fin du geste, sans s'étreindre avec lui."""
    entre, vu = threading.Event(), []

    def geste(t):
        entre.set()
        time.sleep(0.2)
        aide = threading.Thread(target=lambda: vu.append(_compter(garni)))
        aide.start()
        aide.join()
        vu.append(_compter(garni))

    ecrivain = threading.Thread(target=lambda: garni.ecrire(geste))
    ecrivain.start()
    entre.wait()
    garni.compacter()
    ecrivain.join()
    assert vu == [501, 501]


def test_un_second_objet_sur_le_meme_fichier_l_empeche_sans_rien_perdre(garni, tmp_path):
    second = Entrepot(tmp_path / "essai.duckdb")
    with pytest.raises(EntrepotErreur, match="tient encore ce fichier"):
        garni.compacter()
    second.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (4000, 'second')"))
    assert garni.lire("SELECT texte FROM faits WHERE cle = 4000")["texte"][0] == "second"
    second.fermer()
    garni.compacter()
    assert _compter(garni) == 502


def test_une_ecriture_qui_ne_finit_pas_l_empeche(garni, monkeypatch):
    monkeypatch.setattr(compactage, "DELAI_ECRITURES", 0.1)
    entre, sors = threading.Event(), threading.Event()

    def geste(t):
        entre.set()
        sors.wait(20)

    fil = threading.Thread(target=lambda: garni.ecrire(geste))
    fil.start()
    entre.wait()
    with pytest.raises(EntrepotErreur, match="Une écriture en cours") as refus:
        garni.compacter()
    sors.set()
    fil.join()
    assert refus.value.code == "compactage_empeche"
    garni.compacter()
    assert _compter(garni) == 501


def test_une_copie_infidele_est_refusee(garni, tmp_path):
    """Contre-épreuve de la vérification : une ligne, puis un index, manquent à la copie."""

    def abimer(sql):
        def etape(nom):
            if nom == "verifier":
                with garni.curseur() as curseur:
                    curseur.execute(sql)

        return etape

    for sql, dit in (
        ("DELETE FROM compactage_neuve.faits WHERE cle = 3", "autant de lignes"),
        ("DROP INDEX compactage_neuve.faits_texte", "même structure"),
    ):
        with pytest.raises(EntrepotErreur, match=dit):
            compactage.compacter(garni, abimer(sql))
        assert _compter(garni) == 501
        assert {f.name for f in tmp_path.iterdir()} <= {"essai.duckdb", "essai.duckdb.wal"}


def test_un_disque_qui_refuse_laisse_la_base_comme_avant(garni, monkeypatch):
    def refuser(base):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(remplacement, "decider", refuser)
    with pytest.raises(EntrepotErreur, match="espace libre"):
        garni.compacter()
    garni.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (5000, 'ensuite')"))
    assert _compter(garni) == 502


def test_un_remplacement_coupe_par_une_erreur_ne_rouvre_pas_l_ancienne_sans_son_journal(garni, tmp_path):
    """Après la décision, seule la copie vérifiée fait foi."""
    coupe = []

    def couper(nom):
        if nom == "ecarter" and not coupe:
            coupe.append(nom)
            raise OSError(5, "Input/output error")

    with pytest.raises(EntrepotErreur):
        compactage.compacter(garni, couper)
    assert coupe == ["ecarter"]
    assert _compter(garni) == 501
    assert not (tmp_path / "essai.duckdb.prete").exists()


@pytest.mark.parametrize("etape", ETAPES)
def test_kill_9_a_chaque_etape_laisse_une_base_entiere(tmp_path, etape):
    chemin = tmp_path / "base.duckdb"
    programme = textwrap.dedent(
        f"""
        import os, signal
        from tableau_bord.entrepot import Entrepot, compactage
        e = Entrepot({str(chemin)!r})
        e.ecrire(lambda t: t.executer("CREATE TABLE faits (cle INTEGER PRIMARY KEY, texte VARCHAR)"))
        e.ecrire(lambda t: t.executer("INSERT INTO faits SELECT i, 't' || i FROM range(3000) r(i)"))
        e.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (9000, '{TEMOIN}')"))
        with e.curseur() as c:
            c.execute("CHECKPOINT")
        e.ecrire(lambda t: t.executer("DELETE FROM faits WHERE cle = 9000"))
        e.ecrire(lambda t: t.executer("INSERT INTO faits VALUES (9001, 'dans le journal')"))
        def tuer(nom):
            if nom == {etape!r}:
                os.kill(os.getpid(), signal.SIGKILL)
        compactage.compacter(e, tuer)
        """
    )
    fini = subprocess.run([sys.executable, "-c", programme], capture_output=True, check=False)
    assert fini.returncode == -9, fini.stderr.decode()
    assert chemin.exists()
    rouvert = Entrepot(chemin)
    assert _compter(rouvert) == 3001
    assert rouvert.lire("SELECT texte FROM faits WHERE cle = 9001")["texte"][0] == "dans le journal"
    restes = {f.name for f in tmp_path.iterdir()} - {"base.duckdb", "base.duckdb.wal"}
    assert restes == set()
    rouvert.compacter()
    assert _compter(rouvert) == 3001
    rouvert.fermer()
    assert _ou_est(tmp_path) == set()


def test_toutes_les_etapes_sont_essayees(garni):
    vues = []
    compactage.compacter(garni, vues.append)
    assert tuple(vues) == ETAPES


def test_une_console_n_acheve_pas_ce_que_l_application_est_en_train_de_faire(garni, tmp_path):
    """Pendant la réécriture, un autre processus est refusé à chaque étape, sans rien toucher."""
    programme = f"from tableau_bord.entrepot import Entrepot; Entrepot({garni.chemin!r})"
    refus = []

    def ouvrir_ailleurs(nom):
        if nom in ("verifier", "decider", "remplacer", "ecraser"):
            fini = subprocess.run(
                [sys.executable, "-c", programme], capture_output=True, text=True, check=False
            )
            refus.append((nom, fini.returncode, "base_tenue" in fini.stderr or "ce fichier" in fini.stderr))

    compactage.compacter(garni, ouvrir_ailleurs)
    assert refus == [(nom, 1, True) for nom in ("verifier", "decider", "remplacer", "ecraser")]
    assert _compter(garni) == 501


def test_le_schema_de_toute_la_maison_se_copie(entrepot_fichier):
    """Les vraies migrations, clés et index compris."""
    question = "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints() ORDER BY ALL"
    avant = entrepot_fichier.lire(question)
    entrepot_fichier.compacter()
    assert avant.height > 20
    assert entrepot_fichier.lire(question).equals(avant)


def test_le_pilote_refuse_bien_une_seconde_configuration(tmp_path):
    """Le fait sur lequel repose le contrôle « un autre objet tient ce fichier »."""
    tenu = duckdb.connect(str(tmp_path / "x.duckdb"))
    with pytest.raises(duckdb.ConnectionException):
        duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True)
    tenu.close()
