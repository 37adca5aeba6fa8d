"""Des actifs au paquet HSDS : ce qui a été révisé chez nous se superpose aux fiches brutes, le reste ne bouge pas."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from tableau_bord.actifs.hsds.modele import Fiche, Paquet
from tableau_bord.actifs.hsds.passage import GENRES, VERIFIE_PAR, vers_actifs
from tableau_bord.actifs.modele import Actif, Etat, Genre, TypeDeLien

_RESSOURCE = {Genre.SERVICE: "service", Genre.LIEU: "location", Genre.RENCONTRE: "location"}
_ETATS = {
    Etat.EN_SERVICE: "active",
    Etat.SUSPENDU: "temporarily closed",
    Etat.FERME: "defunct",
    Etat.FUSIONNE: "defunct",
    Etat.A_COMPLETER: "inactive",
}
PERSONNELLES = frozenset({"contact"})
"""Les ressources qui nomment quelqu'un : absentes de l'export public."""


def appliquer_revisions(paquet: Paquet, actifs: Iterable[Actif]) -> Paquet:
    """Le paquet mis à jour : chaque champ changé chez nous depuis le versement remplace celui de la fiche ; un actif né ici gagne sa fiche.

    Ce qui n'a pas changé reste tel qu'écrit à l'origine, HTML et positions hors bornes compris.
    """
    a_l_origine = {a.actif: a for a in vers_actifs(paquet)}
    connues = paquet.par_cle
    fiches = dict(connues)
    for actif in actifs:
        avant = a_l_origine.get(actif.actif)
        ressource = _ressource(actif, avant)
        f = connues.get((ressource, actif.actif)) or Fiche(ressource, actif.actif, {"id": actif.actif})
        fiches[ressource, actif.actif] = replace(f, champs=f.champs | _changes(ressource, actif, avant))
        if avant is None:
            fiches |= {(x.ressource, x.id): x for x in _secondaires(ressource, actif)}
    # Un arbre JSON ne sait où ranger ce qui est né ici : le paquet se rend alors en tables.
    neuves = fiches.keys() - connues.keys()
    return replace(paquet, fiches=tuple(fiches.values()), racines=() if neuves else paquet.racines)


def public(paquet: Paquet, tus: Sequence[str] = ()) -> Paquet:
    """Le paquet sans personne : ni contact, ni téléphone d'un contact, ni courriel d'assureur ; `tus` : ids dont le courriel est personnel."""
    gardees = [
        replace(f, champs={c: v for c, v in f.champs.items() if c != "assurer_email" and not (c == "email" and f.id in tus)})
        for f in paquet.fiches if f.ressource not in PERSONNELLES and not f.champs.get("contact_id")
    ]  # fmt: skip
    return replace(paquet, fiches=tuple(gardees), racines=())


def _ressource(actif: Actif, avant: Actif | None) -> str:
    genre = avant.genre if avant else actif.genre
    return {g: r for r, g in GENRES.items()}.get(genre) or _RESSOURCE.get(genre, "organization")


def _changes(ressource: str, a: Actif, avant: Actif | None) -> dict[str, Any]:
    champs: dict[str, tuple[Any, Any]] = {
        "name": (a.nom, avant and avant.nom), "alternate_name": (a.autre_nom, avant and avant.autre_nom),
        "description": (a.description, avant and avant.description),
        "url" if ressource != "organization" else "website": (a.site, avant and avant.site),
    }  # fmt: skip
    if ressource != "location":
        champs["email"] = (a.courriel, avant and avant.courriel)
    if ressource == "service":
        champs |= {
            "status": (_ETATS[a.etat], avant and _ETATS[avant.etat]), "minimum_age": (a.age_min, avant and avant.age_min),
            "maximum_age": (a.age_max, avant and avant.age_max), "eligibility_description": (a.clientele, avant and avant.clientele),
            "assured_date": (a.verifie_le, avant and avant.verifie_le),
            "organization_id": (_organisme(a), avant and _organisme(avant)),
        }  # fmt: skip
    if ressource == "location":
        champs |= {
            "latitude": (a.latitude, avant and avant.latitude),
            "longitude": (a.longitude, avant and avant.longitude),
        }
        champs["location_type"] = ("physical", "physical" if avant else None)
    rendus = {c: v for c, (v, d) in champs.items() if v != d and not (avant is None and v in (None, ""))}
    if "assured_date" in rendus and a.verifie_par != VERIFIE_PAR:
        rendus["assurer_email"] = ""
    return rendus


def _secondaires(ressource: str, a: Actif) -> Iterable[Fiche]:
    """Les fiches que HSDS met à part : adresse, téléphone, langues, lieux d'un service."""
    if a.telephone:
        yield Fiche(
            "phone",
            f"{a.actif}-telephone",
            {"id": f"{a.actif}-telephone", f"{ressource}_id": a.actif, "number": a.telephone},
        )
    if a.adresse and ressource == "location":
        yield Fiche("address", f"{a.actif}-adresse", {
            "id": f"{a.actif}-adresse", "location_id": a.actif, "address_1": a.adresse, "city": a.municipalite,
            "state_province": "QC", "postal_code": a.code_postal, "country": "CA", "address_type": "physical",
        })  # fmt: skip
    if ressource in ("service", "location"):
        for n, langue in enumerate(a.langues, 1):
            yield Fiche(
                "language",
                f"{a.actif}-langue-{n}",
                {"id": f"{a.actif}-langue-{n}", f"{ressource}_id": a.actif, "name": langue},
            )
    if ressource == "service":
        for lien in a.liens:
            if lien.lien is TypeDeLien.OFFERT_A:
                cle = lien.lien_id or f"{a.actif}-{lien.autre}"
                yield Fiche(
                    "service_at_location", cle, {"id": cle, "service_id": a.actif, "location_id": lien.autre}
                )


def _organisme(a: Actif) -> str:
    return next((x.autre for x in a.liens if x.lien is TypeDeLien.OFFERT_PAR), "")
