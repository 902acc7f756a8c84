// Search while somebody types, and walk through the results with the arrow keys. Without this
// script the Enter key searches.
"use strict";
(() => {
  const PAUSE_MS = 250;
  const box = document.getElementById("zoek");
  const form = box.form;
  const results = document.querySelector("[data-results]");
  let timer = 0;
  let searched = box.value;
  let lastSearch = 0;

  const search = async () => {
    if (box.value === searched) return;
    searched = box.value;
    const thisSearch = ++lastSearch;
    // a slow answer to an earlier search must not replace the results of a later one
    const show = (...nodes) => { if (thisSearch === lastSearch) results.replaceChildren(...nodes); };
    try {
      const response = await session.post(form.action, new FormData(form), { headers: { Accept: "text/html+piece" } });
      const type = response.headers.get("Content-Type") ?? "";
      if (!type.startsWith("text/html")) throw new Error("logged out");
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      show(...page.body.childNodes);
    } catch {
      searched = "";
      const message = Object.assign(document.createElement("p"), { className: "say" });
      message.textContent = "Dit lukte niet. Je bent uitgelogd of de verbinding is weg.";
      show(message);
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });

  const links = () => [...results.querySelectorAll(".what > a")];
  document.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const current = links().indexOf(document.activeElement);
    if (!step || (current < 0 && document.activeElement !== box)) return;
    event.preventDefault();
    (links()[Math.min(current + step, links().length - 1)] ?? box).focus();
  });
  if (!box.value) box.focus();
})();
