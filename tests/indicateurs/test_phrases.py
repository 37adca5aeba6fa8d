"""La phrase d'un portrait : forces d'abord, accords justes, cas limites."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tableau_bord.commun.estimations import Motif
from tableau_bord.indicateurs import phrases
from tableau_bord.indicateurs.modele import Mesure, Reste, SignalNiveau
from tests.exemples import DIPLOME, ORDINAIRE, SEULS, absente, masquee, mesure

PLUS, MOINS, PAREIL = SignalNiveau.PLUS_FAVORABLE, SignalNiveau.MOINS_FAVORABLE, SignalNiveau.SEMBLABLE
CONFIANCE = replace(DIPLOME, code="confiance", phrase_favorable="on s’y fait confiance")
AINES = replace(SEULS, code="aines", phrase_defavorable="Plus d’aînés y vivent seuls")


def test_la_phrase_de_reference() -> None:
    huit = [
        mesure(PLUS),
        mesure(PLUS, CONFIANCE),
        *[mesure(PAREIL)] * 4,
        mesure(MOINS, AINES),
        masquee(),
    ]
    assert phrases.resumer(huit) == (
        "Deux mesures sur huit sont **plus favorables** que dans le reste de la région, quatre semblables, "
        "une moins favorable, une non comparée. On y finit son secondaire et on s’y fait confiance\u00a0; "
        "plus d’aînés y vivent seuls."
    )


@pytest.mark.parametrize(
    ("mesures", "debut"),
    [
        ([], "Aucune mesure n’est lisible ici"),
        ([mesure(PLUS)], "La seule mesure est **plus favorable** que dans le reste de la région."),
        ([mesure(PAREIL)], "La seule mesure est **semblable** à ce qu’on voit dans le reste de la région."),
        ([mesure(PLUS), mesure(PAREIL)], "Une mesure sur deux est **plus favorable** que"),
        ([mesure(PAREIL)] * 3, "Les trois mesures sont **semblables** à ce qu’on voit"),
        ([mesure(MOINS)] * 2, "Les deux mesures sont **moins favorables** que dans le reste de la région."),
        ([masquee()], "La seule mesure n’est pas montrée, pour que personne"),
        ([masquee()] * 2, "Les deux mesures ne sont pas montrées, pour que personne"),
        ([absente(Motif.NON_DISPONIBLE)], "La seule mesure n’est **pas disponible** ici."),
        ([absente(Motif.NON_DISPONIBLE), masquee()], "Aucune des deux mesures n’est **disponible**"),
        ([mesure(SignalNiveau.NON_EVALUE)] * 2, "Les deux mesures se lisent **sans comparaison** avec le"),
        ([mesure(SignalNiveau.PLUS_ELEVE)], "La seule mesure est **plus élevée** que dans le"),
        ([mesure(PAREIL)] * 20 + [mesure(MOINS)], "20 mesures sur 21 sont **semblables**"),
    ],
)
def test_les_cas_limites(mesures: list[Mesure], debut: str) -> None:
    assert phrases.resumer(mesures).startswith(debut)


def test_les_forces_viennent_avant_meme_si_elles_sont_derniers_recus() -> None:
    phrase = phrases.resumer([mesure(MOINS, AINES), mesure(PAREIL), mesure(PLUS)])
    assert phrase.startswith("Une mesure sur trois est **plus favorable**")
    assert phrase.index("secondaire") < phrase.index("aînés")


def test_un_sigle_garde_ses_capitales() -> None:
    cegep = replace(DIPLOME, phrase_favorable="MRC après MRC, on y étudie")
    assert phrases.resumer([mesure(PLUS, CONFIANCE), mesure(PLUS, cegep)]).endswith(
        "et MRC après MRC, on y étudie."
    )


def test_au_plus_deux_phrases_de_chaque_cote() -> None:
    assert phrases.resumer([mesure(PLUS, CONFIANCE)] * 5).count("confiance") == phrases.MAX_DITES


def test_une_mesure_masquee_ne_compte_pas_dans_son_ancien_signal() -> None:
    assert phrases.forces([masquee(), mesure(PLUS)]) == (mesure(PLUS),)
    assert "secondaire" not in phrases.resumer([masquee(), mesure(PAREIL)])


def test_les_forces_suivent_l_ordre_recu_et_pas_la_valeur() -> None:
    faible, forte = replace(ORDINAIRE, valeur=83.0), replace(ORDINAIRE, valeur=99.0)
    assert phrases.forces([faible, forte, mesure(MOINS)], 1) == (faible,)


def test_le_reste_du_quebec() -> None:
    ailleurs = replace(ORDINAIRE, reste=Reste("reste du Québec connu (60 RLS sur 96)", 1, 2, 50.0))
    assert "que dans le reste du Québec." in phrases.resumer([ailleurs])
