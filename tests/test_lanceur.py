"""Le registre des preuves : codes, reprise, compte rendu sans trace de la machine."""

from __future__ import annotations

import json
import socket
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import (
    lanceur,
    machine,
    preuve_arret_brutal,
    preuve_divulgation,
    preuve_vitesse_agreger,
    preuve_vitesse_demarrage,
    preuve_vitesse_portrait,
)
from benchmarks.navigateur import sort_de_la_machine
from benchmarks.registre import ECHEC, NON_PROUVE, REUSSI, Carnet, Preuve, Resultat, decouvrir

NOMS = {
    "couverture_surveillance",
    "clone_neuf",
    "arret_brutal",
    "vitesse_portrait",
    "vitesse_demarrage",
    "divulgation",
}


def test_les_preuves_de_l_etape_sont_la_et_tiennent_le_contrat() -> None:
    preuves = {preuve.nom: preuve.charger() for preuve in decouvrir()}
    assert set(preuves) >= NOMS
    for nom, module in preuves.items():
        assert nom == module.NOM
        assert module.DESCRIPTION.endswith(".")


class _Fausse(Preuve):
    """Une preuve dont le module est donné."""

    def charger(self) -> SimpleNamespace:  # type: ignore[override]
        return SimpleNamespace(NOM=self.nom, DESCRIPTION="Essai.", executer=_COMPORTEMENTS[self.nom])


def _tomber(_etat: Path) -> Resultat:
    raise RuntimeError("cassé")


_COMPORTEMENTS = {
    "bonne": lambda etat: Resultat(REUSSI, {"n": 20_000, "part": 0.9512}, "Bien."),
    "mauvaise": lambda etat: Resultat(ECHEC, {}, "Mal."),
    "sans": lambda etat: Resultat(NON_PROUVE, {}, "Données absentes."),
    "tombe": _tomber,
}


@pytest.mark.parametrize(("nom", "code"), [("bonne", 0), ("mauvaise", 1), ("sans", 2), ("tombe", 1)])
def test_le_code_et_le_compte_rendu(nom: str, code: int, tmp_path: Path) -> None:
    assert lanceur.lancer(_Fausse(f"benchmarks.preuve_{nom}"), dossier=tmp_path) == code
    jour = datetime.now().astimezone().date().isoformat()
    brut = json.loads((tmp_path / f"{nom}-{jour}.json").read_text(encoding="utf-8"))
    assert brut["code"] == code
    assert {"coeurs", "memoire_gio", "python", "duckdb"} <= set(brut["machine"])
    texte = (tmp_path / f"{nom}-{jour}.md").read_text(encoding="utf-8")
    assert f"# {nom} : " in texte
    if nom == "bonne":
        assert "| n | 20\u00a0000 |" in texte
        assert "| part | 0,9512 |" in texte


@pytest.mark.parametrize(
    ("codes", "attendu"), [([], 0), ([0, 0], 0), ([0, 2], 2), ([2, 1, 0], 1)], ids=["rien", "tout", "2", "1"]
)
def test_le_code_d_ensemble(codes: list[int], attendu: int) -> None:
    assert lanceur.code_d_ensemble(codes) == attendu


def test_une_preuve_inconnue_est_refusee(capsys: pytest.CaptureFixture[str]) -> None:
    assert lanceur.principal(["inexistante"]) == ECHEC
    assert "arret_brutal" in capsys.readouterr().err


def test_la_liste_decrit_chaque_preuve(capsys: pytest.CaptureFixture[str]) -> None:
    assert lanceur.principal(["--liste"]) == REUSSI
    sortie = capsys.readouterr().out
    assert all(nom in sortie for nom in NOMS)


def test_une_preuve_interrompue_reprend(tmp_path: Path) -> None:
    faites: list[int] = []

    def mesurer(rang: int) -> dict[str, float | int | str]:
        if rang == 2 and not faites[2:]:
            faites.append(-1)
            raise KeyboardInterrupt
        faites.append(rang)
        return {"rang": rang}

    with pytest.raises(KeyboardInterrupt):
        Carnet.ouvrir(tmp_path).completer(4, mesurer)
    lignes = Carnet.ouvrir(tmp_path).completer(4, mesurer)
    assert [ligne["rang"] for ligne in lignes] == [0, 1, 2, 3]
    assert faites == [0, 1, -1, 2, 3]


def test_une_ligne_coupee_du_carnet_est_refaite(tmp_path: Path) -> None:
    (tmp_path / "essais.jsonl").write_text('{"rang": 0}\n{"ra', encoding="utf-8")
    carnet = Carnet.ouvrir(tmp_path)
    carnet.noter({"rang": 1})
    assert [ligne["rang"] for ligne in Carnet.ouvrir(tmp_path).lignes] == [0, 1]


def test_l_etat_d_un_autre_code_est_oublie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "empreinte_du_code", lambda: "a")
    etat = lanceur._preparer_etat(tmp_path / "x", neuf=False)
    (etat / "essais.jsonl").touch()
    assert (lanceur._preparer_etat(etat, neuf=False) / "essais.jsonl").exists()
    monkeypatch.setattr(machine, "empreinte_du_code", lambda: "b")
    assert not (lanceur._preparer_etat(etat, neuf=False) / "essais.jsonl").exists()


def test_rien_de_la_machine_dans_un_compte_rendu() -> None:
    texte = f"{machine.RACINE}/src/x.py, {Path.home()}/y, {socket.gethostname()}, /var/lib/z/w.txt, http://localhost:80/a/b"
    net = machine.anonymiser(texte)
    assert str(machine.RACINE) not in net
    assert str(Path.home()) + "/" not in net
    assert "/var/lib" not in net
    assert "http://localhost:80/a/b" in net
    if len(socket.gethostname()) > 2:
        assert socket.gethostname() not in net.replace("localhost", "")


@pytest.mark.parametrize(
    ("url", "dehors"),
    [
        ("http://localhost:8501/", False),
        ("ws://127.0.0.1:8501/_stcore/stream", False),
        ("http://[::1]:8501/x", False),
        ("data:image/png;base64,AA", False),
        ("blob:http://localhost:8501/1", False),
        ("http://exemple.invalid/x", True),
        ("https://localhost.exemple.invalid/", True),
        ("wss://exemple.invalid/prise", True),
    ],
)
def test_ce_qui_sort_de_la_machine(url: str, dehors: bool) -> None:
    assert sort_de_la_machine(url) is dehors


def _essai(lignes: int, lots: int, **suite: int) -> dict[str, float | int | str]:
    return {
        "instant": 1,
        "pendant": 1,
        "vivant": 1,
        "lignes": lignes,
        "lots": lots,
        "mene_a_terme": 0,
        **suite,
    }


def test_l_arret_brutal_juge_tout_ou_rien() -> None:
    bons, demi = [_essai(0, 0), _essai(100, 1)] * 10, [_essai(40, 0)]
    assert preuve_arret_brutal._juger(100, bons, demi).code == REUSSI
    assert preuve_arret_brutal._juger(100, [*bons, *demi], demi).code == ECHEC
    assert preuve_arret_brutal._juger(100, [*bons, _essai(100, 0)], demi).code == ECHEC
    assert preuve_arret_brutal._juger(100, [*bons, _essai(0, 0, mene_a_terme=1)], demi).code == ECHEC
    assert preuve_arret_brutal._juger(100, bons, bons).code == ECHEC, "la contre-épreuve doit mordre"
    jamais = [_essai(0, 0, pendant=0)] * 20
    assert preuve_arret_brutal._juger(100, jamais, demi).code == ECHEC, (
        "tuer hors de l'écriture ne prouve rien"
    )


def test_les_vitesses_jugent_un_rapport_et_leur_contre_epreuve() -> None:
    tour = {"portrait_petit": 0.1, "portrait_gros": 0.12, "carte_petit": 0.1, "carte_gros": 0.14}
    lent, tailles = (
        {**tour, "carte_gros": 0.16, "portrait_gros": 0.2},
        {"valeurs": 5, "communautes": 2, "affichees": 1},
    )
    juger = preuve_vitesse_portrait._juger
    assert juger(tailles, 1, [tour], [lent]).code == REUSSI
    assert juger(tailles, 1, [lent], [lent]).code == ECHEC
    assert juger(tailles, 1, [tour], [tour]).code == ECHEC
    assert juger(tailles, 2, [tour], [lent]).code == ECHEC
    assert preuve_vitesse_demarrage._juger([{"nous": 2.9, "hello": 1.0}], 4).code == REUSSI
    assert preuve_vitesse_demarrage._juger([{"nous": 3.1, "hello": 1.0}], 4).code == ECHEC
    assert preuve_vitesse_demarrage._juger([{"nous": 2.9, "hello": 1.0}], 2.9).code == ECHEC


def test_la_divulgation_juge_les_fuites_les_fautes_et_chaque_contre_epreuve() -> None:
    bon = {
        "province, exposées": 0, "province, impossibles": 0, "en entiers, resserrées": 0,
        "contre-épreuve, sans registre": 12, "Caniapiscau publié tel quel, au plus": 3,
    }  # fmt: skip
    assert preuve_divulgation.juger(bon).code == REUSSI
    for cle in ("province, exposées", "province, impossibles", "en entiers, resserrées"):
        assert preuve_divulgation.juger({**bon, cle: 1}).code == ECHEC
    assert preuve_divulgation.juger({**bon, "contre-épreuve, sans registre": 0}).code == ECHEC
    assert preuve_divulgation.juger({**bon, "Caniapiscau publié tel quel, au plus": 4}).code == ECHEC


def test_l_agregation_juge_son_rapport_sa_pente_sa_memoire_et_sa_contre_epreuve() -> None:
    def mesures(duree: float = 12.0, memoire: float = 1.0, cases: int = 9, effort: float = 12.0) -> dict:
        essai = {
            "nue": 10.0,
            "memoire": memoire,
            "memoire_nue": 1.0,
            "cases": cases,
            "cases_nues": 9,
            "cpu_nue": 1.0,
        }
        tailles = {1_000_000: (0.3, 0.2), 10_000_000: (1.2, 1.0), 100_000_000: (duree, effort)}
        return {
            (n, q): [{**essai, "agreger": d, "cpu": e}]
            for n, (d, e) in tailles.items()
            for q in ("evenements", "personnes")
        }

    def code(vus: dict, rapport: float = 3.0, memoire: float = 9.0, entier: int = 100_000_000) -> int:
        return preuve_vitesse_agreger.juger(vus, {"rapport": rapport, "memoire": memoire}, entier).code

    assert code(mesures()) == REUSSI
    assert code(mesures(duree=13.5)) == ECHEC, "rapport"
    assert code(mesures(effort=13.5)) == ECHEC, "pente"
    assert code(mesures(memoire=2.1)) == ECHEC
    assert code(mesures(cases=8)) == ECHEC, "les deux doivent compter pareil"
    assert code(mesures(), rapport=1.2) == code(mesures(), memoire=1.5) == ECHEC, (
        "la contre-épreuve doit mordre"
    )
    reduite = {(n // 10, q): e for (n, q), e in mesures().items()}
    assert code(reduite, entier=10_000_000) == NON_PROUVE
