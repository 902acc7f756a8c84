// The search page looks while one types, and the arrows walk what was found. Without this file
// Enter does the same.
"use strict";
(() => {
  const PAUSE = 250;
  const box = document.getElementById("zoek");
  const form = box.form;
  const place = document.querySelector("[data-results]");
  let timer = 0;
  let asked = box.value;
  let turn = 0;

  const look = async () => {
    if (box.value === asked) return;
    asked = box.value;
    const mine = ++turn;
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { Accept: "text/html+piece", "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams(new FormData(form)).toString(),
        redirect: "manual",
      });
      const told = answer.headers.get("Content-Type") ?? "";
      if (!told.startsWith("text/html")) throw new Error("away");
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine === turn) place.replaceChildren(...page.body.childNodes);
    } catch {
      asked = "";
      const say = Object.assign(document.createElement("p"), { className: "say" });
      say.textContent = "Dit lukte niet. Je bent uitgelogd of de verbinding is weg.";
      if (mine === turn) place.replaceChildren(say);
    }
  };
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });

  const rows = () => [...place.querySelectorAll(".what > a")];
  document.addEventListener("keydown", (event) => {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const here = rows().indexOf(document.activeElement);
    if (!by || (here < 0 && document.activeElement !== box)) return;
    event.preventDefault();
    (rows()[Math.min(here + by, rows().length - 1)] ?? box).focus();
  });
  if (!box.value) box.focus();
})();
