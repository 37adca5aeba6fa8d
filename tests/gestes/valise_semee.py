"""De quoi remplir une maison de valeurs témoins, et les chercher octet par octet dans un fichier."""

from __future__ import annotations

import struct
import uuid
from collections.abc import Iterable
from pathlib import Path

from tableau_bord import acces
from tableau_bord.acces import Identite, Mode, Role, rencontres
from tableau_bord.entrepot import Entrepot, migrations
from tableau_bord.gestes import envoyer, moderer, publier
from tests.graines import MINUSCULE, ORDINAIRE, SANS_DONNEE, semer

QUI = acces.au_poste("essai")
EN_SALLE = Identite("animatrice", frozenset({Role.ANIMATION}), Mode.RENCONTRE)
NOMBRES = (3.141592653589793, 2.718281828459045, 1234567.891011, 1.4142135623730951)
TEXTES = (
    "TEMOIN-FICHIER-9f31.csv", "TEMOIN-RESUME-7c20", "temoin.accueil@exemple.invalid", "TEMOIN-NOTE-REGISTRE-55d1",
    "TEMOIN-RAISON-MODERATION-a8", "TEMOIN-PAROLE-REFUSEE-13", "TEMOIN-PAROLE-EN-ATTENTE-14", "TEMOIN-AUTRE-FIN-15",
    "TEMOIN-AILLEURS-16", "TEMOIN-NOTE-LIEN-17",
)  # fmt: skip


def maison(chemin: Path | str) -> Entrepot:
    """Une base semée, publiée, puis remplie de témoins qui n'ont pas à en sortir."""
    entrepot = Entrepot(chemin)
    migrations.appliquer(entrepot)
    semer(entrepot)
    publier.publier(entrepot, publier.contenus_a_publier(entrepot), acces.au_poste(TEXTES[2]), TEXTES[3])
    entrepot.ecrire(_temoins)
    return entrepot


def _temoins(t) -> None:  # type: ignore[no-untyped-def]
    a, b, c, d = NOMBRES
    ligne = "('communaute', $code, 'deces', $periode, 2021, $sexe, '0-4', $a, $b, $c, $b, $b, NULL, 'lot-fin', '1', NULL)"
    # Une longue colonne ordinaire : les blocs libérés d'une copie élaguée la gardent, témoins compris.
    for k in range(300):
        t.executer(
            f"INSERT INTO valeurs VALUES {ligne}",
            code=MINUSCULE,
            periode=str(1000 + k),
            sexe="F",
            a=a + k,
            b=b,
            c=c,
        )
    t.executer(f"INSERT INTO valeurs VALUES {ligne}", code=MINUSCULE, periode="2021", sexe="F", a=a, b=b, c=c)
    t.executer(
        "INSERT INTO populations VALUES ('communaute', $code, 2021, 'F', 0, 4, $d, 'lot-fin')",
        code=MINUSCULE,
        d=d,
    )
    for code, n in ((ORDINAIRE, 3412.0), (MINUSCULE, 20.0)):
        for sexe in "FM":
            t.executer(
                "INSERT INTO populations VALUES ('communaute', $code, 2022, $sexe, 0, 99, $n, 'lot-fin')",
                code=code, sexe=sexe, n=n / 2,
            )  # fmt: skip
    t.executer(
        "INSERT INTO lots VALUES ('lot-fin', 'indicateurs', $f, '0', $qui, '2026', 1, $r, '')",
        f=TEXTES[0], r=TEXTES[1], qui=TEXTES[2],
    )  # fmt: skip
    acces.consigner(t, acces.au_poste(TEXTES[2]), "verser", "lot-fin", {"note": TEXTES[3]})


def confier(
    entrepot: Entrepot, texte: str, fins: Iterable[str] = ("seance",), code: str = ORDINAIRE
) -> tuple[str, str]:
    """Un texte reçu de la rencontre ouverte de ce territoire (ouverte au besoin) ; rend (clé, code de retrait)."""
    ouverte = rencontres.en_cours(entrepot)
    if ouverte is None or ouverte.territoire != code:
        ouverte = rencontres.preparer("communaute", code, 4)
        neuve = ouverte
        entrepot.ecrire(lambda t: rencontres.inscrire(t, neuve, "essai"))
    recu = envoyer.envoyer(entrepot, ouverte, uuid.uuid4().hex, texte, "vecu", list(fins), 30, True)
    return recu.envoi, recu.code_retrait


def paroles(entrepot: Entrepot) -> tuple[str, str]:
    """Une parole acceptée et consentie pour la séance, et celles qui doivent rester ; rend (clé, code) de la bonne."""
    bonne = confier(entrepot, "TEMOIN-EMPORTE-11")
    moderer.decider(entrepot, QUI, bonne[0], True, TEXTES[4])
    refusee = confier(entrepot, TEXTES[5])
    moderer.decider(entrepot, QUI, refusee[0], False, TEXTES[4])
    confier(entrepot, TEXTES[6])
    autre_fin = confier(entrepot, TEXTES[7], ["proces_verbal"])
    moderer.decider(entrepot, QUI, autre_fin[0], True)
    ailleurs = confier(entrepot, TEXTES[8], code=SANS_DONNEE)
    moderer.decider(entrepot, QUI, ailleurs[0], True)
    return bonne


def trouves(*fichiers: Path) -> set[object]:
    """Les témoins, nombres et textes, qu'un de ces fichiers contient octet pour octet."""
    octets = b"".join(f.read_bytes() for f in fichiers if f.exists())
    nombres = {x for x in NOMBRES if struct.pack("<d", x) in octets or repr(x).encode() in octets}
    return nombres | {x for x in TEXTES if x.encode() in octets}
