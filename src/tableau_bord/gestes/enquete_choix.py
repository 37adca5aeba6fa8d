"""Les choix d'une estimation, mis en phrases pour le comité et pour l'imprimé ; ni fiche, ni petit effectif."""

from __future__ import annotations

import json
from typing import Any

from tableau_bord import indicateurs, rapports
from tableau_bord.acces import Droit, Identite, Profil, exiger
from tableau_bord.commun.francais import compter, date_longue, enumerer, nombre, pourcentage
from tableau_bord.commun.horloge import aujourd_hui
from tableau_bord.entrepot import Entrepot
from tableau_bord.gestes import enquete_avis, exporter
from tableau_bord.gestes.enquete_declaration import SEXE_AGE, Declaration, MesureDite, depuis_yaml
from tableau_bord.indicateurs import ecriture, enquetes
from tableau_bord.indicateurs.enquetes import Enquete
from tableau_bord.territoires import REGLES, codes_connus, libelle

MOTS = {"lineaire": "linéaire", "exponentielle": "exponentiel", "logit": "logit borné"}
SAVOIRS = {"surveillance": "Surveillance", "terrain": "Terrain", "vecu": "Vécu"}


def lire(entrepot: Entrepot, enquete: Enquete) -> dict[str, list[str]]:
    """Pour chaque objet d'avis, ses phrases."""
    dite, rapport = depuis_yaml(enquete.declaration), json.loads(enquete.rapport)
    noms = {i.code: i.nom for i in indicateurs.indicateurs(entrepot)}
    return {
        "mesures": [_mesure(m, noms, rapport) for m in dite.mesures],
        "marges": _marges(dite, rapport),
        "regle": _regle(dite),
        "modele": [rapport["regle"], f"Le modèle emprunte à\u00a0: {enumerer([noms.get(a, a) for a in dite.auxiliaires]) or 'rien que la moyenne'}."],
    }  # fmt: skip


def etat(approuvent: int, objectent: int) -> str:
    """« 3 personnes approuvent, 1 objecte. », ou qu'il n'y a pas encore d'avis."""
    if not approuvent and not objectent:
        return "Aucun avis encore."
    pour = (
        compter(approuvent, "personne approuve", "personnes approuvent")
        if approuvent
        else "Personne n’approuve"
    )
    contre = compter(objectent, "objecte", "objectent") if objectent else "personne n’objecte"
    return f"{pour}, {contre}."


def en_pdf(entrepot: Entrepot, lot: str, bandeau: str, qui: Identite) -> bytes:
    """L'estimation imprimée : ce qui est publié, les choix, les avis et chaque dissidence mot à mot.

    Lève AccesErreur sans le droit d'exporter ; IndicateurErreur si l'enquête n'est plus là.
    """
    exiger(qui, Droit.EXPORTER)
    enquete = enquetes.une_enquete(entrepot, lot)
    pdf = rapports.enquete_pdf(composer(entrepot, enquete, bandeau))
    exporter.noter(entrepot, qui, Profil.TABLE, "rapport d'enquête", {"lot": lot})
    return pdf


def composer(entrepot: Entrepot, enquete: Enquete, bandeau: str) -> dict[str, Any]:
    """Tous les textes de l'imprimé ; les valeurs sont celles du profil table."""
    dite, rapport, phrases = (
        depuis_yaml(enquete.declaration),
        json.loads(enquete.rapport),
        lire(entrepot, enquete),
    )
    kish = rapport["kish"].get("apres")
    faits = [
        ("Répondants", nombre(rapport["repondants"])),
        ("Population visée", f"{nombre(rapport['population'])} personnes ({rapport['annee_population']})" if rapport["population"] else "non connue"),
        ("Équivalent en répondants", nombre(kish) if kish else "poids du fichier"),
        ("Réplications", f"{nombre(enquete.nombre)} (Rao et Wu, recalées), graine {enquete.graine}" if not dite.replications else "fournies avec le fichier"),
        ("Plan", _plan(dite)),
        ("Cotes", f"Coefficients de variation, règle de\u00a0: {rapport['producteur']}"),
        ("Versée le", date_longue(enquete.quand)),
    ]  # fmt: skip
    choix = [
        {
            "question": s.question, "phrases": phrases[s.objet], "etat": etat(s.approuvent, s.objectent),
            "objections": [f"{SAVOIRS[o.savoir]}\u00a0: «\u00a0{o.raison}\u00a0»" for o in s.objections],
        }
        for s in enquete_avis.synthese(entrepot, enquete.lot)
    ]  # fmt: skip
    return {
        "titre": f"{enquete.nom}, {enquete.periode}", "bandeau": bandeau, "faits": faits, "choix": choix,
        "mesures": [_page(entrepot, dite, m, rapport) for m in dite.mesures],
        "pied": f"Imprimé le {date_longue(aujourd_hui())}. Aucune fiche individuelle n’est conservée.",
    }  # fmt: skip


def _page(entrepot: Entrepot, dite: Declaration, m: MesureDite, rapport: dict[str, Any]) -> dict[str, Any]:
    """Une mesure : sa part dans l'ensemble, puis ce qui en a paru, par communauté, en ordre alphabétique."""
    entree = next(i for i in indicateurs.indicateurs(entrepot) if i.code == m.code)
    decoupage = "communaute" if dite.decoupage == "AD" else dite.decoupage
    noms = {
        c: n
        for d, c, n in codes_connus(entrepot).select("decoupage", "code", "nom").iter_rows()
        if d == decoupage
    }
    lues = indicateurs.lire_cases(
        entrepot, Profil.TABLE, decoupages=[decoupage], indicateurs=[m.code], periodes=[dite.periode]
    )
    voies = {
        p["code"]: p["voie"]
        for p in enquetes.precisions(
            entrepot, Profil.TABLE, decoupages=[decoupage], indicateurs=[m.code]
        ).to_dicts()
        if p["periode"] == dite.periode
    }
    rangees = [
        [
            noms.get(x["code"], x["code"]),
            ecriture.avec_unite(x["valeur"], entree) if x["valeur"] is not None else str(x["motif"] or "masqué"),
            f"de {nombre(x['borne_inf'], 1)} à {nombre(x['borne_sup'], 1)}" if x["borne_inf"] is not None else "",
            f"{nombre(x['effectif'])} sur {nombre(x['denominateur'])}" if x["effectif"] is not None else "",
            ecriture.VOIES.get(voies.get(x["code"], ""), ""),
        ]
        for x in sorted(lues.to_dicts(), key=lambda x: noms.get(x["code"], x["code"]))
    ]  # fmt: skip
    part, erreur = rapport["ensemble"][m.code]
    modeles = [x for x in rapport["modeles"] if x["mesure"] == m.code]
    return {
        "titre": entree.nom,
        "phrase": f"{pourcentage(part)} dans l’ensemble de l’échantillon pesé (erreur type {nombre(100 * erreur, 2)}). "
        f"Qui a le caractère\u00a0: «\u00a0{m.expression}\u00a0»{_parmi(m)}.",
        "rangees": rangees, "vide": "Cette mesure n’a pas encore été publiée au profil table.",
        "modele": [f"{modeles[0]['methode']}.", *modeles[0].get("diagnostics", [])] if modeles else [],
    }  # fmt: skip


def _mesure(m: MesureDite, noms: dict[str, str], rapport: dict[str, Any]) -> str:
    part = rapport["ensemble"].get(m.code)
    ensemble = f" ({pourcentage(part[0])} dans l’ensemble)" if part else ""
    return f"{noms.get(m.code, m.nom)}\u00a0: «\u00a0{m.expression}\u00a0»{_parmi(m)}{ensemble}."


def _parmi(m: MesureDite) -> str:
    return f", parmi «\u00a0{m.parmi}\u00a0»" if m.parmi else ""


def _marges(dite: Declaration, rapport: dict[str, Any]) -> list[str]:
    phrases = [
        f"Sexe et âge, dans la région, groupes à partir de {enumerer([str(c) for c in m.coupures])} ans." if m.genre == SEXE_AGE
        else f"Population par {libelle(m.decoupage)}."
        for m in dite.marges
    ] or ["Aucune\u00a0: les poids du fichier sont gardés."]  # fmt: skip
    if rapport["facteurs"]:
        q = dict(rapport["facteurs"])
        phrases.append(
            f"Calage {MOTS[dite.distance]}\u00a0: les poids sont multipliés par {nombre(q[0.0], 2)} à {nombre(q[1.0], 2)}."
        )
    return phrases


def _regle(dite: Declaration) -> list[str]:
    if dite.decoupage != "AD":
        return [
            "Chaque répondant compte dans le territoire que le fichier lui donne, et dans ceux qui le contiennent."
        ]
    return [
        "Le fichier donne l’aire de diffusion\u00a0: elle se porte à la communauté.",
        f"Règle {dite.regle}\u00a0: {REGLES[dite.regle]}",
    ]


def _plan(dite: Declaration) -> str:
    if dite.replications:
        return f"Poids de réplication «\u00a0{dite.replications}…\u00a0»"
    morceaux = [
        f"strates «\u00a0{', '.join(dite.strates)}\u00a0»" if dite.strates else "sans strate",
        f"grappes «\u00a0{', '.join(dite.grappes)}\u00a0»" if dite.grappes else "sans grappe",
        "correction de population finie" if dite.fpc else "sans correction de population finie",
    ]
    return enumerer(morceaux)
