"""Un fichier d'évènements mal tenu, la base qui le situe, et un décompte refait à la main, ligne par ligne."""

from __future__ import annotations

import csv
import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from tableau_bord import indicateurs, territoires
from tableau_bord.acces import au_poste
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot
from tableau_bord.importation import Lot, inscrire
from tableau_bord.territoires import Decoupage
from tests.graines import DECES

QUI = au_poste("analyste")
COMMUNAUTES = ("C01", "C02", "C03", "C04")
AIRES = {f"2400{i:04d}": COMMUNAUTES[i % 3] for i in range(12)}
"""C04 n'a d'aire qu'en partage."""
PARTAGEE = ("24000000", {"C01": 0.6, "C04": 0.4})
HORS = "24009999"
"""Une aire de la base, d'aucune communauté."""
COLONNES = ("Aire", "Date", "Sexe", "Âge", "NAM", "Diag", "Nom du lieu")
TRANCHES = "0-17,18-64,65+"
FEMININ = {"F", "Féminin", "2", "femme"}
MASCULIN = {"M", "masculin", "1", " HOMME "}


def region(entrepot: Entrepot, partage: bool = False, regle: str = "pondérée") -> None:
    """Communautés, aires, composition, RLS rattachés à une RSS, et un indicateur."""
    parts = [(c, ad, 1.0) for ad, c in AIRES.items() if not (partage and ad == PARTAGEE[0])]
    if partage:
        parts += [(c, PARTAGEE[0], poids) for c, poids in PARTAGEE[1].items()]
    composition = pl.DataFrame(parts, schema=["code", "ad", "poids"], orient="row")
    codes = COMMUNAUTES if partage else COMMUNAUTES[:3]
    decoupages = [
        Decoupage("communaute", "2021", _noms(codes, "Lieu"), composition=composition, regle=regle),
        Decoupage("AD", "2021", _noms((*AIRES, HORS), "Aire")),
        Decoupage("RLS", "2021", _noms(("0511", "0512", "0611"), "Réseau")),
        Decoupage("RSS", "2021", _noms(("05", "06"), "Région")),
    ]

    def geste(t) -> None:  # type: ignore[no-untyped-def]
        for d in decoupages:
            territoires.inscrire(t, d, "lot-lieux")
        indicateurs.inscrire_indicateurs(t, [DECES])
        inscrire(
            t, Lot("lot-lieux", "territoires", "lieux.csv", "0" * 64, "essai", maintenant(), 1, "Lieux.")
        )

    entrepot.ecrire(geste)


def _noms(codes: tuple[str, ...], mot: str) -> pl.DataFrame:
    vide = pl.Series([None] * len(codes), dtype=pl.String)
    return pl.DataFrame({"code": codes, "nom": [f"{mot} {c}" for c in codes], "municipalite": vide})


def evenements(combien: int = 3_000, graine: int = 7) -> list[dict[str, str]]:
    """Des lignes dont une sur dix manque de quelque chose ; chaque personne y paraît cinq fois en moyenne."""
    de = random.Random(graine)
    lignes = []
    for _ in range(combien):
        jour = date(2019, 1, 1) + timedelta(days=de.randrange(3 * 365))
        lignes.append(
            {
                "Aire": _ou(de, 0.04, de.choice(list(AIRES)), ("", "99999999", HORS, " 24000003 ", "Aire 24000004")),
                "Date": _ou(de, 0.03, jour.isoformat(), ("", "hier", "2020", "1850-01-01", f"{jour}T10:15:00", f"{jour:%Y%m%d}")),
                "Sexe": _ou(de, 0.02, de.choice(sorted(FEMININ | MASCULIN)), ("", "X")),
                "Âge": _ou(de, 0.03, str(de.randrange(0, 100)), ("", "-1", "999", "quarante", "40 ans", "65 et plus")),
                "NAM": _ou(de, 0.02, _nam(de.randrange(combien // 5)), ("",)),
                "Diag": de.choice(("J45", "J46", "I10", "")),
                "Nom du lieu": de.choice(("Île; aux «Coudres»", 'Le "Pic"', "Été")),
            }
        )  # fmt: skip
    return lignes


def _nam(rang: int) -> str:
    return f"ABCD{50 + rang // 100:02d}0112{rang % 100:02d}"


def _ou(de: random.Random, part: float, ordinaire: str, autres: tuple[str, ...]) -> str:
    return de.choice(autres) if de.random() < part else ordinaire


def en_csv(lignes: list[dict[str, str]], chemin: Path, encodage: str = "utf-8", sep: str = ";") -> Path:
    with chemin.open("w", encoding=encodage, newline="") as flux:
        ecrire = csv.DictWriter(flux, COLONNES, delimiter=sep)
        ecrire.writeheader()
        ecrire.writerows(lignes)
    return chemin


def en_parquet(lignes: list[dict[str, str]], chemin: Path) -> Path:
    """Tout en texte, vides nuls une fois sur deux : le fichier le plus exigeant."""
    cadre = pl.DataFrame(lignes, schema=dict.fromkeys(COLONNES, pl.String))
    cadre.with_columns(pl.col("Diag").replace("", None)).write_parquet(chemin)
    return chemin


# --- le décompte refait à la main : une ligne à la fois, aucune table, aucun SQL ------------------


def jour_lu(texte: str) -> str | None:
    """AAAA-MM-JJ, ou l'année seule ; None si l'on ne sait pas, ou hors de 1900 à 2100."""
    t = texte.strip()
    if len(t) == 8 and t.isdigit():
        t = f"{t[:4]}-{t[4:6]}-{t[6:]}"
    t = t.partition("T")[0]
    try:
        annee = int(t[:4])
        if len(t) > 4:
            date.fromisoformat(t)
    except ValueError:
        return None
    return t if 1900 <= annee <= 2100 else None


def age_lu(texte: str) -> str | None:
    """La tranche, ou None."""
    if texte == "65 et plus":
        return texte
    nu = texte.removesuffix(" ans").strip()
    if not nu.isdigit() or int(nu) > 130:
        return None
    return "0-17" if int(nu) < 18 else "18-64" if int(nu) < 65 else "65 et plus"


def aire_lue(texte: str) -> str:
    return texte.strip().removeprefix("Aire ")


def motif(ligne: dict[str, str], avec_personne: bool) -> str | None:
    """Le premier motif d'écart, dans l'ordre promis."""
    aire = aire_lue(ligne["Aire"])
    if not aire:
        return "SANS_TERRITOIRE"
    if aire not in AIRES:
        return "SANS_RATTACHEMENT" if aire == HORS else "TERRITOIRE_INCONNU"
    if not ligne["Date"].strip():
        return "SANS_PERIODE"
    if jour_lu(ligne["Date"]) is None:
        return "PERIODE_ILLISIBLE"
    if ligne["Sexe"] not in FEMININ | MASCULIN:
        return "SEXE_ILLISIBLE"
    if age_lu(ligne["Âge"]) is None:
        return "AGE_ILLISIBLE"
    return "SANS_PERSONNE" if avec_personne and not ligne["NAM"] else None


def a_la_main(
    lignes: list[dict[str, str]], regle: str
) -> tuple[Counter[tuple[str, str, str, str]], Counter[str]]:
    """(aire, année, sexe, tranche) → combien ; et les écarts par motif."""
    gardees, ecarts = [], Counter[str]()
    for ligne in lignes:
        pourquoi = motif(ligne, regle != "garder")
        if pourquoi:
            ecarts[pourquoi] += 1
            continue
        jour = jour_lu(ligne["Date"])
        sexe = "F" if ligne["Sexe"] in FEMININ else "M"
        gardees.append((jour, AIRES[aire_lue(ligne["Aire"])], sexe, age_lu(ligne["Âge"]), ligne["NAM"]))
    if regle == "garder":
        return Counter((c, j[:4], s, a) for j, c, s, a, _ in gardees), ecarts
    # À date égale : le plus petit lieu, F avant M, la plus jeune tranche ; « 2020 » vient avant 2020-01-01.
    gardees.sort(reverse=regle == "dernier")
    vues: dict[tuple[str, ...], tuple[str, str, str, str]] = {}
    for jour, lieu, sexe, age, nam in gardees:
        cle = {
            "premier": (nam,), "dernier": (nam,), "un-par-periode": (nam, jour[:4]),
            "un-par-periode-et-territoire": (nam, jour[:4], lieu),
        }[regle]  # fmt: skip
        vues.setdefault(cle, (lieu, jour[:4], sexe, age))
    return Counter(vues.values()), ecarts
