"""Vue « Actifs » du portrait : ce qui porte et ce qui pèse, puis chaque enjeu sur l'épine, ses actifs à côté."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from tableau_bord import actifs
from tableau_bord.acces import Droit, Profil, peut
from tableau_bord.commun.francais import compter, enumerer
from tableau_bord.gestes import portrait_enjeux
from tableau_bord.gestes.portrait_complet import ActifLu, PortraitComplet, Present
from tableau_bord.gestes.portrait_enjeux import EnjeuLu
from tableau_bord.indicateurs import ecriture
from tableau_bord.indicateurs.modele import Mesure
from tableau_bord.interface import cadre, epine, etats, navigation, portrait_mots, theme
from tableau_bord.interface.contexte import Contexte
from tableau_bord.interface.portrait_tete import SANS_COMPARAISON, actif_html, rien_de_compare
from tableau_bord.interface.texte import sur, sur_markdown

COMMENT_LIRE = (
    "La rangée «\u00a0▲\u00a0Actifs\u00a0» donne les actifs de l’enjeu pour 1\u00a0000 personnes, chacun compté pour sa "
    "fraîcheur\u00a0: {regle}. Elle se lit comme une mesure, face aux autres territoires dont l’inventaire est commencé, "
    "mais n’est jamais testée\u00a0: un inventaire ne dit que ce qu’on y a inscrit."
)
RIEN_NE_PESE = "Aucune mesure n’y est moins favorable que dans le reste de la région."
RIEN_NE_PORTE = "Aucun appui n’est encore inscrit ni mesuré."
PAS_D_AUTRE = {
    "Ce qui porte": "Rien d’autre n’est inscrit, ni mesuré comme plus favorable.",
    "Ce qui pèse": "Rien d’autre n’est mesuré comme moins favorable.",
}


def afficher(ici: Contexte, lu: PortraitComplet) -> None:
    """Le bilan, puis les enjeux ; sans aucun actif, le dire et par où commencer."""
    lieu = lu.chiffres.territoire
    adresse = {"territoire": lieu.code, "decoupage": lieu.decoupage}
    if not lu.present.nombre:
        etats.vide(portrait_mots.AUCUN_ACTIF.format(ou=portrait_mots.dans(lieu)))
    _bilan(lu)
    cadre.section("Actifs et mesures, enjeu par enjeu")
    regle = actifs.inventaire(ici.entrepot, Profil.TABLE).regles["*"].phrase
    cadre.second(COMMENT_LIRE.format(regle=regle))
    lus = portrait_enjeux.par_enjeu(ici.entrepot, lu)
    for enjeu in lus:
        if enjeu.mesures or enjeu.present.nombre:
            _enjeu(enjeu, adresse)
    _sans_rien(lus)
    if peut(ici.qui, Droit.CONTRIBUER):
        navigation.lien("actifs", "Ajouter un actif, ou en corriger un", vue="Liste", **adresse)
        navigation.lien("actifs", "Ce qu’il reste à vérifier cette année", vue="À vérifier", **adresse)


def _bilan(lu: PortraitComplet) -> None:
    """Deux panneaux égaux, autant de lignes de part et d'autre ; les forces d'abord."""
    bilan = portrait_enjeux.bilan(lu)
    cadre.section("Ce qui porte, ce qui pèse")
    cotes = (
        ("Ce qui porte", [_ligne(x) for x in bilan.porte] or [_mot(RIEN_NE_PORTE)], bilan.autres_portent),
        (
            "Ce qui pèse",
            [_ligne(x) for x in bilan.pese]
            or [_mot(SANS_COMPARAISON if rien_de_compare(lu) else RIEN_NE_PESE)],
            bilan.autres_pesent,
        ),
    )
    for colonne, (nom, lignes, autres) in zip(st.columns(2, gap="large"), cotes, strict=True):
        fin = f"Et {compter(autres, 'autre')} à lire plus bas." if autres else PAS_D_AUTRE[nom]
        with colonne:
            st.html(
                f'<div class="tb-savoir"><p class="tb-savoir-nom">{nom}</p>{"".join(lignes)}{_second(fin)}</div>'
            )


def _ligne(x: Mesure | ActifLu) -> str:
    if isinstance(x, ActifLu):
        tete = f'<span class="tb-terrain" aria-hidden="true">▲</span>&nbsp;<strong>{sur(x.nom)}</strong>'
        return f'<p style="overflow-wrap:anywhere">{tete}</p>{_second(portrait_mots.detail(x))}'
    signe, reste = ecriture.signe(x), ecriture.valeur_reste(x)
    tete = f'<span class="{signe.classe}" aria-hidden="true">{signe.symbole}</span>&nbsp;'
    tete += f"<strong>{sur(x.indicateur.court)}\u00a0: {sur(ecriture.valeur(x))}</strong>"
    contre = f"{signe.mot[:1].upper()}{signe.mot[1:]}. {ecriture.nom_du_reste(x)}\u00a0: {reste}."
    return f"<p>{tete}</p>{_second(contre)}"


def _enjeu(lu: EnjeuLu, adresse: dict[str, str]) -> None:
    st.subheader(sur_markdown(lu.enjeu.nom), anchor=False)
    if lu.enjeu.question:
        cadre.second(lu.enjeu.question)
    figure, mots = st.columns([1.85, 1], gap="medium")
    with figure:
        _epine(lu)
    with mots:
        _present(lu.present)
        if lu.present.nombre:
            libelle = (
                f"Les {lu.present.nombre} actifs de cet enjeu" if lu.present.nombre > 1 else "Voir cet actif"
            )
            navigation.lien("actifs", libelle, vue="Liste", enjeu=lu.enjeu.enjeu, **adresse)


def _present(present: Present) -> None:
    if not present.nombre:
        st.html('<p class="tb-pas-lu">Aucun actif n’est encore relié à cet enjeu.</p>')
        return
    tete = f"{portrait_mots.combien(present)}, {portrait_mots.poids(present)}."
    noms = "".join(actif_html(a.nom, portrait_mots.detail(a)) for a in present.quelques)
    st.html(
        f'<p class="tb-savoir-nom"><span class="tb-terrain" aria-hidden="true">▲</span>&nbsp;<strong>{sur(tete)}</strong></p>'
        f"{_second(portrait_mots.verifies(present))}{_second(portrait_mots.acces(present))}"
        f'<div style="margin-top:.6rem">{noms}</div>'
    )


def _epine(lu: EnjeuLu) -> None:
    """Les mesures de l'enjeu, puis ses actifs, sur la même épine."""
    rangees = [*lu.mesures, *([lu.sur_l_epine] if lu.sur_l_epine else [])]
    if not rangees:
        etats.pas_encore_lu()
        return
    st.plotly_chart(
        epine.figure(rangees),
        theme=None,
        config=theme.CONFIG_PLOTLY,
        key=f"epine_{lu.enjeu.enjeu}",
        alt=texte_alternatif(lu),
    )
    if not lu.mesures:
        cadre.second("Non mesuré\u00a0: aucune mesure publiée n’éclaire cet enjeu.")


def texte_alternatif(lu: EnjeuLu) -> str:
    """La conclusion de l'épine d'un enjeu : ses mesures, puis ses actifs."""
    dites = [f"{m.indicateur.court}, {ecriture.valeur(m)}, {ecriture.signe(m).mot}" for m in lu.mesures]
    if lu.sur_l_epine:
        reste = ecriture.valeur_reste(lu.sur_l_epine)
        face = f", {reste} dans le {lu.sur_l_epine.reste.nom}" if reste and lu.sur_l_epine.reste else ""
        dites.append(
            f"actifs pesés par leur fraîcheur, {ecriture.valeur(lu.sur_l_epine)} pour 1\u00a0000 personnes{face}"
        )
    suite = "\u00a0; ".join(dites)
    return f"{lu.enjeu.nom}\u00a0: {suite}."


def _sans_rien(lus: Sequence[EnjeuLu]) -> None:
    vides = [lu.enjeu.nom for lu in lus if not (lu.mesures or lu.present.nombre)]
    if vides:
        cadre.second(f"Rien n’est encore mesuré ni inscrit ici pour\u00a0: {enumerer(vides)}.")


def _mot(texte: str) -> str:
    return f"<p>{sur(texte)}</p>"


def _second(texte: str) -> str:
    return f'<p class="tb-second">{sur(texte)}</p>'
