"""Les autres noms d'un fichier de polygones : retenus s'ils désignent un seul territoire."""

from __future__ import annotations

import json

import pytest

from tableau_bord.acces import au_poste
from tableau_bord.gestes import polygones, verser_actifs

QUI = au_poste("essai")


def verser(base, *noms: tuple[str, str], autres: str = "Table"):
    objets = [
        {
            "type": "Feature", "properties": {"code": f"Q{n}", "nom": nom, "Table": table},
            "geometry": {"type": "Polygon", "coordinates": [[[-73 + n, 45], [-72.5 + n, 45], [-72.5 + n, 46], [-73 + n, 45]]]},
        }
        for n, (nom, table) in enumerate(noms)
    ]  # fmt: skip
    contenu = json.dumps({"type": "FeatureCollection", "features": objets}, ensure_ascii=False).encode(
        "cp1252"
    )
    examen = polygones.examiner_polygones(base, {"quartiers.geojson": contenu})
    corrige = polygones.corriger_polygones(
        examen, decoupage="communaute", colonne_code="code", colonne_nom="nom", autres_noms=autres
    )
    return polygones.verser_polygones(base, corrige, QUI)


def designe(base, *ecritures: str) -> dict[str, str]:
    """Écriture → code, pour ce qui concorde exactement."""
    contenu = ("id;nom;quartier\n" + "".join(f"{n};A;{e}\n" for n, e in enumerate(ecritures))).encode()
    examen = verser_actifs.examiner(base, contenu, "a.csv")
    return {c.ecrit: c.code for c in examen.correspondances if c.code}


def test_un_autre_nom_designe_son_polygone(entrepot_vide):
    lot = verser(entrepot_vide, ("Été", "Table d’été"), ("Hiver", "CDC Hiver"))
    assert "2\u00a0autres noms retenus." in lot.resume
    assert designe(entrepot_vide, "Table d’été", "Hiver", "CDC Hiver") == {
        "Table d’été": "Q0",
        "Hiver": "Q1",
        "CDC Hiver": "Q1",
    }


def test_contre_epreuve_sans_la_colonne_rien_n_est_retenu(entrepot_vide):
    verser(entrepot_vide, ("Été", "Table d’été"), autres="")
    assert designe(entrepot_vide, "Table d’été", "Été") == {"Été": "Q0"}


@pytest.mark.parametrize(
    "noms",
    [
        (("A", "Pas de table"), ("B", "pas de TABLE"), ("C", "Pas de table")),
        (("Rosemont", "Table"), ("Villeray", "ROSEMONT")),
    ],
)
def test_un_nom_ambigu_ou_qui_est_celui_d_un_autre_n_est_pas_retenu(entrepot_vide, noms):
    lot = verser(entrepot_vide, *noms)
    trouves = designe(entrepot_vide, *(autre for _, autre in noms if autre))
    assert trouves in ({}, {"Table": "Q0"})
    assert "non retenus" in lot.resume


def test_une_colonne_vide_ne_retient_rien_et_ne_signale_rien(entrepot_vide):
    lot = verser(entrepot_vide, ("A", ""), ("B", "  "))
    assert "retenu" not in lot.resume


def test_le_nom_d_un_polygone_n_est_jamais_pris_par_l_alias_d_un_autre(entrepot_vide):
    verser(entrepot_vide, ("Rosemont", ""), ("Villeray", "Rosemont"))
    assert designe(entrepot_vide, "Rosemont") == {"Rosemont": "Q0"}


def test_avant_le_lot_l_ecran_annonce_ce_qui_sera_retenu():
    annonce = polygones.phrases_des_alias({"Table": "Q0"}, ("Rosemont",), fait=False)
    assert annonce == [
        "1\u00a0autre nom à retenir.",
        "Portés par plusieurs, non retenus\u00a0: Rosemont.",
    ]
    assert polygones.phrases_des_alias({}, ()) == []
