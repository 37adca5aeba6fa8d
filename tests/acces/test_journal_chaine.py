"""Le journal : chaque ligne porte l'empreinte de la précédente ; y toucher se voit."""

import threading
import time

import pytest

from tableau_bord import acces
from tableau_bord.acces import journal_depot
from tableau_bord.acces.journal import empreinte

QUI = acces.au_poste("essai")


def _trois(entrepot):
    for k in range(3):
        entrepot.ecrire(lambda t, k=k: acces.consigner(t, QUI, "publier", f"p{k}", {"cases": k}))


def test_une_chaine_se_verifie_et_finit_par_sa_derniere_empreinte(entrepot_vide):
    assert acces.verifier_journal(entrepot_vide) == acces.Verification(0, None, "")
    _trois(entrepot_vide)
    lues = acces.journal(entrepot_vide)
    assert lues["numero"].to_list() == [1, 2, 3]
    assert lues["precedente"].to_list() == ["", *lues["empreinte"].to_list()[:2]]
    assert acces.verifier_journal(entrepot_vide) == acces.Verification(3, None, lues["empreinte"][2])


@pytest.mark.parametrize(
    ("sql", "ou"),
    [
        ("UPDATE journal SET auteur = 'autre' WHERE numero = 2", 2),
        ("UPDATE journal SET details = '{}' WHERE numero = 1", 1),
        ("DELETE FROM journal WHERE numero = 2", 2),
        ("UPDATE journal SET quand = quand || ' ' WHERE numero = 3", 3),
    ],
)
def test_modifier_ou_retirer_une_ligne_rompt_la_chaine_a_sa_place(entrepot_vide, sql, ou):
    _trois(entrepot_vide)
    entrepot_vide.ecrire(lambda t: t.executer(sql))
    trouve = acces.verifier_journal(entrepot_vide)
    assert (trouve.rompue_a, trouve.intact) == (ou, False)


def test_refaire_l_empreinte_d_une_ligne_modifiee_rompt_la_suivante(entrepot_vide):
    _trois(entrepot_vide)
    ligne = acces.journal(entrepot_vide).row(1, named=True) | {"objet": "autre"}
    nouvelle = empreinte(ligne)
    entrepot_vide.ecrire(
        lambda t: t.executer(
            "UPDATE journal SET objet = 'autre', empreinte = $e WHERE numero = 2", e=nouvelle
        )
    )
    assert acces.verifier_journal(entrepot_vide).rompue_a == 3


def test_des_gestes_simultanes_s_enchainent_sans_trou(entrepot_vide):
    fils = [
        threading.Thread(
            target=lambda k=k: entrepot_vide.ecrire(lambda t: acces.consigner(t, QUI, "verser", f"l{k}"))
        )
        for k in range(12)
    ]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert acces.verifier_journal(entrepot_vide).lignes == 12
    assert acces.verifier_journal(entrepot_vide).intact


def test_un_geste_qui_tombe_ne_laisse_pas_de_ligne(entrepot_vide):
    def geste(t):
        acces.consigner(t, QUI, "publier", "p")
        raise ValueError

    with pytest.raises(ValueError):
        entrepot_vide.ecrire(geste)
    assert journal_depot.tout(entrepot_vide).is_empty()


def test_une_rafale_de_soixante_gestes_passe_toute(entrepot_vide):
    """Soixante téléphones consignent au même instant : un numéro chacun, aucun refus."""
    fautes: list[Exception] = []

    def un(k):
        try:
            entrepot_vide.ecrire(lambda t: acces.consigner(t, QUI, "recevoir", f"e{k}"))
        except Exception as erreur:
            fautes.append(erreur)

    fils = [threading.Thread(target=un, args=(k,)) for k in range(60)]
    for f in fils:
        f.start()
    for f in fils:
        f.join()
    assert (fautes, acces.verifier_journal(entrepot_vide).lignes) == ([], 60)


def test_un_long_geste_n_est_pas_repousse_sans_fin_par_de_plus_courts(entrepot_vide):
    """Une seconde de travail, contre de courts gestes qui consignent sans cesse : il finit, en trois essais."""
    fini, essais, courts = threading.Event(), [], []

    def courtes():
        while not fini.is_set():
            entrepot_vide.ecrire(lambda t: courts.append(acces.consigner(t, QUI, "recevoir", "court")))
            time.sleep(0.05)

    def long(t):
        essais.append(1)
        acces.consigner(t, QUI, "verser", "long")
        time.sleep(0.4)

    fil = threading.Thread(target=courtes)
    fil.start()
    try:
        entrepot_vide.ecrire(long)
    finally:
        fini.set()
        fil.join()
    assert len(essais) <= 3
    assert acces.verifier_journal(entrepot_vide).intact
    assert "long" in acces.journal(entrepot_vide)["objet"].to_list()
