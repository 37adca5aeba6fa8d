"""Engendrer et mutiler des fichiers à verser, et dire ce qui en sort : lu, refusé, ou fautif."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
import xlsxwriter

from tableau_bord import importation, indicateurs, territoires
from tableau_bord.acces import au_poste
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import examiner, verser

CODES = ["0511", "0514", "0515", "0516", "0517"]
NOMS = ["Granit", "Coaticook", "Sherbrooke", "Val Saint-François", "Memphrémagog"]
ENCODAGES = ("utf-8", "utf-8-sig", "utf-16", "cp1252")
SEPARATEURS = (";", ",", "\t", "|")
SIGNES = "abcdefgzéèàçùîôœÉ$%&()-_:/.,;|*#12790«»’–\"' \n"
COMPTES = "SELECT (SELECT COUNT(*) FROM valeurs) AS valeurs, (SELECT COUNT(*) FROM lots) AS lots"
ORPHELINES = "SELECT COUNT(*) AS n FROM valeurs WHERE lot NOT IN (SELECT lot FROM lots)"
MUTATIONS = 6


@dataclass(frozen=True)
class Table:
    """Une table connue d'avance : codes, comptes, taux, notes."""

    codes: tuple[str, ...]
    cas: tuple[int, ...]
    taux: tuple[float, ...]
    notes: tuple[str, ...]


def engendrer(hasard: random.Random) -> Table:
    """Une table au hasard, deux à cinq lignes, dont les notes portent séparateurs et guillemets."""
    n = hasard.randint(2, len(CODES))
    notes = tuple(_note(hasard) for _ in range(n))
    return Table(
        tuple(CODES[:n]),
        tuple(hasard.randint(0, 10 ** hasard.randint(1, 7)) for _ in range(n)),
        tuple(round(hasard.uniform(0, 10 ** hasard.randint(0, 5)), 2) for _ in range(n)),
        notes,
    )


def _note(hasard: random.Random) -> str:
    brute = "".join(hasard.choice(SIGNES) for _ in range(hasard.randint(1, 12)))
    return " ".join(brute.split()) or "x"


def ecrire(table: Table, hasard: random.Random) -> tuple[bytes, str, str]:
    """Les octets de la table sous une forme tirée au sort, son nom de fichier, et la forme en mots."""
    if hasard.random() < 0.15:
        return _en_xlsx(table), "table_2021.xlsx", "xlsx"
    encodage, sep, decimale = hasard.choice(ENCODAGES), hasard.choice(SEPARATEURS), hasard.choice(",.")
    fin, cite = hasard.choice(["\n", "\r\n"]), hasard.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])
    tampon = io.StringIO(newline="")
    plume = csv.writer(tampon, delimiter=sep, lineterminator=fin, quoting=cite)
    plume.writerow(["Code", "Cas", "Taux", "Note"])
    for code, cas, taux, note in zip(table.codes, table.cas, table.taux, table.notes, strict=True):
        plume.writerow([code, cas, f"{taux:.2f}".replace(".", decimale), note])
    texte = tampon.getvalue()
    if encodage == "cp1252" and _ambigu(texte):
        encodage = "utf-8"
    return texte.encode(encodage), "table_2021.csv", f"{encodage} {sep!r} {decimale} {fin!r}"


def _ambigu(texte: str) -> bool:
    """Vrai si les octets Windows-1252 de ce texte sont aussi de l'UTF-8 : personne ne peut trancher."""
    try:
        texte.encode("cp1252").decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not texte.isascii()


def _en_xlsx(table: Table) -> bytes:
    tampon = io.BytesIO()
    with xlsxwriter.Workbook(tampon, {"in_memory": True, "strings_to_formulas": False}) as classeur:
        feuille = classeur.add_worksheet("Données")
        for j, nom in enumerate(("Code", "Cas", "Taux", "Note")):
            feuille.write_string(0, j, nom)
        for i, (code, cas, taux, note) in enumerate(
            zip(table.codes, table.cas, table.taux, table.notes, strict=True), 1
        ):
            feuille.write_string(i, 0, code)
            feuille.write_number(i, 1, cas)
            feuille.write_number(i, 2, taux)
            feuille.write_string(i, 3, note)
    return tampon.getvalue()


def mutiler(contenu: bytes, hasard: random.Random) -> bytes:
    """Un à six dégâts : octet changé, ôté ou ajouté, bout coupé ou répété, lignes mêlées, NUL, guillemet."""
    brut = bytearray(contenu)
    for _ in range(hasard.randint(1, MUTATIONS)):
        if not brut:
            break
        hasard.choice(_DEGATS)(brut, hasard)
    return bytes(brut)


def _octet(b: bytearray, h: random.Random) -> None:
    b[h.randrange(len(b))] = h.randrange(256)


def _oter(b: bytearray, h: random.Random) -> None:
    i = h.randrange(len(b))
    del b[i : i + h.randint(1, 20)]


def _inserer(b: bytearray, h: random.Random) -> None:
    bouts = [
        b"\x00",
        b'"',
        b";;;",
        b"\n\n",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"=1+1",
        b"<script>",
        b"9" * 400,
        b"\xe9",
    ]
    i = h.randrange(len(b) + 1)
    b[i:i] = h.choice(bouts)


def _couper(b: bytearray, h: random.Random) -> None:
    del b[h.randrange(len(b)) :]


def _repeter(b: bytearray, h: random.Random) -> None:
    i = h.randrange(len(b))
    b += b[i : i + 200]


def _meler(b: bytearray, h: random.Random) -> None:
    lignes = bytes(b).split(b"\n")
    h.shuffle(lignes)
    b[:] = b"\n".join(lignes)


_DEGATS: tuple[Callable[[bytearray, random.Random], None], ...] = (
    _octet, _octet, _oter, _inserer, _inserer, _couper, _repeter, _meler,
)  # fmt: skip


class Banc:
    """Une base neuve et le compte de ce qui lui arrive."""

    def __init__(self, base: Path | str) -> None:
        self.entrepot = Entrepot(base)
        migrations.appliquer(self.entrepot)
        lieux = pl.DataFrame({"code": CODES, "nom": NOMS}).with_columns(
            municipalite=pl.lit(None, dtype=pl.String)
        )
        decoupage = territoires.Decoupage("RLS", "2021-01-01", lieux)
        self.entrepot.ecrire(lambda t: indicateurs.inscrire_indicateurs(t, indicateurs.charger()))
        self.entrepot.ecrire(lambda t: territoires.inscrire(t, decoupage, "essai"))
        self.lieux = territoires.codes_connus(self.entrepot)

    def fermer(self) -> None:
        """Fermer la base."""
        self.entrepot.fermer()

    def aller_retour(self, graine: int) -> str:
        """Écrire une table puis la relire : « exact », ou ce qui diffère."""
        hasard = random.Random(f"aller-{graine}")
        table = engendrer(hasard)
        contenu, nom, forme = ecrire(table, hasard)
        try:
            tableau = importation.lire_tableau(contenu, nom)
            plan = importation.proposer(tableau, self.lieux, [])
            plan = replace(plan, indicateur="covid_cas_cumul")
            lu = importation.comprendre(tableau, plan, self.lieux)
        except Exception as erreur:
            return f"{forme} : {type(erreur).__name__} {erreur}"
        v = lu.valeurs
        justes = (
            v["code"].to_list() == list(table.codes)
            and v["effectif"].to_list() == [float(x) for x in table.cas]
            and v["valeur"].to_list() == list(table.taux)
            and tableau.cadre["Note"].to_list() == list(table.notes)
        )
        return "exact" if justes else f"{forme} : {table} relue {v.rows()} {tableau.cadre.rows()}"

    def mutile(self, graine: int) -> str:
        """Verser un fichier mutilé, ou fait d'octets : « versé », « refusé », ou la faute."""
        hasard = random.Random(f"mutile-{graine}")
        contenu, nom, _ = ecrire(engendrer(hasard), hasard)
        contenu = (
            hasard.randbytes(hasard.randint(0, 600)) if hasard.random() < 0.1 else mutiler(contenu, hasard)
        )
        avant = self._comptes()
        try:
            sort = self._verser(contenu, nom)
        except TableauBordErreur as refus:
            sort = "refusé" if refus.remede and refus.phrase else f"refus sans remède : {refus!r}"
        except Exception as erreur:
            sort = f"trace : {type(erreur).__name__} {erreur} (graine {graine})"
        return self._juger(sort, avant, graine)

    def _verser(self, contenu: bytes, nom: str) -> str:
        lu = examiner.proposer(self.entrepot, contenu, nom)
        plan = replace(lu.plan, indicateur=lu.plan.indicateur or "covid_cas_cumul")
        examen = examiner.examiner(self.entrepot, lu, plan)
        verser.verser(self.entrepot, examen, au_poste("fuzz"))
        return "versé"

    def _juger(self, sort: str, avant: tuple[int, int], graine: int) -> str:
        """Un refus n'écrit rien ; un versement écrit son lot ; aucune valeur n'est sans lot."""
        apres = self._comptes()
        if sort == "versé" and apres[1] != avant[1] + 1:
            return f"versé sans lot (graine {graine})"
        if sort != "versé" and apres != avant:
            return f"import partiel : {avant} puis {apres} (graine {graine})"
        orphelines = int(self.entrepot.lire(ORPHELINES)["n"][0])
        return f"import partiel : {orphelines} valeurs sans lot (graine {graine})" if orphelines else sort

    def _comptes(self) -> tuple[int, int]:
        ligne = self.entrepot.lire(COMPTES).row(0)
        return int(ligne[0]), int(ligne[1])


def fautes(sorts: Counter[str]) -> list[str]:
    """Les sorts qui ne sont ni une lecture exacte, ni un versement, ni un refus."""
    return [s for s in sorts if s not in {"exact", "versé", "refusé"}]
