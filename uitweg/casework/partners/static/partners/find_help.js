// The page works without this file. Who taps a number and comes back, is asked what they said.
"use strict";
(() => {
  const STORE = "gebeld", ASKED_FOR = 30 * 60000;
  const read = () => {
    try { return JSON.parse(sessionStorage.getItem(STORE)); } catch { return null; }
  };

  const ask = () => {
    const call = read();
    if (!call || call.page !== location.pathname + location.search || Date.now() - call.at > ASKED_FOR) return;
    const row = document.getElementById(call.row);
    const details = row?.querySelector(".out");
    if (!details) return;
    row.classList.add("sel");
    details.open = true;
    details.querySelector("[data-called-at]").textContent = new Date(call.at).toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });
    details.querySelector("[data-called]").hidden = false;
    details.querySelector("summary").hidden = true;
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-call-place]");
    if (!link) return;
    const call = { page: location.pathname + location.search, row: link.closest("li").id, at: Date.now() };
    try { sessionStorage.setItem(STORE, JSON.stringify(call)); } catch { /* the question stands closed below the row */ }
    for (const row of document.querySelectorAll(".place > .sel")) row.classList.remove("sel");
    ask();
  });
  document.addEventListener("submit", () => { try { sessionStorage.removeItem(STORE); } catch { /* nothing was kept */ } });
  addEventListener("pageshow", ask);
})();
