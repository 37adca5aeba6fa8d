"""Écrire un enjeu, ou le corriger : ce que les gens nomment, et les mesures qui l'éclairent."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord import acces, indicateurs
from tableau_bord.acces import Droit, Identite
from tableau_bord.commun.erreurs import IndicateurErreur
from tableau_bord.commun.francais import sans_accents
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.indicateurs import Enjeu
from tableau_bord.indicateurs.enjeux import ECRAN

NOM_MAX, QUESTION_MAX = 80, 200


def decrire(
    entrepot: Entrepot, qui: Identite, nom: str, question: str, mesures: Sequence[str], enjeu: str = ""
) -> Enjeu:
    """Écrire un enjeu ; `enjeu` : le code de celui qu'on corrige, vide pour un neuf. `mesures` : codes, le principal d'abord.

    Un enjeu sans mesure est admis. Lève AccesErreur sans le droit ; IndicateurErreur si le nom manque ou est déjà
    pris, si un texte est trop long ou si une mesure n'est pas au dictionnaire.
    """
    acces.exiger(qui, Droit.DECRIRE)
    nom, question = " ".join(nom.split()), " ".join(question.split())
    if len(nom) > NOM_MAX or len(question) > QUESTION_MAX:
        raise IndicateurErreur(
            "enjeu_trop_long", f"Le nom tient en {NOM_MAX} caractères, la question en {QUESTION_MAX}.",
            remede="Raccourcissez-les.",
        )  # fmt: skip
    connues = {i.code for i in indicateurs.indicateurs(entrepot)}
    if inconnues := [m for m in mesures if m not in connues]:
        raise IndicateurErreur(
            "mesure_inconnue",
            "Cette mesure n'est pas au dictionnaire.",
            ou=inconnues[0],
            remede="Choisissez-la dans la liste.",
        )
    code = enjeu or _code(nom)

    def geste(t: Transaction) -> Enjeu:
        deja = {e.enjeu: e for e in indicateurs.enjeux(entrepot)}
        memes = [e for e in deja.values() if sans_accents(e.nom) == sans_accents(nom) and e.enjeu != enjeu]
        if memes or (not enjeu and code in deja):
            raise IndicateurErreur(
                "enjeu_pris", "Un enjeu porte déjà ce nom.", ou=nom, remede="Corrigez celui-là."
            )
        ordre = deja[enjeu].ordre if enjeu in deja else 1 + max((e.ordre for e in deja.values()), default=0)
        ecrit = Enjeu(code, nom, question, tuple(dict.fromkeys(mesures)), ordre, ECRAN)
        if ecrit != deja.get(code):
            indicateurs.inscrire_enjeu(t, ecrit)
            acces.consigner(t, qui, "décrire un enjeu", code, {"mesures": list(ecrit.indicateurs)})
        return ecrit

    return entrepot.ecrire(geste)


def _code(nom: str) -> str:
    return "_".join("".join(c if c.isalnum() else " " for c in sans_accents(nom)).split())[:60]
