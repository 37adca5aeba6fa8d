"""Porter la parole d'une autre personne : la saisir pour elle, en le disant, avec son accord."""

from __future__ import annotations

from collections.abc import Sequence

from tableau_bord import acces, paroles, territoires
from tableau_bord.acces import Droit, Identite, codes_retrait, envois, reperage
from tableau_bord.acces import envois_depot as depot
from tableau_bord.acces.envois import Recu
from tableau_bord.acces.invitations import Source
from tableau_bord.commun.erreurs import AccesErreur
from tableau_bord.entrepot import Entrepot, Transaction
from tableau_bord.gestes.actifs import role_signe

TIERS = "tiers"
"""Le genre de source d'un envoi saisi par une autre personne ; la source est son rôle."""
ACCORD = "La personne a entendu à quoi elle consent, et elle consent."


def porter(
    entrepot: Entrepot,
    qui: Identite,
    decoupage: str,
    code: str,
    envoi_id: str,
    texte: str,
    savoir: str,
    fins: Sequence[str],
    jours: int,
    declaration: bool,
    *,
    consentement_du_porteur: bool,
    enjeux: Sequence[str] = (),
    genre: str = "phrase",
    relu: bool = False,
) -> Recu:
    """Garder une parole saisie par `qui` pour une autre personne, en attente de modération comme les autres.

    `savoir` est celui de la personne, pas de qui saisit. `consentement_du_porteur` : la personne qui porte cette
    parole consent (`ACCORD`). `relu` : ce que `acces.reperage` signale a été relu. Le code du reçu se remet à la
    personne : il ne se montre qu'ici. Le même `envoi_id`, renvoyé, rend le même reçu sans rien écrire.
    Lève AccesErreur sans le droit, sans le consentement (« consentement_absent »), si le texte fait peut-être
    reconnaître quelqu'un (« a_relire ») ou si la forme est mauvaise ; TerritoireErreur si le territoire n'existe
    pas ou ne s'affiche pas.
    """
    acces.exiger(qui, Droit.CONTRIBUER)
    territoires.exiger_affichable(entrepot, decoupage, code)
    territoires.territoire(entrepot, decoupage, code)
    _exiger_consentement(consentement_du_porteur)
    role = role_signe(qui)
    source = Source(TIERS, role, decoupage, code)
    envoi = envois.preparer(source, envoi_id, texte, savoir, fins, jours, declaration)
    etiquettes = paroles.etiqueter(entrepot, genre, enjeux, tiers=role)
    _exiger_relecture(envoi.texte, relu)
    sel, sel_code = codes_retrait.nouveau_sel(), codes_retrait.nouveau_sel()

    def geste(t: Transaction) -> str:
        trace = envois.garder(t, envoi, sel, sel_code)
        if trace is None:
            return depot.jusqua(t, envoi.envoi)
        paroles.attacher(t, envoi.envoi, etiquettes)
        details = {
            "source": TIERS,
            "role": role,
            "decoupage": decoupage,
            "code": code,
            "empreinte": trace,
        }
        acces.consigner(t, qui, "recevoir", envoi.envoi, details)
        return envoi.jusqua

    return Recu(envoi.code_retrait, envoi.envoi, entrepot.ecrire(geste))


def _exiger_consentement(donne: bool) -> None:
    if not donne:
        raise AccesErreur(
            "consentement_absent",
            "Rien ne dit que la personne consent.",
            remede="Lisez-lui ce à quoi elle consent, puis cochez la case\u00a0; sinon, n'enregistrez rien.",
        )


def _exiger_relecture(texte: str, relu: bool) -> None:
    if not relu and reperage.reperer(texte):
        raise AccesErreur(
            "a_relire",
            "Ce texte nomme peut-être quelqu'un. Rien n'est enregistré.",
            remede="Modifiez-le, ou confirmez que personne n'y est reconnaissable contre son gré.",
        )
