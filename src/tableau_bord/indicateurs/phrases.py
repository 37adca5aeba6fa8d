"""La phrase qui répond, en tête d'un portrait : combien de mesures, puis ce qu'elles disent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tableau_bord.commun.francais import en_lettres, enumerer
from tableau_bord.indicateurs.ecriture import est_masquee, montrable, nom_du_reste
from tableau_bord.indicateurs.modele import Mesure, SignalNiveau

_MOTS = {
    SignalNiveau.PLUS_FAVORABLE: ("plus favorable", "plus favorables"),
    SignalNiveau.SEMBLABLE: ("semblable", "semblables"),
    SignalNiveau.MOINS_FAVORABLE: ("moins favorable", "moins favorables"),
    SignalNiveau.PLUS_ELEVE: ("plus élevée", "plus élevées"),
    SignalNiveau.MOINS_ELEVE: ("moins élevée", "moins élevées"),
    SignalNiveau.NON_EVALUE: ("non comparée", "non comparées"),
}
MAX_DITES = 2
"""Combien de phrases de chaque côté, pour tenir en trois lignes."""


def resumer(mesures: Sequence[Mesure]) -> str:
    """Résumer un portrait, forces d'abord ; le mot qui répond est entre `**`.

    « Deux mesures sur huit sont **plus favorables** que dans le reste de la région, quatre
    semblables, une moins favorable. On y finit son secondaire ; plus d'aînés y vivent seuls. »
    """
    if not mesures:
        return "Aucune mesure n’est lisible ici pour l’instant."
    compte = Counter(_signal(m) for m in mesures)
    if compte[SignalNiveau.NON_EVALUE] == len(mesures):
        return _rien_de_compare(mesures)
    return " ".join(p for p in (_compte(mesures, compte), _ce_qu_elles_disent(mesures)) if p)


def forces(mesures: Sequence[Mesure], n: int = 3) -> tuple[Mesure, ...]:
    """Les `n` premières mesures plus favorables, dans l'ordre du dictionnaire : pas de palmarès."""
    return tuple(m for m in mesures if _signal(m) is SignalNiveau.PLUS_FAVORABLE)[:n]


def _signal(mesure: Mesure) -> SignalNiveau:
    return mesure.signal if montrable(mesure) else SignalNiveau.NON_EVALUE


def _compte(mesures: Sequence[Mesure], compte: Counter[SignalNiveau]) -> str:
    """« Deux mesures sur huit sont **plus favorables** que dans le reste de la région, … »."""
    presents = [s for s in _MOTS if compte[s]]
    premier, suite = presents[0], presents[1:]
    n, total = compte[premier], len(mesures)
    reste = _reste(mesures)
    lien = "à ce qu’on voit dans le" if premier is SignalNiveau.SEMBLABLE else "que dans le"
    tete = f"{_sujet(n, total)} {'est' if n == 1 else 'sont'} **{_accorder(premier, n)}** {lien} {reste}"
    return (
        ", ".join([tete, *(f"{en_lettres(compte[s], True)} {_accorder(s, compte[s])}" for s in suite)]) + "."
    )


def _sujet(n: int, total: int) -> str:
    if total == 1:
        return "La seule mesure"
    if n == total:
        return f"Les {en_lettres(n, True)} mesures"
    sujet = en_lettres(n, True)
    return f"{sujet[:1].upper()}{sujet[1:]} {'mesure' if n == 1 else 'mesures'} sur {en_lettres(total, True)}"


def _accorder(signal: SignalNiveau, n: int) -> str:
    return _MOTS[signal][0 if n == 1 else 1]


def _reste(mesures: Sequence[Mesure]) -> str:
    noms = Counter(nom_du_reste(m, court=True) for m in mesures if m.reste and montrable(m))
    nom = noms.most_common(1)[0][0] if noms else "Reste de la région"
    return nom[:1].lower() + nom[1:]


def _rien_de_compare(mesures: Sequence[Mesure]) -> str:
    total = len(mesures)
    if all(est_masquee(m) for m in mesures):
        verbe = "n’est pas montrée" if total == 1 else "ne sont pas montrées"
        return f"{_sujet(total, total)} {verbe}, pour que personne ne puisse être reconnu, ici ou à côté."
    if not any(montrable(m) for m in mesures):
        return (
            "La seule mesure n’est **pas disponible** ici."
            if total == 1
            else f"Aucune des {en_lettres(total, True)} mesures n’est **disponible** ici pour l’instant."
        )
    verbe = "se lit" if total == 1 else "se lisent"
    return f"{_sujet(total, total)} {verbe} **sans comparaison** avec le {_reste(mesures)}."


def _ce_qu_elles_disent(mesures: Sequence[Mesure]) -> str:
    favorables = [m.indicateur.phrase_favorable for m in mesures if _signal(m) is SignalNiveau.PLUS_FAVORABLE]
    autres = [m.indicateur.phrase_defavorable for m in mesures if _signal(m) is SignalNiveau.MOINS_FAVORABLE]
    cotes = [enumerer(_propositions(cote)) for cote in (favorables, autres)]
    texte = "\u00a0; ".join(c for c in cotes if c)
    return f"{texte[:1].upper()}{texte[1:]}." if texte else ""


def _propositions(phrases: Sequence[str]) -> list[str]:
    return [_en_proposition(p) for p in phrases if p.strip()][:MAX_DITES]


def _en_proposition(phrase: str) -> str:
    """« On y finit son secondaire. » → « on y finit son secondaire » ; un sigle garde ses capitales."""
    nue = phrase.strip().rstrip(".").rstrip()
    sigle = len(nue) > 1 and nue[1].isupper()
    return nue if sigle else nue[:1].lower() + nue[1:]
