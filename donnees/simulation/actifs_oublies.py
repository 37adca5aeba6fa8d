"""Ce que les annuaires oublient : personnes-ressources par leur rôle, associations, entraide, savoir-faire. Tout est inventé."""

PERSONNES = """
Bibliothécaire qui sait à qui parler, {a} | bibliotheque | participation isolement | x2
Elle connaît les formulaires, les gens et les horaires d’autobus.
Brigadier du coin de l’école, {a} | ecole | jeunesse isolement | x2
Il connaît chaque enfant par son prénom et remarque qui n’a pas de mitaines.
Facteur du rang, {a} | entraide_voisinage | isolement | x2
Il voit quand le courrier s’accumule, et il cogne.
Coiffeuse à domicile, {a} | entraide_voisinage | isolement sante_mentale | x2
Elle se déplace avec ses ciseaux et écoute jusqu’au bout.
Infirmier à la retraite, {a} | premiere_ligne | soins | x2
On l’appelle avant d’appeler l’ambulance. Il dit quand il faut y aller.
Conducteur d’autobus scolaire, {a} | transport_collectif | jeunesse bouger | x1
Il attend ceux qui courent, et prête son thermos.
Gardienne du terrain de jeu, {a} | place_parc | jeunesse petite_enfance | x1
Elle ouvre la remise aux ballons après l’école.
Cuisinier de la salle paroissiale, {a} | repas_partage | alimentation isolement | x2
Il nourrit une foule avec ce qu’il y a dans le frigo.
Doyenne qui se souvient, {a} | patrimoine | participation | x1
Elle sait pourquoi le chemin tourne là, et qui a planté les érables.
Interprète bénévole, {a} | accueil_nouveaux | isolement soins participation | x2 lang=français+espagnol+arabe
Accompagne chez le médecin, à l’école, à la banque.
Pompier volontaire qui fait le tour, {a} | entraide_voisinage | logement isolement | x1
Il change les piles des avertisseurs et prend des nouvelles.
Mécanicienne qui dépanne, {a} | savoir_faire | bouger revenu | x1
Une voiture qui part le matin, c’est un emploi gardé.
Épicière qui fait crédit et livre, {a} | marche_local | alimentation isolement | x2
Elle ajoute ce qui manque à la liste.
Jeune qui montre le téléphone aux aînés, {a} | aines | isolement participation | x1
Les mercredis, à la bibliothèque, sans soupirer.
Accompagnatrice de deuil, {a} | deuil_maladie | sante_mentale | x1
Elle vient s’asseoir, avant et après les funérailles.
Secrétaire municipale qui trouve, {a} | gouvernement | participation logement | x1
Si elle ne sait pas, elle rappelle.
"""
ASSOCIATIONS = """
Chorale du jeudi {de} | arts | sante_mentale isolement | x2 places=30 h=3 cout=c
On y chante juste ou presque. Personne ne passe d’audition.
Cercle des tricoteuses et tricoteurs {de} | savoir_faire | isolement sante_mentale | x2 places=15 h=3 cout=g
Mitaines pour l’école, doudous pour la maternité, et les nouvelles du village.
Comité de parents du parc {de} | citoyens | petite_enfance participation | x2 places=12 cout=g app=developpement
Ils ont obtenu les balançoires, puis l’ombre, puis la fontaine.
Ligue de balle donnée {de} | sport | bouger isolement | x1 places=60 h=4 cout=p
Des équipes mêlées par tirage, pour que les nouveaux jouent avec les anciens.
Club de marche en raquettes {de} | sport | bouger sante_mentale | x1 places=20 h=3 cout=g
Les raquettes se prêtent à la bibliothèque.
Cercle de fermières et fermiers {de} | savoir_faire | participation isolement | x2 age=16- places=25 h=4 cout=p app=forces
Tissage, conserves et bourses pour les jeunes. La porte est ouverte à tous.
Comité vert du voisinage {de} | environnement | participation bouger | x2 places=15 cout=g app=developpement
Verdit les ruelles, compte les arbres, tient le bac à compost.
Comité des locataires de la tour {de} | citoyens | logement participation | x1 places=10 cout=g app=developpement
Ils ont fait réparer l’ascenseur en tenant un registre des pannes.
Fanfare {de} | arts | jeunesse participation | x1 age=10- places=40 h=3 cout=c
Elle prête les instruments et ouvre toutes les fêtes.
"""
ENTRAIDES = """
Entraide des voisines et voisins {de} | entraide_voisinage | isolement | x4 cout=g app=forces
Un fil de messages : une entrée à pelleter, un enfant à garder, un chat à nourrir.
Corvée de bois {de} | entraide_voisinage | logement isolement | x2 cout=g
Chaque automne, on corde le bois de ceux qui ne peuvent plus.
Garde partagée des parents de soir {de} | halte_garderie | petite_enfance revenu | x1 age=0-8 places=10 cout=g
Des parents qui travaillent de nuit se relaient.
Covoiturage vers l’hôpital {de} | covoiturage | soins bouger | x2 places=8 cout=c tr=o
Un carnet à l’épicerie : qui descend en ville, quel jour, combien de places.
Amis du soir {de} | ecoute | sante_mentale isolement | x1 age=18- places=12 cout=g
Des personnes qui ont traversé la détresse veillent au téléphone l’une pour l’autre.
Paniers du rang {de} | depannage_alimentaire | alimentation | x2 cout=g
Les surplus des potagers, déposés sur une galerie ; on prend, on laisse.
Relais des proches aidants {de} | proches_aidants | isolement sante_mentale | x1 places=10 cout=g
On se remplace une heure, le temps d’une marche.
Réseau d’accueil des familles arrivantes {de} | accueil_nouveaux | isolement participation logement | x2 cout=g lang=français+espagnol app=forces
Un souper, une visite du quartier, des bottes d’hiver.
Pelletée solidaire {de} | entraide_voisinage | isolement bouger | x2 cout=g
Des élèves du secondaire dégagent les marches avant les cours.
"""
SAVOIRS = """
Mise en conserve à l’ancienne {de} | savoir_faire | alimentation isolement | x2
Marinades, ketchup, compotes : on apprend à plusieurs, on partage les pots.
Réparation de petits moteurs {de} | savoir_faire | revenu | x1
Souffleuse, tondeuse, tronçonneuse : remises en marche dans un garage ouvert le samedi.
Fléché et tissage {de} | savoir_faire | participation | x1
Un métier à tisser, quatre mains, et le motif qui revient.
Cueillette des petits fruits {de} | savoir_faire | alimentation bouger | x2
Où sont les talles, ce qu’on laisse, ce qu’on ne mange pas.
Pain au four communal {de} | savoir_faire | alimentation participation | x1
Le feu s’allume à l’aube ; à midi, tout le monde a du pain.
Pêche blanche {de} | savoir_faire | bouger isolement | x2
Lire la glace, percer, attendre ensemble.
Soin des arbres fruitiers {de} | savoir_faire | alimentation | x1
Tailler, greffer, garder les vieilles variétés.
Couture et retouches {de} | savoir_faire | revenu isolement | x2
Raccourcir, repriser, transformer : les machines se prêtent.
Cuisine d’ici et d’ailleurs {de} | savoir_faire | alimentation participation isolement | x2 lang=français+espagnol+arabe
Chaque mois, une famille montre le plat de son enfance.
Langue des signes au quotidien {de} | handicap | participation isolement | x1
Une famille sourde enseigne les premiers signes à ses voisins.
Plantes qui soignent et qui assaisonnent {de} | savoir_faire | participation | x1
On marche, on nomme, on goûte, on se méfie.
Construction de chaloupes {de} | savoir_faire | jeunesse participation | x1
Des jeunes et des charpentiers à la retraite, une coque par hiver.
Conte et parole publique {de} | arts | participation sante_mentale | x1
On apprend à tenir une salle avec sa propre histoire.
Éveil musical en famille {de} | arts | petite_enfance | x1 age=0-6
Des cuillères, des chaudrons et des chansons à répondre.
Accueil d’un nouveau-né {de} | perinatalite | petite_enfance isolement | x1
Soupe, lessive, silence : ce qu’on apporte aux premiers jours.
Premiers soins en forêt {de} | prevention | soins bouger | x1
Des guides montrent quoi faire quand l’ambulance est loin.
"""
