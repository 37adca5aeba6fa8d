"""Qui travaille avec qui : ce qui lie, ce qui se partage, ce qu'on tait, et la même disposition à chaque fois."""

from __future__ import annotations

import polars as pl
import pytest

from tableau_bord.actifs import Inventaire, reseau
from tableau_bord.actifs.reseau import ENJEU, NOEUDS_MAX, tisser

ENJEUX = {"isolement": "Briser l’isolement", "alimentation": "Manger à sa faim"}


def inventaire(actifs: dict[str, str], liens=(), enjeux=(), noms=None) -> Inventaire:
    """`actifs` : clé → genre ; `liens` : (actif, lien, autre) ; `enjeux` : (actif, enjeu)."""
    nom = noms or {}
    return Inventaire(
        pl.DataFrame(
            [(a, nom.get(a, a.capitalize()), g) for a, g in actifs.items()],
            schema=dict.fromkeys(("actif", "nom", "genre"), pl.String), orient="row",
        ),
        pl.DataFrame(),
        pl.DataFrame(list(enjeux), schema={"actif": pl.String, "enjeu": pl.String}, orient="row"),
        pl.DataFrame(
            [(*x, "") for x in liens],
            schema=dict.fromkeys(("actif", "lien", "autre", "lien_id"), pl.String), orient="row",
        ),
        {},
    )  # fmt: skip


DEUX_TABLES = {"nord": "table", "sud": "table", "a": "organisme", "b": "organisme", "c": "service"}
MEMBRES = (("a", "membre_de", "nord"), ("a", "membre_de", "sud"), ("b", "membre_de", "nord"))


def test_deux_tables_tiennent_par_le_membre_qu_elles_partagent():
    r = tisser(inventaire(DEUX_TABLES, MEMBRES, [("a", "isolement"), ("b", "alimentation")]))
    assert (r.tables, r.membres) == (2, 2)
    assert r.partages.to_dicts() == [
        {"actif": "a", "nom": "A", "nombre": 2, "tables": "Nord, Sud", "enjeux": "isolement"}
    ]
    assert r.communs.to_dicts() == [{"table": "Nord", "autre": "Sud", "nombre": 1, "enjeux": "isolement"}]
    assert r.matrice == {("Nord", "Nord"): 2, ("Nord", "Sud"): 1, ("Sud", "Nord"): 1, ("Sud", "Sud"): 1}


def test_sans_membre_partage_rien_n_est_commun():
    r = tisser(inventaire(DEUX_TABLES, [("a", "membre_de", "nord"), ("b", "membre_de", "sud")]))
    assert r.partages.is_empty()
    assert r.communs.is_empty()
    assert r.matrice["Nord", "Sud"] == 0


def test_un_inventaire_sans_lien_n_a_pas_de_reseau():
    r = tisser(inventaire(DEUX_TABLES))
    assert (r.noeuds, r.aretes, r.tus, r.tables, r.matrice) == ((), (), 0, 0, {})


@pytest.mark.parametrize(
    "lien",
    [("a", "membre_de", "parti"), ("parti", "membre_de", "nord"), ("a", "offert_par", "a")],
    ids=["vers un absent", "d'un absent", "vers soi"],
)
def test_un_lien_qui_ne_mene_nulle_part_ne_compte_pas(lien):
    assert tisser(inventaire(DEUX_TABLES, [lien])).noeuds == ()


@pytest.mark.parametrize("lien", [("a", "membre_de", "b"), ("sud", "membre_de", "nord")])
def test_n_est_membre_d_une_table_qu_un_actif_qui_n_en_est_pas_une(lien):
    r = tisser(inventaire(DEUX_TABLES, [lien]))
    assert (r.tables, r.membres) == (0, 0)
    assert len(r.aretes) == 1, "le lien se dessine tout de même"


def test_deux_liens_entre_les_memes_comptent_pour_un():
    r = tisser(
        inventaire(DEUX_TABLES, [("c", "offert_par", "a"), ("c", "partie_de", "a"), ("a", "offert_a", "c")])
    )
    assert [n.liens for n in r.noeuds] == [1, 1]
    assert len(r.aretes) == 1


def test_deux_tables_du_meme_nom_restent_deux():
    r = tisser(inventaire(DEUX_TABLES, MEMBRES, noms={"nord": "Table", "sud": "Table"}))
    assert set(r.matrice) == {(x, y) for x in ("Table", "Table (2)") for y in ("Table", "Table (2)")}


def test_les_enjeux_se_dessinent_si_on_le_demande_seulement():
    lu = inventaire(DEUX_TABLES, MEMBRES, [("a", "isolement"), ("c", "isolement"), ("b", "inconnu")])
    assert ENJEU not in {n.genre for n in tisser(lu).noeuds}
    avec = tisser(lu, ENJEUX)
    enjeux = {n.nom: n.liens for n in avec.noeuds if n.genre == ENJEU}
    assert enjeux == {"Briser l’isolement": 1}, "« c » n'a aucun lien, « inconnu » n'est pas un enjeu"


def test_un_actif_ne_se_fait_pas_passer_pour_un_enjeu():
    actifs = {**DEUX_TABLES, "enjeuisolement": "organisme"}
    r = tisser(
        inventaire(actifs, [("enjeuisolement", "membre_de", "nord")], [("enjeuisolement", "isolement")]),
        ENJEUX,
    )
    assert sorted(n.genre for n in r.noeuds) == [ENJEU, "organisme", "table"]


def test_au_dela_du_lisible_on_garde_les_plus_lies_et_on_compte_les_autres():
    membres = [f"m{n:03d}" for n in range(NOEUDS_MAX + 20)]
    actifs = {"nord": "table", "sud": "table"} | dict.fromkeys(membres, "organisme")
    liens = [(m, "membre_de", "nord") for m in membres] + [(m, "membre_de", "sud") for m in membres[-5:]]
    r = tisser(inventaire(actifs, liens))
    dessines = {n.actif for n in r.noeuds}
    assert len(r.noeuds) == NOEUDS_MAX
    assert r.tus == 22
    assert {"nord", "sud", *membres[-5:]} <= dessines
    assert r.membres == len(membres), "les tableaux comptent tout le monde"
    assert all(a < NOEUDS_MAX and b < NOEUDS_MAX for a, b in r.aretes)
    assert r.noeuds[0].liens == len(membres), "les liens se comptent dans le réseau entier"


def test_la_disposition_est_la_meme_a_chaque_fois_et_tient_dans_le_cadre():
    lu = inventaire(DEUX_TABLES, MEMBRES)
    une, deux = tisser(lu), tisser(lu)
    assert une.noeuds == deux.noeuds
    assert all(-1.001 <= v <= 1.001 for n in une.noeuds for v in (n.x, n.y))
    assert len({(n.x, n.y) for n in une.noeuds}) == len(une.noeuds)


def test_l_ordre_de_l_inventaire_ne_change_rien():
    lu = inventaire(DEUX_TABLES, MEMBRES)
    envers = inventaire(dict(reversed(DEUX_TABLES.items())), tuple(reversed(MEMBRES)))
    assert reseau.tisser(lu).noeuds == reseau.tisser(envers).noeuds
