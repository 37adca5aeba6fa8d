"""Une rencontre ne s'ouvre que sur une valise ; son code se lit, s'échoit et se ferme."""

import shutil

import pytest

from tableau_bord import acces
from tableau_bord.acces import Identite, Role, rencontres
from tableau_bord.acces.envois import ALPHABET
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import demonstration, rencontre, reseau_local, valise
from tests.gestes.valise_semee import EN_SALLE, QUI, confier, maison
from tests.graines import ORDINAIRE


@pytest.fixture(scope="module")
def bases(tmp_path_factory):
    """Une maison semée et une valise qui en sort, à copier."""
    dossier = tmp_path_factory.mktemp("rencontre")
    chez_nous = maison(dossier / "maison.duckdb")
    valise.preparer(chez_nous, QUI, "communaute", ORDINAIRE, dossier / "valise.duckdb")
    chez_nous.fermer()
    return dossier


@pytest.fixture
def salle(bases, tmp_path):
    shutil.copy(bases / "valise.duckdb", tmp_path / "valise.duckdb")
    base = Entrepot(tmp_path / "valise.duckdb")
    yield base
    base.fermer()


def test_la_valise_s_ouvre_et_le_code_se_tape(salle):
    assert rencontre.refuser_si_fine(salle).code == ORDINAIRE
    ouverte = rencontre.ouvrir(salle, EN_SALLE, heures=3)
    assert (ouverte.decoupage, ouverte.territoire, len(ouverte.code)) == ("communaute", ORDINAIRE, 6)
    assert set(ouverte.code) <= set(ALPHABET)
    assert not set(ALPHABET) & set("01OILU")
    for tape in (ouverte.code, ouverte.code.lower(), ouverte.code_lisible, f" {ouverte.code} "):
        assert rencontres.rencontre_ouverte(salle, tape) == ouverte
    assert acces.journal(salle)["geste"].to_list() == ["emporter", "ouvrir une rencontre"]


@pytest.mark.parametrize(
    "faux",
    ["", "FAUX", "AAAAAA", "' OR 1=1 --", "A" * 10_000, "é" * 6, "😀😀😀😀😀😀", "../../", "ABC\x0023"],
)
def test_un_code_faux_n_ouvre_rien(salle, faux):
    rencontre.ouvrir(salle, EN_SALLE)
    assert rencontres.rencontre_ouverte(salle, faux) is None


def test_reouvrir_rend_la_meme_tant_qu_elle_dure_puis_un_autre_code(salle, monkeypatch):
    premiere = rencontre.ouvrir(salle, EN_SALLE, heures=2)
    assert rencontre.ouvrir(salle, EN_SALLE, heures=9) == premiere
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T16:31:59-05:00")
    assert rencontres.rencontre_ouverte(salle, premiere.code) == premiere
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T16:32:00-05:00")
    assert rencontres.rencontre_ouverte(salle, premiere.code) is None
    assert rencontre.ouvrir(salle, EN_SALLE).code != premiere.code


def test_fermer_ferme_aussitot_et_une_seule_fois(salle):
    ouverte = rencontre.ouvrir(salle, EN_SALLE)
    confier(salle, "Parole de la salle no 1")
    rencontre.fermer(salle, EN_SALLE, ouverte.code)
    assert rencontres.rencontre_ouverte(salle, ouverte.code) is None
    lignes = acces.journal(salle).height
    rencontre.fermer(salle, EN_SALLE, ouverte.code)
    assert acces.journal(salle).height == lignes


@pytest.mark.parametrize("heures", [0, -1, 13, 10_000, True])
def test_la_duree_est_bornee(salle, heures):
    with pytest.raises(AccesErreur, match="de 1 à 12 heures"):
        rencontre.ouvrir(salle, EN_SALLE, heures)


def test_sans_le_droit_d_animer_rien_ne_s_ouvre(salle):
    with pytest.raises(AccesErreur, match="ne permet pas"):
        rencontre.ouvrir(salle, Identite("x", frozenset({Role.LECTURE})))
    assert rencontres.en_cours(salle) is None


# --- ce sur quoi elle refuse de s'ouvrir -------------------------------------------------------


def test_la_base_de_la_dsp_est_refusee_et_la_phrase_dit_pourquoi(bases, tmp_path):
    shutil.copy(bases / "maison.duckdb", tmp_path / "maison.duckdb")
    base = Entrepot(tmp_path / "maison.duckdb")
    with pytest.raises(AccesErreur) as refus:
        rencontre.ouvrir(base, QUI)
    assert refus.value.code == "base_fine"
    for mot in (
        "valeurs fines",
        "populations par âge ou sexe",
        "raisons de masque",
        "lots",
        "Préparez une valise",
    ):
        assert mot in refus.value.phrase
    assert rencontres.en_cours(base) is None
    base.fermer()


def test_la_demonstration_et_une_base_vide_sont_refusees(entrepot_vide):
    with pytest.raises(AccesErreur, match="ne s'ouvre que sur une valise\\.") as refus:
        rencontre.refuser_si_fine(entrepot_vide)
    assert refus.value.code == "pas_une_valise"
    demo = Entrepot(":memory:")
    migrations.appliquer(demo)
    demonstration.construire(demo)
    with pytest.raises(AccesErreur, match="valeurs fines"):
        rencontre.refuser_si_fine(demo)
    demo.fermer()


FINES = (
    "INSERT INTO valeurs VALUES ('communaute', 'x', 'd', '2021', 2021, 'T', 'tous', 2, 9, 1, 1, 1, NULL, 'l', '1', NULL)",
    "INSERT INTO masques VALUES ('p', 'communaute', 'x', 'd', '2021', 'T', 'tous', 'petit effectif')",
    "INSERT INTO lots VALUES ('l', 'g', 'f', '0', 'a', '2026', 1, 'r', '')",
    "INSERT INTO populations VALUES ('communaute', 'x', 2021, 'F', 0, 4, 3, 'l')",
    "INSERT INTO populations VALUES ('communaute', 'x', 2021, 'T', 0, 4, 3, 'l')",
    "INSERT INTO populations VALUES ('communaute', 'x', 2021, 'T', 5, 120, 3, 'l')",
    "INSERT INTO invitation_cle VALUES (1, 'secret')",
    "CREATE TABLE microdonnees AS SELECT 1 AS fiche",
)


@pytest.mark.parametrize("sql", FINES)
def test_une_seule_ligne_de_trop_dans_une_valise_suffit_a_la_refuser(salle, sql):
    rencontre.refuser_si_fine(salle)
    salle.ecrire(lambda t: t.executer(sql))
    with pytest.raises(AccesErreur, match="ne sort pas de la direction"):
        rencontre.ouvrir(salle, EN_SALLE)


def test_une_ligne_d_identite_ne_fait_pas_une_valise_d_une_base_fine(bases, tmp_path):
    shutil.copy(bases / "maison.duckdb", tmp_path / "maison.duckdb")
    base = Entrepot(tmp_path / "maison.duckdb")
    base.ecrire(
        lambda t: t.executer(
            "INSERT INTO valise_identite VALUES ('v', 'communaute', 'x', '', '', '', '', '')"
        )
    )
    with pytest.raises(AccesErreur, match="valeurs fines"):
        rencontre.ouvrir(base, EN_SALLE)
    base.fermer()


# --- les adresses -------------------------------------------------------------------------------


def test_toutes_les_adresses_hors_boucle_la_principale_d_abord(monkeypatch):
    monkeypatch.setattr(reseau_local, "_du_chemin_par_defaut", lambda: ["10.0.0.7"])
    monkeypatch.setattr(
        reseau_local, "_des_interfaces", lambda: ["127.0.0.1", "192.168.1.4", "10.0.0.7", "169.254.3.3"]
    )
    assert rencontre.adresses(8501, "ABC234") == (
        "http://10.0.0.7:8501/s/ABC234",
        "http://192.168.1.4:8501/s/ABC234",
    )
    monkeypatch.setattr(reseau_local, "_du_chemin_par_defaut", lambda: [])
    monkeypatch.setattr(reseau_local, "_des_interfaces", lambda: ["127.0.0.1", "169.254.3.3"])
    assert reseau_local.adresses_locales() == ("169.254.3.3",)
    monkeypatch.setattr(reseau_local, "_des_interfaces", lambda: ["127.0.0.1"])
    assert rencontre.adresses(8501, "ABC234") == ()
