"""Les pages légères : lire, dire, retirer, et tous leurs refus."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tableau_bord.acces import Portee, envois_depot, rencontres_depot
from tableau_bord.commun.erreurs import EntrepotErreur
from tableau_bord.commun.estimations import Motif
from tableau_bord.entrepot import fermer_tout
from tableau_bord.gestes import inviter as geste_inviter
from tableau_bord.indicateurs import Portrait
from tableau_bord.indicateurs.modele import SignalNiveau
from tableau_bord.serveur.salle import fiche
from tableau_bord.territoires import Territoire
from tests import exemples
from tests.graines import MINUSCULE, ORDINAIRE
from tests.serveur import salle_essai
from tests.serveur.asgi import appeler, formulaire, poster
from tests.serveur.salle_essai import BON, QUI, code_de_retrait, identifiant

PORTRAIT = Portrait(Territoire("RLS", "0111", "Anse", None, ()), None, None, (), (), None, "", "")


@pytest.fixture(scope="module")
def entrepot(tmp_path_factory):
    dossier = tmp_path_factory.mktemp("salle")
    with pytest.MonkeyPatch.context() as avec:
        avec.setenv("TABLEAU_BORD_BASE", str(dossier / "region.duckdb"))
        avec.setenv("TABLEAU_BORD_DEMONSTRATION", str(dossier / "absente.duckdb"))
        avec.setenv("TABLEAU_BORD_MODE", "poste")
        yield salle_essai.region(dossier / "region.duckdb")
        fermer_tout()


@pytest.fixture
def app(entrepot):
    return salle_essai.pages()


@pytest.fixture
def ecrire(entrepot):
    return salle_essai.lien(entrepot)


def _nombre(entrepot) -> int:
    return envois_depot.file(entrepot).height


def _envoyer(app, adresse, **change):
    page = appeler(app, adresse)
    champs = {**dict(BON), "envoi_id": identifiant(page), **change}
    return poster(app, adresse, [(n, v) for n, v in champs.items() if v is not None])


# --- lire ------------------------------------------------------------------------------------


def test_la_fiche_dit_ses_chiffres_avec_leur_incertitude(app, entrepot) -> None:
    page = appeler(app, salle_essai.lien(entrepot, Portee.LIRE))
    assert page.statut == 200
    assert "<h1>Anse-aux-Huards</h1>" in page.texte
    for attendu in (
        "88,4\u00a0%",
        "304 sur 344",
        "19 fois sur 20",
        "Année 2021",
        "il\u00a0y\u00a0a\u00a05\u00a0ans",
    ):
        assert attendu in page.texte
    assert '<html lang="fr-CA">' in page.texte
    assert "<form" not in page.texte


def test_une_force_passe_devant_et_le_reste_garde_son_ordre() -> None:
    semblable = replace(exemples.ORDINAIRE, signal=SignalNiveau.SEMBLABLE)
    moins = replace(exemples.ORDINAIRE, indicateur=exemples.SEULS, signal=SignalNiveau.MOINS_FAVORABLE)
    force = replace(exemples.ORDINAIRE, indicateur=exemples.LOCATAIRES, signal=SignalNiveau.PLUS_FAVORABLE)
    lu = replace(PORTRAIT, noyau=(semblable, moins, force))
    assert [m.signal.value for m in fiche._forces_d_abord(lu)] == [
        "plus favorable",
        "semblable",
        "moins favorable",
    ]
    masquee = replace(force, motif=Motif.MASQUE)
    assert fiche._forces_d_abord(replace(lu, noyau=(semblable, masquee)))[0] is semblable


@pytest.mark.parametrize(
    ("motif", "mot"),
    [
        (Motif.MASQUE, "masqué"),
        (Motif.MASQUE_COMPLEMENT, "masqué"),
        (Motif.NON_DISPONIBLE, "non disponible"),
        (Motif.SANS_POPULATION, "sans population"),
        (Motif.NON_COMPARABLE, "non comparable"),
    ],
)
def test_chaque_motif_a_ses_mots_et_ne_laisse_aucun_nombre(motif, mot) -> None:
    ecrit = fiche._chiffre(replace(exemples.ORDINAIRE, motif=motif, signal=SignalNiveau.PLUS_FAVORABLE))
    assert ecrit.valeur == mot
    assert ecrit.absence
    assert not re.search(r"\d", ecrit.valeur + ecrit.absence + ecrit.phrase + ecrit.reste + ecrit.signal)
    assert "304" not in ecrit.details


def test_un_nombre_masque_se_dit_en_mots_et_ne_se_lit_nulle_part(app, entrepot) -> None:
    texte = appeler(app, salle_essai.lien(entrepot, Portee.LIRE, MINUSCULE)).texte
    assert "masqué" in texte
    assert "Il peut être petit, grand ou nul." in texte
    assert "12 sur 15" not in texte
    assert "2 sur 350" not in texte
    assert "complément" not in texte


def test_un_lien_de_lecture_ne_compte_un_visiteur_qu_une_fois(app, entrepot) -> None:
    adresse = salle_essai.lien(entrepot, Portee.LIRE, usages=2)
    premier = appeler(app, adresse)
    temoin = premier.entete("set-cookie")
    assert "HttpOnly" in temoin
    assert f"Path={adresse}" in temoin
    valeur = temoin.partition(";")[0]
    for _ in range(3):
        assert appeler(app, adresse, cookie=valeur).statut == 200
    assert appeler(app, adresse, "HEAD").statut == 200
    assert appeler(app, adresse).statut == 200
    epuise = appeler(app, adresse)
    assert epuise.statut == 410
    assert "déjà servi" in epuise.texte
    assert appeler(app, adresse, cookie=valeur).statut == 200


def test_un_lien_de_lecture_n_ecrit_pas(app, entrepot) -> None:
    adresse, avant = salle_essai.lien(entrepot, Portee.LIRE), _nombre(entrepot)
    assert poster(app, adresse, [*BON, ("envoi_id", "x" * 32)]).statut == 405
    assert _nombre(entrepot) == avant


# --- dire ------------------------------------------------------------------------------------


def test_un_envoi_est_recu_avec_son_code_de_retrait(app, entrepot, ecrire) -> None:
    avant = _nombre(entrepot)
    page = _envoyer(app, ecrire)
    assert page.statut == 200
    assert "Bien reçu" in page.texte
    assert len(code_de_retrait(page)) == 14
    assert "21\u00a0novembre\u00a02027" in page.texte
    assert _nombre(entrepot) == avant + 1


def test_le_meme_envoi_renvoye_rend_la_meme_page_et_n_ecrit_rien(app, entrepot, ecrire) -> None:
    champs = [*BON, ("envoi_id", identifiant(appeler(app, ecrire)))]
    premier = poster(app, ecrire, champs)
    avant = _nombre(entrepot)
    assert poster(app, ecrire, champs).texte == premier.texte
    assert _nombre(entrepot) == avant


def test_le_dernier_usage_d_un_lien_se_renvoie_encore(app, entrepot) -> None:
    adresse = salle_essai.lien(entrepot, usages=1)
    champs = [*BON, ("envoi_id", identifiant(appeler(app, adresse)))]
    premier = poster(app, adresse, champs)
    assert poster(app, adresse, champs).texte == premier.texte
    assert poster(app, adresse, [*BON, ("envoi_id", "y" * 32)]).statut == 410


@pytest.mark.parametrize(
    ("champ", "valeur", "phrase"),
    [
        ("texte", "", "vide"),
        ("texte", "é" * 2001, "2\u00a0000 caractères"),
        ("texte", "a" * 10_000, "2\u00a0000 caractères"),
        ("texte", "caché\u202egauche", "caractère invisible"),
        ("savoir", "roi", "savoir"),
        ("savoir", None, "savoir"),
        ("fins", None, "fins"),
        ("fins", "vendre", "fin"),
        ("jours", "9999", "durée"),
        ("jours", "-1", "durée"),
        ("declaration", None, "déclaration d&#39;âge"),
    ],
)
def test_un_formulaire_mal_rempli_garde_ce_qui_etait_ecrit(
    app, entrepot, ecrire, champ, valeur, phrase
) -> None:
    avant = _nombre(entrepot)
    page = _envoyer(app, ecrire, **{"texte": "Un texte gardé.", champ: valeur})
    assert page.statut == 422
    assert phrase in page.texte
    assert 'role="alert"' in page.texte
    if champ != "texte":
        assert "Un texte gardé." in page.texte
    if champ != "savoir":
        assert 'value="vecu" required checked' in page.texte
    assert _nombre(entrepot) == avant


@pytest.mark.parametrize(
    "charge",
    [
        "<script>alert(1)</script>",
        "</textarea><img src=x onerror=alert(1)>",
        "{{ 7*7 }} {% raw %}",
        "\"><svg onload=alert(1)> 'x'",
    ],
)
def test_ce_qui_est_ecrit_reste_du_texte(app, ecrire, charge) -> None:
    page = _envoyer(app, ecrire, texte=charge, declaration=None)
    assert page.statut == 422
    for balise in ("<script>alert", "<img", "<svg", "49"):
        assert balise not in page.texte.partition("<textarea")[2].partition("</textarea>")[0]
    assert page.texte.count("</textarea>") == 1


def test_un_envoi_d_emojis_tient_dans_la_limite(app, entrepot, ecrire) -> None:
    assert "Bien reçu" in _envoyer(app, ecrire, texte="🌲" * 2000).texte


@pytest.mark.parametrize("charset", ["utf-7", "utf-16", "inconnu", "unicode_escape"])
def test_un_jeu_de_caracteres_piege_ne_fait_pas_de_panne(app, entrepot, ecrire, charset) -> None:
    avant = _nombre(entrepot)
    corps, genre = formulaire([("texte", "+2AA-\\ud800"), ("envoi_id", "x" * 32)])
    recu = appeler(app, ecrire, "POST", corps=corps, content_type=f"{genre}; charset={charset}")
    assert recu.statut == 422
    assert _nombre(entrepot) == avant


@pytest.mark.parametrize(
    ("corps", "genre"),
    [
        (b'{"texte": "x"}', "application/json"),
        (b"----essai\r\nrien", "multipart/form-data; boundary=--essai"),
        (b"texte=x", "multipart/form-data"),
        (b"&".join(b"a=%d" % n for n in range(60)), "application/x-www-form-urlencoded"),
        (b"", ""),
    ],
)
def test_un_corps_mal_forme_est_refuse_sans_panne(app, entrepot, ecrire, corps, genre) -> None:
    avant = _nombre(entrepot)
    assert appeler(app, ecrire, "POST", corps=corps, content_type=genre).statut in (413, 422)
    assert _nombre(entrepot) == avant


def test_un_fichier_joint_est_refuse(app, entrepot, ecrire) -> None:
    avant = _nombre(entrepot)
    corps, genre = formulaire([*BON, ("envoi_id", "x" * 32)])
    corps = corps.replace(b'name="texte"', b'name="texte"; filename="a.html"')
    assert appeler(app, ecrire, "POST", corps=corps, content_type=genre).statut == 413
    assert _nombre(entrepot) == avant


def test_un_nom_propre_se_confirme_et_la_confirmation_ne_vaut_que_pour_ce_texte(
    app, entrepot, ecrire
) -> None:
    avant, ecrit = _nombre(entrepot), "Mme Tremblay Gagnon m’a aidée."
    alerte = _envoyer(app, ecrire, texte=ecrit)
    assert alerte.statut == 200
    assert "nomme peut-être quelqu’un" in alerte.texte
    assert _nombre(entrepot) == avant
    relu = re.search(r'name="relu" value="([0-9a-f]+)"', alerte.texte)[1]
    autre = _envoyer(app, ecrire, texte=f"{ecrit} Mme Roy aussi.", relu=relu)
    assert "nomme peut-être quelqu’un" in autre.texte
    assert _nombre(entrepot) == avant
    assert "Bien reçu" in _envoyer(app, ecrire, texte=ecrit, relu=relu).texte


# --- retirer ---------------------------------------------------------------------------------


def test_le_code_efface_le_texte_et_rien_d_autre(app, entrepot, ecrire) -> None:
    gardee = _envoyer(app, ecrire, texte="On garde celui-ci.")
    retiree = _envoyer(app, ecrire, texte="TEMOIN-RETRAIT-WEB-77")
    assert "Bien reçu" in gardee.texte
    assert appeler(app, f"{ecrire}/retrait").statut == 200
    mauvais = poster(app, f"{ecrire}/retrait", [("code", 'AAAA"><b>')])
    assert mauvais.statut == 422
    assert "Aucun texte" in mauvais.texte
    assert "<b>" not in mauvais.texte
    page = poster(app, f"{ecrire}/retrait", [("code", code_de_retrait(retiree).lower().replace("-", " "))])
    assert page.statut == 200
    assert "est retiré" in page.texte
    textes = envois_depot.file(entrepot)["texte"].to_list()
    assert "On garde celui-ci." in textes
    assert not any("TEMOIN-RETRAIT-WEB-77" in (t or "") for t in textes)


def test_un_lien_revoque_ne_dit_plus_rien_mais_laisse_retirer(app, entrepot) -> None:
    lien, jeton = geste_inviter.inviter(entrepot, QUI, Portee.ECRIRE, "communaute", ORDINAIRE, 7, 5)
    recu = _envoyer(app, f"/i/{jeton}")
    geste_inviter.revoquer(entrepot, QUI, lien.invitation)
    ferme = appeler(app, f"/i/{jeton}")
    assert ferme.statut == 410
    assert "révoqué" in ferme.texte
    assert poster(app, f"/i/{jeton}", [*BON, ("envoi_id", "z" * 32)]).statut == 410
    assert "est retiré" in poster(app, f"/i/{jeton}/retrait", [("code", code_de_retrait(recu))]).texte


# --- la rencontre ------------------------------------------------------------------------------


def test_une_rencontre_ouverte_lit_dit_et_retire(app, entrepot) -> None:
    ouverte = salle_essai.rencontre(entrepot)
    adresse = f"/s/{ouverte.code}"
    page = appeler(app, adresse)
    assert page.statut == 200
    for attendu in ("Anse-aux-Huards", "est ouverte jusqu’à 18\u00a0h\u00a032", "304 sur 344", "<form"):
        assert attendu in page.texte
    assert len(page.corps) < 60 * 1024
    assert appeler(app, f"/s/{ouverte.code.lower()}").statut == 200
    recu = _envoyer(app, adresse)
    assert "est retiré" in poster(app, f"{adresse}/retrait", [("code", code_de_retrait(recu))]).texte
    entrepot.ecrire(lambda t: rencontres_depot.fermer(t, ouverte.code, "2026-11-21T15:00:00-05:00", "essai"))
    assert appeler(app, adresse).statut == 404
    assert poster(app, adresse, [*BON, ("envoi_id", "w" * 32)]).statut == 404


# --- les refus ---------------------------------------------------------------------------------


def test_falsifie_et_inconnu_rendent_la_meme_page(app, entrepot, ecrire) -> None:
    jeton = ecrire.removeprefix("/i/")
    change = jeton[:-1] + ("A" if jeton[-1] != "A" else "B")
    pages = [
        appeler(app, f"/i/{x}") for x in (change, "A" * 73, "x", "%00", "..%5c..", "é".encode().hex())
    ] + [appeler(app, "/s/ZZZZZZ"), appeler(app, "/s/%3Cscript%3E")]
    assert {p.statut for p in pages} == {404}
    assert len({p.texte for p in pages}) == 1
    assert jeton not in pages[0].texte


def test_un_lien_expire_le_dit(app, ecrire, monkeypatch) -> None:
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-29T00:00:00-05:00")
    page = appeler(app, ecrire)
    assert page.statut == 410
    assert "expiré" in page.texte


@pytest.mark.parametrize(
    "entetes",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "https://autre.localhost"},
        {"origin": "https://piege.example"},
    ],
)
def test_un_formulaire_d_ailleurs_n_ecrit_pas(app, entrepot, ecrire, entetes) -> None:
    champs, avant = [*BON, ("envoi_id", identifiant(appeler(app, ecrire)))], _nombre(entrepot)
    assert poster(app, ecrire, champs, **entetes).statut == 403
    assert _nombre(entrepot) == avant
    assert poster(app, ecrire, champs, origin="null").statut == 200


def test_les_en_tetes_ferment_tout_et_cachent_l_adresse(app, ecrire) -> None:
    for page in (appeler(app, ecrire), appeler(app, "/i/faux"), appeler(app, f"{ecrire}/retrait")):
        politique = page.entete("content-security-policy")
        assert politique.startswith("default-src 'none'")
        assert "unsafe" not in politique
        assert page.entete("cache-control") == "no-store"
        assert page.entete("referrer-policy") == "no-referrer"
        assert page.entete("x-robots-tag").startswith("noindex")
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|style=", page.texte)


def test_style_et_script_sont_locaux_et_legers(app, ecrire) -> None:
    page = appeler(app, ecrire)
    liens = re.findall(r'(?:href|src)="(/leger/[^"]+)"', page.texte)
    poids = len(page.corps)
    for lien in liens:
        recu = appeler(app, lien)
        assert recu.statut == 200
        poids += len(recu.corps)
    assert len(liens) == 2
    assert poids < 60 * 1024
    assert "http://" not in page.texte and "https://" not in page.texte


def test_une_panne_ne_montre_ni_ne_consigne_ce_qui_etait_ecrit(app, ecrire, monkeypatch, caplog) -> None:
    def tomber(*_a, **_k):
        raise RuntimeError("SECRET-DE-LA-PERSONNE")

    champs = [*BON, ("envoi_id", identifiant(appeler(app, ecrire)))]
    monkeypatch.setattr("tableau_bord.gestes.envoyer.envoyer", tomber)
    page = poster(app, ecrire, champs)
    assert page.statut == 500
    assert "RuntimeError" in caplog.text
    for secret in ("SECRET-DE-LA-PERSONNE", "épicerie", ecrire):
        assert secret not in caplog.text
        assert secret not in page.texte


def test_une_base_disputee_garde_ce_qui_etait_ecrit(app, ecrire, monkeypatch) -> None:
    def disputer(*_a, **_k):
        raise EntrepotErreur("ecriture_contestee", "Plusieurs personnes écrivent.", remede="Recommencez.")

    champs = [*BON, ("envoi_id", identifiant(appeler(app, ecrire)))]
    monkeypatch.setattr("tableau_bord.gestes.envoyer.envoyer", disputer)
    page = poster(app, ecrire, champs)
    assert page.statut == 503
    assert "On s’entraide à l’épicerie." in page.texte
    assert champs[-1][1] in page.texte
