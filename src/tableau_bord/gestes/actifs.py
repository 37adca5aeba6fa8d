"""Tenir l'inventaire : inscrire, corriger, vérifier, fermer, revenir en arrière. Chaque geste ajoute une révision signée."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, Role
from tableau_bord.actifs import coder, depot, regles
from tableau_bord.actifs.modele import Actif, Etat
from tableau_bord.commun.erreurs import ActifErreur
from tableau_bord.commun.horloge import aujourd_hui, maintenant
from tableau_bord.entrepot import Entrepot, Transaction

_ORDRE = (Role.TERRAIN, Role.ANIMATION, Role.SURVEILLANCE, Role.ADMINISTRATION)
MOTIF_MAX = 500


def role_signe(qui: Identite) -> str:
    """Le rôle qui signe une révision : le plus proche du terrain que la personne porte."""
    return next((r.value for r in _ORDRE if r in qui.roles), "")


def inscrire(entrepot: Entrepot, qui: Identite, actif: Actif, motif: str = "") -> Actif:
    """Ajouter un actif saisi à l'écran ; le même identifiant, réinscrit tel quel, n'écrit rien.

    Lève AccesErreur sans le droit, ActifErreur si un champ ne va pas ou si l'identifiant est pris.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    jour, par = aujourd_hui().isoformat(), role_signe(qui)
    # Qui l'inscrit de sa connaissance le vérifie du même coup.
    neuf = regles.verifier(
        replace(
            actif,
            affirme_le=actif.affirme_le or jour,
            affirme_par=actif.affirme_par or par,
            verifie_le=actif.verifie_le or jour,
            verifie_par=actif.verifie_par or par,
        )
    )

    def geste(t: Transaction) -> Actif:
        pris = depot.lire(t, [neuf.actif]).get(neuf.actif)
        if pris is not None:
            if replace(pris, revision=0) == replace(neuf, revision=0):
                return pris
            raise ActifErreur("identifiant_pris", "Cet identifiant désigne déjà un actif.", ou=pris.nom,
                              remede="Corrigez cet actif, ou rechargez la page.")  # fmt: skip
        return poser(t, qui, [neuf], "inscrire", motif)[0]

    return entrepot.ecrire(geste)


def modifier(
    entrepot: Entrepot, qui: Identite, actifs: Sequence[str], champs: Mapping[str, Any], motif: str = ""
) -> int:
    """Changer les mêmes champs d'un ou de plusieurs actifs, d'un seul geste ; rend combien ont changé.

    Lève AccesErreur sans le droit, ActifErreur si l'un n'existe pas ou si un champ ne va pas : rien n'est alors écrit.
    """
    return _changer(entrepot, qui, actifs, lambda a: regles.corriger(a, champs), "corriger", motif)


def ajouter_enjeux(entrepot: Entrepot, qui: Identite, actifs: Sequence[str], enjeux: Sequence[str]) -> int:
    """Ajouter des enjeux à ceux qu'ont déjà ces actifs ; rend combien ont changé."""
    return _changer(
        entrepot,
        qui,
        actifs,
        lambda a: regles.corriger(a, {"enjeux": tuple(sorted({*a.enjeux, *enjeux}))}),
        "corriger",
        "en lot",
    )


def verifier(entrepot: Entrepot, qui: Identite, actifs: Sequence[str], motif: str = "") -> int:
    """Dire que la fiche est juste aujourd'hui ; rend combien sont revérifiés."""
    marque = {"verifie_le": aujourd_hui().isoformat(), "verifie_par": role_signe(qui)}
    return _changer(entrepot, qui, actifs, lambda a: regles.corriger(a, marque), "vérifier", motif)


def fermer(entrepot: Entrepot, qui: Identite, actif: str, motif: str) -> int:
    """Dire qu'un actif n'existe plus ; il reste à l'historique. `motif` obligatoire."""
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    if not motif.strip():
        raise ActifErreur(
            "motif_absent", "Fermer un actif se motive.", remede="Écrivez la raison en une phrase."
        )
    return _changer(entrepot, qui, [actif], lambda a: replace(a, etat=Etat.FERME), "fermer", motif)


def revenir(entrepot: Entrepot, qui: Identite, actif: str, rang: int, motif: str = "") -> int:
    """Reprendre l'état d'une révision passée, par une révision neuve.

    Lève ActifErreur si cette révision n'existe pas.
    """
    acces.exiger(qui, Droit.TENIR_ACTIFS)
    ancien = depot.a_la_revision(entrepot, actif, rang)
    if ancien is None:
        raise ActifErreur(
            "revision_inconnue", "Cette révision n'existe pas.", remede="Rechargez l'historique."
        )
    return _changer(
        entrepot, qui, [actif], lambda a: replace(ancien, revision=a.revision), f"revenir à {rang}", motif
    )


def poser(
    t: Transaction, qui: Identite, actifs: Sequence[Actif], geste: str, motif: str, proposition: str = ""
) -> list[Actif]:
    """Écrire l'état nouveau de ces actifs et leur révision, et consigner. À appeler dans la transaction d'un geste permis.

    `motif` : 500 caractères au plus ; il reste à l'historique, le journal ne le reçoit pas.
    """
    motif = regles.texte_nu(motif)
    if len(motif) > MOTIF_MAX:
        raise ActifErreur(
            "motif_trop_long", f"La raison dépasse {MOTIF_MAX} caractères.", remede="Raccourcissez-la."
        )
    rangs = depot.rangs(t, [a.actif for a in actifs])
    neufs = [replace(a, revision=rangs.get(a.actif, 0) + 1) for a in actifs]
    depot.ecrire(t, neufs)
    quand = maintenant().isoformat()
    depot.ajouter_revisions(t, [
        {"actif": a.actif, "rang": a.revision, "quand": quand, "auteur": qui.auteur, "role": role_signe(qui),
         "geste": geste, "motif": motif, "proposition": proposition, "contenu": coder.en_texte(a)}
        for a in neufs
    ])  # fmt: skip
    objet = neufs[0].actif if len(neufs) == 1 else f"{len(neufs)} actifs"
    acces.consigner(
        t,
        qui,
        f"actif\u00a0: {geste}",
        objet,
        {"actifs": [a.actif for a in neufs[:20]], "nombre": len(neufs)},
    )
    return neufs


def _changer(
    entrepot: Entrepot,
    qui: Identite,
    cles: Sequence[str],
    changer: Callable[[Actif], Actif],
    geste: str,
    motif: str,
) -> int:
    acces.exiger(qui, Droit.TENIR_ACTIFS)

    def ecrire(t: Transaction) -> int:
        lus = depot.lire(t, list(cles))
        manquants = [c for c in cles if c not in lus]
        if manquants:
            raise ActifErreur(
                "actif_inconnu", "Cet actif n'est pas à l'inventaire.", remede="Rechargez la liste."
            )
        changes = [neuf for a in lus.values() if (neuf := changer(a)) != a]
        if changes:
            poser(t, qui, changes, geste, motif)
        return len(changes)

    return entrepot.ecrire(ecrire)
