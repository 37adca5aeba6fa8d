"""Les pages légères : HTML simple, servi hors de Streamlit, pour les téléphones (`/s/CODE`, `/i/JETON`)."""

from tableau_bord.serveur.salle.gabarits import page_de_refus, page_fermee
from tableau_bord.serveur.salle.lieux import rencontre_de_la_salle
from tableau_bord.serveur.salle.routes import routes

__all__ = ["page_de_refus", "page_fermee", "rencontre_de_la_salle", "routes"]
