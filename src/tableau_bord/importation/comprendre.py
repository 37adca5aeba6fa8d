"""Comprendre un tableau selon un plan : valeurs prêtes à verser, anomalies ligne par ligne."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from tableau_bord.importation import codes, controles, normes, refus
from tableau_bord.importation.modele import (
    LIGNE,
    Anomalie,
    Comprehension,
    Genre,
    Gravite,
    Plan,
    Role,
    TableauLu,
)
from tableau_bord.importation.nombres import expliquer, motifs, nombres

CLE = ["decoupage", "code", "indicateur", "periode", "sexe", "age"]
TOTAL = r"(?i)^\s*(total|ensemble|sous-total|hors|inconnu|le québec|québec|canada)\b"
NOMBRES = {
    "effectif": Role.EFFECTIF,
    "denominateur": Role.DENOMINATEUR,
    "valeur": Role.VALEUR,
    "borne_inf": Role.BORNE_INF,
    "borne_sup": Role.BORNE_SUP,
}


def comprendre(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    """Tirer d'un tableau ce qui entrerait dans l'entrepôt.

    `territoires` : decoupage, code, nom. Lève ImportationErreur : colonne indispensable absente,
    aucun territoire, mesure ou période que rien ne dit.
    """
    return _PAR_GENRE[plan.genre](tableau, plan, territoires)


def _indicateurs(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    if not any(plan.colonne(r) for r in (Role.EFFECTIF, Role.VALEUR)):
        raise refus.colonnes_manquantes(tableau.nom, ["effectif", "valeur"], tableau.colonnes)
    situees = _Situees(tableau, plan, territoires)
    situees.cadre = situees.cadre.with_columns(
        indicateur=_texte(
            plan, Role.INDICATEUR, plan.indicateur, "la mesure", "Choisissez une mesure du dictionnaire."
        ),
        periode=_texte(
            plan, Role.PERIODE, plan.periode, "la période", "Écrivez l'année ou la période des données."
        ),
        sexe=normes.sexe(plan.colonne(Role.SEXE), plan.sexe),
        age=_texte(plan, Role.AGE, plan.age, "l'âge", ""),
    )
    chiffres = _chiffres(situees, plan)
    valeurs = situees.cadre.select(LIGNE, *CLE).hstack(chiffres)
    valeurs, doublons = controles.doublons(valeurs, CLE)
    anomalies = (
        *situees.anomalies,
        *doublons,
        *controles.taux_contre_effectif(valeurs),
        *controles.bornes(valeurs),
    )
    return situees.conclure(Genre(plan.genre), valeurs, anomalies)


def _chiffres(situees: _Situees, plan: Plan) -> pl.DataFrame:
    """Les cinq nombres et le motif ; un texte qui n'est ni un nombre ni une absence est refusé."""
    colonnes, absences = [], []
    for nom, role in NOMBRES.items():
        colonne = plan.colonne(role)
        if colonne is None:
            colonnes.append(pl.Series(nom, [None] * situees.cadre.height, dtype=pl.Float64))
            continue
        texte = situees.cadre[colonne]
        lus, absents = nombres(texte), motifs(texte)
        situees.refuser_textes(colonne, texte, lus.is_null() & absents.is_null())
        if (lus < 0).any() and role is not Role.VALEUR and not nom.startswith("borne"):
            situees.refuser_negatifs(colonne, texte, lus)
        colonnes.append(lus.alias(nom))
        if nom in {"effectif", "valeur"}:
            absences.append(pl.select(pl.when(lus.is_null()).then(absents)).to_series())
    motif = absences[0]
    if len(absences) > 1:
        deux = absences[0].is_not_null() & absences[1].is_not_null()
        motif = pl.select(pl.when(deux).then(absences[0])).to_series()
    if (declare := plan.colonne(Role.MOTIF)) is not None:
        motif = situees.cadre[declare].replace("", None)
    return pl.DataFrame(colonnes).with_columns(motif.cast(pl.String).alias("motif"))


def _cube(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    return _indicateurs(tableau, plan, territoires)


def _population(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    manquants = [r.value for r in (Role.EFFECTIF, Role.AGE) if plan.colonne(r) is None]
    if manquants:
        raise refus.colonnes_manquantes(tableau.nom, manquants, tableau.colonnes)
    situees = _Situees(tableau, plan, territoires)
    periode = _texte(plan, Role.PERIODE, plan.periode, "l'année", "Écrivez l'année de la population.")
    cadre = situees.cadre.with_columns(
        annee=periode.str.extract(r"(\d{4})", 1).cast(pl.Int32),
        sexe=normes.sexe(plan.colonne(Role.SEXE), plan.sexe),
        effectif=nombres(situees.cadre[str(plan.colonne(Role.EFFECTIF))]),
    )
    colonne_age, colonne_effectif = str(plan.colonne(Role.AGE)), str(plan.colonne(Role.EFFECTIF))
    ages = normes.ages(cadre[colonne_age])
    situees.refuser_textes(colonne_age, cadre[colonne_age], ages["age_debut"].is_null())
    situees.refuser_textes(colonne_effectif, cadre[colonne_effectif], cadre["effectif"].is_null())
    valeurs = cadre.select(LIGNE, "decoupage", "code", "annee", "sexe", "effectif").hstack(ages)
    if (valeurs["sexe"] != "T").any():
        valeurs = valeurs.filter(pl.col("sexe") != "T")  # les totaux se refont de leurs parties
    cle = ["decoupage", "code", "annee", "sexe", "age_debut", "age_fin"]
    valeurs, doublons = controles.doublons(valeurs, cle)
    return situees.conclure(Genre.POPULATION, valeurs, (*situees.anomalies, *doublons))


def _territoires(tableau: TableauLu, plan: Plan, _territoires: pl.DataFrame) -> Comprehension:
    code = plan.colonne(Role.TERRITOIRE_CODE)
    nom = plan.colonne(Role.TERRITOIRE_NOM)
    if code is None or nom is None:
        raise refus.colonnes_manquantes(
            tableau.nom, ["code du territoire", "nom du territoire"], tableau.colonnes
        )
    if not plan.decoupage:
        raise refus.champ_manquant(
            "Rien ne dit de quel découpage sont ces territoires.", "Choisissez un découpage."
        )
    municipalite = plan.colonne(Role.MUNICIPALITE)
    valeurs = tableau.cadre.select(
        LIGNE,
        decoupage=pl.lit(plan.decoupage),
        code=pl.col(code).str.extract(codes.CODE_COLLE, 1).fill_null(pl.col(code)).str.strip_chars(),
        nom=pl.col(nom).str.replace(codes.CODE_COLLE, ""),
        municipalite=pl.col(municipalite) if municipalite else pl.lit(None, dtype=pl.String),
    )
    de_cote = valeurs.filter(pl.col("code").is_null() | pl.col("nom").str.contains(TOTAL))
    valeurs = valeurs.join(de_cote, on=LIGNE, how="anti").unique(["code", "nom"], maintain_order=True)
    doubles = valeurs.filter(pl.col("code").is_duplicated())
    anomalies = tuple(
        Anomalie(
            r[LIGNE],
            code,
            r["code"],
            "code en double",
            Gravite.BLOQUANTE,
            f"Le code {r['code']} porte deux noms.",
            "Corrigez le fichier.",
        )
        for r in doubles.to_dicts()
    )
    return Comprehension(
        Genre.TERRITOIRES,
        valeurs,
        anomalies,
        tableau.cadre.height,
        de_cote.height,
        0,
        valeurs.height,
        valeurs.height,
    )


def _composition(tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> Comprehension:
    ad, poids = plan.colonne(Role.AD), plan.colonne(Role.POIDS)
    if ad is None:
        raise refus.colonnes_manquantes(tableau.nom, ["aire de diffusion"], tableau.colonnes)
    situees = _Situees(tableau, plan, territoires)
    lus = nombres(situees.cadre[poids]) if poids else pl.Series([1.0] * situees.cadre.height)
    if poids:
        situees.refuser_textes(poids, situees.cadre[poids], lus.is_null() | (lus <= 0) | (lus > 1))
    valeurs = situees.cadre.select(LIGNE, "code", ad=pl.col(ad).str.strip_chars()).with_columns(poids=lus)
    return situees.conclure(Genre.COMPOSITION, valeurs, tuple(situees.anomalies))


def _texte(plan: Plan, role: Role, defaut: str | None, quoi: str, remede: str) -> pl.Expr:
    colonne = plan.colonne(role)
    if colonne:
        texte = pl.col(colonne).str.strip_chars()
        return texte if defaut is None else texte.fill_null(defaut)
    if defaut is None:
        raise refus.champ_manquant(f"Rien ne dit {quoi} de ce fichier.", remede)
    return pl.lit(defaut)


class _Situees:
    """Les lignes rattachées à un territoire connu, et les anomalies de celles qui ne le sont pas."""

    def __init__(self, tableau: TableauLu, plan: Plan, territoires: pl.DataFrame) -> None:
        self.tableau, self.plan = tableau, plan
        self.anomalies: list[Anomalie] = []
        self.de_cote = 0
        self.attendus = 0
        self.cadre = self._situer(territoires)

    def _situer(self, territoires: pl.DataFrame) -> pl.DataFrame:
        code, nom = self.plan.colonne(Role.TERRITOIRE_CODE), self.plan.colonne(Role.TERRITOIRE_NOM)
        if code is None and nom is None:
            if territoires.is_empty():
                raise refus.sans_territoires(None)
            raise refus.colonnes_manquantes(
                self.tableau.nom, ["code du territoire", "nom du territoire"], self.tableau.colonnes
            )
        cadre = self._niveaux(self._sans_totaux(code, nom), territoires)
        ecrit = code or str(nom)
        table = codes.table_des_codes(territoires) if code else codes.table_des_noms(territoires)
        cles = (
            codes.extraire_code(cadre[ecrit])
            if code
            else cadre[ecrit].map_elements(codes.nom_nu, return_dtype=pl.String)
        )
        table = table.rename({"code": "code_connu"})
        situe = cadre.with_columns(cles.alias("_ecrit")).join(
            table,
            left_on=["decoupage", "_ecrit"],
            right_on=["decoupage", "ecrit"],
            how="left",
            maintain_order="left",
        )
        ambigu = pl.col("ambigu").fill_null(False) if "ambigu" in situe.columns else pl.lit(False)
        inconnus = situe.filter(pl.col("code_connu").is_null() | ambigu)
        self._refuser_territoires(inconnus, ecrit, territoires)
        propres = ["code", "_ecrit", "ambigu"]
        return (
            situe.filter(pl.col("code_connu").is_not_null() & ~ambigu)
            .drop([c for c in propres if c in situe.columns])
            .rename({"code_connu": "code"})
        )

    def _sans_totaux(self, code: str | None, nom: str | None) -> pl.DataFrame:
        cadre = self.tableau.cadre
        sans_code = pl.col(code).is_null() if code else pl.lit(False)
        total = pl.col(nom).str.contains(TOTAL).fill_null(False) if nom else pl.lit(False)
        aucun = pl.all_horizontal(pl.col(c).is_null() for c in (code, nom) if c)
        ecarte = (sans_code & (total | aucun)) | (total if code is None else pl.lit(False)) | aucun
        if code:
            ecarte = ecarte | pl.col(code).str.contains(TOTAL).fill_null(False)
        gardees = cadre.filter(~ecarte)
        self.de_cote = cadre.height - gardees.height
        return gardees

    def _niveaux(self, cadre: pl.DataFrame, territoires: pl.DataFrame) -> pl.DataFrame:
        """Donner son découpage à chaque ligne ; un niveau absent de la base est mis de côté, et dit."""
        colonne = self.plan.colonne(Role.DECOUPAGE)
        if colonne is None and not self.plan.decoupage:
            raise (
                refus.sans_territoires(None)
                if territoires.is_empty()
                else refus.champ_manquant(
                    "Rien ne dit de quel découpage sont ces territoires.", "Choisissez le découpage."
                )
            )
        avec = cadre.with_columns(
            decoupage=pl.col(colonne).str.strip_chars() if colonne else pl.lit(self.plan.decoupage)
        )
        connus = territoires["decoupage"].unique().implode()
        for (niveau,), groupe in avec.filter(~pl.col("decoupage").is_in(connus)).group_by(
            ["decoupage"], maintain_order=True
        ):
            if colonne is None:
                raise refus.sans_territoires(str(niveau))
            self.de_cote += groupe.height
            self.anomalies.append(
                Anomalie(groupe[LIGNE][0], colonne, str(niveau), "niveau inconnu", Gravite.DE_COTE,
                         f"Niveau « {niveau} »\u00a0: {groupe.height} lignes mises de côté, cette base n'a pas ce découpage.",
                         "Versez d'abord ce découpage si vous voulez ces lignes.")
            )  # fmt: skip
        reste = avec.filter(pl.col("decoupage").is_in(connus))
        if reste.is_empty():
            raise refus.sans_territoires(self.plan.decoupage)
        self.attendus = territoires.filter(
            pl.col("decoupage").is_in(reste["decoupage"].unique().implode())
        ).n_unique(["decoupage", "code"])
        return reste

    def _refuser_territoires(self, inconnus: pl.DataFrame, colonne: str, territoires: pl.DataFrame) -> None:
        for ligne in inconnus.unique(colonne, maintain_order=True).head(200).to_dicts():
            valeur = str(ligne[colonne] or "")
            meme = territoires.filter(pl.col("decoupage") == ligne["decoupage"])
            voisin = "" if ligne.get("ambigu") else codes.proche(valeur, meme["nom"].to_list())
            quoi = (
                "désigne deux territoires de même nom"
                if ligne.get("ambigu")
                else "n'est pas un territoire de cette base"
            )
            self.anomalies.append(
                Anomalie(ligne[LIGNE], colonne, valeur, "territoire inconnu", Gravite.REFUSEE,
                         f"Ligne {ligne[LIGNE]}, colonne «\u00a0{colonne}\u00a0»\u00a0: «\u00a0{valeur}\u00a0» {quoi}.",
                         f"Vouliez-vous dire «\u00a0{voisin}\u00a0»\u00a0?" if voisin else "Corrigez le code, ou versez ce territoire d'abord.")
            )  # fmt: skip

    def refuser_textes(self, colonne: str, texte: pl.Series, fautives: pl.Series) -> None:
        """Une anomalie par case qui n'est ni un nombre ni un code d'absence."""
        for ligne, valeur in zip(
            self.cadre[LIGNE].filter(fautives).head(200), texte.filter(fautives).head(200), strict=True
        ):
            self.anomalies.append(
                Anomalie(ligne, colonne, str(valeur), "nombre illisible", Gravite.REFUSEE,
                         f"Ligne {ligne}, colonne «\u00a0{colonne}\u00a0»\u00a0: «\u00a0{valeur}\u00a0» n'est pas un nombre. {expliquer(str(valeur))}",
                         "Rien n'a été enregistré. Corrigez la ligne et versez de nouveau.")
            )  # fmt: skip

    def refuser_negatifs(self, colonne: str, texte: pl.Series, lus: pl.Series) -> None:
        """Un effectif négatif n'existe pas."""
        fautives = (lus < 0).fill_null(False)
        for ligne, valeur in zip(self.cadre[LIGNE].filter(fautives), texte.filter(fautives), strict=True):
            self.anomalies.append(
                Anomalie(ligne, colonne, str(valeur), "nombre négatif", Gravite.REFUSEE,
                         f"Ligne {ligne}, colonne «\u00a0{colonne}\u00a0»\u00a0: «\u00a0{valeur}\u00a0» est négatif.",
                         "Un effectif ou une population vaut zéro ou plus.")
            )  # fmt: skip

    def conclure(self, genre: Genre, valeurs: pl.DataFrame, anomalies: tuple[Anomalie, ...]) -> Comprehension:
        """Rassembler ce qui a été compris."""
        refusees = len({a.ligne for a in anomalies if a.gravite is Gravite.REFUSEE})
        cle = ["decoupage", "code"] if "decoupage" in valeurs.columns else ["code"]
        return Comprehension(
            genre, valeurs, tuple(anomalies), self.tableau.cadre.height, self.de_cote, refusees,
            valeurs.n_unique(cle) if valeurs.height else 0, self.attendus,
        )  # fmt: skip


_PAR_GENRE: dict[Genre, Callable[[TableauLu, Plan, pl.DataFrame], Comprehension]] = {
    Genre.INDICATEURS: _indicateurs,
    Genre.CUBE: _cube,
    Genre.POPULATION: _population,
    Genre.TERRITOIRES: _territoires,
    Genre.COMPOSITION: _composition,
}
