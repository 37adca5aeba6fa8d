"""Tenir l'inventaire : chaque pas est une révision signée, rien ne s'écrase, tout se défait."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tableau_bord.acces import Identite, Mode, Role, au_poste, verifier_journal
from tableau_bord.actifs import (
    Actif,
    Desserte,
    Etat,
    Filtre,
    Genre,
    Lien,
    Origine,
    TypeDeLien,
    chercher,
    depot,
    inventaire,
    un_actif,
)
from tableau_bord.commun.erreurs import AccesErreur, ActifErreur
from tableau_bord.gestes import actifs, actifs_fusion

POSTE = au_poste("essai")
TERRAIN = Identite("Organisatrice", frozenset({Role.TERRAIN}), Mode.SERVEUR, "orga@exemple.qc.ca")
ICI = Desserte("communaute", "c1")
CAFE = Actif("cafe", Genre.RENCONTRE, "Café du coin", dessertes=(ICI,), enjeux=("isolement",))


def nu(actif: Actif) -> Actif:
    return replace(actif, revision=0)


@pytest.fixture
def base(entrepot_vide):
    actifs.inscrire(entrepot_vide, TERRAIN, CAFE)
    return entrepot_vide


def gestes_de(base, actif: str) -> list[str]:
    return depot.revisions(base, actif)["geste"].to_list()


def test_ce_qu_on_inscrit_de_sa_connaissance_est_verifie_ce_jour_la_par_son_role(base):
    lu = un_actif(base, "cafe")
    assert (lu.verifie_le, lu.verifie_par, lu.revision) == ("2026-11-21", "terrain", 1)


def test_inscrire_deux_fois_n_ecrit_qu_une_revision_et_un_autre_du_meme_identifiant_est_refuse(base):
    actifs.inscrire(base, TERRAIN, CAFE)
    assert gestes_de(base, "cafe") == ["inscrire"]
    with pytest.raises(ActifErreur, match="désigne déjà"):
        actifs.inscrire(base, TERRAIN, replace(CAFE, nom="Autre"))


def test_corriger_ajoute_une_revision_et_l_etat_d_avant_se_relit(base):
    actifs.modifier(base, TERRAIN, ["cafe"], {"telephone": "418 555-0101"}, "nouveau numéro")
    assert un_actif(base, "cafe").telephone == "418 555-0101"
    assert depot.a_la_revision(base, "cafe", 1).telephone == ""
    derniere = depot.revisions(base, "cafe").to_dicts()[-1]
    assert (derniere["auteur"], derniere["role"], derniere["motif"]) == (
        "orga@exemple.qc.ca",
        "terrain",
        "nouveau numéro",
    )


def test_en_lot_tout_ou_rien(base):
    actifs.inscrire(base, POSTE, Actif("b", Genre.LIEU, "B"))
    with pytest.raises(ActifErreur):
        actifs.modifier(base, POSTE, ["b", "absent"], {"enjeux": ("logement",)})
    assert un_actif(base, "b").enjeux == ()
    assert actifs.modifier(base, POSTE, ["b", "cafe"], {"enjeux": ("logement",)}) == 2
    assert actifs.modifier(base, POSTE, ["b", "cafe"], {"enjeux": ("logement",)}) == 0, (
        "rien ne change : aucune révision"
    )


def test_fermer_se_motive_et_revenir_rouvre(base):
    with pytest.raises(ActifErreur, match="se motive"):
        actifs.fermer(base, POSTE, "cafe", " ")
    actifs.fermer(base, POSTE, "cafe", "vendu")
    with pytest.raises(ActifErreur):
        un_actif(base, "cafe")
    actifs.revenir(base, POSTE, "cafe", 1)
    assert nu(un_actif(base, "cafe")) == nu(depot.a_la_revision(base, "cafe", 1))
    assert gestes_de(base, "cafe") == ["inscrire", "fermer", "revenir à 1"]


def test_fusionner_puis_defaire_rend_les_deux_fiches(base):
    double = Actif(
        "cafe2", Genre.RENCONTRE, "Le Café du Coin", telephone="418 555-0102", enjeux=("alimentation",),
        dessertes=(Desserte("communaute", "c2"),), liens=(Lien(TypeDeLien.MEMBRE_DE, "table"), Lien(TypeDeLien.PARTIE_DE, "cafe")),
    )  # fmt: skip
    actifs.inscrire(base, POSTE, double)
    avant = nu(un_actif(base, "cafe")), nu(un_actif(base, "cafe2"))
    actifs_fusion.fusionner(base, POSTE, "cafe", "cafe2")
    reuni = un_actif(base, "cafe")
    assert reuni.telephone == "418 555-0102" and reuni.enjeux == ("alimentation", "isolement")
    assert {d.code for d in reuni.dessertes} == {"c1", "c2"}
    assert [x.autre for x in reuni.liens] == ["table"], "le lien vers soi-même tombe"
    assert chercher(inventaire(base), Filtre(mots="café")).height == 1
    actifs_fusion.defusionner(base, POSTE, "cafe2")
    assert (nu(un_actif(base, "cafe")), nu(un_actif(base, "cafe2"))) == avant
    assert gestes_de(base, "cafe2") == ["inscrire", "fusionner", "défusionner"]


def test_defaire_garde_ce_qui_a_ete_corrige_depuis(base):
    actifs.inscrire(base, POSTE, Actif("d", Genre.RENCONTRE, "Double", telephone="111", enjeux=("revenu",)))
    actifs_fusion.fusionner(base, POSTE, "cafe", "d")
    actifs.modifier(
        base,
        POSTE,
        ["cafe"],
        {"telephone": "222", "site": "https://exemple.qc.ca", "enjeux": ("isolement", "revenu", "soins")},
    )
    actifs_fusion.defusionner(base, POSTE, "d")
    rendu = un_actif(base, "cafe")
    assert (rendu.telephone, rendu.site, rendu.enjeux) == (
        "222",
        "https://exemple.qc.ca",
        ("isolement", "soins"),
    )


def test_on_ne_fusionne_ni_avec_soi_ni_deux_fois(base):
    actifs.inscrire(base, POSTE, Actif("d", Genre.RENCONTRE, "Double"))
    with pytest.raises(ActifErreur):
        actifs_fusion.fusionner(base, POSTE, "cafe", "cafe")
    actifs_fusion.fusionner(base, POSTE, "cafe", "d")
    with pytest.raises(ActifErreur):
        actifs_fusion.fusionner(base, POSTE, "cafe", "d")
    with pytest.raises(ActifErreur, match="pas fusionné"):
        actifs_fusion.defusionner(base, POSTE, "cafe")


def test_deux_fusions_se_defont_dans_l_autre_ordre(base):
    for n in ("d", "e"):
        actifs.inscrire(base, POSTE, Actif(n, Genre.RENCONTRE, n, telephone=n * 3, enjeux=(f"enjeu_{n}",)))
    avant = nu(un_actif(base, "cafe"))
    actifs_fusion.fusionner(base, POSTE, "cafe", "d")
    actifs_fusion.fusionner(base, POSTE, "cafe", "e")
    actifs_fusion.defusionner(base, POSTE, "d")
    assert un_actif(base, "cafe").enjeux == ("enjeu_e", "isolement")
    actifs_fusion.defusionner(base, POSTE, "e")
    assert nu(un_actif(base, "cafe")) == avant


def test_qui_n_a_pas_le_droit_n_ecrit_rien(base):
    lecteur = Identite("l", frozenset({Role.LECTURE}), Mode.SERVEUR, "l@exemple.qc.ca")
    for geste in (
        lambda: actifs.modifier(base, lecteur, ["cafe"], {"nom": "x"}),
        lambda: actifs.verifier(base, lecteur, ["cafe"]),
        lambda: actifs_fusion.fusionner(base, lecteur, "cafe", "cafe"),
    ):
        with pytest.raises(AccesErreur):
            geste()
    assert gestes_de(base, "cafe") == ["inscrire"]


def test_annuler_un_lot_laisse_ce_qui_a_ete_touche(base):
    verses = [Actif(n, Genre.ORGANISME, n, lot="lot") for n in ("x", "y")]
    base.ecrire(lambda t: actifs.poser(t, POSTE, verses, depot.VERSER, ""))
    actifs.verifier(base, TERRAIN, ["y"])
    assert base.ecrire(lambda t: depot.supprimer_lot(t, "lot")) == 1
    assert depot.lire(base, ["x"]) == {} and depot.revisions(base, "x").is_empty()
    assert un_actif(base, "y").lot == "" and gestes_de(base, "y") == ["verser", "vérifier"]


def test_la_recherche_ignore_accents_casse_et_ordre(base):
    trouve = lambda mots: chercher(inventaire(base), Filtre(mots=mots)).height  # noqa: E731
    assert [trouve(m) for m in ("CAFE coin", "coin café", "cafés", "%", "café.*")] == [1, 1, 0, 0, 0]


def test_les_filtres_se_croisent(base):
    actifs.inscrire(
        base, POSTE, Actif("o", Genre.ORGANISME, "Café commun", dessertes=(Desserte("communaute", "c2"),))
    )
    lu = inventaire(base)
    assert chercher(lu, Filtre(genres=("organisme",)))["actif"].to_list() == ["o"]
    assert chercher(lu, Filtre(decoupage="communaute", code="c1"))["actif"].to_list() == ["cafe"]
    assert chercher(lu, Filtre(enjeux=("isolement",), genres=("organisme",))).is_empty()


def test_les_coordonnees_d_une_personne_restent_a_la_maison(base):
    actifs.inscrire(
        base, POSTE, Actif("p", Genre.PERSONNE, "Conteuse", telephone="418 555-0103", dessertes=(ICI,))
    )
    assert inventaire(base).actifs.filter(nom="Conteuse")["telephone"].to_list() == [""]
    assert un_actif(base, "p").telephone == ""


def test_le_journal_reste_enchaine_et_ne_recoit_pas_le_motif(base):
    actifs.modifier(base, POSTE, ["cafe"], {"site": "x"}, "motif très particulier")
    assert verifier_journal(base).intact
    assert "particulier" not in str(base.lire("SELECT * FROM journal").to_dicts())


def test_etats_et_origines_survivent(base):
    actifs.inscrire(
        base,
        POSTE,
        Actif("s", Genre.LIEU, "S", etat=Etat.SUSPENDU, dessertes=(Desserte("MRC", "1", Origine.TABLE),)),
    )
    lu = un_actif(base, "s")
    assert (lu.etat, lu.dessertes[0].origine) == (Etat.SUSPENDU, Origine.TABLE)
