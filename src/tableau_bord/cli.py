"""La console `tableau-bord` : les mêmes gestes que les pages, au clavier."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tableau_bord import VERSION, VERSION_CALCUL, divulgation, importation, indicateurs, rapports, territoires
from tableau_bord.acces import Profil
from tableau_bord.commun.erreurs import ImportationErreur, TableauBordErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import Entrepot, fermer_tout, ouvrir
from tableau_bord.gestes import annuler, bases, demonstration, examiner, polygones, proteger, publier, verser
from tableau_bord.gestes.examiner import Examen, Proposition
from tableau_bord.importation import Genre, Plan
from tableau_bord.territoires import libelle

COMPAGNONS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
AUTEUR = "console"


def principal(arguments: list[str] | None = None) -> int:
    """Point d'entrée : rend 0, ou 1 après une phrase qui dit quoi, où et quoi faire."""
    choix = _analyseur().parse_args(arguments)
    geste: Callable[[argparse.Namespace], int] = choix.geste
    try:
        return geste(choix)
    except TableauBordErreur as erreur:
        print(erreur.phrase, file=sys.stderr)
        return 1
    finally:
        if choix.commande != "servir":
            fermer_tout()


def _analyseur() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="tableau-bord", description="Tableau de bord des communautés, au clavier."
    )
    p.add_argument("--version", action="version", version=f"tableau-bord {VERSION}, calcul {VERSION_CALCUL}")
    commandes = p.add_subparsers(dest="commande", required=True, metavar="COMMANDE")

    c = _commande(commandes, "servir", "Lancer l'application.", _servir, base=False)
    c.add_argument("--port", type=int, default=8501, help="port d'écoute (8501)")
    c.add_argument("--adresse", default="127.0.0.1", help="adresse d'écoute (la machine locale)")
    c.add_argument("--demo", action="store_true", help="ouvrir sur la démonstration")

    c = _commande(commandes, "demo", "Construire la base de démonstration.", _demo)

    c = _commande(commandes, "importer", "Verser un fichier.", _importer)
    c.add_argument("fichier", type=Path)
    c.add_argument("--genre", choices=[g.value for g in Genre], help="sinon, reconnu")
    c.add_argument("--decoupage", help="RLS, RSS, MRC, communaute…")
    c.add_argument("--indicateur", help="code du dictionnaire")
    c.add_argument("--periode", help="2021, 2019-2023, 2020-09-16")
    c.add_argument("--version-decoupage", help="date d'entrée en vigueur des territoires versés")
    c.add_argument("--feuille", help="feuille d'un classeur")
    c.add_argument(
        "--dictionnaire", type=Path, help="fichier joint qui dit ce que signifient les codes de colonnes"
    )
    c.add_argument("--recette", help="recette à suivre (sinon, celle que le fichier fait reconnaître)")
    c.add_argument("--sans-les-lignes-en-cause", action="store_true", help="verser le reste, et le consigner")
    c.add_argument("--essai", action="store_true", help="dire ce qui serait versé, sans rien écrire")
    c.add_argument("--rapport", type=Path, help="écrire le rapport JSON ici")

    c = _commande(commandes, "publier", "Publier au profil table tout ce qui attend.", _publier)
    c.add_argument("--note", default="", help="note au registre")

    c = _commande(
        commandes, "attaquer", "Chercher ce qu'un lecteur retrouverait de tout ce qui a paru.", _attaquer
    )
    c.add_argument("--complete", action="store_true", help="chercher l'intervalle exact de chaque case")
    c.add_argument("--sortie", type=Path, help="écrire ici (.csv) l'intervalle de chaque case cachée")

    c = _commande(commandes, "annuler", "Annuler un lot.", _annuler)
    c.add_argument("lot")

    c = _commande(commandes, "exporter", "Écrire tout le cube, une ligne par case.", _exporter)
    c.add_argument("--profil", choices=[x.value for x in Profil], default=Profil.TABLE.value)
    c.add_argument("--sortie", type=Path, required=True, help="fichier .csv ou .xlsx")

    _commande(commandes, "verifier", "Vérifier la base : lots, valeurs, publications.", _verifier)
    return p


def _commande(commandes, nom: str, aide: str, geste: Callable[[argparse.Namespace], int], base: bool = True):  # type: ignore[no-untyped-def]
    c = commandes.add_parser(nom, help=aide, description=aide)
    c.set_defaults(geste=geste)
    if base:
        c.add_argument("--base", help="fichier de la base (sinon TABLEAU_BORD_BASE, ou celle de la région)")
    return c


def _ouvrir(choix: argparse.Namespace) -> Entrepot:
    if choix.base:
        os.environ["TABLEAU_BORD_BASE"] = choix.base
    return bases.ouvrir_base(bases.REGION).entrepot


def _servir(choix: argparse.Namespace) -> int:
    from tableau_bord.serveur import servir

    if choix.demo:
        os.environ["TABLEAU_BORD_OUVRIR"] = bases.DEMONSTRATION
    servir(adresse=choix.adresse, port=choix.port)
    return 0


def _demo(choix: argparse.Namespace) -> int:
    entrepot = ouvrir(choix.base or bases.chemin(bases.DEMONSTRATION))
    faite = demonstration.construire(entrepot)
    print("Démonstration construite." if faite else "La démonstration était déjà construite.")
    return 0


def _importer(choix: argparse.Namespace) -> int:
    entrepot = _ouvrir(choix)
    if _est_geographique(choix.fichier):
        return _importer_polygones(entrepot, choix)
    try:
        examen = _examiner(entrepot, choix)
    except KeyboardInterrupt:
        print("\nLecture annulée\u00a0: rien n'a été écrit.", file=sys.stderr)
        return 1
    for phrase in examen.phrases:
        print(phrase)
    if choix.rapport:
        choix.rapport.write_text(
            importation.en_json(examen.comprehension, examen.plan, examen.tableau), encoding="utf-8"
        )
    if choix.essai:
        print("Essai\u00a0: rien n'a été écrit.")
        return 0
    lot = verser.verser(entrepot, examen, AUTEUR, sans_les_lignes_en_cause=choix.sans_les_lignes_en_cause)
    print(f"Lot {lot.lot}")
    return 0


def _est_geographique(fichier: Path) -> bool:
    archive = _lire(fichier) if fichier.suffix.lower() == ".zip" else None
    return polygones.est_geographique(fichier.name, archive)


def _examiner(entrepot: Entrepot, choix: argparse.Namespace) -> Examen:
    """Par tranches, avec l'avancement au terminal, dès que le fichier est grand."""
    genre = Genre(choix.genre) if choix.genre else None
    if choix.fichier.is_file() and examiner.est_grand(choix.fichier):
        grand = examiner.proposer_grand(entrepot, choix.fichier, genre, choix.recette)
        _dire_recette(grand)
        corrige = replace(grand, plan=_corriger(grand.plan, choix))
        return examiner.examiner_grand(entrepot, choix.fichier, corrige, _avancement())
    lu = examiner.proposer(
        entrepot,
        _lire(choix.fichier),
        choix.fichier.name,
        feuille=choix.feuille,
        genre=genre,
        recette=choix.recette,
        dictionnaire=(choix.dictionnaire.name, _lire(choix.dictionnaire)) if choix.dictionnaire else None,
    )
    _dire_recette(lu)
    return examiner.examiner(entrepot, lu, _corriger(lu.plan, choix))


def _dire_recette(lu: Proposition) -> None:
    if lu.recette:
        print(f"Recette suivie\u00a0: {lu.recette.nom}, version {lu.recette.version}.")
    for phrase in lu.changements:
        print(phrase)


def _avancement(quoi: str = "Lecture") -> Callable[[float], None]:
    """Une ligne qui se réécrit au terminal ; rien dans un journal."""
    if not sys.stderr.isatty():
        return lambda part: None
    return lambda part: print(
        f"\r{quoi}\u00a0: {100 * part:.0f}\u00a0% (Ctrl+C annule)",
        end="" if part < 1 else "\n",
        file=sys.stderr,
    )


def _corriger(plan: Plan, choix: argparse.Namespace) -> Plan:
    donnes = {k: getattr(choix, k) for k in ("decoupage", "indicateur", "periode") if getattr(choix, k)}
    if choix.version_decoupage and plan.genre in {Genre.TERRITOIRES, Genre.COMPOSITION}:
        donnes["periode"] = choix.version_decoupage
    return replace(plan, **donnes)


def _importer_polygones(entrepot: Entrepot, choix: argparse.Namespace) -> int:
    fichiers = {choix.fichier.name: _lire(choix.fichier)}
    if choix.fichier.suffix.lower() == ".shp":
        for suffixe in COMPAGNONS[1:]:
            compagnon = choix.fichier.with_suffix(suffixe)
            if compagnon.exists():
                fichiers[compagnon.name] = compagnon.read_bytes()
    examen = polygones.examiner_polygones(entrepot, fichiers)
    corrections = {"decoupage": choix.decoupage, "version": choix.version_decoupage}
    examen = polygones.corriger_polygones(examen, **{k: v for k, v in corrections.items() if v})
    print(
        f"{compter(examen.attributs.height, 'polygone lu', 'polygones lus')}, {libelle(examen.plan.decoupage, 2)}."
    )
    if choix.essai:
        print("Essai\u00a0: rien n'a été écrit.")
        return 0
    lot = polygones.verser_polygones(entrepot, examen, AUTEUR)
    print(lot.resume)
    print(f"Lot {lot.lot}")
    return 0


def _lire(fichier: Path) -> bytes:
    try:
        return fichier.read_bytes()
    except OSError as erreur:
        raise ImportationErreur(
            "fichier_introuvable",
            "Ce fichier ne se lit pas.",
            ou=str(fichier),
            remede="Vérifiez le chemin et les droits.",
        ) from erreur


def _publier(choix: argparse.Namespace) -> int:
    entrepot = _ouvrir(choix)
    faite = publier.publier(entrepot, publier.contenus_a_publier(entrepot), AUTEUR, choix.note)
    print(
        f"Publication {faite.publication}\u00a0: {compter(faite.cases, 'case')}, dont {faite.masquees} masquées."
    )
    return 0


def _attaquer(choix: argparse.Namespace) -> int:
    attaque = proteger.attaquer_la_base(_ouvrir(choix), _avancement("Attaque"), choix.complete)
    if choix.sortie:
        attaque.intervalles.write_csv(choix.sortie)
    print(
        f"{compter(attaque.intervalles.height, 'case cachée attaquée', 'cases cachées attaquées')}, "
        f"{compter(attaque.programmes, 'programme résolu', 'programmes résolus')}\u00a0: {attaque.verdict}."
    )
    if attaque.impossibles:
        print(
            f"{compter(attaque.impossibles, 'case')} que les sommes publiées contredisent\u00a0: rien n'est prouvé pour elles.",
            file=sys.stderr,
        )
    if attaque.exposees.height:
        print(f"{compter(attaque.exposees.height, 'case exposée', 'cases exposées')}.", file=sys.stderr)
    return int(bool(attaque.impossibles or attaque.exposees.height))


def _annuler(choix: argparse.Namespace) -> int:
    annuler.annuler_lot(_ouvrir(choix), choix.lot, AUTEUR)
    print("Lot annulé.")
    return 0


def _exporter(choix: argparse.Namespace) -> int:
    tableau = rapports.cube(_ouvrir(choix), Profil(choix.profil))
    classeur = choix.sortie.suffix.lower() == ".xlsx"
    choix.sortie.write_bytes(rapports.en_xlsx(tableau) if classeur else rapports.en_csv(tableau))
    print(f"{compter(tableau.height, 'case écrite', 'cases écrites')} dans {choix.sortie}.")
    return 0


def _verifier(choix: argparse.Namespace) -> int:
    entrepot = _ouvrir(choix)
    vivants = [x for x in importation.lots(entrepot) if x.annule_le is None]
    bilan = {
        "decoupages": territoires.decoupages(entrepot).select("decoupage", "version", "nombre").to_dicts(),
        "lots": len(vivants),
        "valeurs": indicateurs.nombre_de_valeurs(entrepot),
        "publications": len(divulgation.publications(entrepot)),
        "indicateurs": len(indicateurs.indicateurs(entrepot)),
    }
    orphelines = set(indicateurs.lots_cites(entrepot)) - {x.lot for x in vivants}
    print(json.dumps(bilan, ensure_ascii=False, indent=1))
    if orphelines:
        print(
            f"{compter(len(orphelines), 'lot cité')} par des valeurs sans être inscrit ou vivant.",
            file=sys.stderr,
        )
        return 1
    print("La base est cohérente.")
    return 0


if __name__ == "__main__":
    sys.exit(principal())
