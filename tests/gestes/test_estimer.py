"""Peser et estimer : les nombres refaits à part, la voie choisie par la règle, les entrées mauvaises."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.commun.erreurs import CalculErreur, TableauBordErreur
from tableau_bord.enquete.petits_domaines import Voie
from tableau_bord.gestes import enquete_proposer
from tableau_bord.gestes.enquete_declaration import MargeDite, MesureDite, depuis_yaml, en_yaml
from tableau_bord.importation.fiches import lire_fiches
from tests.gestes.enquete_essai import base, declaration, fiches, peser, tout


@pytest.fixture(scope="module")
def entrepot():
    ouverte = base()
    yield ouverte
    ouverte.fermer()


@pytest.fixture(scope="module")
def resultat(entrepot):
    lues = fiches()
    return tout(entrepot, lues, declaration(entrepot, lues, 4))


def test_la_proposition_reconnait_plan_territoire_sexe_et_age(entrepot):
    dite = enquete_proposer.proposer(entrepot, fiches())
    assert (dite.poids, dite.territoire, dite.decoupage) == ("poids", "communaute", "communaute")
    assert (dite.strates, dite.fpc, dite.sexe, dite.age) == (
        ("strate",),
        ("population_strate",),
        "sexe",
        "age",
    )
    assert dite.periode == "2022" and len(dite.marges) == 2


def test_les_poids_cales_redonnent_la_population_par_sexe_age_et_mrc(entrepot, resultat):
    p = resultat.pesee
    o = p.lieux.ordre
    cadre = p.fiches.cadre.select("sexe", "strate", age=pl.col("age").cast(pl.Int64))[o].with_columns(
        w=p.plan.poids
    )
    pop = indicateurs.population_detaillee(entrepot, "MRC", 2022).filter(pl.col("age_debut") >= 15)
    obtenu = dict(cadre.group_by("strate").agg(pl.col("w").sum()).iter_rows())
    attendu = dict(pop.group_by("code").agg(pl.col("effectif").sum()).iter_rows())
    assert obtenu == pytest.approx(attendu, rel=1e-9)
    for sexe, bas, haut in (("F", 15, 24), ("M", 45, 64), ("F", 75, 120)):
        ici = cadre.filter((pl.col("sexe") == sexe) & pl.col("age").is_between(bas, haut))["w"].sum()
        la = pop.filter((pl.col("sexe") == sexe) & (pl.col("age_debut") >= bas) & (pl.col("age_fin") <= haut))
        assert ici == pytest.approx(la["effectif"].sum(), rel=1e-9)


def test_le_direct_est_la_moyenne_ponderee_refaite_a_part(resultat):
    p = resultat.pesee
    cadre = (
        p.fiches.cadre[p.lieux.ordre]
        .with_columns(w=p.plan.poids, s=pl.col("sante").cast(pl.Float64))
        .drop_nulls("s")
    )
    refaits = cadre.group_by("communaute").agg(
        v=((pl.col("s") >= 4) * pl.col("w")).sum() / pl.col("w").sum(), n=pl.len(), x=(pl.col("s") >= 4).sum()
    )
    lignes = resultat.lignes.filter(
        (pl.col("indicateur") == "enq_sante_positive") & (pl.col("decoupage") == "communaute")
    )
    joint = lignes.join(refaits, left_on="code", right_on="communaute")
    assert joint.height == refaits.height > 100
    assert np.allclose(joint["direct"], joint["v"], rtol=1e-12)
    assert (joint["repondants"] == joint["n"]).all() and (joint["effectif"] == joint["x"]).all()
    assert np.allclose(joint["brut"], joint["x"] / joint["n"], rtol=1e-12)


def test_parmi_restreint_le_domaine_sans_en_faire_un_sous_fichier(resultat):
    """Les 65 ans et plus : mêmes valeurs que la moyenne pondérée des aînés, mais variance du plan entier."""
    p = resultat.pesee
    cadre = p.fiches.cadre[p.lieux.ordre].with_columns(w=p.plan.poids, d=pl.col("detresse").cast(pl.Float64))
    aines = cadre.filter((pl.col("age").cast(pl.Int64) >= 65) & pl.col("d").is_not_null())
    attendu = float((aines["d"] * aines["w"]).sum() / aines["w"].sum())
    assert resultat.ensemble["enq_detresse_65"][0] == pytest.approx(attendu, rel=1e-12)


def test_chaque_voie_suit_la_regle_ecrite(resultat):
    r = resultat.regle
    for x in resultat.lignes.filter(pl.col("decoupage") == "communaute").to_dicts():
        n, oui = x["repondants"], x["effectif"]
        peu = min(n, oui, n - oui) < r.seuil
        assert x["voie"] in ((Voie.SYNTHETIQUE, Voie.RIEN) if peu else (Voie.DIRECT, Voie.MODELE, Voie.RIEN))
        assert (x["repliques"] is not None) == (x["voie"] == Voie.DIRECT)
        if x["voie"] == Voie.DIRECT:
            assert x["direct_erreur"] / x["direct"] <= r.cv_direct and x["valeur"] == x["direct"]
        if x["voie"] == Voie.MODELE:
            assert x["direct_erreur"] / x["direct"] > r.cv_direct and x["valeur"] == x["modele"]
        if x["voie"] == Voie.SYNTHETIQUE:
            assert x["valeur"] == x["synthetique"]
        if x["voie"] != Voie.RIEN:
            assert 0 < x["borne_inf"] < x["valeur"] < x["borne_sup"] < 1
    assert {str(v) for v in Voie} <= set(resultat.lignes["voie"])


def test_les_replications_redonnent_l_erreur_type(resultat):
    lignes = resultat.lignes.filter((pl.col("decoupage") == "MRC") & (pl.col("voie") == "direct"))
    for x in lignes.to_dicts():
        ecart = np.frombuffer(x["repliques"], dtype="<f4").std(ddof=1)
        assert 0.6 < ecart / x["direct_erreur"] < 1.6  # quarante réplications


def test_le_yaml_se_relit_a_l_identique(resultat):
    dite = replace(
        resultat.pesee.declaration, bornes=(0.3, 3.0), distance="logit", echelle=0.004,
        mesures=(MesureDite("a", "q = «\u00a0oui\u00a0»", "age >= 65", "Nom : accentué", "haut"),),
    )  # fmt: skip
    assert depuis_yaml(en_yaml(dite)) == dite


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("nom: [", "YAML"),
        ("- a", "suite de champs"),
        ("nom: e\npoidss: w", "poidss"),
        ("nom: e\nmesures: [{code: a}]", "expression"),
        ("!!python/object/apply:os.system ['true']", "YAML"),
    ],
)
def test_un_plan_mal_ecrit_se_dit(texte, dit):
    with pytest.raises(CalculErreur) as refus:
        depuis_yaml(texte)
    assert dit in refus.value.phrase


def test_une_aire_partagee_compte_dans_chaque_communaute_pour_sa_part(entrepot):
    composition = territoires.composition_de(entrepot, "communaute")
    partagee = composition.filter(pl.col("poids") < 1)
    ad = str(partagee["ad"][0])
    parts = dict(partagee.filter(pl.col("ad") == ad).select("code", "poids").iter_rows())
    a, b = list(parts)[:2]
    seule = str(composition.filter((pl.col("code") == a) & (pl.col("poids") == 1))["ad"][0])
    lignes = (
        ["ad;poids;q"]
        + [f"{ad};2;{i % 2}" for i in range(30)]
        + [f"{seule};3;{int(i % 4 == 0)}" for i in range(40)]
    )
    autres = composition.filter((pl.col("poids") == 1) & ~pl.col("code").is_in([a, b]))["ad"][:40]
    lignes += [f"{x};5;{i % 3 % 2}" for x in autres for i in range(6)]
    lues = lire_fiches("\n".join(lignes).encode(), "aires_2022.csv")
    dite = replace(
        enquete_proposer.proposer(entrepot, lues), mesures=(MesureDite("q", "q = 1"),), nombre=20, marges=(), age_min=0,
    )  # fmt: skip
    assert dite.decoupage == "AD"
    facteur = (
        indicateurs.population_detaillee(entrepot, "RSS", 2022)["effectif"].sum()
        / lues.nombres("poids").sum()
    )
    lues = replace(lues, cadre=lues.cadre.with_columns(poids=pl.Series(lues.nombres("poids") * facteur)))
    r = tout(entrepot, lues, dite)
    ici = {x["code"]: x for x in r.lignes.filter(pl.col("decoupage") == "communaute").to_dicts()}
    haut = 2 * parts[a] * 15 + 3 * 10
    bas = 2 * parts[a] * 30 + 3 * 40
    assert ici[a]["direct"] == pytest.approx(haut / bas, rel=1e-12)
    assert ici[b]["direct"] == pytest.approx(0.5, rel=1e-12)
    assert "aires partagées" in ici[a]["methode"] or ici[a]["voie"] != "direct"
    majoritaire = tout(entrepot, lues, replace(dite, regle="majoritaire"))
    code = max(sorted(parts), key=lambda c: parts[c])
    la = {x["code"]: x for x in majoritaire.lignes.filter(pl.col("decoupage") == "communaute").to_dicts()}
    assert la[code]["repondants"] >= 30 and ici[a]["direct_erreur"] > 0


def test_des_replications_fournies_servent_de_variance(entrepot):
    rng = np.random.default_rng(4)
    codes = (
        territoires.codes_connus(entrepot).filter(pl.col("decoupage") == "communaute")["code"].to_list()[:20]
    )
    n, b = 800, 30
    poids = np.full(n, 442.5)
    bsw = poids[:, None] * rng.poisson(1.0, (n, b))
    cadre = pl.DataFrame({
        "communaute": [codes[i % 20] for i in range(n)], "poids": poids, "q": rng.integers(0, 2, n),
        **{f"bsw{i + 1}": bsw[:, i] for i in range(b)},
    })  # fmt: skip
    lues = lire_fiches(cadre.write_csv().encode(), "repliques_2022.csv")
    dite = replace(enquete_proposer.proposer(entrepot, lues), mesures=(MesureDite("q", "q = 1"),), marges=())
    assert dite.replications == "bsw"
    r = tout(entrepot, lues, dite)
    q = lues.nombres("q")
    thetas = bsw.T @ q / bsw.sum(axis=0)
    assert r.ensemble["q"][1] == pytest.approx(thetas.std(ddof=1), rel=1e-9)


MAUVAISES = {
    "poids négatif": ({"poids": "-3"}, {}, "négatif"),
    "poids manquant": ({"poids": ""}, {}, "manque"),
    "poids illisible": ({"poids": "douze"}, {}, "n'est pas un nombre"),
    "sexe inconnu": ({"sexe": ""}, {}, "sexe et âge"),
    "âge hors population": ({"age": "9"}, {}, "sexe et âge"),
    "échelle fausse": ({"poids": "900000"}, {}, "somme"),
    "expression malveillante": (
        {},
        {"mesures": (MesureDite("x", "__import__('os').system('true')"),)},
        "n'est pas admis",
    ),
    "expression sans variable": ({}, {"mesures": (MesureDite("x", "absente = 1"),)}, "absente"),
    "expression qui compte": ({}, {"mesures": (MesureDite("x", "age"),)}, "caractère"),
    "personne n'est visé": (
        {},
        {"mesures": (MesureDite("x", "sante = 4", "age >= 200"),)},
        "Personne n'est visé",
    ),
    "aucune mesure": ({}, {"mesures": ()}, "Aucune mesure"),
    "coupure d'âge impossible": (
        {},
        {"marges": (MargeDite("sexe et âge", coupures=(18, 65)),), "age_min": 18},
        "18",
    ),
    "bornes trop serrées": ({}, {"distance": "logit", "bornes": (0.95, 1.05)}, "bornes"),
    "marge sans répondant": (
        {},
        {"marges": (MargeDite("territoire", decoupage="communaute"),)},
        "communauté",
    ),
    "strate d'une grappe": ({"strate": "seule", "population_strate": "40"}, {}, "seule"),
    "réplications absentes": ({}, {"replications": "bsw"}, "bsw"),
    "colonne absente": ({}, {"poids": "ponderation"}, "ponderation"),
}


@pytest.mark.parametrize("nom", MAUVAISES)
def test_une_entree_mauvaise_se_dit_et_n_ecrit_rien(entrepot, nom):
    remplacer, autres, dit = MAUVAISES[nom]
    avant = (len(importation.lots(entrepot)), entrepot.version)
    lues = fiches(remplacer)
    with pytest.raises(TableauBordErreur) as refus:
        tout(entrepot, lues, replace(declaration(entrepot, lues), **autres))
    assert dit.lower() in refus.value.phrase.lower()
    assert refus.value.remede
    assert (len(importation.lots(entrepot)), entrepot.version) == avant


def test_un_plafond_de_poids_se_rejoue_dans_les_replications(entrepot):
    lues = fiches()
    dite = declaration(entrepot, lues, 1, rognage=1.3)
    p = peser(entrepot, lues, dite)
    mediane = np.median(peser(entrepot, lues, replace(dite, rognage=None)).plan.poids)
    assert p.plan.poids.max() <= 1.3 * mediane * (1 + 1e-9)
    assert p.plan.poids.sum() == pytest.approx(354_020, rel=1e-9)
    assert len(p.plan.calages) == 2
    r = tout(entrepot, lues, dite)
    ici = r.lignes.filter(pl.col("decoupage") == "RSS").to_dicts()[0]
    assert np.frombuffer(ici["repliques"], dtype="<f4").mean() == pytest.approx(ici["direct"], abs=0.01)


def test_un_poids_nul_sort_de_l_estimation_pas_du_plan(entrepot):
    lues = fiches({"poids": "0"})
    p = peser(entrepot, lues, declaration(entrepot, lues))
    assert p.plan.effectif == lues.lignes and (p.plan.poids == 0).sum() == 1


def test_un_territoire_inconnu_se_dit_et_reste_dans_l_ensemble(entrepot):
    lues = fiches({"communaute": "99-999"})
    dite = replace(declaration(entrepot, lues), marges=(MargeDite("sexe et âge", coupures=(15, 45)),))
    r = tout(entrepot, lues, dite)
    assert any("99-999" in x for x in r.remarques)
    assert "99-999" not in set(r.lignes["code"])


def test_trop_de_territoires_inconnus_est_un_refus(entrepot):
    lues = fiches()
    with pytest.raises(CalculErreur) as refus:
        peser(entrepot, lues, replace(declaration(entrepot, lues), territoire="sante"))
    assert refus.value.code == "territoire"


@pytest.mark.parametrize("modele", ["fay-herriot", "fay-herriot arcsin", "mrp"])
def test_chaque_modele_emprunte_sans_sortir_des_bornes(entrepot, resultat, modele):
    lues = fiches()
    r = tout(entrepot, lues, declaration(entrepot, lues, 4, modele=modele))
    ici = (pl.col("decoupage") == "communaute") & (pl.col("indicateur") == "enq_insecurite")
    lignes, reference = r.lignes.filter(ici), resultat.lignes.filter(ici)
    m, s = lignes["modele"].to_numpy(), lignes["synthetique"].drop_nulls().to_numpy()
    assert ((m > 0) & (m < 1)).all() and ((s > 0) & (s < 1)).all()
    assert np.corrcoef(m, reference["modele"].to_numpy())[0, 1] > 0.85
    surs = lignes.filter(pl.col("repondants") >= 60)
    assert (surs["modele_erreur"].to_numpy() < surs["direct_erreur"].to_numpy()).mean() > 0.9
    petites = lignes.filter(pl.col("effectif") < r.regle.seuil)
    assert petites.height and set(petites["voie"]) <= {"synthétique", "rien"}
    repli = any("Fay-Herriot à la place de MRP" in x for x in r.remarques)
    assert repli == (modele == "mrp"), "« parmi les 65 ans et plus » n'a pas de cellules de population"
    assert len(r.modeles["communaute", "enq_insecurite"].diagnostics) >= 5


def test_un_modele_inconnu_se_dit(entrepot):
    lues = fiches()
    with pytest.raises(CalculErreur) as refus:
        tout(entrepot, lues, declaration(entrepot, lues, modele="boule de cristal"))
    assert "fay-herriot" in refus.value.remede


def test_la_meme_graine_donne_les_memes_nombres(entrepot, resultat):
    """À 1e-12 près : l'ordre des additions d'un produit matriciel change avec la charge des cœurs."""
    lues = fiches()
    encore = tout(entrepot, lues, declaration(entrepot, lues, 4)).lignes
    for nom in encore.columns:
        if encore[nom].dtype == pl.Float64:
            memes = np.allclose(
                encore[nom].to_numpy(), resultat.lignes[nom].to_numpy(), rtol=1e-9, atol=1e-12, equal_nan=True
            )
            assert memes, nom
        elif nom != "repliques":
            assert encore[nom].equals(resultat.lignes[nom]), nom
    autre = tout(entrepot, lues, declaration(entrepot, lues, 4, graine=7)).lignes
    assert not autre["repliques"].equals(resultat.lignes["repliques"])
