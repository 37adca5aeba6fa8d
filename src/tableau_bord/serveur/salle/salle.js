// Rien ici n'est nécessaire : sans ce script, les formulaires marchent tels quels.
// Le brouillon vit dans l'onglet (sessionStorage), jamais au-delà : un téléphone se prête.
(function () {
  "use strict";
  var PAGE = "brouillon:" + location.pathname;
  function garder(cle, valeur) {
    try { valeur ? sessionStorage.setItem(cle, JSON.stringify(valeur)) : sessionStorage.removeItem(cle); } catch (e) { return; }
  }
  function retrouver(cle) {
    try { return JSON.parse(sessionStorage.getItem(cle) || "null"); } catch (e) { return null; }
  }
  function oublier() {
    try { Object.keys(sessionStorage).forEach(function (cle) { if (cle.split("#")[0] === PAGE) { sessionStorage.removeItem(cle); } }); } catch (e) { return; }
  }
  // Ce qui est écrit et choisi ; l'identifiant et la confirmation de relecture n'en sont pas.
  function lire(formulaire) {
    var lu = {};
    new FormData(formulaire).forEach(function (valeur, nom) {
      if (nom === "envoi_id" || nom === "relu") { return; }
      lu[nom] = nom in lu ? lu[nom] + "\n" + valeur : valeur;
    });
    return lu;
  }
  function semblable(avant, maintenant) {
    return Object.keys(avant).every(function (nom) { return nom === "parti" || avant[nom] === maintenant[nom]; });
  }
  function suivre(formulaire) {
    var cle = PAGE + (formulaire.id ? "#" + formulaire.id : ""), identifiant = formulaire.elements.envoi_id;
    var neuf = identifiant.value, bouton = formulaire.querySelector("button"), dit = bouton.textContent;
    var compte = document.getElementById("compte"), texte = formulaire.elements.texte, parti = null;
    var champs = Array.prototype.filter.call(formulaire.elements, function (e) { return e.matches("textarea, input:is([type=text], [type=tel])"); });
    function compter() {
      if (!compte || !texte) { return; }
      var reste = texte.maxLength - texte.value.length;
      compte.textContent = reste <= 300 ? (reste < 2 ? "Reste " : "Restent ") + reste + (reste < 2 ? " caractère." : " caractères.") : "";
    }
    function noter() {
      // Un envoi peut-être déjà reçu garde son identifiant tant que rien n'y change : il ne comptera qu'une fois.
      if (parti) { identifiant.value = semblable(parti, lire(formulaire)) ? parti.parti : neuf; }
      var brouillon = parti && identifiant.value === parti.parti ? parti : lire(formulaire);
      garder(cle, brouillon);
      compter();
    }
    var avant = retrouver(cle);
    // Un brouillon d'une autre révision de la fiche ramènerait ce qui a été corrigé depuis.
    if (avant && avant.revision !== lire(formulaire).revision && "revision" in avant) { garder(cle, null); avant = null; }
    // Après une erreur, la page rend déjà ce qui fut écrit : elle l'emporte sur le brouillon.
    if (avant && !document.getElementById("erreur")) {
      champs.forEach(function (e) { if (e.name in avant && e.value === e.defaultValue) { e.value = avant[e.name]; } });
      if (avant.parti) { parti = avant; if (semblable(avant, lire(formulaire))) { identifiant.value = avant.parti; } }
    }
    formulaire.addEventListener("input", noter);
    formulaire.addEventListener("change", noter);
    formulaire.addEventListener("submit", function (evenement) {
      if (bouton.getAttribute("aria-disabled") === "true") { evenement.preventDefault(); return; }
      var lu = lire(formulaire);
      lu.parti = identifiant.value;
      garder(cle, lu);
      bouton.setAttribute("aria-disabled", "true");
      bouton.textContent = "Envoi en cours…";
    });
    window.addEventListener("pageshow", function (evenement) {
      if (evenement.persisted) { bouton.removeAttribute("aria-disabled"); bouton.textContent = dit; }
    });
    compter();
  }
  var erreur = document.getElementById("erreur");
  if (erreur) { erreur.focus(); }
  if (document.querySelector("[data-recu]")) { oublier(); return; }
  document.querySelectorAll("form[data-brouillon]").forEach(suivre);
})();
