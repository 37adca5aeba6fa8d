"""Lire les codes RLS d'avant la loi 10 : traduits si la période le dit, demandés si rien ne le dit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.commun.francais import enumerer
from tableau_bord.importation import normes
from tableau_bord.importation.chantier import RIEN_ENREGISTRE, Chantier, citer
from tableau_bord.importation.codes import cle_courte, par_valeurs
from tableau_bord.importation.modele import Anomalie, Genre, Gravite, Role

FICHIER = Path(__file__).resolve().parents[3] / "donnees" / "anciens_codes_rls.csv"
BASCULE = date(2015, 4, 1)
"""Entrée en vigueur de la loi 10 : les codes RLS changent ce jour-là."""
SENS_CHANGE = ("0611", "0612", "1611", "1612")
"""Codes RLS qui existent avant et après la bascule, sans désigner le même territoire (INESSS-QC/inesss1)."""
REGLE = "code au sens changé"
AVANT, APRES, A_CHEVAL = "avant", "apres", "a cheval"
_COURTS = tuple(c.lstrip("0") for c in SENS_CHANGE)
_LE = "le 1er\u00a0avril\u00a02015"
_TRADUITS = f"Codes RLS d'avant {_LE}"
_MEME_AVANT = ", même avant cette date"


@cache
def charger(fichier: Path = FICHIER) -> Mapping[str, str]:
    """Ancien code → code d'aujourd'hui, quatre chiffres ; `donnees/anciens_codes_rls.csv` se complète à la main.

    Lève ImportationErreur : fichier absent, colonne manquante, code qui n'a pas quatre chiffres, ancien répété.
    """
    try:
        lu = pl.read_csv(fichier, separator=";", infer_schema=False).select("ancien", "nouveau", "source")
    except (OSError, pl.exceptions.PolarsError) as erreur:
        raise _illisible(fichier, "Le fichier des anciens codes RLS ne se lit pas.") from erreur
    for ligne, (ancien, nouveau, source) in enumerate(lu.iter_rows(), start=2):
        if not all(re.fullmatch(r"\d{4}", c or "") for c in (ancien, nouveau)) or not source:
            raise _illisible(
                fichier, f"Ligne {ligne}\u00a0: il faut deux codes de quatre chiffres et une source."
            )
    if lu["ancien"].is_duplicated().any():
        raise _illisible(fichier, "Un ancien code y a deux lignes.")
    return MappingProxyType(dict(lu.select("ancien", "nouveau").iter_rows()))


def _illisible(fichier: Path, quoi: str) -> ImportationErreur:
    return ImportationErreur(
        "anciens_codes_illisibles",
        quoi,
        ou=f"Fichier {fichier.name}",
        remede="Corrigez-le\u00a0: colonnes ancien, nouveau et source, séparées par des points-virgules.",
    )


def epoque(periode: str) -> str | None:
    """Avant la bascule, après, ou à cheval ; « 2014 » → avant, « 2015 » → à cheval ; None sans année."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", periode):
        return AVANT if periode < BASCULE.isoformat() else APRES
    annees = [int(a) for a in re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", periode)]
    if not annees:
        return None
    if max(annees) < BASCULE.year:
        return AVANT
    return APRES if min(annees) > BASCULE.year else A_CHEVAL


def expliquer(valeur: str, niveau: str) -> str:
    """Phrase à ajouter quand un code inconnu est un ancien code RLS ; chaîne vide sinon."""
    nouveau = charger().get(valeur.strip().zfill(4)) if niveau == "RLS" else None
    if nouveau is None:
        return ""
    return (
        f"C'est un code d'avant {_LE}, aujourd'hui {citer(nouveau)}\u00a0: "
        "donnez la période des données, ou écrivez le nouveau code."
    )


def traduire(c: Chantier, ecrit: pl.Series, territoires: pl.DataFrame) -> pl.Series:
    """Remplacer par leur code d'aujourd'hui les anciens codes RLS des lignes d'avant le 1er avril 2015.

    Un ancien code est celui de la table qui n'existe pas dans la base. Les quatre codes au sens changé
    suivent : leur ancien sens sur une ligne d'avant si le fichier porte aussi des anciens codes, porte dans
    la même région des codes que la base ne connaît pas, ou n'a aucun code propre à aujourd'hui ; leur sens
    d'aujourd'hui sinon. Sans période, ou avec une période à cheval qui laisse le doute, une anomalie
    bloquante la demande. Ne touche ni un cube ni une composition.
    """
    if c.plan.genre not in {Genre.INDICATEURS, Genre.POPULATION} or not ecrit.count():
        return ecrit
    rls = c.sortie["decoupage"] == "RLS"
    presents = set(ecrit.filter(rls).drop_nulls().unique().str.strip_chars_start("0").to_list())
    base = territoires.filter(pl.col("decoupage") == "RLS").select(cle_courte(pl.col("code")))["code"]
    connus = set(base.to_list())
    table = {a.lstrip("0"): n for a, n in charger().items()}
    anciens = presents & (set(table) - connus)
    douteux = presents & set(_COURTS)
    if not anciens and not douteux:
        return ecrit
    lignes = pl.DataFrame({"rls": rls, "ecrit": ecrit})
    lignes = lignes.with_columns(court=pl.when("rls").then(cle_courte(pl.col("ecrit"))))
    epoques = _epoques(c)
    propres = (presents & connus) - set(table) - set(_COURTS)
    doute = bool(anciens or _etrangers(presents - connus, douteux)) or not propres
    _demander(c, lignes["court"].is_in(sorted(douteux)), epoques, doute)
    vises = sorted(anciens | douteux if doute else anciens)
    avant = (lignes["court"].is_in(vises) & (epoques == AVANT)).fill_null(False)
    sens = lignes["court"].replace_strict(table, default=None, return_dtype=pl.String)
    _refuser_sans_correspondance(c, avant & sens.is_null())
    _dire(c, lignes.with_columns(epoque=epoques), sens, avant)
    return ecrit.zip_with(~(avant & sens.is_not_null()), sens).alias("ecrit")


def _etrangers(inconnus: set[str], douteux: set[str]) -> set[str]:
    """Codes inconnus de la base dans la région d'un code douteux : la table ne connaît pas tous les anciens."""
    regions = {d.zfill(4)[:2] for d in douteux}
    return {i for i in inconnus if i.isdigit() and i.zfill(4)[:2] in regions}


def _epoques(c: Chantier) -> pl.Series:
    cellules = c.cellules(Role.PERIODE)
    if cellules is None:
        dite = normes.periode(c.plan.periode) if c.plan.periode else None
        return c.constante("epoque", epoque(dite) if dite else None)
    return par_valeurs(cellules, lambda v: normes.par_uniques(normes.periodes(v), epoque))


def _demander(c: Chantier, douteuses: pl.Series, epoques: pl.Series, doute: bool) -> None:
    """Bloquer si un code au sens changé n'a pas de période, ou si la sienne enjambe la bascule."""
    muettes = epoques.is_null() | (epoques == A_CHEVAL) if doute else epoques.is_null()
    vises = (douteuses.fill_null(False) & muettes).arg_true()
    if not vises.len():
        return
    colonne = str(c.plan.colonne(Role.TERRITOIRE_CODE))
    valeurs = c.brut[colonne].gather(vises).unique(maintain_order=True).to_list()
    dits = enumerer([citer(v) for v in valeurs])
    accord = "a changé" if len(valeurs) == 1 else "ont changé"
    c.noter(
        REGLE, Gravite.BLOQUANTE,
        f"Colonne {citer(colonne)}\u00a0: {dits} {accord} de sens {_LE}, et rien ne dit de quel côté sont ces données.",
        "Écrivez la période des données, tout entière avant ou après cette date.",
        int(c.sortie["_ligne"][vises[0]]), colonne=colonne, valeur=valeurs[0],
    )  # fmt: skip


def _refuser_sans_correspondance(c: Chantier, lignes: pl.Series) -> None:
    c.juger(
        lignes, str(c.plan.colonne(Role.TERRITOIRE_CODE)), REGLE, Gravite.REFUSEE,
        lambda v: (
            f"{citer(v)} désignait un autre territoire avant {_LE}, et la table des anciens codes ne dit pas lequel. {RIEN_ENREGISTRE}",
            f"Écrivez le code d'aujourd'hui, ou complétez {FICHIER.name}.",
        ),
    )  # fmt: skip


def _dire(c: Chantier, lignes: pl.DataFrame, sens: pl.Series, avant: pl.Series) -> None:
    cadre = lignes.with_columns(sens=sens, avant=avant)
    lus = cadre.filter(pl.col("avant") & pl.col("sens").is_not_null()).select("ecrit", "sens")
    if (paires := lus.unique(maintain_order=True)).height:
        dits = enumerer([f"{citer(a)} est lu {citer(n)}" for a, n in paires.head(3).rows()])
        c.remarques.append(f"{_TRADUITS} ({paires.height})\u00a0: {dits}.")
    actuels = cadre.filter(pl.col("court").is_in(_COURTS) & ~pl.col("avant"))
    if actuels.height:
        quoi = enumerer([citer(a) for a in actuels["ecrit"].unique().sort()])
        meme = _MEME_AVANT if (actuels["epoque"] == AVANT).any() else ""
        c.remarques.append(
            f"Codes RLS au sens changé {_LE}\u00a0: {quoi}, lus dans leur sens d'aujourd'hui{meme}."
        )


def verifier_tranches(remarques: Iterable[str], anomalies: Iterable[Anomalie]) -> tuple[Anomalie, ...]:
    """Bloquer un fichier lu par tranches dont les unes ont pris l'ancien sens, les autres celui d'aujourd'hui.

    Chaque tranche ne voit que ses codes ; d'accord entre elles, il n'y a rien à ajouter.
    """
    dites = list(remarques)
    ancien = any(r.startswith(_TRADUITS) for r in dites) or any(a.regle == REGLE for a in anomalies)
    if not (ancien and any(_MEME_AVANT in r for r in dites)):
        return ()
    message = (
        f"Avant {_LE}, une partie de ce fichier a des anciens codes RLS, une autre des codes d'aujourd'hui."
    )
    geste = "Versez séparément les deux parties, ou écrivez partout les codes d'aujourd'hui."
    return (Anomalie(None, "", "", REGLE, Gravite.BLOQUANTE, message, geste),)
