"""Les actifs du portrait en mots : combien, ce qu'ils comptent, vérifiés quand, à la portée de qui."""

from __future__ import annotations

from datetime import date

from tableau_bord.actifs import LIBELLES_DES_GENRES, Acces, Cout, Genre
from tableau_bord.commun.francais import MOIS, compter, en_lettres, enumerer, nombre
from tableau_bord.gestes.portrait_complet import ActifLu, Present
from tableau_bord.territoires import Territoire

AUCUN_ACTIF = (
    "Aucun actif n’est encore inscrit {ou}. Cela ne veut pas dire qu’il n’y en a pas. "
    "Commencez par un lieu où les gens se croisent."
)
AUCUNE_PAROLE = "Aucune parole ne se lit encore {ou}. Cela ne veut pas dire que personne n’a rien à en dire."
_COUTS = {
    Cout.GRATUIT.value: "gratuit",
    Cout.CONTRIBUTION.value: "contribution volontaire",
    Cout.PAYANT.value: "payant",
}
_TRANSPORTS = {
    Acces.OUI.value: "transport offert",
    Acces.PARTIEL.value: "transport offert en partie",
    Acces.NON.value: "sans transport",
}
_UNIVERSELS = {
    Acces.OUI.value: "accès universel",
    Acces.PARTIEL.value: "accès universel en partie",
    Acces.NON.value: "sans accès universel",
}


def dans(lieu: Territoire) -> str:
    """« à Mont-Balan », « au Havre », « aux Éboulements » ; « dans ce territoire » hors d'une communauté."""
    if lieu.decoupage != "communaute":
        return "dans ce territoire"
    for article, contracte in (("Le ", "au "), ("Les ", "aux ")):
        if lieu.nom.startswith(article):
            return contracte + lieu.nom.removeprefix(article)
    return f"à {lieu.nom}"


def mois(jour: str) -> str:
    """« octobre 2026 » depuis un jour ISO ; une date mal écrite ne casse pas la page."""
    try:
        lu = date.fromisoformat(jour)
    except ValueError:
        return jour
    return f"{MOIS[lu.month - 1]}\u00a0{lu.year}"


def combien(present: Present) -> str:
    """« 14 actifs »."""
    return compter(present.nombre, "actif")


def poids(present: Present) -> str:
    """« qui comptent pour 9,2 selon l’âge de leur dernière vérification »."""
    verbe, leur = ("comptent", "leur") if present.nombre > 1 else ("compte", "sa")
    return f"qui {verbe} pour {nombre(present.poids, 1)} selon l’âge de {leur} dernière vérification"


def verifies(present: Present) -> str:
    """« Onze vérifiés depuis un an, le dernier en octobre 2026 ; deux jamais vérifiés. »"""
    if not present.derniere:
        return "Aucun n’a encore été vérifié."
    n = present.recents
    tete = en_lettres(n) if n else "aucun"
    phrase = f"{tete[:1].upper()}{tete[1:]} vérifié{'s' if n > 1 else ''} depuis un an"
    phrase += f", dernière vérification en {mois(present.derniere)}"
    if present.jamais:
        phrase += f"\u00a0; {en_lettres(present.jamais)} jamais vérifié{'s' if present.jamais > 1 else ''}"
    return f"{phrase}."


def acces(present: Present) -> str:
    """« Trois gratuits, deux à accès universel, un offre le transport ; rien n’en est dit pour quatre. »"""
    if not present.acces_connu:
        return "Rien n’est encore dit du coût, du transport ni de l’accès universel."
    sortes = (
        (present.gratuits, "gratuit ou à contribution volontaire", "gratuits ou à contribution volontaire"),
        (present.universels, "à accès universel", "à accès universel"),
        (present.transport, "avec transport", "avec transport"),
    )
    dits = [f"{en_lettres(n)} {un if n == 1 else plusieurs}" for n, un, plusieurs in sortes if n]
    phrase = enumerer(dits) or "ni gratuité, ni accès universel, ni transport chez ceux qui l’ont dit"
    tus = present.nombre - present.acces_connu
    suite = f"\u00a0; rien n’en est dit pour {en_lettres(tus)}" if tus else ""
    return f"{phrase[:1].upper()}{phrase[1:]}{suite}."


def detail(actif: ActifLu) -> str:
    """« Lieu de rencontre, gratuit, accès universel. Vérifié en juin 2026. »"""
    genre = LIBELLES_DES_GENRES[Genre(actif.genre)][0]
    mots = (genre, _COUTS.get(actif.cout), _TRANSPORTS.get(actif.transport), _UNIVERSELS.get(actif.universel))
    quand = f"Vérifié en {mois(actif.verifie_le)}" if actif.verifie_le else "Jamais vérifié"
    return f"{', '.join(m for m in mots if m)}. {quand}."
