"""Ce que disent les gabarits : colonnes, consignes et exemple de chaque genre."""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.importation.modele import Genre, Role

_DECOUPAGES = ("RLS", "RTS", "RSS", "CLSC", "MRC", "communaute", "AD", "quebec")
LISTES = {Role.SEXE: ("F", "M", "T"), Role.DECOUPAGE: _DECOUPAGES}


@dataclass(frozen=True)
class Colonne:
    """Une colonne du gabarit : en-tête exact, rôle, consigne, largeur en signes."""

    entete: str
    role: Role
    consigne: str
    largeur: int = 14


_DECOUPAGE = Colonne(
    "Découpage", Role.DECOUPAGE, f"Le niveau géographique de la ligne\u00a0: {', '.join(_DECOUPAGES)}."
)
_CODE = Colonne(
    "Code territoire",
    Role.TERRITOIRE_CODE,
    "Le code officiel, zéros de tête compris (0514). La colonne est en texte\u00a0: ne changez pas son format.",
)
_NOM = Colonne(
    "Nom du territoire", Role.TERRITOIRE_NOM, "Le nom, pour vous relire et pour vérifier le code.", 30
)
_SEXE = Colonne("Sexe", Role.SEXE, "F, M ou T (les deux ensemble).", 8)
_AGE = Colonne(
    "Âge", Role.AGE, "Une classe d'âge\u00a0: 0-17, 65 et plus, tous. Les classes ne se chevauchent pas."
)
COLONNES: dict[Genre, tuple[Colonne, ...]] = {
    Genre.INDICATEURS: (
        _DECOUPAGE, _CODE, _NOM,
        Colonne("Indicateur", Role.INDICATEUR, "Le code de la mesure au dictionnaire d'indicateurs, par exemple deces.", 24),
        Colonne("Période", Role.PERIODE, "Une année (2021), une plage (2019-2023) ou une date (2020-09-16)."),
        _SEXE, _AGE,
        Colonne("Effectif", Role.EFFECTIF, "Le nombre de personnes ou d'événements comptés, entier, zéro ou plus."),
        Colonne("Dénominateur", Role.DENOMINATEUR, "La population visée. L'effectif ne la dépasse jamais."),
        Colonne("Valeur", Role.VALEUR, "La valeur publiée, si la source la donne\u00a0; sinon laissez vide, elle se calcule."),
        Colonne("Borne inférieure", Role.BORNE_INF, "Le bas de l'intervalle publié, s'il y en a un.", 17),
        Colonne("Borne supérieure", Role.BORNE_SUP, "Le haut de l'intervalle publié, s'il y en a un.", 17),
        Colonne("Remarque", Role.NOTE, "Texte libre, jamais versé.", 24),
    ),
    Genre.POPULATION: (
        _DECOUPAGE, _CODE, _NOM,
        Colonne("Année", Role.PERIODE, "L'année de l'estimation, à quatre chiffres."),
        _SEXE, _AGE,
        Colonne("Population", Role.EFFECTIF, "Le nombre de personnes. Zéro s'écrit 0\u00a0; une case vide veut dire inconnu."),
    ),
    Genre.TERRITOIRES: (
        _DECOUPAGE, _CODE, Colonne("Nom du territoire", Role.TERRITOIRE_NOM, "Le nom officiel, avec ses accents et ses traits d'union.", 30),
        Colonne("Code parent", Role.PARENT, "Le code du territoire qui contient celui-ci, s'il y en a un."),
        Colonne("Municipalité", Role.MUNICIPALITE, "La municipalité principale, s'il y a lieu.", 24),
    ),
    Genre.COMPOSITION: (
        Colonne("Code communauté", Role.TERRITOIRE_CODE, "Le code de la communauté, tel qu'il est dans la base.", 18),
        Colonne("Aire de diffusion", Role.AD, "Le code de l'aire de diffusion, huit chiffres (24510123). Une ligne par aire et par communauté.", 18),
        Colonne("Poids", Role.POIDS, "La part de l'aire qui appartient à la communauté, de 0 (exclu) à 1\u00a0; vide vaut 1.", 8),
    ),
    Genre.CUBE: (
        Colonne("decoupage", Role.DECOUPAGE, _DECOUPAGE.consigne),
        Colonne("code", Role.TERRITOIRE_CODE, _CODE.consigne),
        Colonne("nom", Role.TERRITOIRE_NOM, _NOM.consigne, 30),
        Colonne("indicateur", Role.INDICATEUR, "Le code de la mesure au dictionnaire d'indicateurs.", 24),
        Colonne("periode", Role.PERIODE, "Une année (2021), une plage (2019-2023) ou une date (2020-09-16)."),
        Colonne("sexe", Role.SEXE, _SEXE.consigne, 8),
        Colonne("age", Role.AGE, _AGE.consigne),
        Colonne("effectif", Role.EFFECTIF, "Le nombre compté, ou vide."),
        Colonne("denominateur", Role.DENOMINATEUR, "La population visée, ou vide."),
        Colonne("valeur", Role.VALEUR, "La valeur, reprise telle quelle\u00a0: rien n'est recalculé."),
        Colonne("borne_inf", Role.BORNE_INF, "Le bas de l'intervalle, ou vide."),
        Colonne("borne_sup", Role.BORNE_SUP, "Le haut de l'intervalle, ou vide."),
        Colonne("motif", Role.MOTIF, "Vide si la valeur est là\u00a0; sinon sans population, non disponible, trop incertain ou non comparable.", 18),
    ),
}  # fmt: skip
UNE_LIGNE = {
    Genre.INDICATEURS: "Une ligne par territoire, indicateur, période, sexe et âge\u00a0; jamais une ligne par personne.",
    Genre.POPULATION: "Une ligne par territoire, année, sexe et âge.",
    Genre.TERRITOIRES: "Une ligne par territoire.",
    Genre.COMPOSITION: "Une ligne par aire de diffusion et par communauté.",
    Genre.CUBE: "Une ligne par case, comme dans un cube exporté par ce programme.",
}
CONSIGNES = (
    "Remplissez la feuille «\u00a0Données\u00a0» à partir de la ligne 2, sans changer les en-têtes ni ajouter de titre.",
    "Une valeur que la source ne donne pas\u00a0: n.d. (non disponible), x (confidentiel) ou F (trop peu fiable). Jamais 0.",
    "Zéro veut dire zéro. Une case vide veut dire que la valeur n'est pas connue.",
    "Décimales à la virgule ou au point, selon votre Excel\u00a0; pas de signe % ni d'unité dans la case.",
    "Pas de ligne Total\u00a0: un total se refait de ses parties.",
    "Rien qui identifie une personne\u00a0: ni nom, ni numéro d'assurance, ni code postal complet.",
)
EXEMPLES: dict[Genre, tuple[tuple[str | float | None, ...], ...]] = {
    Genre.INDICATEURS: (
        ("RLS", "0514", "Coaticook", "deces", "2021", "F", "65 et plus", 18, 2100, None, None, None, "Exemple inventé"),
        ("RLS", "0514", "Coaticook", "deces", "2021", "M", "65 et plus", 0, 1900, None, None, None, None),
        ("RLS", "0515", "Sherbrooke", "deces", "2021", "F", "65 et plus", "n.d.", 17000, "n.d.", None, None, "Pas encore diffusé"),
        ("RLS", "0515", "Sherbrooke", "deces", "2021", "M", "65 et plus", 212, 15400, 1376.6, 1197.5, 1575.0, None),
    ),
    Genre.POPULATION: (
        ("RLS", "0514", "Coaticook", "2021", "F", "0-17", 1890),
        ("RLS", "0514", "Coaticook", "2021", "F", "18 et plus", 7310),
        ("RLS", "0514", "Coaticook", "2021", "M", "0-17", 1954),
        ("RLS", "0514", "Coaticook", "2021", "M", "18 et plus", 7405),
    ),
    Genre.TERRITOIRES: (
        ("RSS", "05", "Estrie", None, None),
        ("RLS", "0511", "Granit", "05", "Lac-Mégantic"),
        ("RLS", "0514", "Coaticook", "05", "Coaticook"),
        ("RLS", "0515", "Sherbrooke", "05", "Sherbrooke"),
    ),
    Genre.COMPOSITION: (
        ("05-001", "24430101", 1),
        ("05-001", "24430102", 0.4),
        ("05-002", "24430102", 0.6),
    ),
    Genre.CUBE: (
        ("RLS", "0514", "Coaticook", "deces", "2021", "T", "tous", 18, 18741, 96.05, None, None, None),
        ("RLS", "0515", "Sherbrooke", "deces", "2021", "T", "tous", None, None, None, None, None, "non disponible"),
    ),
}  # fmt: skip
