"""Les deux profils (CONCEPTION §1)."""

from enum import StrEnum


class Profil(StrEnum):
    """`DSP` voit les effectifs fins ; `TABLE` ne voit que du publié."""

    DSP = "dsp"
    TABLE = "table"
