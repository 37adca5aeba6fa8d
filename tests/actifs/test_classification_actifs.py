"""La classification : complète, publiée en SKOS valide, et prudente quand elle rapproche."""

from __future__ import annotations

import re

import pytest
import rdflib
from rdflib.namespace import RDF, SKOS

from tableau_bord.actifs import classification
from tableau_bord.indicateurs.enjeux import charger as enjeux_livres


def test_chaque_classe_a_sa_famille_et_chaque_famille_ses_enjeux():
    c = classification.charger()
    enjeux = {e.enjeu for e in enjeux_livres()}
    assert len(c.classes) >= 55 and len(c.familles) == 12
    assert {x.famille for x in c.classes.values()} == set(c.familles)
    assert not set(c.familles) & set(c.classes), "un code ne désigne qu'une chose"
    for famille in c.familles.values():
        assert famille.enjeux and set(famille.enjeux) <= enjeux
    assert len({x.libelle for x in c.classes.values()}) == len(c.classes)


def test_les_etiquettes_osm_sont_bien_formees():
    for classe in classification.charger().classes.values():
        assert classe.osm == "" or re.fullmatch(r"[a-z_:]+=[a-z_]+", classe.osm), classe


def test_le_skos_se_lit_et_dit_tout():
    graphe = rdflib.Graph().parse(data=classification.skos(), format="turtle")
    c = classification.charger()
    concepts = set(graphe.subjects(RDF.type, SKOS.Concept))
    assert len(concepts) == len(c.classes) + len(c.familles)
    for concept in concepts:
        libelles = list(graphe.objects(concept, SKOS.prefLabel))
        assert len(libelles) == 1 and libelles[0].language == "fr"
        assert list(graphe.objects(concept, SKOS.definition)) and list(graphe.objects(concept, SKOS.inScheme))
        assert list(graphe.objects(concept, SKOS.broader)) or list(graphe.objects(concept, SKOS.topConceptOf))
    assert len(list(graphe.subject_objects(SKOS.closeMatch))) == sum(bool(x.osm) for x in c.classes.values())


@pytest.mark.parametrize(
    ("texte", "classe"),
    [
        ("Banque alimentaire", "depannage_alimentaire"), ("CUISINES COLLECTIVES du quartier", "cuisine_collective"),
        ("Maison des jeunes l’Escale", "maison_jeunes"), ("Bibliothèque Éva-Circé-Côté", "bibliotheque"), ("Comité logement", "defense_locataires"),
        ("Église Saint-Marc", "lieu_culte"), ("Pharmacie", "pharmacie"), ("Jardin communautaire", "jardin_partage"),
    ],
)  # fmt: skip
def test_une_categorie_libre_se_rapproche(texte, classe):
    assert classification.proposer(texte) == classe


@pytest.mark.parametrize("texte", ["", "Membres réguliers", "zzz", "🧶", "Association"])
def test_ce_qui_ne_dit_rien_reste_libre(texte):
    assert (
        classification.proposer(texte) in ("", "citoyens")
        if "Membres" in texte
        else classification.proposer(texte) == ""
    )


def test_un_code_inconnu_n_a_pas_de_libelle():
    assert (
        classification.libelle("") == classification.libelle("inconnu") == ""
        and classification.enjeux_de("x") == ()
    )
    assert classification.libelle("pharmacie") == "Pharmacie" and classification.enjeux_de("pharmacie") == (
        "soins",
    )
