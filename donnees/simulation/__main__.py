"""Refaire les fichiers de la démonstration."""

from donnees.simulation.ecrire import DEMONSTRATION, VERITE, ecrire, simuler

if __name__ == "__main__":
    ecrire(simuler(), DEMONSTRATION, VERITE)
    print(f"Démonstration écrite dans {DEMONSTRATION.name}/.")
