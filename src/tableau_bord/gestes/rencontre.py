"""Ouvrir une rencontre dans une salle : sur une valise, et sur rien d'autre."""

from __future__ import annotations

from tableau_bord import acces
from tableau_bord.acces import Droit, Identite, rencontres, rencontres_depot
from tableau_bord.acces.rencontres import Rencontre
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.commun.francais import compter
from tableau_bord.commun.horloge import maintenant
from tableau_bord.entrepot import Entrepot, Transaction, migrations
from tableau_bord.gestes import valise_depot as depot
from tableau_bord.gestes.reseau_local import adresses_locales
from tableau_bord.gestes.valise import Valise, lire_identite

PERMISES = frozenset({
    "migrations", "publications", "publication_contenu", "cube", "cube_enquete", "indicateurs", "decoupages", "territoires",
    "rattachements", "geometries", "gouvernance_autochtone", "seuils", "cotes_qualite", "populations", "journal",
    "valise_identite", "valise_departs", "variantes", "rencontres", "rencontre_fermetures", "envois", "envoi_fins",
    "envoi_decisions", "envoi_retraits", "envoi_effacements", "paroles", "parole_enjeux", "actifs", "actif_dessertes",
    "actif_enjeux", "actif_liens", "actif_propositions", "fraicheur_regles", "enjeux", "enjeu_indicateurs",
})  # fmt: skip
"""Ce qu'une valise peut contenir : toute autre table doit être vide, celles des étapes à venir comprises."""
MOTS = {
    "valeurs": ("valeur fine", "valeurs fines"),
    "populations": ("population par âge ou sexe", "populations par âge ou sexe"),
    "masques": ("raison de masque", "raisons de masque"),
    "lots": ("lot", "lots"),
    "invitations": ("lien d'invitation", "liens d'invitation"),
}


def refuser_si_fine(entrepot: Entrepot) -> Valise:
    """Rendre l'identité de la valise ; refuser toute autre base, et une valise qui contient autre chose.

    Liste blanche de tables ; ce que les migrations écrivent d'elles-mêmes dans une base neuve est toléré.
    Lève AccesErreur (« base_fine », « pas_une_valise »).
    """
    trop, valise = intrus(entrepot), lire_identite(entrepot)
    if valise is not None and not trop:
        return valise
    dit = ", ".join(compter(n, *MOTS.get(nom, (f"ligne «\u00a0{nom}\u00a0»",))) for nom, n in trop.items())
    suite = f"\u00a0: cette base contient ce qui ne sort pas de la direction ({dit})." if trop else "."
    raise AccesErreur(
        "base_fine" if trop else "pas_une_valise",
        f"Une rencontre ne s'ouvre que sur une valise{suite}",
        ou=f"Base {entrepot.nom}",
        remede="Préparez une valise («\u00a0tableau-bord valise\u00a0», ou la page Publier) et ouvrez-la.",
    )


def intrus(entrepot: Entrepot) -> dict[str, int]:
    """Table → nombre de lignes qui n'ont pas à être dans une valise."""
    d_office = _lignes_d_office()
    comptes = {
        nom: depot.compte(entrepot, nom) - d_office.get(nom, 0)
        for nom in depot.tables(entrepot)
        if nom not in PERMISES
    }
    comptes["populations"] = depot.populations_fines(entrepot)
    return {nom: n for nom, n in comptes.items() if n > 0}


def _lignes_d_office() -> dict[str, int]:
    neuve = Entrepot(":memory:")
    try:
        migrations.appliquer(neuve)
        return {nom: depot.compte(neuve, nom) for nom in depot.tables(neuve)}
    finally:
        neuve.fermer()


def ouvrir(entrepot: Entrepot, qui: Identite, heures: int = 4) -> Rencontre:
    """Ouvrir la rencontre de cette valise pour 1 à 12 heures ; s'il y en a une d'ouverte, la rendre telle quelle.

    Lève AccesErreur si le droit manque, si la base n'est pas une valise sans rien de fin, ou si la durée est mauvaise.
    """
    acces.exiger(qui, Droit.ANIMER)
    valise = refuser_si_fine(entrepot)
    neuve = rencontres.preparer(valise.decoupage, valise.code, heures)

    def geste(t: Transaction) -> Rencontre:
        if ouverte := rencontres.en_cours(t):
            return ouverte
        rencontres.inscrire(t, neuve, qui.auteur)
        details = {"decoupage": neuve.decoupage, "territoire": neuve.territoire, "expire_le": neuve.expire_le}
        acces.consigner(t, qui, "ouvrir une rencontre", neuve.code, details)
        return neuve

    return entrepot.ecrire(geste)


def fermer(entrepot: Entrepot, qui: Identite, code: str) -> None:
    """Fermer une rencontre : les téléphones n'y entrent plus. Déjà fermée ou échue, rien ne change.

    Lève AccesErreur si le droit manque.
    """
    acces.exiger(qui, Droit.ANIMER)

    def geste(t: Transaction) -> None:
        ouverte = rencontres.rencontre_ouverte(t, code)
        if ouverte is None:
            return
        recus = rencontres_depot.envois_recus(t, ouverte.code)
        rencontres_depot.fermer(t, ouverte.code, maintenant().isoformat(), qui.auteur)
        acces.consigner(t, qui, "fermer une rencontre", ouverte.code, {"envois": recus})

    entrepot.ecrire(geste)


def adresses(port: int, code: str) -> tuple[str, ...]:
    """Les adresses à taper sur un téléphone, une par carte réseau ; vide si la machine n'a aucun réseau."""
    return tuple(f"http://{hote}:{port}/s/{code}" for hote in adresses_locales())
