"""Arrondi aléatoire contrôlé : chaque effectif devient un multiple voisin de la base, et les sommes tiennent.

Variante du masquage, choisie pour toute une source et jamais mêlée à lui. Le hasard vient d'une
empreinte à clé secrète de l'identité des cases : le même lot republié redonne les mêmes arrondis, sans
quoi leur moyenne rendrait la valeur. Ce qui a déjà paru s'impose.

Source : Cox (1987), « A constructive procedure for unbiased controlled rounding », JASA 82, 520–524,
doi:10.1080/01621459.1987.10478456.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from functools import partial

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.divulgation.arrondi_attaque import attaquer_arrondi, reunir_arrondis
from tableau_bord.divulgation.arrondi_tirage import ENTIER, Hasard, Tableau, tirer
from tableau_bord.divulgation.attaque import Attaque, Avancer
from tableau_bord.divulgation.inconnues import COLONNES, IDENTITE
from tableau_bord.divulgation.relations import CLE, Liens
from tableau_bord.divulgation.systeme import Booleens, Entiers, Systeme, Vecteur, composantes, construire

CLE_MINIMALE = 16
ESSAIS = 4


@dataclass(frozen=True)
class Arrondi:
    """Un arrondi et ce que l'attaque en retrouve.

    `cases` : celles reçues, avec arrondi et elargie. `attaque` : celle du dernier essai ; ses
    `exposees` sont ce qui reste exposé. `sel` : rang de l'essai retenu, de 0 à `ESSAIS` − 1.
    """

    cases: pl.DataFrame
    attaque: Attaque
    sel: int

    @property
    def elargies(self) -> int:
        """Combien de cases ont dû prendre un multiple de plus que leurs deux voisins."""
        return int(self.cases["elargie"].sum())


def arrondir(
    cases: pl.DataFrame,
    base: int,
    liens: Liens,
    registre: pl.DataFrame,
    *,
    cle: bytes,
    sel: int = 0,
    tues: bool = False,
    avancer: Avancer = lambda part: None,
) -> pl.DataFrame:
    """Ajouter `arrondi` (multiple de `base`, nul là où l'effectif l'est) et `elargie`.

    Un multiple exact ne bouge pas ; les autres prennent un de leurs deux voisins, avec, pour espérance,
    la vraie valeur. Toutes les sommes exactes du système tiennent sur les arrondis. Là où c'est
    impossible, le moins de cases possible s'élargit d'un multiple.

    `tues` : arrondir aussi, sans les montrer, les petites aires communes à deux découpages
    (`liens.jamais_parues`). Leurs bornes ne trahissent alors plus rien, au prix d'un biais plus grand.

    Paramètres : `cases`, colonnes d'IDENTITE, effectif, denominateur, motif, une ligne par identité ;
    `base`, entier d'au moins 2 ; `registre`, ce qui a déjà paru arrondi (IDENTITE, effectif,
    denominateur, arrondi) ; `cle`, secret d'au moins 16 octets, le même d'une publication à l'autre.
    Lève : DivulgationErreur, si un paramètre ne va pas ou si rien d'additif n'existe.
    """
    _verifier(cases, base, cle)
    tout = reunir_arrondis(cases, registre)
    systeme = construire(tout.select(COLONNES), liens)
    impose = np.full(systeme.vrai.size, np.nan)
    impose[: tout.height] = tout["arrondi"].fill_null(float("nan")).to_numpy()
    hasards = _Hasards(cle, sel, systeme)
    connues = np.isfinite(systeme.vrai) & (tues | ~systeme.inconnues["latente"].to_numpy())
    rendu, elargies = _arrondir(systeme, connues, impose, float(base), hasards, avancer)
    siennes = slice(tout.height - cases.height, tout.height)
    return cases.with_columns(
        arrondi=pl.Series(rendu[siennes], nan_to_null=True), elargie=pl.Series(elargies[siennes])
    )


def arrondir_sans_exposer(
    cases: pl.DataFrame,
    base: int,
    seuil: int,
    liens: Liens,
    registre: pl.DataFrame,
    *,
    cle: bytes,
    avancer: Avancer = lambda part: None,
) -> Arrondi:
    """Arrondir, attaquer, et recommencer avec un autre sel tant qu'une case se resserre.

    Dès le deuxième essai, les petites aires tues s'arrondissent aussi. Au plus `ESSAIS` fois ; rend
    l'essai qui expose le moins, avec ce qu'il expose encore : toujours le même pour les mêmes données et
    la même clé. Paramètres et erreurs : voir `arrondir` ; `seuil`, celui des petits effectifs.
    """
    essais: list[Arrondi] = []
    for sel in range(ESSAIS):
        suivre = partial(_part, avancer, sel)
        rendues = arrondir(cases, base, liens, registre, cle=cle, sel=sel, tues=sel > 0, avancer=suivre(0))
        attaque = attaquer_arrondi(rendues, base, liens, seuil, registre, suivre(0.5))
        essais.append(Arrondi(rendues, attaque, sel))
        if not attaque.impossibles and not attaque.exposees.height:
            break
    return min(essais, key=lambda e: e.attaque.impossibles + e.attaque.exposees.height)


def _part(avancer: Avancer, sel: int, debut: float) -> Avancer:
    return lambda part: avancer((sel + debut + part / 2) / ESSAIS)


class _Hasards:
    """Le hasard de chaque case : HMAC-SHA-256 de sa clé, du sel et de l'usage qu'on en fait.

    Le lot n'y entre pas : un tableau versé de nouveau sans changement garde ses arrondis.
    """

    def __init__(self, cle: bytes, sel: int, systeme: Systeme):
        self.cle, self.sel = cle, str(sel)
        self.noms = ["\x1f".join(map(str, ligne)) for ligne in systeme.inconnues.select(CLE).rows()]

    def de(self, uid: int, usage: str) -> float:
        """Un nombre de [0, 1[, propre à cette case et à cet usage."""
        texte = "\x1e".join((self.noms[uid], self.sel, usage)).encode()
        return (int.from_bytes(hmac.digest(self.cle, texte, "sha256")[:8], "big") >> 11) / 2**53

    def dans(self, colonnes: Entiers, k: int, usage: str) -> float:
        return self.de(int(colonnes[k]), usage)


def _arrondir(
    systeme: Systeme, connues: Booleens, impose: Vecteur, base: float, hasards: _Hasards, avancer: Avancer
) -> tuple[Vecteur, Booleens]:
    """Composante liée par composante liée ; une case que rien ne lie se tire seule."""
    sommes = _sommes_exactes(systeme, connues)
    plancher = np.floor(np.nan_to_num(systeme.vrai) / base + 1e-9)
    reste = np.fmax(np.nan_to_num(systeme.vrai) - base * plancher, 0.0)
    plafond = np.ceil(systeme.borne / base - 1e-9)
    libres = connues & np.isnan(impose)
    rangs = np.where(libres, plancher, np.nan_to_num(impose) / base)
    elargies = np.zeros(connues.size, dtype=bool)
    seules, faites = libres.copy(), 0
    for colonnes, rangees in composantes(sommes, libres):
        tableau = Tableau(
            sommes[rangees][:, colonnes], -(sommes[rangees] @ rangs), reste[colonnes], base,
            np.fmin(plancher[colonnes], 1.0), plafond[colonnes] - plancher[colonnes],
        )  # fmt: skip
        montees = tirer(tableau, Hasard(partial(hasards.dans, colonnes), colonnes.size))
        if montees is None:
            raise _impossible(systeme, colonnes)
        rangs[colonnes] += montees
        elargies[colonnes] = (montees < 0) | (montees > (reste[colonnes] > ENTIER))
        seules[colonnes], faites = False, faites + colonnes.size
        avancer(faites / max(1, int(libres.sum())))
    for uid in np.flatnonzero(seules):
        rangs[uid] += hasards.de(int(uid), "seule") < reste[uid] / base
    return np.where(connues, base * rangs, np.nan), elargies


def _sommes_exactes(systeme: Systeme, connues: Booleens) -> csr_matrix:
    """Les sommes sans reste ni marge dont toutes les cases ont un effectif."""
    inconnues = np.asarray(abs(systeme.matrice) @ (~connues).astype(float)).ravel()
    return systeme.matrice[(systeme.bas == 0) & (systeme.haut == 0) & (inconnues == 0)].tocsr()


def _verifier(cases: pl.DataFrame, base: int, cle: bytes) -> None:
    if base < 2 or base != int(base):
        raise DivulgationErreur(
            "arrondi_base", "La base de l'arrondi doit être un entier d'au moins 2.",
            remede="Corriger le seuil de la source.",
        )  # fmt: skip
    if len(cle) < CLE_MINIMALE:
        raise DivulgationErreur(
            "arrondi_cle", f"La clé de l'arrondi a moins de {CLE_MINIMALE} octets\u00a0: on la devinerait.",
            remede="En tirer une nouvelle.",
        )  # fmt: skip
    if cases.select(IDENTITE).is_duplicated().any():
        raise DivulgationErreur(
            "arrondi_doublon", "Une même case paraît deux fois dans ce qu'on veut arrondir.",
            remede="Recalculer les valeurs de cet indicateur.",
        )  # fmt: skip


def _impossible(systeme: Systeme, colonnes: Entiers) -> DivulgationErreur:
    une = systeme.inconnues.row(int(colonnes[0]), named=True)
    return DivulgationErreur(
        "arrondi_impossible",
        f"Aucun arrondi additif n'existe pour ce tableau de {colonnes.size} cases, même élargi d'un multiple.",
        ou=f"{une['indicateur']}, {une['periode']}",
        remede="Arrondir le lot entier d'un coup, publier moins de croisements, ou choisir le masquage.",
    )
