"""Le rôle des colonnes, par leur nom."""

from __future__ import annotations

import pytest

from tableau_bord.actifs.versement.colonnes import Role, proposer_roles


@pytest.mark.parametrize(
    ("colonne", "role"),
    [
        ("Nom de l’organisme", Role.NOM), ("ORGANISME", Role.NOM), ("Code postal", Role.CODE_POSTAL), ("Courriel", Role.COURRIEL),
        ("E-mail", Role.COURRIEL), ("Téléphone", Role.TELEPHONE), ("Site Web", Role.SITE), ("Lat.", Role.LATITUDE), ("LONG", Role.LONGITUDE),
        ("Municipalité", Role.MUNICIPALITE), ("Territoire desservi", Role.TERRITOIRE), ("Clientèle visée", Role.CLIENTELE),
        ("Âge minimum", Role.AGE_MIN), ("Nombre de places", Role.PLACES), ("Coût", Role.COUT), ("Langues parlées", Role.LANGUES),
        ("Accessibilité universelle", Role.UNIVERSEL), ("Vérifié le", Role.VERIFIE_LE), ("Acronyme", Role.AUTRE_NOM),
        ("Table de quartier", Role.TABLE), ("ID-table", Role.TABLE_ID), ("NEQ", Role.IDENTIFIANT), ("Enjeux", Role.ENJEU),
    ],
)  # fmt: skip
def test_un_nom_de_colonne_dit_son_role(colonne, role):
    assert proposer_roles(["Nom", colonne] if role is not Role.NOM else [colonne])[colonne] is role


def test_chaque_role_est_pris_une_fois_et_la_premiere_l_a():
    roles = proposer_roles(["id", "Nom", "Nom court", "Couleur"])
    assert (roles["Nom"], roles["Nom court"], roles["Couleur"]) == (Role.NOM, Role.IGNORER, Role.IGNORER)


@pytest.mark.parametrize(
    "colonne", ["Université", "Emplacement", "Comptable", "Motel", "Visites", "Fructueux", "Longueur"]
)
def test_un_mot_cache_dans_un_autre_ne_trompe_pas(colonne):
    assert proposer_roles(["Nom", colonne])[colonne] is Role.IGNORER


def test_sans_nom_reconnu_la_premiere_colonne_libre_en_tient_lieu():
    assert proposer_roles(["Truc", "Courriel"]) == {"Truc": Role.NOM, "Courriel": Role.COURRIEL}
    assert Role.NOM not in proposer_roles(["Courriel"]).values(), "rien de libre : l'écran le demandera"
