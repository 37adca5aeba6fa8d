"""Rejouer une recette sur un nouveau fichier, et dire en phrases ce qui a changé."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from tableau_bord.commun.erreurs import ImportationErreur
from tableau_bord.importation import normes
from tableau_bord.importation.chantier import citer
from tableau_bord.importation.modele import ColonneComprise, Plan, Role, TableauLu
from tableau_bord.importation.recettes_modele import Forme, OriginePeriode, Recette
from tableau_bord.importation.recettes_noms import annees, apparier, cle, ressemblance, toleree
from tableau_bord.importation.vocabulaire import MESURES

_PLUSIEURS_FOIS = frozenset({Role.NOTE, Role.IGNORER, Role.REGION, Role.STRATE})
_SEUIL, _SUR = 0.6, 0.8
_SEPARATEURS = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}


@dataclass
class _Suivi:
    """Ce qui s'accumule en rejouant : le rôle de chaque colonne présente, et les phrases."""

    recette: Recette
    tableau: TableauLu
    propose: Plan
    paires: dict[str, str]
    roles: dict[str, ColonneComprise] = field(default_factory=dict)
    phrases: list[str] = field(default_factory=list)

    def libres(self) -> list[str]:
        return [c for c in self.tableau.colonnes if c not in self.roles]

    def tient(self, role: Role) -> bool:
        return any(c.role is role for c in self.roles.values())


def appliquer(recette: Recette, tableau: TableauLu, plan_propose: Plan) -> tuple[Plan, tuple[str, ...]]:
    """Rendre le plan de la recette sur ce fichier, et ce qui a changé, une phrase chacun.

    `tableau` et `plan_propose` : après `deplier` si la recette déplie. La recette l'emporte ; une colonne
    nouvelle garde le rôle proposé s'il est libre. Lève ImportationErreur si aucune colonne utile n'est là.
    """
    anciennes = [c.colonne for c in recette.plan.colonnes]
    paires = apparier(anciennes, tableau.colonnes, dict(recette.signature.variantes))
    s = _Suivi(recette, tableau, plan_propose, paires)
    _reprendre(s)
    _renommees(s)
    _exiger_une_colonne(s)
    _nouvelles(s)
    _ordre(s)
    _forme(s)
    plan = replace(
        recette.plan,
        colonnes=tuple(s.roles[c] for c in tableau.colonnes),
        decoupage=_decoupage(s),
        periode=_periode(s),
        indicateur=recette.plan.indicateur or plan_propose.indicateur,
        raison_decoupage=f"D'après la recette {citer(recette.nom)}.",
    )
    return plan, tuple(s.phrases)


def _reprendre(s: _Suivi) -> None:
    dit = f"D'après la recette {citer(s.recette.nom)}."
    for ancienne, presente in s.paires.items():
        role = s.recette.role(ancienne) or Role.IGNORER
        s.roles[presente] = ColonneComprise(presente, role, dit, 1.0)
        if annees(ancienne) != annees(presente) and cle(ancienne) == cle(presente):
            s.phrases.append(
                f"{citer(ancienne)} est maintenant {citer(presente)}\u00a0: même colonne, autre année."
            )


def _renommees(s: _Suivi) -> None:
    """Une colonne disparue et une nouvelle qui se ressemblent, ou à qui l'on propose le même rôle."""
    perdues = [c for c in s.recette.plan.colonnes if c.colonne not in s.paires]
    notees = sorted(
        ((_parente(s, c, p), c, p) for c in perdues for p in s.libres()), key=lambda n: n[0], reverse=True
    )
    for note, c, presente in notees:
        if note >= _SEUIL and c.colonne not in s.paires and presente not in s.roles:
            raison = f"Sans doute {citer(c.colonne)} de la recette, renommée\u00a0: à vérifier."
            s.roles[presente] = ColonneComprise(presente, c.role, raison, 0.6)
            s.paires[c.colonne] = presente
            s.phrases.append(
                f"{citer(c.colonne)} a disparu\u00a0; {citer(presente)} semble la remplacer "
                f"et reçoit son rôle ({c.role.value})\u00a0: vérifiez."
            )
    for c in perdues:
        if c.colonne not in s.paires and cle(c.colonne) not in s.recette.signature.facultatives:
            suite = "" if c.role is Role.IGNORER else f" Plus rien ne tient le rôle {citer(c.role.value)}."
            s.phrases.append(f"La colonne {citer(c.colonne)} a disparu.{suite}")


def _parente(s: _Suivi, ancienne: ColonneComprise, presente: str) -> float:
    """De 0 à 1 ; zéro si le contenu dit avec confiance un autre rôle : un taux n'est pas un effectif renommé."""
    propose = next((c for c in s.propose.colonnes if c.colonne == presente), None)
    meme = propose is not None and propose.role is ancienne.role and ancienne.role is not Role.IGNORER
    if propose and not meme and propose.role not in _PLUSIEURS_FOIS and propose.confiance >= _SUR:
        return 0.0
    semblable = ressemblance(ancienne.colonne, presente)
    return semblable if semblable >= 0.75 else 0.5 * meme + 0.5 * semblable


def _exiger_une_colonne(s: _Suivi) -> None:
    utiles = {c.colonne for c in s.recette.plan.colonnes if c.role is not Role.IGNORER}
    if utiles and not utiles & set(s.paires):
        raise ImportationErreur(
            "recette_inapplicable",
            f"Aucune des colonnes de la recette {citer(s.recette.nom)} n'est dans ce fichier.",
            ou=f"Fichier {citer(s.tableau.nom)}",
            remede="Choisissez une autre recette, ou donnez les rôles à la main.",
        )


def _nouvelles(s: _Suivi) -> None:
    tenus = {c.role for c in s.roles.values()}
    proposes = {c.colonne: c for c in s.propose.colonnes}
    for presente in s.libres():
        propose = proposes.get(presente)
        role = (
            propose.role
            if propose and (propose.role in _PLUSIEURS_FOIS or propose.role not in tenus)
            else Role.IGNORER
        )
        raison = propose.raison if propose and role is propose.role else "Absente de la recette."
        confiance = propose.confiance if propose and role is propose.role else 0.5
        s.roles[presente] = ColonneComprise(presente, role, raison, confiance)
        tenus.add(role)
        if not toleree(cle(presente), s.recette.signature):
            suite = "elle n'est pas lue" if role is Role.IGNORER else f"rôle proposé {citer(role.value)}"
            s.phrases.append(f"Colonne nouvelle\u00a0: {citer(presente)}, {suite}.")


def _ordre(s: _Suivi) -> None:
    rangs = {c: i for i, c in enumerate(s.tableau.colonnes)}
    suite = [rangs[s.paires[c.colonne]] for c in s.recette.plan.colonnes if c.colonne in s.paires]
    if suite != sorted(suite):
        s.phrases.append(
            "Les colonnes ne sont plus dans le même ordre\u00a0; elles sont reconnues par leur nom."
        )


def _forme(s: _Suivi) -> None:
    avant, t = s.recette.signature, s.tableau
    noms = {x: _SEPARATEURS.get(x, citer(x)) for x in (t.separateur, avant.separateur)}
    forme = Forme.CLASSEUR if t.feuille else Forme.TEXTE
    if forme is not avant.forme:
        s.phrases.append(
            f"Le fichier est un {forme.value}\u00a0; la recette a été faite d'un {avant.forme.value}."
        )
    elif forme is Forme.CLASSEUR:
        if s.recette.feuille and s.recette.feuille != t.feuille:
            s.phrases.append(f"Feuille lue\u00a0: {citer(t.feuille)} au lieu de {citer(s.recette.feuille)}.")
    else:
        if avant.separateur and avant.separateur != t.separateur:
            s.phrases.append(f"Séparateur\u00a0: {noms[t.separateur]} au lieu de {noms[avant.separateur]}.")
        if avant.encodage and avant.encodage != t.encodage:
            s.phrases.append(f"Encodage\u00a0: {t.encodage} au lieu de {avant.encodage}.")
    if avant.entete_ligne and avant.entete_ligne != t.entete_ligne and not s.recette.fournie:
        s.phrases.append(f"En-tête à la ligne {t.entete_ligne} au lieu de la ligne {avant.entete_ligne}.")


def _decoupage(s: _Suivi) -> str | None:
    """Celui de la recette ; ce que la même colonne semble dire d'autre est signalé."""
    voulu, vu = s.recette.plan.decoupage, s.propose.decoupage
    if s.tient(Role.DECOUPAGE):
        return None
    lieux = (Role.TERRITOIRE_CODE, Role.TERRITOIRE_NOM)
    memes = any((c := s.propose.colonne(r)) and s.roles[c].role is r for r in lieux)
    if memes and voulu and vu and voulu != vu:
        s.phrases.append(
            f"Découpage\u00a0: la recette dit {citer(voulu)}, le contenu ressemble à {citer(vu)}. "
            f"{citer(voulu)} est gardé\u00a0: vérifiez."
        )
    return voulu or vu


def _periode(s: _Suivi) -> str | None:
    """La période là où la recette dit de la prendre, jamais celle du fichier d'avant."""
    origine, du_nom = s.recette.periode, normes.periode_du_nom(s.tableau.nom)
    if s.tient(Role.PERIODE):
        return None
    if origine is OriginePeriode.FIXE:
        if du_nom and du_nom != s.recette.plan.periode:
            s.phrases.append(
                f"La recette fixe la période à {s.recette.plan.periode}, mais le nom du fichier dit {du_nom}\u00a0: vérifiez."
            )
        return s.recette.plan.periode
    lue = _des_entetes(s) if origine is OriginePeriode.ENTETE else du_nom
    if lue is None and origine in {OriginePeriode.FICHIER, OriginePeriode.ENTETE}:
        s.phrases.append(f"Le {origine.value} ne dit plus la période\u00a0: précisez-la.")
    return lue or s.propose.periode


def _des_entetes(s: _Suivi) -> str | None:
    mesures = [c.colonne for c in s.roles.values() if c.role in MESURES]
    dites = {p for c in mesures if (p := normes.periode_du_nom(c)) is not None}
    return dites.pop() if len(dites) == 1 else None
