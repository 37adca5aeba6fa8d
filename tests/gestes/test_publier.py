"""Publier : un geste daté, masqué une fois, figé ; le profil table ne lit que lui."""

import polars as pl
import pytest

from tableau_bord import divulgation, indicateurs
from tableau_bord.acces import Profil, au_poste
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.divulgation.masquage import raisonner
from tableau_bord.gestes import publier
from tableau_bord.gestes.annuler import annuler_lot
from tests.graines import LOT, MINUSCULE, ORDINAIRE, SANS_DONNEE, semer


@pytest.fixture
def seme(entrepot_vide):
    semer(entrepot_vide)
    return entrepot_vide


def _publier(entrepot):
    return publier.publier(entrepot, publier.contenus_a_publier(entrepot), au_poste("essai"))


def _table(entrepot, indicateur, code):
    lue = indicateurs.lire_cases(entrepot, Profil.TABLE, codes=[code], indicateurs=[indicateur])
    return lue.row(0, named=True) if lue.height else None


def test_rien_ne_se_lit_au_profil_table_avant_de_publier(seme):
    assert indicateurs.lire_cases(seme, Profil.TABLE).is_empty()
    assert indicateurs.lire_cases(seme, Profil.DSP).height == 14


def test_le_petit_effectif_est_masque_a_la_table_et_lisible_a_la_dsp(seme):
    _publier(seme)
    masquee = _table(seme, "deces", MINUSCULE)
    assert masquee["motif"] == Motif.MASQUE
    assert [masquee[c] for c in ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")] == [
        None
    ] * 5
    fine = indicateurs.lire_cases(seme, Profil.DSP, codes=[MINUSCULE], indicateurs=["deces"])
    assert fine["effectif"].to_list() == [2.0]


def test_zero_est_publie_et_l_absence_d_origine_garde_son_motif(seme):
    _publier(seme)
    assert _table(seme, "deces", "20-006")["effectif"] == 0.0
    assert _table(seme, "deces", SANS_DONNEE)["motif"] == Motif.NON_DISPONIBLE


def test_l_apercu_dit_exactement_ce_que_la_publication_fera(seme):
    choix = publier.contenus_a_publier(seme)
    apercu = publier.apercevoir(seme, choix)
    faite = _publier(seme)
    assert (apercu.cases, apercu.masquees) == (faite.cases, faite.masquees)
    assert apercu.montrees + apercu.masquees + apercu.absentes == apercu.cases
    assert sum(apercu.raisons.values()) == apercu.masquees
    vues = indicateurs.lire_cases(seme, Profil.TABLE)
    assert vues["valeur"].count() == apercu.montrees


def test_ce_qui_est_publie_n_attend_plus(seme):
    _publier(seme)
    assert publier.contenus_a_publier(seme) == ()
    with pytest.raises(DivulgationErreur, match="Aucune valeur à publier"):
        publier.publier(seme, (), au_poste("essai"))


def test_annuler_le_lot_ne_defait_pas_la_publication(seme):
    _publier(seme)
    avant = _table(seme, "diplome", ORDINAIRE)
    annuler_lot(seme, LOT, au_poste("essai"))
    assert indicateurs.lire_cases(seme, Profil.DSP).is_empty()
    assert _table(seme, "diplome", ORDINAIRE) == avant


def test_retirer_la_publication_la_rend_illisible_et_le_registre_s_en_souvient(seme):
    faite = _publier(seme)
    publier.retirer_publication(seme, au_poste("essai"), faite.publication, "erreur de fichier")
    assert indicateurs.lire_cases(seme, Profil.TABLE).is_empty()
    assert [p.raison_retrait for p in divulgation.publications(seme)] == ["erreur de fichier"]
    assert len(publier.contenus_a_publier(seme)) == 4


def test_la_meme_publication_reprise_n_ecrit_qu_une_fois(seme):
    choix = publier.contenus_a_publier(seme)
    for _ in range(2):
        publier.publier(seme, choix, au_poste("essai"), identifiant="p-1")
    assert len(divulgation.publications(seme)) == 1
    assert indicateurs.lire_cases(seme, Profil.TABLE).height == 14


def test_une_seconde_publication_remplace_la_lecture_de_la_premiere(seme, monkeypatch):
    _publier(seme)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-01T09:00:00-05:00")
    cases = indicateurs.lire_cases(seme, Profil.DSP, sexes=None).with_columns(
        effectif=pl.col("effectif") + 1, lot=pl.lit("lot-2")
    )
    seme.ecrire(lambda t: indicateurs.inserer_valeurs(t, cases, "lot-2"))
    assert all(a.deja_publie for a in publier.contenus_a_publier(seme))
    _publier(seme)
    assert _table(seme, "diplome", ORDINAIRE)["effectif"] == 305.0


def test_la_raison_du_masque_n_est_que_dans_la_table_de_la_dsp(seme):
    _publier(seme)
    raisons = divulgation.raisons_de_masque(seme, "communaute", MINUSCULE)
    assert set(raisons["raison"]) == {"petit effectif", "petite population", "petit complément"} & set(
        raisons["raison"]
    )
    assert "petit effectif" in raisons["raison"].to_list()
    assert "raison" not in indicateurs.lire_cases(seme, Profil.TABLE).columns


def _primaire_seul(cases, seuils, *_):
    return raisonner(cases, seuils)


def test_l_apercu_compte_a_part_ce_qui_n_est_cache_que_pour_proteger(seme):
    apercu = publier.apercevoir(seme, publier.contenus_a_publier(seme))
    assert apercu.publiable
    assert apercu.primaires == 2, "20-002 : 2 décès ; 15 personnes au dénominateur du diplôme"
    assert apercu.complementaires == apercu.raisons["masqué par complément"] > 0


def test_le_complement_n_a_au_profil_table_que_le_motif_masque(seme):
    _publier(seme)
    vues = indicateurs.lire_cases(seme, Profil.TABLE)
    assert Motif.MASQUE_COMPLEMENT.value not in vues["motif"].to_list()
    raisons = divulgation.raisons_de_masque(seme, "communaute", ORDINAIRE)
    assert raisons["raison"].to_list() == ["masqué par complément"]


def test_sans_complement_le_geste_refuse_et_n_ecrit_rien(seme, monkeypatch):
    monkeypatch.setattr(divulgation, "masquer_tout", _primaire_seul)
    with pytest.raises(DivulgationErreur, match="laisserait retrouver") as leve:
        _publier(seme)
    assert leve.value.code == "case_exposee"
    assert divulgation.publications(seme) == ()
    assert not publier.apercevoir(seme, publier.contenus_a_publier(seme)).publiable


def test_ce_qu_une_publication_ancienne_trahit_se_dit_sans_tout_bloquer(seme, monkeypatch):
    with monkeypatch.context() as ancien:
        ancien.setattr(divulgation, "masquer_tout", _primaire_seul)
        ancien.setattr(publier.proteger, "refuser_si_expose", lambda p: None)
        _publier(seme)
    assert publier.proteger.attaquer_la_base(seme).exposees.height == 2
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-01T09:00:00-05:00")
    cases = indicateurs.lire_cases(seme, Profil.DSP, sexes=None).with_columns(
        effectif=pl.col("effectif") + 1, lot=pl.lit("lot-2")
    )
    seme.ecrire(lambda t: indicateurs.inserer_valeurs(t, cases, "lot-2"))
    assert publier.apercevoir(seme, publier.contenus_a_publier(seme)).deja_exposees == 2
    _publier(seme)


def test_publier_en_deux_fois_ne_trahit_pas_la_premiere(seme, monkeypatch):
    communautes = [c for c in publier.contenus_a_publier(seme) if c.decoupage == "communaute"]
    publier.publier(seme, communautes, au_poste("essai"))
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-01T09:00:00-05:00")
    _publier(seme)
    attaque = publier.proteger.attaquer_la_base(seme, complete=True)
    assert attaque.intervalles.height > 0
    assert attaque.verdict == "aucune case exposée"
    assert _table(seme, "deces", "20-005")["effectif"] == 85.0
    region = indicateurs.lire_cases(seme, Profil.TABLE, decoupages=["RSS"], indicateurs=["deces"])
    assert region["motif"].to_list() == [Motif.MASQUE], "montrée, elle rendrait la communauté minuscule"


def test_une_publication_retiree_reste_connue_de_l_attaquant(seme, monkeypatch):
    communautes = [c for c in publier.contenus_a_publier(seme) if c.decoupage == "communaute"]
    premiere = publier.publier(seme, communautes, au_poste("essai"))
    publier.retirer_publication(seme, au_poste("essai"), premiere.publication, "erreur")
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-01T09:00:00-05:00")
    _publier(seme)
    region = indicateurs.lire_cases(seme, Profil.TABLE, decoupages=["RSS"], indicateurs=["deces"])
    assert region["motif"].to_list() == [Motif.MASQUE]


def test_les_sommes_contredites_refusent_la_publication(seme, monkeypatch):
    protege = publier.proteger.Protege(pl.DataFrame(), pl.DataFrame(), 0, 3)
    with pytest.raises(DivulgationErreur, match="L'attaque n'a pas pu se faire"):
        publier.proteger.refuser_si_expose(protege)


def test_un_taux_sans_effectif_se_masque_comme_l_effectif_que_son_denominateur_rend(seme):
    """571,4 pour 100 000 sur 350 personnes : deux décès, que l'on donne l'effectif ou non."""
    seme.ecrire(lambda t: t.executer("UPDATE valeurs SET effectif = NULL WHERE indicateur = 'deces'"))
    _publier(seme)
    assert _table(seme, "deces", MINUSCULE)["motif"] == Motif.MASQUE
    assert _table(seme, "deces", ORDINAIRE)["motif"] == Motif.MASQUE, "187 − 60 − 85 − 0 − 40 rendrait 2"
    montree = _table(seme, "deces", "20-004")
    assert (montree["effectif"], montree["valeur"]) == (None, pytest.approx(1200.0))
    seme.ecrire(lambda t: t.executer("UPDATE valeurs SET denominateur = NULL WHERE indicateur = 'deces'"))
    publier.publier(seme, [_a_publier("deces")], au_poste("essai"), identifiant="0")
    assert _table(seme, "deces", MINUSCULE)["motif"] is None, (
        "contre-épreuve : sans dénominateur, rien à retrouver"
    )


def _a_publier(indicateur):
    return publier.APublier(indicateur, indicateur, "communaute", ("2021",), 6, True)
