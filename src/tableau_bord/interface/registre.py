"""Le registre des pages : ce qui existe, pour qui ; il nourrit le menu, les vues et la matrice des droits.

Une page arrive avec son étape, jamais vide. L'adresse d'une page est le nom de son fichier :
c'est ce qui permet à `exiger_application` de la retrouver.
"""

from __future__ import annotations

from dataclasses import dataclass

from tableau_bord.acces import Droit, Identite, peut


@dataclass(frozen=True)
class Vue:
    """Une vue d'une page et le droit qui l'ouvre."""

    nom: str
    droit: Droit = Droit.LIRE


@dataclass(frozen=True)
class Page:
    """Une page.

    `fichier` est relatif à app.py ; `adresse` est vide pour l'Accueil, sinon le nom du fichier ; `groupe` est
    vide hors groupe ; `ordre` range le menu. `droit` ouvre la page ; `menu`, s'il est donné, est celui qui la
    met au menu (une page peut se lire par un lien sans y être). `ouverte_au_visiteur` : se lit sans compte,
    pour un territoire ouvert.
    """

    fichier: str
    titre: str
    adresse: str
    groupe: str
    ordre: int
    droit: Droit = Droit.LIRE
    vues: tuple[Vue, ...] = ()
    menu: Droit | None = None
    ouverte_au_visiteur: bool = False

    @property
    def est_accueil(self) -> bool:
        """Vrai pour la page servie à la racine."""
        return not self.adresse

    def permise(self, qui: Identite) -> bool:
        """Vrai si cette personne peut ouvrir la page ; un visiteur sans rôle n'a que la lecture ouverte."""
        return peut(qui, self.droit)

    def au_menu(self, qui: Identite) -> bool:
        """Vrai si cette personne la voit à son menu."""
        return self.permise(qui) and peut(qui, self.menu or self.droit)

    def vues_permises(self, qui: Identite) -> tuple[str, ...]:
        """Les vues que cette personne peut choisir, dans l'ordre."""
        visiteur = qui.anonyme and self.ouverte_au_visiteur
        return tuple(
            vue.nom for vue in self.vues if peut(qui, vue.droit) or (visiteur and vue.droit is Droit.LIRE)
        )


PAGES: tuple[Page, ...] = (
    Page("pages/accueil.py", "Accueil", "", "", 0),
    Page(
        *("pages/portrait.py", "Portrait", "portrait", "Lire", 10),
        vues=(Vue("Chiffres"), Vue("Actifs"), Vue("Paroles"), Vue("Dix ans")),
        ouverte_au_visiteur=True,
    ),
    Page(
        *("pages/carte.py", "Carte", "carte", "Lire", 11),
        vues=(Vue("Mesure"), Vue("Besoins × actifs"), Vue("Accès")),
    ),
    Page(
        *("pages/actifs.py", "Actifs", "actifs", "Contribuer", 20),
        vues=(Vue("Liste"), Vue("À vérifier"), Vue("Réseau")),
        menu=Droit.CONTRIBUER,
    ),
    Page("pages/paroles.py", "Paroles", "paroles", "Contribuer", 21, menu=Droit.CONTRIBUER),
    Page(
        *("pages/donnees.py", "Données", "donnees", "Mesurer", 40),
        vues=(
            Vue("Verser", Droit.VERSER),
            Vue("Recettes", Droit.VERSER),
            Vue("Lots", Droit.VERSER),
            Vue("Dictionnaire"),
        ),
        menu=Droit.VERSER,
    ),
    Page(
        *("pages/enquete.py", "Enquête", "enquete", "Mesurer", 41),
        droit=Droit.AVISER,
        vues=(Vue("Peser", Droit.VERSER), Vue("Comité", Droit.AVISER)),
        menu=Droit.VERSER,
    ),
    Page("pages/publier.py", "Publier", "publier", "Mesurer", 42, droit=Droit.PUBLIER),
    Page(
        *("pages/gouvernance.py", "Gouvernance", "gouvernance", "Conduire", 51),
        droit=Droit.MODERER,
        vues=(
            Vue("Accès", Droit.INVITER),
            Vue("Modération", Droit.MODERER),
            Vue("Journal", Droit.LIRE_JOURNAL),
            Vue("Registres", Droit.TENIR_REGISTRES),
        ),
    ),
)
