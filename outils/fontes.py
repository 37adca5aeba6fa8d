"""Refaire les fontes du projet depuis trois paquets npm déjà posés dans un dossier.

    python outils/fontes.py DOSSIER

DOSSIER contient, où que ce soit, les paquets décompressés `@fontsource/fira-sans`,
`@fontsource-variable/literata` et `@fontsource/noto-sans-symbols-2` (versions 5.3.0). Écrit les
woff2 de l'écran dans static/ et les ttf de la fiche imprimée dans src/tableau_bord/rapports/fontes/,
avec leurs licences. Deux exécutions donnent les mêmes octets.

- Fira Tableau : Fira Sans, chiffres tabulaires par défaut (aucune CSS n'atteint un canevas).
- Literata : instances fixes de la fonte variable.
- Symboles Tableau : quelques formes de Noto Sans Symbols 2, ► et ◄ à la taille de ▶ et ◀.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools import subset
from fontTools.merge import Merger
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

RACINE = Path(__file__).resolve().parents[1]
ECRAN = RACINE / "static"
IMPRIME = RACINE / "src" / "tableau_bord" / "rapports" / "fontes"
CHIFFRES = range(0x30, 0x3A)
TEXTE = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *map(ord, "ȘșȚțʼˆ˚˜–—‘’‚“”„†•…‹›€™−≤≥\u202f\u2011"),
]
SYMBOLES = [*map(ord, "■□▲△▶►◀◄◆◇○●◐◑✓✗")]
FIRA = [
    ("400", 400, "normal"),
    ("400i", 400, "italic"),
    ("500", 500, "normal"),
    ("600", 600, "normal"),
    ("700", 700, "normal"),
]
LITERATA = [("400", 400, "normal"), ("400i", 400, "italic"), ("600", 600, "normal")]
STYLES = {400: "Regular", 500: "Medium", 600: "SemiBold", 700: "Bold"}
PREAMBULE = (
    "{famille} : version modifiée (sous-ensemble, caractères ajoutés, nom changé s'il y a lieu) de\n"
    "{source}, distribuée comme l'original sous la SIL Open Font License 1.1.\n"
    "{auteurs}\n\n"
)


def main(dossier: str) -> int:
    """Refaire toutes les fontes."""
    paquets = Path(dossier)
    ECRAN.mkdir(exist_ok=True)
    IMPRIME.mkdir(parents=True, exist_ok=True)
    for cle, graisse, style in FIRA:
        fonte = _fusionner(_trouver(paquets, f"fira-sans-{{}}-{graisse}-{style}.woff2"))
        chiffres = _chiffres_tabulaires(fonte)
        _completer(fonte, chiffres)
        _ecrire(_reduire(fonte, TEXTE), "Fira Tableau", f"fira-tableau-{cle}", graisse, style)
    for cle, graisse, style in LITERATA:
        fonte = _fusionner(_trouver(paquets, f"literata-{{}}-wght-{style}.woff2"), graisse)
        _completer(fonte, {})
        _ecrire(_reduire(fonte, TEXTE), "Literata", f"literata-{cle}", graisse, style)
    symboles = TTFont(_fichier(paquets, "noto-sans-symbols-2-symbols-400-normal.woff2"))
    _redessiner(symboles, {0x25BA: 0x25B6, 0x25C4: 0x25C0})
    _ecrire(_reduire(symboles, SYMBOLES), "Symboles Tableau", "symboles", 400, "normal")
    _licences(paquets)
    return 0


def _fichier(paquets: Path, nom: str) -> Path:
    trouves = sorted(paquets.rglob(nom))
    if not trouves:
        raise SystemExit(f"{nom} : introuvable sous {paquets}. Décompressez-y les trois paquets npm.")
    return trouves[0]


def _trouver(paquets: Path, modele: str) -> list[Path]:
    return [_fichier(paquets, modele.format(jeu)) for jeu in ("latin", "latin-ext")]


def _fusionner(chemins: Iterable[Path], graisse: int | None = None) -> TTFont:
    """Réunir latin et latin étendu, figés à une graisse s'il s'agit d'une fonte variable."""
    temporaires = []
    for rang, chemin in enumerate(chemins):
        fonte = TTFont(chemin)
        if graisse is not None:
            instancer.instantiateVariableFont(fonte, {"wght": graisse}, inplace=True)
        fonte = _reduire(fonte, TEXTE, garder="*")
        fonte.flavor = None
        sortie = IMPRIME / f".fusion-{rang}.ttf"
        fonte.save(sortie)
        temporaires.append(sortie)
    reunie = Merger().merge([str(t) for t in temporaires])
    for temporaire in temporaires:
        temporaire.unlink()
    return reunie


def _reduire(fonte: TTFont, points: Iterable[int], garder: str = "") -> TTFont:
    options = subset.Options()
    options.layout_features = ["*"] if garder else ["kern", "liga", "ccmp", "locl", "mark", "mkmk"]
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = False
    options.recalc_timestamp = False
    outil = subset.Subsetter(options)
    outil.populate(unicodes=points)
    outil.subset(fonte)
    return fonte


def _redessiner(fonte: TTFont, points: dict[int, int]) -> None:
    """Faire dessiner chaque point de code comme un autre."""
    for table in fonte["cmap"].tables:
        if table.isUnicode():
            table.cmap |= {
                cible: table.cmap[source] for cible, source in points.items() if source in table.cmap
            }


def _chiffres_tabulaires(fonte: TTFont) -> dict[int, str]:
    """Lire la substitution `tnum` : le glyphe tabulaire de chaque chiffre."""
    gsub = fonte["GSUB"].table
    rangs = {
        rang
        for trait in gsub.FeatureList.FeatureRecord
        if trait.FeatureTag == "tnum"
        for rang in trait.Feature.LookupListIndex
    }
    substitutions: dict[str, str] = {}
    for rang in rangs:
        for table in gsub.LookupList.Lookup[rang].SubTable:
            substitutions |= getattr(table, "ExtSubTable", table).mapping
    cmap = fonte.getBestCmap()
    return {c: substitutions.get(cmap[c], cmap[c]) for c in CHIFFRES}


def _completer(fonte: TTFont, chiffres: dict[int, str]) -> None:
    """Poser les chiffres, l'espace fine, le trait d'union insécable et ≤ ≥ s'ils manquent."""
    cmap = fonte.getBestCmap()
    ajouts = {0x202F: cmap[0xA0], 0x2011: cmap.get(0x2010, cmap[0x2D])} | chiffres
    for point, signe in ((0x2264, "<"), (0x2265, ">")):
        if point not in cmap:
            ajouts[point] = _souligner(fonte, cmap[ord(signe)], cmap[0x2212], f"uni{point:04X}")
    for table in fonte["cmap"].tables:
        if table.isUnicode():
            table.cmap |= ajouts


def _souligner(fonte: TTFont, signe: str, moins: str, nom: str) -> str:
    """Dessiner ≤ ou ≥ : le signe monté, le trait du moins posé sur la ligne."""
    glyphes = fonte.getGlyphSet()
    trait, forme = fonte["glyf"][moins], fonte["glyf"][signe]
    epaisseur = trait.yMax - trait.yMin
    plume = TTGlyphPen(glyphes)
    glyphes[signe].draw(TransformPen(plume, (1, 0, 0, 0.86, 0, 2.1 * epaisseur - 0.86 * forme.yMin)))
    glyphes[moins].draw(TransformPen(plume, (1, 0, 0, 1, 0, -trait.yMin)))
    fonte.setGlyphOrder([*fonte.getGlyphOrder(), nom])
    fonte["glyf"][nom] = plume.glyph()
    for metrique in ("hmtx", "vmtx"):
        if metrique in fonte:
            fonte[metrique][nom] = fonte[metrique][signe]
    return nom


def _ecrire(fonte: TTFont, famille: str, nom: str, graisse: int, style: str) -> None:
    _nommer(fonte, famille, graisse, style == "italic")
    for etiquette in ("DSIG", "FFTM", "gasp", "vhea", "vmtx"):
        if etiquette in fonte:
            del fonte[etiquette]
    fonte.recalcTimestamp = False
    fonte["head"].created = fonte["head"].modified = 3_840_000_000
    fonte.flavor = None
    fonte.save(IMPRIME / f"{nom}.ttf")
    fonte.flavor = "woff2"
    fonte.save(ECRAN / f"{nom}.woff2")


def _nommer(fonte: TTFont, famille: str, graisse: int, italique: bool) -> None:
    """Nommer la famille ; garder les mentions d'auteur et de licence."""
    style = STYLES[graisse] if not italique else "Italic"
    base = graisse in (400, 700)
    complet = famille if style == "Regular" else f"{famille} {style}"
    noms = {
        1: famille if base else complet,
        2: style if base else "Regular",
        3: f"{complet} 1",
        4: complet,
        6: complet.replace(" ", "") if style == "Regular" else f"{famille.replace(' ', '')}-{style}",
        16: famille,
        17: style,
    }
    table = fonte["name"]
    table.names = [n for n in table.names if n.nameID in (0, 9, 13, 14) and n.platformID == 3]
    for rang, texte in noms.items():
        table.setName(texte, rang, 3, 1, 0x409)
    os2, tete = fonte["OS/2"], fonte["head"]
    os2.usWeightClass = graisse
    os2.fsSelection = (os2.fsSelection & ~0b1100001) | (
        0b1 if italique else 0b100000 if graisse == 700 else 0b1000000
    )
    tete.macStyle = (1 if graisse == 700 else 0) | (2 if italique else 0)


def _licences(paquets: Path) -> None:
    """Joindre à chaque famille la licence et les auteurs de l'original."""
    for source, famille, fichier, nom in (
        ("Fira Sans", "Fira Tableau", "fira-sans-latin-400-normal.woff2", "OFL-fira-tableau.txt"),
        ("Literata", "Literata", "literata-latin-wght-normal.woff2", "OFL-literata.txt"),
        (
            "Noto Sans Symbols 2",
            "Symboles Tableau",
            "noto-sans-symbols-2-symbols-400-normal.woff2",
            "OFL-symboles.txt",
        ),
    ):
        chemin = _fichier(paquets, fichier)
        auteurs = TTFont(chemin)["name"].getDebugName(0) or ""
        licence = (chemin.parents[1] / "LICENSE").read_text(encoding="utf-8")
        texte = PREAMBULE.format(famille=famille, source=source, auteurs=auteurs) + licence
        for dossier in (ECRAN, IMPRIME):
            (dossier / nom).write_text(texte, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    sys.exit(main(sys.argv[1]))
