"""Verser un inventaire : rôles des colonnes, lignes, points ; pur."""
