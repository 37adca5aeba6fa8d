"""Par enjeu : ses mesures, ses actifs sur la même épine dorsale, ses paroles ; puis ce qui pèse et ce qui porte."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from tableau_bord import actifs, indicateurs, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.francais import nombre
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes.portrait_complet import ActifLu, PortraitComplet, Present, resumer
from tableau_bord.indicateurs import Enjeu, phrases
from tableau_bord.indicateurs.ecriture import montrable
from tableau_bord.indicateurs.modele import Indicateur, Mesure, Nature, Reste, Sens, SignalNiveau
from tableau_bord.paroles import Parole
from tableau_bord.territoires import Territoire, libelle

MILLE = 1_000.0
LIGNES_DU_BILAN = 5
TERRITOIRES_MIN = 4
"""En deçà, pas de quartiles : la bande de l'épine ne dirait rien (comme pour une mesure)."""


@dataclass(frozen=True)
class EnjeuLu:
    """Un enjeu vu d'ici. `mesures` : celles qui se lisent, la principale d'abord.

    `sur_l_epine` : les actifs de l'enjeu, pesés par leur fraîcheur, pour 1 000 personnes, face à l'étendue entre
    territoires ; rien si la population n'est pas connue.
    """

    enjeu: Enjeu
    mesures: tuple[Mesure, ...]
    present: Present
    sur_l_epine: Mesure | None
    paroles: tuple[Parole, ...]


@dataclass(frozen=True)
class Bilan:
    """Deux côtés, le même nombre de lignes. `pese` : mesures moins favorables ; `porte` : actifs et mesures fortes.

    `autres_pesent`, `autres_portent` : combien restent à lire plus bas.
    """

    pese: tuple[Mesure, ...]
    porte: tuple[Mesure | ActifLu, ...]
    autres_pesent: int
    autres_portent: int


def par_enjeu(entrepot: Entrepot, complet: PortraitComplet) -> tuple[EnjeuLu, ...]:
    """Chaque enjeu de la base, dans son ordre, avec ce qu'on en mesure, ce qu'on en a et ce qu'on en dit ici."""
    lu = actifs.inventaire(entrepot, Profil.TABLE)
    lieu, mesures = complet.chiffres.territoire, complet.mesures
    taux = _taux(entrepot, lu, lieu)
    dedans = lu.enjeux.join(complet.lignes.select("actif"), on="actif", how="semi")
    trouves = []
    for enjeu in indicateurs.enjeux(entrepot):
        siens = complet.lignes.join(
            dedans.filter(pl.col("enjeu") == enjeu.enjeu), on="actif", how="semi", maintain_order="left"
        )
        trouves.append(
            EnjeuLu(
                enjeu,
                tuple(mesures[code] for code in enjeu.indicateurs if code in mesures),
                resumer(siens),
                _mesure_d_actifs(enjeu, lieu, taux),
                tuple(p for p in complet.paroles if enjeu.enjeu in p.enjeux),
            )
        )
    return tuple(trouves)


def bilan(complet: PortraitComplet) -> Bilan:
    """Ce qui pèse et ce qui porte, à place égale : la plus courte des deux listes fixe la longueur, une ligne au moins.

    Ni score, ni solde : les deux côtés ne se soustraient pas.
    """
    toutes = (*complet.chiffres.noyau, *complet.chiffres.annexe)
    pese = [m for m in toutes if montrable(m) and m.signal is SignalNiveau.MOINS_FAVORABLE]
    fortes = list(phrases.forces(toutes, len(toutes)))
    frais = list(complet.present.quelques)
    rangs = range(max(len(frais), len(fortes)))
    porte = [cote[k] for k in rangs for cote in (frais, fortes) if k < len(cote)]
    n = min(max(min(len(pese), len(porte)), 1), LIGNES_DU_BILAN)
    total_porte = complet.present.nombre + len(fortes)
    return Bilan(tuple(pese[:n]), tuple(porte[:n]), max(len(pese) - n, 0), max(total_porte - n, 0))


@dataclass(frozen=True)
class _Taux:
    """`lignes` : enjeu, code, poids, population ; `territoires` : combien la région en compte, inventoriés ou non."""

    lignes: pl.DataFrame
    territoires: int


def _taux(entrepot: Entrepot, lu: actifs.Inventaire, lieu: Territoire) -> _Taux:
    """Chaque territoire inventorié de la région, zéro actif pour un enjeu compris.

    Un territoire sans aucun actif inscrit n'est pas à zéro : il n'est pas inventorié, il ne compte pas.
    """
    freres = list(territoires.voisins_de_region(entrepot, lieu))
    gens = indicateurs.population_totale(entrepot, lieu.decoupage).filter(
        pl.col("code").is_in(freres) & (pl.col("population") > 0)
    )
    ici = lu.dessertes.filter((pl.col("decoupage") == lieu.decoupage) & pl.col("code").is_in(freres))
    connus = ici.select("actif", "code").join(lu.actifs.select("actif", "fraicheur"), on="actif")
    poids = connus.join(lu.enjeux, on="actif").group_by("enjeu", "code").agg(poids=pl.col("fraicheur").sum())
    gens = gens.join(connus.select("code").unique(), on="code", how="semi")
    codes = pl.DataFrame(
        {"enjeu": [e.enjeu for e in indicateurs.enjeux(entrepot)]}, schema={"enjeu": pl.String}
    )
    grille = codes.join(gens.select("code", pl.col("population").cast(pl.Float64)), how="cross")
    lignes = grille.join(poids, on=["enjeu", "code"], how="left").with_columns(pl.col("poids").fill_null(0.0))
    return _Taux(lignes, len(freres))


def _mesure_d_actifs(enjeu: Enjeu, lieu: Territoire, taux: _Taux) -> Mesure | None:
    """Les actifs de l'enjeu comme une rangée d'épine : sans effectif, sans intervalle, jamais testée."""
    siens = taux.lignes.filter(pl.col("enjeu") == enjeu.enjeu)
    lui = siens.filter(pl.col("code") == lieu.code)
    if lui.is_empty():
        return None
    return Mesure(
        indicateur=_indicateur(enjeu),
        periode=str(aujourd_hui().year),
        effectif=None,
        denominateur=None,
        valeur=float(lui["poids"][0] / lui["population"][0] * MILLE),
        borne_inf=None,
        borne_sup=None,
        motif=None,
        reste=_reste(siens.filter(pl.col("code") != lieu.code), lieu, taux.territoires - 1),
        signal=SignalNiveau.NON_EVALUE,
        valeur_p=None,
        methode_test="",
        quartiles=_quartiles(siens),
        lot="",
        age_ans=None,
    )


def _reste(autres: pl.DataFrame, lieu: Territoire, attendus: int) -> Reste | None:
    if autres.is_empty():
        return None
    nom = "reste de la région" if lieu.parent("RSS") else "reste du Québec"
    if autres.height < attendus:
        quoi = libelle(lieu.decoupage, autres.height)
        nom += f" connu ({nombre(autres.height)} {quoi} sur {nombre(attendus)})"
    return Reste(nom, None, None, float(autres["poids"].sum()) / float(autres["population"].sum()) * MILLE)


def _quartiles(siens: pl.DataFrame) -> tuple[float, float] | None:
    if siens.height < TERRITOIRES_MIN:
        return None
    valeurs = siens["poids"] / siens["population"] * MILLE
    q1, q3 = valeurs.quantile(0.25, "linear"), valeurs.quantile(0.75, "linear")
    return (float(q1), float(q3)) if q1 is not None and q3 is not None else None


def _indicateur(enjeu: Enjeu) -> Indicateur:
    """L'entrée qui nomme cette rangée ; elle n'est pas au dictionnaire : l'inventaire n'est pas une mesure."""
    return Indicateur(
        f"actifs_{enjeu.enjeu}", f"Actifs pour «\u00a0{enjeu.nom}\u00a0», chacun compté pour sa fraîcheur",
        "▲\u00a0Actifs, selon leur fraîcheur", "", "", "", "tous", "Inventaire des actifs", "pour 1 000", MILLE, 2,
        Sens.HAUT, Nature.IMPORTE, "", "Reste de la région", "Actifs",
    )  # fmt: skip
