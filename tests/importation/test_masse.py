"""La lecture par tranches dit la même chose que la lecture d'un seul tenant."""

import random

import polars as pl
import pytest

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import Genre, Gravite, masse, masse_lecture
from tableau_bord.indicateurs.dictionnaire import charger
from tests.importation.fabrique import TERRITOIRES

ENTETE = "Code;Indicateur;Année;Sexe;Effectif;Dénominateur;Taux"
CODES = ["0511", "0514", "0515"]
INDICATEURS = ["covid_cas_cumul", "diplomation_secondaire"]


@pytest.fixture(autouse=True)
def petites_tranches(monkeypatch):
    """Des tranches d'une vingtaine de lignes : chaque essai en traverse plusieurs."""
    monkeypatch.setattr(masse_lecture, "_BLOC", 600)
    monkeypatch.setattr(masse_lecture, "SONDE", 4_000)


def _lignes(graine=1, annees=range(1980, 2016)):
    hasard = random.Random(graine)
    return [
        f"{code};{indicateur};{annee};{sexe};{hasard.randint(0, 40)};{hasard.randint(50, 900)};"
        for indicateur in INDICATEURS
        for code in CODES
        for annee in annees
        for sexe in "FM"
    ]


def _ecrire(dossier, lignes, encodage="utf-8", entete=ENTETE, fin="\n"):
    chemin = dossier / "grand.csv"
    chemin.write_bytes((fin.join([entete, *lignes]) + fin).encode(encodage))
    return chemin


def _en_masse(chemin, avancer=lambda part: None, territoires=TERRITOIRES):
    sonde = masse_lecture.sonder(chemin, chemin.name)
    plan = importation.proposer(sonde, territoires, charger())
    return masse.comprendre_en_masse(chemin, sonde, plan, territoires, avancer)


def _d_un_tenant(chemin):
    tableau = importation.lire_tableau(chemin.read_bytes(), chemin.name)
    plan = importation.proposer(tableau, TERRITOIRES, charger())
    return importation.comprendre(tableau, plan, TERRITOIRES)


def _rangees(valeurs):
    textes = [c for c, t in valeurs.schema.items() if t == pl.Categorical]
    return valeurs.with_columns(pl.col(textes).cast(pl.String)).sort("_ligne").rows()


@pytest.mark.parametrize("encodage", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("fin", ["\n", "\r\n"])
def test_les_memes_valeurs_que_d_un_seul_tenant(tmp_path, encodage, fin):
    lignes = _lignes()
    lignes[3] = "514;covid_cas_cumul;2031;F;n.d.;12 000;"
    lignes[40] = " 0515 ;covid_cas_cumul;2030;M;1 234;12 000;10,28"
    lignes[41] = "Total;covid_cas_cumul;2030;M;5000;12 000;"
    chemin = _ecrire(tmp_path, lignes, encodage, fin=fin)
    lu, tenant = _en_masse(chemin).comprehension, _d_un_tenant(chemin)
    assert _rangees(lu.valeurs) == _rangees(tenant.valeurs)
    assert (lu.lignes_lues, lu.lignes_de_cote, lu.lignes_refusees, lu.territoires_reconnus) == (
        tenant.lignes_lues, tenant.lignes_de_cote, tenant.lignes_refusees, tenant.territoires_reconnus,
    )  # fmt: skip


def test_les_refus_sont_nommes_a_leur_ligne(tmp_path):
    lignes = _lignes()
    lignes[100] = "9999;covid_cas_cumul;2001;F;3;400;"
    lignes[200] = "0511;covid_cas_cumul;2001;F;1O;400;"
    lu = _en_masse(_ecrire(tmp_path, lignes)).comprehension
    refus = {a.regle: a.ligne for a in lu.anomalies if a.gravite is Gravite.REFUSEE}
    assert refus["territoire inconnu"] == 102
    assert refus["nombre illisible"] == 202
    assert lu.bloquante


def test_des_lignes_qui_se_contredisent_loin_l_une_de_l_autre_sont_vues(tmp_path):
    lignes = _lignes()
    lignes.append("0511;covid_cas_cumul;2000;F;77;900;")
    lignes.append(lignes[1])
    lu = _en_masse(_ecrire(tmp_path, lignes)).comprehension
    assert "lignes contradictoires" in {a.regle for a in lu.anomalies}
    assert lu.lignes_de_cote == 1  # le doublon exact


def test_la_decimale_vaut_pour_tout_le_fichier(tmp_path):
    lignes = [f"0511;covid_cas_cumul;{1900 + i};T;;;{i},5" for i in range(100)]
    lignes += [f"0514;covid_cas_cumul;{1900 + i};T;;;1,234" for i in range(100)]
    lu = _en_masse(_ecrire(tmp_path, lignes)).comprehension
    assert lu.valeurs.filter(pl.col("code") == "0514")["valeur"].unique().to_list() == [1.234]


def test_un_fichier_qui_change_pendant_la_lecture_est_refuse(tmp_path):
    chemin = _ecrire(tmp_path, _lignes())

    def grossir(part):
        with chemin.open("ab") as flux:
            flux.write(b"0511;covid_cas_cumul;1999;F;1;100;\n")

    with pytest.raises(ImportationErreur) as refus:
        _en_masse(chemin, grossir)
    assert refus.value.code == "fichier_change"


def test_arreter_en_cours_de_lecture_arrete_tout(tmp_path):
    class Arret(Exception):
        pass

    vues = []

    def avancer(part):
        vues.append(part)
        if len(vues) == 3:
            raise Arret

    with pytest.raises(Arret):
        _en_masse(_ecrire(tmp_path, _lignes(annees=range(1900, 2020))), avancer)
    assert vues == sorted(vues)
    assert 0 < vues[0] <= vues[-1] < 1


def test_une_ligne_boiteuse_est_refusee_avec_son_numero(tmp_path):
    lignes = _lignes()
    lignes[150] += ";trop"
    with pytest.raises(ImportationErreur) as refus:
        _en_masse(_ecrire(tmp_path, lignes))
    assert refus.value.code == "lignes_inegales"
    assert "ligne 152" in refus.value.ou


def test_une_population_ne_se_lit_pas_par_tranches(tmp_path):
    chemin = _ecrire(tmp_path, ["0511;2020;4;10"] * 40, entete="Code;Année;Âge;Population")
    sonde = masse_lecture.sonder(chemin, chemin.name)
    plan = importation.proposer(sonde, TERRITOIRES, [], Genre.POPULATION)
    with pytest.raises(ImportationErreur) as refus:
        masse.comprendre_en_masse(chemin, sonde, plan, TERRITOIRES)
    assert refus.value.code == "trop_grand"


def test_une_note_de_bas_reste_de_cote(tmp_path):
    lignes = [*_lignes(), "Source : Infocentre;;;;;;", "Notes"]
    lu = _en_masse(_ecrire(tmp_path, lignes)).comprehension
    assert lu.lignes_retenues == len(_lignes())


def test_un_changement_d_encodage_en_route_est_un_refus_qui_dit_ou(tmp_path):
    chemin = _ecrire(tmp_path, _lignes())
    chemin.write_bytes(chemin.read_bytes() + "0511;covid_cas_cumul;1999;É;1;100;\n".encode("cp1252"))
    with pytest.raises(ImportationErreur) as refus:
        _en_masse(chemin)
    assert "encodage" in refus.value.quoi


def test_un_fichier_sans_fin_de_ligne_est_refuse_sans_etre_lu(tmp_path):
    chemin = tmp_path / "un_bloc.csv"
    chemin.write_bytes(b"a" * 50_000)
    with pytest.raises(ImportationErreur) as refus:
        masse_lecture.sonder(chemin, chemin.name)
    assert "fin de ligne" in refus.value.quoi


def test_un_effectif_plus_grand_que_son_denominateur_est_cite(tmp_path):
    lignes = _lignes()
    lignes[60] = "0511;diplomation_secondaire;2031;F;950;900;"
    lu = _en_masse(_ecrire(tmp_path, lignes)).comprehension
    fautives = [a for a in lu.anomalies if a.regle == "effectif plus grand que le dénominateur"]
    assert ["950" in a.message and a.ligne == 62 for a in fautives] == [True]
