"""Le répertoire de travail lui-même : droits, contenu, lien, effacement."""

from __future__ import annotations

import os

import pytest

from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.entrepot import moteur_travail
from tableau_bord.entrepot.moteur_travail import repertoire_de_travail


def test_il_est_cree_en_0700_meme_sous_un_masque_large_puis_disparait(tmp_path):
    ancien = os.umask(0)
    try:
        with repertoire_de_travail(tmp_path / "t") as ou:
            assert ou.stat().st_mode & 0o777 == 0o700
            (ou / "a").mkdir()
            (ou / "a" / "b").write_text("x")
    finally:
        os.umask(ancien)
    assert not (tmp_path / "t").exists()


def test_un_dossier_vide_a_soi_est_prete_puis_vide(tmp_path):
    dossier = tmp_path / "t"
    dossier.mkdir(mode=0o700)
    with repertoire_de_travail(dossier) as ou:
        (ou / "x").write_text("x")
        (ou / "lien").symlink_to(tmp_path)
    assert list(dossier.iterdir()) == []
    assert tmp_path.exists()


@pytest.mark.parametrize("droits", [0o750, 0o701, 0o770, 0o777, 0o500])
def test_d_autres_droits_sont_refuses(tmp_path, droits):
    dossier = tmp_path / "t"
    dossier.mkdir()
    dossier.chmod(droits)
    with pytest.raises(EntrepotErreur, match="0700"), repertoire_de_travail(dossier):
        pytest.fail("prêté")
    dossier.chmod(0o700)


def test_un_dossier_plein_un_fichier_un_lien_sont_refuses(tmp_path):
    plein, fichier, lien = tmp_path / "plein", tmp_path / "fichier", tmp_path / "lien"
    plein.mkdir(mode=0o700)
    (plein / "reste").write_text("x")
    fichier.write_text("x")
    lien.symlink_to(plein)
    for chemin in (plein, fichier, lien, tmp_path / "absent" / "t"):
        with pytest.raises(EntrepotErreur) as refus, repertoire_de_travail(chemin):
            pytest.fail("prêté")
        assert refus.value.remede
    assert (plein / "reste").exists()


def test_un_effacement_impossible_se_dit(tmp_path, monkeypatch):
    monkeypatch.setattr(moteur_travail.shutil, "rmtree", lambda *_, **__: None)
    monkeypatch.setattr(moteur_travail.time, "sleep", lambda _: None)
    with pytest.raises(EntrepotErreur, match="à la main"), repertoire_de_travail(tmp_path / "t"):
        pass
