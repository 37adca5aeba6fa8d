"""Ce que l'usager voit : thème, cadre des pages, navigation, états, erreurs, figures.

Chaque module se teste seul ; rien ici ne calcule, n'écrit ni ne lit la base.
"""
