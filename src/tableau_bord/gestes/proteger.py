"""Protéger ce qu'on s'apprête à publier, et attaquer ce qui l'a déjà été."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import polars as pl

from tableau_bord import divulgation, indicateurs, parametres, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import DivulgationErreur
from tableau_bord.divulgation import CLE, IDENTITE, Attaque, Liens, preparations
from tableau_bord.divulgation.preparations import Preparation
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import proteger_arrondi, proteger_enquete
from tableau_bord.indicateurs.modele import Nature

Avancer = Callable[[float], None]
_TOLERANCE = 1e-4
_COMPTES = frozenset({Nature.PROPORTION, Nature.TAUX})
_PARTS = frozenset({Nature.PROPORTION, Nature.ENQUETE})


@dataclass(frozen=True)
class Protege:
    """Des cases prêtes à publier. `cases` : masquées, avec `raison`. `exposees` : resserrées par cette publication.

    `deja_exposees` : ce que les publications antérieures, seules, trahissaient déjà. `arrondis` :
    indicateur → base, pour ceux dont la source a choisi l'arrondi au lieu du masquage.
    """

    cases: pl.DataFrame
    exposees: pl.DataFrame
    deja_exposees: int
    impossibles: int
    arrondis: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Regle:
    """Ce qui décide du masque d'un indicateur : seuils de sa source, proportion ou non, base du taux."""

    seuils: parametres.SeuilsDivulgation
    proportion: bool
    base: float | None

    def completer(self, cases: pl.DataFrame) -> pl.DataFrame:
        """Ajouter `proportion`, et l'effectif qu'un taux publié laisse retrouver : son dénominateur est public.

        Colonnes lues : effectif, denominateur, valeur.
        """
        avec = cases.with_columns(proportion=pl.lit(self.proportion))
        if self.base is None:
            return avec
        deduit = (pl.col("valeur") * pl.col("denominateur") / self.base).round()
        return avec.with_columns(effectif=pl.coalesce("effectif", deduit))


def liens(entrepot: Entrepot) -> Liens:
    """Ce que la base sait des territoires, vu par l'attaquant."""
    return Liens(territoires.rattachements_connus(entrepot).filter(pl.col("decoupage") != "AD"))


def proteger(
    entrepot: Entrepot, cases: pl.DataFrame, avancer: Avancer = lambda part: None, sauf: str = ""
) -> Protege:
    """Masquer des cases fines (`COLONNES_CASE`), primaire puis complémentaire, et attaquer le résultat.

    `sauf` : la publication qu'on reprend, à ne pas compter au registre. Chaque indicateur fini est gardé :
    interrompu, le geste reprend au suivant.
    """
    rattaches, regles = liens(entrepot), _regles(entrepot)
    dictionnaire = {i.code: i for i in indicateurs.indicateurs(entrepot)}
    # Aucune somme ne lie deux indicateurs : un système chacun borne la mémoire.
    parties = cases.partition_by("indicateur", maintain_order=True)
    masquees, faites = [], []
    for rang, groupe in enumerate(parties):
        suite = _entre(avancer, rang / len(parties), (rang + 1) / len(parties))
        regle = _regle(entrepot, regles, str(groupe["indicateur"][0]))
        faite = _preparer(entrepot, groupe, regle, rattaches, sauf, suite)
        suite(1.0)
        faites.append(faite)
        avec = groupe.join(faite.masques, on=IDENTITE, how="left", maintain_order="left")
        masquees.append(divulgation.vider(proteger_arrondi.montrer(avec, dictionnaire)).drop("arrondi"))
    return Protege(
        proteger_enquete.remplacer(entrepot, pl.concat(masquees))
        if masquees
        else cases.with_columns(raison=pl.lit(None, dtype=pl.String)),
        pl.concat([f.exposees for f in faites]) if faites else pl.DataFrame(),
        sum(f.deja_exposees for f in faites),
        sum(f.impossibles for f in faites),
        {c: int(regles[c].seuils.arrondi_base) for c in _codes(parties) if _est_arrondi(regles, c)},
    )


def _codes(parties: list[pl.DataFrame]) -> list[str]:
    return [str(p["indicateur"][0]) for p in parties]


def _est_arrondi(regles: dict[str, Regle], code: str) -> bool:
    return code in regles and regles[code].seuils.arrondi_base > 0


def _preparer(
    entrepot: Entrepot,
    groupe: pl.DataFrame,
    regle: Regle,
    rattaches: Liens,
    sauf: str,
    avancer: Avancer,
) -> Preparation:
    """Le masque d'un indicateur et son attaque, repris s'ils sont déjà faits."""
    code = str(groupe["indicateur"][0])
    fines, completes = _fines(entrepot, code, regle), _marquer(entrepot, regle.completer(groupe))
    connus = replace(rattaches, jamais_parues=fines)
    registre = _registre(entrepot, code, fines, regle, sauf)
    arrondi = regle.seuils.arrondi_base > 0
    proteger_arrondi.refuser_le_melange(entrepot, code, arrondi, sauf)

    def calculer() -> Preparation:
        if arrondi:
            return proteger_arrondi.preparer(entrepot, completes, fines, regle.seuils, connus, sauf, avancer)
        debut = _entre(avancer, 0, 0.8)
        masquees = divulgation.masquer_tout(completes, regle.seuils, connus, registre, debut)
        inconnues = divulgation.reunir(masquees, regle.seuils, registre)
        attaque = divulgation.attaquer(inconnues, connus, _entre(avancer, 0.8, 1))
        nouvelles = _nouvelles(attaque, registre, connus)
        deja = attaque.exposees.height - nouvelles.height
        return Preparation(preparations.masques_de(masquees), nouvelles, deja, attaque.impossibles)

    cle = preparations.empreinte(completes, repr(regle), rattaches.rattachements, fines, registre)
    return preparations.preparer(entrepot, cle, code, calculer)


def refuser_si_expose(protege: Protege) -> None:
    """Lève DivulgationErreur si une case se resserre sous sa protection, ou si l'attaque est impossible."""
    if protege.impossibles:
        raise DivulgationErreur(
            "attaque_impossible",
            f"L'attaque n'a pas pu se faire\u00a0: {protege.impossibles} cases ne satisfont à aucune des sommes publiées.",
            remede="Vérifiez que les totaux versés et leurs parties viennent de la même source.",
        )
    if protege.exposees.height:
        case = protege.exposees.row(0, named=True)
        raise DivulgationErreur(
            "case_exposee",
            f"Publier ceci laisserait retrouver {protege.exposees.height} cases masquées.",
            ou=f"{case['indicateur']}, {territoires.libelle(case['decoupage'])} {case['code']}, {case['periode']}",
            remede="Ce qui a déjà paru le permet. Publiez moins de découpages, ou demandez une révision des données.",
        )


def attaquer_la_base(
    entrepot: Entrepot, avancer: Avancer = lambda part: None, complete: bool = False
) -> Attaque:
    """Attaquer tout ce que le registre a fait paraître, retiré compris."""
    parus, regles = divulgation.contenus_parus(entrepot), _regles(entrepot)
    bases = dict(divulgation.variantes(entrepot).select("indicateur", "base").iter_rows())
    rattaches, attaques = liens(entrepot), []
    for rang, code in enumerate(parus):
        regle = _regle(entrepot, regles, code)
        suite = _entre(avancer, rang / len(parus), (rang + 1) / len(parus))
        fines = _fines(entrepot, code, regle)
        connus = replace(rattaches, jamais_parues=fines)
        if code in bases:
            attaques.append(
                proteger_arrondi.attaquer(
                    entrepot, code, fines, regle.seuils, connus, bases[code], suite, complete
                )
            )
            continue
        registre = _registre(entrepot, code, fines, regle, "")
        attaques.append(divulgation.attaquer(registre, connus, suite, complete=complete))
    vide = divulgation.attaquer(pl.DataFrame(schema=divulgation.INCONNUES), rattaches)
    toutes = attaques or [vide]
    return Attaque(
        pl.concat([a.intervalles for a in toutes]),
        sum(a.impossibles for a in toutes),
        sum(a.programmes for a in toutes),
    )


def _regles(entrepot: Entrepot) -> dict[str, Regle]:
    """Une règle par indicateur du dictionnaire."""
    lues: dict[str, parametres.SeuilsDivulgation] = {}
    for i in indicateurs.indicateurs(entrepot):
        if i.source not in lues:
            lues[i.source] = parametres.seuils_divulgation(entrepot, Profil.TABLE.value, i.source)
    return {
        i.code: Regle(
            _seuils(lues[i.source], i.nature), i.nature in _PARTS, i.base if i.nature in _COMPTES else None
        )
        for i in indicateurs.indicateurs(entrepot)
    }


def _seuils(lus: parametres.SeuilsDivulgation, nature: Nature) -> parametres.SeuilsDivulgation:
    """Le dénominateur d'une enquête compte des répondants, pas une population : il suit le seuil des effectifs."""
    return replace(lus, population=lus.effectif) if nature is Nature.ENQUETE else lus


def _regle(entrepot: Entrepot, regles: dict[str, Regle], code: str) -> Regle:
    """La règle d'un indicateur ; la générale s'il n'est plus au dictionnaire."""
    return regles.get(code) or Regle(parametres.seuils_divulgation(entrepot, Profil.TABLE.value), False, None)


def _fines(entrepot: Entrepot, code: str, regle: Regle) -> pl.DataFrame:
    """Toutes les cases que la base connaît d'un indicateur, remplacées comprises, avec `raison` et `seuil`."""
    fines = indicateurs.valeurs_d_un_indicateur(entrepot, code).filter(pl.col("decoupage") != "AD")
    avec = _marquer(entrepot, regle.completer(fines.sort(pl.col("remplacee_par").is_null())))
    return divulgation.raisonner(avec, regle.seuils).with_columns(seuil=pl.lit(float(regle.seuils.effectif)))


def _marquer(entrepot: Entrepot, cases: pl.DataFrame) -> pl.DataFrame:
    """Ajouter `non_affichee` : vrai pour une communauté autochtone sans entente en vigueur."""
    caches = territoires.non_affiches(entrepot).with_columns(non_affichee=pl.lit(True))
    avec = cases.join(caches, on=["decoupage", "code"], how="left", maintain_order="left")
    return avec.with_columns(pl.col("non_affichee").fill_null(False))


def _registre(entrepot: Entrepot, code: str, fines: pl.DataFrame, regle: Regle, sauf: str) -> pl.DataFrame:
    """Ce qui a paru d'un indicateur, complété de ce que la base sait encore."""
    parues = divulgation.cases_parues(entrepot, [code], sauf)
    if parues.is_empty():
        return pl.DataFrame(schema=divulgation.INCONNUES)
    return divulgation.inconnues_du_registre(
        regle.completer(parues), fines.select(*IDENTITE, "effectif", "denominateur"), regle.seuils
    )


def _nouvelles(attaque: Attaque, registre: pl.DataFrame, connus: Liens) -> pl.DataFrame:
    """Les cases exposées que le registre seul n'exposait pas déjà autant."""
    exposees = attaque.exposees
    if exposees.is_empty() or registre.is_empty():
        return exposees
    avant = divulgation.attaquer(registre, connus).exposees
    deja = exposees.join(avant.select(*CLE, b="bas", h="haut").unique(CLE), on=CLE, how="left")
    pire = (
        pl.col("b").is_null()
        | (pl.col("bas") > pl.col("b") + _TOLERANCE)
        | (pl.col("haut") < pl.col("h") - _TOLERANCE)
    )
    return deja.filter(pire).select(exposees.columns)


def _entre(avancer: Avancer, debut: float, fin: float) -> Avancer:
    return lambda part: avancer(debut + (fin - debut) * part)
