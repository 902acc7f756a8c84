// Ticking many rows of a list: the key x ticks the focused row; with shift, as with a shift-click,
// all rows from the last one on. Without this file boxes are ticked one by one.
"use strict";
(() => {
  const boxes = () => [...document.querySelectorAll(".li.picks input[type=checkbox]")];
  let last;

  const count = () => {
    const picked = boxes().filter((box) => box.checked).length;
    for (const counter of document.querySelectorAll("[data-picked]")) counter.textContent = `${picked} aangekruist`;
  };

  const ticked = (box, isRange) => {
    const all = boxes(), from = all.indexOf(last), to = all.indexOf(box);
    if (isRange && from >= 0) {
      for (const other of all.slice(Math.min(from, to), Math.max(from, to) + 1)) other.checked = box.checked;
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
