"""L'observé suit la vérité gardée à part, à la hauteur du hasard et pas plus."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from donnees.simulation.ecrire import DEMONSTRATION
from donnees.simulation.mesure import PART
from donnees.simulation.modeles import MODELES
from tableau_bord.surveillance import proportion

CLE = ["code", "indicateur", "periode", "sexe"]


@pytest.fixture(scope="module")
def jointes(comptees, verite) -> pl.DataFrame:
    """Chaque case d'une communauté, les deux sexes réunis, à côté de sa vérité."""
    ici = comptees.filter((pl.col("decoupage") == "communaute") & (pl.col("sexe") == "T"))
    return ici.join(verite, on=CLE).filter(pl.col("denominateur") > 0)


def ecarts_reduits(jointes: pl.DataFrame, attendus: float = 10) -> np.ndarray:
    """Écarts à la vérité en écarts types, là où assez d'évènements (et de non-évènements) sont attendus."""
    n, p = pl.col("denominateur"), pl.col("probabilite")
    gardes = jointes.filter((n * p >= attendus) & (n * (1 - p) >= attendus))
    return gardes.select((pl.col("effectif") / n - p) / pl.col("ecart_type")).to_series().to_numpy()


def test_chaque_case_comptee_a_sa_verite(comptees, jointes) -> None:
    parts = {m.code for m in MODELES if m.cause == PART}
    ici = comptees.filter(
        (pl.col("decoupage") == "communaute")
        & (pl.col("sexe") == "T")
        & ~pl.col("indicateur").is_in(parts)
        & (pl.col("denominateur") > 0)
    )
    assert jointes.height == ici.height > 15_000


def test_les_ecarts_reduits_suivent_la_loi_normale(jointes) -> None:
    z = ecarts_reduits(jointes)
    assert len(z) > 15_000
    assert abs(z.mean()) < 0.03
    assert 0.97 < z.std() < 1.03
    assert np.mean(np.abs(z) > 1.96) == pytest.approx(0.05, abs=0.006)
    assert np.abs(z).max() < 5.5


def test_aucun_indicateur_ne_s_ecarte_seul(jointes) -> None:
    for (indicateur,), siennes in jointes.group_by(["indicateur"]):
        z = ecarts_reduits(siennes)
        if len(z) >= 200:
            assert abs(z.mean()) < 4.5 / np.sqrt(len(z)), indicateur
            assert abs(z.std() - 1) < 4.5 / np.sqrt(2 * len(z)), indicateur


def test_une_verite_deplacee_se_voit(jointes) -> None:
    """Contre-épreuve : des probabilités 3 % trop hautes, ou mêlées entre communautés, échouent."""
    haute = jointes.with_columns(pl.col("probabilite") * 1.03)
    assert abs(ecarts_reduits(haute).mean()) > 0.1
    melee = jointes.sort(*CLE[1:], "code").with_columns(pl.col("probabilite").shift(1, fill_value=0.5))
    assert ecarts_reduits(melee).std() > 1.5


def test_wilson_couvre_la_verite(jointes) -> None:
    proportions = jointes.filter(pl.col("echelle") == "logit").filter(
        (pl.col("denominateur") * pl.col("probabilite")) >= 20
    )
    e = proportion(proportions["effectif"].to_numpy(), proportions["denominateur"].to_numpy())
    p = proportions["probabilite"].to_numpy()
    assert 0.94 < np.mean((e.borne_inf <= p) & (p <= e.borne_sup)) < 0.97


def test_la_pente_vraie_est_celle_des_probabilites(verite) -> None:
    """À population qui vieillit, la pente des probabilités s'en éloigne un peu ; l'ordre demeure."""
    for indicateur in ("assistance_sociale", "signalements_jeunesse"):
        sienne = verite.filter(pl.col("indicateur") == indicateur)
        p = pl.col("probabilite")
        lien = pl.when(pl.col("echelle") == "log").then(p.log()).otherwise((p / (1 - p)).log())
        large = sienne.with_columns(lien=lien).pivot("periode", index=["code", "pente"], values="lien")
        calculee = (large["2023"] - large["2014"]) / 9
        assert np.corrcoef(calculee, large["pente"])[0, 1] > 0.9, indicateur


def test_la_verite_reste_hors_de_l_application() -> None:
    assert not [f.name for f in DEMONSTRATION.iterdir() if "verite" in f.name]
