// After an act in a list you stay where you were: the page comes back at the same place, the next row
// has the focus, and the sentence on what happened stands at the bottom, above the dock of a phone.
"use strict";
(() => {
  const STORE = "daad", ROWS_KEPT = 20, SHOWN = 10000;
  const rows = () => [...document.querySelectorAll(".li > li:not(.sec), .cases tbody tr")];
  const nameOf = (row) => row.id || row.querySelector("a[href]")?.getAttribute("href");

  document.addEventListener("submit", (event) => {
    const [all, row] = [rows(), event.target.closest("li, tr")];
    const at = all.indexOf(row);
    if (at < 0) return;
    const names = [...all.slice(at + 1), ...all.slice(0, at).reverse()].map(nameOf).filter((name) => name && name !== nameOf(row));
    const act = { page: location.pathname, names: names.slice(0, ROWS_KEPT), top: scrollY };
    try { sessionStorage.setItem(STORE, JSON.stringify(act)); } catch { /* the page begins at its top */ }
  });

  const showAtBottom = (notice) => {
    const words = notice.querySelector("span");
    const text = words.textContent;
    notice.style.insetBlockEnd = `${(document.querySelector(".dock")?.offsetHeight ?? 0) + 12}px`;
    notice.classList.add("here");
    // a status is read aloud when it changes, not when the page comes with it
    words.textContent = "";
    setTimeout(() => { words.textContent = text; }, 200);
    setTimeout(() => notice.classList.remove("here"), SHOWN);
  };

  let act = null;
  try {
    act = JSON.parse(sessionStorage.getItem(STORE));
    sessionStorage.removeItem(STORE);
  } catch { /* nothing to go back to */ }
  if (act?.page !== location.pathname) return;
  const notice = document.querySelector("main > .say.done");
  if (notice) showAtBottom(notice);
  scrollTo(0, act.top);
  const byName = new Map(rows().map((row) => [nameOf(row), row]));
  const next = byName.get(act.names.find((name) => byName.has(name)));
  (next?.querySelector(".what a, a, button") ?? document.getElementById("inhoud")).focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
})();
