"""Trouver où un tableau dit ses territoires : niveau, code, nom, et les régions qui les contiennent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from tableau_bord.commun.francais import nombre
from tableau_bord.importation import normes
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.modele import ColonneComprise, Role
from tableau_bord.importation.vocabulaire import Portrait

_PART_MINIMALE = 0.5
_GENRE = r".*\b(genre|designation)\b.*\b(geographique|municipal\w*|subdivision)\b.*|type (de )?(municipalite|subdivision)|mus co des|mdes|genre sdr|csd ?type"
_SIGLES = ("RLS", "RTS", "RSS", "CLSC", "MRC")


_Trouvee = tuple[str, Portrait, float, int]
"""Découpage, colonne, part de ses valeurs reconnues, nombre de territoires reconnus."""


@dataclass(frozen=True)
class Reperage:
    """Le découpage, pourquoi, et le rôle des colonnes de lieu."""

    decoupage: str = ""
    raison: str = ""
    roles: dict[str, ColonneComprise] = field(default_factory=dict)


def reperer(vues: list[Portrait], fichier: str, connus: Sequence[str], liste: bool = False) -> Reperage:
    """Repérer le lieu : une colonne de niveau, sinon le découpage dont le plus de codes (ou de noms) sont connus.

    `connus` : découpages de la base, du plus nombreux au moins nombreux. `liste` : le fichier apporte
    des territoires, la base n'a pas à les connaître.
    """
    niveau = next(
        (v for v in vues if v.role_du_nom(False) is Role.DECOUPAGE and v.confirme(Role.DECOUPAGE)), None
    )
    code, nom = (None, None) if liste else _colonnes_du_lieu(vues, niveau is not None)
    if nom and (code is None or _nom_plus_sur(code, nom)):
        return _par_nom(vues, nom)
    if code is None:
        devine = _decoupage_devine(vues, fichier)
        if not liste and connus and devine not in connus:
            return Reperage(connus[0], "Aucun territoire reconnu\u00a0: à choisir.")
        return Reperage(devine, "D'après le nom du fichier ou de ses colonnes.")
    decoupage, vue, part, combien = code
    roles = {vue.colonne: _comprise(vue, Role.TERRITOIRE_CODE, part, combien, "codes de territoire")}
    roles |= _autres_lieux(vues, vue, decoupage)
    if niveau:
        return Reperage("", f"La colonne {citer(niveau.colonne)} donne le niveau de chaque ligne.", roles)
    return Reperage(decoupage, _raison(part, "codes", decoupage), roles)


def _colonnes_du_lieu(vues: list[Portrait], melee: bool) -> tuple[_Trouvee | None, _Trouvee | None]:
    """Les colonnes de code et de nom ; une colonne de région n'est le lieu que si aucune autre ne l'est."""
    for choix in ([v for v in vues if v.role_du_nom(False) is not Role.REGION], vues):
        code, nom = _colonne_de_code(choix, melee), _colonne_de_nom(choix)
        if code or nom:
            return code, nom
    return None, None


def _comprise(vue: Portrait, role: Role, part: float, combien: int, quoi: str) -> ColonneComprise:
    raison = f"{nombre(100 * part)}\u00a0% de ses valeurs sont des {quoi} connus ({nombre(combien)})."
    return ColonneComprise(vue.colonne, role, raison, round(min(0.99, part), 2))


def _raison(part: float, quoi: str, decoupage: str) -> str:
    return f"{nombre(100 * part)}\u00a0% des {quoi} sont des territoires {citer(decoupage)} de cette base."


def _colonne_de_code(vues: list[Portrait], melee: bool) -> _Trouvee | None:
    """La colonne dont les valeurs sont des codes connus ; son nom départage, puis le nombre reconnu.

    `melee` : plusieurs niveaux dans la même colonne, leurs parts s'additionnent.
    """
    meilleur, note = None, (0.0, 0)
    for vue in vues:
        dit = vue.role_du_nom(False)
        if dit in {Role.AGE, Role.PERIODE, Role.EFFECTIF, Role.DENOMINATEUR, Role.VALEUR, Role.SEXE, Role.AD}:
            continue
        for decoupage, (part, combien) in vue.codes.items():
            totale = min(1.0, sum(p for p, _ in vue.codes.values())) if melee else part
            if totale < _PART_MINIMALE:
                continue
            essai = (round(totale, 1) + 0.3 * (dit is Role.TERRITOIRE_CODE) - 0.05 * vue.collee, combien)
            if essai > note:
                meilleur, note = (decoupage, vue, totale, combien), essai
    return meilleur


def _nom_plus_sur(code: _Trouvee, nom: _Trouvee) -> bool:
    """Des nombres quelconques ressemblent parfois à des codes : sans nom qui le dise, les noms l'emportent."""
    vue = code[1]
    return vue.role_du_nom(False) is not Role.TERRITOIRE_CODE and not vue.collee and nom[3] > code[3]


def _colonne_de_nom(vues: list[Portrait]) -> _Trouvee | None:
    trouves = [(p, k, d, v) for v in vues for d, (p, k) in v.noms.items() if p >= _PART_MINIMALE]
    if not trouves:
        return None
    part, combien, decoupage, vue = max(trouves, key=lambda t: (round(t[0], 1), t[1]))
    return decoupage, vue, part, combien


def _par_nom(vues: list[Portrait], trouve: _Trouvee) -> Reperage:
    decoupage, vue, part, combien = trouve
    roles = {vue.colonne: _comprise(vue, Role.TERRITOIRE_NOM, part, combien, "noms de territoire")}
    restantes = [v for v in vues if v is not vue]
    roles |= _plus_larges(restantes, decoupage)
    dit = "Genre de municipalité\u00a0: distingue les noms répétés."
    roles |= {
        v.colonne: ColonneComprise(v.colonne, Role.NOTE, dit, 0.8)
        for v in restantes
        if v.colonne not in roles and v.nombres < _PART_MINIMALE and re.fullmatch(_GENRE, v.nom)
    }
    return Reperage(decoupage, _raison(part, "noms", decoupage), roles)


def _autres_lieux(vues: list[Portrait], code: Portrait, decoupage: str) -> dict[str, ColonneComprise]:
    """Le nom du même territoire, et les colonnes de code ou de nom d'un niveau plus large."""
    roles: dict[str, ColonneComprise] = {}
    restantes = [v for v in vues if v is not code]
    noms = [(v.noms[decoupage], v) for v in restantes if v.noms.get(decoupage, (0.0, 0))[0] > _PART_MINIMALE]
    if noms:
        (part, combien), vue = max(noms, key=lambda n: n[0])
        roles[vue.colonne] = _comprise(vue, Role.TERRITOIRE_NOM, part, combien, "noms de territoire")
    return roles | _plus_larges([v for v in restantes if v.colonne not in roles], decoupage)


def _plus_larges(vues: list[Portrait], decoupage: str) -> dict[str, ColonneComprise]:
    """Les colonnes de code ou de nom d'un autre niveau que celui des lignes."""
    permis = {None, Role.REGION, Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM}
    roles: dict[str, ColonneComprise] = {}
    for vue in vues:
        if vue.role_du_nom(False) not in permis:
            continue
        for autre, (part, combien) in {**vue.noms, **vue.codes}.items():
            if autre != decoupage and part >= 0.9 and combien > 1:
                roles[vue.colonne] = _comprise(vue, Role.REGION, part, combien, f"territoires {autre}")
    return roles


def _decoupage_devine(vues: list[Portrait], fichier: str) -> str:
    """Le sigle qu'écrivent les colonnes ou le fichier, sinon la longueur des codes ; « communaute » à défaut."""
    textes = [
        *(v.nom for v in vues if v.role_du_nom(False) in {Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM}),
        normes.nu(fichier),
    ]
    for sigle in _SIGLES:
        if any(re.search(rf"\b{sigle.lower()}\b", t) for t in textes):
            return sigle
    return "communaute"
