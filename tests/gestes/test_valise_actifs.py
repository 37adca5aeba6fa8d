"""Les actifs dans la valise : ceux du territoire, sans rien de personnel ; ce qu'on y propose rentre et se signe à la maison."""

from __future__ import annotations

from pathlib import Path

import pytest

from tableau_bord.acces import Profil
from tableau_bord.actifs import (
    Actif,
    Desserte,
    Etat,
    Genre,
    Lien,
    TypeDeLien,
    depot,
    inventaire,
    propositions,
    un_actif,
)
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import (
    actifs,
    envoyer,
    moderer,
    proposer_actif,
    rapporter,
    rencontre,
    valise,
    valise_depot,
)
from tests.gestes.valise_semee import EN_SALLE, QUI
from tests.graines import MINUSCULE, ORDINAIRE

PRIVES = (
    "418 555-0177",
    "temoin.personnel@exemple.invalid",
    "TEMOIN-FERME-31",
    "TEMOIN-AILLEURS-32",
    "TEMOIN-MOTIF-33",
    "9, rue Temoin",
)
ICI, AILLEURS = Desserte("communaute", ORDINAIRE), Desserte("communaute", MINUSCULE)
ENVOI = "e" * 24


@pytest.fixture
def pleine(chez_nous):
    for actif in (
        Actif("cafe", Genre.RENCONTRE, "Café du coin", dessertes=(ICI,), enjeux=("isolement",), liens=(Lien(TypeDeLien.MEMBRE_DE, "loin"),)),
        Actif("conteuse", Genre.PERSONNE, "Conteuse du village", telephone=PRIVES[0], adresse=PRIVES[5], dessertes=(ICI,)),
        Actif("entraide", Genre.ENTRAIDE, "Entraide", courriel=PRIVES[1], courriel_personnel=True, dessertes=(ICI,)),
        Actif("ferme", Genre.LIEU, PRIVES[2], etat=Etat.FERME, dessertes=(ICI,)),
        Actif("loin", Genre.LIEU, PRIVES[3], dessertes=(AILLEURS,)),
    ):  # fmt: skip
        actifs.inscrire(chez_nous, QUI, actif, PRIVES[4])
    return chez_nous


@pytest.fixture
def fichier(pleine, tmp_path):
    valise.preparer(pleine, QUI, "communaute", ORDINAIRE, tmp_path / "valise.duckdb")
    return tmp_path / "valise.duckdb"


def octets(*chemins: Path) -> bytes:
    return b"".join(c.read_bytes() for c in chemins if c.exists())


def test_ce_qui_part_et_ce_qui_reste(fichier):
    emportee = Entrepot(fichier)
    assert set(inventaire(emportee, Profil.DSP).actifs["actif"]) == {"cafe", "conteuse", "entraide"}
    assert un_actif(emportee, "cafe").enjeux == ("isolement",)
    assert un_actif(emportee, "cafe").liens == (), "un lien vers ce qui ne part pas ne part pas"
    assert depot.revisions(emportee, "cafe").is_empty()
    rencontre.refuser_si_fine(emportee)
    emportee.fermer()


def test_rien_de_personnel_dans_les_octets(fichier, pleine, tmp_path):
    lus = octets(fichier, fichier.with_name(fichier.name + ".wal"))
    assert [t for t in PRIVES if t.encode() in lus] == []
    pleine.fermer()
    chez_soi = octets(tmp_path / "maison.duckdb", tmp_path / "maison.duckdb.wal")
    assert [t for t in PRIVES if t.encode() not in chez_soi] == [], "contre-épreuve : la maison les a"


def test_une_correction_proposee_en_salle_rentre_une_fois_et_se_signe_a_la_maison(pleine, fichier):
    salle = Entrepot(fichier)
    ouverte = rencontre.ouvrir(salle, EN_SALLE)
    p = proposer_actif.proposer(salle, ouverte, ENVOI, "corriger", "cafe", {"cout": "gratuit"})
    with pytest.raises(AccesErreur, match="dans une rencontre"):
        proposer_actif.decider(salle, EN_SALLE, p, True)
    salle.fermer()
    assert rapporter.rapporter(pleine, QUI, fichier).rentrees["actif_propositions"] == 1
    assert rapporter.rapporter(pleine, QUI, fichier).rien_de_neuf
    assert propositions.file(pleine, propositions.EN_ATTENTE)["proposition"].to_list() == [p]
    proposer_actif.decider(pleine, QUI, p, True)
    assert un_actif(pleine, "cafe").cout == "gratuit"
    assert depot.lire(pleine, ["entraide"])["entraide"].courriel == PRIVES[1], (
        "rien de la maison n'est écrasé"
    )


def test_une_parole_situee_part_et_revient_avec_ses_enjeux(pleine, fichier):
    salle = Entrepot(fichier)
    ouverte = rencontre.ouvrir(salle, EN_SALLE)
    salle.ecrire(
        lambda t: t.executer("INSERT INTO enjeux VALUES ('isolement', 'Isolement', '', 0, 'fichier', '')")
    )
    recu = envoyer.envoyer(
        salle,
        ouverte,
        ENVOI,
        "On se parle au café.",
        "vecu",
        ["chiffres"],
        30,
        True,
        enjeux=["isolement"],
        genre="récit",
    )
    moderer.decider(salle, EN_SALLE, recu.envoi, True)
    salle.fermer()
    rapporter.rapporter(pleine, QUI, fichier)
    assert valise_depot.lignes(pleine, "paroles").rows() == [(recu.envoi, "récit", "")]
    assert valise_depot.lignes(pleine, "parole_enjeux").rows() == [(recu.envoi, "isolement")]
    seconde = fichier.with_name("seconde.duckdb")
    valise.preparer(pleine, QUI, "communaute", ORDINAIRE, seconde)
    emportee = Entrepot(seconde)
    assert valise_depot.lignes(emportee, "parole_enjeux").rows() == [(recu.envoi, "isolement")]
    emportee.fermer()
