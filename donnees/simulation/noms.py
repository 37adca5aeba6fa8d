"""Noms de lieux inventés, crédibles au Québec."""

from __future__ import annotations

REGION = ("20", "Région des Trois-Lacs (fictive)")
MRC = (
    "Cœur-des-Lacs",
    "Les Hautes-Prairies",
    "La Grande-Épinette",
    "Vallée-du-Huard",
    "Pointe-aux-Érables",
    "Les Sept-Portages",
    "Rivière-Cendrée",
    "Mont-Balan",
    "L’Échappée",
    "Baie-Claire",
)
RLS = ("Réseau local de l’Ouest", "Réseau local du Nord", "Réseau local de l’Est", "Réseau local du Sud")
VILLES = {"Ville-Port": 18, "Saint-Ormand": 12, "Trois-Ponts": 10, "Grand-Portage": 8}
"""Villes découpées en quartiers, et leur nombre de communautés."""
_QUARTIERS = """
Vieux-Moulin · Les Écluses · La Pinède · Notre-Dame-du-Quai · Faubourg-Nord · Parc-Savard · Côte-des-Huards
La Gare · Les Verrières · Champ-Fleuri · Sainte-Orphise · Le Plateau · Rive-Est · Les Tanneries · Bois-Joli
La Traverse · Saint-Télis · Haute-Ville · Basse-Ville · Les Moissons · Pied-du-Mont · L’Anse · Domaine-Boisé
Carré-Laval-Dumas · Les Jardins · La Fonderie · Vert-Pré · Sainte-Hermélie · Pont-Rouillé · Les Ormes
La Fabrique · Clos-du-Roy · Trois-Marches · Saint-Alfège · Le Ruisseau · Les Cheminots · La Colline
Vieux-Marché · La Briqueterie · Les Peupliers · Côte-à-Bernier · Saint-Amable-du-Port · Le Manège
Grand-Verger · Les Lilas · La Sablière · Sainte-Colombe · Montée-des-Sœurs
"""
_MUNICIPALITES = """
Anse-aux-Huards · Île-du-Milieu · Belle-Rive · Chute-à-Marin · Lac-Mirette · Les Sources · Pointe-Lavoile
Rang-des-Merles · Rivière-au-Lin · Val-Brumeux · Val-Tremblin · Ville-Haute · Baie-du-Sureau
Saint-Évariste-des-Monts · Sainte-Aldée · Lac-aux-Outardes · Mont-Ferré · Petite-Épinette
Saint-Clovis-du-Lac · Cap-aux-Sternes · La Coulée · L’Islet-aux-Foins · Sainte-Philomène-des-Bois
Portage-Neuf · Rivière-Ouatte · Saint-Maxence · Fond-de-Baie · Les Éboulis · Sainte-Radégonde
Saint-Barnabé-des-Prés · Grande-Vasière · Lac-du-Cerf-Blanc · Pointe-Sèche · Notre-Dame-des-Ormes
Saint-Juste-des-Caps · Côte-Brûlée · Lac-Sauvé · Ruisseau-Clair · Sainte-Zoé · Saint-Léandre-Ouest
Mille-Saules · La Passe · Rapide-Gris · Saint-Éloi-du-Portage · Sainte-Églantine · Lac-Cardinal
Pont-Couvert · Les Trois-Fermes · Saint-Ignace-des-Sables · Bois-des-Sœurs · Île-aux-Plumes · La Prée
Mont-Rosier · Rivière-Douce · Lac-Perdreau · Saint-Fabien-des-Îles · Le Détour · Anse-au-Sable-Blanc
Saint-Gontran · Sainte-Bibiane · Lac-Épinay · Le Bardeau · Chemin-du-Roc · Pré-aux-Oies
Saint-Hilarion-Sud · Rivière-à-Loutre · Grand-Fonds · Cap-Rond · Saint-Octave-des-Monts · Vieux-Rang
Marais-Long · Saint-Théophane
"""


def _lire(texte: str) -> tuple[str, ...]:
    return tuple(nom.strip() for nom in texte.replace("\n", "·").split("·") if nom.strip())


QUARTIERS = _lire(_QUARTIERS)
MUNICIPALITES = _lire(_MUNICIPALITES)
