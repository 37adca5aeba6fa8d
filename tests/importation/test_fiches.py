"""Lire des fiches individuelles : types, refus de ce qui identifie, formats d'autres logiciels."""

import base64
import io

import numpy as np
import polars as pl
import pyreadstat
import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation.fiches import lire_fiches

RDS = (  # saveRDS(data.frame(code, poids, q, sexe = factor, oui = logical)), R 4.2.2
    "H4sIAAAAAAAAA21QywqCQBS9jk6hYAR9h2Ku2tXKXbuCtoOOIFhTao9dfUtf2LJN2fVxpaSB+zpz5pzLbCwA0MFgDHSOLfD1KnBmiE2qAWPcEM"
    "DEOvA9x/OmP5PfuwMYVS/mT6jPoilwfVR5eMdk14oA2g3o6B2GwRrcYPXcqqfyJNO83Ye1qBZQs+zxeZiKnOidSCzCQmXYvTGsL0v4Y8l3YitJ"
    "gregEapIEmGvkiinDQ7EyOWFGLo6Jo0qK3u7WJEohBtn6NHzNTN1dsnbpv8oy/JVLf4BBPgPNrEBAAA="
)
CSV = "code;poids;sexe;age;q1\r\n01234;1,5;F;34;4\r\n00077;2,25;M;;5\r\n01234;3;F;71;\r\n"


def lire(texte, nom="enquete.csv"):
    return lire_fiches(texte.encode("cp1252"), nom)


def test_un_csv_d_excel_francais_garde_ses_zeros_et_lit_ses_decimales():
    f = lire(CSV)
    assert f.lignes == 3
    assert list(f.textes("code")) == ["01234", "00077", "01234"]
    assert list(f.nombres("poids")) == [1.5, 2.25, 3.0]
    assert np.isnan(f.nombres("age")[1]) and f.nombres("age")[2] == 71
    variables = f.variables(["code", "q1", "absente"])
    assert variables["code"].dtype == object and variables["q1"][0] == 4
    assert "absente" not in variables


def test_un_nombre_illisible_dit_sa_ligne_et_sa_colonne():
    f = lire(CSV.replace("2,25", "deux"))
    with pytest.raises(ImportationErreur) as refus:
        f.nombres("poids")
    assert refus.value.ou == "Ligne 3, colonne «\u00a0poids\u00a0»"
    assert "deux" in refus.value.quoi


def test_un_nom_a_point_se_dit_avec_un_souligne():
    f = lire("poids;sch.wide\r\n1;Yes\r\n2;No\r\n")
    assert list(f.variables(["sch_wide"])["sch_wide"]) == ["Yes", "No"]


@pytest.mark.parametrize(
    ("entete", "cases"),
    [
        ("nom", ["Tremblay", "Gagnon", "Roy"]),
        ("prenom", ["Luc", "Ana", "Zoé"]),
        ("date_naissance", ["1980-02-03", "1971-12-30", "2001-05-06"]),
        ("code_postal", ["J1H 4A7", "J1E 2B3", "G1K 3X2"]),
        ("adresse", ["12, rue Belvédère", "4, rue King", "1, rue Galt"]),
        ("nam", ["TREL 8002 0312", "GAGA 7112 3011", "ROYZ 0155 0612"]),
        ("courriel", ["a.b@exemple.org", "c@exemple.org", "d@exemple.org"]),
        ("tel", ["819 555-1212", "418 555-0000", "514 555-9999"]),
    ],
)
def test_une_colonne_qui_identifie_est_refusee_sans_montrer_sa_valeur(entete, cases):
    lignes = [f"{entete};poids;age"] + [f"{c};1;40" for c in cases]
    with pytest.raises(ImportationErreur) as refus:
        lire("\r\n".join(lignes))
    assert refus.value.code == "identifiants_personnels"
    assert entete in refus.value.quoi
    assert not any(c in refus.value.phrase for c in cases)


def test_contre_epreuve_les_memes_lignes_sans_elle_se_lisent():
    assert lire("poids;age\r\n1;40\r\n1;41\r\n").lignes == 2


def test_un_numero_par_personne_n_est_pas_lu():
    lignes = ["dossier;poids;age"] + [f"A{i:04d};1;{20 + i % 3}" for i in range(40)]
    f = lire("\n".join(lignes))
    assert f.colonnes == ["poids", "age"] and "dossier" in f.remarques[-1]


def test_spss_stata_et_parquet_disent_la_meme_chose(tmp_path):
    cadre = pl.DataFrame({"code": ["20-001", "20-002"], "poids": [1.5, 2.0], "q1": [4.0, None]})
    pyreadstat.write_sav(cadre, str(tmp_path / "e.sav"))
    pyreadstat.write_dta(cadre, str(tmp_path / "e.dta"))
    tampon = io.BytesIO()
    cadre.write_parquet(tampon)
    for nom, contenu in (
        ("e.sav", (tmp_path / "e.sav").read_bytes()),
        ("e.dta", (tmp_path / "e.dta").read_bytes()),
        ("e.parquet", tampon.getvalue()),
    ):
        f = lire_fiches(contenu, nom)
        assert list(f.textes("code")) == ["20-001", "20-002"], nom
        assert list(f.nombres("poids")) == [1.5, 2.0], nom
        assert f.nombres("q1")[0] == 4 and np.isnan(f.nombres("q1")[1]), nom


def test_un_rds_de_r_se_lit_facteurs_et_logiques_compris():
    f = lire_fiches(base64.b64decode(RDS), "e.rds")
    assert list(f.textes("code")) == ["20-001", "20-002", "20-001"]
    assert list(f.nombres("poids")[:2]) == [1.5, 2.0] and np.isnan(f.nombres("poids")[2])
    assert f.nombres("q")[0] == 1 and np.isnan(f.nombres("q")[1])
    assert list(f.textes("sexe")) == ["F", "M", None]
    assert list(f.nombres("oui")[:2]) == [1.0, 0.0]


@pytest.mark.parametrize("nom", ["e.sav", "e.dta", "e.rds", "e.sas7bdat"])
def test_un_fichier_abime_se_dit_en_une_phrase(nom):
    with pytest.raises(ImportationErreur) as refus:
        lire_fiches(b"pas du tout ce format" * 50, nom)
    assert refus.value.code == "fichier_illisible"


def test_la_serie_des_replications_suit_les_numeros():
    f = lire("poids;bsw1;bsw10;bsw2\r\n1;1;10;2\r\n")
    assert f.serie("bsw") == ["bsw1", "bsw2", "bsw10"]
