"""Refuser ce qui identifie des personnes ; laisser passer ce qui n'y ressemble que de loin."""

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation.identifiants import refuser_personnes, trouver

# Numéros inventés : NAM d'exemple de forme valide, NAS d'essai de clé valide, téléphones en 555.
NAM, NAS, TELEPHONE, COURRIEL = "TREM75610112", "130692544", "418 555-0123", "m.tremblay@exemple.qc.ca"


def _tableau(texte, nom="essai.csv"):
    return importation.lire_tableau(texte.encode(), nom)


def _refus(texte, nom="essai.csv"):
    with pytest.raises(ImportationErreur) as capture:
        refuser_personnes(_tableau(texte, nom))
    assert capture.value.code == "identifiants_personnels"
    return capture.value


def _quoi(texte):
    trouvee = trouver(_tableau(texte))
    return trouvee.quoi if trouvee else ""


@pytest.mark.parametrize(
    "ecrit", ["TREM75610112", "TREM 7561 0112", "trem75610112", "TREM\u00a07501\u00a03112", "TREM-7561-0112"]
)
def test_un_numero_d_assurance_maladie_est_refuse(ecrit):
    e = _refus(f"Code;Cas\n0511;3\n0514;{ecrit}\n")
    assert "assurance maladie" in e.quoi
    assert e.ou == "Fichier «\u00a0essai.csv\u00a0», ligne 3, colonne «\u00a0Cas\u00a0»"


def test_le_numero_se_trouve_au_milieu_d_un_texte():
    assert "assurance maladie" in _quoi(f"Code;Note\n0511;dossier {NAM} fermé\n0514;rien\n")


@pytest.mark.parametrize(
    "ecrit",
    [
        "TREM75130112",  # mois 13
        "TREM75630112",  # mois 63
        "TREM75013212",  # jour 32
        "TRE75010112",  # trois lettres
        "ATREM75010112",  # cinq lettres
        "TREM7501011",  # sept chiffres
        "MSSS20120331",  # une date collée à un sigle
        "2021S051224660001",  # identificateur géographique
        "E92000001",
    ],
)
def test_ce_qui_n_est_pas_un_numero_d_assurance_maladie(ecrit):
    assert _quoi(f"Code;Note\n0511;{ecrit}\n0514;b\n") == ""


def test_la_valeur_n_est_jamais_dans_le_message():
    for texte in (NAM, NAS, TELEPHONE, COURRIEL):
        e = _refus(f"nas;Autre\n{texte if texte == NAS else 1};{texte}\n2;b\n")
        assert texte not in e.phrase
        assert not any(len(mot) > 4 and mot in e.phrase for mot in texte.replace("@", " ").split(" "))


def test_le_refus_dit_que_rien_n_est_conserve_et_quoi_faire():
    e = _refus(f"Code;Courriel\n0511;{COURRIEL}\n0514;\n")
    assert "Il n'est pas conservé" in e.quoi
    assert "nom@domaine" in e.quoi
    assert "Enquête" in e.remede


def test_un_identifiant_dans_un_nom_de_colonne_est_refuse_sans_le_nommer():
    e = _refus(f"{COURRIEL};Code\na;0511\nb;0514\n")
    assert COURRIEL not in e.phrase
    assert "numéro 1" in e.ou


@pytest.mark.parametrize(
    "ecrit", ["418 555-0123", "(418) 555-0123", "418-555-0123", "418.555.0123", "+1 418 555-0123 poste 4"]
)
def test_un_telephone_est_refuse(ecrit):
    assert "téléphone" in _quoi(f"Code;Note\n0511;{ecrit}\n0514;b\n")


def test_dix_chiffres_ne_sont_un_telephone_que_si_la_colonne_le_dit():
    assert "téléphone" in _quoi("Code;Téléphone\n0511;4185550123\n0514;4185550124\n")
    assert _quoi("Code;Dollars\n0511;4185550123\n0514;4185550124\n") == ""


@pytest.mark.parametrize(
    "ecrit",
    ["1 800 555-0123", "(866) 555-0123", "info@msss.gouv.qc.ca", "Source : statistiques@isq.gouv.qc.ca"],
)
def test_la_porte_d_un_organisme_n_identifie_personne(ecrit):
    assert _quoi(f"Code;Note\n0511;{ecrit}\n0514;b\n") == ""


def test_un_second_numero_personnel_dans_la_meme_case_est_vu():
    assert "téléphone" in _quoi("Code;Note\n0511;1 800 555-0123 ou 418 555-0123\n0514;b\n")
    assert "téléphone" in _quoi("Code;Note\n0511;418 800-0123\n0514;b\n")
    assert "courriel" in _quoi(f"Code;Note\n0511;info@msss.gouv.qc.ca {COURRIEL}\n0514;b\n")


def test_une_date_ou_un_nombre_ne_sont_pas_un_telephone():
    lignes = "0511;2020-09-16;514 234 567;45,123.4567\n0514;16/09/2020;1 234 567 890;0.418-555\n"
    assert _quoi("Code;Jour;Dollars;Autre\n" + lignes) == ""


def test_un_numero_d_assurance_sociale_est_refuse_si_la_colonne_le_dit():
    assert "sociale" in _quoi(f"Code;NAS\n0511;{NAS}\n0514;\n")
    assert "sociale" in _quoi("Code;Numéro d'assurance sociale\n0511;130-692-544\n0514;\n")


def test_neuf_chiffres_ailleurs_ne_sont_pas_un_numero_d_assurance_sociale():
    assert _quoi(f"Code;Dollars\n0511;{NAS}\n0514;999999999\n") == ""
    assert _quoi("Code;NAS\n0511;130692545\n0514;\n") == ""  # clé fausse
    assert _quoi("Code;Population\n0511;130 692 544\n0514;120 345 678\n0515;130 692 545\n") == ""


def test_neuf_chiffres_a_tirets_ou_trois_colonnes_de_numeros_valides_sont_refuses():
    assert "sociale" in _quoi("Code;Note\n0511;130-692-544\n0514;b\n")
    assert "sociale" in _quoi("Code;X\na;130 692 544\nb;193 456 787\nc;453 201 899\n")


def test_un_nom_avec_une_date_de_naissance_est_refuse():
    e = _refus("Nom;Prénom;Date de naissance\nRoy;Luc;1975-01-31\nCôté;Ana;1980-12-01\n")
    assert "un nom (« Nom ») avec une date de naissance" in e.quoi.replace("\u00a0", " ")
    assert "Roy" not in e.phrase
    assert "1975" not in e.phrase


@pytest.mark.parametrize(
    "texte",
    [
        "Nom;Naissances\nGranit;120\nSherbrooke;1800\n",
        "Nom;Année de naissance;Cas\nGranit;1975;3\nSherbrooke;1980;4\n",
        "Nom;Date;Cas\nGranit;2020-09-16;3\nSherbrooke;2020-09-17;4\n",
        "Prénom;Fréquence\nEmma;612\nNoah;598\n",
    ],
)
def test_des_naissances_comptees_ne_sont_pas_des_personnes(texte):
    assert _quoi(texte) == ""


def test_un_code_postal_complet_avec_age_et_sexe_est_refuse():
    assert "code postal" in _quoi("Code postal;Âge;Sexe;Cas\nJ1H 4A1;45-54;F;1\nJ1K2R3;55-64;M;2\n")


def test_un_code_postal_sans_age_ou_a_trois_positions_passe():
    assert _quoi("Code postal;Cas\nJ1H 4A1;3\nJ1K2R3;4\n") == ""
    assert _quoi("RTA;Âge;Sexe;Cas\nJ1H;45-54;F;1\nJ1K;55-64;M;2\n") == ""


PERSONNES = (
    "Dossier;Âge;Sexe;Date de l'évènement\nA1;45;F;2024-01-03\nA2;52;M;2024-01-03\nA3;45;F;2024-02-11\n"
)


def test_une_ligne_par_personne_est_refusee():
    e = _refus(PERSONNES)
    assert "une ligne par personne" in e.quoi
    assert "A1" not in e.phrase


def test_une_naissance_au_jour_avec_le_sexe_suffit_sans_numero():
    texte = "DDN;Sexe\n1975-01-31;F\n1980-12-01;M\n1975-01-31;F\n"
    assert "une ligne par personne" in _quoi(texte)


@pytest.mark.parametrize(
    ("retire", "raison"),
    [
        (PERSONNES.replace("Dossier", "Nombre de cas"), "quelque chose est compté"),
        (PERSONNES.replace("A3", "A1"), "le numéro se répète"),
        (PERSONNES.replace("2024-01-03", "2024").replace("2024-02-11", "2023"), "pas de date au jour"),
        (PERSONNES.replace("Sexe", "Lot").replace(";F;", ";g;").replace(";M;", ";h;"), "pas de sexe"),
    ],
)
def test_un_tableau_agrege_n_est_pas_une_ligne_par_personne(retire, raison):
    assert _quoi(retire) == "", raison


def test_un_identifiant_perdu_a_la_derniere_de_200_000_lignes_est_trouve():
    n = 200_000
    cadre = pl.DataFrame(
        {"Note": [f"rien de spécial {i}" for i in range(n - 1)] + [NAM], "_ligne": range(2, n + 2)}
    )
    trouvee = trouver(importation.TableauLu("gros.csv", cadre))
    assert (trouvee.ligne, trouvee.colonne) == (n + 1, "Note")


def test_la_premiere_ligne_fautive_est_dite_meme_apres_des_cases_vides():
    trouvee = trouver(_tableau(f"Code;Note\n0511;\n0514;\n0515;{COURRIEL}\n0516;autre@exemple.ca\n"))
    assert trouvee.ligne == 4


def test_un_tableau_vide_passe():
    vide = pl.DataFrame(schema={"Code": pl.String, "_ligne": pl.Int64})
    refuser_personnes(importation.TableauLu("vide.csv", vide))


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.integers(-(10**12), 10**12).map(str),
            st.integers(0, 10**9).map(lambda n: f"{n:,}".replace(",", "\u00a0")),
            st.floats(-1e6, 1e6).map(lambda x: f"{x:.4f}".replace(".", ",")),
            st.dates().map(str),
            st.datetimes().map(str),
            st.sampled_from(
                ["n.d.", "x", "..", "0514 - RLS de Coaticook", "2021S051224660001", "65 ans et plus"]
            ),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_des_nombres_des_dates_et_des_codes_n_identifient_personne(cases):
    cadre = pl.DataFrame({"Mesure": cases, "_ligne": range(2, len(cases) + 2)})
    surs = cadre["Mesure"].str.contains(r"^\d{3}.\d{3}.\d{3}$").sum()
    if surs < 3:  # trois « NNN NNN NNN » tous valides passent pour des NAS, une fois sur mille
        assert trouver(importation.TableauLu("a.csv", cadre)) is None
