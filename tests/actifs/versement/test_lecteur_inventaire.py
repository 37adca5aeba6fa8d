"""Des lignes aux actifs : réunir, signaler avec le numéro de ligne, ne rien jeter en silence."""

from __future__ import annotations

import pytest

from tableau_bord import importation
from tableau_bord.actifs import Etat, Genre, TypeDeLien
from tableau_bord.actifs.versement.colonnes import proposer_roles
from tableau_bord.actifs.versement.lecteur import lire_lignes
from tableau_bord.actifs.versement.lignes import composer

ENJEUX = {"isolement": "isolement"}


def lire(texte: str):
    tableau = importation.lire_tableau(texte.encode(), "i.csv")
    return lire_lignes(tableau, proposer_roles(tableau.colonnes), "annuaire", ENJEUX)


def actifs(texte: str):
    return composer(lire(texte), {})


def regles(texte: str) -> list[tuple[str, int | None]]:
    return [(a.regle, a.ligne) for a in lire(texte).anomalies]


def seule(entete: str, case: str):
    """L'actif et les règles signalées d'une ligne à une case."""
    texte = f"id;nom;{entete}\n1;Maison;{case}\n"
    return actifs(texte)[0], regles(texte)


@pytest.mark.parametrize(
    ("entete", "case", "champ", "valeur"),
    [
        ("âge min", "12 ans", "age_min", 12), ("places", "1 200", "places", 1200.0), ("heures par semaine", "37,5", "heures", 37.5),
        ("vérifié le", "4 mars 2026", "verifie_le", "2026-03-04"), ("vérifié le", "04/03/2026", "verifie_le", "2026-03-04"),
        ("vérifié le", "1er août 2025", "verifie_le", "2025-08-01"), ("coût", "Sans frais", "cout", "gratuit"), ("coût", "5 $", "cout", "payant"),
        ("accès universel", "Partiellement", "universel", "en partie"), ("transport", "Non", "transport", "non"),
        ("langues", "français / inuktitut", "langues", ("français", "inuktitut")), ("genre", "Réseau d’entraide", "genre", Genre.ENTRAIDE),
        ("site", "www.maison.ca", "site", "www.maison.ca"), ("enjeux", "Isolement", "enjeux", ("isolement",)),
    ],
)  # fmt: skip
def test_une_case_lisible_se_lit_sans_rien_signaler(entete, case, champ, valeur):
    actif, signalees = seule(entete, case)
    assert getattr(actif, champ) == valeur and signalees == []


@pytest.mark.parametrize(
    ("entete", "case", "regle", "champ", "reste"),
    [
        ("places", "nan", "illisible", "places", None), ("places", "inf", "illisible", "places", None), ("places", "-3", "illisible", "places", None),
        ("heures", "200", "illisible", "heures", None), ("âge min", "250", "illisible", "age_min", None),
        ("vérifié le", "31/02/2026", "illisible", "verifie_le", ""), ("vérifié le", "2035-01-01", "date à venir", "verifie_le", ""),
        ("site", "javascript:alert(1)", "illisible", "site", ""), ("description", "<script>x</script>Accueil", "HTML", "description", "x Accueil"),
        ("enjeux", "bonheur", "enjeu inconnu", "enjeux", ()), ("adresse", "a" * 10_000, "texte trop long", "adresse", "a" * 300),
        ("catégorie", "Zzyzx", "catégorie libre", "categorie_libre", "Zzyzx"),
    ],
)  # fmt: skip
def test_une_case_qui_cloche_est_signalee_a_sa_ligne(entete, case, regle, champ, reste):
    actif, signalees = seule(entete, case)
    assert signalees == [(regle, 2)] and getattr(actif, champ) == reste and actif.nom == "Maison"


@pytest.mark.parametrize("position", ["nan;nan", "nord;ouest", "48,5;", ";-73", "1e999;2", "200;300"])
def test_une_position_illisible_ne_passe_jamais_en_silence(position):
    texte = f"id;nom;latitude;longitude\n1;Maison;{position}\n"
    assert regles(texte) == [("position impossible", 2)] and actifs(texte)[0].latitude is None


def test_des_ages_a_l_envers_sont_laisses_vides_meme_sur_deux_lignes():
    texte = "id;nom;âge min;âge max\n1;Maison;;5\n1;Maison;12;\n2;Autre;5;12\n"
    maison, autre = actifs(texte)
    assert regles(texte) == [("âges à l’envers", 2)]
    assert (maison.age_min, maison.age_max, autre.age_min, autre.age_max) == (None, None, 5, 12)


def test_un_courriel_personnel_ne_se_publie_pas_ou_qu_il_soit():
    texte = "id;nom;description;courriel;saisi par\n1;A;Écrire à lise@gmail.com;;jean.roy@ciusss.ca\n2;B;Joindre info@maison.ca;bureau@b.ca;Animation\n"
    un, deux = actifs(texte)
    assert (un.description, un.courriel, un.courriel_personnel) == ("Écrire à", "lise@gmail.com", True)
    assert un.affirme_par == "annuaire", "un courriel ne signe pas une fiche"
    assert regles(texte) == [("courriel personnel", 2)] * 2
    assert (deux.description, deux.courriel, deux.courriel_personnel) == (
        "Joindre info@maison.ca",
        "bureau@b.ca",
        False,
    )


def test_l_adresse_de_l_organisme_reste_publiable_si_une_autre_ligne_en_donne_une_personnelle():
    texte = "id;nom;courriel\n1;A;info@a.ca\n1;A;lise@gmail.com\n"
    (a,) = actifs(texte)
    assert (a.courriel, a.courriel_personnel) == ("info@a.ca", False)
    assert regles(texte) == [("lignes contredites", 3), ("courriel personnel", 3)]


@pytest.mark.parametrize(
    ("entete", "un", "deux"),
    [
        ("adresse", "1, rue A", "2, rue A"),
        ("genre", "Lieu", "Service"),
        ("latitude;longitude", "48;-70", "49;-70"),
    ],
)
def test_deux_lignes_qui_se_contredisent_sont_signalees(entete, un, deux):
    assert regles(f"id;nom;{entete}\n1;A;{un}\n1;A;{deux}\n") == [("lignes contredites", 3)]


def test_sans_colonne_d_identifiant_le_meme_nom_au_meme_endroit_est_un_seul_actif():
    texte = "nom;municipalité;table\nClub;Rimouski;T1\nCLUB;Rimouski;T2\nClub;Matane;T1\n"
    clubs = [a for a in actifs(texte) if a.genre is Genre.ORGANISME]
    assert [(a.municipalite, len(a.liens)) for a in clubs] == [("Rimouski", 2), ("Matane", 1)]
    assert all(x.lien is TypeDeLien.MEMBRE_DE for a in clubs for x in a.liens)
    (a,) = lire(texte).anomalies
    assert (a.regle, a.ligne, a.valeur) == ("sans identifiant", None, "2")


def test_sans_identifiant_a_sa_ligne_la_cle_vient_du_nom_et_de_la_table():
    texte = "id;nom;table\n;Club;T1\n;Club;T2\n;Club;T1\n"
    clubs = [a for a in actifs(texte) if a.genre is Genre.ORGANISME]
    assert len(clubs) == 2 and ("doublon exact", 4) in regles(texte)


@pytest.mark.parametrize("autre", ["MAISON DE L'EST", "Maison de l’Est", "maison  de-l'est"])
def test_la_casse_l_apostrophe_et_les_tirets_ne_font_pas_un_autre_nom(autre):
    assert regles(f"id;nom\n1;Maison de l’Est\n1;{autre}\n") in ([], [("doublon exact", 3)])
    assert len(actifs(f"nom;site\nMaison de l’Est;a.ca\n{autre};\n")) == 1
    assert ("identifiant repris", 3) in regles("id;nom\n1;Maison de l’Est\n1;Maison de l’Ouest\n")


def test_des_emojis_seuls_font_des_noms_distincts():
    assert [a.nom for a in actifs("nom;site\n🏡;a.ca\n🌻;b.ca\n")] == ["🏡", "🌻"]


def test_un_actif_sans_nom_reste_a_completer_et_garde_tout():
    texte = "id;nom;adresse\n7;;3, rue B\n;;4, rue C\n"
    un, deux = actifs(texte)
    assert {a.etat for a in (un, deux)} == {Etat.A_COMPLETER} and (un.adresse, deux.adresse) == (
        "3, rue B",
        "4, rue C",
    )


def test_les_liens_de_recherche_sont_comptes_et_ne_deviennent_pas_des_sites():
    lien = "https://www.google.com/maps/search/?api=1&query=A"
    lus = lire(f"id;nom;lien\n1;A;{lien}\n2;B;{lien}\n3;C;https://c.ca\n")
    assert [a.site for a in composer(lus, {})] == ["", "", "https://c.ca"]
    assert [(a.regle, a.valeur) for a in lus.anomalies] == [("lien de recherche", "2")]


def test_l_identifiant_d_un_actif_est_stable_et_propre_a_sa_source():
    texte = "id;nom\n1;🏡 Maison\n"
    tableau = importation.lire_tableau(texte.encode(), "i.csv")
    autre = composer(lire_lignes(tableau, proposer_roles(tableau.colonnes), "autre", {}), {})
    assert actifs(texte)[0].actif == actifs(texte)[0].actif != autre[0].actif
    assert actifs(texte)[0].nom == "🏡 Maison"
