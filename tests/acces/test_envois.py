"""Ce qu'on confie : gardé tel quel, jamais deux fois, jugé par ajout, et rien de lui au journal."""

import threading
import uuid

import pytest

from tableau_bord import acces
from tableau_bord.acces import envois, envois_depot, rencontres
from tableau_bord.acces.invitations import Portee, Source
from tableau_bord.acces.reperage import reperer
from tableau_bord.acces.roles import Identite, Mode, Role
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.gestes.envoyer import envoyer
from tableau_bord.gestes.inviter import inviter
from tableau_bord.gestes.moderer import decider

MOI = acces.au_poste("moi")


@pytest.fixture
def lien(entrepot_vide):
    return inviter(entrepot_vide, MOI, Portee.ECRIRE, "RLS", "0111", 7, 100)[0]


def _envoyer(entrepot, source, texte="On s'entraide ici.", **change):
    champs = {
        "envoi_id": uuid.uuid4().hex,
        "savoir": "vecu",
        "fins": ["seance"],
        "jours_conservation": 30,
        "declaration": True,
    } | change
    return envoyer(entrepot, source, texte=texte, **champs)


def _code(appel):
    with pytest.raises(AccesErreur) as refus:
        appel()
    return refus.value.code


def _textes(entrepot):
    return envois_depot.file(entrepot)["texte"].to_list()


def test_un_envoi_attend_avec_tout_ce_qui_le_borne(entrepot_vide, lien):
    recu = _envoyer(entrepot_vide, lien, fins=["proces_verbal", "seance"], jours_conservation=365)
    ligne = envois_depot.file(entrepot_vide).row(0, named=True)
    assert ligne == {
        "envoi": recu.envoi,
        "recu_le": "2026-11-21T14:32:00-05:00",
        "source_genre": "invitation",
        "source": lien.invitation,
        "decoupage": "RLS",
        "code": "0111",
        "savoir": "vecu",
        "texte": "On s'entraide ici.",
        "jusqua": "2027-11-21",
        "fins": "proces_verbal, seance",
        "etat": "en attente",
        "decide_le": None,
        "decide_par": None,
        "raison": None,
    }
    gardees = entrepot_vide.lire("SELECT fin, liste FROM envoi_fins ORDER BY fin").rows()
    assert gardees == [("proces_verbal", "2026-11-25"), ("seance", "2026-11-25")]


@pytest.fixture
def rencontre(entrepot_vide):
    ouverte = rencontres.preparer("RLS", "0712", 4)
    entrepot_vide.ecrire(lambda t: rencontres.inscrire(t, ouverte, "moi"))
    return ouverte


def test_une_rencontre_fait_foi_de_son_territoire(entrepot_vide, rencontre):
    _envoyer(entrepot_vide, rencontre)
    _envoyer(entrepot_vide, Source("rencontre", rencontre.code, "RLS", "0712"))
    lus = envois_depot.file(entrepot_vide).select("source_genre", "source", "decoupage", "code").rows()
    assert lus == [("rencontre", rencontre.code, "RLS", "0712")] * 2
    assert acces.journal(entrepot_vide)["auteur"].to_list() == ["rencontre", "rencontre"]


def test_une_rencontre_finie_ou_d_un_autre_territoire_ne_recoit_plus(entrepot_vide, rencontre, monkeypatch):
    identifiant = uuid.uuid4().hex
    recu = _envoyer(entrepot_vide, rencontre, envoi_id=identifiant)
    ailleurs = Source("rencontre", rencontre.code, "RLS", "0999")
    assert _code(lambda: _envoyer(entrepot_vide, ailleurs)) == "rencontre_fermee"
    assert (
        _code(lambda: _envoyer(entrepot_vide, Source("rencontre", "ABCDEF", "RLS", "0712")))
        == "rencontre_fermee"
    )
    monkeypatch.setenv("TABLEAU_BORD_MAINTENANT", "2026-11-21T19:00:00-05:00")
    assert _code(lambda: _envoyer(entrepot_vide, rencontre)) == "rencontre_fermee"
    assert _envoyer(entrepot_vide, rencontre, envoi_id=identifiant).code_retrait == recu.code_retrait
    assert len(_textes(entrepot_vide)) == 1


def test_une_source_inventee_est_refusee(entrepot_vide, lien):
    assert _code(lambda: _envoyer(entrepot_vide, Source("courriel", "x", "RLS", "0111"))) == "source_inconnue"
    inconnue = Source("invitation", uuid.uuid4().hex, "RLS", "0111")
    assert _code(lambda: _envoyer(entrepot_vide, inconnue)) == "jeton_falsifie"
    ailleurs = Source("invitation", lien.invitation, "RLS", "0999")
    assert _code(lambda: _envoyer(entrepot_vide, ailleurs)) == "jeton_falsifie"
    assert _textes(entrepot_vide) == []


@pytest.mark.parametrize(
    "texte",
    [
        "<script>alert('x')</script><img src=x onerror=alert(1)>",
        '=HYPERLINK("http://x";"clic")',
        "+1+1|cmd' /C calc'!A0",
        "../../../etc/passwd",
        "'; DROP TABLE envois; --",
        "$texte $envoi {filtre} %s {{ 7*7 }}",
        "Ça va 😀 👩‍👩‍👧 ❤️ 🇨🇦",
        "kwe — ᑯᐁ ᐊᓂᔑᓈᐯᒧᐎᓐ",
        "deux\nlignes\tet une tabulation",
        "é" * 2_000,
        "7",
    ],
)
def test_le_texte_est_garde_comme_du_texte(entrepot_vide, lien, texte):
    _envoyer(entrepot_vide, lien, texte)
    assert _textes(entrepot_vide) == [texte]


def test_formes_unicode_fins_de_ligne_et_bords(entrepot_vide, lien):
    _envoyer(entrepot_vide, lien, "  e\u0301te\u0301\r\nhiver\rprintemps \n\n")
    assert _textes(entrepot_vide) == ["été\nhiver\nprintemps"]


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ("", "vide"),
        (" \n\t\u00a0 ", "vide"),
        ("\u200b\u200d", "vide"),
        ("a" * 2_001, "2\u00a0000"),
        ("a" * 10_000, "2\u00a0000"),
        ("a" * 5_000_000, "2\u00a0000"),
        ("bon\x00jour", "invisible"),
        ("bon\x1b[31mjour", "invisible"),
        ("bon\u202ejour", "invisible"),
        ("bon\u2066jour", "invisible"),
        ("bon\u2028jour", "invisible"),
        ("bon\x85jour", "invisible"),
        ("bon\ud800jour", "invisible"),
    ],
)
def test_un_texte_refuse_n_ecrit_rien_et_n_est_pas_cite(entrepot_vide, lien, texte, dit):
    with pytest.raises(AccesErreur, match=dit) as refus:
        _envoyer(entrepot_vide, lien, texte)
    assert refus.value.code == "envoi_mal_forme"
    assert "bon" not in refus.value.phrase
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM envois")["n"][0] == 0
    assert entrepot_vide.lire("SELECT COUNT(*) AS n FROM invitation_usages")["n"][0] == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"savoir": "opinion"}, "envoi_mal_forme"),
        ({"savoir": ""}, "envoi_mal_forme"),
        ({"fins": []}, "envoi_mal_forme"),
        ({"fins": ["vendre"]}, "envoi_mal_forme"),
        ({"fins": ["seance", "vendre"]}, "envoi_mal_forme"),
        ({"fins": "seance"}, "envoi_mal_forme"),
        ({"jours_conservation": 0}, "envoi_mal_forme"),
        ({"jours_conservation": 1_827}, "envoi_mal_forme"),
        ({"jours_conservation": True}, "envoi_mal_forme"),
        ({"declaration": False}, "declaration_absente"),
        ({"envoi_id": "court"}, "envoi_mal_forme"),
        ({"envoi_id": "a" * 65}, "envoi_mal_forme"),
        ({"envoi_id": "../" * 10}, "envoi_mal_forme"),
        ({"envoi_id": "é" * 30}, "envoi_mal_forme"),
        ({"envoi_id": "a" * 30 + "\n"}, "envoi_mal_forme"),
    ],
)
def test_une_forme_refusee_n_ecrit_rien(entrepot_vide, lien, change, code):
    assert _code(lambda: _envoyer(entrepot_vide, lien, **change)) == code
    assert _textes(entrepot_vide) == []


def test_le_meme_envoi_deux_fois_n_en_fait_qu_un(entrepot_vide, lien):
    identifiant = uuid.uuid4().hex
    premier = _envoyer(entrepot_vide, lien, envoi_id=identifiant)
    second = _envoyer(entrepot_vide, lien, "Un autre texte.", envoi_id=identifiant, jours_conservation=999)
    assert premier == second
    assert _textes(entrepot_vide) == ["On s'entraide ici."]
    assert acces.journal(entrepot_vide)["geste"].to_list().count("recevoir") == 1


def test_le_meme_envoi_de_dix_fils_a_la_fois(entrepot_fichier):
    lien, _ = inviter(entrepot_fichier, MOI, Portee.ECRIRE, "RLS", "0111", 7, 100)
    identifiant, depart, codes = uuid.uuid4().hex, threading.Barrier(10), []

    def tenter():
        depart.wait()
        codes.append(_envoyer(entrepot_fichier, lien, envoi_id=identifiant).code_retrait)

    fils = [threading.Thread(target=tenter) for _ in range(10)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    assert len(codes) == 10
    assert len(set(codes)) == 1
    assert len(_textes(entrepot_fichier)) == 1
    assert entrepot_fichier.lire("SELECT COUNT(*) AS n FROM invitation_usages")["n"][0] == 1


def test_soixante_envois_en_rafale_sont_tous_confirmes(entrepot_fichier):
    lien, _ = inviter(entrepot_fichier, MOI, Portee.ECRIRE, "RLS", "0111", 7, 100)
    depart, issues = threading.Barrier(60), []

    def tenter(rang):
        depart.wait()
        try:
            issues.append(_envoyer(entrepot_fichier, lien, f"mot {rang}").envoi)
        except AccesErreur as erreur:
            issues.append(erreur.code)

    fils = [threading.Thread(target=tenter, args=(n,)) for n in range(60)]
    for fil in fils:
        fil.start()
    for fil in fils:
        fil.join()
    gardes = envois_depot.file(entrepot_fichier)
    assert set(gardes["envoi"]) == set(issues)
    assert set(gardes["texte"]) == {f"mot {n}" for n in range(60)}
    assert acces.verifier_journal(entrepot_fichier).intact


def test_le_code_se_lit_sans_ambiguite_et_la_base_ne_le_garde_pas(entrepot_vide, lien):
    identifiants = [uuid.uuid4().hex for _ in range(60)]
    recus = [_envoyer(entrepot_vide, lien, envoi_id=i) for i in identifiants]
    codes = {r.code_retrait for r in recus}
    assert len(codes) == 60
    assert all(len(c) == 12 for c in codes)
    assert not set("".join(codes)) & set("01OILU")
    assert recus[0].code_lisible.replace("-", "") == recus[0].code_retrait
    tout = str(
        [entrepot_vide.lire(f"SELECT * FROM {t}").rows() for t in ("envois", "invitation_usages", "journal")]
    )
    assert not any(secret in tout for secret in (*codes, *identifiants))


def test_deux_codes_egaux_n_auraient_pas_la_meme_empreinte(entrepot_vide, lien):
    _envoyer(entrepot_vide, lien)
    _envoyer(entrepot_vide, lien)
    sels = entrepot_vide.lire("SELECT sel, sel_code FROM envois").rows()
    assert len({sel for ligne in sels for sel in ligne}) == 4


def test_les_decisions_s_ajoutent_et_la_derniere_l_emporte(entrepot_vide, lien):
    envoi = _envoyer(entrepot_vide, lien).envoi
    decider(entrepot_vide, MOI, envoi, False, "Nomme quelqu'un.")
    assert envois_depot.file(entrepot_vide, "refusé").row(0, named=True)["raison"] == "Nomme quelqu'un."
    decider(entrepot_vide, MOI, envoi, True)
    decider(entrepot_vide, MOI, envoi, True)
    assert envois_depot.file(entrepot_vide)["etat"].to_list() == ["accepté"]
    assert envois_depot.decisions(entrepot_vide, envoi).select("rang", "decision", "auteur").rows() == [
        (1, "refusé", "moi"),
        (2, "accepté", "moi"),
    ]
    assert envois_depot.file(entrepot_vide, "en attente").is_empty()


def test_un_refus_se_motive(entrepot_vide, lien):
    envoi = _envoyer(entrepot_vide, lien).envoi
    assert _code(lambda: decider(entrepot_vide, MOI, envoi, False, "  ")) == "raison_absente"
    assert _code(lambda: decider(entrepot_vide, MOI, envoi, False, "x" * 501)) == "raison_trop_longue"
    assert _code(lambda: decider(entrepot_vide, MOI, "inconnu", True)) == "envoi_inconnu"
    assert envois_depot.decisions(entrepot_vide, envoi).is_empty()


@pytest.mark.parametrize("role", list(Role))
def test_qui_peut_moderer(entrepot_vide, lien, role):
    envoi = _envoyer(entrepot_vide, lien).envoi
    qui = Identite("x", frozenset({role}), Mode.SERVEUR)
    if role in (Role.ADMINISTRATION, Role.SURVEILLANCE, Role.ANIMATION):
        decider(entrepot_vide, qui, envoi, True)
        assert envois_depot.decisions(entrepot_vide, envoi).height == 1
    else:
        assert _code(lambda: decider(entrepot_vide, qui, envoi, True)) == "droit_absent"
        assert envois_depot.decisions(entrepot_vide, envoi).is_empty()


def test_le_journal_ne_recoit_jamais_le_texte_ni_la_raison(entrepot_vide, lien):
    envoi = _envoyer(entrepot_vide, lien, "TEXTE-TEMOIN").envoi
    decider(entrepot_vide, MOI, envoi, False, "RAISON-TEMOIN cite TEXTE-TEMOIN")
    lignes = acces.journal(entrepot_vide)
    assert "TEMOIN" not in str(lignes.rows())
    assert lignes["geste"].to_list() == ["inviter", "recevoir", "modérer"]
    assert lignes["auteur"].to_list() == ["moi", "lien", "moi"]
    trace = entrepot_vide.lire("SELECT empreinte FROM envois")["empreinte"][0]
    assert trace in lignes["details"][1]
    assert acces.verifier_journal(entrepot_vide).intact


def test_la_liste_des_fins_a_une_phrase_par_fin():
    assert set(envois.LIBELLES_DES_FINS) == set(envois.Fin)


@pytest.mark.parametrize(
    ("texte", "raison"),
    [
        ("Écrivez à jean.roy@exemple.qc.ca.", "un courriel"),
        ("Appelle au 819 555-1234", "un numéro de téléphone"),
        ("(819)555-1234 en tout temps", "un numéro de téléphone"),
        ("ma carte TREM 6501 1234", "un numéro d'assurance maladie"),
        ("trem65011234", "un numéro d'assurance maladie"),
        ("mon NAS 046 454 286", "un numéro d'assurance sociale"),
        ("J'habite au 123, rue Principale", "une adresse"),
        ("au 45 rang Saint-Joseph", "une adresse"),
        ("code J0X 1A0", "un code postal"),
        ("Madame Gagnon m'a aidée", "une personne nommée"),
        ("voir MME TREMBLAY", "une personne nommée"),
        ("le dr. Roy", "une personne nommée"),
        ("ma tante Lucie", "une personne nommée"),
        ("Le voisin Jean Tremblay boit.", "deux noms propres qui se suivent"),
        ("Avec Marie-Ève Côté, ça va.", "deux noms propres qui se suivent"),
        ("suivez @marie_ici", "un compte de réseau social"),
        ("née le 3 mars 1972", "une date de naissance"),
    ],
)
def test_ce_qui_nommerait_quelqu_un_est_signale(texte, raison):
    alertes = reperer(texte)
    assert raison in {a.raison for a in alertes}
    assert all(a.extrait and a.extrait in texte for a in alertes)


@pytest.mark.parametrize(
    "texte",
    [
        "On s'entraide ici, surtout l'hiver.",
        "À Maniwaki, l'autobus ne passe plus.",
        "Les Premières Nations, le Lac Simon, Sept-Îles, Baie Comeau.",
        "Mon père aime marcher. Ma mère aussi.",
        "Madame qui tient le comptoir, monsieur le maire.",
        "Il y a 12 000 personnes et 40 % de jeunes depuis 2019-2020.",
        "Le CLSC de Gatineau ferme à 16 h 30.",
        "=SOMME(A1:A9) <b>gras</b> 😀",
        "",
    ],
)
def test_contre_epreuve_ce_qui_ne_nomme_personne_ne_l_est_pas(texte):
    assert reperer(texte) == ()


def test_le_reperage_n_enleve_rien_et_ne_refuse_rien(entrepot_vide, lien):
    texte = "Madame Gagnon, 819 555-1234."
    assert [a.extrait for a in reperer(texte)] == ["Madame Gagnon", "819 555-1234"]
    _envoyer(entrepot_vide, lien, texte)
    assert _textes(entrepot_vide) == [texte]
