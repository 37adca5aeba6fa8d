"""La fiche d'une mesure et ce qui change d'une version à l'autre, en HTML sûr."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tableau_bord.indicateurs.champs import SENS
from tableau_bord.indicateurs.modele import Indicateur
from tableau_bord.interface.texte import sur


def fiche_html(i: Indicateur) -> str:
    """La fiche d'une mesure, champ par champ."""
    champs = (
        ("Définition", i.definition),
        ("Numérateur", i.numerateur),
        ("Dénominateur", i.denominateur),
        ("Âges", i.ages),
        ("Source", i.source),
        ("Unité", i.unite),
        ("Sens favorable", SENS[i.sens]),
        ("Méthode", i.methode),
        ("Comparateur", f"{i.comparateur}, seuil {i.seuil:g}".replace(".", ",")),
        ("Place", "noyau court" if i.noyau else "annexe"),
        ("Mises en garde", " ".join(i.mises_en_garde)),
        ("Prochaine mise à jour", i.prochaine_mise_a_jour),
    )
    return _liste((nom, sur(valeur)) for nom, valeur in champs if valeur)


def changements_html(changements: Sequence[tuple[str, str, str]]) -> str:
    """« Champ : avant → après », un par ligne."""
    return _liste(
        (sur(nom), f"{sur(avant)} → <strong>{sur(apres)}</strong>") for nom, avant, apres in changements
    )


def _liste(couples: Iterable[tuple[str, str]]) -> str:
    lignes = "".join(
        f'<div class="tb-champ"><dt>{nom}</dt><dd>{valeur}</dd></div>' for nom, valeur in couples
    )
    return f'<dl class="tb-fiche">{lignes}</dl>'
