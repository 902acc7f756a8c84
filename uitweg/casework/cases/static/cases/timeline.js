// Filter the timeline without loading the page again. Without this script the filters are links.
"use strict";
(() => {
  const chips = [...document.querySelectorAll("[data-view]")];
  const rows = [...document.querySelectorAll(".tl > li")];
  const chosen = chips.find((chip) => chip.hasAttribute("aria-current"));
  // a page that was loaded with a filter lacks the other rows, so there the links have to load them
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
