"""Dépouiller une trace d'écritures : un fichier qui porte le témoin est vu, une prise réseau ne l'est pas."""

from benchmarks import suivi_disque

TRACE = """\
100  openat(AT_FDCWD</ici>, "/tmp", O_RDWR|O_EXCL|O_CLOEXEC|O_TMPFILE, 0600) = 3</tmp/#21>(deleted)
100  write(3</tmp/#21>(deleted), "avant TEMOIN apres", 18) = 18
101  write(9<socket:[77]>, "TEMOIN", 6) = 6
101  write(1</dev/null>, "TEMOIN", 6) = 6
101  pwrite64(7</base/region.duckdb>, "autre chose", 11, 0) = 11
101  openat(AT_FDCWD</ici>, "/lu.csv", O_RDONLY|O_CLOEXEC) = 8</lu.csv>
"""


def test_un_fichier_temporaire_efface_est_vu(tmp_path):
    trace = tmp_path / "trace.txt"
    trace.write_text(TRACE, encoding="utf-8")
    lues = suivi_disque.lire(trace, "TEMOIN")
    assert lues.fautifs == {"/tmp/#21"}
    assert lues.ecrits == {"/tmp/#21": 1, "/base/region.duckdb": 1}
    assert lues.ouverts == {"/tmp"}


def test_les_octets_d_un_dossier_se_cherchent(tmp_path):
    (tmp_path / "a").write_bytes(b"xxTEMOINxx")
    (tmp_path / "b").write_bytes(b"rien")
    assert suivi_disque.porteurs([tmp_path], b"TEMOIN") == [str(tmp_path / "a")]
