"""Un petit inventaire pour les essais de versement."""

from __future__ import annotations

from tableau_bord.acces import au_poste
from tableau_bord.gestes.verser_actifs import examiner

QUI = au_poste("essai")
ENTETE = "id;nom;categorie;description;adresse;latitude;longitude;courriel;telephone;quartier;places;cout;verifie le;enjeux;langues\n"
BONNE = "1;Café du coin;Café;Un café;1, rue A;48,5;0,5;info@cafe.ca;418 555-0101;Anse-aux-Huards;30;gratuit;4 mars 2026;;français, anglais"


def fichier(*lignes: str) -> bytes:
    """Un CSV en Windows-1252."""
    return (ENTETE + "\n".join(lignes) + "\n").encode("cp1252")


def lu(base, *lignes: str):
    """L'examen de ces lignes."""
    return examiner(base, fichier(*lignes), "inventaire.csv")


def regles(examen) -> dict[str, int]:
    """Règle → nombre, sans les coordonnées absentes."""
    return {r: n for r, n in examen.comptes.items() if r != "sans coordonnées"}
