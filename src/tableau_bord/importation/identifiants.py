"""Refuser un fichier qui identifie des personnes, d'après son contenu ; la valeur n'est jamais montrée."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import normes, personnes
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.modele import LIGNE, TableauLu

_MOIS, _JOUR = r"(?:0[1-9]|1[0-2]|5[1-9]|6[0-2])", r"(?:0[1-9]|[12]\d|3[01])"
_NAM = rf"(?:^|[^\pL\d])[A-Z]{{4}}[\s-]?\d\d{_MOIS}[\s-]?{_JOUR}\d\d(?:$|[^\pL\d])"
_NAM_SEUL = rf"(?i)^\s*[A-Z]{{4}}\s?-?\d\s?\d\s?{_MOIS}\s?-?{_JOUR}\s?\d\s?\d\s*$"
_DATE_APRES_LETTRES = r"^\s*\pL{4}[\s-]?(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s*$"
"""« MSSS20120331 » est une date collée à un sigle, pas un numéro d'assurance maladie."""
_COURRIEL = r"(?i)[a-z0-9._%+'-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}"
_BOITE_GENERIQUE = (
    r"(?i)(?:^|[^a-z0-9._%+'-])(?:infos?|informations?|renseignements?|contact|donnees|data|statistiques?|stat|soutien|support|aide|"
    r"communications?|accueil|admin|administration|service|secretariat|no-?reply|courrier)(?:[._-][a-z0-9._-]*)?@[a-z0-9.-]+"
)
_TELEPHONE = (
    r"(?:^|[^\d.,])(?:\+?1[\s.-]?)?(?:\([2-9]\d\d\)\s?|[2-9]\d\d[-.]|[2-9]\d\d\s)[2-9]\d\d[\s.-]\d{4}(?:$|\D)"
)
_SANS_FRAIS = (
    r"(?:^|[^\d\s.-])\s?(?:\+?1[\s.-]?)?\(?8(?:00|33|44|55|66|77|88)\)?[\s.-]\s?[2-9]\d\d[\s.-]\d{4}"
)
_DIX_CHIFFRES = r"^\s*\+?1?[2-9]\d\d[2-9]\d{6}\s*$"
_NAS = r"^\s*[1-79]\d{2}([ \u00a0-]?)\d{3}[ \u00a0-]?\d{3}\s*$"
_NAS_A_TIRETS = r"^\s*[1-79]\d{2}-\d{3}-\d{3}\s*$"
_NAS_A_ESPACES = r"^\s*[1-79]\d{2}[ \u00a0]\d{3}[ \u00a0]\d{3}\s*$"
_NOM_DE_NAS = r"(no |num(ero)? )?(nas|sin)|.*assurance sociale.*|.*social insurance.*"
_NOM_DE_TELEPHONE = r".*\b(tel|telephone|phone|cell|cellulaire|mobile|telecopieur|fax)\b.*"
_LONGUEUR_MINIMALE = 6
_NAS_SURS = 3
"""Il faut trois « NNN NNN NNN » tous valides : une population s'écrit ainsi, et une sur dix passe Luhn."""


@dataclass(frozen=True)
class Trouvaille:
    """Ce qui identifie : quoi, une forme masquée, la colonne et la première ligne."""

    quoi: str
    forme: str
    colonne: str
    ligne: int


def refuser_personnes(tableau: TableauLu, *, cases_seulement: bool = False) -> None:
    """Lever ImportationErreur (« identifiants_personnels ») si le tableau identifie des personnes.

    NAM, courriel, téléphone et NAS sont cherchés dans toutes les cases et dans les noms de colonnes ; nom
    avec date de naissance, code postal à six positions avec âge et sexe, et une ligne par personne, dans
    l'agencement des colonnes. Une boîte générique (« info@… ») ou un numéro sans frais n'identifie personne.
    `cases_seulement` : pour la suite d'un fichier dont l'agencement est déjà jugé.
    """
    if trouvee := trouver(tableau, cases_seulement):
        raise _refus(tableau, trouvee)


def trouver(tableau: TableauLu, cases_seulement: bool = False) -> Trouvaille | None:
    """La première chose qui identifie des personnes, ou None."""
    entetes = pl.DataFrame({"t": tableau.colonnes}, schema={"t": pl.String})["t"]
    if (dans_l_entete := _dans(entetes, "")) and dans_l_entete[1] is not None:
        rang = tableau.colonnes.index(dans_l_entete[1]) + 1
        return Trouvaille(*dans_l_entete[0], f"numéro {rang}", max(1, tableau.entete_ligne))
    for colonne in tableau.colonnes:
        if trouve := _dans(tableau.cadre[colonne], normes.nu(colonne)):
            rang_fautif = (tableau.cadre[colonne] == trouve[1]).arg_max() or 0
            return Trouvaille(*trouve[0], colonne, int(tableau.cadre[LIGNE][rang_fautif]))
    if not cases_seulement and (agencement := personnes.agencement(tableau.cadre.drop(LIGNE))):
        return Trouvaille(agencement[0], "", agencement[1], int(tableau.cadre[LIGNE][0]))
    return None


def _dans(colonne: pl.Series, nom: str) -> tuple[tuple[str, str], str] | None:
    """(quoi, forme masquée) et la première case fautive d'une colonne ; None si elle n'en a pas.

    Les cases courtes sont écartées d'abord, puis chaque valeur distincte n'est regardée qu'une fois.
    """
    longues = colonne.filter(colonne.str.len_bytes() >= _LONGUEUR_MINIMALE)
    cases = longues.unique(maintain_order=True)
    if cases.is_empty():
        return None
    for identifiant, masque in (
        (("un numéro d'assurance maladie", "AAAA 0000 0000"), _nam(cases)),
        (("un courriel", "nom@domaine"), _courriel(cases)),
        (("un numéro de téléphone", "(000) 000-0000"), _telephone(cases, nom)),
        (("un numéro d'assurance sociale", "000 000 000"), _nas(cases, nom)),
    ):
        if masque.any():
            return identifiant, str(cases.filter(masque)[0])
    return None


def _nam(cases: pl.Series) -> pl.Series:
    possibles = cases.str.len_bytes() >= 12
    if not possibles.any():
        return possibles
    trouves = cases.str.contains(_NAM) | cases.str.contains(_NAM_SEUL)
    return possibles & trouves & ~cases.str.contains(_DATE_APRES_LETTRES)


def _courriel(cases: pl.Series) -> pl.Series:
    avec = cases.str.contains("@", literal=True)
    if not avec.any():
        return avec
    return avec & cases.str.replace_all(_BOITE_GENERIQUE, " ").str.contains(_COURRIEL)


def _telephone(cases: pl.Series, nom: str) -> pl.Series:
    trouves = cases.str.contains(_TELEPHONE)
    if trouves.any():
        trouves = trouves & cases.str.replace_all(_SANS_FRAIS, "x").str.contains(_TELEPHONE)
    if re.fullmatch(_NOM_DE_TELEPHONE, nom):
        trouves = trouves | cases.str.contains(_DIX_CHIFFRES)
    return trouves


def _nas(cases: pl.Series, nom: str) -> pl.Series:
    formes = cases.str.contains(_NAS)
    if not formes.any():
        return formes
    valides = formes & _luhn(cases)
    if re.fullmatch(_NOM_DE_NAS, nom):
        return valides
    a_espaces = cases.str.contains(_NAS_A_ESPACES)
    surs = a_espaces.sum() >= _NAS_SURS and bool(valides.filter(a_espaces).all())
    return valides & (cases.str.contains(_NAS_A_TIRETS) | (a_espaces & surs))


def _luhn(cases: pl.Series) -> pl.Series:
    """Clé de Luhn des neuf chiffres d'un NAS, vectorisée ; faux si la case n'en a pas neuf."""
    chiffres = pl.col("t").str.replace_all(r"\D", "")
    termes = []
    for rang in range(9):
        chiffre = chiffres.str.slice(rang, 1).cast(pl.Int32, strict=False) * (1 + rang % 2)
        termes.append(chiffre - 9 * (chiffre > 9).cast(pl.Int32))
    valide = (chiffres.str.len_chars() == 9) & (pl.sum_horizontal(termes, ignore_nulls=False) % 10 == 0)
    return pl.DataFrame({"t": cases}).select(valide.fill_null(False)).to_series()


def _refus(tableau: TableauLu, t: Trouvaille) -> ImportationErreur:
    forme = f" (de la forme {t.forme})" if t.forme else ""
    return ImportationErreur(
        "identifiants_personnels",
        f"Ce fichier identifie des personnes\u00a0: il porte {t.quoi}{forme}. Il n'est pas conservé\u00a0: "
        "rien n'en a été enregistré.",
        ou=f"Fichier {citer(tableau.nom)}, ligne {t.ligne}, colonne {citer(t.colonne)}",
        remede="Versez un tableau agrégé (territoire, période, effectif), sans cette colonne. "
        "Les réponses à une enquête se pèsent à la page Enquête.",
    )
