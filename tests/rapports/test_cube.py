"""Le cube exporté : une ligne par case, relisible à l'identique, sans rien de masqué au profil table."""

import polars as pl
import pytest

from tableau_bord import indicateurs, rapports
from tableau_bord.acces import Profil, au_poste
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import examiner, publier, verser
from tableau_bord.rapports.cube import COLONNES
from tests.graines import DECES, DIPLOME, MINUSCULE, _decoupages, semer


@pytest.fixture
def publie(entrepot_vide):
    semer(entrepot_vide)
    publier.publier(entrepot_vide, publier.contenus_a_publier(entrepot_vide), au_poste("essai"))
    return entrepot_vide


def _relire(contenu: bytes) -> pl.DataFrame:
    return pl.read_csv(contenu, separator=";", infer_schema_length=0).fill_null("")


def test_les_colonnes_sont_celles_du_contrat(publie):
    entete = rapports.en_csv(rapports.cube(publie, Profil.TABLE)).decode("utf-8-sig").split("\r\n")[0]
    assert entete == ";".join(COLONNES)


def test_le_profil_table_n_ecrit_aucun_nombre_d_une_case_masquee(publie):
    lu = _relire(rapports.en_csv(rapports.cube(publie, Profil.TABLE)))
    masquees = lu.filter(pl.col("motif") == "masqué")
    assert masquees.height
    nombres = masquees.select("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")
    assert set(nombres.unique().row(0)) == {""}
    assert MINUSCULE in masquees["code"].to_list()


def test_exporter_puis_importer_rend_les_memes_cases(publie):
    for profil in Profil:
        exporte = rapports.cube(publie, profil)
        autre = Entrepot(":memory:")
        migrations.appliquer(autre)
        from tableau_bord import territoires

        for d in _decoupages():
            autre.ecrire(lambda t, d=d: territoires.inscrire(t, d, "lieux"))
        autre.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, [DIPLOME, DECES]))
        examen = examiner.examiner(autre, examiner.proposer(autre, rapports.en_csv(exporte), "cube.csv"))
        verser.verser(autre, examen, au_poste("essai"))
        relu = rapports.cube(autre, Profil.DSP)
        garder = [c for c in COLONNES if c != "lot"]
        assert relu.select(garder).equals(exporte.select(garder))
        autre.fermer()


def test_une_formule_de_tableur_est_neutralisee():
    cadre = pl.DataFrame({"nom": ["=1+1", "-moins", "sain"]})
    assert rapports.en_csv(cadre).decode("utf-8-sig").split("\r\n")[1:4] == ["'=1+1", "'-moins", "sain"]


def test_excel_francais_lit_une_virgule_decimale(publie):
    texte = rapports.en_csv(rapports.cube(publie, Profil.DSP)).decode("utf-8-sig")
    assert "88,37209302325581" in texte


def test_le_classeur_porte_la_version_du_calcul(publie):
    import fastexcel

    classeur = fastexcel.read_excel(
        rapports.en_xlsx(rapports.cube(publie, Profil.TABLE), ("Source d'essai",))
    )
    lignes = classeur.load_sheet("À lire", header_row=None).to_polars().to_series().to_list()
    assert lignes[0] == "Source d'essai"
    assert lignes[1].startswith("Version du calcul")
