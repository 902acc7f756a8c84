// The quick exit ("Snel weg"): a click on the link, or Shift three times within two seconds. In a
// text field Shift makes capitals, so there it counts for nothing. And the links of a youngster's
// pages: each next page takes the place of this one in the history, so that Back shows none of them.
let gone, isHidden, pressed = [];
const exitLink = () => document.querySelector(".exit");

// Goes to an address in the place of this page. A page whose steps are entries of the history
// (`state.steps` of them before this one) is left from its first entry.
const replacePage = (address) => {
  const { steps } = history.state || {};
  const go = () => location.replace(address);
  if (!steps) return go();
  const late = setTimeout(go, 300);
  addEventListener("popstate", () => { clearTimeout(late); go(); });
  history.go(-steps);
};

// The words of this tab and a draft on this device.
const emptyStorage = () => {
  sessionStorage.clear();
  localStorage.clear();
};

const leave = () => {
  const { href } = exitLink() || { href: gone };
  gone = href;
  // empty the page first, as the network may be slow
  document.documentElement.textContent = "";
  window.name = "";
  if (window.speechSynthesis) speechSynthesis.cancel();
  history.replaceState({ steps: (history.state || {}).steps }, "", "/");
  replacePage(href);
  emptyStorage(); // last, because some browsers throw here
};

addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented) return;
  if (link === exitLink()) {
    event.preventDefault();
    leave();
  } else if (link.closest("[data-replace]") && link.getAttribute("href")[0] === "/" && !(event.ctrlKey || event.metaKey || event.shiftKey)) {
    event.preventDefault();
    replacePage(link.href);
  }
});
// The thanks for "Hielp dit?" come after this page in the history; behind them the start page takes
// the place of a youngster's page, also in a browser that kept the page itself.
addEventListener("submit", ({ target }) => {
  if (!target.matches("[data-replace] .helped")) return;
  isHidden = true;
  history.replaceState(null, "", "/");
});
addEventListener("keydown", (event) => {
  if (event.repeat) return;
  const counts = event.key === "Shift" && !event.target.matches("textarea,.in");
  pressed = counts ? pressed.concat(event.timeStamp).slice(-3) : [];
  if (pressed[2] - pressed[0] < 2000) leave();
});
// until the next page answers, what this page had begun goes on, and may have written there again
addEventListener("pagehide", () => {
  if (gone) emptyStorage();
  if (isHidden) document.documentElement.textContent = "";
});
// a browser with a back/forward cache must not bring this page back
addEventListener("pageshow", () => {
  if (gone) leave();
  else if (isHidden) location.reload();
});
const showKeys = () => { exitLink().lastChild.textContent = exitLink().dataset.keys; };
addEventListener("newpage", showKeys); // the check shows its next page in this one
showKeys();
