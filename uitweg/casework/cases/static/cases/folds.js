// On a phone the parts of a case begin closed, each with its last or most urgent line. Without this
// script, and on a large screen, they are open.
"use strict";
(() => {
  const folds = [...document.querySelectorAll("details[data-fold]")];
  const pointedAt = (hash) => document.getElementById(hash.slice(1));
  const open = (target) => {
    for (let fold = target?.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  };
  // open stays what is late, what went wrong, and text that was put back
  const hasText = (fold) => [...fold.querySelectorAll("textarea, input")].some((field) => field.value !== field.defaultValue);
  const hasNews = (fold) => [...fold.querySelectorAll(".why:not(:empty), [role=alert], details[open]")].some((part) => !part.closest("[hidden]"));
  const isNeeded = (fold) => fold.dataset.fold === "open" || hasText(fold) || hasNews(fold);

  if (matchMedia("(max-width: 63.99em)").matches) {
    for (const fold of folds) fold.open = isNeeded(fold);
    open(pointedAt(location.hash));
  }
  document.addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link) open(pointedAt(link.hash));
  });
  addEventListener("beforeprint", () => { for (const fold of folds) fold.open = true; });
})();
