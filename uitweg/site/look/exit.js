// Snel weg: a tap on the link, or Shift three times within two seconds.
(function (d, w) {
  var link = d.querySelector(".exit"), root = d.documentElement, gone = false, pressed = [];
  function leave() {
    gone = true;
    // the page is empty before anything else happens, also when the network is slow
    root.textContent = "";
    try { history.replaceState(null, "", "/"); } catch (_) { }
    location.replace(link.href);
  }
  link.addEventListener("click", function (e) { e.preventDefault(); leave(); });
  w.addEventListener("keydown", function (e) {
    if (e.key !== "Shift") { pressed = []; return; }
    if (e.repeat) return;
    pressed = pressed.concat(e.timeStamp).slice(-3);
    if (pressed.length === 3 && e.timeStamp - pressed[0] < 2000) leave();
  }, true);
  // a browser that keeps left pages alive must not bring this one back
  w.addEventListener("pageshow", function (e) { if (e.persisted && gone) leave(); });
  d.querySelector(".exit small").hidden = false;
})(document, window);
