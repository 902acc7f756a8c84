// Reading aloud ("Lees voor"), only with a voice on this device. A voice from the network would tell a
// company what is read, so without a local voice there is no button.
(function () {
  var voices = window.speechSynthesis, place = document.getElementById("aloud"),
    button = document.createElement("button"), lang = document.documentElement.lang, voice;
  if (!voices || !place) return;
  function look() {
    voice = voices.getVoices().filter(function (each) {
      return each.localService && each.lang.slice(0, 2) === lang;
    })[0];
    if (!voice || button.parentNode) return;
    button.textContent = place.dataset.go;
    place.replaceWith(button);
  }
  function stop() {
    voices.cancel();
    button.textContent = place.dataset.go;
  }
  button.onclick = function () {
    if (voices.speaking) return stop();
    var parts = document.querySelectorAll("main :is(h1,h2,h3,p,li):not(.np,.np *,.s,li p)");
    parts.forEach(function (part, at) {
      var said = new SpeechSynthesisUtterance(part.innerText);
      said.voice = voice;
      said.lang = lang;
      if (at === parts.length - 1) said.onend = stop;
      voices.speak(said);
    });
    button.textContent = place.dataset.stop;
  };
  addEventListener("pagehide", stop);
  voices.onvoiceschanged = look;
  look();
})();
