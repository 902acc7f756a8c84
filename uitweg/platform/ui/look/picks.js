// Ticking many rows of a list: x ticks the row one is on; with shift, as a click with shift, all
// rows since the last one. Without this file each box is ticked by itself.
"use strict";
(() => {
  const boxes = () => [...document.querySelectorAll(".li.picks input[type=checkbox]")];
  let last;

  const count = () => {
    const picked = boxes().filter((one) => one.checked).length;
    for (const said of document.querySelectorAll("[data-picked]")) said.textContent = `${picked} aangekruist`;
  };

  const ticked = (box, range) => {
    const every = boxes(), from = every.indexOf(last), to = every.indexOf(box);
    if (range && from >= 0) {
      for (const one of every.slice(Math.min(from, to), Math.max(from, to) + 1)) one.checked = box.checked;
    }
    last = box;
    count();
  };

  document.addEventListener("click", (event) => {
    if (event.target.matches?.(".li.picks input")) ticked(event.target, event.shiftKey);
  });

  const keysAreOn = () => {
    try { return !localStorage.getItem("sneltoetsen-uit"); } catch { return true; }
  };

  document.addEventListener("keydown", (event) => {
    if (event.key.toLowerCase() !== "x" || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = event.target.closest?.(".li.picks > li")?.querySelector("input");
    if (!box || !keysAreOn()) return;
    event.preventDefault();
    box.checked = !box.checked;
    ticked(box, event.shiftKey);
  });
})();
