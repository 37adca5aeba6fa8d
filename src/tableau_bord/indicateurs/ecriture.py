"""Mettre une mesure en mots : valeur, intervalle, effectif, période, signal, motif. Pur.

Une règle avant toutes : dès qu'une mesure porte un motif d'absence, aucun de ses nombres ne
s'écrit, ni ceux de son reste (le reste d'un nombre masqué le redonnerait), quoi que disent ses
autres champs. Seule exception, « trop incertain » : son intervalle se donne à la place de la valeur.
"""

from __future__ import annotations

import html
import re
from datetime import date

from tableau_bord.commun import francais
from tableau_bord.commun.estimations import Motif
from tableau_bord.commun.francais import INSECABLE, nombre
from tableau_bord.indicateurs.modele import CaseCarte, Indicateur, Mesure, Point, SignalNiveau
from tableau_bord.indicateurs.signes import SIGNES, Signe

MASQUES = frozenset({Motif.MASQUE, Motif.MASQUE_COMPLEMENT})
PHRASE_MASQUE = (
    "Ce nombre n’est pas montré, pour que personne ne puisse être reconnu, ici ou à côté. "
    "Il peut être petit, grand ou nul."
)
SANS_INTERVALLE = "intervalle non calculé"
SANS_EFFECTIF = "effectif non fourni"
SANS_RESTE = "Aucune valeur du reste à laquelle la comparer."
_PHRASES = {
    Motif.MASQUE: PHRASE_MASQUE,
    Motif.MASQUE_COMPLEMENT: PHRASE_MASQUE,
    Motif.SANS_POPULATION: "Personne n’est visé par cette mesure ici.",
    Motif.NON_DISPONIBLE: "La source n’a pas diffusé cette valeur.",
    Motif.TROP_INCERTAIN: "La valeur est trop incertaine pour être donnée seule.",
    Motif.NON_COMPARABLE: "La définition ou le découpage a changé\u00a0: cette valeur ne se compare pas.",
}
_UNITE_COURTE = 4
_GRAS = re.compile(r"\*\*(.+?)\*\*")

Lisible = Mesure | Point | CaseCarte


def motif(mesure: Lisible) -> Motif | None:
    """Le motif d'absence, « non disponible » si la valeur manque sans raison écrite, sinon rien."""
    if mesure.motif is not None:
        return mesure.motif
    return Motif.NON_DISPONIBLE if mesure.valeur is None else None


def montrable(mesure: Lisible) -> bool:
    """Vrai si la valeur peut s'écrire."""
    return motif(mesure) is None


def est_masquee(mesure: Lisible) -> bool:
    """Vrai si la valeur est protégée, quelle que soit la sorte de masque."""
    return motif(mesure) in MASQUES


def mot_du_motif(raison: Motif) -> str:
    """Le mot montré à la place d'une valeur : un seul pour les deux masques."""
    return Motif.MASQUE.value if raison in MASQUES else raison.value


def symbole_du_motif(raison: Motif) -> str:
    """◇ pour un nombre protégé, ○ pour une autre absence."""
    return "◇" if raison in MASQUES else "○"


def phrase_du_motif(raison: Motif) -> str:
    """La phrase exacte d'APPARENCE §7."""
    return _PHRASES[raison]


def chiffre(x: float | None, indicateur: Indicateur) -> str:
    """Le nombre seul, aux décimales de l'indicateur."""
    return nombre(x, indicateur.decimales)


def unite(indicateur: Indicateur) -> str:
    """L'unité, milliers insécables : « % », « pour 100 000 »."""
    return re.sub(r"(?<=\d) (?=\d{3})", INSECABLE, indicateur.unite.strip())


def unite_longue(indicateur: Indicateur) -> str:
    """L'unité qui ne se colle pas au nombre (« pour 100 000 »), ou une chaîne vide."""
    texte = unite(indicateur)
    return texte if len(texte) > _UNITE_COURTE else ""


def avec_unite(x: float | None, indicateur: Indicateur) -> str:
    """« 88,4 % », « 12 ans » ; une unité longue est laissée de côté."""
    texte = chiffre(x, indicateur)
    courte = "" if unite_longue(indicateur) else unite(indicateur)
    return f"{texte}{INSECABLE}{courte}" if texte and courte else texte


def valeur(mesure: Mesure) -> str:
    """« 88,4 % », sinon l'intervalle d'une valeur trop incertaine, sinon le mot du motif."""
    return valeur_de(mesure, mesure.indicateur)


def valeur_de(lisible: Lisible, indicateur: Indicateur) -> str:
    """Comme `valeur`, pour un point de série ou une case de carte."""
    raison = motif(lisible)
    if raison is None:
        return avec_unite(lisible.valeur, indicateur)
    if raison is Motif.TROP_INCERTAIN and lisible.borne_inf is not None and lisible.borne_sup is not None:
        return f"de {chiffre(lisible.borne_inf, indicateur)} à {avec_unite(lisible.borne_sup, indicateur)}"
    return mot_du_motif(raison)


def intervalle(mesure: Mesure) -> str:
    """« de 84,6 à 91,4 », ou une chaîne vide."""
    return intervalle_de(mesure, mesure.indicateur)


def intervalle_de(lisible: Lisible, indicateur: Indicateur) -> str:
    """Comme `intervalle`, pour un point de série ou une case de carte."""
    if not montrable(lisible) or lisible.borne_inf is None or lisible.borne_sup is None:
        return ""
    return francais.intervalle(chiffre(lisible.borne_inf, indicateur), chiffre(lisible.borne_sup, indicateur))


def effectif(mesure: Lisible) -> str:
    """« 304 sur 344 », « 304 », ou une chaîne vide (rien n'est connu, ou rien ne se montre)."""
    if not montrable(mesure) or mesure.effectif is None:
        return ""
    if mesure.denominateur is None:
        return nombre(mesure.effectif)
    qui = " répondants" if isinstance(mesure, Mesure) and mesure.pesee is not None else ""
    return f"{nombre(mesure.effectif)} sur {nombre(mesure.denominateur)}{qui}"


VOIES = {
    "direct": "Estimation directe d’enquête",
    "modèle": "Estimation d’enquête aidée d’un modèle",
    "synthétique": "Valeur d’un modèle, sans les réponses d’ici",
}


def pesee(mesure: Mesure) -> str:
    """Comment une estimation d'enquête fut faite, ou une chaîne vide."""
    if mesure.pesee is None or not montrable(mesure):
        return ""
    return VOIES.get(mesure.pesee.voie, "")


def pesee_expliquee(mesure: Mesure) -> str:
    """La voie, sa méthode, l'erreur type et l'effet de plan."""
    if not pesee(mesure) or mesure.pesee is None:
        return ""
    p, i = mesure.pesee, mesure.indicateur
    erreur = (
        f" Erreur type\u00a0: {nombre(p.erreur_type, i.decimales + 1)}." if p.erreur_type is not None else ""
    )
    effet = f" Effet de plan\u00a0: {nombre(p.effet_plan, 2)}." if p.effet_plan is not None else ""
    return f"{pesee(mesure)} ({p.methode}).{erreur}{effet}"


def valeur_reste(mesure: Mesure) -> str:
    """La valeur du reste de la région, ou une chaîne vide ; jamais celle d'une mesure absente."""
    if not montrable(mesure) or mesure.reste is None:
        return ""
    return avec_unite(mesure.reste.valeur, mesure.indicateur)


def nom_du_reste(mesure: Mesure, court: bool = False) -> str:
    """« Reste de la région » ; `court` laisse la précision « connu (12 communautés sur 18) »."""
    nom = mesure.reste.nom if mesure.reste else "reste de la région"
    nom = nom.partition(" connu (")[0] if court else nom
    return nom[:1].upper() + nom[1:]


def signe(mesure: Mesure) -> Signe:
    """Le signal à montrer ; une valeur absente n'en a aucun, quoi que dise le champ."""
    return SIGNES[mesure.signal if montrable(mesure) else SignalNiveau.NON_EVALUE]


def periode_courte(texte: str) -> str:
    """« 2021-2023 » → « 2021 à 2023 », « 2020-09-16 » → « 16 septembre 2020 »."""
    plage = re.fullmatch(r"(\d{4})\s*[-–/]\s*(\d{4})", texte)
    if plage:
        return f"{plage[1]} à {plage[2]}"
    try:
        return francais.date_longue(date.fromisoformat(texte))
    except ValueError:
        return texte


def periode(mesure: Mesure) -> str:
    """« Années 2021 à 2023 », « Année 2021 » ou la période telle quelle."""
    courte = periode_courte(mesure.periode)
    if re.fullmatch(r"\d{4}", courte):
        return f"Année {courte}"
    return f"Années {courte}" if re.fullmatch(r"\d{4} à \d{4}", courte) else courte


def age(mesure: Mesure) -> str:
    """L'âge de la donnée : « cette année », « il y a un an », « il y a 3 ans »."""
    if mesure.age_ans is None:
        return ""
    if mesure.age_ans <= 0:
        return "cette année"
    quand = "un" if mesure.age_ans == 1 else nombre(mesure.age_ans)
    return f"il y a {quand} an{'s' if mesure.age_ans > 1 else ''}".replace(" ", INSECABLE)


def en_html(texte: str) -> str:
    """Échapper, puis rendre le gras `**…**` : la seule marque qu'une phrase générée emploie."""
    return _GRAS.sub(r"<strong>\1</strong>", html.escape(texte))


def sans_gras(texte: str) -> str:
    """La même phrase sans ses marques, pour un texte alternatif."""
    return _GRAS.sub(r"\1", texte)


def cote(mesure: Mesure) -> str:
    """« * À interpréter avec prudence », « ** À titre indicatif seulement », ou une chaîne vide."""
    if mesure.cote is None or not montrable(mesure):
        return ""
    mots = "À titre indicatif seulement" if mesure.cote.symbole == "**" else "À interpréter avec prudence"
    return f"{mesure.cote.symbole}{INSECABLE}{mots}"


def cote_expliquee(mesure: Mesure) -> str:
    """La cote, son coefficient de variation et la règle du producteur, nommée."""
    if not cote(mesure) or mesure.cote is None:
        return ""
    c = mesure.cote
    seuils = (
        f"prudence au-delà de {nombre(c.prudence, 1)}{INSECABLE}%, limite {nombre(c.limite, 1)}{INSECABLE}%"
    )
    return f"{cote(mesure)}. Coefficient de variation de {nombre(c.cv, 1)}{INSECABLE}% (cotes\u00a0: {c.producteur}, {seuils})."
