"""Les alias : retenus, remplacés, retirés, datés ; ils ne changent que ce que les écritures veulent dire."""

from datetime import date

import polars as pl
import pytest

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import alias
from tests.importation.fabrique import TERRITOIRES, comprendre, de

HIER, AUJOURD_HUI, DEMAIN = date(2026, 11, 20), date(2026, 11, 21), date(2026, 11, 22)


def retenir(entrepot, ecrit, code, **options):
    entrepot.ecrire(lambda t: alias.retenir(t, "RLS", ecrit, code, "analyste@exemple.ca", **options))


def lieux(entrepot, jour=AUJOURD_HUI, territoires=TERRITOIRES):
    return alias.avec_alias(territoires, alias.tous(entrepot), jour)


def test_un_alias_retenu_se_relit_avec_sa_date_et_son_auteur(entrepot_vide):
    retenir(entrepot_vide, "  MRC  de Mégantic ", "0511", source="essai.csv")
    ligne = alias.tous(entrepot_vide).row(0, named=True)
    assert ligne == {
        "decoupage": "RLS", "ecrit": "MRC de Mégantic", "ecrit_nu": "megantic", "code": "0511",
        "en_vigueur_du": AUJOURD_HUI, "en_vigueur_au": None, "auteur": "analyste@exemple.ca",
        "quand": "2026-11-21T14:32:00-05:00", "source": "essai.csv",
    }  # fmt: skip


def test_le_fichier_suivant_est_compris_et_les_comptes_ne_bougent_pas(entrepot_vide):
    texte = "Nom;Cas\nMégantic;1\nCoaticook;2\nSherbrooke;3\n"
    avant = comprendre(texte)
    assert [a.valeur for a in de(avant, "territoire inconnu")] == ["Mégantic"]
    retenir(entrepot_vide, "Mégantic", "0511")
    apres = comprendre(texte, territoires=lieux(entrepot_vide))
    assert apres.valeurs["code"].to_list() == ["0511", "0514", "0515"]
    assert (apres.territoires_reconnus, apres.territoires_attendus) == (3, avant.territoires_attendus)


def test_un_alias_tranche_un_nom_ambigu(entrepot_vide):
    doubles = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0619", "nom": "Granit"})])
    texte = "Nom;Cas\nLe Granit;1\nCoaticook;2\n"
    assert len(de(comprendre(texte, territoires=doubles), "nom ambigu")) == 1
    retenir(entrepot_vide, "Granit", "0619")
    c = comprendre(texte, territoires=lieux(entrepot_vide, territoires=doubles))
    assert c.valeurs["code"].to_list() == ["0619", "0514"]
    assert c.territoires_attendus == 5


def test_un_alias_de_code_se_lit_dans_la_colonne_de_codes(entrepot_vide):
    retenir(entrepot_vide, "H3A", "0514")
    c = comprendre("NoRLS;Cas\n0511;1\nH3A;2\n0515;3\n", territoires=lieux(entrepot_vide))
    assert c.valeurs["code"].to_list() == ["0511", "0514", "0515"]


def test_un_alias_ne_vaut_que_dans_son_decoupage_et_a_ses_dates(entrepot_vide):
    retenir(entrepot_vide, "Mégantic", "0511", du=AUJOURD_HUI)
    assert lieux(entrepot_vide, HIER).equals(TERRITOIRES)
    assert lieux(entrepot_vide, AUJOURD_HUI).height == TERRITOIRES.height + 1
    entrepot_vide.ecrire(lambda t: alias.retirer(t, "RSS", "Mégantic", "b"))
    assert lieux(entrepot_vide, DEMAIN).height == TERRITOIRES.height + 1
    entrepot_vide.ecrire(lambda t: alias.retirer(t, "RLS", "MEGANTIC", "b", le=DEMAIN))
    assert lieux(entrepot_vide, AUJOURD_HUI).height == TERRITOIRES.height + 1
    assert lieux(entrepot_vide, DEMAIN).equals(TERRITOIRES)
    assert alias.tous(entrepot_vide)["source"].to_list() == [" Retiré par b."]


def test_changer_d_avis_garde_l_historique_et_le_plus_recent_l_emporte(entrepot_vide):
    retenir(entrepot_vide, "Mégantic", "0511", du=HIER)
    retenir(entrepot_vide, "megantic", "0514")
    tous = alias.tous(entrepot_vide)
    assert tous.select("code", "en_vigueur_du", "en_vigueur_au").rows() == [
        ("0511", HIER, AUJOURD_HUI),
        ("0514", AUJOURD_HUI, None),
    ]
    assert lieux(entrepot_vide, HIER).filter("alias")["code"].to_list() == ["0511"]
    assert lieux(entrepot_vide).filter("alias")["code"].to_list() == ["0514"]


def test_retenir_deux_fois_la_meme_decision_n_ecrit_rien(entrepot_vide):
    retenir(entrepot_vide, "Mégantic", "0511")
    retenir(entrepot_vide, "Megantic", "0511")
    assert alias.tous(entrepot_vide).height == 1


def test_un_alias_vers_un_code_disparu_ne_compte_pas(entrepot_vide):
    retenir(entrepot_vide, "Mégantic", "0599")
    assert lieux(entrepot_vide).equals(TERRITOIRES)


@pytest.mark.parametrize(("ecrit", "code"), [("", "0511"), (" - ", "0511"), ("Mégantic", " ")])
def test_un_alias_vide_est_refuse(entrepot_vide, ecrit, code):
    with pytest.raises(ImportationErreur, match="écriture et d'un code"):
        retenir(entrepot_vide, ecrit, code)
    assert alias.tous(entrepot_vide).is_empty()


def test_une_decision_plus_ancienne_que_celle_en_vigueur_est_refusee(entrepot_vide):
    retenir(entrepot_vide, "Mégantic", "0511")
    with pytest.raises(ImportationErreur, match="désigne déjà 0511"):
        retenir(entrepot_vide, "Mégantic", "0514", du=HIER)
    assert alias.tous(entrepot_vide)["code"].to_list() == ["0511"]
