"""Lancer les preuves lourdes et garder leur compte rendu.

    python -m benchmarks.lanceur              toutes, l'une après l'autre
    python -m benchmarks.lanceur NOM [NOM…]   celles-là
    python -m benchmarks.lanceur --liste      leurs noms
    --neuf                                    oublier ce qu'une exécution interrompue avait déjà mesuré

Code de sortie : 0 tout est prouvé, 1 une preuve échoue, 2 une preuve n'a pas pu se faire.
Chaque preuve écrit `benchmarks/preuves/NOM-AAAA-MM-JJ.md` et le même en JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
import traceback
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from benchmarks import machine
from benchmarks.registre import ECHEC, MOTS, NON_PROUVE, REUSSI, Nombre, Preuve, Resultat, decouvrir

COMPTES_RENDUS = Path(__file__).resolve().parent / "preuves"
INSECABLE = "\u00a0"


def principal(arguments: Sequence[str]) -> int:
    """Lister ou exécuter ; rend le code de sortie."""
    preuves = {preuve.nom: preuve for preuve in decouvrir()}
    demandees = [a for a in arguments if not a.startswith("--")] or list(preuves)
    inconnues = [nom for nom in demandees if nom not in preuves]
    etranges = [a for a in arguments if a.startswith("--") and a not in ("--liste", "--neuf")]
    if inconnues or etranges:
        print(f"Preuve ou option inconnue : {', '.join(inconnues + etranges)}.", file=sys.stderr)
        print(f"Les preuves : {', '.join(preuves)}.", file=sys.stderr)
        return ECHEC
    if "--liste" in arguments:
        for preuve in preuves.values():
            print(f"{preuve.nom:<26} {preuve.charger().DESCRIPTION}")
        return REUSSI
    codes = [lancer(preuves[nom], neuf="--neuf" in arguments) for nom in demandees]
    return code_d_ensemble(codes)


def code_d_ensemble(codes: Sequence[int]) -> int:
    """Un échec l'emporte sur « non prouvé », qui l'emporte sur « réussi »."""
    return next((code for code in (ECHEC, NON_PROUVE) if code in codes), REUSSI)


def lancer(preuve: Preuve, neuf: bool = False, dossier: Path = COMPTES_RENDUS) -> int:
    """Exécuter une preuve, écrire son compte rendu, rendre son code.

    L'état reste sur disque tant que la preuve n'a pas abouti : interrompue, elle reprend.
    """
    print(f"— {preuve.nom}", flush=True)
    etat = _preparer_etat(dossier / "etat" / preuve.nom, neuf)
    depart = time.monotonic()
    description, resultat = _executer(preuve, etat)
    duree = time.monotonic() - depart
    fichier = ecrire_compte_rendu(preuve.nom, description, resultat, duree, dossier)
    if resultat.code in (REUSSI, ECHEC):
        shutil.rmtree(etat)
    print(f"  {MOTS[resultat.code]} ({duree:.0f} s) — {fichier.name}\n  {resultat.texte}\n", flush=True)
    return resultat.code


def _preparer_etat(etat: Path, neuf: bool) -> Path:
    """Garder l'état d'une exécution interrompue, sauf si le code a changé depuis."""
    temoin, code = etat / "code.txt", machine.empreinte_du_code()
    perime = not temoin.exists() or temoin.read_text(encoding="utf-8") != code
    if etat.exists() and (neuf or perime):
        shutil.rmtree(etat)
    etat.mkdir(parents=True, exist_ok=True)
    temoin.write_text(code, encoding="utf-8")
    return etat


def _executer(preuve: Preuve, etat: Path) -> tuple[str, Resultat]:
    description = ""
    try:
        module = preuve.charger()
        description = module.DESCRIPTION
        return description, module.executer(etat)
    except Exception as erreur:
        traceback.print_exc()
        return description, Resultat(ECHEC, {}, f"La preuve est tombée : {type(erreur).__name__} : {erreur}")


def ecrire_compte_rendu(
    nom: str, description: str, resultat: Resultat, duree: float, dossier: Path = COMPTES_RENDUS
) -> Path:
    """Écrire le compte rendu daté, en Markdown et en JSON ; rend le chemin du premier."""
    jour = datetime.now().astimezone().date().isoformat()
    contenu = {
        "preuve": nom,
        "description": description,
        "date": jour,
        "resultat": MOTS[resultat.code],
        "code": resultat.code,
        "commit": machine.commit(),
        "duree_s": round(duree, 1),
        "machine": machine.decrire(),
        "chiffres": {cle: _sans_machine(valeur) for cle, valeur in resultat.chiffres.items()},
        "texte": machine.anonymiser(resultat.texte),
    }
    dossier.mkdir(parents=True, exist_ok=True)
    brut = json.dumps(contenu, ensure_ascii=False, indent=2) + "\n"
    (dossier / f"{nom}-{jour}.json").write_text(brut, encoding="utf-8")
    fichier = dossier / f"{nom}-{jour}.md"
    fichier.write_text(en_markdown(contenu), encoding="utf-8")
    return fichier


def _sans_machine(valeur: Nombre) -> Nombre:
    return machine.anonymiser(valeur) if isinstance(valeur, str) else valeur


def en_markdown(contenu: Mapping[str, object]) -> str:
    """Mettre en page un compte rendu."""
    machine_, chiffres = contenu["machine"], contenu["chiffres"]
    assert isinstance(machine_, dict) and isinstance(chiffres, dict)
    lignes = [f"# {contenu['preuve']} : {contenu['resultat']}", "", str(contenu["description"]), ""]
    lignes += [str(contenu["texte"]), ""]
    if chiffres:
        lignes += ["| chiffre | valeur |", "|---|---|"]
        lignes += [f"| {cle} | {_ecrire(valeur)} |" for cle, valeur in chiffres.items()] + [""]
    lignes.append(f"- Date : {contenu['date']}")
    lignes.append(f"- Commit : `{contenu['commit']}`")
    lignes.append(f"- Durée : {_ecrire(contenu['duree_s'])}{INSECABLE}s")
    lignes.append(f"- Machine : {', '.join(f'{cle} {valeur}' for cle, valeur in machine_.items())}")
    return "\n".join(lignes) + "\n"


def _ecrire(valeur: Nombre | object) -> str:
    if isinstance(valeur, bool) or not isinstance(valeur, int | float):
        return str(valeur)
    texte = (
        f"{valeur:,}"
        if isinstance(valeur, int)
        else f"{valeur:,.4g}"
        if abs(valeur) < 1000
        else f"{valeur:,.1f}"
    )
    return texte.replace(",", INSECABLE).replace(".", ",")


if __name__ == "__main__":
    try:
        sys.exit(principal(sys.argv[1:]))
    except KeyboardInterrupt:
        print("\nInterrompu. La même commande reprendra où elle en était.", file=sys.stderr)
        sys.exit(130)
