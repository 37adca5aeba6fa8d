"""L'historique : l'origine gardée, les versions dans l'ordre, rien d'écrasé ; et l'export du dictionnaire."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tableau_bord import indicateurs
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.indicateurs import charger, dictionnaire, historique
from tableau_bord.indicateurs.correction import corriger
from tests.graines import DECES, DIPLOME


@pytest.fixture
def inscrit(entrepot_vide, monkeypatch):
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-01-05T10:00:00+00:00")
    entrepot_vide.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, [DIPLOME, DECES]))
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T19:32:00+00:00")
    return entrepot_vide


def _corriger(entrepot, indicateur, raison="Précision."):
    def geste(t):
        numero = historique.inscrire(t, indicateur, "Maude", raison)
        indicateurs.inscrire_indicateurs(t, [indicateur], "écran")
        return numero

    return entrepot.ecrire(geste)


def test_sans_correction_il_n_y_a_pas_d_histoire(inscrit) -> None:
    assert historique.versions(inscrit, "diplome") == ()
    assert historique.actuel(inscrit, "diplome") == DIPLOME
    assert historique.actuel(inscrit, "licorne") is None


def test_la_premiere_correction_garde_aussi_l_origine(inscrit) -> None:
    corrige = corriger(DIPLOME, nom="Diplôme")
    assert _corriger(inscrit, corrige) == 2
    deux, une = historique.versions(inscrit, "diplome")
    assert (une.version, une.indicateur, une.auteur) == (1, DIPLOME, "Dictionnaire livré")
    assert une.quand == datetime(2026, 1, 5, 10, tzinfo=UTC)
    assert (deux.version, deux.indicateur, deux.auteur, deux.raison) == (2, corrige, "Maude", "Précision.")
    assert deux.quand == datetime(2026, 11, 21, 19, 32, tzinfo=UTC)
    assert historique.versions(inscrit, "deces") == ()


def test_les_versions_se_suivent_la_plus_recente_d_abord(inscrit) -> None:
    for rang in range(3):
        _corriger(inscrit, corriger(DIPLOME, nom=f"Nom {rang}"))
    assert [v.version for v in historique.versions(inscrit, "diplome")] == [4, 3, 2, 1]
    assert historique.une_version(inscrit, "diplome", 3).indicateur.nom == "Nom 1"


def test_une_version_inconnue_le_dit(inscrit) -> None:
    with pytest.raises(IndicateurErreur, match="pas de version 9"):
        historique.une_version(inscrit, "diplome", 9)


def test_le_fichier_livre_n_ecrase_pas_une_fiche_corrigee(inscrit) -> None:
    _corriger(inscrit, corriger(DIPLOME, nom="Diplôme"))
    neuf = corriger(DECES, nom="Décès")
    inscrit.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, [DIPLOME, neuf]))
    assert historique.actuel(inscrit, "diplome").nom == "Diplôme"
    assert historique.actuel(inscrit, "deces").nom == "Décès"
    assert indicateurs.depot.codes_corriges(inscrit) == {"diplome"}


def test_le_dictionnaire_exporte_en_toml_se_relit_identique(tmp_path) -> None:
    piege = corriger(
        DIPLOME,
        nom='Guillemets "doubles" et \\ barre',
        definition="Accents é, insécable\u00a0: tiret – et apostrophe ’.",
        mises_en_garde=("Une.", 'Deux "guillemets".'),
        seuil=0.05,
    )
    fichier = tmp_path / "dictionnaire.toml"
    fichier.write_bytes(dictionnaire.en_toml([piege, DECES]))
    assert set(charger(fichier)) == {piege, DECES}


def test_tout_le_dictionnaire_livre_fait_l_aller_retour(tmp_path) -> None:
    fichier = tmp_path / "dictionnaire.toml"
    fichier.write_bytes(dictionnaire.en_toml(charger()))
    assert charger(fichier) == charger()


def test_le_csv_neutralise_les_formules_et_dit_tous_les_champs() -> None:
    piege = corriger(DIPLOME, nom="=SOMME(A1)", definition="Deux ; lignes", seuil=0.05)
    contenu = dictionnaire.en_csv([piege])
    assert contenu.startswith(b"\xef\xbb\xbf")
    entetes, ligne = csv.reader(io.StringIO(contenu.decode("utf-8-sig")), delimiter=";")
    lue = dict(zip(entetes, ligne, strict=True))
    assert lue["Nom"] == "'=SOMME(A1)"
    assert lue["Définition"] == "Deux ; lignes"
    assert lue["Seuil du test"] == "0,05"
    assert lue["Pour combien"] == "100"
    assert lue["Nature"] == "une part d’un groupe (proportion)"
    assert len(entetes) == 23


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    textes=st.lists(st.text(max_size=40), min_size=3, max_size=3),
    gardes=st.lists(st.text(max_size=30), max_size=3),
    seuil=st.floats(0.0001, 0.5),
)
def test_n_importe_quel_texte_fait_l_aller_retour_toml(tmp_path, textes, gardes, seuil) -> None:
    nom, ages, phrase = textes
    fiche = corriger(
        DIPLOME, nom=f"N{nom}", ages=ages, phrase_favorable=phrase, mises_en_garde=tuple(gardes), seuil=seuil
    )
    fichier = tmp_path / "dictionnaire.toml"
    fichier.write_bytes(dictionnaire.en_toml([fiche]))
    assert charger(fichier) == (fiche,)
    (ligne,) = list(csv.reader(io.StringIO(dictionnaire.en_csv([fiche]).decode("utf-8-sig")), delimiter=";"))[
        1:
    ]
    assert not any(cellule.startswith(("=", "+", "-", "@")) for cellule in ligne)
