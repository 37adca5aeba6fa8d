"""Données : verser, suivre et annuler les lots, lire le dictionnaire."""

from tableau_bord.interface import contexte, dictionnaire, lots, profil, recettes, versement, vues

ici = contexte.courant()
ici.ouvrir_page(
    "Données",
    phrase_html="Déposez un fichier tel qu’il sort de votre outil. Rien n’est écrit avant votre accord.",
)
vue = vues.choisir(("Verser", "Recettes", "Lots", "Dictionnaire"))
if vue == "Dictionnaire":
    dictionnaire.afficher(ici)
elif profil.exiger_dsp(ici.profil):
    if vue == "Verser":
        versement.afficher(ici)
    elif vue == "Recettes":
        recettes.afficher(ici)
    else:
        lots.afficher(ici)
