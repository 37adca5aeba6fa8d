"""Ce que les annuaires connaissent : tables, organismes, services, lieux. Tout est inventé.

Une entrée : nom | classe | enjeux | options, puis sa description (`actifs_lecture`).
"""

TABLES = """
Table de développement social {de_mrc} | concertation | participation isolement | tous
Des organismes, des municipalités et des gens du milieu y décident ensemble de la suite.
"""
TABLES_DE_PLUS = """
Table des aînés {de_mrc} | concertation | isolement bouger | @Anse-aux-Huards
On y parle logement, transport et solitude, avec des aînés autour de la table.
Table enfance-famille {de_mrc} | concertation | petite_enfance jeunesse | @La_Sablière
Garderies, école, parents et maison de la famille se donnent un même plan.
"""
ORGANISMES = """
Moisson {de} | depannage_alimentaire | alimentation revenu | x3 h=28 tr=p un=o cout=g app=populationnelle
Recueille les surplus des épiceries et des fermes, et les remet aux organismes du secteur.
Cuisines collectives {de} | cuisine_collective | alimentation isolement | x2 places=12 h=16 cout=c app=forces+developpement
On planifie, on cuisine et on rapporte ses plats. Chacun montre ce qu’il sait faire.
Maison de la famille {de} | maison_famille | petite_enfance isolement | x3 h=35 un=o cout=g app=forces pour=familles
Halte, café des parents, ateliers et répit, dans une maison où l’on enlève ses bottes.
Maison des jeunes {de} | maison_jeunes | jeunesse sante_mentale | x3 age=12-17 places=35 h=24 cout=g app=forces+milieu pour=adolescents
Les jeunes décident de la programmation et tiennent leur cantine.
Centre d’action bénévole {de} | benevolat | participation isolement alimentation | x3 h=35 tr=o un=o cout=g lang=français+anglais
Recrute, forme et jumelle des bénévoles : transport, popote, visites, impôts.
Comité logement {de} | defense_locataires | logement participation | x2 h=21 cout=g app=developpement pour=locataires
Informe les locataires, accompagne au tribunal et documente l’état des logements.
Office d’habitation {de_mrc} | logement_social | logement | @Ville-Haute places=140 cout=p un=p pour=ménages_à_faible_revenu
Loge des familles, des personnes seules et des aînés, et tient un comité de locataires.
Coopérative d’habitation La Lucarne | logement_social | logement participation | @La_Sablière places=46 cout=p un=p app=developpement
Des logements que leurs occupants gèrent ensemble, avec une salle ouverte au quartier.
Carrefour jeunesse-emploi {de_mrc} | insertion_emploi | revenu jeunesse | @Notre-Dame-du-Quai age=15-35 h=35 cout=g un=o
Aide à chercher un emploi, à retourner aux études, à lancer un projet.
Atelier de réinsertion Le Coup de pouce | economie_sociale | revenu | @Vieux-Moulin places=18 h=35 cout=g app=milieu
Menuiserie où l’on apprend un métier en réparant des meubles pour le voisinage.
Association coopérative d’économie familiale {de_mrc} | budget_impot | revenu logement | @Grand-Verger h=28 cout=g
Aide à faire un budget, à négocier une dette, à comprendre un contrat.
Friperie La Deuxième Vie | friperie | revenu isolement | @La_Gare h=30 cout=p un=o
Vêtements, vaisselle et meubles à petit prix. Le café est toujours prêt.
Groupe d’entraide en santé mentale L’Accalmie | entraide_mentale | sante_mentale isolement | @Notre-Dame-du-Quai age=18- places=25 h=32 cout=g app=forces
Un milieu de vie tenu par ses membres : repas, art, marche, écoute entre pairs.
Centre de femmes La Source vive | femmes | sante_mentale participation | @Vieux-Marché h=30 cout=g app=developpement pour=femmes
Accueil, entraide et action collective. On vient comme on est.
Centre de prévention du suicide {de_mrc} | ecoute | sante_mentale | @Les_Écluses h=168 cout=g lang=français+anglais app=populationnelle
Écoute jour et nuit, formation de sentinelles, accompagnement après un suicide.
Maison d’hébergement L’Embellie | violence | sante_mentale logement | @Haute-Ville places=9 h=168 cout=g sans pour=femmes_et_enfants
Accueille, protège et accompagne des femmes et leurs enfants. L’adresse reste confidentielle.
Société de développement {de} | economie_sociale | revenu participation | @Belle-Rive h=20 app=developpement
Des résidents ont racheté le magasin général et y tiennent une épicerie, une quincaillerie et une salle.
Association des proches aidants {de_mrc} | proches_aidants | isolement sante_mentale | @Île-du-Milieu h=21 cout=g tr=p
Répit à domicile, groupes de parole et une ligne où quelqu’un rappelle.
Accueil interculturel {de} | accueil_nouveaux | isolement participation revenu | @Saint-Alfège h=30 cout=g lang=français+anglais+espagnol+arabe app=forces
Jumelage entre familles d’ici et familles nouvellement arrivées, et aide pour les papiers.
Club de l’âge d’or {de} | aines | isolement bouger | x3 age=50- places=60 h=8 cout=p
Cartes, danse en ligne, conférences et sorties en autobus.
Société d’histoire {de} | patrimoine | participation | x2 h=6 cout=c
Garde les photos, les cartes et les voix du coin. Reçoit les classes.
Transport collectif {de_mrc} | transport_collectif | bouger soins isolement | @Saint-Clovis-du-Lac places=14 h=60 cout=p tr=o un=p
Taxibus sur appel et minibus adapté entre les villages et le centre de santé.
"""
SERVICES = """
Popote roulante {de} | repas_partage | alimentation isolement | x4 age=65- places=40 h=10 cout=p tr=o
Des repas chauds portés à domicile, et un brin de jasette à la porte.
Dépannage alimentaire {de} | depannage_alimentaire | alimentation revenu | x4 places=45 h=6 cout=c un=p pour=ménages_du_secteur
Un panier composé sur place, sans questionnaire, un après-midi par semaine.
Déjeuners à l’école {de} | repas_partage | alimentation jeunesse | x2 age=5-12 places=60 h=5 cout=g pour=écoliers
Un déjeuner avant la cloche, préparé par des parents et des aînés.
Halte-garderie {de} | halte_garderie | petite_enfance | x3 age=0-5 places=16 h=18 cout=c pour=familles
Une garde de quelques heures pour souffler, étudier ou aller chez le dentiste.
Relevailles et allaitement {de} | perinatalite | petite_enfance sante_mentale | x2 h=14 cout=g tr=o pour=nouveaux_parents
Une marraine ou un parrain vient à la maison dans les premières semaines.
Heure du conte {de} | eveil | petite_enfance | x2 age=0-6 places=20 h=2 cout=g un=o
Des histoires, des comptines et des livres à rapporter chez soi.
Aide aux devoirs {de} | aide_devoirs | jeunesse | x3 age=6-16 places=24 h=8 cout=g
Une table, une collation, un adulte patient.
Francisation en petit groupe {de} | formation_adultes | participation isolement | x1 age=18- places=14 h=9 cout=g lang=français+anglais+espagnol
On apprend le français en faisant l’épicerie, la cuisine et le tour du quartier.
Ateliers de lecture pour adultes {de} | formation_adultes | jeunesse participation | x2 age=18- places=10 h=6 cout=g
Lire une ordonnance, une lettre, une histoire à son enfant.
Clinique d’impôt {de} | budget_impot | revenu | x2 h=8 cout=g un=p
Des bénévoles remplissent les déclarations et repèrent les crédits oubliés.
Info-logement {de} | defense_locataires | logement | x2 h=6 cout=g lang=français+anglais
Des réponses sur le bail, les réparations, les hausses de loyer.
Travail de rue {de} | prevention | sante_mentale jeunesse logement | x2 age=14-35 h=35 cout=g app=milieu
Quelqu’un qui marche, qui écoute et qui revient.
Sans rendez-vous infirmier {de} | premiere_ligne | soins | x3 places=18 h=20 cout=g un=o
Plaies, vaccins, suivi de la tension, conseils. On voit une infirmière le jour même.
Clinique mobile {de} | premiere_ligne | soins bouger | x2 places=12 h=6 cout=g un=p tr=o
Une roulotte de soins s’arrête devant la salle municipale.
Dîner-causerie des aînés {de} | aines | isolement alimentation | x3 age=65- places=32 h=4 cout=c tr=p
On mange, on jase, on repart avec le numéro d’un voisin.
Ligne de rappel {de} | ecoute | isolement sante_mentale | x2 age=65- places=50 h=35 cout=g
Un appel chaque matin, pour dire bonjour et vérifier que tout va.
Répit du samedi {de} | proches_aidants | isolement | x2 places=8 h=6 cout=c tr=p
Une personne formée prend la relève pendant que l’aidant sort.
Accompagnement-transport {de} | covoiturage | bouger soins | x3 places=20 h=40 cout=p tr=o un=p
Des bénévoles conduisent à l’hôpital, attendent et ramènent.
Marche du matin {de} | sport | bouger isolement | x3 places=30 h=3 cout=g
On part du stationnement de l’église, au rythme du plus lent.
Aide aux réparations {de} | aide_domicile | logement isolement | x2 h=14 cout=p
Petits travaux pour rester chez soi : rampe, poignée, marche, robinet.
Piscine et natation pour tous {de} | sport | bouger | x1 places=60 h=40 cout=p un=o
Bains libres, cours pour bébés, aquaforme douce et heures réservées aux femmes.
"""
LIEUX = """
Bibliothèque {de} | bibliotheque | jeunesse participation isolement | x4 places=40 h=22 cout=g un=o
Des livres, des fauteuils, Internet, et personne ne vous demande de partir.
École {de} | ecole | jeunesse petite_enfance | x4 places=180 un=p
La cour reste ouverte le soir et la fin de semaine.
Point de service de santé {de} | premiere_ligne | soins petite_enfance | x3 h=35 cout=g un=o
Vaccination, suivi de grossesse, prise de sang, travail social.
Salle municipale {de} | salle | participation isolement | x4 places=120 cout=c un=p
Noces, assemblées, bingo, cours de danse. La cuisine se prête.
Centre communautaire {de} | centre_communautaire | isolement participation bouger | x3 places=150 h=60 cout=c un=o
Plusieurs organismes sous un même toit et une porte qui donne sur le trottoir.
Parc et patinoire {de} | place_parc | bouger isolement | x3 cout=g un=p
Balançoires l’été, glace l’hiver, et une cabane chauffée par des bénévoles.
Sentier {de} | sentier | bouger sante_mentale | x2 cout=g un=n
Une boucle balisée, des bancs, une vue sur l’eau.
Pharmacie {de} | pharmacie | soins | x2 h=60 cout=p un=o
Le pharmacien livre et prend le temps d’expliquer.
Jardin communautaire {de} | jardin_partage | alimentation isolement bouger | x2 places=30 cout=c un=p
Des bacs à hauteur de fauteuil et une parcelle pour le dépannage.
"""
