// Rien ici n'est nécessaire : sans ce script, les formulaires marchent tels quels.
// Le brouillon vit dans l'onglet (sessionStorage), jamais au-delà : un téléphone se prête.
(function () {
  "use strict";
  var CLE = "brouillon:" + location.pathname;
  function garder(valeur) {
    try { valeur ? sessionStorage.setItem(CLE, JSON.stringify(valeur)) : sessionStorage.removeItem(CLE); } catch (e) { return; }
  }
  function retrouver() {
    try { return JSON.parse(sessionStorage.getItem(CLE) || "null"); } catch (e) { return null; }
  }
  var erreur = document.getElementById("erreur");
  if (erreur) { erreur.focus(); }
  if (document.querySelector("[data-recu]")) { garder(null); return; }
  var formulaire = document.querySelector("form[data-brouillon]");
  if (!formulaire) { return; }
  var texte = formulaire.elements.texte, identifiant = formulaire.elements.envoi_id;
  var neuf = identifiant.value, parti = null, compte = document.getElementById("compte");
  var bouton = formulaire.querySelector("button");
  function compter() {
    var reste = texte.maxLength - texte.value.length;
    compte.textContent = reste <= 300 ? (reste < 2 ? "Reste " : "Restent ") + reste + (reste < 2 ? " caractère." : " caractères.") : "";
  }
  var avant = retrouver();
  if (avant && !texte.value) { texte.value = avant.texte || ""; }
  // Un envoi peut-être déjà reçu garde son identifiant tant que son texte ne change pas : il ne comptera qu'une fois.
  if (avant && avant.parti && texte.value === avant.texte) { parti = avant; identifiant.value = avant.parti; }
  texte.addEventListener("input", function () {
    if (parti) { identifiant.value = texte.value === parti.texte ? parti.parti : neuf; }
    garder({ texte: texte.value, parti: parti && texte.value === parti.texte ? parti.parti : "" });
    compter();
  });
  formulaire.addEventListener("submit", function (evenement) {
    if (bouton.getAttribute("aria-disabled") === "true") { evenement.preventDefault(); return; }
    garder({ texte: texte.value, parti: identifiant.value });
    bouton.setAttribute("aria-disabled", "true");
    bouton.textContent = "Envoi en cours…";
  });
  window.addEventListener("pageshow", function (evenement) {
    if (evenement.persisted) { bouton.removeAttribute("aria-disabled"); bouton.textContent = "Envoyer"; }
  });
  compter();
})();
