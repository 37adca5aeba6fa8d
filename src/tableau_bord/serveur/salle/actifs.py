"""« Ce qu'il y a ici » : chercher un actif, lire sa fiche, la confirmer, la corriger, en ajouter un ; sans compte.

Appelé hors de la boucle d'événements. Rien ne change à l'inventaire : tout devient une proposition à relire.
"""

from __future__ import annotations

from typing import Any

import polars as pl
from starlette.responses import Response

from tableau_bord import actifs, indicateurs
from tableau_bord.acces import Profil
from tableau_bord.acces.reperage import Alerte
from tableau_bord.actifs import Actif, Filtre, propositions, regles
from tableau_bord.actifs.propositions import GestePropose
from tableau_bord.commun.erreurs import AccesErreur, ActifErreur, EntrepotErreur, TableauBordErreur
from tableau_bord.gestes import proposer_actif
from tableau_bord.serveur.salle import actifs_mots, actifs_saisie, lieux, page, saisie
from tableau_bord.serveur.salle.actifs_saisie import SaisieActif
from tableau_bord.serveur.salle.gabarits import rendre
from tableau_bord.serveur.salle.lieux import IDENTIFIANT, Lieu

PAR_PAGE = 30
INCONNU = ActifErreur(
    "actif_inconnu",
    "Cet actif n’est pas inscrit ici.",
    remede="Revenez à la liste, et cherchez-le par son nom.",
)
_SUR_UNE_FICHE = frozenset({GestePropose.VERIFIER, GestePropose.CORRIGER, GestePropose.FERMER})


def lister(guichet: str, cle: str, mots: str, genre: str, rang: int) -> Response:
    """La liste du territoire, 30 par page. `mots` : tous doivent y être, accents ignorés ; `rang` : la page, dès 1."""
    lieu = _ouvert(guichet, cle)
    lu = actifs.inventaire(lieu.entrepot)
    ici = actifs.chercher(lu, Filtre(decoupage=lieu.decoupage, code=lieu.code))
    choisi = genre if genre in actifs_mots.GENRES else ""
    filtre = Filtre(mots, (choisi,) if choisi else (), decoupage=lieu.decoupage, code=lieu.code)
    trouves = actifs.chercher(lu, filtre) if mots.strip() or choisi else ici
    pages = max(1, -(-trouves.height // PAR_PAGE))
    rang = min(max(1, rang), pages)
    nom = page.nom_du_lieu(lieu)
    return rendre(
        "actifs.html",
        nom=nom,
        ici=page.ici(nom),
        adresse=lieu.adresse,
        inscrits=ici.height,
        compte=page.combien(ici.height),
        trouves=trouves.height,
        rangees=[actifs_mots.rangee(x) for x in trouves.slice((rang - 1) * PAR_PAGE, PAR_PAGE).to_dicts()],
        mots=mots,
        genre=choisi,
        genres={g: n for g, n in actifs_mots.GENRES.items() if g in set(ici["genre"])},
        rang=rang,
        pages=pages,
    )


def montrer(guichet: str, cle: str, actif: str) -> Response:
    """La fiche d'un actif de ce territoire, et ses trois gestes. Lève ActifErreur s'il n'est pas d'ici."""
    lieu = _ouvert(guichet, cle)
    return _fiche(lieu, *_d_ici(lieu, actif))


def formulaire_d_ajout(guichet: str, cle: str) -> Response:
    """Le formulaire d'ajout, vierge."""
    return _ajout(_ouvert(guichet, cle), actifs_saisie.vierge_d_ajout())


def recevoir(guichet: str, cle: str, actif: str, ecrit: SaisieActif) -> Response:
    """Garder une confirmation, une correction ou une fermeture ; la même, renvoyée, rend la même page."""
    lieu = _ouvert(guichet, cle, ecrit)
    present, part = _d_ici(lieu, actif)
    try:
        if ecrit.geste not in _SUR_UNE_FICHE:
            raise ActifErreur(
                "proposition_mal_formee", "Ce geste n’existe pas.", remede="Choisissez-en un ci-dessous."
            )
        corrige = ecrit.geste == GestePropose.CORRIGER
        enjeux = indicateurs.enjeux(lieu.entrepot)
        champs = actifs_saisie.changements(ecrit, _vu(lieu, present, ecrit), enjeux) if corrige else {}
        if alertes := actifs_saisie.alertes(ecrit, champs):
            return _fiche(lieu, present, part, ecrit, alertes=alertes)
        return _proposer(lieu, ecrit, actif, champs, present.nom)
    except ActifErreur as erreur:
        if erreur.code == INCONNU.code:
            raise
        return _fiche(lieu, present, part, ecrit, erreur, statut=422)
    except EntrepotErreur as erreur:
        return _fiche(lieu, present, part, ecrit, erreur, statut=503)


def recevoir_un_ajout(guichet: str, cle: str, ecrit: SaisieActif) -> Response:
    """Garder un ajout ; le même, renvoyé, rend la même page."""
    lieu = _ouvert(guichet, cle, ecrit)
    try:
        champs = actifs_saisie.ajout(ecrit, indicateurs.enjeux(lieu.entrepot))
        if alertes := actifs_saisie.alertes(ecrit, champs):
            return _ajout(lieu, ecrit, alertes=alertes)
        return _proposer(lieu, ecrit, "", champs, regles.texte_nu(champs.get("nom", "")))
    except ActifErreur as erreur:
        return _ajout(lieu, ecrit, erreur, statut=422)
    except EntrepotErreur as erreur:
        return _ajout(lieu, ecrit, erreur, statut=503)


def _ouvert(guichet: str, cle: str, ecrit: SaisieActif | None = None) -> Lieu:
    """Le lieu, s'il permet de corriger ; renvoyer une proposition déjà comptée reste permis."""
    deja = propositions.cle(ecrit.envoi_id) if ecrit and IDENTIFIANT.fullmatch(ecrit.envoi_id) else ""
    lieu = lieux.lieu(guichet, cle, deja)
    if not lieu.corrige:
        raise AccesErreur(
            "portee_insuffisante", "Ce lien n’ouvre pas l’inventaire.", remede="Demandez un autre lien."
        )
    return lieu


def _d_ici(lieu: Lieu, actif: str) -> tuple[Actif, float]:
    """L'actif et sa fraîcheur, s'il dessert ce territoire."""
    lu = actifs.inventaire(lieu.entrepot)
    ici = lu.dessertes.filter(
        (pl.col("actif") == actif)
        & (pl.col("decoupage") == lieu.decoupage)
        & (pl.col("code") == lieu.code)
    )  # fmt: skip
    parts = lu.actifs.filter(pl.col("actif") == actif)["fraicheur"]
    if ici.is_empty() or parts.is_empty():
        raise INCONNU
    return actifs.un_actif(lieu.entrepot, actif, Profil.TABLE), float(parts[0])


def _vu(lieu: Lieu, present: Actif, ecrit: SaisieActif) -> Actif:
    """La fiche que la personne avait sous les yeux : une correction acceptée entre-temps n'est pas défaite."""
    if ecrit.revision == present.revision:
        return present
    ancien = actifs.a_la_revision(lieu.entrepot, present.actif, ecrit.revision)
    return regles.pour_la_table(ancien) if ancien else present


def _proposer(lieu: Lieu, ecrit: SaisieActif, actif: str, champs: dict[str, Any], nom: str) -> Response:
    proposer_actif.proposer(
        lieu.entrepot, lieu.source, ecrit.envoi_id, ecrit.geste, actif, champs, ecrit.mot, ecrit.savoir
    )
    return rendre("actif_recu.html", adresse=lieu.adresse, nom=nom, geste=ecrit.geste)


def _fiche(
    lieu: Lieu,
    actif: Actif,
    part: float,
    ecrit: SaisieActif | None = None,
    erreur: TableauBordErreur | None = None,
    alertes: tuple[Alerte, ...] = (),
    statut: int = 200,
) -> Response:
    enjeux = indicateurs.enjeux(lieu.entrepot)
    prerempli = actifs_saisie.de_la_fiche(actif)
    return rendre(
        "actif.html",
        statut,
        lieu=page.nom_du_lieu(lieu),
        adresse=lieu.adresse,
        actif=actif,
        genre=actifs_mots.genre_de(actif),
        lignes=actifs_mots.fiche(actif, enjeux),
        fraicheur=actifs_mots.fraicheur(actif.verifie_le, part),
        saisie=ecrit or prerempli,
        correction=ecrit if ecrit and ecrit.geste == GestePropose.CORRIGER else prerempli,
        neufs=[saisie.vierge().envoi_id for _ in range(2)],
        demandes=actifs_saisie.champs_de(actif.genre.value),
        ouvert=ecrit.geste if ecrit else "",
        erreur=erreur,
        ou=actifs_mots.ou(erreur),
        alertes=alertes,
        **actifs_saisie.choix(enjeux),
    )


def _ajout(
    lieu: Lieu,
    ecrit: SaisieActif,
    erreur: TableauBordErreur | None = None,
    alertes: tuple[Alerte, ...] = (),
    statut: int = 200,
) -> Response:
    return rendre(
        "actif_nouveau.html",
        statut,
        lieu=page.nom_du_lieu(lieu),
        adresse=lieu.adresse,
        saisie=ecrit,
        erreur=erreur,
        ou=actifs_mots.ou(erreur),
        alertes=alertes,
        **actifs_saisie.choix(indicateurs.enjeux(lieu.entrepot)),
    )
