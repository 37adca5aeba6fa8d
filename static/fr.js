/* Libellés natifs de Streamlit en français du Québec, et reprise après une coupure.
   Rien ne sort de la machine. Les textes de l'application (déjà en français) ne sont pas touchés. */
(() => {
  "use strict";
  if (window.__tableauBordFr) return;
  window.__tableauBordFr = true;

  const NB = "\u00a0";
  const COUPURE = "Le lien avec le poste est coupé. Ce qui était confirmé est gardé. "
    + "La page reprend d’elle-même dès que le lien revient.";

  const MOTS = new Map(Object.entries({
    /* Cadre de la page */
    "Skip to main content": "Aller au contenu",
    "Main menu": "Menu principal",
    "Sidebar": "Barre latérale",
    "Collapse sidebar": "Replier la barre latérale",
    "Expand sidebar": "Ouvrir la barre latérale",
    "App pages": "Pages",
    "App Logo": "Logo",
    "Header Logo": "Logo",
    "Navigate to home page": "Aller à l’accueil",
    "Notifications": "Avis",
    "View less": "En voir moins",
    "view less": "en voir moins",
    "view more": "en voir plus",
    "View more": "En voir plus",
    "Scroll tabs left": "Onglets vers la gauche",
    "Scroll tabs right": "Onglets vers la droite",
    "(opens in new tab)": "(s’ouvre dans un nouvel onglet)",
    "Link to heading": "Lien vers ce titre",
    "Running...": "Calcul en cours…",
    "Running…": "Calcul en cours…",
    "Stop": "Arrêter",
    "Stopping...": "Arrêt en cours…",
    "Connecting": "Connexion…",
    "Connecting...": "Connexion…",
    "CONNECTING": "Connexion…",
    "Rerun": "Relancer",
    "Always rerun": "Toujours relancer",
    "Auto rerun": "Relancer automatiquement",
    "File change.": "Fichier modifié.",
    "Source file changed.": "Fichier modifié.",
    "Clear cache": "Vider la mémoire cache",
    "Clear caches": "Vider la mémoire cache",
    "Settings": "Réglages",
    "Theme": "Thème",
    "Light": "Clair",
    "Dark": "Sombre",
    "System": "Comme l’appareil",
    "Use system setting": "Comme l’appareil",
    "Print": "Imprimer",
    "Deploy": "Déployer",
    "About": "À propos",
    "Get help": "Obtenir de l’aide",
    "Report a bug": "Signaler un problème",
    "Record a screencast": "Enregistrer l’écran",
    "Stop recording": "Arrêter l’enregistrement",
    "Copy version to clipboard": "Copier la version",

    /* Dialogues, boutons communs */
    "Close": "Fermer",
    "Cancel": "Annuler",
    "Dismiss": "Fermer",
    "OK": "D’accord",
    "Retry": "Réessayer",
    "Try again": "Réessayer",
    "Continue anyway": "Continuer quand même",
    "Don't show again": "Ne plus montrer",
    "Learn more": "En savoir plus",
    "Copy": "Copier",
    "Copied": "Copié",
    "Copied!": "Copié",
    "Copy to clipboard": "Copier",
    "Fullscreen": "Plein écran",
    "View fullscreen": "Plein écran",
    "Close fullscreen": "Quitter le plein écran",
    "Exit fullscreen": "Quitter le plein écran",
    "Enter fullscreen": "Plein écran",
    "Show data": "Montrer les données",
    "Show chart": "Montrer la figure",
    "Loading...": "Chargement…",
    "Loading…": "Chargement…",

    /* Page introuvable, lien coupé, erreurs */
    "Page not found": "Page introuvable",
    "The page that you have requested does not seem to exist. Running the app's main page.":
      "Aucune page n’a cette adresse. Voici l’accueil.",
    "Connection error": "Lien coupé",
    "Is Streamlit still running? If you accidentally stopped Streamlit, just restart it in your terminal:": COUPURE,
    "Streamlit server is not responding. Are you connected to the internet?": COUPURE,
    "Connection timed out.": COUPURE,
    "Connection timed out": COUPURE,
    "Connection lost. Please wait for the app to reconnect, then try again.":
      "Le lien est coupé. Attendez qu’il revienne, puis recommencez.",
    "Error": "Erreur",
    "Error:": "Erreur" + NB + ":",
    "Unknown error": "Erreur inconnue",
    "Unknown Error": "Erreur inconnue",
    "Network error": "Le lien avec le poste est coupé.",
    "Network Error": "Le lien avec le poste est coupé.",
    "Network issue": "Page à recharger",
    "Request timed out": "Le poste n’a pas répondu à temps.",
    "Request Timeout": "Le poste n’a pas répondu à temps.",
    "Request aborted": "Demande interrompue.",
    "Script execution error": "La page n’a pas pu s’exécuter",
    "Traceback:": "Trace" + NB + ":",
    "Ask Google": "Chercher sur le Web",
    "Ask ChatGPT": "Demander à un assistant",
    "Element missing.": "Élément manquant.",
    "Cannot load Streamlit frontend code. This can happen when you update Streamlit while a Streamlit app is running.":
      "Le programme a été mis à jour pendant que cette page était ouverte.",
    "To fix this, simply reload this app by pressing": "Rechargez la page avec",
    ", or": " ou",
    "If the error persists, try force-clearing your browser's cache as described":
      "Si cela revient, videz la mémoire cache du navigateur.",
    "here": "\u200b",
    "Your app is having trouble loading the component.": "Cette partie de la page n’a pas pu se charger.",

    /* Zone de dépôt */
    "Upload": "Choisir un fichier",
    "Upload directories": "Choisir un dossier",
    "Browse files": "Choisir un fichier",
    "Browse directories": "Choisir un dossier",
    "file upload": "Choisir un fichier",
    "add icon": "ajouter",
    "Add files": "Ajouter des fichiers",
    "Drag and drop a file here": "Déposez le fichier ici",
    "Drag and drop file here": "Déposez le fichier ici",
    "Drag and drop files here": "Déposez les fichiers ici",
    "Drag and drop directories here": "Déposez les dossiers ici",
    "Only one file is allowed.": "Un seul fichier à la fois.",
    "Too many files": "Trop de fichiers.",
    "File size is too small.": "Le fichier est vide ou trop petit.",
    "Unexpected error. Please try again.": "L’envoi n’a pas réussi. Recommencez.",
    "Error uploading file": "Le fichier n’a pas pu être envoyé.",
    "Error deleting file": "Le fichier n’a pas pu être retiré.",
    "Download failed": "Le téléchargement n’a pas réussi.",
    "Remove": "Retirer",
    "Delete": "Retirer",

    /* Champs */
    "Choose an option": "Choisir",
    "Choose options": "Choisir",
    "Choose or add an option": "Choisir ou ajouter",
    "Choose or add options": "Choisir ou ajouter",
    "Add an option": "Ajouter",
    "Add options": "Ajouter",
    "No options to select": "Rien à choisir",
    "No options to select.": "Rien à choisir.",
    "No options": "Rien à choisir",
    "No results": "Aucun résultat",
    "Open": "Ouvrir la liste",
    "Selectbox": "Liste",
    "Selectbox options": "Choix possibles",
    "Selected values": "Choix faits",
    "Select all": "Tout choisir",
    "Clear all": "Tout retirer",
    "Clear value": "Effacer",
    "Clear entry": "Effacer",
    "Clear": "Effacer",
    "Show suggestions": "Montrer les choix",
    "Increment": "Augmenter",
    "Decrement": "Diminuer",
    "Show password": "Montrer le mot de passe",
    "Hide password": "Cacher le mot de passe",
    "Show password text": "Montrer le mot de passe",
    "Hide password text": "Cacher le mot de passe",
    "Press Enter to apply": "Entrée pour appliquer",
    "Press Enter to submit form": "Entrée pour envoyer",
    "Press Ctrl+Enter to apply": "Ctrl+Entrée pour appliquer",
    "Press Ctrl+Enter to submit form": "Ctrl+Entrée pour envoyer",
    "Press ⌘+Enter to apply": "⌘+Entrée pour appliquer",
    "Press ⌘+Enter to submit form": "⌘+Entrée pour envoyer",
    "Invalid input.": "Cette saisie n’est pas acceptée.",
    "Invalid data type": "Cette saisie n’est pas acceptée.",
    "Number is above the allowed range.": "Le nombre est trop grand.",
    "Number is below the allowed range.": "Le nombre est trop petit.",
    "Thumbs up": "Pouce en l’air",
    "Thumbs down": "Pouce en bas",
    "Very dissatisfied": "Très insatisfait",
    "Dissatisfied": "Insatisfait",
    "Neutral": "Neutre",
    "Satisfied": "Satisfait",
    "Very satisfied": "Très satisfait",
    "Feedback rating": "Appréciation",
    "Send message": "Envoyer",
    "Stop script": "Arrêter",
    "Color picker": "Choix de couleur",
    "Color Picker": "Choix de couleur",
    "Take Photo": "Prendre la photo",
    "Clear photo": "Reprendre",
    "Switch camera": "Changer de caméra",
    "Learn how to allow access.": "Comment donner l’accès.",
    "This app would like to use your camera.": "Cette page demande la caméra.",
    "This app would like to use your microphone.": "Cette page demande le micro.",
    "Start recording": "Enregistrer",
    "Cancel recording": "Annuler l’enregistrement",
    "Submit recording": "Envoyer l’enregistrement",
    "Clear recording": "Effacer l’enregistrement",
    "Recording failed": "L’enregistrement n’a pas réussi.",
    "An error has occurred, please try again.": "L’opération n’a pas réussi. Recommencez.",

    /* Dates et heures */
    "Choose date": "Choisir la date",
    "Choose date range": "Choisir la période",
    "Choose date and time": "Choisir la date et l’heure",
    "Clear date": "Effacer la date",
    "Clear dates": "Effacer les dates",
    "Clear date and time": "Effacer la date et l’heure",
    "Clear time": "Effacer l’heure",
    "Date range": "Période",
    "Time": "Heure",
    "Calendar": "Calendrier",
    "Quick select a date range": "Choisir une période toute faite",
    "None": "Aucune",
    "Past Week": "Dernière semaine",
    "Past Month": "Dernier mois",
    "Past 3 Months": "Trois derniers mois",
    "Past 6 Months": "Six derniers mois",
    "Past Year": "Dernière année",
    "Past 2 Years": "Deux dernières années",
    "Today": "Aujourd’hui",
    "Previous month": "Mois précédent",
    "Next month": "Mois suivant",
    "Previous": "Précédent",
    "Next": "Suivant",
    "Use arrow keys to navigate dates. Enter to select. Escape to close.":
      "Flèches pour se déplacer, Entrée pour choisir, Échap pour fermer.",
    "Use arrow keys to navigate. Enter to select. Tab to switch between calendar and time. Escape to close.":
      "Flèches pour se déplacer, Entrée pour choisir, Tab pour passer du calendrier à l’heure, Échap pour fermer.",
    "Selected date unavailable.": "Cette date n’est pas offerte.",
    "Start date must be before end date.": "Le début doit venir avant la fin.",
    "Invalid time format. Please use HH:MM.": "Écrivez l’heure comme 14:30.",
    "Invalid time format. Please use HH:MM:SS or HH:MM.": "Écrivez l’heure comme 14:30 ou 14:30:00.",
    "Hours must be 0–23.": "Les heures vont de 0 à 23.",
    "Minutes must be 0–59.": "Les minutes vont de 0 à 59.",
    "Seconds must be 0–59.": "Les secondes vont de 0 à 59.",

    /* Tableaux */
    "Scrollable table": "Tableau qui défile",
    "Show/hide columns": "Montrer ou cacher des colonnes",
    "Download as CSV": "Télécharger en CSV",
    "Download as PNG": "Télécharger l’image",
    "Download as SVG": "Télécharger en SVG",
    "Search": "Chercher",
    "Close Search": "Fermer la recherche",
    "Next Result": "Résultat suivant",
    "Previous Result": "Résultat précédent",
    "Type to search": "Écrire pour chercher",
    "Add row": "Ajouter une rangée",
    "Delete row(s)": "Retirer les rangées",
    "Clear selection": "Effacer la sélection",
    "Dataframe column menu": "Menu de la colonne",
    "Column visibility menu": "Colonnes montrées",
    "Sort ascending": "Trier en ordre croissant",
    "Sort descending": "Trier en ordre décroissant",
    "Format": "Format",
    "Autosize": "Ajuster la largeur",
    "Pin column": "Épingler la colonne",
    "Unpin column": "Détacher la colonne",
    "Hide column": "Cacher la colonne",
    "Copy column name": "Copier le nom de la colonne",
    "Statistics": "Statistiques",
    "Automatic": "Automatique",
    "Localized": "Selon la langue",
    "Plain": "Simple",
    "Compact": "Abrégé",
    "Percent": "Pourcentage",
    "Scientific": "Scientifique",
    "Accounting": "Comptable",
    "Distance": "Écart avec maintenant",
    "Duration": "Durée",
    "Count": "Nombre",
    "Empty": "Vides",
    "Distinct": "Valeurs distinctes",
    "Minimum": "Minimum",
    "Maximum": "Maximum",
    "Average": "Moyenne",
    "Median": "Médiane",
    "Range": "Étendue",
    "Sum": "Somme",
    "Standard deviation": "Écart type",
    "25th percentile": "25e centile",
    "75th percentile": "75e centile",
    "Average length": "Longueur moyenne",
    "Minimum length": "Longueur minimale",
    "Maximum length": "Longueur maximale",
    "Values": "Valeurs",
    "Top values": "Valeurs les plus fréquentes",
    "Top values frequency chart": "Valeurs les plus fréquentes",
    "Based on sample": "D’après un échantillon",
    "No data": "Aucune donnée",
    "No content": "Rien à montrer",
    "empty": "vide",
    "Button action menu": "Gestes",
    "Audio player": "Lecteur audio",
    "Video player": "Lecteur vidéo",
    "Markdown content": "Texte mis en forme",
    "Edit markdown content": "Modifier le texte",
    "Enter markdown text...": "Écrire le texte",
    "Cancel (Escape)": "Annuler (Échap)",
    "Rename": "Renommer",
    "Edit": "Modifier",
    "Select...": "Choisir…",
    "Pagination": "Pages",
    "Next page": "Page suivante",
    "Previous page": "Page précédente",
    "JSON path": "Chemin JSON",

    /* Cartes et figures */
    "Map": "Carte",
    "Map marker": "Repère",
    "Zoom in": "Agrandir",
    "Zoom out": "Réduire",
    "Zoom In": "Agrandir",
    "Zoom Out": "Réduire",
    "Reset North": "Remettre le nord en haut",
    "Reset bearing to north": "Remettre le nord en haut",
    "Drag to rotate map, click to reset north": "Glisser pour tourner la carte, cliquer pour remettre le nord en haut",
    "Toggle attribution": "Montrer les sources",
    "Map feedback": "Commenter la carte",
    "Mapbox logo": "Logo",
    "Find my location": "Me situer",
    "Location not available": "Position inconnue",
    "Close popup": "Fermer",
    "Zoom": "Agrandir une zone",
    "Pan": "Déplacer",
    "Box Select": "Choisir un rectangle",
    "Lasso Select": "Choisir au lasso",
    "Autoscale": "Tout montrer",
    "Reset axes": "Revenir au départ",
    "Reset view": "Revenir au départ",
    "Reset views": "Revenir au départ",
    "Download plot": "Télécharger l’image",
    "Download plot as a PNG": "Télécharger l’image",
    "Toggle Spike Lines": "Montrer les repères",
    "Show closest data on hover": "Montrer la donnée la plus proche",
    "Toggle show closest data on hover": "Montrer la donnée la plus proche",
    "Compare data on hover": "Comparer les données",
    "Double-click to zoom back out": "Double-cliquer pour revenir",
    "Double-click on legend to isolate one trace": "Double-cliquer dans la légende pour isoler une série",
    "Produced with Plotly.js": "Fait avec Plotly",
    "Vega visualization": "Figure",
    "visualization": "figure",
    "group mark container": "groupe",
    "rect mark container": "barres",
    "bar": "barre",
  }));

  const UNITES = { B: "octets", KB: "ko", MB: "Mo", GB: "Go", TB: "To" };
  const taille = (nombre, unite) => nombre.replace(/\.0$/, "").replace(".", ",") + NB + UNITES[unite.toUpperCase()];
  const MOIS = new Map(["January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December"].map((nom, i) => [nom, ["janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre"][i]]));
  const PARTIES = { era: "ère", year: "année", month: "mois", day: "jour", weekday: "jour de la semaine", hour: "heure",
    minute: "minute", second: "seconde", "AM/PM": "avant ou après midi", "time zone": "fuseau horaire" };
  const DATE = /\b(January|February|March|April|May|June|July|August|September|October|November|December) 0?(\d{1,2}), (\d{4})/g;
  const dater = (texte) => texte.replace(DATE, (_, m, j, a) => `${j === "1" ? "1er" : j}${NB}${MOIS.get(m)}${NB}${a}`);

  const MOTIFS = [
    [/^(?:Limit )?([\d.]+)\s?([KMGT]?B) per file(.*)$/i, (_, n, u, suite) => `${taille(n, u)} par fichier${suite}`],
    [/^(.+), ([\d.]+)\s?([KMGT]?B)$/, (_, nom, n, u) => `${nom}, ${taille(n, u)}`],
    [/^([\d.]+)\s?([KMGT]?B)$/, (_, n, u) => taille(n, u)],
    [/^File must be ([\d.]+)\s?([KMGT]?B) or smaller\.?$/i, (_, n, u) => `Le fichier doit peser ${taille(n, u)} ou moins.`],
    [/^File is (larger|smaller) than .*$/i, (_, s) => (s === "larger" ? "Le fichier est trop gros." : "Le fichier est trop petit.")],
    [/^File type must be (.*)$/, (_, t) => `Types acceptés${NB}: ${t}`],
    [/^(.*?) ?files are not allowed\.$/, (_, t) => `Ce type de fichier${t ? ` (${t})` : ""} n’est pas accepté.`],
    [/^Remove (.+)$/, (_, nom) => `Retirer ${nom}`],
    [/^Delete (.+)$/, (_, nom) => `Retirer ${nom}`],
    [/^Add: (.+)$/, (_, nom) => `Ajouter${NB}: ${nom}`],
    [/^Create "(.+)"$/, (_, nom) => `Ajouter «${NB}${nom}${NB}»`],
    [/^Select (\d+) match(?:es)?$/, (_, n) => `Choisir les ${n}`],
    [/^(\d+) options? available\.$/, (_, n) => `${n} choix.`],
    [/^(.+), selected$/, (_, nom) => `${nom}, choisi`],
    [/^You can only select up to (\d+) options?\. Remove an option first\.$/, (_, n) => `${n} choix au plus. Retirez-en un d’abord.`],
    [/^Number is below the allowed range\. Please enter a value greater than or equal to (.+)\.$/, (_, n) => `Écrivez ${n} ou plus.`],
    [/^Number is above the allowed range\. Please enter a value less than or equal to (.+)\.$/, (_, n) => `Écrivez ${n} ou moins.`],
    [/^Number is outside the allowed range\. Please enter a value between (.+) and (.+)\.$/, (_, a, b) => `Écrivez un nombre de ${a} à ${b}.`],
    [/^Value must be (.+) or later\.$/, (_, d) => `Choisissez le ${d} ou après.`],
    [/^Value must be (.+) or earlier\.$/, (_, d) => `Choisissez le ${d} ou avant.`],
    [/^Error: (.+)$/, (_, suite) => `Erreur${NB}: ${traduire(suite) ?? suite}`],
    [/^(Choose date(?: range| and time)?), (.+)$/, (_, geste, mois) => `${MOTS.get(geste)}, ${mois}`],
    [/^(era|year|month|day|weekday|hour|minute|second|AM\/PM|time zone), (.+)$/, (_, partie, nom) => `${PARTIES[partie]}, ${nom}`],
    [/^(\d+ – )([A-Z][a-z]+)$/, (tout, n, m) => (MOIS.has(m) ? n + MOIS.get(m) : tout)],
    [/^Selected Date: (.+)$/, (_, d) => `Date choisie${NB}: ${dater(d)}`],
    [/^Selected Range: (.+) to (.+)$/, (_, a, b) => `Période choisie${NB}: du ${dater(a)} au ${dater(b)}`],
    [/^Selected Time: (.+)$/, (_, h) => `Heure choisie${NB}: ${h}`],
    [/^Today, (.+)$/, (_, d) => `Aujourd’hui, ${d}`],
    [/^(.+) selected$/, (_, d) => `${d}, choisi`],
    [/^Rating (\d+)$/, (_, n) => `Note${NB}: ${n}`],
    [/^(\d+) out of (\d+) stars?$/, (_, n, total) => `${n} sur ${total}`],
    [/^Help for (.+)$/, (_, nom) => `Aide${NB}: ${nom}`],
    [/^(.+) — (start|end)$/, (_, nom, bout) => `${nom}, ${bout === "start" ? "début" : "fin"}`],
    [/^(.+) start date$/, (_, nom) => `${nom}, date de début`],
    [/^(.+) end date$/, (_, nom) => `${nom}, date de fin`],
    [/^(.+) color picker$/, (_, nom) => `${nom}, choix de couleur`],
    [/^View (\d+) more$/, (_, n) => `En voir ${n} de plus`],
    [/^Page (\d+)$/, (_, n) => `Page ${n}`],
    [/^(>?\d+) results?$/, (_, n) => `${n}${NB}résultats`],
    [/^(\d+) of (>?\d+)$/, (_, n, total) => `${n} sur ${total}`],
    [/^binStart: .*; Range: (.+) – (.+); Count: (.+)$/, (_, a, b, n) => `De ${a} à ${b}${NB}: ${n}`],
    [/^(.+) \(([\d,.]+)%\)$/, (_, n, part) => `${n} (${part}${NB}%)`],
    [/^Shortcut (.+)$/, (_, touches) => `Raccourci ${touches}`],
    [/^Chat message from (.+)$/, (_, nom) => `Message de ${nom}`],
    [/^Upload (file|files|directory|directories|folder|folders|a file)$/, () => "Choisir un fichier"],
    [/^Upload or drag and drop .+$/, () => "Choisir ou déposer un fichier"],
    [/^Drag and drop .+ here$/, () => "Déposez le fichier ici"],
    [/^File is too large\. Maximum size is (\d+) bytes\.$/, () => "Le fichier est trop gros."],
    [/^This app has encountered an error\./, () => "Quelque chose n’a pas fonctionné ici. Ce qui était confirmé est gardé. Rechargez la page."],
    [/^You have requested page \/(.*), but no corresponding file was found in the app's pages\/ directory\. Running the app's main page\.$/,
      (_, nom) => `Aucune page n’a l’adresse «${NB}/${nom}${NB}». Voici l’accueil.`],
    [/^Cannot connect to Streamlit \(HTTP status: 403\)\./, () => "Le poste refuse ce lien. Ouvrez la page depuis le poste lui-même."],
    [/^Connection failed with status \d+.*$/, () => COUPURE],
    [/^(?:Request failed with status(?: code)?|Response received with status) (\d+)\.?$/, (_, code) => `Le poste a répondu par une erreur (${code}).`],
    /* Barre d'outils d'un élément qui a un texte de remplacement : « Fullscreen: … ». */
    [/^([A-Z][A-Za-z ]{2,40}): (.+)$/, (tout, libelle, suite) => (MOTS.has(libelle) ? `${MOTS.get(libelle)}${NB}: ${suite}` : tout)],
    [/^Made with Streamlit v(.+)$/, (_, v) => `Fait avec Streamlit ${v}`],
  ];

  const ATTRIBUTS = ["aria-label", "aria-description", "aria-valuetext", "aria-roledescription",
    "placeholder", "title", "alt", "data-title"];

  /* Là où Streamlit écrit les textes de l'application, ne rien traduire… */
  const RESERVE = '[data-testid="stMarkdownContainer"], [data-testid="stHtml"], [data-testid="stTable"], '
    + '[data-testid="stJson"], [data-testid="stText"], pre, code, textarea, td, th, [role="gridcell"]';
  /* …sauf dans ces endroits, où il écrit aussi ses propres libellés. */
  const NATIF = '[data-testid="stFileUploaderDropzone"], [data-testid="stTooltipContent"], [role="tooltip"], '
    + '[role="dialog"], [data-testid="stException"], [data-testid="stHeader"], [data-testid="stStatusWidget"]';

  const traduire = (brut) => {
    const texte = brut.trim();
    if (texte.length < 2 || texte.length > 2000) return null;
    let rendu = MOTS.get(texte);
    if (rendu === undefined) {
      const nu = texte.replace(/\s+/g, " ");
      rendu = MOTS.get(nu);
      for (let i = 0; rendu === undefined && i < MOTIFS.length; i += 1) {
        const trouve = MOTIFS[i][0].exec(nu);
        if (trouve) rendu = MOTIFS[i][1](...trouve);
      }
    }
    if (rendu === undefined || rendu === texte) return null;
    return brut.replace(texte, () => rendu);
  };

  const reserve = (element) => {
    const zone = element.closest(RESERVE);
    return zone !== null && element.closest(NATIF) === null;
  };

  const traiterTexte = (noeud) => {
    const parent = noeud.parentElement;
    if (!parent || parent.tagName === "SCRIPT" || parent.tagName === "STYLE") return;
    const rendu = traduire(noeud.data);
    if (rendu === null || reserve(parent)) return;
    noeud.data = rendu;
    if (rendu.trim() === COUPURE) annoncerCoupure(parent);
  };

  const traiterAttributs = (element) => {
    for (const nom of ATTRIBUTS) {
      const valeur = element.getAttribute(nom);
      /* « Rejeter » est le mot français d'une bibliothèque de Streamlit pour fermer un dialogue. */
      const rendu = valeur === "Rejeter" ? "Fermer" : valeur ? traduire(valeur) : null;
      if (rendu !== null) element.setAttribute(nom, rendu);
    }
  };

  const traiter = (racine) => {
    if (racine.nodeType === Node.TEXT_NODE) { traiterTexte(racine); return; }
    if (racine.nodeType !== Node.ELEMENT_NODE) return;
    const marche = document.createTreeWalker(racine, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let noeud = marche.currentNode; noeud; noeud = marche.nextNode()) {
      if (noeud.nodeType === Node.TEXT_NODE) traiterTexte(noeud); else traiterAttributs(noeud);
    }
  };

  /* La commande de terminal que Streamlit joint à l'avis de coupure ne sert à personne ici. */
  const annoncerCoupure = (element) => {
    const dialogue = element.closest('[role="dialog"]');
    for (const bloc of dialogue?.querySelectorAll('[data-testid="stCode"], pre') ?? []) bloc.style.display = "none";
    attendreLeRetour();
  };

  /* Reprise : un poste redémarré (ou quitté plus longtemps qu'il ne garde une session) a oublié cette
     page ; on la recharge au retour du lien, sinon l'ancien écran resterait affiché sans rien derrière. */
  const GARDE_SESSION = 110_000;
  const demarrage = document.currentScript?.dataset?.demarrage ?? "";
  const base = new URL(document.currentScript?.src ?? document.baseURI).origin;
  let coupeDepuis = 0;
  let enAttente = false;
  let enDepart = false;

  /* Un appareil qui a dormi n'apprend la coupure qu'au réveil : compter depuis le dernier battement. */
  let battement = Date.now();
  let endormiDepuis = 0;
  window.setInterval(() => {
    const present = Date.now();
    if (present - battement > GARDE_SESSION) endormiDepuis = battement;
    battement = present;
  }, 5000);

  const etat = async () => {
    const adresse = demarrage ? "/sante" : "/_stcore/health";
    const reponse = await fetch(base + adresse, { cache: "no-store" });
    if (!reponse.ok) throw new Error(String(reponse.status));
    return demarrage ? (await reponse.json()).demarrage : "";
  };

  const verifierAuRetour = (present) => {
    const perdue = Date.now() - coupeDepuis > GARDE_SESSION;
    if (!demarrage || present !== demarrage || perdue) window.location.reload();
    coupeDepuis = 0;
    endormiDepuis = 0;
  };

  const attendreLeRetour = () => {
    if (enAttente) return;
    enAttente = true;
    coupeDepuis = coupeDepuis || endormiDepuis || Date.now();
    const essayer = () => etat().then(
      (present) => { enAttente = false; verifierAuRetour(present); },
      () => window.setTimeout(essayer, 1000),
    );
    window.setTimeout(essayer, 500);
  };

  const LienNatif = window.WebSocket;
  window.WebSocket = class extends LienNatif {
    constructor(...args) {
      super(...args);
      if (!String(args[0]).includes("/_stcore/stream")) return;
      let ouvert = false;
      this.addEventListener("open", () => {
        ouvert = true;
        /* Posé par le composant, le script arrive après le premier lien : celui-ci est donc un retour. */
        if (!demarrage) verifierAuRetour("");
      });
      this.addEventListener("close", () => { if (ouvert && !enDepart) attendreLeRetour(); });
    }
  };
  window.addEventListener("pagehide", () => { enDepart = true; });
  window.addEventListener("pageshow", () => { enDepart = false; });

  /* Les composants d'accessibilité de Streamlit suivent la langue du navigateur : la leur dire. */
  for (const [nom, valeur] of [["language", "fr-CA"], ["languages", Object.freeze(["fr-CA", "fr"])]]) {
    Object.defineProperty(window.navigator, nom, { get: () => valeur, configurable: true });
  }
  window.dispatchEvent(new Event("languagechange"));

  for (const [genre, gestes] of [[Number, ["toLocaleString"]],
    [Date, ["toLocaleString", "toLocaleDateString", "toLocaleTimeString"]]]) {
    for (const geste of gestes) {
      const natif = genre.prototype[geste];
      genre.prototype[geste] = function enFrancais(langue, options) { return natif.call(this, langue ?? "fr-CA", options); };
    }
  }

  document.documentElement.lang = "fr-CA";
  new MutationObserver((changements) => {
    for (const c of changements) {
      if (c.type === "childList") c.addedNodes.forEach(traiter);
      else if (c.type === "characterData") traiterTexte(c.target);
      else traiterAttributs(c.target);
    }
  }).observe(document, {
    subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ATTRIBUTS,
  });
  if (document.body) traiter(document.body);
})();
