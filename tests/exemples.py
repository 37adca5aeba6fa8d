"""Mesures, séries et cases inventées, au plus court, pour essayer ce qui écrit et dessine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs.modele import (
    CaseCarte,
    Indicateur,
    Mesure,
    Nature,
    Point,
    Reste,
    Sens,
    Serie,
    SignalNiveau,
)

DIPLOME = Indicateur(
    code="diplome",
    nom="Jeunes qui finissent leur secondaire",
    court="Finissent leur secondaire",
    definition="Part des jeunes diplômés.",
    numerateur="Jeunes diplômés",
    denominateur="Jeunes de 18 à 20 ans",
    ages="18 à 20 ans",
    source="Source d’essai",
    unite="%",
    base=100.0,
    decimales=1,
    sens=Sens.HAUT,
    nature=Nature.PROPORTION,
    methode="Wilson",
    comparateur="Reste de la région",
    theme="Scolarité",
    noyau=True,
    phrase_favorable="On y finit son secondaire.",
    phrase_defavorable="moins de jeunes y finissent leur secondaire",
)
SEULS = replace(DIPLOME, code="seuls", nom="Vivent seuls", court="Vivent seuls", sens=Sens.BAS)
LOCATAIRES = replace(DIPLOME, code="locataires", nom="Locataires", court="Locataires", sens=Sens.NEUTRE)
HOSPITALISATIONS = replace(
    SEULS,
    code="hospitalisations",
    nom="Hospitalisations évitables",
    court="Hospitalisations évitables",
    unite="pour 100 000",
    base=100_000.0,
    decimales=0,
    nature=Nature.TAUX,
)

ORDINAIRE = Mesure(
    indicateur=DIPLOME,
    periode="2021-2023",
    effectif=304,
    denominateur=344,
    valeur=304 / 344 * 100,
    borne_inf=84.6,
    borne_sup=91.4,
    motif=None,
    reste=Reste("reste de la région", 4210, 5185, 4210 / 5185 * 100),
    signal=SignalNiveau.PLUS_FAVORABLE,
    valeur_p=0.0004,
    methode_test="Z sur le log des taux",
    quartiles=(78.0, 84.5),
    lot="lot-1",
    age_ans=3,
)
SECRETS = ("77", "91", "84,6", "40,0", "77.0", "91.0", "61.5", "61,5")
"""Les nombres d'une mesure masquée qui les porterait encore par erreur : aucun ne doit sortir."""


def mesure(signal: SignalNiveau, indicateur: Indicateur = DIPLOME, **champs: object) -> Mesure:
    """La mesure ordinaire avec un autre signal."""
    return replace(ORDINAIRE, indicateur=indicateur, signal=signal, **champs)  # type: ignore[arg-type]


def masquee(
    motif: Motif = Motif.MASQUE, indicateur: Indicateur = DIPLOME, avec_nombres: bool = True
) -> Mesure:
    """Une mesure masquée ; `avec_nombres` y laisse des nombres, pour prouver qu'ils ne sortent pas."""
    vide = replace(
        ORDINAIRE, indicateur=indicateur, motif=motif, effectif=None, denominateur=None, valeur=None,
        borne_inf=None, borne_sup=None, reste=None, valeur_p=None, signal=SignalNiveau.NON_EVALUE,
    )  # fmt: skip
    if not avec_nombres:
        return vide
    return replace(
        vide, effectif=77, denominateur=91, valeur=84.6, borne_inf=77.0, borne_sup=91.0, valeur_p=0.615,
        reste=Reste("reste de la région", 77, 91, 40.0), signal=SignalNiveau.PLUS_FAVORABLE,
    )  # fmt: skip


def absente(motif: Motif, indicateur: Indicateur = DIPLOME) -> Mesure:
    """Une mesure sans nombre, pour ce motif."""
    return masquee(motif, indicateur, avec_nombres=False)


def point(annee: int, valeur: float | None, motif: Motif | None = None, demi: float = 2.0) -> Point:
    """Un point de série, intervalle symétrique."""
    bas, haut = (None, None) if valeur is None else (valeur - demi, valeur + demi)
    n = None if valeur is None else 400.0
    return Point(str(annee), annee, n and n * (valeur or 0) / 100, n, valeur, bas, haut, motif)


def serie(nom: str, role: str, valeurs: dict[int, float | Motif]) -> Serie:
    """Une série d'après {année : valeur ou motif}."""
    return Serie(
        nom,
        role,
        tuple(point(a, None, v) if isinstance(v, Motif) else point(a, v) for a, v in valeurs.items()),
    )


def carre(x: float, y: float, cote: float = 0.1) -> tuple[tuple[tuple[float, float], ...], ...]:
    """Un carré fermé, en longitude et latitude."""
    return (((x, y), (x + cote, y), (x + cote, y + cote), (x, y + cote), (x, y)),)


def case(
    code: str, nom: str, valeur: float | None, demi: float = 1.0, motif: Motif | None = None, x: float = -72.0
) -> CaseCarte:
    """Une case carrée."""
    bas, haut = (None, None) if valeur is None else (valeur - demi, valeur + demi)
    n = None if valeur is None else 1000.0
    return CaseCarte(code, nom, (carre(x, 47.0),), n and n * (valeur or 0) / 100, n, valeur, bas, haut, motif)


def rangee_de_cases(valeurs: Sequence[float | None], noms: Sequence[str] = ()) -> list[CaseCarte]:
    """Des carrés voisins, d'ouest en est."""
    return [
        case(
            f"C{k}", noms[k] if noms else f"Lieu {k}", v,
            motif=None if v is not None else Motif.MASQUE, x=-72 + 0.1 * k,
        )
        for k, v in enumerate(valeurs)
    ]  # fmt: skip
