"""L'arrondi aléatoire contrôlé : des sommes qui tiennent, aucun biais, rien à moyenner, rien à resserrer."""

import itertools

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.divulgation import arrondi
from tableau_bord.divulgation.arrondi import arrondir, arrondir_sans_exposer
from tableau_bord.divulgation.arrondi_attaque import REGISTRE_ARRONDI, attaquer_arrondi, reunir_arrondis
from tableau_bord.divulgation.attaque import FUITE, TENUE
from tableau_bord.divulgation.relations import Liens
from tableau_bord.divulgation.systeme import construire
from tests.divulgation.tableaux import case, cases, intervalle, liens

CLE = b"une cle d'essai, trente-deux o.."
RIEN_PARU = pl.DataFrame(schema=REGISTRE_ARRONDI)
SEXES, AGES = ("F", "M"), ("0 à 17 ans", "18 ans et plus")
PIECES = (("x", "1", "A"), ("y", "1", "B"), ("z", "2", "B"), ("w", "3", "A"))
CROISES = liens(
    *((c, n, d, p) for n, r, m in PIECES for c, d, p in (
        ("communaute", "RLS", r), ("communaute", "MRC", m), ("communaute", "RSS", "R"),
    )),
    *(("RLS", r, "RSS", "R") for r in "123"), *(("MRC", m, "RSS", "R") for m in "AB"),
)  # fmt: skip


def _cube(fins, decoupages=("communaute", "RLS", "MRC", "RSS"), population=5000, lot="a"):
    """Tous les croisements de quatre communautés (16 effectifs fins) : territoires, sexes, âges, marges."""
    rang = {
        cle: v for cle, v in zip(itertools.product([p[0] for p in PIECES], SEXES, AGES), fins, strict=True)
    }
    ou = {"communaute": 0, "RLS": 1, "MRC": 2}
    lignes = []
    for d, s, a in itertools.product(decoupages, (*SEXES, "T"), (*AGES, "tous")):
        for code in dict.fromkeys(p[ou[d]] if d in ou else "R" for p in PIECES):
            dedans = [p[0] for p in PIECES if d not in ou or p[ou[d]] == code]
            voulues = itertools.product(dedans, SEXES if s == "T" else (s,), AGES if a == "tous" else (a,))
            somme = float(sum(rang[v] for v in voulues))
            lignes.append(case(d, code, somme, max(population, somme), sexe=s, age=a, lot=lot))
    return cases(*lignes)


def _arrondir(fines, connus=CROISES, base=5, registre=RIEN_PARU, cle=CLE, **options):
    return arrondir(fines, base, connus, registre, cle=cle, **options)


def _sous_bien_des_cles(monkeypatch, combien, fines, connus=CROISES):
    """Les arrondis d'un même tableau, une rangée par clé ; le système ne se bâtit qu'une fois."""
    tout = reunir_arrondis(fines, RIEN_PARU)
    systeme = construire(tout.drop("arrondi"), connus)
    monkeypatch.setattr(arrondi, "reunir_arrondis", lambda *_: tout)
    monkeypatch.setattr(arrondi, "construire", lambda *_: systeme)
    cles = (f"clé d'essai numéro {k}".encode() for k in range(combien))
    return np.array([_arrondir(fines, cle=cle)["arrondi"].to_numpy() for cle in cles])


def _valeurs(rendues):
    return {ligne[:3]: ligne[3] for ligne in rendues.select("code", "sexe", "age", "arrondi").rows()}


def _sommes_fausses(rendues):
    """Toutes les sommes du cube, refaites à la main."""
    v = _valeurs(rendues)
    emboites = {
        "1": "xy", "2": "z", "3": "w", "A": "xw", "B": "yz", "R": "123",
    }  # fmt: skip
    fausses = []
    for c, s, a in v:
        parts = [[(p, s, a) for p in emboites.get(c, "")]]
        parts += [[(p, s, a) for p in "AB"], [(p, s, a) for p in "xyzw"]] if c == "R" else []
        parts += [[(c, x, a) for x in SEXES]] if s == "T" else []
        parts += [[(c, s, x) for x in AGES]] if a == "tous" else []
        fausses += [
            (c, s, a) for p in parts if p and all(q in v for q in p) and v[c, s, a] != sum(v[q] for q in p)
        ]  # fmt: skip
    return fausses


FINS = st.lists(st.integers(0, 14), min_size=16, max_size=16)


@settings(max_examples=60, deadline=None)
@given(FINS, st.sampled_from([3, 5, 10]), st.binary(min_size=16, max_size=16))
def test_additif_et_voisin_sur_des_decoupages_qui_se_chevauchent(fins, base, cle):
    rendues = _arrondir(_cube(fins), base=base, cle=cle)
    assert _sommes_fausses(rendues) == []
    ecart = (rendues["arrondi"] - rendues["effectif"]).abs()
    assert (rendues["arrondi"] % base == 0).all() and (rendues["arrondi"] >= 0).all()
    assert (ecart.filter(~rendues["elargie"]) < base).all()
    assert (ecart < 2 * base).all()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 14), min_size=16, max_size=16), st.sampled_from([5, 10]))
def test_un_tableau_a_deux_entrees_ne_s_elargit_jamais(fins, base):
    """Cox : territoires × sexes, il existe toujours un arrondi additif où tout multiple reste."""
    fines = _cube(fins, ("RLS", "RSS")).filter(pl.col("age") == "tous")
    rendues = _arrondir(fines, base=base)
    assert rendues["elargie"].sum() == 0 and _sommes_fausses(rendues) == []
    assert (rendues["arrondi"] - rendues["effectif"]).abs().max() < base
    exacts = rendues.filter(pl.col("effectif") % base == 0)
    assert exacts["arrondi"].equals(exacts["effectif"], check_dtypes=False)


def test_la_contre_epreuve_des_arrondis_independants_ne_s_additionnent_pas():
    fines = _cube(range(16))
    seules = pl.concat([_arrondir(fines[k : k + 1]) for k in range(fines.height)])
    assert (seules["arrondi"] - seules["effectif"]).abs().max() < 5
    assert len(_sommes_fausses(seules)) > 10


def test_zero_absent_et_population_nulle():
    fines = cases(
        case("RLS", "1", 0), case("RLS", "2", None), case("RLS", "3", 0, 0), case("MRC", "A", 10),
        case("MRC", "B", 3, 3),
    )  # fmt: skip
    rendues = [_arrondir(fines, cle=f"une clé de rechange {k}".encode()) for k in range(30)]
    assert all(r["arrondi"].to_list()[:4] == [0, None, 0, 10] for r in rendues)
    assert {r["arrondi"][4] for r in rendues} == {0, 5}, "au plus le premier multiple après la population"
    assert all(r.columns == [*fines.columns, "arrondi", "elargie"] for r in rendues)


def test_les_memes_donnees_redonnent_le_meme_arrondi_dans_un_autre_ordre_et_un_autre_lot():
    fines = _cube(range(16))
    une = _arrondir(fines)
    assert _valeurs(_arrondir(fines)) == _valeurs(une)
    assert _valeurs(_arrondir(_cube(range(16), lot="b"))) == _valeurs(une), "versé de nouveau, inchangé"
    seules = cases(*(case("RLS", str(k), 3) for k in range(30)))
    assert _valeurs(_arrondir(seules, cle=CLE[::-1])) != _valeurs(_arrondir(seules))
    assert _valeurs(_arrondir(seules, sel=1)) != _valeurs(_arrondir(seules))
    assert _valeurs(_arrondir(fines.sample(fraction=1.0, shuffle=True, seed=4))) == _valeurs(une)


def test_une_case_isolee_vaut_sa_vraie_valeur_en_moyenne(monkeypatch):
    """2 000 clés : la moyenne à quatre erreurs types près, et rien que les deux voisins."""
    fines = cases(*(case("RLS", str(k), 10 + k) for k in range(1, 5)))
    tirages = _sous_bien_des_cles(monkeypatch, 2000, fines)
    assert np.isin(tirages, [10, 15]).all()
    for k in range(1, 5):
        erreur = 5 * np.sqrt(k / 5 * (1 - k / 5) / 2000)
        assert abs(tirages[:, k - 1].mean() - (10 + k)) < 4 * erreur
    liaisons = np.corrcoef(tirages.T)[np.triu_indices(4, 1)]
    assert np.abs(liaisons).max() < 0.1, "des cases que rien ne lie se tirent indépendamment"


def test_chaque_case_d_un_tableau_lie_vaut_sa_vraie_valeur_en_moyenne(monkeypatch):
    fines = _cube(range(16), ("RLS", "RSS")).filter(pl.col("age") == "tous")
    vraies = fines["effectif"].to_numpy()
    tirages = _sous_bien_des_cles(monkeypatch, 400, fines)
    part = np.mod(vraies, 5) / 5
    erreur = 5 * np.sqrt(part * (1 - part) / 400)
    assert (np.abs(tirages.mean(axis=0) - vraies) <= 4 * erreur).all()
    assert len({tuple(t) for t in tirages}) > 3


def test_la_contre_epreuve_sans_stabilite_la_moyenne_rend_la_valeur(monkeypatch):
    """Cent publications du même lot : tirées chaque fois, elles trahissent 3 ; ici, elles se répètent."""
    fines = cases(case("RLS", "1", 3))
    redites = {_arrondir(fines)["arrondi"][0] for _ in range(100)}
    assert len(redites) == 1
    tirees = _sous_bien_des_cles(monkeypatch, 400, fines)
    assert round(float(np.mean(tirees))) == 3


def test_chaque_arrondi_possible_d_un_tableau_serre_sort_et_aucun_autre(monkeypatch):
    """Les 65 536 manières d'arrondir seize cases fines, énumérées : cinq seulement laissent toute somme voisine."""
    fins = np.random.default_rng(0).integers(0, 15, 16)
    fines = _cube(fins)
    sommes = np.array([_cube([int(j == i) for j in range(16)])["effectif"].to_numpy() for i in range(16)]).T
    montees = np.array(list(itertools.product([0, 1], repeat=16)))
    tous = 5 * (montees + fins // 5) @ sommes.T
    possibles = {tuple(t) for t in tous[(np.abs(tous - fines["effectif"].to_numpy()) < 5).all(axis=1)]}
    tires = {tuple(t) for t in _sous_bien_des_cles(monkeypatch, 60, fines)}
    assert (len(possibles), tires) == (5, possibles)


def test_les_petites_aires_communes_s_arrondissent_sans_paraitre():
    """RLS et MRC publiés, communautés tues mais connues : un arrondi additif des communautés existe aussi."""
    alea = np.random.default_rng(11)
    for k in range(12):
        fines = _cube(alea.integers(0, 8, 16))
        tues = fines.filter(pl.col("decoupage") == "communaute").with_columns(
            seuil=pl.lit(5.0), raison=pl.lit(None)
        )
        connus = Liens(CROISES.rattachements, tues)
        dites = fines.filter(pl.col("decoupage") != "communaute")
        rendues = _arrondir(dites, connus, cle=f"clé d'essai numéro {k}".encode(), tues=True)
        assert _sommes_fausses(rendues) == []
        if not rendues["elargie"].any():
            v = _valeurs(rendues)
            for s, a in itertools.product((*SEXES, "T"), (*AGES, "tous")):
                z, w = v["2", s, a], v["3", s, a]
                assert v["A", s, a] >= w and v["B", s, a] >= z, "w et z sont à eux seuls des RLS"
            assert attaquer_arrondi(rendues, 5, connus, 5).verdict == TENUE


def test_ce_qui_a_paru_s_impose_et_le_reste_s_y_additionne():
    """Les RLS d'un lot arrondi sous une autre clé ont paru ; le reste les suit, présents ou non au contenu."""
    fines = _cube(np.random.default_rng(0).integers(0, 15, 16))
    autres = fines.filter(pl.col("decoupage") != "RLS")
    changes = 0
    for k in range(10):
        entier = _arrondir(fines, cle=f"une première clé {k}".encode())
        parus = entier.filter(pl.col("decoupage") == "RLS").select(list(REGISTRE_ARRONDI))
        ensemble = _arrondir(fines, registre=parus)
        assert ensemble.filter(pl.col("decoupage") == "RLS")["arrondi"].equals(parus["arrondi"])
        assert _sommes_fausses(ensemble) == []
        suite = _arrondir(autres, registre=parus)
        assert suite.select(autres.columns).equals(autres)
        assert _sommes_fausses(pl.concat([suite.select(list(REGISTRE_ARRONDI)), parus])) == []
        changes += _valeurs(ensemble) != _valeurs(_arrondir(fines))
    assert changes > 0, "la contre-épreuve : sans registre, la clé aurait choisi autre chose"


def test_un_registre_contradictoire_se_dit():
    """La RSS a paru à 0 et la MRC à 50 : RLS 1 ne peut suivre les deux."""
    fines = cases(case("RLS", "1", 4), case("RLS", "2", 4), case("RSS", "R", 8), case("MRC", "A", 8))
    connus = liens(
        ("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "1", "MRC", "A"), ("RLS", "2", "MRC", "A")
    )
    parus = fines[1:].with_columns(arrondi=pl.Series([5.0, 0.0, 50.0])).select(list(REGISTRE_ARRONDI))
    with pytest.raises(DivulgationErreur) as levee:
        _arrondir(fines, connus, registre=parus)
    assert levee.value.code == "arrondi_impossible" and "cas, 2021" in levee.value.phrase


def test_un_registre_tendu_elargit_le_moins_possible():
    """RSS 13 a paru à 10, RLS 2 et 3 à 5 : RLS 1, qui vaut 8, doit descendre jusqu'à 0."""
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"), ("RLS", "3", "RSS", "R"))
    fines = cases(case("RLS", "1", 8), case("RLS", "2", 4), case("RLS", "3", 1), case("RSS", "R", 13))
    parus = fines[1:].with_columns(arrondi=pl.Series([5.0, 5.0, 10.0])).select(list(REGISTRE_ARRONDI))
    rendues = _arrondir(fines, connus, registre=parus)
    assert rendues["arrondi"].to_list() == [0, 5, 5, 10]
    assert rendues["elargie"].to_list() == [True, False, False, False]


@pytest.mark.parametrize(
    ("base", "cle", "code"),
    [(1, CLE, "arrondi_base"), (0, CLE, "arrondi_base"), (-5, CLE, "arrondi_base"), (2.5, CLE, "arrondi_base"),
     (5, b"", "arrondi_cle"), (5, CLE[:15], "arrondi_cle")],
)  # fmt: skip
def test_une_base_ou_une_cle_qui_ne_va_pas(base, cle, code):
    with pytest.raises(DivulgationErreur) as levee:
        _arrondir(cases(case("RLS", "1", 3)), base=base, cle=cle)
    assert levee.value.code == code


def test_une_case_en_double_se_refuse():
    with pytest.raises(DivulgationErreur, match="deux fois"):
        _arrondir(cases(case("RLS", "1", 3), case("RLS", "1", 3)))


def test_l_attaque_a_la_main():
    """3 arrondi à 5, base 5 : de 1 à 9. Base 3, arrondi à 3 : de 1 à 5 ; mais arrondi à 0 : de 0 à 2."""
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 1))
    cinq = attaquer_arrondi(fines.with_columns(arrondi=pl.lit(5.0)), 5, CROISES, 5, complete=True)
    assert (intervalle(cinq, "RLS", "1"), cinq.verdict) == ((1, 9), TENUE)
    trois = attaquer_arrondi(fines.with_columns(arrondi=pl.Series([3.0, 0.0])), 3, CROISES, 5, complete=True)
    assert (intervalle(trois, "RLS", "1"), intervalle(trois, "RLS", "2")) == ((1, 5), (0, 2))
    assert (trois.verdict, trois.exposees["code"].to_list()) == (FUITE, ["2"])


def test_l_attaque_retrouve_ce_qu_un_arrondi_non_additif_trahit():
    """Deux parts à 0, un total à 10 : au moins 6, donc 2 au moins de chaque côté ; « 1 » ne se peut plus."""
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"))
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 4), case("RSS", "R", 7))
    trahies = attaquer_arrondi(
        fines.with_columns(arrondi=pl.Series([0.0, 0.0, 10.0])), 5, connus, 5, complete=True
    )
    assert (intervalle(trahies, "RLS", "1"), trahies.exposees.height) == ((2, 4), 2)
    additif = attaquer_arrondi(_arrondir(fines, connus), 5, connus, 5, complete=True)
    assert additif.verdict == TENUE


def test_l_attaque_tient_compte_de_ce_qui_avait_paru():
    connus = liens(("RLS", "1", "RSS", "R"), ("RLS", "2", "RSS", "R"))
    fines = cases(case("RLS", "1", 3), case("RLS", "2", 4), case("RSS", "R", 7))
    dites = fines.with_columns(arrondi=pl.Series([0.0, 0.0, 10.0]))
    parus = dites[1:].select(list(REGISTRE_ARRONDI))
    seule = attaquer_arrondi(dites[:1], 5, connus, 5)
    suivie = attaquer_arrondi(dites[:1], 5, connus, 5, parus)
    assert (seule.verdict, suivie.verdict) == (TENUE, FUITE)


@settings(max_examples=25, deadline=None)
@given(FINS, st.binary(min_size=16, max_size=16))
def test_base_egale_au_seuil_aucune_case_exposee(fins, cle):
    """Sans élargissement : ajouter 4 personnes à une case fine, et à tout ce qui la contient, se peut."""
    rendu = arrondir_sans_exposer(_cube(fins), 5, 5, CROISES, RIEN_PARU, cle=cle)
    if rendu.elargies == 0:
        assert (rendu.attaque.verdict, rendu.sel) == (TENUE, 0)
    assert rendu.attaque.impossibles == 0


def test_base_sous_le_seuil_ce_qui_reste_expose_se_dit():
    fines = cases(*(case("RLS", str(k), 1) for k in range(20)))
    suivi = []
    rendu = arrondir_sans_exposer(fines, 2, 5, CROISES, RIEN_PARU, cle=CLE, avancer=suivi.append)
    assert (rendu.attaque.verdict, rendu.attaque.exposees.height) == (FUITE, 20), "1 à 2 près : 3 au plus"
    assert suivi == sorted(suivi) and 0 < suivi[-1] <= 1
    assert arrondir_sans_exposer(fines, 5, 5, CROISES, RIEN_PARU, cle=CLE).attaque.verdict == TENUE


def test_annuler_par_l_avancement():
    class Arret(Exception):
        pass

    def arreter(part):
        raise Arret

    with pytest.raises(Arret):
        _arrondir(_cube(range(16)), avancer=arreter)
