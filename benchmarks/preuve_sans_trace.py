"""Aucune fiche individuelle sur disque : chaque écriture du programme est suivie, et une valeur témoin y est cherchée.

Le serveur tourne sous strace ; un vrai Chromium y dépose une enquête de plus de trois mégaoctets dont chaque fiche porte
le témoin, la pèse, la verse et la publie ; puis la console fait de même. Contre-épreuves : la garde de l'application ôtée
(le dépôt se déverse alors dans un fichier temporaire), le suivi le voit ; et le nom du fichier, que la base garde, y est vu.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from benchmarks import navigateur, suivi_disque
from benchmarks.processus import RACINE, attendre_reponse, environnement, lance, port_libre
from benchmarks.registre import ECHEC, REUSSI, Carnet, Nombre, Resultat, non_prouve

NOM = "sans_trace"
DESCRIPTION = "Page Enquête et console sous strace : une valeur témoin des fiches n'est écrite nulle part."
TEMOIN = "TEMOINSANSTRACE8264"
FICHIER = "enquete_suivie_2022.csv"
DEMONSTRATION = RACINE / "donnees" / "demonstration" / "enquete_fictive_2022.csv"
SANS_GARDE = (
    "import sys, types, tableau_bord.serveur as s;"
    "sys.modules[s.servir.__module__].sys = types.SimpleNamespace(maxsize=2**20);"
    "from tableau_bord.cli import principal; sys.exit(principal(sys.argv[1:]))"
)
TRAVAIL = "[data-testid=stStatusWidget], [data-testid=stSkeleton]"


def executer(etat: Path) -> Resultat:
    """Le geste entier à l'écran, puis à la console, puis le dépôt sans la garde."""
    if not suivi_disque.disponible():
        return non_prouve("strace manque.")
    if not navigateur.disponible() or not DEMONSTRATION.exists():
        return non_prouve("Chromium, Playwright ou la démonstration manque.")
    fichier = etat / FICHIER
    fichier.write_bytes(_fiches())
    ecran = Carnet.ouvrir(etat, "ecran").completer(
        1, lambda _: _a_l_ecran(etat / "ecran", fichier, garde=True)
    )[0]
    console = Carnet.ouvrir(etat, "console").completer(1, lambda _: _a_la_console(etat / "console", fichier))[
        0
    ]
    nue = Carnet.ouvrir(etat, "sans_garde").completer(
        1, lambda _: _a_l_ecran(etat / "nue", fichier, garde=False)
    )[0]
    return juger(ecran, console, nue)


def juger(ecran: dict[str, Nombre], console: dict[str, Nombre], nue: dict[str, Nombre]) -> Resultat:
    """Réussi si rien ne porte le témoin, que le geste est allé au bout, et que la contre-épreuve le voit."""
    chiffres: dict[str, Nombre] = {
        **{f"ecran_{c}": v for c, v in ecran.items()}, **{f"console_{c}": v for c, v in console.items()},
        "sans_garde_fautifs": nue["fautifs"], "sans_garde_lequel": nue["lequel"],
    }  # fmt: skip
    fuites = [
        n
        for n, x in (("écran", ecran), ("console", console))
        if int(x["fautifs"]) or int(x["porteurs"]) or int(x["cases"])
    ]
    if fuites:
        return Resultat(ECHEC, chiffres, f"Le témoin est écrit ({', '.join(fuites)}).")
    if not int(ecran["publie"]) or not int(console["lots"]) or not int(ecran["nom_vu"]):
        return Resultat(ECHEC, chiffres, "Le geste n'est pas allé au bout : la preuve ne dirait rien.")
    if not int(nue["fautifs"]):
        return Resultat(
            ECHEC, chiffres, "Sans la garde, le suivi ne voit rien : la preuve ne peut pas échouer."
        )
    texte = (
        f"Aucune des {ecran['appels']} écritures de l'application ni des {console['appels']} de la console ne porte le témoin, "
        f"dans {ecran['fichiers']} et {console['fichiers']} fichiers ; aucune case de la base non plus. "
        "Sans la garde, le fichier déposé se déverse dans un fichier temporaire, et le suivi le voit."
    )
    return Resultat(REUSSI, chiffres, texte)


def _fiches() -> bytes:
    """La démonstration, une colonne de plus dont chaque case porte le témoin, et de quoi dépasser trois mégaoctets."""
    lignes = DEMONSTRATION.read_text(encoding="cp1252").splitlines()
    longues = [f"{lignes[0]};verbatim"]
    longues += [f"{x};{TEMOIN} {'mot ' * 70}{i % 50}" for i, x in enumerate(lignes[1:])]
    return "\r\n".join(longues).encode("cp1252")


def _a_l_ecran(dossier: Path, fichier: Path, *, garde: bool) -> dict[str, Nombre]:
    dossier.mkdir(parents=True, exist_ok=True)
    for ancien in dossier.glob("*"):
        ancien.unlink()
    port, suivi = port_libre(), dossier / "trace.txt"
    programme = ["-m", "tableau_bord.cli"] if garde else ["-c", SANS_GARDE]
    commande = suivi_disque.sous_trace(
        [sys.executable, *programme, "servir", "--port", str(port), "--demo"], suivi
    )
    milieu = environnement(
        TABLEAU_BORD_BASE=str(dossier / "region.duckdb"),
        TABLEAU_BORD_DEMONSTRATION=str(dossier / "demonstration.duckdb"),
    )
    publie = 0
    with lance(commande, env=milieu, journal=dossier / "journal.txt") as enfant:
        if not attendre_reponse(f"http://127.0.0.1:{port}/sante", enfant, 240):
            raise RuntimeError((dossier / "journal.txt").read_text(encoding="utf-8")[-2000:])
        publie = _conduire(f"http://127.0.0.1:{port}", fichier, jusqu_au_bout=garde)
    return {**_depouiller(dossier, suivi), "publie": publie}


def _conduire(adresse: str, fichier: Path, *, jusqu_au_bout: bool) -> int:
    """Déposer, peser, estimer, verser, publier ; rend 1 si la publication est dite."""
    with navigateur.contexte() as (fenetre, _):
        page = fenetre.new_page()
        page.goto(f"{adresse}/enquete?base=demonstration")
        navigateur.attendre_ecran(page)
        page.get_by_test_id("stMain").get_by_role("button", name="Passer au profil DSP").click()
        page.get_by_test_id("stFileUploader").wait_for(timeout=60_000)
        page.locator("input[type=file]").set_input_files(fichier)
        page.get_by_role("button", name="Estimer").wait_for(timeout=120_000)
        _calme(page)
        if not jusqu_au_bout:
            return 0
        page.get_by_role("textbox", name="Nom de la mesure").first.fill("Se disent en bonne santé")
        page.get_by_role("textbox", name="Qui a le caractère").first.fill("sante dans (4, 5)")
        page.keyboard.press("Tab")
        _calme(page)
        page.get_by_role("button", name="Estimer").click()
        page.get_by_role("heading", name="Verser au dictionnaire").wait_for(timeout=300_000)
        _calme(page)
        page.get_by_role("button", name="Verser ces estimations").click()
        page.get_by_text("Aucune fiche n'est gardée.").wait_for(timeout=120_000)
        page.get_by_role("link", name="Publier ces estimations").click()
        page.get_by_role("button", name="Publier au profil table").wait_for(timeout=240_000)
        _calme(page)
        page.get_by_role("button", name="Publier au profil table").click()
        page.get_by_text("Tout ce qui est dans la base est publié.").wait_for(timeout=240_000)
        return 1


def _calme(page: object) -> None:
    page.wait_for_timeout(1500)  # type: ignore[attr-defined]
    page.wait_for_function(  # type: ignore[attr-defined]
        f"() => document.querySelectorAll('{TRAVAIL}').length === 0", timeout=240_000, polling=200
    )
    page.wait_for_timeout(500)  # type: ignore[attr-defined]


def _a_la_console(dossier: Path, fichier: Path) -> dict[str, Nombre]:
    """La même enquête par `tableau-bord estimer`, versée et écrite dans un dossier."""
    dossier.mkdir(parents=True, exist_ok=True)
    base, plan, suivi = dossier / "region.duckdb", dossier / "plan.yaml", dossier / "trace.txt"
    for ancien in (base, Path(f"{base}.wal"), plan, suivi):
        ancien.unlink(missing_ok=True)
    _preparer(base, plan, fichier)
    commande = [
        sys.executable, "-m", "tableau_bord.cli", "estimer", str(fichier), "--plan", str(plan), "--sortie", str(dossier / "sortie"),
        "--verser", "--base", str(base),
    ]  # fmt: skip
    with lance(suivi_disque.sous_trace(commande, suivi), journal=dossier / "journal.txt") as enfant:
        code = enfant.wait(timeout=600)
    if code:
        raise RuntimeError((dossier / "journal.txt").read_text(encoding="utf-8")[-2000:])
    return {**_depouiller(dossier, suivi), "lots": _compter_les_lots(base)}


def _preparer(base: Path, plan: Path, fichier: Path) -> None:
    from dataclasses import replace

    from tableau_bord.entrepot import Entrepot, migrations
    from tableau_bord.gestes import demonstration, enquete_proposer
    from tableau_bord.gestes.enquete_declaration import MesureDite, en_yaml
    from tableau_bord.importation.fiches import lire_fiches

    entrepot = Entrepot(base)
    migrations.appliquer(entrepot)
    demonstration.construire(entrepot)
    dite = enquete_proposer.proposer(entrepot, lire_fiches(fichier.read_bytes(), fichier.name))
    dite = replace(dite, mesures=(MesureDite("enq_sante", "sante dans (4, 5)"),), nombre=100)
    plan.write_text(en_yaml(dite), encoding="utf-8")
    entrepot.fermer()


def _compter_les_lots(base: Path) -> int:
    from tableau_bord.entrepot import Entrepot
    from tableau_bord.indicateurs import enquetes

    entrepot = Entrepot(base)
    try:
        return len(enquetes.enquetes(entrepot))
    finally:
        entrepot.fermer()


def _depouiller(dossier: Path, suivi: Path) -> dict[str, Nombre]:
    """Appels, fichiers ouverts en écriture, et tout ce qui porterait le témoin : appels, octets, cases de la base."""
    lues = suivi_disque.lire(suivi, TEMOIN)
    existants = [Path(c) for c in {*lues.ecrits, *lues.ouverts} if Path(c).is_file()]
    a_chercher = [
        *(f for f in existants if f != suivi),
        *(f for f in dossier.rglob("*") if f.is_file() and f != suivi),
    ]
    porteurs = suivi_disque.porteurs([*a_chercher, *_temporaires()], TEMOIN.encode())
    nom_vu = sum(FICHIER in f.read_text(encoding="latin-1") for f in dossier.glob("*.duckdb*"))
    fautifs = sorted(lues.fautifs)
    return {
        "appels": sum(lues.ecrits.values()), "fichiers": len({*lues.ecrits, *lues.ouverts}), "fautifs": len(fautifs),
        "lequel": Path(fautifs[0]).parent.name + "/…" if fautifs else "", "porteurs": len(porteurs), "nom_vu": nom_vu,
        "cases": sum(_cases(f) for f in dossier.glob("*.duckdb")),
    }  # fmt: skip


def _temporaires() -> list[Path]:
    lieux = {Path(tempfile.gettempdir()), Path("/dev/shm")}
    return [f for lieu in lieux if lieu.is_dir() for f in lieu.iterdir() if f.is_file()]


def _cases(base: Path) -> int:
    """Cases de texte de la base qui portent le témoin : la compression le cacherait aux octets."""
    from tableau_bord.entrepot import Entrepot

    entrepot = Entrepot(base)
    try:
        colonnes = entrepot.lire(
            "SELECT table_name AS t, column_name AS c FROM information_schema.columns"
            " WHERE table_schema = 'main' AND data_type = 'VARCHAR'"
        )
        return sum(
            int(entrepot.lire(f'SELECT COUNT(*) AS n FROM "{t}" WHERE "{c}" LIKE \'%{TEMOIN}%\'')["n"][0])
            for t, c in colonnes.iter_rows()
        )
    finally:
        entrepot.fermer()
