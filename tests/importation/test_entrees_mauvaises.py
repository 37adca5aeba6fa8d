"""Des entrées mauvaises : chacune est lue sans rien perdre, ou refusée avec un message et un remède."""

import gzip
import random
import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import TableauLu, lire_tableau
from tests.importation.fabrique import octets, ods, xlsx
from tests.importation.test_archive import zippe
from tests.importation.test_colonnaire import parquet
from tests.importation.test_entetes import fusionne

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PETIT = 'Code;Nom;Cas\n0511;"Granit ; et alentours";12\n0514;Coaticook – Été;n.d.\n0515;Sherbrooke;621\n'


def _refus(contenu, nom="essai.csv", feuille=None):
    with pytest.raises(ImportationErreur) as pris:
        lire_tableau(contenu, nom, feuille)
    assert nom in pris.value.ou
    assert pris.value.remede
    return pris.value


def test_cinq_mille_colonnes_se_lisent_en_quelques_secondes():
    entete = ";".join(f"c{i}" for i in range(5_000))
    texte = "\n".join([entete, *(";".join(str(i * j) for i in range(5_000)) for j in range(1, 21))])
    debut = time.perf_counter()
    tableau = lire_tableau(octets(texte), "large.csv")
    duree = time.perf_counter() - debut
    assert (len(tableau.colonnes), tableau.cadre.height) == (5_000, 20)
    assert tableau.cadre["c4999"].to_list()[:2] == ["4999", "9998"]
    assert duree < 4, f"lu en {duree:.1f} s"


def test_cinq_mille_colonnes_de_meme_nom_restent_distinctes():
    texte = ";".join(["Cas"] * 5_000) + "\n" + ";".join(["1"] * 5_000) + "\n"
    tableau = lire_tableau(octets(texte), "doubles.csv")
    assert (tableau.colonnes[0], tableau.colonnes[-1]) == ("Cas", "Cas (5000)")


@pytest.mark.parametrize("guillemet", ["", '"'])
def test_une_cellule_de_70_000_ou_300_000_caracteres_se_lit_entiere(guillemet):
    for taille in (70_000, 300_000):
        tableau = lire_tableau(octets(f"A;B\n1;{guillemet}{'x' * taille}{guillemet}\n2;y\n"), "long.csv")
        assert [len(b) for b in tableau.cadre["B"]] == [taille, 1]


def test_un_guillemet_ouvert_ne_prend_que_sa_ligne():
    texte = 'Code;Nom;Cas\n1;"ouvert;3\n2;"Roy; Ana";4\n3;Cyr;5\n'
    tableau = lire_tableau(octets(texte), "ouvert.csv")
    assert tableau.cadre.drop("_ligne").rows() == [
        ("1", "ouvert", "3"),
        ("2", "Roy; Ana", "4"),
        ("3", "Cyr", "5"),
    ]
    assert tableau.cadre["_ligne"].to_list() == [2, 3, 4]
    assert tableau.remarques == (
        "1\u00a0ligne a un guillemet fautif (la première\u00a0: ligne 2)\u00a0: chacune est lue seule, à vérifier.",
    )


def test_un_guillemet_ouvert_a_la_derniere_ligne_ne_perd_pas_cette_ligne():
    tableau = lire_tableau(octets('Code;Nom\n1;a\n2;b\n3;"c\n'), "fin.csv")
    assert tableau.cadre["Nom"].to_list() == ["a", "b", "c"]


def test_des_guillemets_au_milieu_d_un_nom_restent_du_texte():
    tableau = lire_tableau(octets('Code;Nom;N\n1;"Bonjour" dit-il;3\n2;CLSC "Nord";4\n3;x;5\n'), "g.csv")
    assert tableau.cadre["Nom"].to_list() == ['"Bonjour" dit-il', 'CLSC "Nord"', "x"]
    assert tableau.cadre["N"].to_list() == ["3", "4", "5"]


def test_mille_guillemets_ouverts_ne_coutent_pas_mille_lectures():
    texte = "A;B\n" + "".join(f'{i};"nom {i}\n' for i in range(5_000))
    debut = time.perf_counter()
    tableau = lire_tableau(octets(texte), "tous.csv")
    assert time.perf_counter() - debut < 3
    assert tableau.cadre.height == 5_000
    assert tableau.cadre["B"][4_999] == "nom 4999"


def test_un_octet_nul_de_remplissage_est_retire_un_autre_se_voit():
    texte = "Code;Nom;Cas\n0511;Granit\0\0;12\n0514;Coati\0cook;3\n" + "0515;Sherbrooke;621\n" * 20
    tableau = lire_tableau(octets(texte), "nul.csv")
    assert tableau.cadre["Nom"].to_list()[:3] == ["Granit", "Coati\ufffdcook", "Sherbrooke"]
    assert "ligne\u00a02" in tableau.remarques[0]


def test_un_nombre_coupe_par_un_octet_nul_ne_devient_pas_un_autre_nombre():
    texte = "Code;Cas\n0511;1\x002\n" + "0515;621\n" * 40
    assert lire_tableau(octets(texte), "nul.csv").cadre["Cas"][0] == "1\ufffd2"


def test_des_octets_nuls_loin_du_debut_sont_vus():
    texte = "Code;Cas\n" + "0515;621\n" * 3_000
    assert _refus(octets(texte) + b"\0" * 20_000, "tronque.csv").code == "fichier_illisible"
    assert lire_tableau(octets(texte) + b"\0\0\0", "tronque.csv").cadre.height == 3_000


@pytest.mark.parametrize("marque", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_et_32_avec_guillemets_et_accents(marque):
    tableau = lire_tableau(octets(PETIT, marque), "u.csv")
    assert tableau.cadre["Nom"].to_list() == ["Granit ; et alentours", "Coaticook – Été", "Sherbrooke"]


def test_un_utf_16_coupe_au_milieu_d_un_signe_est_refuse():
    assert _refus(octets(PETIT, "utf-16")[:-1]).code == "fichier_illisible"


def test_trois_fins_de_ligne_melees():
    tableau = lire_tableau(b"Code;Cas\r\n0511;1\n0514;2\r0515;3\r\n", "fins.csv")
    assert tableau.cadre.rows() == [("0511", "1", 2), ("0514", "2", 3), ("0515", "3", 4)]


def test_encodages_meles_ligne_a_ligne():
    contenu = b"Code;Nom\r\n" + "1;Été\r\n".encode() + "2;Hémond\r\n".encode("cp1252") + "3;Noël\r\n".encode()
    tableau = lire_tableau(contenu, "mele.csv")
    assert tableau.cadre["Nom"].to_list() == ["Été", "Hémond", "Noël"]
    assert tableau.encodage == "mêlé"


@pytest.mark.parametrize(
    "texte",
    ["Nom\nGranit\nCoaticook\n", "Taux\n1,5\n2,5\n3,5\n", "Nom\nSaint-Élie, Québec\nGranit\nMagog\n"],
)
def test_une_seule_colonne(texte):
    tableau = lire_tableau(octets(texte), "une.csv")
    nom, *cellules = texte.split()[:1] + texte.strip().split("\n")[1:]
    assert tableau.colonnes == [nom]
    assert tableau.cadre[nom].to_list() == cellules


PAGE = "<!DOCTYPE html>\n<html><head><title>404 – Page introuvable</title></head><body>a;b;c</body></html>"


@pytest.mark.parametrize(
    "page",
    [
        PAGE,
        f"\n\n  {PAGE}",
        f"\ufeff{PAGE}",
        '<?xml version="1.0"?>\n<Error><Code>AccessDenied</Code></Error>',
    ],
)
def test_une_page_web_enregistree_sous_un_nom_de_csv_est_refusee(page):
    pris = _refus(octets(page), "cas.csv")
    assert pris.code == "page_web"
    assert "page Web" in pris.quoi
    assert "<" not in pris.phrase


def test_la_page_refusee_est_nommee():
    assert "«\u00a0404 Page introuvable\u00a0»" in _refus(octets(PAGE)).quoi


def test_un_nom_qui_contient_du_html_n_est_pas_une_page():
    tableau = lire_tableau(octets("Code;Nom\n1;<script>alert(1)</script>\n"), "script.csv")
    assert tableau.cadre["Nom"].to_list() == ["<script>alert(1)</script>"]


def test_un_classeur_protege_par_mot_de_passe_est_refuse_clairement():
    chiffre = (
        OLE
        + bytes(504)
        + "EncryptionInfo".encode("utf-16-le")
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(900)
    )
    pris = _refus(chiffre, "secret.xlsx")
    assert pris.code == "classeur_protege"
    assert "mot de passe" in pris.quoi


def test_un_ole_qui_n_est_pas_un_classeur_est_refuse():
    assert _refus(OLE + bytes(2_000), "memo.xls").code == "fichier_illisible"


@pytest.mark.parametrize("nom", ["image.csv", "image.xlsx", "image.parquet"])
def test_un_binaire_renomme_est_refuse(nom):
    hasard = random.Random(1)
    assert _refus(b"\x89PNG\r\n\x1a\n" + hasard.randbytes(4_000), nom).code == "fichier_illisible"
    assert _refus(bytes([1, 2, 3]) + hasard.randbytes(4_000), nom).code == "fichier_illisible"


GRAINES = {
    "t.csv": octets(PETIT),
    "u.csv": octets(PETIT, "utf-16"),
    "w.csv": octets(PETIT, "cp1252"),
    "c.xlsx": xlsx(A=[["Code", "Cas"], ["0511", 12.5], ["0514", 3]], B=[["Nom"], ["Été"]]),
    "c.ods": ods([["Code", "Nom"], ["0514", "Coaticook"]]),
    "niveaux.csv": octets("Code;2021;;2016;\n;Nombre;Taux;Nombre;Taux\n0511;1;2,5;3;4,5\n0514;1;2,5;3;4,5\n"),
    "fusion.xlsx": fusionne(),
    "z.zip": zippe(("a.csv", PETIT), ("b.xlsx", fusionne())),
    "g.csv.gz": gzip.compress(octets(PETIT)),
    "p.parquet": parquet(pl.DataFrame({"Code": ["0511", "0514"], "Cas": [1.0, None]})),
}


@st.composite
def mutiles(dessiner):
    """Un fichier valable dont des octets sont changés, retirés, ajoutés ou coupés."""
    nom = dessiner(st.sampled_from(sorted(GRAINES)))
    contenu = bytearray(GRAINES[nom])
    for _ in range(dessiner(st.integers(1, 6))):
        ici = dessiner(st.integers(0, max(0, len(contenu) - 1)))
        geste = dessiner(st.sampled_from(["changer", "retirer", "ajouter", "couper"]))
        if geste == "changer" and contenu:
            contenu[ici] = dessiner(st.integers(0, 255))
        elif geste == "retirer":
            del contenu[ici : ici + dessiner(st.integers(1, 40))]
        elif geste == "ajouter":
            contenu[ici:ici] = dessiner(st.binary(min_size=1, max_size=40))
        else:
            del contenu[ici:]
    return nom, bytes(contenu)


@settings(max_examples=400, deadline=None)
@given(mutiles())
def test_un_fichier_mutile_est_lu_ou_refuse_jamais_autre_chose(mutile):
    nom, contenu = mutile
    try:
        tableau = lire_tableau(contenu, nom)
    except ImportationErreur as refus:
        assert refus.remede and refus.ou
        return
    assert isinstance(tableau, TableauLu)
    assert tableau.cadre.height and tableau.colonnes
    assert len(set(tableau.colonnes)) == len(tableau.colonnes)
    assert tableau.cadre["_ligne"].is_sorted() and tableau.cadre["_ligne"][0] >= 1
