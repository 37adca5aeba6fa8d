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
VILLES = {"Ville-Port": 14, "Saint-Ormand": 9, "Trois-Ponts": 8, "Grand-Portage": 6}
"""Villes découpées en quartiers, et leur nombre de communautés."""
QUARTIERS = (
    "Vieux-Moulin", "Les Écluses", "La Pinède", "Notre-Dame-du-Quai", "Faubourg-Nord", "Parc-Savard", "Côte-des-Huards",
    "La Gare", "Les Verrières", "Champ-Fleuri", "Sainte-Orphise", "Le Plateau", "Rive-Est", "Les Tanneries",
    "Bois-Joli", "La Traverse", "Saint-Télis", "Haute-Ville", "Basse-Ville", "Les Moissons", "Pied-du-Mont",
    "L’Anse", "Domaine-Boisé", "Carré-Laval-Dumas", "Les Jardins", "La Fonderie", "Vert-Pré", "Sainte-Hermélie",
    "Pont-Rouillé", "Les Ormes", "La Fabrique", "Clos-du-Roy", "Trois-Marches", "Saint-Alfège", "Le Ruisseau",
    "Les Cheminots", "La Colline",
)  # fmt: skip
MUNICIPALITES = (
    "Anse-aux-Huards", "Île-du-Milieu", "Belle-Rive", "Chute-à-Marin", "Lac-Mirette", "Les Sources", "Pointe-Lavoile",
    "Rang-des-Merles", "Rivière-au-Lin", "Val-Brumeux", "Val-Tremblin", "Ville-Haute", "Baie-du-Sureau",
    "Saint-Évariste-des-Monts", "Sainte-Aldée", "Lac-aux-Outardes", "Mont-Ferré", "Petite-Épinette", "Saint-Clovis-du-Lac",
    "Cap-aux-Sternes", "La Coulée", "L’Islet-aux-Foins", "Sainte-Philomène-des-Bois", "Portage-Neuf", "Rivière-Ouatte",
    "Lac-Bouchette-Nord", "Saint-Maxence", "Fond-de-Baie", "Les Éboulis", "Sainte-Radégonde", "Saint-Barnabé-des-Prés",
    "Grande-Vasière", "Lac-du-Cerf-Blanc", "Pointe-Sèche", "Notre-Dame-des-Ormes", "Saint-Juste-des-Caps", "Côte-Brûlée",
    "Lac-Sauvé", "Ruisseau-Clair", "Sainte-Zoé", "Saint-Léandre-Ouest", "Mille-Saules", "La Passe", "Rapide-Gris",
    "Saint-Éloi-du-Portage", "Sainte-Églantine", "Lac-Cardinal", "Pont-Couvert", "Les Trois-Fermes", "Saint-Ignace-des-Sables",
    "Bois-des-Sœurs", "Île-aux-Plumes", "Saint-Anaclet-Nord", "La Prée", "Mont-Rosier", "Sainte-Ursule-des-Caps",
    "Rivière-Douce", "Lac-Perdreau", "Saint-Fabien-des-Îles", "Vallée-Close", "Le Détour", "Anse-au-Sable-Blanc",
    "Saint-Gontran", "Sainte-Bibiane", "Lac-Épinay", "Le Bardeau", "Chemin-du-Roc", "Saint-Ludger-des-Lacs",
    "Pré-aux-Oies", "Saint-Hilarion-Sud", "Rivière-à-Loutre", "Grand-Fonds", "Sainte-Monique-du-Lac", "Cap-Rond",
    "Les Hauts-Bois", "Lac-Vacher", "Saint-Octave-des-Monts", "La Meule", "Sainte-Perpétue-Nord", "Vieux-Rang",
    "Marais-Long", "Saint-Théophane", "Lac-Doré-Est",
)  # fmt: skip
