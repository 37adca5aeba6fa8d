"""Ce qui rassemble : lieux de rencontre, traditions et récits, échanges, et deux fiches qui en doublent d'autres. Tout est inventé."""

RENCONTRES = """
Café du quai | cafe | isolement participation | @Anse-aux-Huards places=24 h=50 cout=p un=p
On s’y attable à la même place depuis toujours, et on en fait une aux autres.
Banc du bureau de poste {de} | place_parc | isolement | x2 cout=g
Le courrier arrive à dix heures ; les nouvelles aussi.
Casse-croûte du carrefour {de} | cafe | isolement | x2 places=30 h=60 cout=p
Les routiers, les jeunes et les aînés s’y croisent.
Salon de coiffure du coin {de} | cafe | isolement sante_mentale | x2 h=35 cout=p
On y attend même quand on n’a pas besoin d’une coupe.
Quincaillerie qui sert le café {de} | marche_local | isolement revenu | x2 h=50 cout=g
Deux chaises près du poêle et quelqu’un pour expliquer comment réparer.
Perron de l’église {de} | lieu_culte | isolement participation | x2 cout=g un=n
On y reste longtemps après la messe, et même sans la messe.
Laverie du quartier {de} | cafe | isolement logement | x2 h=90 cout=p un=o
Pendant que ça tourne, on lit, on jase, on surveille les petits.
Dépanneur des jeunes {de} | cafe | jeunesse | x2 h=100 cout=p
La propriétaire laisse traîner les vélos et regarde les bulletins.
Jardin de la ruelle {de} | jardin_partage | isolement bouger alimentation | x2 cout=g
Une table à pique-nique, des tomates, des enfants partout.
Aréna, les soirs de semaine, {a} | sport | bouger jeunesse isolement | x2 places=200 h=70 cout=p un=p
Le hockey en bas, la cantine en haut, les parents au milieu.
Quai municipal {de} | place_parc | bouger isolement | x2 cout=g un=n
On pêche, on regarde l’eau, on parle sans se regarder.
Belvédère des jeunes {de} | place_parc | jeunesse sante_mentale | x1 cout=g
L’endroit où l’on va quand ça déborde à la maison.
Mosquée du faubourg | lieu_culte | isolement participation alimentation | @Faubourg-Nord places=90 cout=g
Prière, repas partagés, cours du samedi, et la porte ouverte aux voisins.
Cuisine de l’école, le dimanche, {a} | cuisine_collective | alimentation petite_enfance isolement | x1 places=14 cout=g
Des familles préparent ensemble les lunchs de la semaine.
"""
TRADITIONS = """
Veillée de contes {de} | fete | participation isolement | x2
Chaque hiver, une maison ouvre sa cuisine et les histoires font le tour.
Guignolée {de} | fete | alimentation participation | x2
On passe de porte en porte avec des violons et un traîneau.
Fête des voisins {de} | fete | isolement participation | x2
Une rue fermée, une longue table, un plat par maison.
Course de canots sur la glace {de} | fete | bouger participation | x1
Tout le monde pousse, tout le monde tombe, tout le monde rit.
Grande corvée du printemps {de} | fete | participation bouger | x2
On ramasse, on répare, on finit autour des crêpes.
Cabane à sucre communautaire {de} | fete | alimentation isolement | x1
Les enfants entaillent, les anciens surveillent la bouillie.
Festival de la récolte {de} | fete | alimentation participation | x1
Concours de citrouilles, marché et souper aux légumes.
Récit de la grande crue {de} | patrimoine | sante_mentale participation | x1
Comment on s’est tirés de là ensemble ; on le raconte encore aux enfants.
Récit du train qui ne s’arrête plus {de} | patrimoine | participation | x1
La gare a fermé, la place est restée. On y danse l’été.
Chansons à répondre du temps des fêtes {de} | fete | isolement sante_mentale | x1
Un cahier recopié de main en main.
Bénédiction des bateaux {de} | fete | participation | x1
Avant la pêche, tout le village descend au quai.
Nuit du solstice {de} | fete | participation isolement | x1
Un feu sur la grève, du pain sur la braise, et chacun dit ce qu’il laisse derrière lui.
Rentrée en fanfare {de} | fete | jeunesse petite_enfance | x1
Le premier matin d’école, les parents font une haie d’honneur.
Tournoi de balle du Faubourg | fete | bouger jeunesse | @Faubourg-Nord
Les équipes se forment par ruelle, et la coupe est une théière.
Pèlerinage des vieux chemins {de} | fete | bouger sante_mentale | x1
Une journée de marche, un arrêt à chaque croix, une soupe à la fin.
"""
ECHANGES = """
Boîte à livres {de} | echange | participation jeunesse | x3 cout=g
On prend, on laisse, on griffonne un mot dans la marge.
Outilthèque {de} | echange | logement revenu | x2 cout=c
Perceuse, échelle, remorque : on emprunte, on rapporte propre.
Accorderie {de} | echange | isolement revenu participation | x1 cout=g app=forces
Une heure donnée vaut une heure reçue, quoi qu’on sache faire.
Grainothèque {de} | echange | alimentation participation | x2 cout=g
Des semences d’ici, classées dans de vieux tiroirs de bibliothèque.
Troc de vêtements d’enfants {de} | echange | petite_enfance revenu | x2 cout=g
Deux fois l’an, les habits de neige changent de maison.
Frigo partagé {de} | echange | alimentation | x2 cout=g
Un frigo sur la galerie du centre, rempli par les jardins et l’épicerie.
Échange de gardes et de lifts {de} | echange | petite_enfance bouger | x1 cout=g
Un tableau à la garderie, des jetons de bois.
Prêt de raquettes et de skis {de} | echange | bouger jeunesse | x1 cout=g
Pour que l’hiver ne soit pas réservé à ceux qui ont l’équipement.
"""
DOUBLES = (
    ("Maison de la famille {de}", "Maison des familles {lieu}", "organisme"),
    ("Bibliothèque {de}", "Bibliothèque municipale {de}", "lieu"),
)
"""Nom de la fiche doublée, nom de sa seconde fiche, genre : ce qu'un autre annuaire en aurait dit."""
