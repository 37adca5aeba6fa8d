"""Du paquet HSDS aux actifs : organisme, service, lieu ; le reste des fiches demeure dans le paquet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tableau_bord.actifs.hsds.controles import courriel_personnel, nombre
from tableau_bord.actifs.hsds.modele import Fiche, Paquet
from tableau_bord.actifs.modele import Acces, Actif, Cout, Etat, Exactitude, Genre, Lien, TypeDeLien
from tableau_bord.actifs.regles import NOM_MAX, TEXTE_MAX, texte_nu

GENRES = {"organization": Genre.ORGANISME, "service": Genre.SERVICE, "location": Genre.LIEU}
ETATS = {
    "active": Etat.EN_SERVICE,
    "inactive": Etat.SUSPENDU,
    "temporarily closed": Etat.SUSPENDU,
    "defunct": Etat.FERME,
}
VERIFIE_PAR = "personne désignée par l’organisme"
_GRATUIT = re.compile(r"^\s*(?:0|gratuit|free|aucun|no (?:fee|charge))", re.I)


@dataclass(frozen=True)
class Index:
    """Les fiches secondaires, rangées par la fiche qu'elles décrivent : (ressource, id) → fiches."""

    par_parent: Mapping[tuple[str, str, str], list[Fiche]]

    @staticmethod
    def de(paquet: Paquet) -> Index:
        """L'index d'un paquet."""
        rangees: dict[tuple[str, str, str], list[Fiche]] = {}
        for f in paquet.fiches:
            for parent in GENRES:
                if vise := f.champs.get(f"{parent}_id"):
                    rangees.setdefault((f.ressource, parent, str(vise)), []).append(f)
            if f.ressource == "attribute" and (vise := f.champs.get("link_id")):
                rangees.setdefault(("attribute", "", str(vise)), []).append(f)
        return Index(rangees)

    def siennes(self, ressource: str, f: Fiche) -> list[Fiche]:
        """Les fiches de `ressource` qui décrivent `f`."""
        return self.par_parent.get((ressource, f.ressource, f.id), [])


def vers_actifs(paquet: Paquet, source: str = "HSDS") -> tuple[Actif, ...]:
    """Un actif par organisme, service et lieu ; son identifiant HSDS est repris tel quel.

    Le HTML devient du texte ; une position hors du globe n'est pas reprise (la fiche brute la garde). Une fiche sans nom
    passe à l'état « à compléter ».
    """
    index, termes = Index.de(paquet), {f.id: f for f in paquet.de("taxonomy_term")}
    liens_des_services = _lieux_des_services(paquet)
    rendus: dict[str, Actif] = {}
    for f in paquet.fiches:
        if f.ressource in GENRES and f.id and f.id not in rendus:
            rendus[f.id] = _actif(f, index, termes, liens_des_services, source)
    return tuple(rendus.values())


def _actif(
    f: Fiche, index: Index, termes: dict[str, Fiche], lieux: dict[str, list[Lien]], source: str
) -> Actif:
    c = f.champs
    lat, lon = _position(c)
    adresse = next(iter(index.siennes("address", f)), None)
    nom, courriel = _texte(c.get("name"), NOM_MAX), _texte(c.get("email"), NOM_MAX)
    return Actif(
        actif=f.id, genre=GENRES[f.ressource], nom=nom, autre_nom=_texte(c.get("alternate_name"), NOM_MAX),
        description=_texte(c.get("description"), TEXTE_MAX), categorie_libre=_categorie(f, index, termes),
        adresse=_adresse(adresse), municipalite=_texte(adresse.champs.get("city"), NOM_MAX) if adresse else "",
        code_postal=_texte(adresse.champs.get("postal_code"), 20) if adresse else "", latitude=lat, longitude=lon,
        exactitude=Exactitude.POINT if lat is not None else Exactitude.ADRESSE if adresse else Exactitude.INCONNUE,
        site=_texte(c.get("website") or c.get("url"), NOM_MAX), courriel=courriel,
        courriel_personnel=courriel_personnel(courriel), telephone=_telephone(f, index),
        clientele=_texte(c.get("eligibility_description"), 1_000), age_min=_entier(c.get("minimum_age")),
        age_max=_entier(c.get("maximum_age")), cout=_cout(f, index), langues=_langues(f, index),
        transport=Acces.OUI if c.get("transportation") else Acces.INCONNU,
        universel=Acces.OUI if index.siennes("accessibility", f) else Acces.INCONNU,
        affirme_par=source, verifie_par=VERIFIE_PAR if c.get("assured_date") else "",
        verifie_le=str(c.get("assured_date") or "")[:10], etat=_etat(c.get("status"), nom), source=source, source_id=f.id,
        liens=tuple(sorted({*_liens(f), *lieux.get(f.id, [])})),
    )  # fmt: skip


def _lieux_des_services(paquet: Paquet) -> dict[str, list[Lien]]:
    rendus: dict[str, list[Lien]] = {}
    for f in paquet.de("service_at_location"):
        service, lieu = str(f.champs.get("service_id") or ""), str(f.champs.get("location_id") or "")
        if service and lieu:
            rendus.setdefault(service, []).append(Lien(TypeDeLien.OFFERT_A, lieu, f.id))
    return rendus


def _liens(f: Fiche) -> list[Lien]:
    c = f.champs
    if f.ressource == "organization" and c.get("parent_organization_id"):
        return [Lien(TypeDeLien.PARTIE_DE, str(c["parent_organization_id"]))]
    if f.ressource in ("service", "location") and c.get("organization_id"):
        return [Lien(TypeDeLien.OFFERT_PAR, str(c["organization_id"]))]
    return []


def _position(c: Mapping[str, Any]) -> tuple[float | None, float | None]:
    lat, lon = nombre(c.get("latitude")), nombre(c.get("longitude"))
    bonne = lat is not None and lon is not None and abs(lat) <= 90 and abs(lon) <= 180
    return (lat, lon) if bonne else (None, None)


def _categorie(f: Fiche, index: Index, termes: dict[str, Fiche]) -> str:
    des = [
        termes.get(str(a.champs.get("taxonomy_term_id")))
        for a in index.par_parent.get(("attribute", "", f.id), [])
    ]
    return _texte("\u00a0; ".join(str(t.champs.get("name") or "") for t in des if t), NOM_MAX)


def _telephone(f: Fiche, index: Index) -> str:
    numero = next(
        (p.champs.get("number") for p in index.siennes("phone", f) if not p.champs.get("contact_id")), ""
    )
    return _texte(str(numero or "").strip('"'), 60)


def _cout(f: Fiche, index: Index) -> Cout:
    montants = [nombre(o.champs.get("amount")) for o in index.siennes("cost_option", f)]
    if any(m for m in montants):
        return Cout.PAYANT
    dit = str(f.champs.get("fees") or f.champs.get("fees_description") or "")
    return Cout.GRATUIT if _GRATUIT.match(dit) or (montants and not any(montants)) else Cout.INCONNU


def _langues(f: Fiche, index: Index) -> tuple[str, ...]:
    noms = [_texte(x.champs.get("name") or x.champs.get("code"), 60) for x in index.siennes("language", f)]
    return tuple(dict.fromkeys(n.replace(";", ",") for n in noms if n))


def _adresse(f: Fiche | None) -> str:
    return (
        _texte(", ".join(str(f.champs[c]) for c in ("address_1", "address_2") if f.champs.get(c)), NOM_MAX)
        if f
        else ""
    )


def _etat(ecrit: object, nom: str) -> Etat:
    return ETATS.get(str(ecrit), Etat.EN_SERVICE) if nom else Etat.A_COMPLETER


def _entier(valeur: object) -> int | None:
    lu = nombre(valeur)
    return int(lu) if lu is not None and 0 <= lu <= 130 else None


def _texte(valeur: object, limite: int) -> str:
    return texte_nu(str(valeur or ""))[:limite].strip()
