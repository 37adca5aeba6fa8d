"""Corriger le dictionnaire : une transaction, des valeurs qui suivent ou un refus qui s'explique."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest

from tableau_bord import indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.gestes import dictionnaire, publier
from tableau_bord.gestes.annuler import annuler_lot
from tableau_bord.gestes.dictionnaire import consequence, enregistrer, retablir
from tableau_bord.indicateurs import historique, recalcul
from tableau_bord.indicateurs.correction import corriger, nouveau
from tableau_bord.indicateurs.modele import Nature
from tests.graines import DECES, DIPLOME, LOT, ORDINAIRE, semer

POUR_1000 = {"base": 1_000.0, "unite": "pour 1 000"}


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def _valeur(entrepot, code="deces", profil=Profil.DSP, lieu=ORDINAIRE):
    lue = indicateurs.lire_cases(entrepot, profil, codes=[lieu], indicateurs=[code])
    return lue.row(0, named=True)


def _neuve():
    return nouveau(
        "lits", nom="Lits", court="Lits", definition="Lits.", source="Registre", theme="Soins",
        nature=Nature.EFFECTIF, base=1.0, unite="lits",
    )  # fmt: skip


def test_une_correction_de_texte_ne_touche_pas_aux_valeurs(seme) -> None:
    avant = indicateurs.lire_cases(seme, Profil.DSP, sexes=None)
    effet = enregistrer(
        seme, corriger(DECES, nom="Décès de tous âges"), au_poste("Maude"), "  Nom plus\n clair. "
    )
    assert (effet.recalculees, effet.phrase, effet.refus) == (0, "", None)
    assert historique.actuel(seme, "deces").nom == "Décès de tous âges"
    assert indicateurs.lire_cases(seme, Profil.DSP, sexes=None).equals(avant)
    deux, une = historique.versions(seme, "deces")
    assert (deux.raison, deux.auteur, une.indicateur) == ("Nom plus clair.", "Maude", DECES)


def test_changer_la_base_recalcule_valeurs_et_bornes(seme) -> None:
    ancienne = _valeur(seme)
    assert ancienne["valeur"] == pytest.approx(40 / 3400 * 100_000)
    corrige = corriger(DECES, **POUR_1000)
    prevue = consequence(seme, corrige)
    assert (prevue.valeurs, prevue.recalculees) == (7, 6)
    assert _valeur(seme) == ancienne, "prévoir n'écrit rien"
    assert enregistrer(seme, corrige, au_poste("Maude"), "Base lisible.").recalculees == 6
    neuve = _valeur(seme)
    assert neuve["valeur"] == pytest.approx(40 / 3400 * 1_000)
    assert neuve["borne_inf"] == pytest.approx(ancienne["borne_inf"] / 100)
    assert neuve["borne_sup"] == pytest.approx(ancienne["borne_sup"] / 100)
    assert (neuve["lot"], neuve["annee"], neuve["effectif"]) == (LOT, 2021, 40.0)
    diplome = _valeur(seme, "diplome")
    assert diplome["valeur"] == pytest.approx(304 / 344 * 100)


def test_une_case_absente_reste_absente_apres_recalcul(seme) -> None:
    enregistrer(seme, corriger(DECES, **POUR_1000), au_poste("Maude"), "Base lisible.")
    lues = indicateurs.lire_cases(seme, Profil.DSP, indicateurs=["deces"])
    vide = lues.filter(pl.col("code") == "20-003").row(0, named=True)
    assert (vide["valeur"], vide["motif"]) == (None, "non disponible")
    zero = lues.filter(pl.col("code") == "20-006").row(0, named=True)
    assert (zero["valeur"], zero["motif"]) == (0.0, None)
    assert zero["borne_sup"] == pytest.approx(3.6888794541 / 3000 * 1000, rel=1e-6)  # −ln(0,025)


def test_le_recalcul_suit_aussi_les_valeurs_remplacees(seme) -> None:
    cases = indicateurs.lire_cases(seme, Profil.DSP, sexes=None).with_columns(
        effectif=pl.col("effectif") + 1, lot=pl.lit("b")
    )

    def verser(t):
        from tableau_bord.commun.horloge import maintenant
        from tableau_bord.importation import Lot, inscrire

        indicateurs.inserer_valeurs(t, cases, "b")
        inscrire(t, Lot("b", "indicateurs", "b.csv", "b", "essai", maintenant(), cases.height, ""))

    seme.ecrire(verser)
    enregistrer(seme, corriger(DECES, **POUR_1000), au_poste("Maude"), "Base lisible.")
    assert _valeur(seme)["valeur"] == pytest.approx(41 / 3400 * 1_000)
    annuler_lot(seme, "b", au_poste("essai"))
    assert _valeur(seme)["valeur"] == pytest.approx(40 / 3400 * 1_000)


def test_un_taux_devient_une_proportion_avec_ses_bornes_de_wilson(seme) -> None:
    corrige = corriger(DECES, nature=Nature.PROPORTION, base=100.0, unite="%")
    enregistrer(seme, corrige, au_poste("Maude"), "C'est une part.")
    lue = _valeur(seme)
    p, n, z = 40 / 3400, 3400, 1.959963984540054
    centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    demi = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    assert lue["valeur"] == pytest.approx(100 * p)
    assert (lue["borne_inf"], lue["borne_sup"]) == pytest.approx(
        (100 * (centre - demi), 100 * (centre + demi))
    )


def test_un_effectif_plus_grand_que_le_denominateur_refuse_la_proportion(seme) -> None:
    seme.ecrire(lambda t: t.executer("UPDATE valeurs SET denominateur = 10 WHERE code = $c", c=ORDINAIRE))
    corrige = corriger(DECES, nature=Nature.PROPORTION, base=100.0, unite="%")
    with pytest.raises(IndicateurErreur, match="l'effectif dépasse"):
        enregistrer(seme, corrige, au_poste("Maude"), "C'est une part.")


def test_des_valeurs_venues_telles_quelles_refusent_et_rien_n_est_ecrit(seme) -> None:
    seme.ecrire(
        lambda t: t.executer(
            "UPDATE valeurs SET effectif = NULL WHERE code = $c AND indicateur = 'deces'", c=ORDINAIRE
        )
    )
    corrige = corriger(DECES, **POUR_1000)
    assert consequence(seme, corrige).refus is not None
    with pytest.raises(
        IndicateurErreur, match="1\u00a0valeur vient de la source telle quelle\u00a0:"
    ) as leve:
        enregistrer(seme, corrige, au_poste("Maude"), "Base lisible.")
    assert "nouvelle mesure" in leve.value.remede
    assert historique.actuel(seme, "deces") == DECES
    assert historique.versions(seme, "deces") == ()
    assert _valeur(seme)["valeur"] == pytest.approx(40 / 3400 * 100_000)


def test_un_taux_verse_ne_devient_pas_un_effectif(seme) -> None:
    corrige = corriger(DECES, nature=Nature.EFFECTIF, base=1.0, unite="décès")
    with pytest.raises(IndicateurErreur, match="calculées comme une part ou un taux"):
        enregistrer(seme, corrige, au_poste("Maude"), "Compter.")


def test_une_valeur_importee_n_est_jamais_recalculee(seme) -> None:
    importee = corriger(DECES, nature=Nature.IMPORTE)
    assert enregistrer(seme, importee, au_poste("Maude"), "Taux ajusté à la source.").recalculees == 0
    with pytest.raises(IndicateurErreur, match="6\u00a0valeurs viennent de la source telles quelles"):
        enregistrer(seme, DECES, au_poste("Maude"), "Retour.")


def test_changer_la_methode_le_dit_sans_changer_un_nombre(seme) -> None:
    avant = _valeur(seme)
    effet = enregistrer(seme, corriger(DECES, methode="Exact"), au_poste("Maude"), "Nom exact.")
    assert "7\u00a0valeurs versées gardent leurs nombres" in effet.phrase
    assert _valeur(seme) == avant


def test_une_mesure_publiee_garde_sa_base_jusqu_au_retrait(seme) -> None:
    faite = publier.publier(seme, publier.contenus_a_publier(seme), au_poste("essai"))
    figee = _valeur(seme, profil=Profil.TABLE, lieu="20-005")
    assert figee["effectif"] == 85.0
    with pytest.raises(IndicateurErreur, match="publiée") as leve:
        enregistrer(seme, corriger(DECES, **POUR_1000), au_poste("Maude"), "Base lisible.")
    assert "Retirez d'abord la publication" in leve.value.remede
    effet = enregistrer(seme, corriger(DECES, nom="Décès"), au_poste("Maude"), "Nom.")
    assert "restent figés" in effet.phrase
    assert _valeur(seme, profil=Profil.TABLE, lieu="20-005") == figee
    publier.retirer_publication(seme, au_poste("essai"), faite.publication, "Base à corriger")
    enregistrer(seme, corriger(DECES, nom="Décès", **POUR_1000), au_poste("Maude"), "Base lisible.")
    publier.publier(seme, publier.contenus_a_publier(seme), au_poste("essai"))
    lue = _valeur(seme, profil=Profil.TABLE, lieu="20-005")
    assert lue["valeur"] == pytest.approx(85 / 7000 * 1_000)


def test_une_panne_au_recalcul_n_ecrit_rien(seme, monkeypatch) -> None:
    def tomber(*_: object) -> None:
        raise RuntimeError("panne")

    monkeypatch.setattr(recalcul, "recalculer", tomber)
    with pytest.raises(RuntimeError):
        enregistrer(seme, corriger(DECES, **POUR_1000), au_poste("Maude"), "Base lisible.")
    assert historique.actuel(seme, "deces") == DECES
    assert historique.versions(seme, "deces") == ()


@pytest.mark.parametrize("raison", ["", "   ", "\n\t"])
def test_sans_raison_rien_ne_change(seme, raison) -> None:
    with pytest.raises(IndicateurErreur, match="raison du changement manque"):
        enregistrer(seme, corriger(DECES, nom="Décès"), au_poste("Maude"), raison)
    assert historique.actuel(seme, "deces") == DECES


def test_ne_rien_changer_n_ajoute_pas_de_version(seme) -> None:
    with pytest.raises(IndicateurErreur, match="Aucun champ ne change"):
        enregistrer(seme, DECES, au_poste("Maude"), "Pour rien.")
    assert historique.versions(seme, "deces") == ()


def test_deux_corrections_de_la_meme_fiche_ne_s_ecrasent_pas(seme) -> None:
    enregistrer(seme, corriger(DECES, nom="Décès"), au_poste("Maude"), "Nom.", depuis=DECES)
    with pytest.raises(IndicateurErreur, match="modifiée pendant"):
        enregistrer(seme, corriger(DECES, ages="0 à 74 ans"), au_poste("Paul"), "Âges.", depuis=DECES)
    assert historique.actuel(seme, "deces").nom == "Décès"


def test_ajouter_une_mesure_et_refuser_un_code_pris(seme) -> None:
    enregistrer(seme, _neuve(), au_poste("Maude"), "Nouvelle source.", neuve=True)
    assert "lits" in {i.code for i in indicateurs.indicateurs(seme)}
    (seule,) = historique.versions(seme, "lits")
    assert (seule.version, seule.raison) == (1, "Nouvelle source.")
    with pytest.raises(IndicateurErreur, match="désigne déjà"):
        enregistrer(seme, corriger(_neuve(), nom="Lits de soins"), au_poste("Maude"), "Encore.", neuve=True)


def test_retablir_une_version_en_ajoute_une(seme) -> None:
    enregistrer(seme, corriger(DECES, **POUR_1000), au_poste("Maude"), "Base lisible.")
    retablir(seme, "deces", 1, au_poste("Paul"))
    assert historique.actuel(seme, "deces") == DECES
    assert _valeur(seme)["valeur"] == pytest.approx(40 / 3400 * 100_000)
    trois, deux, une = historique.versions(seme, "deces")
    assert (trois.version, trois.indicateur, trois.auteur) == (3, DECES, "Paul")
    assert trois.raison.startswith("Rétablit la version 1 du ")
    assert historique.differences(deux.indicateur, trois.indicateur) == (
        ("Unité", "pour 1 000", "pour 100000"),
        ("Pour combien", "1\u00a0000", "100\u00a0000"),
    )
    assert une.indicateur == DECES


def test_retablir_une_version_inconnue_le_dit(seme) -> None:
    with pytest.raises(IndicateurErreur, match="pas de version 4"):
        retablir(seme, "deces", 4, au_poste("Paul"))


def test_la_provenance_de_l_ecran_protege_du_fichier_livre(seme) -> None:
    enregistrer(seme, corriger(DIPLOME, nom="Diplôme"), au_poste("Maude"), "Nom.")
    seme.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, [DIPLOME, DECES]))
    assert historique.actuel(seme, "diplome").nom == "Diplôme"
    assert indicateurs.depot.codes_corriges(seme) == {"diplome"}
    assert dictionnaire.PROVENANCE == "écran"


def test_une_mesure_nee_d_un_versement_garde_aussi_son_origine(seme) -> None:
    seme.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, [_neuve()], provenance=LOT))
    enregistrer(seme, corriger(_neuve(), nom="Lits de soins"), au_poste("Maude"), "Nom complet.")
    deux, une = historique.versions(seme, "lits")
    assert (une.indicateur, une.auteur, deux.indicateur.nom) == (_neuve(), "Versement", "Lits de soins")


def _essayer(entrepot, fiche, auteur, depuis=None) -> str:
    try:
        enregistrer(entrepot, fiche, au_poste(auteur), "Ensemble.", depuis=depuis)
    except IndicateurErreur as erreur:
        return erreur.code
    return "fait"


def test_de_plusieurs_corrections_simultanees_une_seule_passe(entrepot_fichier) -> None:
    semer(entrepot_fichier)
    fiches = [corriger(DECES, nom=f"Décès {k}") for k in range(4)]
    with ThreadPoolExecutor(4) as fils:
        issues = list(fils.map(lambda f: _essayer(entrepot_fichier, f, "x", DECES), fiches))
    assert sorted(issues) == ["fait", "fiche_changee", "fiche_changee", "fiche_changee"]
    deux, une = historique.versions(entrepot_fichier, "deces")
    assert deux.indicateur == fiches[issues.index("fait")] == historique.actuel(entrepot_fichier, "deces")
    assert une.indicateur == DECES


def test_sans_garde_chaque_correction_simultanee_garde_sa_version(entrepot_fichier) -> None:
    semer(entrepot_fichier)
    fiches = [corriger(DECES, nom=f"Décès {k}") for k in range(4)]
    with ThreadPoolExecutor(4) as fils:
        issues = list(fils.map(lambda f: _essayer(entrepot_fichier, f, "x"), fiches))
    assert issues == ["fait"] * 4
    toutes = historique.versions(entrepot_fichier, "deces")
    assert [v.version for v in toutes] == [5, 4, 3, 2, 1]
    assert {v.indicateur.nom for v in toutes[:-1]} == {f.nom for f in fiches}
    assert toutes[0].indicateur == historique.actuel(entrepot_fichier, "deces")


def test_deux_ajouts_simultanes_du_meme_code_un_seul_passe(entrepot_fichier) -> None:
    def ajouter(nom: str) -> str:
        try:
            enregistrer(entrepot_fichier, corriger(_neuve(), nom=nom), au_poste("x"), "Ajout.", neuve=True)
        except IndicateurErreur as erreur:
            return erreur.code
        return "fait"

    with ThreadPoolExecutor(4) as fils:
        issues = list(fils.map(ajouter, ["Lits A", "Lits B", "Lits C", "Lits D"]))
    assert sorted(issues) == ["code_pris", "code_pris", "code_pris", "fait"]
    assert len(historique.versions(entrepot_fichier, "lits")) == 1
