"""Les communautés qui ont quelque chose à dire le disent dans les nombres publiés."""

from __future__ import annotations

import polars as pl
import pytest

from donnees.simulation import histoires
from donnees.simulation.modeles import CONDITIONS
from tableau_bord import indicateurs
from tableau_bord.acces import Profil
from tableau_bord.commun.estimations import Motif
from tableau_bord.gestes import demonstration
from tableau_bord.indicateurs.modele import SignalNiveau


@pytest.fixture(scope="module")
def publiee():
    """La démonstration versée et publiée, en mémoire."""
    from tableau_bord.entrepot import Entrepot, migrations

    entrepot = Entrepot(":memory:")
    migrations.appliquer(entrepot)
    demonstration.construire(entrepot)
    yield entrepot
    entrepot.fermer()


@pytest.fixture(scope="module")
def portrait(publiee, code_de):
    """Les mesures d'une communauté, telles que la table les lit."""

    def lire(nom: str) -> dict:
        lu = indicateurs.portrait(publiee, Profil.TABLE, "communaute", code_de(nom))
        return {m.indicateur.code: m for m in (*lu.noyau, *lu.annexe)}

    return lire


@pytest.fixture(scope="module")
def habitants(populations, code_de):
    def compter(nom: str, annee: int = 2021) -> int:
        ici = (pl.col("code") == code_de(nom)) & (pl.col("decoupage") == "communaute")
        return populations.filter(ici & (pl.col("annee") == annee))["effectif"].sum()

    return compter


def _compter(mesures: dict, signal: SignalNiveau, codes=None) -> int:
    return sum(m.signal is signal for c, m in mesures.items() if codes is None or c in codes)


def test_l_exemple_a_le_premier_code_et_de_vraies_forces(portrait, code_de) -> None:
    mesures = portrait(histoires.EXEMPLE)
    assert code_de(histoires.EXEMPLE) == "20-001"
    for force in ("diplomation_secondaire", "confiance_voisins"):
        assert mesures[force].signal is SignalNiveau.PLUS_FAVORABLE
    assert mesures["aines_vivant_seuls"].signal is SignalNiveau.MOINS_FAVORABLE


def test_une_communaute_va_mieux_qu_attendu(portrait) -> None:
    mesures = portrait(histoires.MIEUX_QU_ATTENDU)
    assert mesures["idms_materiel"].valeur == 5
    assert _compter(mesures, SignalNiveau.MOINS_FAVORABLE, CONDITIONS) >= 5
    resultats = set(mesures) - CONDITIONS
    assert _compter(mesures, SignalNiveau.PLUS_FAVORABLE, resultats) >= 12
    assert _compter(mesures, SignalNiveau.MOINS_FAVORABLE, resultats) <= 1


def test_une_communaute_finit_moins_bien_que_la_region(portrait) -> None:
    mesures = portrait(histoires.SE_DEGRADE)
    assert _compter(mesures, SignalNiveau.MOINS_FAVORABLE) >= 15
    assert _compter(mesures, SignalNiveau.PLUS_FAVORABLE) <= 2


@pytest.mark.parametrize(
    ("nom", "sens"), [(histoires.SE_DEGRADE, 1), (histoires.S_AMELIORE, -1)], ids=["dégrade", "améliore"]
)
def test_dix_ans_changent_nettement_une_communaute(comptees, code_de, nom, sens) -> None:
    derive = (
        comptees.filter(
            (pl.col("decoupage") == "communaute")
            & (pl.col("indicateur") == "assistance_sociale")
            & pl.col("periode").is_in(["2014", "2023"])
        )
        .with_columns(part=pl.col("effectif") / pl.col("denominateur"))
        .pivot("periode", index="code", values="part")
        .with_columns(derive=(pl.col("2023") / pl.col("2014")).log() * sens)
    )
    sienne = derive.filter(pl.col("code") == code_de(nom))["derive"].item()
    assert sienne > derive["derive"].quantile(0.97)


def test_presque_tout_est_masque_dans_la_plus_petite(portrait, habitants) -> None:
    mesures = portrait(histoires.TROP_PETITE)
    masquees = sum(m.motif is Motif.MASQUE for m in mesures.values())
    assert habitants(histoires.TROP_PETITE) < 100
    assert masquees > 0.6 * len(mesures)


def test_rien_n_est_disponible_dans_la_communaute_sans_donnee(portrait, habitants) -> None:
    mesures = portrait(histoires.SANS_DONNEE)
    assert len(mesures) > 40
    assert {m.motif for m in mesures.values()} == {Motif.NON_DISPONIBLE}
    assert habitants(histoires.SANS_DONNEE) > 2000


def test_la_plupart_des_communautes_ont_la_taille_attendue(populations, habitants) -> None:
    tailles = (
        populations.filter((pl.col("decoupage") == "communaute") & (pl.col("annee") == 2021))
        .group_by("code")
        .agg(pl.col("effectif").sum())["effectif"]
    )
    assert tailles.is_between(2000, 6000).mean() > 0.9
    assert habitants(histoires.PETITE) == pytest.approx(350, abs=5)
    assert habitants(histoires.GRANDE) > 7000
