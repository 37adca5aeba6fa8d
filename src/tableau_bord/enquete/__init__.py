"""Enquêtes, pures et vectorielles : du plan de sondage à l'estimation par communauté.

| question | fonction |
|---|---|
| comment l'échantillon fut tiré | `PlanSondage` |
| ressemble-t-il à la population | `caler`, `ratisser`, `stratification_a_posteriori`, `rogner` ; `rapport_de_calage` |
| la somme des poids est-elle la bonne | `verifier_echelle` |
| combien, quelle part, avec quelle incertitude | `moyenne`, `total`, `proportion`, `ratio`, `quantile` |
| et pour rejouer cette incertitude plus loin | `replications`, `moyennes_par_domaine` |
| une communauté diffère-t-elle du reste | `comparer_au_reste` |
| les poids inégaux coûtent combien | `kish` |
| deux variables sont-elles liées | `rao_scott` |
| qui a le caractère, dit en une ligne | `Expression` |
"""

from tableau_bord.enquete.calage import caler, ratisser, rogner, stratification_a_posteriori, verifier_echelle
from tableau_bord.enquete.calage_rapport import RapportCalage, rapport_de_calage
from tableau_bord.enquete.calage_totaux import Marges
from tableau_bord.enquete.domaines_rapides import MoyennesParDomaine, moyennes_par_domaine
from tableau_bord.enquete.ecarts import EcartsAuReste, comparer_au_reste
from tableau_bord.enquete.essais import RaoScott, rao_scott
from tableau_bord.enquete.estimations import Kish, kish, moyenne, proportion, quantile, ratio, total
from tableau_bord.enquete.expression import Expression
from tableau_bord.enquete.plan import Calage, GrappeUnique, PlanSondage
from tableau_bord.enquete.replications import replications

__all__ = [
    "Calage",
    "EcartsAuReste",
    "Expression",
    "GrappeUnique",
    "Kish",
    "Marges",
    "MoyennesParDomaine",
    "PlanSondage",
    "RaoScott",
    "RapportCalage",
    "caler",
    "comparer_au_reste",
    "kish",
    "moyenne",
    "moyennes_par_domaine",
    "proportion",
    "quantile",
    "rao_scott",
    "rapport_de_calage",
    "ratio",
    "ratisser",
    "replications",
    "rogner",
    "stratification_a_posteriori",
    "total",
    "verifier_echelle",
]
