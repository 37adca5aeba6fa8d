"""Mettre à plat un JSON emboîté sans rien en perdre, et le rebâtir à l'identique."""

from __future__ import annotations

from typing import Any

from tableau_bord.actifs.hsds.modele import Anomalie, Fiche, Noeud
from tableau_bord.actifs.hsds.schema import cle_du_parent, emboitees, ressources

_SIGNES = {
    "organization": {"tax_status", "year_incorporated", "legal_status", "website", "organization_identifiers", "parent_organization_id"},
    "service": {"status", "service_at_locations", "fees_description", "eligibility_description", "wait_time"},
    "service_at_location": {"service", "location", "service_id"},
    "location": {"location_type", "latitude", "transportation", "addresses"},
    "taxonomy_term": {"taxonomy_detail", "term_uri", "parent_id"},
    "taxonomy": {"version", "uri"},
}  # fmt: skip
"""Ce qui fait reconnaître un objet sans nom : la ressource qui a le plus de ces champs."""


class Arboriste:
    """Plante des objets JSON ; réunit les fiches répétées et note où elles se contredisent."""

    def __init__(self, nom: str) -> None:
        self.nom = nom
        self.anomalies: list[Anomalie] = []
        self._fiches: dict[tuple[str, str], dict[str, Any]] = {}
        self._ou: dict[tuple[str, str], str] = {}
        self._rang = 0

    def planter(self, objet: Any) -> Noeud | None:
        """L'arbre d'un objet de premier rang ; rien s'il n'est d'aucune ressource connue."""
        ressource = reconnaitre(objet)
        self._rang += 1
        return (
            self._noeud(objet, ressource, f"{self.nom}, {ressource}\u00a0{self._rang}") if ressource else None
        )

    def fiches(self) -> tuple[Fiche, ...]:
        """Les fiches à plat, dans l'ordre où elles ont paru."""
        return tuple(Fiche(r, i, champs, self._ou[r, i]) for (r, i), champs in self._fiches.items())

    def _noeud(
        self, objet: dict[str, Any], ressource: str, ou: str, parent: tuple[str, str] | None = None
    ) -> Noeud:
        identifiant = str(objet.get("id") or "")
        cle = (ressource, identifiant or f"sans-id:{ou}")
        connus = self._fiches.setdefault(cle, {})
        self._ou.setdefault(cle, ou)
        enfants: dict[str, list[Noeud] | Noeud] = {}
        ecarts: dict[str, Any] = {}
        for nom, valeur in objet.items():
            vise = emboitees().get(nom, "")
            if vise and isinstance(valeur, dict):
                enfants[nom] = self._enfant(valeur, vise, f"{ou}.{nom}", cle, connus)
            elif vise and isinstance(valeur, list) and all(isinstance(x, dict) for x in valeur):
                enfants[nom] = [self._noeud(x, vise, f"{ou}.{nom}[{n}]", cle) for n, x in enumerate(valeur)]
            elif nom in connus and connus[nom] != valeur:
                ecarts[nom] = valeur
                self.anomalies.append(
                    Anomalie(
                        "fiche_contredite",
                        f"{ou}.{nom}",
                        "Deux copies de cette fiche se contredisent.",
                        str(valeur)[:80],
                    )
                )
            else:
                connus[nom] = valeur
        if parent is not None and (champ := cle_du_parent(ressource, parent[0])):
            connus.setdefault(champ, parent[1])
        return Noeud(ressource, cle[1], tuple(objet), enfants, ecarts)

    def _enfant(
        self, objet: dict[str, Any], vise: str, ou: str, parent: tuple[str, str], du_parent: dict[str, Any]
    ) -> Noeud:
        """Un objet seul : c'est le parent qui le désigne (« service.program »)."""
        noeud = self._noeud(objet, vise, ou)
        if champ := cle_du_parent(parent[0], vise):
            du_parent.setdefault(champ, noeud.id)
        return noeud


def rebatir(noeud: Noeud, fiches: dict[tuple[str, str], Fiche]) -> dict[str, Any]:
    """L'objet JSON d'un nœud, dans l'ordre de ses clés, avec les valeurs des fiches d'aujourd'hui."""
    champs = fiches[noeud.ressource, noeud.id].champs
    rendu: dict[str, Any] = {}
    for cle in noeud.cles:
        enfant = noeud.enfants.get(cle)
        if isinstance(enfant, Noeud):
            rendu[cle] = rebatir(enfant, fiches)
        elif enfant is not None:
            rendu[cle] = [rebatir(e, fiches) for e in enfant]
        else:
            rendu[cle] = noeud.ecarts.get(cle, champs.get(cle))
    return rendu


def reconnaitre(objet: Any) -> str:
    """La ressource d'un objet, d'après ses champs ; vide si rien n'y ressemble."""
    if not isinstance(objet, dict) or "id" not in objet:
        return ""
    scores = {
        r: n + len(set(ressources()[r].colonnes) & objet.keys()) / 100
        for r, signes in _SIGNES.items() if (n := len(signes & objet.keys()))
    }  # fmt: skip
    return max(scores, key=lambda r: scores[r]) if scores else ""
