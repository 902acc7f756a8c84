// The page of an import works without this script, with its own buttons. With it each choice is
// saved at once, the page counts along, and the focus stays where it was.
"use strict";
(() => {
  const form = () => document.querySelector("form[data-import]");
  let saving = 0, pressed = "";

  const quiet = () => {
    for (const button of document.querySelectorAll("[data-without-script]")) button.hidden = true;
  };

  // the status line stays the same element, so that a screen reader says what changed in it
  const replace = (fresh) => {
    const old = form(), id = document.activeElement?.id;
    const status = old.querySelector("[role=status]"), words = fresh.querySelector("[role=status]").innerHTML;
    if (status.innerHTML !== words) status.innerHTML = words;
    fresh.querySelector("[role=status]").replaceWith(status);
    old.replaceWith(fresh);
    quiet();
    if (id) document.getElementById(id)?.focus({ preventScroll: true });
  };

  const save = async () => {
    const turn = ++saving;
    const failed = () => {
      const line = form().querySelector(".say span");
      line.textContent = "Dit lukte niet. Je bent uitgelogd of de verbinding is weg. Je keuze is nog niet bewaard.";
    };
    try {
      const response = await session.post(form().action, new FormData(form()), { redirect: "follow" });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const fresh = page.querySelector("form[data-import]");
      if (turn !== saving) return;
      if (response.ok && fresh) replace(document.adoptNode(fresh));
      else failed();
    } catch {
      if (turn === saving) failed();
    } finally {
      if (turn === saving) {
        saving = 0;
        const button = document.getElementById(pressed);
        pressed = "";
        if (button) form().requestSubmit(button);
      }
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.closest("form[data-import]")) save();
  });
  // a button pressed meanwhile waits; but what was just typed is shown as it was understood before
  // it is imported, so that button is pressed again by hand
  document.addEventListener("submit", (event) => {
    if (!saving || !event.target.matches("form[data-import]")) return;
    event.preventDefault();
    pressed = event.submitter?.name === "klaar" ? "" : event.submitter?.id ?? "";
  });
  quiet();
})();
