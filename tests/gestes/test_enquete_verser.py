"""Verser et publier une enquête : aucune fiche gardée, rien sous le seuil, ce qui paraît est figé, l'attaque ne trouve rien."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from tableau_bord import divulgation, indicateurs
from tableau_bord.acces import Identite, Profil, Role
from tableau_bord.commun.erreurs import AccesErreur, ImportationErreur
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import annuler, enquete_avis, enquete_verser, proteger, publier, valise
from tableau_bord.gestes.choix import APublier
from tableau_bord.gestes.enquete_declaration import MesureDite
from tableau_bord.indicateurs import enquetes
from tableau_bord.indicateurs.modele import SignalNiveau
from tests.gestes.enquete_essai import QUI, TEMOIN, base, declaration, fiches, tout

RARE = MesureDite("enq_insecurite", "insecurite = 1", nom="Ont manqué d’argent pour se nourrir", sens="bas")
AGES = MesureDite("enq_detresse_65", "detresse = 1", "age >= 65", "Détresse chez les aînés", "bas")
CLE = ["decoupage", "code", "indicateur", "periode"]


@pytest.fixture(scope="module")
def faite(tmp_path_factory):
    """Une enquête pesée, versée, publiée dans un fichier ; les fiches portent un mot unique."""
    chemin = tmp_path_factory.mktemp("enquete") / "region.duckdb"
    entrepot = base(str(chemin))
    lues = fiches(temoin=True)
    resultat = tout(entrepot, lues, _dite(entrepot, lues))
    lot = enquete_verser.verser(entrepot, resultat, QUI)
    publication = publier.publier(entrepot, publier.contenus_a_publier(entrepot), QUI)
    yield entrepot, resultat, lot, publication, chemin
    entrepot.fermer()


def _dite(entrepot, lues):
    dite = declaration(entrepot, lues, 1)
    return replace(dite, mesures=(*dite.mesures, RARE, AGES))


def test_aucune_fiche_n_est_dans_la_base_ni_dans_son_journal(faite):
    entrepot, _, lot, _, chemin = faite
    octets = b"".join(f.read_bytes() for f in chemin.parent.iterdir())
    assert TEMOIN.encode() not in octets
    assert lot.fichier.encode() in octets, "contre-épreuve : ce qu'on garde se trouve bien dans ces octets"
    tables = entrepot.lire(
        "SELECT table_name AS nom FROM information_schema.tables WHERE table_schema = 'main'"
    )["nom"]
    for table in tables:
        colonnes = entrepot.lire(f'SELECT * FROM "{table}" LIMIT 0').columns
        assert not {"sante", "tabac", "poids_sondage", "verbatim"} & set(colonnes), table


def test_sous_le_seuil_ni_replication_ni_direct_ne_parait(faite):
    entrepot, resultat, _, _, _ = faite
    seuil = resultat.regle.seuil
    petites = resultat.lignes.filter(
        (pl.min_horizontal("effectif", pl.col("repondants") - pl.col("effectif")) < seuil)
        | (pl.col("repondants") < seuil)
    )
    assert petites.height > 60
    gardees = entrepot.lire("SELECT * FROM enquete_estimations").join(
        petites.select(CLE[:3]), on=CLE[:3], how="semi"
    )
    assert gardees["repliques"].null_count() == gardees.height == petites.height
    assert set(gardees["voie"]) <= {"synthétique", "rien"}
    lues = indicateurs.lire_cases(entrepot, Profil.TABLE, indicateurs=petites["indicateur"].unique())
    parues = lues.join(
        petites.select(*CLE[:3], "synthetique", "direct", n="repondants", x="effectif"), on=CLE[:3]
    )
    proches = parues.filter((pl.col("x") > 0) & pl.col("valeur").is_not_null())
    assert proches.height > 8
    assert proches["effectif"].null_count() == proches["denominateur"].null_count() == proches.height
    assert np.allclose(proches["valeur"], 100 * proches["synthetique"], rtol=1e-9)
    assert not np.isclose(proches["valeur"], 100 * proches["direct"], atol=1e-6).any()


def test_ce_qui_est_masque_par_complement_parait_aussi_par_le_modele_seul(faite):
    entrepot, _, _, publication, _ = faite
    masques = entrepot.lire("SELECT * FROM masques WHERE publication = $p", p=publication.publication)
    complement = masques.filter(pl.col("raison") == divulgation.COMPLEMENT)
    assert complement.height
    parues = indicateurs.lire_cases(
        entrepot, Profil.TABLE, indicateurs=complement["indicateur"].unique()
    ).join(complement.select(CLE), on=CLE, how="semi")
    assert parues["effectif"].null_count() == parues.height == complement.height
    figees = entrepot.lire("SELECT * FROM cube_enquete").join(complement.select(CLE), on=CLE, how="semi")
    assert set(figees["voie"]) == {"synthétique"} and figees["repliques"].null_count() == figees.height
    assert figees["valeur_p"].null_count() == figees["reste"].null_count() == figees.height


def test_l_attaque_ne_trouve_rien_et_la_contre_epreuve_mord(faite, monkeypatch):
    entrepot = faite[0]
    attaque = proteger.attaquer_la_base(entrepot)
    assert (attaque.exposees.height, attaque.impossibles) == (0, 0)
    # sans le complément, un total moins ses communautés montrées rend les petites
    cases = publier.lire_choix(entrepot, [c for c in _tout(entrepot) if c.indicateur == RARE.code])
    regle = proteger._regles(entrepot)[RARE.code]
    primaires = divulgation.raisonner(regle.completer(cases), regle.seuils)
    inconnues = divulgation.reunir(primaires, regle.seuils, pl.DataFrame(schema=divulgation.INCONNUES))
    nue = divulgation.attaquer(inconnues, proteger.liens(entrepot))
    assert nue.exposees.height > 0


def _tout(entrepot):
    contenus = indicateurs.contenus(entrepot).filter(pl.col("decoupage") != "AD")
    return [
        APublier(c["indicateur"], "", c["decoupage"], (c["periode"],), c["cases"], True)
        for c in contenus.to_dicts()
    ]


def test_d_un_eblup_publie_sous_le_seuil_on_remonterait_au_direct(faite):
    """Contre-épreuve de la règle γ = 0 : avec l'EBLUP, γ et x'β connus, le direct se retrouve exactement."""
    resultat = faite[1]
    ajuste = resultat.modeles["communaute", RARE.code]
    lignes = resultat.lignes.filter(
        (pl.col("indicateur") == RARE.code) & (pl.col("decoupage") == "communaute")
    )
    petites = (lignes["effectif"] > 0) & (lignes["effectif"] < resultat.regle.seuil)
    assert petites.any()
    assert (ajuste.gamma[petites.to_numpy()] == 0).all()
    libres = ~petites.to_numpy() & (lignes["voie"] == "modèle").to_numpy()
    assert (ajuste.gamma[libres] > 0).any()


def test_la_comparaison_au_reste_ne_vient_que_d_une_estimation_directe(faite):
    entrepot = faite[0]
    lu = indicateurs.portrait(entrepot, Profil.TABLE, "communaute", "20-002")
    par_code = {m.indicateur.code: m for m in (*lu.noyau, *lu.annexe)}
    directe = par_code["enq_sante_positive"]
    assert (
        directe.pesee.voie == "direct" and directe.reste.valeur is not None and directe.valeur_p is not None
    )
    assert directe.signal is not SignalNiveau.NON_EVALUE
    for m in par_code.values():
        if m.pesee is not None and m.pesee.voie != "direct":
            assert m.signal is SignalNiveau.NON_EVALUE and m.reste is None


def test_les_replications_parues_sont_celles_des_estimations_directes_publiees(faite):
    entrepot, resultat, _, _, _ = faite
    codes, tableau = enquetes.repliques(entrepot, "enq_sante_positive", "communaute", "2022")
    directes = resultat.lignes.filter(
        (pl.col("indicateur") == "enq_sante_positive")
        & (pl.col("decoupage") == "communaute")
        & (pl.col("voie") == "direct")
    )
    assert set(codes) <= set(directes["code"]) and len(codes) > 90
    assert tableau.shape == (resultat.pesee.declaration.nombre, len(codes))
    valeurs = dict(directes.select("code", "valeur").iter_rows())
    assert np.allclose(tableau.mean(axis=0), [100 * valeurs[c] for c in codes], atol=6)


def test_annuler_le_lot_laisse_ce_qui_a_paru(tmp_path):
    entrepot = base()
    lues = fiches()
    lot = enquete_verser.verser(entrepot, tout(entrepot, lues, declaration(entrepot, lues, 1)), QUI)
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), QUI)
    annuler.annuler_lot(entrepot, lot.lot, QUI)
    assert enquetes.estimations(entrepot, lot.lot).is_empty() and enquetes.enquetes(entrepot) == ()
    assert indicateurs.lire_cases(entrepot, Profil.DSP, indicateurs=["enq_sante_positive"]).is_empty()
    assert indicateurs.lire_cases(entrepot, Profil.TABLE, indicateurs=["enq_sante_positive"]).height > 100
    assert len(enquetes.repliques(entrepot, "enq_sante_positive", "communaute", "2022")[0]) > 90
    encore = enquete_verser.verser(entrepot, tout(entrepot, lues, declaration(entrepot, lues, 1)), QUI)
    assert encore.lot != lot.lot
    entrepot.fermer()


def test_la_valise_emporte_ce_qui_a_paru_et_rien_de_fin(faite, tmp_path):
    entrepot = faite[0]
    emportee = Entrepot(
        valise.preparer(entrepot, QUI_ANIME, "communaute", "20-002", tmp_path / "v.duckdb").chemin
    )
    try:
        assert enquetes.precisions(emportee, Profil.TABLE, codes=["20-002"]).height > 0
        for table in ("enquetes", "enquete_estimations", "enquete_avis"):
            assert emportee.lire(f"SELECT COUNT(*) AS n FROM {table}")["n"][0] == 0
        lu = indicateurs.portrait(emportee, Profil.TABLE, "communaute", "20-002")
        assert any(m.pesee is not None for m in (*lu.noyau, *lu.annexe))
    finally:
        emportee.fermer()


QUI_ANIME = Identite("Animatrice", frozenset({Role.ADMINISTRATION, Role.ANIMATION, Role.SURVEILLANCE}))


def test_verser_deux_fois_les_memes_choix_est_refuse(faite):
    with pytest.raises(ImportationErreur) as refus:
        enquete_verser.verser(faite[0], faite[1], QUI)
    assert refus.value.code == "deja_verse"


def test_une_mesure_d_une_autre_nature_garde_son_code(faite):
    entrepot, *_ = faite
    lues = fiches()
    dite = replace(declaration(entrepot, lues, 1), mesures=(MesureDite("tabagisme", "tabac dans (1, 2)"),))
    with pytest.raises(ImportationErreur) as refus:
        enquete_verser.verser(entrepot, tout(entrepot, lues, dite), QUI)
    assert refus.value.code == "nature_differente"


def test_l_avis_du_comite_se_lit_avec_ses_dissidences(faite):
    entrepot, _, lot, _, _ = faite
    terrain = Identite("Organisatrice", frozenset({Role.TERRAIN}))
    enquete_avis.donner(entrepot, lot.lot, "marges", "surveillance", "approuve", "", QUI)
    enquete_avis.donner(
        entrepot, lot.lot, "marges", "terrain", "objecte", "Les locataires manquent.", terrain
    )
    enquete_avis.donner(entrepot, lot.lot, "modele", "terrain", "objecte", "Premier jet", terrain)
    enquete_avis.donner(entrepot, lot.lot, "modele", "terrain", "approuve", "", terrain)
    par_objet = {s.objet: s for s in enquete_avis.synthese(entrepot, lot.lot)}
    assert (par_objet["marges"].approuvent, par_objet["marges"].objectent) == (1, 1)
    assert par_objet["marges"].objections[0].raison == "Les locataires manquent."
    assert (par_objet["modele"].approuvent, par_objet["modele"].objectent) == (1, 0)
    assert par_objet["mesures"].approuvent == 0


@pytest.mark.parametrize(
    ("objet", "position", "raison", "code"),
    [
        ("marges", "objecte", "  ", "raison_absente"),
        ("autre", "approuve", "", "avis_mal_dit"),
        ("marges", "peut-être", "", "avis_mal_dit"),
        ("marges", "objecte", "x" * 601, "raison_longue"),
    ],
)
def test_un_avis_mal_dit_est_refuse(faite, objet, position, raison, code):
    with pytest.raises(AccesErreur) as refus:
        enquete_avis.donner(faite[0], faite[2].lot, objet, "terrain", position, raison, QUI)
    assert refus.value.code == code


def test_le_rapport_ne_porte_aucun_petit_effectif(faite):
    entrepot, resultat, lot, _, _ = faite
    rapport = json.loads(enquetes.une_enquete(entrepot, lot.lot).rapport)
    assert all(m["repondants"] >= resultat.regle.seuil for m in rapport["marges"])
    assert rapport["repondants"] == resultat.pesee.fiches.lignes
