"""L'entrepôt : un fichier DuckDB, des lectures entières, des gestes idempotents.

`ouvrir(chemin)` rend l'`Entrepot` unique de ce fichier dans le processus, migrations appliquées.
Seul ce paquet touche le pilote (CONCEPTION §3).
"""

from tableau_bord.entrepot.connexion import Entrepot, Transaction, fermer_tout, ouvrir
from tableau_bord.entrepot.requete import filtrer

__all__ = ["Entrepot", "Transaction", "fermer_tout", "filtrer", "ouvrir"]
