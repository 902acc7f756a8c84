// The quick exit ("Snel weg"): a click on the link, or Shift three times within two seconds.
const link = document.querySelector(".exit");
let gone, pressed = [];
const leave = (event) => {
  if (event) event.preventDefault();
  gone = 1;
  // empty the page first, as the network may be slow
  document.documentElement.textContent = "";
  window.name = "";
  if (window.speechSynthesis) speechSynthesis.cancel();
  history.replaceState(null, "", "/");
  location.replace(link.href);
  // also removes a draft on this device; last, because some browsers throw here
  localStorage.clear();
};
link.onclick = leave;
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  pressed = event.key === "Shift" ? pressed.concat(event.timeStamp).slice(-3) : [];
  if (pressed[2] - pressed[0] < 2000) leave();
});
// a browser with a back/forward cache must not bring this page back
addEventListener("pageshow", () => { if (gone) leave(); });
link.lastChild.textContent = link.dataset.keys;
