"""La démonstration livrée : son masque est celui que le programme calcule, et l'attaque n'en tire rien."""

import polars as pl
import pytest

from tableau_bord import divulgation
from tableau_bord.gestes import demonstration, proteger, publier


@pytest.fixture(scope="module")
def livre():
    return pl.read_parquet(demonstration.DOSSIER / demonstration.MASQUES)


def test_le_masque_livre_est_celui_que_l_on_calcule(livre):
    assert demonstration.masquer().equals(livre)


def test_la_demonstration_publiee_ne_se_laisse_pas_attaquer(entrepot_vide, livre):
    assert demonstration.construire(entrepot_vide)
    faite = divulgation.publications(entrepot_vide)[0]
    assert faite.masquees == livre.height > 1_500
    attaque = proteger.attaquer_la_base(entrepot_vide)
    assert attaque.verdict == "aucune case exposée"
    assert attaque.intervalles.height > livre.height, "les « n.d. » d'origine sont attaqués aussi"
    assert publier.contenus_a_publier(entrepot_vide) == ()


def test_sans_les_complements_livres_l_attaque_retrouve_des_cases(
    entrepot_vide, livre, tmp_path, monkeypatch
):
    complements = livre.filter(pl.col("raison") == divulgation.COMPLEMENT)
    assert complements.height > 500
    for fichier in demonstration.DOSSIER.iterdir():
        (tmp_path / fichier.name).symlink_to(fichier)
    (tmp_path / demonstration.MASQUES).unlink()
    livre.join(complements, on=livre.columns, how="anti").write_parquet(tmp_path / demonstration.MASQUES)
    monkeypatch.setattr(demonstration, "MASQUES", str(tmp_path / demonstration.MASQUES))
    demonstration.construire(entrepot_vide)
    assert proteger.attaquer_la_base(entrepot_vide).exposees.height > 300
