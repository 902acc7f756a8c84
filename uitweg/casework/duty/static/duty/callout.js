// The page of a callout works without this file. It says when there is no connection, whom to call
// then, and how many minutes are left.
"use strict";
(() => {
  const offline = document.getElementById("geen-verbinding");
  const EVERY = 15000;
  let [isCutOff, isLost] = [!navigator.onLine, false];

  const show = () => { offline.hidden = !(isCutOff || isLost); };
  const words = (minutes) => (minutes >= 120 ? `${Math.floor(minutes / 60)} uur` : minutes === 1 ? "1 minuut" : `${minutes} minuten`);
  const count = () => {
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.ceil((new Date(place.dataset.until) - Date.now()) / 60000));
      if (place.textContent !== words(left)) place.textContent = words(left);
    }
  };

  addEventListener("offline", () => { isCutOff = true; show(); });
  addEventListener("online", () => { isCutOff = false; show(); });
  document.addEventListener("connection", (event) => { isLost = event.detail.isLost; show(); });
  // a form that cannot arrive would end on the browser's own page, without a number to call
  document.addEventListener("submit", (event) => {
    if (!isCutOff) return;
    event.preventDefault();
    show();
    offline.scrollIntoView({ block: "nearest" });
  });
  show();
  setInterval(count, EVERY);
})();
