// Reading aloud ("Lees voor"), only with a voice on this device. A voice from the network would tell a
// company what is read, so without a local voice there is no button.
(function () {
  var voices = window.speechSynthesis;
  if (!voices) return;
  function look() {
    var place = document.getElementById("aloud"), lang = document.documentElement.lang;
    var voice = voices.getVoices().filter(function (each) {
      return each.localService && each.lang.slice(0, 2) === lang;
    })[0];
    if (place && voice) place.replaceWith(makeButton(place.dataset, voice, lang));
  }
  function makeButton(words, voice, lang) {
    var button = document.createElement("button");
    function stop() {
      voices.cancel();
      button.textContent = words.go;
    }
    button.type = "button";
    button.textContent = words.go;
    button.onclick = function () {
      if (voices.speaking) return stop();
      var all = document.querySelectorAll("main :is(h1,h2,h3,p,li):not(.np,.np *,.s,li p)");
      var parts = [].filter.call(all, function (part) {
        return part.getClientRects().length; // a lesson shows one part of its page at a time
      });
      parts.forEach(function (part, at) {
        var said = new SpeechSynthesisUtterance(part.innerText);
        said.voice = voice;
        said.lang = lang;
        if (at === parts.length - 1) said.onend = stop;
        voices.speak(said);
      });
      button.textContent = words.stop;
    };
    addEventListener("pagehide", stop);
    addEventListener("newpage", stop);
    addEventListener("hashchange", stop);
    return button;
  }
  voices.onvoiceschanged = look;
  addEventListener("newpage", look); // the check shows its next page in this one
  look();
})();
