"""La première page d'un lien ou d'une rencontre : le nom, ce qu'on y lit, ce qu'on peut y faire."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from tableau_bord import actifs, indicateurs
from tableau_bord.acces import Invitation
from tableau_bord.acces.reperage import Alerte
from tableau_bord.actifs import Filtre
from tableau_bord.commun.erreurs import TableauBordErreur, TerritoireErreur
from tableau_bord.commun.francais import compter, heure
from tableau_bord.serveur.salle import actifs_mots, fiche, saisie
from tableau_bord.serveur.salle.gabarits import rendre
from tableau_bord.serveur.salle.lieux import Lieu
from tableau_bord.serveur.salle.saisie import Saisie

SANS_NOM = "Votre communauté"
SANS_FICHE = "Aucune fiche n’est publiée ici pour l’instant."
APERCU = 5


def premiere(
    lieu: Lieu,
    ecrit: Saisie | None = None,
    erreur: TableauBordErreur | None = None,
    alertes: tuple[Alerte, ...] = (),
    statut: int = 200,
) -> Response:
    """La page ; `ecrit` : le formulaire « Dire ce que je vis », s'il y a lieu, avec ce qui y fut écrit.

    Une rencontre ou un lien de lecture montre la fiche ; un lien qui corrige, les forces, puis les premiers actifs
    ou, s'il permet aussi d'écrire, les deux entrées.
    """
    lit = lieu.en_salle or ecrit is None
    lecture = _fiche(lieu) if lit or lieu.corrige else None
    inventaire = _inventaire(lieu, 0 if ecrit else APERCU) if lieu.corrige else {}
    nom = nom_du_lieu(lieu)
    return rendre(
        "lieu.html",
        statut,
        nom=nom,
        ici=ici(nom),
        etat=_etat(lieu) if lieu.en_salle else "",
        lecture=lecture if lit and not (lieu.corrige and not lieu.en_salle) else None,
        forces=lecture.forces if lecture and lieu.corrige and not lieu.en_salle else (),
        sans_fiche=SANS_FICHE if lit and not lecture and (lieu.en_salle or not lieu.corrige) else "",
        en_salle=lieu.en_salle,
        corrige=lieu.corrige,
        saisie=ecrit,
        adresse=lieu.adresse,
        erreur=erreur,
        alertes=alertes,
        **inventaire,
        **saisie.choix(indicateurs.enjeux(lieu.entrepot) if ecrit else ()),
    )


def nom_du_lieu(lieu: Lieu) -> str:
    """Le nom du territoire, ou « Votre communauté » s'il ne s'affiche pas."""
    return fiche.nom_du_lieu(lieu.entrepot, lieu.decoupage, lieu.code) or SANS_NOM


def ici(nom: str) -> str:
    """« à Anse-aux-Huards », ou « dans votre communauté »."""
    return f"à {nom}" if nom != SANS_NOM else "dans votre communauté"


def combien(n: int) -> str:
    """« 12 actifs inscrits »."""
    return f"{compter(n, 'actif')} inscrit{'s' if n > 1 else ''}"


def _inventaire(lieu: Lieu, apercu: int) -> dict[str, object]:
    trouves = actifs.chercher(
        actifs.inventaire(lieu.entrepot), Filtre(decoupage=lieu.decoupage, code=lieu.code)
    )
    return {
        "nombre": trouves.height,
        "compte": combien(trouves.height),
        "rangees": [actifs_mots.rangee(x) for x in trouves.head(apercu).to_dicts()],
    }


def _fiche(lieu: Lieu) -> fiche.Fiche | None:
    try:
        return fiche.lire(lieu.entrepot, lieu.decoupage, lieu.code)
    except TerritoireErreur:
        return None


def _etat(lieu: Lieu) -> str:
    assert not isinstance(lieu.source, Invitation)
    fin = datetime.fromisoformat(lieu.source.expire_le)
    return f"La rencontre {lieu.source.code_lisible} est ouverte jusqu’à {heure(fin)}."
