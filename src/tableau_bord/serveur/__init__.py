"""L'application ASGI autour d'app.py : en-têtes, langue, /sante, boucle locale."""

from tableau_bord.serveur.application import application, servir

__all__ = ["application", "servir"]
