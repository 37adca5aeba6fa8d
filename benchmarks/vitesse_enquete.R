# R survey, la même tâche que `tableau_bord.enquete` ; les données sont écrites par vitesse_enquete.py.
#   Rscript vitesse_enquete.R DOSSIER replications B   bootstrap, calibrate linéaire, svyby : secondes par étape
#   Rscript vitesse_enquete.R DOSSIER verifier B       nos B réplications de départ : estimations et erreurs types
#   Rscript vitesse_enquete.R DOSSIER logit FOIS       calibrate logit borné : secondes de chaque fois, facteurs
suppressMessages(library(survey))
demande <- commandArgs(trailingOnly = TRUE)
dossier <- demande[1]
combien <- as.integer(demande[3])
chemin <- function(nom) file.path(dossier, nom)
forme <- scan(chemin("forme.txt"), quiet = TRUE)
n <- forme[1]
k <- forme[2]

reels <- function(nom, colonnes) {
  matrix(readBin(chemin(nom), "double", n * colonnes), nrow = n)
}
entiers <- function(nom, colonnes) {
  matrix(readBin(chemin(nom), "integer", n * colonnes, size = 4), nrow = n)
}
dire <- function(nom, ...) cat(nom, format(c(...), digits = 17), "\n")
ecrire <- function(valeurs, nom) writeBin(as.vector(valeurs), chemin(nom))
# Secondes écoulées et secondes de calcul.
chronometrer <- function(nom, calcul) {
  duree <- system.time(rendu <- calcul(), gcFirst = TRUE)
  dire(nom, duree[["elapsed"]], duree[["user.self"]] + duree[["sys.self"]])
  rendu
}

# Une variable catégorielle par colonne ; la première catégorie est la référence, son total vient de la constante.
lire_marges <- function(nom) {
  totaux <- lapply(strsplit(readLines(chemin(paste0(nom, ".txt"))), " "), as.numeric)
  brut <- entiers(paste0(nom, ".bin"), length(totaux))
  facteurs <- as.data.frame(lapply(seq_along(totaux), function(j) {
    factor(brut[, j], levels = seq_along(totaux[[j]]) - 1)
  }))
  names(facteurs) <- paste0("v", seq_along(totaux))
  population <- c(sum(totaux[[1]]), unlist(lapply(totaux, `[`, -1)))
  formule <- reformulate(names(facteurs))
  names(population) <- colnames(model.matrix(formule, facteurs[1:2, ]))
  list(facteurs = facteurs, population = population, formule = formule)
}

y <- reels("y.bin", k)
colnames(y) <- paste0("y", seq_len(k))
marges <- lire_marges(if (demande[2] == "logit") "logit" else "marges")
gens <- data.frame(
  poids = reels("poids.bin", 1)[, 1], strate = entiers("strate.bin", 1)[, 1],
  domaine = factor(entiers("domaine.bin", 1)[, 1]), y, marges$facteurs
)
plan <- svydesign(~1, strata = ~strate, weights = ~poids, data = gens)
indicateurs <- reformulate(colnames(y))
estimer <- function(d) svyby(indicateurs, ~domaine, d, svymean)
caler <- function(d) calibrate(d, marges$formule, marges$population, compress = FALSE)

dire("R", as.character(getRversion()))
dire("survey", as.character(packageVersion("survey")))
dire("algebre", basename(extSoftVersion()[["BLAS"]]))

if (demande[2] == "replications") {
  set.seed(20270121)
  d <- chronometrer("tirer", function() {
    as.svrepdesign(plan, type = "subbootstrap", replicates = combien, compress = FALSE)
  })
  d <- chronometrer("caler", function() caler(d))
  fait <- chronometrer("estimer", function() estimer(d))
} else if (demande[2] == "verifier") {
  d <- svrepdesign(
    data = gens, weights = ~poids, repweights = reels("depart.bin", combien), type = "other",
    combined.weights = TRUE, scale = 1 / (combien - 1), rscales = rep(1, combien), mse = FALSE
  )
  fait <- estimer(caler(d))
  ecrire(as.matrix(fait[, colnames(y)]), "r_valeur.bin")
  ecrire(as.matrix(SE(fait)), "r_erreur.bin")
} else {
  bornes <- scan(chemin("bornes.txt"), quiet = TRUE)
  logit <- function(...) {
    calibrate(plan, marges$formule, marges$population, calfun = "logit", bounds = bornes, ...)
  }
  for (i in seq_len(combien)) fait <- chronometrer("caler", logit)
  ecrire(weights(fait) / gens$poids, "r_facteurs.bin")
  ecrire(weights(logit(epsilon = 1e-11)) / gens$poids, "r_facteurs_serres.bin")
}
