"""Les paroles et les propositions de la démonstration : inventées, sans nom ni chiffre, forces avant défis.

Une ligne par parole : communauté | savoir | genre | enjeux | fins | texte. Fins : c (à côté des chiffres), s (en séance),
p (au procès-verbal). Savoir : v vécu, t terrain, s surveillance.
"""

from __future__ import annotations

import json
from datetime import date, timedelta

import polars as pl

from tableau_bord.commun.francais import typographier

_SAVOIRS = {"v": "vecu", "t": "terrain", "s": "surveillance"}
_FINS = {"c": "chiffres", "s": "seance", "p": "proces_verbal"}
_GENRES = {"p": "phrase", "r": "récit"}
ACCEPTEES = """
Anse-aux-Huards | v | p | isolement | csp | Au quai, il y a toujours quelqu’un à qui parler.
Anse-aux-Huards | v | r | isolement participation | cs | Quand je suis arrivée ici, je ne connaissais personne. La dame du bureau de poste m’a présentée à tout le monde, un timbre à la fois. Aujourd’hui, c’est moi qui présente les nouveaux.
Anse-aux-Huards | t | p | alimentation | cs | La cuisine collective déborde : les gens viennent autant pour jaser que pour manger.
Anse-aux-Huards | t | p | soins | c | Pour voir un médecin, il faut une voiture, ou un voisin qui en a une.
Haute-Ville | v | p | logement | cs | L’hiver, on ferme deux pièces pour chauffer les autres.
Haute-Ville | t | r | logement | csp | Le propriétaire est de bonne foi, mais la bâtisse est vieille. Avec le comité, on a monté un dossier ensemble, locataires et propriétaire. Les fenêtres viennent d’être changées.
Haute-Ville | v | p | participation | c | On nous invite souvent à répondre, rarement à décider.
Faubourg-Nord | v | r | isolement alimentation | cs | À la rupture du jeûne, nos voisins sont invités. La première année, trois sont venus. Maintenant il faut sortir les tables dans la rue.
Faubourg-Nord | t | p | revenu | c | Les gens travaillent, parfois à deux emplois, et passent quand même par le comptoir.
Belle-Rive | v | p | jeunesse | cs | À l’aréna, on a notre place même quand on ne joue pas.
Belle-Rive | t | p | sante_mentale | csp | Les jeunes parlent plus facilement en marchant qu’assis dans un bureau.
Bois-Joli | v | p | bouger | c | Le sentier a changé mes journées ; je croise les mêmes visages chaque matin.
Cap-Rond | v | p | soins | cs | L’infirmière qui passe au village, c’est tout pour nous.
Cap-Rond | t | r | isolement soins | c | Depuis que la pharmacie livre, des gens restent chez eux plus longtemps, mais ils ne voient plus personne. On a demandé au livreur de prendre le temps d’un café.
Basse-Ville | v | p | alimentation | cs | Je donne au jardin ce que j’ai de trop, et j’en reçois plus que j’en donne.
Basse-Ville | t | p | logement | c | Le chiffre dit que ça va ; les sous-sols disent autre chose.
Baie-du-Sureau | v | r | participation | csp | La corvée de la salle a pris deux fins de semaine. On a repeint, mangé, ri. Depuis, la salle est à tout le monde et plus personne ne dit « la salle de la municipalité ».
Baie-du-Sureau | s | p | petite_enfance | c | La mesure est petite et varie d’une année à l’autre : il faut la lire avec les gens de la maison de la famille.
Champ-Fleuri | v | p | petite_enfance | cs | À la maison de la famille, j’ai trouvé des mains pour prendre le bébé le temps que je respire.
Champ-Fleuri | t | p | jeunesse | c | Nos finissants reviennent ; il faut leur garder une place.
Chute-à-Marin | v | p | isolement | c | Personne ne frappe à la porte, alors j’ai mis un banc devant.
Clos-du-Roy | t | p | revenu | cs | Le comité de budget vaut plus que ce qu’il coûte.
Côte-Brûlée | v | r | sante_mentale | cs | J’ai appelé la ligne d’écoute un soir de tempête. La personne connaissait notre rang, le vent, le silence. Je n’ai pas eu à expliquer.
Domaine-Boisé | t | p | bouger | c | Les trottoirs s’arrêtent juste avant l’épicerie.
Fond-de-Baie | v | p | participation | csp | Ici, on sait qui a une génératrice et qui a besoin d’un coup de pelle.
Grand-Verger | v | p | alimentation isolement | c | Aux récoltes, les saisonniers et nous, on mange à la même table.
Île-aux-Plumes | v | r | soins isolement | cs | Quand le traversier ne passe pas, on devient tous infirmiers, cuisiniers et taxis. On a appris à se compter.
Île-aux-Plumes | t | p | participation | c | L’assemblée de l’île est pleine chaque printemps.
La Fabrique | v | p | revenu jeunesse | cs | L’usine a fermé, mais ceux qui savent réparer sont restés.
La Colline | t | p | isolement | c | La popote connaît mieux les aînés que n’importe quel registre.
Lac-Sauvé | v | p | participation | csp | On n’a pas de chiffres sur nous, mais on a une liste de bras sur le frigo de la salle.
La Sablière | v | r | logement isolement | cs | À la coopérative, j’ai appris à présider une assemblée. Avant, je n’osais pas parler au propriétaire. Maintenant, ce sont mes voisins qui me demandent comment faire.
Vieux-Moulin | t | p | revenu | cs | L’atelier de bois a donné un métier à plusieurs, et des tables à tout le quartier.
Belle-Rive | s | p | sante_mentale soins | c | Les conditions sont dures et les résultats sont bons : la mesure ne dit pas pourquoi, demandons-le aux gens d’ici.
Portage-Neuf | v | p | alimentation | cs | Le potager de ma voisine nourrit toute la rue ; il n’est sur aucune liste.
Île-du-Milieu | t | r | isolement bouger | csp | On a mis une chaise de plus au quai. Puis une autre. L’été passé, il a fallu faire le tour du village pour en trouver.
"""
EN_ATTENTE = """
Anse-aux-Huards | v | p | participation | c | Le conseil devrait se tenir au café.
Belle-Rive | v | r | logement | cs | On a attendu longtemps pour le logement, puis une place s’est libérée à la coopérative. Les enfants ont leur chambre.
Cap-Rond | t | p | bouger | c | Le chemin d’en haut n’est pas déneigé avant midi.
"""
REFUSEES = """
Haute-Ville | v | p | logement | c | Le monsieur du bout de la rue, tout le monde sait de qui je parle, ne paie pas son loyer.
"""
RAISON = "Ce texte fait reconnaître une personne. Merci de le redire autrement."
ACCEPTEE = (
    "corriger",
    "demo-lieu-de-rencontre-cafe-du-quai",
    {"heures": 56.0},
    "Ouvert aussi le lundi, maintenant.",
    "terrain",
)
"""Une correction déjà acceptée : l'historique de la fiche la montre."""
PROPOSITIONS = (
    ("corriger", "demo-lieu-de-rencontre-cafe-du-quai", {"universel": "oui"}, "La rampe est posée depuis la Saint-Jean.", "vecu"),
    ("vérifier", "demo-lieu-de-rencontre-cafe-du-quai", {}, "", "terrain"),
    ("ajouter", "", {"nom": "Bande de tricot du mardi", "genre": "association", "description": "On tricote et on se raconte la semaine.",
                     "enjeux": ["isolement"]}, "Tout le monde y est bienvenu.", "vecu"),
    ("ajouter", "", {"nom": "Remorque à prêter", "genre": "echange", "description": "On appelle, on passe la prendre.",
                     "enjeux": ["revenu"]}, "", "terrain"),
)  # fmt: skip
"""Toutes reçues d'un lien d'Anse-aux-Huards."""
ENDROIT = "Anse-aux-Huards"


PREMIER_JOUR, PAS = date(2026, 2, 3), 6
JUSQUA = ("2030-06-30", "2030-12-31")
"""Les derniers jours des consentements : moins de cinq ans après que la parole fut confiée."""


def composer(territoires: pl.DataFrame) -> dict[str, object]:
    """Les paroles par état, et les propositions, prêtes à écrire."""
    codes = dict(territoires.filter(pl.col("decoupage") == "communaute").select("nom", "code").iter_rows())
    lignes = [
        (etat, ligne)
        for etat, texte in (("accepté", ACCEPTEES), ("refusé", REFUSEES), ("", EN_ATTENTE))
        for ligne in texte.strip().splitlines()
    ]
    paroles = [{**_parole(x, codes), "etat": etat, **_dates(n)} for n, (etat, x) in enumerate(lignes)]
    propositions = [
        {"geste": g, "actif": a, "champs": c, "mot": m, "savoir": s, "code": codes[ENDROIT], "recu_le": recu, "decide_le": decide}
        for (g, a, c, m, s), recu, decide in (
            (ACCEPTEE, "2026-10-12", "2026-10-19"),
            *((p, f"2026-10-{20 + n}", "") for n, p in enumerate(PROPOSITIONS)),
        )
    ]  # fmt: skip
    return {"paroles": paroles, "propositions": propositions, "raison": RAISON}


def en_json(compose: dict[str, object]) -> str:
    """Lisible à la relecture : c'est la vitrine."""
    return json.dumps(compose, ensure_ascii=False, indent=1) + "\n"


def _dates(rang: int) -> dict[str, str]:
    """Une parole tous les six jours : on les a recueillies au fil des rencontres."""
    return {
        "recu_le": (PREMIER_JOUR + timedelta(days=PAS * rang)).isoformat(),
        "jusqua": JUSQUA[rang % len(JUSQUA)],
    }


def _parole(ligne: str, codes: dict[str, str]) -> dict[str, object]:
    nom, savoir, genre, enjeux, fins, texte = (x.strip() for x in ligne.split("|"))
    return {
        "code": codes[nom],
        "savoir": _SAVOIRS[savoir],
        "genre": _GENRES[genre],
        "enjeux": enjeux.split(),
        "fins": [_FINS[f] for f in fins],
        "texte": typographier(texte),
    }
