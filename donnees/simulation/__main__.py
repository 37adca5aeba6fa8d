"""Refaire les fichiers de la démonstration ; `--empreintes` note aussi leurs empreintes."""

import sys

from donnees.simulation.ecrire import DEMONSTRATION, EMPREINTES, VERITE, ecrire, empreintes, simuler

if __name__ == "__main__":
    ecrire(simuler(), DEMONSTRATION, VERITE)
    if "--empreintes" in sys.argv[1:]:
        EMPREINTES.write_text(empreintes(DEMONSTRATION, VERITE), encoding="utf-8")
    print(f"Démonstration écrite dans {DEMONSTRATION.name}/.")
