"""Recettes : le choix d'un analyste se nomme, se rejoue, se garde, et dit ce qui a changé."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord import importation
from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import ColonneComprise, Genre, Plan, Role, recettes, recettes_depot
from tableau_bord.importation.depliage import Depliage, deplier, proposer_depliage
from tableau_bord.importation.recettes import OriginePeriode, Recette, Signature
from tableau_bord.importation.recettes_noms import apparier, cle
from tests.importation.fabrique import TERRITOIRES, octets

RLS = "NoRLS;RLS;Cas;Population;Taux\n0511;Granit;55;21350;257,6\n0514;Coaticook;18;18741;96,0\n0515;Sherbrooke;621;170075;365,1\n"


def lire(texte, nom="cas_2020-09-16.csv", encodage="utf-8"):
    return importation.lire_tableau(octets(texte, encodage), nom)


def proposer(tableau):
    return importation.proposer(tableau, TERRITOIRES, [])


def recette_de(texte=RLS, nom="cas_2020-09-16.csv", **plan):
    tableau = lire(texte, nom)
    return recettes.depuis_plan("Cas par RLS", tableau, replace(proposer(tableau), **plan), "Analyste")


def rejouer(recette, texte, nom="cas_2020-10-01.csv", **options):
    tableau = lire(texte, nom, **options)
    return recettes.appliquer(recette, tableau, proposer(tableau))


def role(plan, colonne):
    return next(c.role for c in plan.colonnes if c.colonne == colonne)


def test_le_meme_fichier_d_un_autre_jour_ne_change_rien_que_la_date():
    plan, change = rejouer(recette_de(indicateur="covid"), RLS)
    assert change == ()
    assert (plan.decoupage, plan.indicateur, plan.periode) == ("RLS", "covid", "2020-10-01")
    assert [c.role for c in plan.colonnes] == [
        Role.TERRITOIRE_CODE,
        Role.TERRITOIRE_NOM,
        Role.EFFECTIF,
        Role.DENOMINATEUR,
        Role.VALEUR,
    ]


def test_le_role_que_l_analyste_a_corrige_l_emporte_sur_la_proposition():
    tableau = lire(RLS)
    propose = proposer(tableau)
    sans_taux = tuple(replace(c, role=Role.IGNORER) if c.colonne == "Taux" else c for c in propose.colonnes)
    recette = recettes.depuis_plan("r", tableau, replace(propose, colonnes=sans_taux), "Analyste")
    plan, change = rejouer(recette, RLS)
    assert role(plan, "Taux") is Role.IGNORER and change == ()


def test_une_colonne_disparue_se_dit_avec_son_role():
    plan, change = rejouer(
        recette_de(),
        RLS.replace(";Taux", "").replace(";257,6", "").replace(";96,0", "").replace(";365,1", ""),
    )
    assert change == (
        "La colonne «\u00a0Taux\u00a0» a disparu. Plus rien ne tient le rôle «\u00a0valeur\u00a0».",
    )
    assert plan.colonne(Role.VALEUR) is None


def test_une_colonne_nouvelle_n_est_pas_lue_sans_role_libre():
    texte = "NoRLS;RLS;Cas;Population;Taux;Notes\n0511;Granit;55;21350;257,6;révisé\n0514;Coaticook;18;18741;96,0;\n"
    plan, change = rejouer(recette_de(), texte)
    assert role(plan, "Notes") is Role.NOTE
    assert change == ("Colonne nouvelle\u00a0: «\u00a0Notes\u00a0», rôle proposé «\u00a0note\u00a0».",)


def test_une_seconde_colonne_d_effectif_ne_prend_pas_le_role_deja_tenu():
    texte = (
        RLS.replace("Cas;", "Décès;Cas;")
        .replace("Granit;", "Granit;2;")
        .replace("Coaticook;", "Coaticook;1;")
        .replace("Sherbrooke;", "Sherbrooke;3;")
    )
    plan, change = rejouer(recette_de(), texte)
    assert plan.colonne(Role.EFFECTIF) == "Cas" and role(plan, "Décès") is Role.IGNORER
    assert change == ("Colonne nouvelle\u00a0: «\u00a0Décès\u00a0», elle n'est pas lue.",)


def test_une_colonne_renommee_garde_son_role_et_se_verifie():
    plan, change = rejouer(recette_de(), RLS.replace("Cas;", "Cas confirmés;"))
    assert plan.colonne(Role.EFFECTIF) == "Cas confirmés"
    assert next(c.confiance for c in plan.colonnes if c.colonne == "Cas confirmés") == 0.6
    assert len(change) == 1
    assert change[0].startswith(
        "«\u00a0Cas\u00a0» a disparu\u00a0; «\u00a0Cas confirmés\u00a0» semble la remplacer"
    )


def test_un_taux_ne_passe_pas_pour_l_effectif_renomme():
    """« Cas » disparaît, « Taux de cas » arrive : le nom ressemble, le sens non."""
    sans_taux = "NoRLS;RLS;Cas;Population\n0511;Granit;55;21350\n0514;Coaticook;18;18741\n"
    plan, change = rejouer(recette_de(sans_taux), sans_taux.replace("Cas;", "Taux de cas;"))
    assert plan.colonne(Role.EFFECTIF) is None
    assert any(p.startswith("La colonne «\u00a0Cas\u00a0» a disparu.") for p in change)


def test_deux_colonnes_renommees_trouvent_chacune_la_leur():
    plan, change = rejouer(recette_de(), RLS.replace("Cas;Population", "Cas déclarés;Population totale"))
    assert (plan.colonne(Role.EFFECTIF), plan.colonne(Role.DENOMINATEUR)) == (
        "Cas déclarés",
        "Population totale",
    )
    assert len(change) == 2


def test_l_ordre_le_separateur_et_l_encodage_se_disent_sans_rien_casser():
    texte = "Taux,Population,NoRLS,RLS,Cas\n257.6,21350,0511,Granit,55\n96.0,18741,0514,Sainte-Élie-des-Monts,18\n"
    plan, change = rejouer(recette_de(), texte, encodage="cp1252")
    assert plan.colonne(Role.TERRITOIRE_CODE) == "NoRLS"
    assert (
        change[0] == "Les colonnes ne sont plus dans le même ordre\u00a0; elles sont reconnues par leur nom."
    )
    assert "Séparateur\u00a0: virgule au lieu de point-virgule." in change
    assert any(p.startswith("Encodage\u00a0:") for p in change)


def test_un_autre_decoupage_se_signale_et_la_recette_reste():
    texte = "NoRLS;RLS;Cas;Population;Taux\n05;Estrie;55;21350;257,6\n06;Montréal;18;18741;96,0\n"
    plan, change = rejouer(recette_de(), texte)
    assert plan.decoupage == "RLS"
    assert any("le contenu ressemble à «\u00a0RSS\u00a0»" in p for p in change)


def test_un_preambule_de_plus_se_dit():
    _, change = rejouer(recette_de(), "Titre du tableau\nSource MSSS\n" + RLS)
    assert "En-tête à la ligne 3 au lieu de la ligne 1." in change


def test_une_recette_sans_aucune_colonne_commune_est_refusee():
    with pytest.raises(ImportationErreur) as erreur:
        rejouer(recette_de(), "zz;yy;xx\na;b;c\nd;e;f\n")
    assert erreur.value.code == "recette_inapplicable"
    assert "cas_2020-10-01.csv" in erreur.value.ou


# D'où vient la période


@pytest.mark.parametrize(
    ("plan", "origine", "figee"),
    [
        ({}, OriginePeriode.FICHIER, None),
        ({"periode": "2019"}, OriginePeriode.FIXE, "2019"),
        ({"periode": None}, OriginePeriode.DEMANDER, None),
    ],
)
def test_l_origine_de_la_periode(plan, origine, figee):
    recette = recette_de(**plan)
    assert (recette.periode, recette.plan.periode) == (origine, figee)


def test_la_periode_d_une_colonne_ne_se_fige_pas():
    texte = "NoRLS;Année;Cas\n0511;2020;1\n0514;2021;2\n"
    recette = recette_de(texte)
    assert recette.periode is OriginePeriode.COLONNE
    assert rejouer(recette, texte)[0].periode is None


def test_la_periode_d_un_en_tete_suit_l_annee_du_nouvel_en_tete():
    avant = "RLS;Population, 2021;Population, 2016\nGranit;21350;21000\nCoaticook;18741;18000\n"
    recette = recette_de(avant, "98100002.csv")
    assert recette.periode is OriginePeriode.ENTETE
    apres = "RLS;Population, 2026;Population, 2021\nGranit;22000;21350\nCoaticook;19000;18741\n"
    plan, change = rejouer(recette, apres, "98100002.csv")
    assert plan.periode == "2026"
    assert plan.colonne(Role.EFFECTIF) == "Population, 2026"
    assert role(plan, "Population, 2021") is Role.IGNORER
    assert change == (
        "«\u00a0Population, 2021\u00a0» est maintenant «\u00a0Population, 2026\u00a0»\u00a0: même colonne, autre année.",
        "«\u00a0Population, 2016\u00a0» est maintenant «\u00a0Population, 2021\u00a0»\u00a0: même colonne, autre année.",
    )


def test_un_nom_de_fichier_sans_date_demande_la_periode():
    plan, change = rejouer(recette_de(), RLS, "cas.csv")
    assert plan.periode is None
    assert change == ("Le nom du fichier ne dit plus la période\u00a0: précisez-la.",)


def test_une_periode_fixe_contredite_par_le_nom_du_fichier_se_dit():
    plan, change = rejouer(recette_de(periode="2019"), RLS, "cas_2021.csv")
    assert plan.periode == "2019"
    assert change == ("La recette fixe la période à 2019, mais le nom du fichier dit 2021\u00a0: vérifiez.",)


# Reconnaître


def test_un_fichier_semblable_se_reconnait_malgre_casse_ordre_et_une_colonne():
    recette = recette_de()
    for texte in (
        RLS,
        RLS.replace("NoRLS;RLS;Cas;Population;Taux", "no_rls;rls;CAS;population;TAUX"),
        "Taux;Population;Cas;RLS;NoRLS\n1;2;3;a;0511\n1;2;3;b;0514\n",
        "NoRLS;RLS;Cas;Population\n0511;Granit;55;21350\n0514;Coaticook;18;18741\n",
        "NoRLS;RLS;Cas;Population;Taux;Note\n0511;Granit;55;21350;257,6;x\n0514;Coaticook;1;2;3;\n",
    ):
        assert recettes.reconnaitre(lire(texte, "autre.csv"), [recette]) is recette


@pytest.mark.parametrize(
    "entete",
    [
        "NoRLS;RLS;Naissances;Femmes;Indice",
        "NoRLS;RLS",
        "NoRLS;RLS;Cas;Population;Taux;A;B",
        "zz;yy;xx;ww;vv",
    ],
)
def test_un_fichier_different_ne_se_reconnait_pas(entete):
    n = entete.count(";")
    texte = f"{entete}\n" + "\n".join(["0511" + ";a" * n, "0514" + ";b" * n]) + "\n"
    assert recettes.reconnaitre(lire(texte), [recette_de()]) is None


def test_un_fichier_sans_en_tete_ne_se_reconnait_qu_au_meme_nom():
    sans = "0511;55;21350\n0514;18;18741\n0515;621;170075\n"
    tableau = lire(sans, "cas_2020.csv")
    assert tableau.entete_ligne == 0
    recette = recettes.depuis_plan("r", tableau, proposer(tableau), "a")
    assert recettes.reconnaitre(lire(sans, "cas_2021.csv"), [recette]) is recette
    assert recettes.reconnaitre(lire(sans, "naissances.csv"), [recette]) is None


def test_la_plus_proche_l_emporte_puis_celle_du_meme_nom_de_fichier():
    large = replace(recette_de(RLS.replace("Taux", "Rang")), nom="autre colonne")
    exacte = replace(recette_de(nom="x.csv"), nom="autre fichier")
    voulue = recette_de()
    assert recettes.reconnaitre(lire(RLS), [large, exacte, voulue]) is voulue
    assert [r.nom for r in recettes.reconnues(lire(RLS), [large, exacte, voulue])] == [
        "Cas par RLS",
        "autre fichier",
        "autre colonne",
    ]


def test_une_annee_de_plus_en_colonnes_reste_le_meme_fichier():
    avant, apres = "RLS;2019;2020\na;1;2\nb;3;4\n", "RLS;2019;2020;2021;2022\na;1;2;5;6\nb;3;4;5;6\n"
    recette = recette_de(avant)
    assert recettes.reconnaitre(lire(apres), [recette]) is recette


def test_cle_et_appariement():
    assert cle("NoRLS") == cle("no_rls") == cle(" No RLS ") == "norls"
    assert cle("Population, 2021") == cle("population 1996") != cle("Population 20213")
    assert apparier(["P 2016", "P 2021"], ["P 2021", "P 2026"], {}) == {
        "P 2021": "P 2026",
        "P 2016": "P 2021",
    }
    assert apparier(["P 2021"], ["P 2021", "P 2026"], {}) == {"P 2021": "P 2021"}
    assert apparier(["VALUE"], ["VALEUR"], {"valeur": "VALUE"}) == {"VALUE": "VALEUR"}


def test_une_recette_sans_nom_est_refusee():
    tableau = lire(RLS)
    with pytest.raises(ImportationErreur, match="n'a pas de nom"):
        recettes.depuis_plan("  ", tableau, proposer(tableau), "a")


# Mettre en long


AGES = Depliage(("Moins un an", "1", "2"), ("Âge",), (("0",), ("1",), ("2",)), ("Population",) * 3)
LARGE = "Code RLS;Sexe;Moins un an;1;2\n0511;F;10;11;12\n0514;F;20;21;22\n"


def recette_large(texte=LARGE, depliage=AGES):
    tableau = lire(texte, "pop_2021.csv")
    propose = proposer(deplier(tableau, depliage))
    return recettes.depuis_plan("Population par âge", tableau, propose, "Analyste", depliage=depliage)


def test_rejouer_deplie_propose_et_applique_en_un_appel():
    recette = recette_large()
    suivant = lire(LARGE, "pop_2022.csv")
    assert recettes.reconnaitre(suivant, [recette]) is recette
    rejeu = recettes.rejouer(recette, suivant, TERRITOIRES, [])
    assert rejeu.changements == ()
    c = importation.comprendre(rejeu.tableau, rejeu.plan, TERRITOIRES)
    assert c.valeurs.select("code", "annee", "age_debut", "effectif").sort("code", "age_debut").rows() == [
        ("0511", 2022, 0, 10.0),
        ("0511", 2022, 1, 11.0),
        ("0511", 2022, 2, 12.0),
        ("0514", 2022, 0, 20.0),
        ("0514", 2022, 1, 21.0),
        ("0514", 2022, 2, 22.0),
    ]


def test_une_colonne_depliee_disparue_se_passe_et_aucune_se_refuse():
    recette = recette_large()
    sans = lire(LARGE.replace(";2\n", "\n").replace(";12\n", "\n").replace(";22\n", "\n"), "pop_2022.csv")
    assert recettes.depliage_pour(recette, sans).colonnes == ("Moins un an", "1")
    assert recettes.depliage_pour(recette_de(), sans) is None
    with pytest.raises(ImportationErreur, match="Aucune des colonnes à mettre en long") as erreur:
        recettes.rejouer(recette, lire(RLS), TERRITOIRES, [])
    assert "Population par âge" in erreur.value.ou


def test_une_annee_de_plus_se_deplie_avec_les_autres_et_la_correction_reste():
    avant = "RLS;2019;2020;2021\n0511;1;2;3\n0514;4;5;6\n"
    propose = proposer_depliage(lire(avant, "cas.csv"))
    corrige = replace(propose, cases=(("2018",), *propose.cases[1:]))
    recette = recette_large(avant, corrige)
    suivant = lire("RLS;2019;2020;2021;2022\n0511;1;2;3;7\n0514;4;5;6;8\n", "cas.csv")
    assert recettes.reconnaitre(suivant, [recette]) is recette
    depliage = recettes.depliage_pour(recette, suivant)
    assert depliage.colonnes == ("2019", "2020", "2021", "2022")
    assert depliage.cases == (("2018",), ("2020",), ("2021",), ("2022",))
    rejeu = recettes.rejouer(recette, suivant, TERRITOIRES, [])
    assert rejeu.changements == () and rejeu.tableau.cadre.height == 8


# TOML


RETORSE = 'Taux "net"\t\\ é\u00a0% \x7f = [x]'


@pytest.mark.parametrize("periode", [None, "2019"])
def test_l_aller_retour_toml_est_exact(periode):
    r = recette_de(periode=periode, decimale=",")
    colonnes = (replace(r.plan.colonnes[0], colonne=RETORSE), *r.plan.colonnes[1:])
    riche = replace(
        r,
        description='Deux lignes\nici, «\u00a0guillemets\u00a0» et "droits"',
        plan=replace(r.plan, colonnes=colonnes),
        signature=replace(
            r.signature,
            facultatives=("taux",),
            autres=("c*",),
            variantes=(("autre", RETORSE), ("CAS", "Cas")),
        ),
        depliage=Depliage(
            (RETORSE, "b"), ("Âge", "Sexe"), (("0", None), (RETORSE, "F")), ("v", RETORSE), "dit"
        ),
        feuille="Données",
        quand=datetime(2026, 1, 2, 3, 4, 5, 678, tzinfo=UTC),
    )
    for recette in (r, riche):
        assert recettes.depuis_toml(recettes.en_toml(recette)) == recette


@pytest.mark.parametrize(
    ("avant", "apres", "code", "dit"),
    [
        ('nom = "Cas par RLS"', "nom = ", "recette_illisible", "ligne|line"),
        ('nom = "Cas par RLS"', 'nom = ""', "champ_manquant", "nom"),
        ('genre = "indicateurs"', 'genre = "chiffres"', "valeur_hors_liste", "population"),
        ('role = "effectif"', 'role = "compte"', "valeur_hors_liste", "dénominateur"),
        ('periode = "nom du fichier"', 'periode = "hier"', "valeur_hors_liste", "à demander"),
        ("version = 1", 'version = "un"', "entier_attendu", "version"),
        ("version = 1", "version = -1", "entier_attendu", "version"),
        ("version = 1", "version = 1\ncouleur = 3", "champ_inconnu", "couleur"),
        ('sexe = "T"', "sexe = 3", "texte_attendu", "sexe"),
        ('nom = "RLS"', 'nom = "Cas"', "colonne_en_double", "Cas"),
        ('quand = "', 'quand = "jeudi ', "date_attendue", "ISO"),
        ('[fichier]', '[fichier]\nautres = "x"', "liste_attendue", "autres"),
    ],
)  # fmt: skip
def test_une_recette_fautive_dit_ce_qui_ne_va_pas(avant, apres, code, dit):
    texte = recettes.en_toml(recette_de())
    assert avant in texte
    with pytest.raises(ImportationErreur, match=dit) as erreur:
        recettes.depuis_toml(texte.replace(avant, apres, 1), "ma_recette.toml")
    assert erreur.value.code == code
    assert "ma_recette.toml" in erreur.value.ou


def test_une_recette_sans_colonnes_est_refusee():
    texte = recettes.en_toml(recette_de())
    with pytest.raises(ImportationErreur, match="aucune colonne"):
        recettes.depuis_toml(texte[: texte.index("[[colonnes]]")])


TOML_D_ESSAI = recettes.en_toml(
    replace(recette_de(), depliage=Depliage(("a",), ("k",), (("x",),), ("v",)), feuille="Données")
)
NOMS = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=20).filter(str.strip)


@settings(max_examples=200, deadline=None)
@given(
    noms=st.lists(NOMS, min_size=1, max_size=6, unique=True),
    texte=NOMS,
    roles=st.lists(st.sampled_from(Role), min_size=6),
)
def test_n_importe_quels_noms_font_l_aller_retour(noms, texte, roles):
    colonnes = tuple(ColonneComprise(n, r, "", 1.0) for n, r in zip(noms, roles, strict=False))
    signature = Signature(tuple(sorted(cle(n) for n in noms)), fichier=texte, separateur=texte)
    plan = Plan(Genre.INDICATEURS, colonnes, decoupage=texte, indicateur=texte, periode=texte)
    depliage = Depliage(tuple(noms), (texte,), ((texte,),) * len(noms), (texte,) * len(noms), texte)
    quand = datetime(2026, 1, 1, tzinfo=UTC)
    recette = Recette(texte, 3, texte, signature, plan, texte, quand, OriginePeriode.FIXE, depliage, texte)
    assert recettes.depuis_toml(recettes.en_toml(recette)) == recette


@settings(max_examples=300, deadline=None)
@given(debut=st.integers(0, 900), longueur=st.integers(0, 60), ecrit=st.text(max_size=20))
def test_une_recette_mutilee_se_lit_ou_se_refuse_sans_trace(debut, longueur, ecrit):
    texte = TOML_D_ESSAI[:debut] + ecrit + TOML_D_ESSAI[debut + longueur :]
    try:
        relue = recettes.depuis_toml(texte, "x.toml")
    except ImportationErreur as erreur:
        assert "x.toml" in erreur.ou and erreur.remede
    else:
        assert recettes.depuis_toml(recettes.en_toml(relue)) == relue


@pytest.mark.parametrize(
    "mauvais",
    [
        "",
        "colonnes = 3",
        "colonnes = [1, 2]",
        "lecture = 3\n[[colonnes]]\nnom='a'\nrole='effectif'",
        "genre='population'\nnom='x'\nquand='2026-01-01'\n[[colonnes]]\nnom='a'\nrole='effectif'\n[depliage]\nniveaux=['a']\ncolonnes=[['b']]",
        "genre='population'\nnom='x'\nquand='2026-01-01'\n[[colonnes]]\nnom=['a']\nrole='effectif'",
    ],
)
def test_une_recette_incomplete_est_refusee(mauvais):
    with pytest.raises(ImportationErreur):
        recettes.depuis_toml(mauvais)


# Dépôt


def test_retenir_numerote_les_versions_et_garde_les_anciennes(entrepot_vide):
    premiere = recette_de()
    assert entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, premiere)).version == 1
    assert entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, premiere)).version == 1
    corrigee = replace(premiere, plan=replace(premiere.plan, indicateur="deces"), auteur="Une autre")
    assert entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, corrigee)).version == 2
    assert [r.plan.indicateur for r in recettes_depot.toutes(entrepot_vide)] == ["deces"]
    assert recettes_depot.une(entrepot_vide, "Cas par RLS", 1).plan.indicateur is None
    assert recettes_depot.historique(entrepot_vide, "Cas par RLS").select("version", "auteur").rows() == [
        (1, "Analyste"),
        (2, "Une autre"),
    ]


def test_deux_personnes_qui_retiennent_en_meme_temps_ne_perdent_rien(entrepot_fichier):
    auteurs = [f"Analyste {i}" for i in range(6)]

    def geste(auteur):
        recette = replace(recette_de(), auteur=auteur, description=auteur)
        entrepot_fichier.ecrire(lambda t: recettes_depot.retenir(t, recette))

    with ThreadPoolExecutor(6) as fils:
        list(fils.map(geste, auteurs))
    gardees = recettes_depot.historique(entrepot_fichier, "Cas par RLS")
    assert gardees["version"].to_list() == [1, 2, 3, 4, 5, 6]
    assert sorted(gardees["auteur"].to_list()) == auteurs
    lues = [recettes_depot.une(entrepot_fichier, "Cas par RLS", v).auteur for v in range(1, 7)]
    assert lues == gardees["auteur"].to_list()


def test_oublier_ne_perd_rien_et_retenir_la_fait_revenir(entrepot_vide):
    recette = recette_de()
    entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, recette))
    entrepot_vide.ecrire(lambda t: recettes_depot.oublier(t, recette.nom, "Cheffe"))
    entrepot_vide.ecrire(lambda t: recettes_depot.oublier(t, recette.nom, "Cheffe"))
    assert recettes_depot.toutes(entrepot_vide) == ()
    with pytest.raises(ImportationErreur) as erreur:
        recettes_depot.une(entrepot_vide, recette.nom)
    assert erreur.value.code == "recette_inconnue"
    assert recettes_depot.une(entrepot_vide, recette.nom, 1).version == 1
    assert recettes_depot.historique(entrepot_vide, recette.nom)["oubliee"].to_list() == [False, True]
    revenue = entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, recette))
    assert revenue.version == 3 and recettes_depot.toutes(entrepot_vide) == (revenue,)


def test_une_recette_inconnue_nomme_celles_de_la_base(entrepot_vide):
    entrepot_vide.ecrire(lambda t: recettes_depot.retenir(t, recette_de()))
    with pytest.raises(ImportationErreur, match="Cas par RLS"):
        recettes_depot.une(entrepot_vide, "Naissances")
