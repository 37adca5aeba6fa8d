"""Ouvrir une archive : le bon fichier, et aucun piège."""

import gzip
import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import archive, lire_tableau
from tests.importation.fabrique import octets, xlsx

CSV = octets("Code;Cas\n0511;12\n0514;18\n")
MEGA = 2**20


def zippe(*membres, methode=zipfile.ZIP_DEFLATED):
    tampon = io.BytesIO()
    with zipfile.ZipFile(tampon, "w", methode) as sortie:
        for nom, contenu in membres:
            sortie.writestr(nom, contenu)
    return tampon.getvalue()


def _refus(contenu, nom="envoi.zip", feuille=None):
    with pytest.raises(ImportationErreur) as pris:
        lire_tableau(contenu, nom, feuille)
    assert nom in pris.value.ou
    assert pris.value.remede
    return pris.value


def test_un_seul_tableau_est_lu_sans_rien_demander():
    tableau = lire_tableau(
        zippe(("cas.csv", CSV), ("LISEZMOI.pdf", b"%PDF"), ("__MACOSX/._cas.csv", b"\0")), "a.zip"
    )
    assert tableau.cadre.rows() == [("0511", "12", 2), ("0514", "18", 3)]
    assert (tableau.nom, tableau.feuilles, tableau.separateur) == ("a.zip", (), ";")


def test_plusieurs_tableaux_se_listent_et_se_choisissent():
    autre = octets("Code,Taux\n0511,3\n")
    contenu = zippe(("b/taux.csv", autre), ("cas.csv", CSV * 3), ("notes.txt", b"rien"))
    tableau = lire_tableau(contenu, "a.zip")
    assert set(tableau.feuilles) == {"cas.csv", "b/taux.csv", "notes.txt"}
    assert tableau.feuille == "cas.csv"
    assert "«\u00a0cas.csv\u00a0»" in tableau.remarques[0]
    choisi = lire_tableau(contenu, "a.zip", "b/taux.csv")
    assert (choisi.colonnes, choisi.feuille) == (["Code", "Taux"], "b/taux.csv")
    assert "cas.csv" in _refus(contenu, feuille="absent.csv").remede


def test_le_fichier_de_metadonnees_d_un_cube_de_statistique_canada_ne_passe_pas_devant():
    contenu = zippe(("17100005_MetaData.csv", CSV * 50), ("17100005.csv", CSV))
    assert lire_tableau(contenu, "17100005-fra.zip").feuille == "17100005.csv"


def test_un_classeur_n_est_pas_une_archive_et_se_lit_dans_une_archive():
    classeur = xlsx(A=[["Code", "Cas"], ["0511", 12]], B=[["Code", "Taux"], ["0514", 3]])
    assert lire_tableau(classeur, "c.xlsx").feuille == "A"
    seul = lire_tableau(zippe(("c.xlsx", classeur)), "c.zip", "B")
    assert (seul.feuille, seul.feuilles, seul.colonnes) == ("B", ("A", "B"), ["Code", "Taux"])
    deux = zippe(("c.xlsx", classeur), ("cas.csv", CSV))
    assert lire_tableau(deux, "d.zip", "c.xlsx › B").colonnes == ["Code", "Taux"]
    lu = lire_tableau(deux, "d.zip", "c.xlsx")
    assert (lu.feuille, lu.feuilles) == ("c.xlsx › A", ("c.xlsx", "cas.csv", "c.xlsx › A", "c.xlsx › B"))
    assert lire_tableau(deux, "d.zip", lu.feuilles[3]).feuille == "c.xlsx › B"


def test_un_nom_accentue_de_windows_ou_de_macos_se_lit():
    for codage in ("cp850", "utf-8"):
        brut = zippe(("XXXX.csv", CSV), ("b.csv", CSV)).replace(
            b"XXXX.csv", "é.csv".encode(codage).rjust(8, b"_")
        )
        attendu = "_" * (8 - len("é.csv".encode(codage))) + "é.csv"
        assert attendu in lire_tableau(brut, "a.zip").feuilles
        assert lire_tableau(brut, "a.zip", attendu).cadre.height == 2


def test_un_dossier_nomme_xl_ne_fait_pas_un_classeur():
    assert lire_tableau(zippe(("xl/cas.csv", CSV)), "a.zip").cadre.height == 2


@pytest.mark.parametrize(
    "chemin",
    ["/etc/cas.csv", "../cas.csv", "a/../../cas.csv", "C:\\cas.csv", "..\\cas.csv", "\\\\srv\\cas.csv"],
)
def test_un_chemin_qui_sort_de_l_archive_est_refuse(chemin):
    assert _refus(zippe((chemin, CSV))).code == "archive_refusee"


def test_une_archive_dans_une_archive_est_refusee():
    dedans = zippe(("cas.csv", CSV))
    assert "en contient une autre" in _refus(zippe(("dedans.zip", dedans), ("cas.csv", CSV))).quoi
    assert _refus(zippe(("cas.csv", dedans))).code == "fichier_illisible"
    assert _refus(gzip.compress(dedans), "cas.csv.gz").code == "fichier_illisible"
    assert _refus(gzip.compress(gzip.compress(CSV)), "cas.csv.gz").code == "fichier_illisible"


def test_un_zip_gonfle_est_refuse_avant_d_etre_ouvert():
    bombe = zippe(("zeros.csv", bytes(300 * MEGA)))
    assert len(bombe) < MEGA
    pris = _refus(bombe)
    assert pris.code == "archive_refusee"
    assert "300\u00a0Mio" in pris.quoi


def test_une_taille_annoncee_de_plus_de_quatre_gibioctets_est_refusee():
    contenu = bytearray(zippe(("cas.csv", CSV), methode=zipfile.ZIP_STORED))
    central = contenu.index(b"PK\x01\x02")
    struct.pack_into("<I", contenu, central + 24, 2**32 - 2)
    assert _refus(bytes(contenu)).code == "archive_refusee"


def test_le_rapport_permis_est_200_et_pas_davantage():
    pese = archive.RAPPORT_MAXIMAL * 10_000
    brut = zippe(("cas.csv", CSV), methode=zipfile.ZIP_STORED)
    for annonce, admis in ((pese, True), (pese + 1, False)):
        contenu = bytearray(brut + bytes(0))
        struct.pack_into("<I", contenu, contenu.index(b"PK\x01\x02") + 24, annonce)
        rallonge = bytes(10_000 - len(contenu))
        complet = rallonge + bytes(contenu)
        if admis:
            assert archive.verifier(complet, "a.zip") == ("cas.csv",)
        else:
            with pytest.raises(ImportationErreur, match="Mio"):
                archive.verifier(complet, "a.zip")


def test_une_taille_annoncee_trop_petite_ne_donne_pas_un_tableau_coupe():
    contenu = bytearray(zippe(("cas.csv", CSV * 100)))
    struct.pack_into("<I", contenu, contenu.index(b"PK\x01\x02") + 24, 40)
    assert _refus(bytes(contenu)).code == "fichier_illisible"


def test_une_archive_chiffree_est_refusee():
    contenu = bytearray(zippe(("cas.csv", CSV)))
    contenu[contenu.index(b"PK\x01\x02") + 8] |= 1
    assert "mot de passe" in _refus(bytes(contenu)).quoi


@pytest.mark.parametrize(
    "membres", [(), (("carte.shp", b"x"), ("carte.dbf", b"y")), (("word/document.xml", b"<a/>"),)]
)
def test_une_archive_sans_tableau_est_refusee_et_dit_ce_qu_elle_contient(membres):
    pris = _refus(zippe(*membres))
    assert "aucun tableau" in pris.quoi
    assert (membres[0][0] if membres else "rien") in pris.remede


def test_une_archive_coupee_est_refusee():
    contenu = zippe(("cas.csv", CSV))
    assert _refus(contenu[:-30]).code == "fichier_illisible"
    abime = bytearray(contenu)
    abime[45] ^= 0xFF
    assert _refus(bytes(abime)).code == "fichier_illisible"


def test_un_gzip_se_lit_meme_en_morceaux():
    assert lire_tableau(gzip.compress(CSV), "cas.csv.gz").cadre.height == 2
    deux = gzip.compress(CSV[:12]) + gzip.compress(CSV[12:])
    assert lire_tableau(deux, "cas.csv.gz").cadre.rows() == [("0511", "12", 2), ("0514", "18", 3)]


def test_un_gzip_coupe_vide_ou_gonfle_est_refuse():
    assert _refus(gzip.compress(CSV * 100)[:-20], "cas.csv.gz").code == "fichier_illisible"
    assert _refus(gzip.compress(b""), "cas.csv.gz").code == "fichier_vide"
    assert _refus(gzip.compress(bytes(300 * MEGA)), "cas.csv.gz").code == "archive_refusee"


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_une_archive_mutilee_est_lue_ou_refusee(data):
    graine = data.draw(st.sampled_from([zippe(("cas.csv", CSV * 5), ("b.csv", CSV)), gzip.compress(CSV * 5)]))
    contenu = bytearray(graine)
    for _ in range(data.draw(st.integers(1, 4))):
        contenu[data.draw(st.integers(0, len(contenu) - 1))] = data.draw(st.integers(0, 255))
    try:
        assert lire_tableau(bytes(contenu), "a.zip").cadre.height
    except ImportationErreur as pris:
        assert pris.remede
