"""La page Actifs : lire, chercher, ajouter, vérifier, corriger ; un texte reste du texte ; qui n'a pas le droit ne voit pas le geste."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from tableau_bord import acces, actifs
from tableau_bord.acces import Identite, Profil, Role
from tableau_bord.actifs import Actif, Desserte, Etat, Genre, depot
from tableau_bord.entrepot import ouvrir
from tableau_bord.gestes import actifs as gestes
from tableau_bord.gestes import bases
from tableau_bord.interface import identite
from tests.graines import ORDINAIRE, semer
from tests.graines_actifs import semer_actifs
from tests.pages.test_pages import TROP_TECHNIQUE, textes, visiter

QUI = acces.au_poste("essai")
CHARGES = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    '=HYPERLINK("http://x") **gras** [lien](javascript:alert(3)) $x$',
    "Ici on s’entraide. 🎉\nDeuxième ligne.",
    "mot " * 900,
)


@pytest.fixture
def vide(tmp_path, monkeypatch):
    chemin = tmp_path / "region.duckdb"
    monkeypatch.setenv("TABLEAU_BORD_BASE", str(chemin))
    entrepot = ouvrir(chemin)
    semer(entrepot)
    return entrepot


@pytest.fixture
def region(vide):
    semer_actifs(vide)
    return vide


def saine(essai) -> str:
    assert not essai.exception
    dit = textes(essai)
    assert "Quelque chose n’a pas fonctionné" not in dit
    assert not TROP_TECHNIQUE.search(dit), TROP_TECHNIQUE.search(dit)
    return dit


def voir(profil: Profil = Profil.TABLE, **parametres: str) -> AppTest:
    essai = visiter("pages/actifs.py", profil, bases.REGION, **parametres)
    saine(essai)
    return essai


def liens(essai) -> list[str]:
    return [x.proto.label for x in essai.main.get("page_link")]


def presser(essai, libelle: str):
    trouves = [b for b in essai.button if b.label == libelle]
    assert trouves, [b.label for b in essai.button]
    return trouves[0].click().run()


# Lire et chercher.


def test_une_region_sans_actif_dit_que_le_vide_ne_prouve_rien(vide):
    dit = saine(voir())
    assert (
        "Aucun actif n’est encore inscrit. Cela ne veut pas dire qu’il n’y en a pas. "
        "Commencez par un lieu où les gens se croisent." in dit
    )


def test_la_phrase_compte_les_verifies_depuis_un_an(region):
    assert "4 actifs, dont 3 vérifiés depuis un an." in saine(voir())


def test_la_liste_dit_la_fraicheur_en_mots_jamais_le_chiffre_seul(region):
    dit = saine(voir())
    assert "Vérifié le 1er mai 2021 par le terrain : à vérifier d’abord." in dit
    assert "Vérifié le 21 novembre 2026" in dit
    assert "0,14" not in dit


@pytest.mark.parametrize(
    ("parametres", "attendus"),
    [
        ({"mots": "CAFÉ"}, ["Café du coin"]),
        ({"mots": "veillee voisins"}, ["Veillée des voisins"]),
        ({"mots": "café quai"}, []),
        ({"genre": "table"}, ["Table du bord de l’eau"]),
        ({"territoire": "20-004", "decoupage": "communaute"}, ["Clinique du quai"]),
        ({"enjeu": "vivre_vieux", "mots": "coin"}, ["Café du coin"]),
        ({"enjeu": "inconnu", "mots": "veillee"}, ["Veillée des voisins"]),
    ],
)
def test_l_adresse_filtre(region, parametres, attendus):
    trouves = [x.removeprefix("▲\u00a0") for x in liens(voir(**parametres)) if x.startswith("▲")]
    assert trouves == attendus


def test_rien_ne_repond_aux_filtres_se_dit_autrement_qu_un_inventaire_vide(region):
    dit = saine(voir(mots="zzz"))
    assert "Aucun actif ne répond à ces filtres." in dit
    assert "n’est encore inscrit" not in dit


@pytest.mark.parametrize(
    ("page", "montrees"),
    [("2", 9), ("999999", 9), ("0", 25), ("-1", 25), ("9" * 30, 25), ("x", 25), ("²", 25)],
)
def test_une_page_mal_demandee_revient_dans_la_liste(region, page, montrees):
    for n in range(30):
        gestes.inscrire(region, QUI, Actif(f"l{n}", Genre.LIEU, f"Lieu {n:02d}"))
    montres = [x for x in liens(voir(page=page)) if x.startswith("▲")]
    assert len(montres) == montrees


def liste() -> None:
    """Les filtres et ce qu'ils trouvent, seuls."""
    import streamlit as st

    from tableau_bord.interface import actifs, contexte

    ici = contexte.courant()
    choix = actifs.choisir(ici, actifs.lire(ici))
    st.markdown(f"Trouvés : {', '.join(choix.trouves['actif'])}.")


def test_deux_filtres_de_suite_valent_chacun_et_l_adresse_les_suit(region):
    essai = AppTest.from_function(liste, default_timeout=60)
    essai.query_params["base"] = bases.REGION
    essai.query_params["page"] = "3"
    essai.run()
    for mot, trouve in (("café", "cafe"), ("quai", "clinique"), ("veillée", "veillee")):
        essai.text_input[0].set_value(mot).run()
        saine(essai)
        assert essai.markdown[0].value == f"Trouvés : {trouve}."
        assert essai.query_params["mots"] == mot
    assert "page" not in essai.query_params, "un filtre changé ramène à la première page"
    genre = next(x for x in essai.selectbox if x.label == "Genre")
    essai.text_input[0].set_value("")
    genre.set_value("table").run()
    assert essai.markdown[0].value == "Trouvés : table."
    assert "mots" not in essai.query_params


# La fiche.


@pytest.mark.parametrize("charge", CHARGES)
def test_un_texte_d_actif_se_lit_comme_du_texte(region, charge):
    actif = Actif("piege", Genre.LIEU, "Le **piège** [x](javascript:1)", description=charge[:3_900],
                  dessertes=(Desserte("communaute", ORDINAIRE),))  # fmt: skip
    region.ecrire(lambda t: depot.ecrire(t, [actif]))
    for essai in (voir(), voir(actif="piege"), voir(vue="À vérifier")):
        poses = "\n".join(e.proto.body for e in essai.get("html"))
        assert "<script" not in poses
        assert "<img" not in poses
        assert all("[x](java" not in x for x in liens(essai)), "le nom n'est pas un lien de plus"


def test_la_fiche_dit_ce_qui_n_est_pas_connu_et_mene_aux_siens(region):
    essai = voir(actif="cafe")
    dit = saine(essai)
    assert essai.title[0].value == "Café du coin"
    assert "pas connu" in dit
    assert "Table du bord de l’eau" in liens(essai)
    assert "Café du coin" in liens(voir(actif="table")), "le lien se lit dans les deux sens"


def test_une_fiche_inconnue_le_dit(region):
    essai = visiter("pages/actifs.py", Profil.TABLE, bases.REGION, actif="nulle-part")
    assert not essai.exception
    assert "Cet actif n'est pas à l'inventaire." in textes(essai)


def test_un_actif_ferme_ne_se_lit_qu_au_profil_dsp(region):
    gestes.fermer(region, QUI, "cafe", "Le bail est fini.")
    assert "▲\u00a0Café du coin" not in liens(voir())
    assert "▲\u00a0Café du coin" in liens(voir(Profil.DSP))
    assert voir(Profil.DSP, actif="cafe").title[0].value == "Café du coin"


def test_une_personne_ressource_ne_donne_pas_ses_coordonnees_a_la_table(region):
    gestes.inscrire(region, QUI, Actif("marcheuse", Genre.PERSONNE, "Marcheuse du rang 4", telephone="418 555-0199",
                                       latitude=48.5, longitude=0.5))  # fmt: skip
    assert "555-0199" not in saine(voir(actif="marcheuse"))
    assert "555-0199" in saine(voir(Profil.DSP, actif="marcheuse"))


def test_l_histoire_dit_qui_par_role_et_ce_qui_a_change(region):
    gestes.modifier(region, QUI, ["cafe"], {"cout": actifs.Cout.GRATUIT, "telephone": "418 555-0100"})
    dit = saine(voir(actif="cafe"))
    assert "2. Corrigé le 21 novembre 2026 à 14 h 32 par le rôle terrain" in dit
    assert "coût : « inconnu », puis « gratuit »" in dit
    assert "rien, puis « 418" not in dit, "une coordonnée changée se nomme, sans se redire"


# Les gestes.


def fiche() -> None:
    """Le corps de la fiche : sous `st.navigation`, AppTest perd les clics."""
    import streamlit as st

    from tableau_bord.interface import actifs, actifs_fiche, contexte, navigation

    navigation.lien = lambda *a, **k: None
    ici = contexte.courant()
    actifs_fiche.afficher(ici, actifs.lire(ici), st.query_params["actif"])


def ouvrir_fiche(actif: str) -> AppTest:
    essai = AppTest.from_function(fiche, default_timeout=60)
    essai.query_params["base"] = bases.REGION
    essai.query_params["actif"] = actif
    essai.run()
    saine(essai)
    return essai


@pytest.fixture
def liens_intacts():
    from tableau_bord.interface import navigation

    garde = navigation.lien
    yield
    navigation.lien = garde


@pytest.mark.usefixtures("liens_intacts")
def test_tout_est_juste_verifie_d_aujourd_hui(region):
    presser(ouvrir_fiche("veillee"), "Tout est juste aujourd’hui")
    lu = actifs.un_actif(region, "veillee")
    assert (lu.verifie_le, lu.revision) == ("2026-11-21", 2)


@pytest.mark.usefixtures("liens_intacts")
def test_corriger_un_champ_ne_touche_pas_aux_autres(region):
    region.ecrire(
        lambda t: depot.ecrire(t, [Actif("cours", Genre.SERVICE, "Cours", heures=7.5, places=12.5)])
    )
    essai = ouvrir_fiche("cours")
    next(c for c in essai.text_input if c.label == "Nom").set_value("Cours du soir")
    presser(essai, "Enregistrer la correction")
    lu = actifs.un_actif(region, "cours", Profil.DSP)
    assert (lu.nom, lu.heures, lu.places, lu.etat) == ("Cours du soir", 7.5, 12.5, Etat.EN_SERVICE)


@pytest.mark.usefixtures("liens_intacts")
def test_corriger_un_actif_ferme_ne_le_rouvre_pas(region, monkeypatch):
    from tableau_bord.interface import profil

    gestes.fermer(region, QUI, "cafe", "Le bail est fini.")
    monkeypatch.setattr(profil, "courant", lambda: Profil.DSP)
    essai = ouvrir_fiche("cafe")
    next(c for c in essai.text_input if c.label == "Nom").set_value("Café d’autrefois")
    presser(essai, "Enregistrer la correction")
    lu = actifs.un_actif(region, "cafe", Profil.DSP)
    assert (lu.nom, lu.etat) == ("Café d’autrefois", Etat.FERME)


@pytest.mark.usefixtures("liens_intacts")
def test_qui_lit_seulement_n_a_aucun_geste(region, monkeypatch):
    monkeypatch.setattr(identite, "courante", lambda: Identite("x", frozenset({Role.LECTURE})))
    essai = ouvrir_fiche("cafe")
    assert [b.label for b in essai.button] == ["Revenir à la liste"]


# À vérifier, Réseau.


def test_a_verifier_ne_montre_que_ce_qui_l_est_et_ecrit_la_regle(region):
    essai = voir(vue="À vérifier")
    dit = saine(essai)
    assert [x for x in liens(essai) if x.startswith("▲")] == ["▲\u00a0Veillée des voisins"]
    assert "la confiance baisse de moitié tous les 730 jours" in dit
    assert "Quatre communautés n’ont pas encore d’actif vérifié cette année : c’est là que votre" in dit


def test_le_reseau_se_dit_en_une_phrase(region):
    assert "1 table et 1 organisme membre ; aucun n’est membre de deux tables." in saine(voir(vue="Réseau"))


def test_sans_lien_le_reseau_dit_comment_il_se_tisse(vide):
    assert "Aucun lien n’est encore inscrit entre les actifs." in saine(voir(vue="Réseau"))
