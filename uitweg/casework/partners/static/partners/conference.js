// Shows, while the chair types, how each line is understood. Nothing is stored by this: the draft is
// (drafts.js), and the form itself is when it is sent. Without this file the page says it afterwards.
"use strict";
(() => {
  const PAUSE_MS = 350;
  const shown = document.querySelector("[data-understood]");
  const typed = document.getElementById("afspraken");
  if (!shown || !typed) return;

  let timer = 0, asked = 0, understood = typed.defaultValue;
  const ask = async () => {
    const turn = ++asked, words = typed.value;
    if (words === understood) return;
    try {
      const response = await session.post(shown.dataset.understood, { typed: words });
      if (!response.ok || turn !== asked) return;
      const fresh = new DOMParser().parseFromString(await response.text(), "text/html");
      // a button that somebody is about to press stays until they let go of it
      if (shown.contains(document.activeElement)) return;
      shown.replaceChildren(...fresh.body.childNodes);
      understood = words;
    } catch {
      // no connection: the text stays here, and the draft says that it is not stored yet
    }
  };
  typed.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
  // a draft that was put back is typed text too, and came before this file
  setTimeout(ask, PAUSE_MS);
})();
