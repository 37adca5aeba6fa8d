"""La console `tableau-bord` : les mêmes gestes que les pages, au clavier."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from tableau_bord import (
    VERSION,
    VERSION_CALCUL,
    acces,
    cli_agreger,
    cli_estimer,
    cli_importer,
    cli_valise,
    divulgation,
    importation,
    indicateurs,
    rapports,
    territoires,
)
from tableau_bord.acces import Droit, Mode, Profil
from tableau_bord.cli_commun import Geste, avancement, commande, moi, ouvrir_la_base
from tableau_bord.commun.erreurs import TableauBordErreur
from tableau_bord.commun.francais import compter
from tableau_bord.entrepot import fermer_tout, ouvrir
from tableau_bord.gestes import annuler, bases, demonstration, exporter, proteger, publier


def principal(arguments: list[str] | None = None) -> int:
    """Point d'entrée : rend 0, ou 1 après une phrase qui dit quoi, où et quoi faire."""
    choix = _analyseur().parse_args(arguments)
    geste: Geste = choix.geste
    try:
        return geste(choix)
    except TableauBordErreur as erreur:
        print(erreur.phrase, file=sys.stderr)
        return 1
    finally:
        if choix.commande not in ("servir", "rencontre"):
            fermer_tout()


def _analyseur() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="tableau-bord", description="Tableau de bord des communautés, au clavier."
    )
    p.add_argument("--version", action="version", version=f"tableau-bord {VERSION}, calcul {VERSION_CALCUL}")
    commandes = p.add_subparsers(dest="commande", required=True, metavar="COMMANDE")

    c = commande(commandes, "servir", "Lancer l'application.", _servir, base=False)
    c.add_argument("--port", type=int, default=8501, help="port d'écoute (8501)")
    c.add_argument("--adresse", default="127.0.0.1", help="adresse d'écoute (la machine locale)")
    c.add_argument("--demo", action="store_true", help="ouvrir sur la démonstration")
    modes = [Mode.POSTE.value, Mode.SERVEUR.value]
    c.add_argument("--mode", choices=modes, help="qui peut entrer (poste, ou TABLEAU_BORD_MODE)")

    c = commande(commandes, "demo", "Construire la base de démonstration.", _demo)

    cli_importer.brancher(commandes)
    cli_agreger.brancher(commandes)
    cli_estimer.brancher(commandes)

    c = commande(commandes, "publier", "Publier au profil table tout ce qui attend.", _publier)
    c.add_argument("--note", default="", help="note au registre")

    c = commande(
        commandes, "attaquer", "Chercher ce qu'un lecteur retrouverait de tout ce qui a paru.", _attaquer
    )
    c.add_argument("--complete", action="store_true", help="chercher l'intervalle exact de chaque case")
    c.add_argument("--sortie", type=Path, help="écrire ici (.csv) l'intervalle de chaque case cachée")

    c = commande(commandes, "annuler", "Annuler un lot.", _annuler)
    c.add_argument("lot")

    c = commande(commandes, "exporter", "Écrire tout le cube, une ligne par case.", _exporter)
    c.add_argument("--profil", choices=[x.value for x in Profil], default=Profil.TABLE.value)
    c.add_argument("--sortie", type=Path, required=True, help="fichier .csv ou .xlsx")

    commande(commandes, "verifier", "Vérifier la base : lots, valeurs, publications.", _verifier)

    c = commande(
        commandes, "journal", "Lire le journal de ce qui a été versé, publié, exporté, décidé.", _journal
    )
    c.add_argument("--verifier", action="store_true", help="refaire la chaîne des empreintes")

    cli_valise.brancher(commandes)
    return p


def _servir(choix: argparse.Namespace) -> int:
    from tableau_bord.serveur import servir

    if choix.demo:
        os.environ["TABLEAU_BORD_OUVRIR"] = bases.DEMONSTRATION
    servir(adresse=choix.adresse, port=choix.port, mode=Mode(choix.mode) if choix.mode else None)
    return 0


def _demo(choix: argparse.Namespace) -> int:
    entrepot = ouvrir(choix.base or bases.chemin(bases.DEMONSTRATION))
    faite = demonstration.construire(entrepot)
    print("Démonstration construite." if faite else "La démonstration était déjà construite.")
    return 0


def _publier(choix: argparse.Namespace) -> int:
    entrepot = ouvrir_la_base(choix)
    faite = publier.publier(entrepot, publier.contenus_a_publier(entrepot), moi(), choix.note)
    print(
        f"Publication {faite.publication}\u00a0: {compter(faite.cases, 'case')}, dont {faite.masquees} masquées."
    )
    return 0


def _attaquer(choix: argparse.Namespace) -> int:
    entrepot = ouvrir_la_base(choix)
    if choix.sortie:
        exporter.noter(entrepot, moi(), Profil.DSP, "attaque", {"fichier": choix.sortie.name})
    attaque = proteger.attaquer_la_base(entrepot, avancement("Attaque"), choix.complete)
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
    annuler.annuler_lot(ouvrir_la_base(choix), choix.lot, moi())
    print("Lot annulé.")
    return 0


def _exporter(choix: argparse.Namespace) -> int:
    tableau = exporter.exporter_cube(ouvrir_la_base(choix), moi(), Profil(choix.profil))
    classeur = choix.sortie.suffix.lower() == ".xlsx"
    choix.sortie.write_bytes(rapports.en_xlsx(tableau) if classeur else rapports.en_csv(tableau))
    print(f"{compter(tableau.height, 'case écrite', 'cases écrites')} dans {choix.sortie}.")
    return 0


def _journal(choix: argparse.Namespace) -> int:
    entrepot = ouvrir_la_base(choix)
    acces.exiger(moi(), Droit.LIRE_JOURNAL)
    if not choix.verifier:
        for ligne in acces.journal(entrepot).iter_rows(named=True):
            print(
                f"{ligne['numero']} {ligne['quand']} {ligne['auteur']}\u00a0: {ligne['geste']} {ligne['objet']}"
            )
        return 0
    v = acces.verifier_journal(entrepot)
    if v.intact:
        print(
            f"Le journal est intact\u00a0: {compter(v.lignes, 'ligne')}, dernière empreinte {v.derniere or '(aucune)'}."
        )
        return 0
    print(
        f"Le journal est rompu à la ligne {v.rompue_a}, sur {v.lignes}\u00a0: une ligne a été changée, retirée ou "
        f"déplacée. Dernière empreinte sûre\u00a0: {v.derniere or '(aucune)'}.",
        file=sys.stderr,
    )
    return 1


def _verifier(choix: argparse.Namespace) -> int:
    entrepot = ouvrir_la_base(choix)
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
