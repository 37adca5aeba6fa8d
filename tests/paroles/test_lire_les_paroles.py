"""Lire les paroles : acceptées, consenties pour la fin demandée, non échues ; rien d'autre, jamais."""

from __future__ import annotations

import pytest

from tableau_bord import acces, indicateurs, paroles
from tableau_bord.acces.envois import Fin
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes import moderer, porter_parole, retirer_parole
from tableau_bord.indicateurs import Enjeu
from tableau_bord.territoires import Gouvernance, Statut, gouvernance
from tests.graines import MINUSCULE, ORDINAIRE, semer

QUI = acces.au_poste("essai")
TEXTE = "L’été passé, la forêt a brûlé jusqu’au quai."


@pytest.fixture
def entrepot(entrepot_vide):
    semer(entrepot_vide)
    for code in ("foret", "quai"):
        entrepot_vide.ecrire(lambda t, code=code: indicateurs.inscrire_enjeu(t, Enjeu(code, code.title())))
    return entrepot_vide


def porter(entrepot, cle="a", texte=TEXTE, code=ORDINAIRE, decoupage="communaute", accepte=True, **champs):
    reste = {
        "savoir": "vecu",
        "fins": ["chiffres"],
        "jours": 30,
        "enjeux": ["foret"],
        "genre": "phrase",
    } | champs
    recu = porter_parole.porter(
        entrepot, QUI, decoupage, code, cle * 24, texte, reste.pop("savoir"), reste.pop("fins"), reste.pop("jours"),
        True, consentement_du_porteur=True, relu=True, **reste,
    )  # fmt: skip
    if accepte is not None:
        moderer.decider(entrepot, QUI, recu.envoi, accepte, "" if accepte else "Nomme quelqu’un.")
    return recu


def textes(entrepot, **criteres):
    return paroles.lire(entrepot, **criteres)["texte"].to_list()


def test_une_parole_acceptee_se_lit_avec_ce_qui_la_situe(entrepot):
    recu = porter(entrepot, enjeux=["quai", "foret"], genre="récit")
    (parole,) = paroles.en_paroles(paroles.lire(entrepot, decoupage="communaute", code=ORDINAIRE))
    assert (parole.envoi, parole.texte, parole.savoir) == (recu.envoi, TEXTE, "vecu")
    assert (parole.genre, parole.enjeux, parole.tiers) == (
        paroles.GenreDeParole.RECIT,
        ("foret", "quai"),
        "terrain",
    )
    assert parole.jusqua == recu.jusqua == "2026-12-21"


@pytest.mark.parametrize(("accepte", "lue"), [(True, True), (False, False), (None, False)])
def test_seule_une_parole_acceptee_se_lit(entrepot, accepte, lue):
    porter(entrepot, accepte=accepte)
    assert bool(textes(entrepot)) is lue


def test_une_parole_refusee_apres_coup_ne_se_lit_plus(entrepot):
    recu = porter(entrepot)
    assert textes(entrepot) == [TEXTE]
    moderer.decider(entrepot, QUI, recu.envoi, False, "Trop précis.")
    assert textes(entrepot) == []


def test_consentie_pour_la_seance_seule_elle_ne_se_lit_pas_a_cote_des_chiffres(entrepot):
    porter(entrepot, fins=["seance"])
    assert textes(entrepot) == []
    assert textes(entrepot, fin=Fin.SEANCE) == [TEXTE]


def test_echue_elle_disparait_le_lendemain(entrepot, monkeypatch):
    porter(entrepot, jours=30)
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-21T23:00:00-05:00")
    assert textes(entrepot) == [TEXTE]
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-12-22T08:00:00-05:00")
    assert textes(entrepot) == []


def test_retiree_il_n_en_reste_ni_texte_ni_etiquette(entrepot):
    recu = porter(entrepot)
    retirer_parole.retirer(entrepot, recu.code_retrait)
    assert textes(entrepot) == []
    for table in ("paroles", "parole_enjeux"):
        assert entrepot.lire(f"SELECT COUNT(*) AS n FROM {table}")["n"][0] == 0


def test_une_communaute_qui_gouverne_ses_donnees_n_a_aucune_parole_affichee(entrepot):
    porter(entrepot)
    porter(entrepot, "b", "Ici le vent tourne.", MINUSCULE)
    entrepot.ecrire(
        lambda t: gouvernance.inscrire(t, Gouvernance("communaute", ORDINAIRE, Statut.SANS_ENTENTE), "essai")
    )
    assert textes(entrepot) == ["Ici le vent tourne."]
    assert textes(entrepot, decoupage="RSS", code="20", avec_plus_petits=True) == ["Ici le vent tourne."]


def test_la_parole_d_un_quartier_ne_compte_pour_sa_region_que_si_on_le_demande(entrepot):
    porter(entrepot)
    porter(entrepot, "b", "De toute la région.", "20", "RSS")
    assert textes(entrepot, decoupage="RSS", code="20") == ["De toute la région."]
    assert set(textes(entrepot, decoupage="RSS", code="20", avec_plus_petits=True)) == {
        TEXTE,
        "De toute la région.",
    }
    assert textes(entrepot, decoupage="communaute", code=ORDINAIRE, avec_plus_petits=True) == [TEXTE]


@pytest.mark.parametrize(
    ("mots", "trouvee"),
    [("foret", True), ("FORÊT quai", True), ("ete passe", True), ("foret lac", False), ("%", False), ("", True), ("  ", True)],
)  # fmt: skip
def test_la_recherche_ignore_accents_et_casse_et_veut_tous_les_mots(entrepot, mots, trouvee):
    porter(entrepot)
    assert bool(textes(entrepot, mots=mots)) is trouvee


def test_par_enjeu_et_par_savoir_les_comptes(entrepot):
    porter(entrepot, enjeux=["foret", "quai"])
    porter(entrepot, "b", "Deux.", savoir="terrain", enjeux=["quai"])
    porter(entrepot, "c", "Trois.", savoir="terrain", enjeux=[])
    lues = paroles.lire(entrepot)
    assert paroles.par_enjeu(lues) == {"foret": 1, "quai": 2}
    assert paroles.par_savoir(lues) == {"surveillance": 0, "terrain": 2, "vecu": 1}
    assert textes(entrepot, enjeu="foret") == [TEXTE]
    assert textes(entrepot, enjeu="inconnu") == []


def test_sans_aucune_parole_les_colonnes_et_les_zeros_y_sont(entrepot):
    lues = paroles.lire(entrepot, enjeu="foret", mots="quai")
    assert lues.columns == ["envoi", "recu_le", "decoupage", "code", "savoir", "genre", "enjeux", "tiers", "texte", "jusqua"]  # fmt: skip
    assert paroles.par_savoir(lues) == {"surveillance": 0, "terrain": 0, "vecu": 0}
    assert paroles.par_enjeu(lues) == {}
    assert paroles.en_paroles(lues) == ()


def test_un_texte_confie_avant_qu_on_situe_les_paroles_se_lit_comme_une_phrase(entrepot):
    recu = porter(entrepot)
    entrepot.ecrire(
        lambda t: [
            t.executer(f"DELETE FROM {n} WHERE envoi = $e", e=recu.envoi)
            for n in ("paroles", "parole_enjeux")
        ]
    )
    (parole,) = paroles.en_paroles(paroles.lire(entrepot))
    assert (parole.genre, parole.enjeux, parole.tiers) == (paroles.GenreDeParole.PHRASE, (), "")


@pytest.mark.parametrize(
    ("genre", "enjeux"), [("roman", []), ("phrase", ["inconnu"]), ("récit", ["foret", "inconnu"])]
)
def test_une_etiquette_inconnue_est_refusee(entrepot, genre, enjeux):
    with pytest.raises(AccesErreur) as refus:
        paroles.etiqueter(entrepot, genre, enjeux)
    assert refus.value.code == "envoi_mal_forme"


def test_des_enjeux_redits_ne_comptent_qu_une_fois_dans_l_ordre_de_la_base(entrepot):
    assert paroles.etiqueter(entrepot, "phrase", ["quai", "foret", "quai"]).enjeux == ("foret", "quai")
