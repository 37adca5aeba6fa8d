"""Ce que disent le nom et le contenu d'une colonne, avant de décider de son rôle."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import polars as pl

from tableau_bord.importation import codes, normes
from tableau_bord.importation.modele import Role
from tableau_bord.importation.nombres import lire_nombres

NOMS: tuple[tuple[Role, str], ...] = (
    (Role.AD, r"(ad|dauid|idad|adidu|ad idu|aires? de diffusion|code ad)"),
    (Role.DECOUPAGE, r"(decoupage|geo|niveau|niveau geographique|geo level|type de territoire)"),
    (Role.INDICATEUR, r"(indicateur|code indicateur|id indicateur|indicator( id)?|mesure)"),
    (Role.PERIODE, r"(periode|annees?|an|date( .*)?|jour|year|time ?period|ref date)"),
    (Role.SEXE, r"(sexe|sex|genre)"),
    (Role.AGE, r"(ages?|groupes? d ages?|tranches? d ages?|classes? d ages?|gr age)"),
    (Role.BORNE_INF, r"(borne inf.*|ic ?(95)? ?inf.*|inf|li|limite inf.*|lower.*|b inf)"),
    (Role.BORNE_SUP, r"(borne sup.*|ic ?(95)? ?sup.*|sup|ls|limite sup.*|upper.*|b sup)"),
    (Role.MOTIF, r"motif"),
    (Role.ERREUR_TYPE, r"(erreur type|erreur standard|standard error|se|err type|ecart type de l estimation)"),
    (Role.STRATE, r"(strates?|quintiles?|defavorisation|category|milieu)"),
    (Role.MUNICIPALITE, r"(municipalites?|ville|nom municipalite)"),
    (Role.PARENT, r"(parent.*|code parent)"),
    (Role.DENOMINATEUR, r"(denominat.*|denom|population.*|menages|naissances|sur|effectif total|count total)"),
    (Role.EFFECTIF, r"(effectifs?|numerateur|cas|nombre.*|n|nb.*|pop|count|(cumulative )?cases|deces|inscrits|.*\binscrits?)"),
    (Role.VALEUR, r"((valeur|taux|tx|pourcentage|proportion|prevalence|part|pct|rate|indice|ratio|moyenne|cote)\b.*|%|value)"),
    (Role.REGION, r"(rss.*|no rss|region.*)"),
    (Role.NOTE, r"(notes?|remarques?.*|commentaires?.*|statut|type|source)"),
    (Role.TERRITOIRE_CODE, r"(code( (geo|territoire|rls|rss|rts|clsc|mrc|communaute|cl))?|no ?(rls|rts|clsc|mrc)|territoire|area code|(rls|clsc|mrc) code|id)"),
    (Role.TERRITOIRE_NOM, r"(noms?( .*)?|communautes?( .*)?|rls|mrc|clsc|rts|libelle|area name)"),
)  # fmt: skip
MESURES = frozenset(
    {
        Role.EFFECTIF,
        Role.DENOMINATEUR,
        Role.VALEUR,
        Role.BORNE_INF,
        Role.BORNE_SUP,
        Role.ERREUR_TYPE,
        Role.POIDS,
    }
)
_POIDS = r"(poids|part|fraction|frac.*)"
_SONDE = 5_000


@dataclass(frozen=True)
class Portrait:
    """Une colonne en bref. `codes` et `noms` : part et nombre de territoires reconnus, par découpage."""

    colonne: str
    nom: str
    distinctes: int
    nombres: float
    entiers: bool
    sexes: float
    ages: float
    periodes: float
    niveaux: float
    collee: bool
    codes: dict[str, tuple[float, int]] = field(default_factory=dict)
    noms: dict[str, tuple[float, int]] = field(default_factory=dict)

    def role_du_nom(self, avec_ad: bool) -> Role | None:
        """Le rôle que dit le nom de la colonne."""
        if avec_ad and re.fullmatch(_POIDS, self.nom):
            return Role.POIDS
        return next((role for role, motif in NOMS if re.fullmatch(motif, self.nom)), None)

    def confirme(self, role: Role) -> bool:
        """Le contenu permet-il ce rôle ?"""
        if role in MESURES:
            return self.nombres >= 0.5
        seuils = {
            Role.SEXE: self.sexes,
            Role.AGE: self.ages,
            Role.PERIODE: self.periodes,
            Role.DECOUPAGE: self.niveaux,
        }
        return seuils.get(role, 1.0) >= 0.5


def nom_decoupe(colonne: str) -> str:
    """« NoRLS » → « no rls », « LowerCI » → « lower ci », « Part (%) » → « part % »."""
    separe = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Ý])", " ", colonne)
    return normes.nu(separe) or ("%" if "%" in colonne else "")


def portraits(cadre: pl.DataFrame, colonnes: list[str], territoires: pl.DataFrame) -> list[Portrait]:
    """Le portrait de chaque colonne, sur ses valeurs distinctes."""
    table_codes, table_noms = codes.table_des_codes(territoires), codes.table_des_noms(territoires)
    presents = set(territoires["decoupage"].unique().to_list())
    return [_portrait(c, cadre[c], table_codes, table_noms, presents) for c in colonnes]


def _portrait(
    nom: str, colonne: pl.Series, table_codes: pl.DataFrame, table_noms: pl.DataFrame, presents: set[str]
) -> Portrait:
    distinctes = colonne.drop_nulls().unique(maintain_order=True)
    sonde = distinctes.head(_SONDE)
    textes = sonde.to_list()
    lus = lire_nombres(sonde)
    lisibles = int((lus.valeurs.is_not_null() | lus.ambigues).sum())
    absences = int(lus.motifs.is_not_null().sum())
    extraits = codes.extraire_code(sonde)
    return Portrait(
        nom,
        nom_decoupe(nom),
        distinctes.len(),
        lisibles / max(1, len(textes) - absences) if lisibles else 0.0,
        bool((lus.valeurs.drop_nulls() % 1 == 0).all()),
        _part(textes, lambda t: normes.sexe(t) is not None),
        _part(textes, lambda t: normes.bornes_d_age(t) is not None),
        _part(textes, lambda t: normes.periode(t) is not None),
        _part(textes, lambda t: t in presents or normes.niveau(t) is not None),
        bool((extraits != sonde).any()),
        _reconnus(extraits, table_codes),
        _reconnus(normes.par_uniques(sonde, codes.nom_nu), table_noms) if lisibles < len(textes) else {},
    )


def _part(textes: list[str], convient: Callable[[str], bool]) -> float:
    return sum(convient(t) for t in textes) / len(textes) if textes else 0.0


def _reconnus(ecrits: pl.Series, table: pl.DataFrame) -> dict[str, tuple[float, int]]:
    """Par découpage : part des écritures reconnues (exactes ou sans zéros de tête), et combien de territoires."""
    distincts = pl.DataFrame({"ecrit": ecrits}).drop_nulls().unique()
    if distincts.is_empty():
        return {}
    courts = distincts.with_columns(codes.cle_courte(pl.col("ecrit")).alias("court"))
    exacts = courts.join(table, on="ecrit")
    reste = courts.join(exacts, on="ecrit", how="anti").join(table, left_on="court", right_on="ecrit")
    tous = pl.concat(
        [exacts.select("decoupage", "connu", "ecrit"), reste.select("decoupage", "connu", "ecrit")]
    )
    comptes = tous.group_by("decoupage").agg(pl.col("ecrit").n_unique(), pl.col("connu").n_unique())
    return {str(d): (n / distincts.height, k) for d, n, k in comptes.iter_rows()}
