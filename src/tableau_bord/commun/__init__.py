"""Pièce commune, fermée : erreurs, estimations, horloge, français.

L'allonger se justifie au commit (CONCEPTION §2).
"""
