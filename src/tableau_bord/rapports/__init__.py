"""Ce qui sort de la maison : le cube en tableaux, un portrait ou une carte en image."""

from tableau_bord.rapports.cube import cube, en_csv, en_xlsx
from tableau_bord.rapports.image import carte_png, portrait_png

__all__ = ["carte_png", "cube", "en_csv", "en_xlsx", "portrait_png"]
