// The chips of the timeline narrow it without loading anew. Without this file they are links.
"use strict";
(() => {
  const chips = [...document.querySelectorAll("[data-view]")];
  const rows = [...document.querySelectorAll(".tl > li")];
  const chosen = chips.find((chip) => chip.hasAttribute("aria-current"));
  // a page that came narrowed does not have the other rows: there the links do it
  if (!chips.length || chosen.dataset.view) return;

  const show = (view) => {
    for (const row of rows) row.hidden = Boolean(view) && row.dataset.of !== view;
    for (const chip of chips) {
      if (chip.dataset.view === view) chip.setAttribute("aria-current", "true");
      else chip.removeAttribute("aria-current");
    }
  };
  for (const chip of chips) {
    chip.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(chip.dataset.view);
    });
  }
})();
