"""L'application ASGI autour d'app.py : en-têtes, langue, /sante, mode d'accès, pages légères."""

from tableau_bord.serveur.application import application, servir

__all__ = ["application", "servir"]
