"""Tout le SQL qui compare les valeurs de deux lots, case par case."""

from __future__ import annotations

CLE = ("decoupage", "code", "indicateur", "periode", "sexe", "age")
MONTREES = (
    *CLE,
    *("ancien", "nouveau", "ecart", "ecart_pct"),
    *("effectif_ancien", "effectif_nouveau", "motif_ancien", "motif_nouveau"),
)
LIMITE = 10_000
"""Cases gardées par tableau ; les comptes, eux, sont entiers."""
ECARTS = 50
_NOMBRES = ("effectif", "denominateur", "valeur", "borne_inf", "borne_sup")
LIGNES = {
    "valeurs": f"SELECT {', '.join(CLE)}, {', '.join(_NOMBRES)}, motif FROM valeurs WHERE lot = {{lot}}",
    "populations": (
        "SELECT decoupage, code, 'population' AS indicateur, CAST(annee AS VARCHAR) AS periode, sexe, "
        "CAST(age_debut AS VARCHAR) || '-' || CAST(age_fin AS VARCHAR) AS age, effectif, "
        "CAST(NULL AS DOUBLE) AS denominateur, CAST(NULL AS DOUBLE) AS valeur, CAST(NULL AS DOUBLE) AS borne_inf, "
        "CAST(NULL AS DOUBLE) AS borne_sup, CAST(NULL AS VARCHAR) AS motif FROM populations WHERE lot = {lot}"
    ),
}
_PAREIL = (
    "(a.{n} IS NOT DISTINCT FROM b.{n} OR ABS(a.{n} - b.{n}) <= 1e-9 * GREATEST(ABS(a.{n}), ABS(b.{n})))"
)
APPARIEES = f"""
    WITH a AS ({{a}}), b AS ({{b}}), x AS (
        SELECT {", ".join(f"COALESCE(b.{c}, a.{c}) AS {c}" for c in CLE)},
            a.effectif AS effectif_ancien, b.effectif AS effectif_nouveau,
            CASE WHEN a.valeur IS NULL AND b.valeur IS NULL THEN a.effectif ELSE a.valeur END AS ancien,
            CASE WHEN a.valeur IS NULL AND b.valeur IS NULL THEN b.effectif ELSE b.valeur END AS nouveau,
            a.motif AS motif_ancien, b.motif AS motif_nouveau,
            CASE WHEN a.code IS NULL THEN 'ajoutée' WHEN b.code IS NULL THEN 'disparue'
                 WHEN a.motif IS NOT DISTINCT FROM b.motif
                      AND {" AND ".join(_PAREIL.format(n=n) for n in _NOMBRES)} THEN 'inchangée'
                 ELSE 'changée' END AS sort
        FROM a FULL OUTER JOIN b ON {{egales}}
    )
"""
DIFFERENCES = (
    APPARIEES
    + f"""
    , d AS (
        SELECT x.*,
            CASE WHEN ancien <> nouveau THEN ABS(nouveau - ancien) / (ABS(nouveau) + ABS(ancien)) END AS poids,
            CASE WHEN motif_ancien IS NULL AND motif_nouveau IS NOT NULL THEN 1 ELSE 0 END AS perdue,
            CASE WHEN motif_ancien IS NOT NULL AND motif_nouveau IS NULL THEN 1 ELSE 0 END AS connue
        FROM x WHERE sort <> 'inchangée'
    ), r AS (
        SELECT d.*, COUNT(*) OVER s AS n, SUM(perdue) OVER s AS perdues, SUM(connue) OVER s AS connues,
            ROW_NUMBER() OVER (PARTITION BY sort ORDER BY {", ".join(CLE)}) AS rang,
            ROW_NUMBER() OVER (
                PARTITION BY sort ORDER BY poids DESC NULLS LAST, ABS(nouveau - ancien) DESC, {", ".join(CLE)}
            ) AS rang_ecart
        FROM d WINDOW s AS (PARTITION BY sort)
    )
    SELECT sort, {", ".join(CLE)}, ancien, nouveau, nouveau - ancien AS ecart,
           CASE WHEN ancien <> 0 THEN 100.0 * (nouveau - ancien) / ABS(ancien) END AS ecart_pct,
           effectif_ancien, effectif_nouveau, motif_ancien, motif_nouveau,
           poids, n, perdues, connues, rang, rang_ecart
    FROM r WHERE rang <= {LIMITE} OR rang_ecart <= {ECARTS} ORDER BY sort, rang
"""
)
"""Un seul appariement : les cases qui diffèrent, leurs comptes entiers et leurs rangs."""
NOMBRE = "SELECT COUNT(*) AS n FROM ({lignes}) t"
ENTETES = f"SELECT DISTINCT {{champ}} AS valeur FROM ({{lignes}}) t ORDER BY valeur LIMIT {ECARTS}"


def differences(table: str, sans_periode: bool) -> str:
    """La requête des différences (paramètres `$ancien`, `$nouveau`) ; `sans_periode` : sans égaler les périodes."""
    a, b = (LIGNES[table].format(lot=lot) for lot in ("$ancien", "$nouveau"))
    cles = [c for c in CLE if not (sans_periode and c == "periode")]
    return DIFFERENCES.format(a=a, b=b, egales=" AND ".join(f"a.{c} = b.{c}" for c in cles))
