"""L'en-tête : une ligne, plusieurs, aucune ; cellules fusionnées ; titres au-dessus."""

import io
from datetime import datetime

import pytest
import xlsxwriter

from tableau_bord.importation import lire_tableau
from tableau_bord.importation.colonnes_jointes import noms_uniques
from tableau_bord.importation.entetes import joindre
from tests.importation.fabrique import octets, xlsx


def _noms(texte):
    return lire_tableau(octets(texte), "entete.csv").colonnes


def fusionne():
    """Un classeur aux vraies cellules fusionnées : titre, année, sexe, mesure."""
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True}) as classeur:
        f = classeur.add_worksheet("Données")
        f.merge_range(0, 0, 0, 9, "Tableau 3. Hospitalisations par RLS")
        f.merge_range(2, 0, 4, 0, "Code")
        f.merge_range(2, 1, 4, 1, "RLS")
        for i, annee in enumerate((2021, 2016)):
            f.merge_range(2, 2 + 4 * i, 2, 5 + 4 * i, annee)
            for j, sexe in enumerate(("Hommes", "Femmes")):
                f.merge_range(3, 2 + 4 * i + 2 * j, 3, 3 + 4 * i + 2 * j, sexe)
                f.write_row(4, 2 + 4 * i + 2 * j, ["Nombre", "Taux"])
        f.write_row(5, 0, ["0511", "Granit", 1, 2.5, 3, 4.5, 5, 6.5, 7, 8.5])
        f.write_row(6, 0, ["0514", "Coaticook", 10, 20.5, 30, 40.5, 50, 60.5, 70, 80.5])
        f.write(7, 0, "Source : MED-ÉCHO")
    return tampon.getvalue()


def test_trois_niveaux_de_cellules_fusionnees():
    tableau = lire_tableau(fusionne(), "fusion.xlsx")
    assert tableau.colonnes == [
        "Code", "RLS",
        "2021 | Hommes | Nombre", "2021 | Hommes | Taux", "2021 | Femmes | Nombre", "2021 | Femmes | Taux",
        "2016 | Hommes | Nombre", "2016 | Hommes | Taux", "2016 | Femmes | Nombre", "2016 | Femmes | Taux",
    ]  # fmt: skip
    assert tableau.cadre["2016 | Femmes | Taux"].to_list() == ["8.5", "80.5"]
    assert (tableau.cadre["_ligne"].to_list(), tableau.entete_ligne) == ([6, 7], 5)
    assert [r.split("\u00a0")[0] for r in tableau.remarques] == ["1", "L'en-tête tient sur 3", "1"]


@pytest.mark.parametrize(
    ("texte", "attendus"),
    [
        (
            "Territoire;Population;;\n;2011;2016;2021\n0511;1;2;3\n0514;4;5;6\n",
            ["Territoire", "Population | 2011", "Population | 2016", "Population | 2021"],
        ),
        (
            "Territoire;Population;;\nCode;2011;2016;2021\n0511;1;2;3\n0514;4;5;6\n",
            ["Territoire | Code", "Population | 2011", "Population | 2016", "Population | 2021"],
        ),
        (
            "Code;2021;2021;2016;2016\n;Nombre;Taux;Nombre;Taux\n0511;1;2,5;3;4,5\n0514;1;2,5;3;4,5\n",
            ["Code", "2021 | Nombre", "2021 | Taux", "2016 | Nombre", "2016 | Taux"],
        ),
        (
            "Code;Cas;Cas;Taux;Taux\n;2016;2021;2016;2021\n0511;1;2;3,5;4,5\n0514;1;2;3,5;4,5\n",
            ["Code", "Cas | 2016", "Cas | 2021", "Taux | 2016", "Taux | 2021"],
        ),
        (
            "Code;2021;;2016;\n;F;M;F;M\n0511;1;2;3;4\n0514;1;2;3;4\n",
            ["Code", "2021 | F", "2021 | M", "2016 | F", "2016 | M"],
        ),
        (
            "Code;Nom;Cas;Taux\n;;n;pour 100 000\n0511;Granit;1;2,5\n0514;Magog;3;4,5\n",
            ["Code", "Nom", "Cas | n", "Taux | pour 100 000"],
        ),
    ],
)
def test_deux_niveaux_tels_que_les_ecrit_un_csv(texte, attendus):
    assert _noms(texte) == attendus


@pytest.mark.parametrize(
    "texte",
    [
        "Nom;Cas;Population\nGranit;n.d.;n.d.\nMagog;12;13\nCoaticook;14;15\n",
        "Nom;;Cas\nGranit;x;..\nMagog;a;13\nCoaticook;b;15\n",
        "Nom;Statut;Cas\nGranit;Provisoire;Aucun\nMagog;Final;13\nCoaticook;Final;15\n",
        "Nom;Début;Fin;Cas\nGranit;2019;2021;5\nMagog;2018;2020;13\n",
        "Cas;Cas\nx;y\nx;z\n",
    ],
)
def test_une_premiere_ligne_de_donnees_n_est_pas_un_niveau(texte):
    tableau = lire_tableau(octets(texte), "donnees.csv")
    assert tableau.entete_ligne == 1
    assert tableau.cadre.height == texte.count("\n") - 1


@pytest.mark.parametrize(
    "preambule",
    [
        "Tableau 1. Cas\n",
        "Tableau 1. Cas;;;\n\nExtraction;2021-03-01;;\n",
        "Source;MSSS\nDate;2021-03-01\n",
        ";;Tableau 3. Cas\n",
    ],
)
def test_un_preambule_n_entre_pas_dans_les_noms(preambule):
    tableau = lire_tableau(
        octets(preambule + "Code;Nom;Cas;Taux\n0511;Granit;1;2,5\n0514;Magog;3;4,5\n"), "p.csv"
    )
    assert tableau.colonnes == ["Code", "Nom", "Cas", "Taux"]
    assert "titre" in tableau.remarques[0]


def test_un_titre_centre_sur_toutes_les_colonnes_reste_un_titre():
    contenu = xlsx(A=[["Cas par RLS, 2021", None, None], ["Code", "Nom", "Cas"], ["0511", "Granit", 3]])
    assert lire_tableau(contenu, "t.xlsx").colonnes == ["Code", "Nom", "Cas"]


def _classeur(ecrire):
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "default_date_format": "yyyy-mm-dd"}) as classeur:
        classeur.add_worksheet("Autre").merge_range(0, 0, 0, 3, "x")
        ecrire(classeur.add_worksheet("D & É"))
    return tampon.getvalue()


def test_une_cellule_fusionnee_ne_deborde_pas_sur_sa_voisine():
    def ecrire(f):
        f.merge_range(0, 1, 0, 2, 2021)
        f.write_row(1, 0, ["Code", "Cas", "Taux", "Superficie"])
        f.write_row(2, 0, ["0511", 1, 2.5, 30])
        f.write_row(3, 0, ["0514", 2, 3.5, 40])

    tableau = lire_tableau(_classeur(ecrire), "f.xlsx", "D & É")
    assert tableau.colonnes == ["Code", "2021 | Cas", "2021 | Taux", "Superficie"]


def test_une_region_fusionnee_vers_le_bas_vaut_pour_chaque_ligne():
    def ecrire(f):
        f.write_row(0, 0, ["RSS", "RLS", "Cas"])
        f.merge_range(1, 0, 3, 0, "05 - Estrie")
        for i, rls in enumerate(("Granit", "Coaticook", "Sherbrooke", "Kamouraska")):
            f.write_row(1 + i, 1, [rls, i])
        f.write(4, 0, "01 - Bas-St-Laurent")

    tableau = lire_tableau(_classeur(ecrire), "f.xlsx", "D & É")
    assert tableau.cadre["RSS"].to_list() == ["05 - Estrie"] * 3 + ["01 - Bas-St-Laurent"]


def test_une_date_de_tableur_se_lit_sans_heure_dans_l_en_tete_et_dans_les_cases():
    def ecrire(f):
        f.write_row(0, 0, ["Code", "Jour", "Cas"])
        f.write_row(1, 0, ["0511", datetime(2021, 3, 1), 1])
        f.write_row(2, 0, ["0514", datetime(2021, 3, 2, 14, 5), 2])

    tableau = lire_tableau(_classeur(ecrire), "f.xlsx", "D & É")
    assert tableau.cadre["Jour"].to_list() == ["2021-03-01", "2021-03-02 14:05:00"]


def test_une_valeur_portee_s_arrete_a_la_cellule_suivante_et_au_niveau_plus_haut():
    assert joindre([("Code", "2021", None, "Total"), (None, "H", None, None), (None, "n", "t", None)]) == [
        "Code",
        "2021 | H | n",
        "2021 | H | t",
        "Total",
    ]


def test_une_colonne_sans_texte_a_elle_n_a_pas_de_nom():
    assert joindre([("A", "2021", None), ("B", "n", None)]) == ["A | B", "2021 | n", None]


def test_des_niveaux_repetes_ne_se_redisent_pas():
    assert joindre([("Code", "Cas"), ("Code", "n")]) == ["Code", "Cas | n"]


def test_les_doublons_prennent_un_rang_libre():
    assert noms_uniques(["a", "a", "a (2)", "a", "_ligne", " a  b "]) == [
        "a",
        "a (2)",
        "a (2) (2)",
        "a (3)",
        "_ligne (2)",
        "a b",
    ]


def test_l_en_tete_absent_sous_un_titre():
    tableau = lire_tableau(octets("Cas par RLS\n0511;12;3\n0514;13;4\n"), "nu.csv")
    assert tableau.colonnes == ["Colonne 1", "Colonne 2", "Colonne 3"]
    assert (tableau.cadre["_ligne"].to_list(), tableau.entete_ligne) == ([2, 3], 0)
