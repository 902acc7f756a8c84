// The quick exit ("Snel weg"): a click on the link, or Shift three times within two seconds. In a
// text field Shift makes capitals, so there it counts for nothing.
const link = document.querySelector(".exit");
let gone, pressed = [];
const away = () => location.replace(link.href);
const leave = (event) => {
  if (event) event.preventDefault();
  gone = 1;
  // empty the page first, as the network may be slow
  document.documentElement.textContent = "";
  window.name = "";
  if (window.speechSynthesis) speechSynthesis.cancel();
  // a page whose steps are entries of the history is left from its first one: Back shows none of them
  const { steps } = history.state || {};
  history.replaceState(null, "", "/");
  if (steps) {
    const late = setTimeout(away, 300);
    addEventListener("popstate", () => { clearTimeout(late); away(); });
    history.go(-steps);
  } else away();
  // also removes the words of this tab and a draft on this device; last, because some browsers throw here
  sessionStorage.clear();
  localStorage.clear();
};
link.onclick = leave;
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  const counts = event.key === "Shift" && !event.target.matches("textarea,.in");
  pressed = counts ? pressed.concat(event.timeStamp).slice(-3) : [];
  if (pressed[2] - pressed[0] < 2000) leave();
});
// a browser with a back/forward cache must not bring this page back
addEventListener("pageshow", () => { if (gone) leave(); });
link.lastChild.textContent = link.dataset.keys;
