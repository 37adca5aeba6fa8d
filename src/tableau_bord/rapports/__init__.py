"""Ce qui sort de la maison : le cube, un portrait ou une carte en image, un rapport, un gabarit."""

from tableau_bord.rapports.cube import cube, en_csv, en_xlsx
from tableau_bord.rapports.enquete_pdf import en_pdf as enquete_pdf
from tableau_bord.rapports.gabarits import gabarit_xlsx
from tableau_bord.rapports.image import carte_png, portrait_png
from tableau_bord.rapports.rapport_import import en_pdf as rapport_pdf

__all__ = [
    "carte_png",
    "cube",
    "en_csv",
    "en_xlsx",
    "enquete_pdf",
    "gabarit_xlsx",
    "portrait_png",
    "rapport_pdf",
]
