// Snel weg: a tap on the link, or Shift three times within two seconds.
const link = document.querySelector(".exit");
let gone, pressed = [];
const leave = (event) => {
  if (event) event.preventDefault();
  gone = 1;
  // the page is empty before anything else happens, also when the network is slow
  document.documentElement.textContent = "";
  window.name = "";
  if (window.speechSynthesis) speechSynthesis.cancel();
  history.replaceState(null, "", "/");
  location.replace(link.href);
  // a text they had kept on this device goes too; last, for some browsers allow no look at it
  localStorage.clear();
};
link.onclick = leave;
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  pressed = event.key === "Shift" ? pressed.concat(event.timeStamp).slice(-3) : [];
  if (pressed[2] - pressed[0] < 2000) leave();
});
// a browser that keeps left pages alive must not bring this one back
addEventListener("pageshow", () => { if (gone) leave(); });
link.lastChild.textContent = link.dataset.keys;
