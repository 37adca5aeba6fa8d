"""Rattacher au territoire : zéros perdus, code collé, noms, totaux, niveaux mêlés, inconnus."""

from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import ColonneComprise, Genre, Plan, Role, TableauLu, codes, homonymes
from tests.importation.fabrique import AUCUN, ENTETE, TERRITOIRES, comprendre, de, proposer


def test_un_zero_de_tete_perdu_est_retabli_et_dit():
    c = comprendre("Code;Cas\n511;12\n514;13\n")
    assert c.valeurs["code"].to_list() == ["0511", "0514"]
    assert "«\u00a0511\u00a0» est lu «\u00a00511\u00a0»" in c.remarques[0]


def test_un_code_colle_au_nom_se_detache():
    c = comprendre("RLS;Cas\n0511 - RLS du Granit;12\n0514 – RLS de Coaticook;13\n")
    assert c.valeurs["code"].to_list() == ["0511", "0514"]


@pytest.mark.parametrize(
    "nom", ["Coaticook", "RLS de Coaticook", "coaticook", "Ste-Élie-des-Monts", "SAINTE ELIE DES MONTS"]
)
def test_un_nom_se_rapproche_sans_accents_ni_sigle(nom):
    assert comprendre(f"Nom;Cas\n{nom};12\nGranit;5\n").territoires_reconnus == 2


def test_les_totaux_sont_mis_de_cote_et_comptes():
    c = comprendre(f"{ENTETE}\n0511;Granit;1;100;1000\n;Total;1;100;1000\n;Total;1;100;1000\n")
    assert (c.lignes_lues, c.lignes_retenues, c.lignes_de_cote) == (3, 1, 2)
    assert de(c, "ligne de total")[0].message.startswith("Lignes 3 et 4")
    assert not c.bloquante


def test_un_territoire_nomme_quebec_n_est_pas_un_total():
    lieux = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0311", "nom": "Québec"})])
    c = comprendre("Nom;Cas\nQuébec;12\nGranit;5\n", territoires=lieux)
    assert c.valeurs["code"].to_list() == ["0311", "0511"]


def test_un_territoire_inconnu_est_refuse_avec_ligne_colonne_valeur_et_proposition():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Sherbrooke;2\n0599;Coaticok;3\n")
    (a,) = de(c, "territoire inconnu")
    assert (a.ligne, a.colonne, a.valeur, a.gravite) == (4, "NoRLS", "0599", "refusée")
    assert c.bloquante
    assert (c.lignes_retenues, c.lignes_refusees) == (2, 1)
    (b,) = de(comprendre("Nom;Cas\nGranit;1\nSherbrooke;2\nCoaticok;3\n"), "territoire inconnu")
    assert "Coaticook (0514)" in b.geste


def test_une_ligne_sans_code_ni_nom_est_refusee():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Sherbrooke;2\n;;3\n")
    assert "ni code ni nom" in de(c, "territoire inconnu")[0].message


def test_un_code_manquant_se_retrouve_par_le_nom():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n;Sherbrooke;2\n")
    assert c.valeurs["code"].to_list() == ["0511", "0515"]


def test_un_code_et_un_nom_qui_se_contredisent_sont_signales():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0515;Coaticook;2\n")
    assert de(c, "code contre nom")[0].ligne == 3
    assert c.valeurs["code"].to_list() == ["0511", "0515"]


def mrc(**colonnes: list[str]) -> pl.DataFrame:
    """Deux « Saint-X » dans deux MRC, « La Motte » et « Motte », et ce qui les distingue."""
    base = {
        "decoupage": ["municipalite"] * 5,
        "code": ["0512", "0613", "0700", "0801", "0802"],
        "nom": ["Saint-X", "Saint-X", "Granby", "La Motte", "Motte"],
    }
    return pl.DataFrame({**base, **colonnes})


PARENTS = ["Le Granit", "Acton", "La Haute-Yamaska", "Abitibi", "Autre"]


def test_un_nom_double_est_refuse_avec_ses_candidats_et_la_colonne_a_ajouter():
    c = comprendre("Nom;Cas\nSaint-X;1\nGranby;2\n", territoires=mrc(parent_nom=PARENTS))
    (a,) = de(c, "nom ambigu")
    assert (a.ligne, a.colonne, a.valeur, a.gravite) == (2, "Nom", "Saint-X", "refusée")
    assert "Saint-X (Le Granit, 0512) ou Saint-X (Acton, 0613)" in a.message
    assert "région, MRC ou genre de municipalité" in a.geste
    assert de(c, "territoire inconnu") == []
    assert (c.lignes_retenues, c.lignes_refusees) == (1, 1)


def test_sans_rien_de_plus_les_candidats_se_nomment_par_leur_code():
    doubles = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0619", "nom": "Granit"})])
    c = comprendre("Nom;Cas\nGranit;1\nSherbrooke;2\n", territoires=doubles)
    assert "Granit (Estrie, 0511) ou Granit (Montréal, 0619)" in de(c, "nom ambigu")[0].message


@pytest.mark.parametrize(
    ("entete", "a", "b"),
    [
        ("Région", "05 - Estrie", "06 - Montréal"),
        ("Région", "estrie", "MONTREAL"),
        ("RSS", "5", "6"),
        ("RSS", "05", "06"),
    ],
)
def test_la_region_tranche_entre_homonymes(entete, a, b):
    doubles = pl.concat([TERRITOIRES, pl.DataFrame({"decoupage": "RLS", "code": "0619", "nom": "Granit"})])
    c = comprendre(f"{entete};Nom;Cas\n{a};Granit;1\n{b};Granit;2\n{a};Sherbrooke;3\n", territoires=doubles)
    assert c.valeurs["code"].to_list() == ["0511", "0619", "0515"]
    assert any("distingué par la colonne" in r and entete in r for r in c.remarques)


@pytest.mark.parametrize(("facultative", "valeurs"), [("parent_nom", PARENTS), ("municipalite", PARENTS)])
def test_le_parent_ou_la_municipalite_tranche(facultative, valeurs):
    texte = (
        "Municipalité régionale;Nom;Cas\nMRC d'Acton;Saint-X;1\nGranit;Saint-X;2\nHaute-Yamaska;Granby;3\n"
    )
    lieux = mrc(**{facultative: valeurs})
    propose = proposer(texte, territoires=lieux)
    colonnes = tuple(
        replace(x, role=Role.PARENT) if x.colonne == "Municipalité régionale" else x for x in propose.colonnes
    )
    c = comprendre(texte, territoires=lieux, colonnes=colonnes)
    assert c.valeurs["code"].to_list() == ["0613", "0512", "0700"]


def test_le_genre_de_municipalite_tranche_et_se_reconnait_dans_le_nom_de_la_base():
    lieux = pl.DataFrame(
        {
            "decoupage": "municipalite",
            "code": ["1", "2", "3"],
            "nom": ["Bedford (V)", "Bedford (canton)", "Amos"],
        }
    )
    entete = "Nom géographique;Abréviation du nom du genre de région géographique;Population"
    c = comprendre(
        f"{entete}\nBedford;CT;700\nBedford;V;2600\nAmos;V;12675\n",
        territoires=lieux, genre=Genre.INDICATEURS, indicateur="pop",
    )  # fmt: skip
    assert c.valeurs.select("code", "denominateur", "effectif").rows() == [
        ("2", None, 700.0),
        ("1", None, 2600.0),
        ("3", None, 12675.0),
    ]


def test_deux_secondes_cles_qui_se_contredisent_ne_tranchent_rien():
    lieux = mrc(parent_nom=PARENTS, genre=["V", "CT", "V", "M", "M"])
    lignes = pl.DataFrame(
        {
            "decoupage": "municipalite",
            "nu": "saint x",
            "nom": "Saint-X",
            "MRC": ["Acton", "Acton", ""],
            "G": ["V", "CT", "ct"],
        }
    )
    assert homonymes.trancher(lignes, lieux)["tranche"].to_list() == [None, "0613", "0613"]


def test_une_seconde_cle_muette_ne_choisit_pas_au_hasard():
    lieux = mrc(parent_nom=PARENTS)
    lignes = pl.DataFrame(
        {"decoupage": "municipalite", "nu": "saint x", "nom": "Saint-X", "MRC": ["Charlevoix", None]}
    )
    assert homonymes.trancher(lignes, lieux)["tranche"].to_list() == [None, None]


def test_les_candidats_se_nomment_par_ce_qui_les_distingue_vraiment():
    deux = mrc(
        parent_nom=["Estrie", "Estrie", "Estrie", "A", "B"],
        municipalite=["Ville A", "Ville B", "C", "D", "E"],
    )
    dits = homonymes.en_mots(deux, "municipalite", ["saint x"])
    assert dits == {"saint x": "Saint-X (Ville A, 0512) ou Saint-X (Ville B, 0613)"}
    pareils = homonymes.en_mots(mrc(parent_nom=["Estrie"] * 5), "municipalite", ["saint x"])
    assert pareils == {"saint x": "Saint-X (0512) ou Saint-X (0613)"}


def test_plusieurs_parents_par_territoire_ne_changent_ni_les_comptes_ni_les_noms():
    une = mrc(parent_nom=PARENTS)
    deux = pl.concat([une, une.with_columns(parent_nom=pl.lit("Région commune"))])
    texte = "Région;Nom;Cas\nActon;Saint-X;1\nRégion commune;Saint-X;2\nRégion commune;Granby;3\n"
    c = comprendre(texte, territoires=deux)
    assert c.valeurs["code"].to_list() == ["0613", "0700"]
    assert [a.ligne for a in de(c, "nom ambigu")] == [3]
    assert "Saint-X (Le Granit, 0512) ou Saint-X (Acton, 0613)" in de(c, "nom ambigu")[0].message
    assert c.territoires_attendus == 5


def test_plus_de_cinq_candidats_se_comptent():
    sept = pl.DataFrame({"decoupage": "m", "code": list("1234567"), "nom": "Saint-Jean"})
    (dits,) = homonymes.en_mots(sept, "m", ["saint jean"]).values()
    assert dits.count("Saint-Jean") == 5
    assert dits.endswith("ou 2\u00a0autres")


def test_une_seconde_cle_qui_ne_suffit_pas_est_nommee():
    texte = "Nom;Type;Cas\nSaint-X;M;1\nSaint-X;M;2\nGranby;V;3\nMotte;M;4\n"
    c = comprendre(texte, territoires=mrc(genre=["MÉ", "MÉ", "V", "MÉ", "MÉ"]))
    (a,) = de(c, "nom ambigu")
    assert "La colonne «\u00a0Type\u00a0» ne suffit pas" in a.geste


def test_une_colonne_de_noms_ou_de_codes_toute_vide_ne_gene_pas():
    assert comprendre("NoRLS;RLS;Cas\n0511;;1\n0515;;2\n").valeurs["code"].to_list() == ["0511", "0515"]
    assert comprendre("NoRLS;RLS;Cas\n;Granit;1\n;Sherbrooke;2\n").valeurs["code"].to_list() == [
        "0511",
        "0515",
    ]


DECORS = st.sampled_from(["{}", "{} 3", "{}¹", "{} (2)", "RLS de {}", "  {}  ", "{} 1,2", "0514 - {}"])


@given(st.lists(st.tuples(st.sampled_from(range(6)), DECORS, st.booleans()), min_size=1, max_size=12))
@settings(max_examples=40, deadline=None)
def test_aucune_ecriture_ne_tombe_sur_un_autre_territoire(lignes):
    noms = ["Coaticook", "L'Île-Perrot", "Sainte-Élie-des-Monts", "Lac-Simon", "Romaine 4", "Romaine"]
    base = pl.DataFrame({"decoupage": "RLS", "code": [str(i) for i in range(6)], "nom": noms})
    ecrits = [d.format(noms[i].upper() if haut else noms[i]) for i, d, haut in lignes]
    tableau = pl.DataFrame({"_ligne": range(2, len(ecrits) + 2), "Nom": ecrits, "Cas": ["1"] * len(ecrits)})
    plan = Plan(
        Genre.INDICATEURS,
        (ColonneComprise("Nom", Role.TERRITOIRE_NOM, "", 1.0), ColonneComprise("Cas", Role.EFFECTIF, "", 1.0)),
        "RLS", "cas", "2021",
    )  # fmt: skip
    lu = importation.comprendre(TableauLu("x.csv", tableau.cast({"_ligne": pl.Int64})), plan, base)
    situes = dict(lu.valeurs.select("_ligne", "code").rows())
    vrais = {rang + 2: str(i) for rang, (i, _, _) in enumerate(lignes)}
    assert situes.items() <= vrais.items()
    assert all(len({i for i, *_ in lignes}) < len(lignes) or ligne in situes for ligne in vrais)


def test_un_article_distingue_deux_noms_que_le_nom_nu_confond():
    c = comprendre("Nom;Cas\nLa Motte;1\nMotte;2\nGranby;3\n", territoires=mrc())
    assert c.valeurs["code"].to_list() == ["0801", "0802", "0700"]
    assert any("écriture exacte" in r for r in c.remarques)


@pytest.mark.parametrize(
    "nom",
    [
        "Coaticook 3",
        "Coaticook 1,2",
        "Coaticook³",
        "Coaticook ¹,²",
        "Coaticook (3)",
        "RLS de Coaticook 3",
        "Coaticook\u00a03",
    ],
)
def test_un_chiffre_de_renvoi_est_retire_et_dit(nom):
    c = comprendre(f'Nom;Cas\n"{nom}";12\nGranit;5\nSherbrooke;6\n')
    assert c.valeurs["code"].to_list() == ["0514", "0511", "0515"]
    assert [r for r in c.remarques if "renvoi" in r] == [
        f"Chiffres de renvoi retirés de 1\u00a0nom\u00a0: «\u00a0{nom}\u00a0» est lu «\u00a0Coaticook\u00a0»."
    ]


def test_un_nom_dont_le_chiffre_fait_partie_le_garde():
    lieux = pl.DataFrame(
        {"decoupage": "m", "code": ["1", "2", "3"], "nom": ["Romaine 2", "Romaine", "Uashat 27"]}
    )
    c = comprendre("Nom;Cas\nRomaine 2 6;1\nRomaine 3;2\nUashat 27;3\n", territoires=lieux)
    assert c.valeurs["code"].to_list() == ["1", "2", "3"]
    assert any("2\u00a0noms" in r for r in c.remarques)


def test_un_renvoi_sur_un_nom_inconnu_reste_refuse_et_une_annee_n_est_pas_un_renvoi():
    c = comprendre(
        "Nom;Cas\nAilleurs 3;1\nCoaticook 2021;2\nGranit;5\nSherbrooke;6\nSainte-Élie-des-Monts;7\n"
    )
    assert [a.valeur for a in de(c, "territoire inconnu")] == ["Ailleurs 3", "Coaticook 2021"]
    assert not any("renvoi" in r for r in c.remarques)


def test_un_inconnu_recoit_plusieurs_propositions_classees():
    c = comprendre("Nom;Cas\nSte Elie des Mont;1\nGranit;2\nSherbrooke;3\n")
    assert "Sainte-Élie-des-Monts (0611)" in de(c, "territoire inconnu")[0].geste


def test_un_code_a_une_faute_pres_est_propose():
    c = comprendre("NoRLS;RLS;Cas\n0511;Granit;1\n0151;Autre;2\n0515;Sherbrooke;3\n")
    assert "Granit (0511)" in de(c, "territoire inconnu")[0].geste


def test_chaque_ligne_va_a_son_niveau():
    c = comprendre("GEO;CODE;Cas\nRLS;511;1\nRLS;514;2\nRSS;5;3\nRégion sociosanitaire;6;4\n")
    assert c.valeurs.select("decoupage", "code").rows() == [
        ("RLS", "0511"),
        ("RLS", "0514"),
        ("RSS", "05"),
        ("RSS", "06"),
    ]
    assert (c.territoires_reconnus, c.territoires_attendus) == (4, 6)


def test_un_niveau_absent_de_la_base_est_mis_de_cote_un_mot_inconnu_est_refuse():
    c = comprendre("GEO;CODE;Cas\nRLS;511;1\nRLS;514;2\nMRC;440;3\nPlanète;1;4\n")
    assert (c.lignes_de_cote, c.lignes_refusees) == (1, 1)
    assert de(c, "niveau absent de la base")[0].valeur == "MRC"
    assert any("MRC" in r and "1\u00a0ligne" in r for r in c.remarques)
    assert de(c, "niveau inconnu")[0].valeur == "Planète"


def test_sans_territoires_on_dit_lesquels_verser_d_abord():
    with pytest.raises(ImportationErreur, match="Versez d'abord les territoires"):
        comprendre("Code;Cas\n0511;12\n", territoires=AUCUN)
    with pytest.raises(ImportationErreur, match="MRC"):
        comprendre("Code;Cas\n0511;12\n", decoupage="MRC")


def test_une_ecriture_courte_qui_vaudrait_deux_codes_n_est_pas_admise():
    lieux = pl.DataFrame({"decoupage": ["X", "X"], "code": ["01", "001"], "nom": ["a", "b"]})
    assert set(codes.table_des_codes(lieux)["ecrit"]) == {"01", "001"}
