"""Ce que l'analyste demande d'une agrégation, vérifié contre les colonnes du fichier."""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import agregation, normes
from tableau_bord.importation.agregation import Doublons, FichierOuvert, GenreColonne, Pas, Plan
from tableau_bord.importation.agregation import filtre as filtres
from tableau_bord.importation.chantier import citer

_AUTRES = frozenset({GenreColonne.AUTRE})
_DATES = frozenset({GenreColonne.DATE, GenreColonne.INSTANT})
_REFUSES = {
    "--territoire": _AUTRES | _DATES,
    "--periode": _AUTRES | {GenreColonne.FLOTTANT},
    "--sexe": _AUTRES | _DATES,
    "--age": _AUTRES | _DATES,
    "--personne": _AUTRES | _DATES,
}


@dataclass(frozen=True)
class Choix:
    """`territoire`, `sexe`, `age`, `personne` : des colonnes du fichier. `periode` : une colonne, ou une période fixe.

    `decoupage` : celui que le fichier écrit ; `vers` : celui du résultat (vide : le même, ou la communauté pour des
    aires de diffusion). `tranches` : « 0-17,18-64,65+ ». `doublons` : une règle de `agregation.Doublons`, ou vide.
    `zeros` : un territoire de la base absent du fichier compte zéro ; sinon, il est tu.
    """

    territoire: str
    indicateur: str
    decoupage: str = "communaute"
    vers: str = ""
    periode: str = ""
    pas: str = Pas.ANNEE.value
    sexe: str = ""
    age: str = ""
    tranches: str = ""
    personne: str = ""
    doublons: str = ""
    filtre: str = ""
    zeros: bool = True
    encodage: str = ""


def planifier(fichier: FichierOuvert, choix: Choix) -> Plan:
    """Lève ImportationErreur ou CalculErreur : colonne absente, de mauvaise nature, à deux rôles ou identifiante ;
    période, tranches, règle ou filtre à préciser.
    """
    periode, fixe = _periode(fichier, choix)
    roles = {
        "--territoire": choix.territoire, "--periode": periode, "--sexe": choix.sexe, "--age": choix.age,
        "--personne": choix.personne,
    }  # fmt: skip
    for option, colonne in roles.items():
        if colonne:
            _exiger_colonne(fichier, option, colonne)
    _exiger_distinctes(roles)
    plan = Plan(
        choix.territoire, periode, fixe, Pas(choix.pas), choix.sexe, choix.age, _tranches(choix), choix.personne,
        _doublons(choix), choix.filtre,
    )  # fmt: skip
    classantes = [c for option, c in roles.items() if c and option != "--personne"]
    agregation.refuser_identifiantes(fichier, [*classantes, *_filtrantes(fichier, choix)])
    return plan


def _periode(fichier: FichierOuvert, choix: Choix) -> tuple[str, str]:
    """La colonne, ou la période fixe que dit l'analyste, à défaut le nom du fichier."""
    if choix.periode in fichier.genres:
        return choix.periode, ""
    fixe = normes.periode(choix.periode) if choix.periode else normes.periode_du_nom(fichier.nom)
    if fixe is None:
        dite = f"{citer(choix.periode)} n'est ni une colonne du fichier ni une période."
        raise ImportationErreur(
            "periode_a_dire",
            dite if choix.periode else "Rien ne dit la période de ces évènements.",
            ou="--periode",
            remede=f"Nommez une colonne ({_liste(fichier)}), ou une période\u00a0: 2021, 2019-2023.",
        )
    return "", fixe


def _exiger_colonne(fichier: FichierOuvert, option: str, colonne: str) -> None:
    if colonne not in fichier.genres:
        raise ImportationErreur(
            "colonne_inconnue", f"La colonne {citer(colonne)} n'est pas au fichier.", ou=f"Fichier {citer(fichier.nom)}, {option}",
            remede=f"Colonnes lues\u00a0: {_liste(fichier)}.",
        )  # fmt: skip
    if fichier.genres[colonne] in _REFUSES[option]:
        raise ImportationErreur(
            "nature_de_colonne", f"La colonne {citer(colonne)} ({fichier.genres[colonne].value}) ne peut tenir ce rôle.",
            ou=f"Fichier {citer(fichier.nom)}, {option}", remede="Choisissez-en une autre, ou réexportez-la en texte.",
        )  # fmt: skip


def _exiger_distinctes(roles: dict[str, str]) -> None:
    for option, colonne in roles.items():
        autre = next((o for o, c in roles.items() if c and c == colonne and o != option), None)
        if autre:
            raise ImportationErreur(
                "colonne_a_deux_roles", f"La colonne {citer(colonne)} ne peut tenir deux rôles.", ou=f"{option} et {autre}",
                remede="Donnez une colonne différente à chacun.",
            )  # fmt: skip


def _tranches(choix: Choix) -> tuple[agregation.Tranche, ...]:
    if bool(choix.age) != bool(choix.tranches):
        raise ImportationErreur(
            "tranches_a_dire", "Un âge se compte par tranches, et des tranches demandent un âge.", ou="--age, --tranches",
            remede="Donnez les deux, par exemple --age age --tranches 0-17,18-64,65+.",
        )  # fmt: skip
    lues = agregation.lire_tranches(choix.tranches) if choix.tranches else ()
    if len(lues) > agregation.TRANCHES_MAXIMUM:
        raise ImportationErreur(
            "trop_de_tranches", f"Au plus {agregation.TRANCHES_MAXIMUM} tranches d'âge.", ou="--tranches", remede="Élargissez-les.",
        )  # fmt: skip
    return lues


def _doublons(choix: Choix) -> Doublons:
    if not choix.doublons and not choix.personne:
        return Doublons.GARDER
    if not choix.doublons or (choix.doublons != Doublons.GARDER and not choix.personne):
        manque = "une règle (--doublons)" if choix.personne else "une colonne de personne (--personne)"
        regles = "\u00a0; ".join(
            f"{r.value}, {phrase}" for r, phrase in agregation.REGLES_DE_DOUBLONS.items()
        )
        raise ImportationErreur(
            "doublons_a_dire", f"Pour traiter les doublons, il manque {manque}.", ou="--personne, --doublons",
            remede=f"Les règles\u00a0: {regles}.",
        )  # fmt: skip
    return Doublons(choix.doublons)


def _filtrantes(fichier: FichierOuvert, choix: Choix) -> list[str]:
    """Les colonnes du filtre ; jamais celle de la personne : un filtre ne désigne pas quelqu'un."""
    if not choix.filtre:
        return []
    colonnes = list(filtres.lire(choix.filtre, fichier).alias.values())
    if choix.personne in colonnes:
        raise ImportationErreur(
            "filtre_sur_personne", "Un filtre ne peut pas désigner des personnes.", ou=f"--filtre, colonne {citer(choix.personne)}",
            remede="Filtrez sur ce qui décrit l'évènement\u00a0: diagnostic, lieu, date.",
        )  # fmt: skip
    return colonnes


def _liste(fichier: FichierOuvert) -> str:
    noms = list(fichier.genres)
    return ", ".join(noms[:20]) + ("…" if len(noms) > 20 else "")
