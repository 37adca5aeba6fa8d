"""Lire : encodage, séparateur, feuille, en-tête, numéros de ligne, refus."""

import csv
import io

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import lire_tableau
from tests.importation.fabrique import octets, ods, xlsx

PETIT = "Code;Nom;Cas\n0511;Granit;12\n0514;Coaticook – Été;n.d.\n"


@pytest.mark.parametrize(
    ("encodage", "attendu"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_l_encodage_se_reconnait(encodage, attendu):
    tableau = lire_tableau(octets(PETIT, encodage), "petit.csv")
    assert tableau.encodage == attendu
    assert tableau.colonnes == ["Code", "Nom", "Cas"]
    assert tableau.cadre["Nom"].to_list() == ["Granit", "Coaticook – Été"]


def test_deux_encodages_meles_se_lisent_chacun_dans_le_sien():
    contenu = "Code;Nom\n1;Été\n".encode() + "2;Hémond\n".encode("cp1252")
    tableau = lire_tableau(contenu, "mele.csv")
    assert tableau.cadre["Nom"].to_list() == ["Été", "Hémond"]
    assert "Deux encodages" in tableau.remarques[0]


def test_un_guillemet_francais_de_windows_n_est_pas_pris_pour_du_chinois():
    contenu = "Code;Nom\n1;« Été\u00a0»\n2;Hémond\n".encode("cp1252")
    tableau = lire_tableau(contenu, "windows.csv")
    assert (tableau.encodage, tableau.cadre["Nom"].to_list()) == ("cp1252", ["« Été\u00a0»", "Hémond"])


@pytest.mark.parametrize("separateur", [";", ",", "\t", "|"])
def test_le_separateur_se_reconnait(separateur):
    texte = PETIT.replace(";", separateur)
    assert lire_tableau(octets(texte), "petit.csv").separateur == separateur


def test_la_virgule_decimale_n_est_pas_un_separateur():
    tableau = lire_tableau(octets("Code;A;B\n1;1,5;2,5\n2;3,5;4,5\n"), "decimales.csv")
    assert (tableau.separateur, tableau.cadre.width) == (";", 4)


def test_une_virgule_dans_chaque_nom_ne_trompe_pas():
    tableau = lire_tableau(octets("Code;Nom;N\n1;Roy, Ana;3\n2;Cyr, Luc;4\n"), "noms.csv")
    assert tableau.separateur == ";"


def test_les_guillemets_et_l_espace_de_statistique_canada():
    tableau = lire_tableau(octets(' "Nom géo";"Population, 2021"\n"Canada";"36 991 981"\n'), "statcan.csv")
    assert tableau.colonnes == ["Nom géo", "Population, 2021"]
    assert tableau.cadre.row(0)[:2] == ("Canada", "36 991 981")


def test_les_numeros_de_ligne_sont_ceux_du_fichier():
    texte = 'Tableau 1. Cas\n\nCode;Nom;Cas\n1;"deux\nlignes";3\n\n2;Roy;4\nSource : MSSS\n'
    tableau = lire_tableau(octets(texte), "notes.csv")
    assert tableau.entete_ligne == 3
    assert tableau.cadre["_ligne"].to_list() == [4, 7]
    assert len(tableau.remarques) == 2


def test_une_valeur_seule_au_bas_n_est_pas_une_note():
    tableau = lire_tableau(octets("Nom;A;B\nGranit;1;2\nMontréal;;\n"), "bas.csv")
    assert tableau.cadre["Nom"].to_list() == ["Granit", "Montréal"]


def test_un_guillemet_jamais_referme_n_avale_pas_le_fichier():
    texte = "Code;Nom\n" + '1;"ouvert\n' + "".join(f"{i};nom {i}\n" for i in range(2, 200))
    tableau = lire_tableau(octets(texte), "ouvert.csv")
    assert tableau.cadre.height == 199
    assert "guillemet" in tableau.remarques[0]


def test_les_noms_de_colonnes_sont_uniques():
    tableau = lire_tableau(octets("Cas;Cas;;_ligne\n1;2;3;4\n"), "doubles.csv")
    assert tableau.colonnes == ["Cas", "Cas (2)", "Colonne 3", "_ligne (2)"]


def test_sans_en_tete_les_colonnes_sont_numerotees():
    tableau = lire_tableau(octets("0511;12\n0514;13\n"), "nu.csv")
    assert (tableau.colonnes, tableau.cadre.height, tableau.entete_ligne) == (
        ["Colonne 1", "Colonne 2"],
        2,
        0,
    )


def test_des_annees_ou_des_ages_font_un_en_tete():
    assert lire_tableau(octets("RLS;2019;2020\n0511;12;13\n"), "large.csv").cadre.height == 1
    assert lire_tableau(octets("Nom;0;1;2\nGranit;12;13;9\n"), "ages.csv").cadre.height == 1


def test_un_classeur_choisit_sa_feuille_et_le_dit():
    contenu = xlsx(Lisezmoi=[["bonjour"]], Donnees=[[], ["Code", "Cas"], ["0511", 12.5], [514, 3]])
    tableau = lire_tableau(contenu, "classeur.xlsx")
    assert (tableau.feuille, tableau.feuilles) == ("Donnees", ("Lisezmoi", "Donnees"))
    assert tableau.cadre.rows() == [("0511", "12.5", 3), ("514", "3", 4)]
    assert "Lisezmoi" in tableau.remarques[0]


def test_la_feuille_demandee_est_lue_ou_refusee():
    contenu = xlsx(A=[["Code", "Cas"], ["1", 2]], B=[["Code", "Cas"], ["9", 8]])
    assert lire_tableau(contenu, "c.xlsx", "B").cadre["Code"].to_list() == ["9"]
    with pytest.raises(ImportationErreur, match=r"Feuilles.*A, B"):
        lire_tableau(contenu, "c.xlsx", "Z")


def test_un_classeur_ods_se_lit():
    tableau = lire_tableau(ods([["Code", "Nom"], ["0514", "Coaticook"]]), "c.ods")
    assert tableau.cadre.row(0)[:2] == ("0514", "Coaticook")


def test_l_extension_ne_decide_pas():
    assert lire_tableau(octets(PETIT), "faux.xls").separateur == ";"
    assert lire_tableau(xlsx(A=[["Code", "Cas"], ["1", 2]]), "faux.csv").feuille == "A"


@pytest.mark.parametrize(
    ("contenu", "nom", "code"),
    [
        (b"", "vide.csv", "fichier_vide"),
        (b" \r\n\t\n", "blanc.csv", "fichier_vide"),
        (b"\xef\xbb\xbf", "bom.csv", "fichier_vide"),
        (b";;\n;;\n", "separateurs.csv", "fichier_vide"),
        (b"Code;Nom\n", "entete.csv", "aucune_ligne"),
        (bytes(range(256)) * 20, "binaire.csv", "fichier_illisible"),
        (b"%PDF-1.7 du texte lisible", "rapport.csv", "fichier_illisible"),
        (b"PK\x03\x04 faux", "faux.xlsx", "fichier_illisible"),
        (b"\x89PNG\r\n\x1a\n", "image.csv", "fichier_illisible"),
    ],
)
def test_ce_qui_ne_se_lit_pas_est_refuse(contenu, nom, code):
    with pytest.raises(ImportationErreur) as refus:
        lire_tableau(contenu, nom)
    assert refus.value.code == code
    assert nom in refus.value.ou
    assert refus.value.remede


def test_des_rangees_inegales_ne_perdent_rien():
    tableau = lire_tableau(octets("A;B\n1;2\n3\n4;5;6\n"), "inegal.csv")
    assert tableau.cadre.drop("_ligne").rows() == [("1", "2", None), ("3", None, None), ("4", "5", "6")]


def test_une_ligne_de_70_000_caracteres_se_lit():
    assert lire_tableau(octets(f"A;B\n1;{'x' * 70_000}\n"), "long.csv").cadre.height == 1


SIGNES = "abcéèçÉœ0123456789;,\t|\"' .:-–«»%\u00a0\n()"
CELLULES = st.text(SIGNES, max_size=14)


@st.composite
def tables(dessiner):
    """Un en-tête de mots, des lignes de textes quelconques ; la première colonne est un code."""
    largeur = dessiner(st.integers(1, 5))
    rangees = dessiner(
        st.lists(st.lists(CELLULES, min_size=largeur, max_size=largeur), min_size=2, max_size=7)
    )
    return ["Code", *(f"Texte {'abcde'[i]}" for i in range(largeur))], [
        [f"t{i}", *r] for i, r in enumerate(rangees)
    ]


def _ecrire(entete, rangees, separateur, fin, citation):
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=separateur, lineterminator=fin, quoting=citation)
    plume.writerow(entete)
    plume.writerows(rangees)
    return tampon.getvalue()


@settings(max_examples=500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    tables(),
    st.sampled_from(["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"]),
    st.sampled_from(";,\t|"),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_une_table_de_textes_quelconques_se_relit_a_l_identique(table, encodage, separateur, fin, citation):
    entete, rangees = table
    texte = _ecrire(entete, rangees, separateur, fin, citation)
    contenu = texte.encode(encodage)
    assume(encodage != "cp1252" or texte.isascii() or not _est_de_l_utf8(contenu))
    tableau = lire_tableau(contenu, "table.csv")
    attendues = [tuple(c.strip().replace("\r\n", "\n") or None for c in r) for r in rangees]
    assert tableau.separateur == separateur
    assert tableau.colonnes == entete
    assert tableau.cadre.drop("_ligne").rows() == attendues
    debuts = [2]
    for rangee in rangees[:-1]:
        debuts.append(debuts[-1] + 1 + sum(c.count("\n") for c in rangee))
    assert tableau.cadre["_ligne"].to_list() == debuts


def _est_de_l_utf8(contenu):
    """Rien ne distingue alors les deux encodages, pour personne."""
    try:
        contenu.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
