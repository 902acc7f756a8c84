// Keeps the draft of a referral at each pause and each tick, and shows anew what the partner will
// read. It never sends: the form does, and the server decides. Without this file the button
// "Bekijk wat zij lezen" does the same.
"use strict";
(() => {
  const form = document.querySelector("form[data-referral]");
  const status = document.querySelector("[data-referral-status]");
  const LOOK_EVERY_MS = 15000;  // a consent can be withdrawn while somebody writes
  const REFUSALS = {
    "newer": "Een collega veranderde dit concept net. Wat je nu typt is nog niet bewaard. Druk op “Bekijk wat zij lezen” om te kiezen.",
    "referral-moved": "Een collega verstuurde dit net, of gooide het weg. Wat je nu typt is niet bewaard.",
    "case-closed": "Deze casus is gesloten. Wat je nu typt is niet bewaard.",
    "wrong": "Nog niet bewaard: deze tekst is te lang.",
  };
  const look = document.querySelector("[data-referral-look]");  // only needed when a colleague saved too
  let isSending = false;
  look.hidden = true;

  const tell = (words, isWrong) => {
    status.textContent = words;
    status.classList.toggle("why", Boolean(isWrong));
  };

  // a part that did not change stays, with the focus in it
  const shown = new Map();
  const show = (parts) => {
    for (const [name, html] of Object.entries(parts)) {
      if (shown.get(name) === html) continue;
      const part = form.querySelector(`[data-part="${CSS.escape(name)}"]`);
      const focused = part.contains(document.activeElement) ? document.activeElement.id : "";
      const fresh = new DOMParser().parseFromString(html, "text/html");
      part.replaceChildren(...fresh.body.childNodes);
      shown.set(name, html);
      if (focused) document.getElementById(focused)?.focus();
    }
  };

  const content = () => {
    const fields = new FormData(form);
    for (const name of ["version", "seen", "csrfmiddlewaretoken"]) fields.delete(name);
    return new URLSearchParams(fields).toString();
  };
  const send = async (current, options) => {
    const answer = await autosave.post(form.action, new FormData(form), options);
    if (!answer.ok && !("why" in answer)) {
      tell("Nog niet bewaard. Je bent uitgelogd of de verbinding is weg. Je tekst staat er nog.", true);
      return "retry";
    }
    if (!answer.ok) {
      tell(REFUSALS[answer.why] ?? "Nog niet bewaard.", true);
      look.hidden = answer.why !== "newer";
      return "stop";
    }
    form.elements.version.value = answer.version;
    // what was ticked meanwhile comes with the next answer
    if (content() === current) {
      form.elements.seen.value = answer.seen;
      show(answer.parts);
    }
    tell("Bewaard op slot.");
    return "saved";
  };
  const saver = autosave.start({ form, content, send, isIdle: () => isSending });

  // what was saved on the way may have put another button in the place of the one that was pressed
  const submitBy = (pressed) => {
    const isSame = (each) =>
      each.type === "submit" && each.name === pressed.name && each.value === pressed.value;
    const button = pressed && !pressed.isConnected ? [...form.elements].find(isSame) : pressed;
    if (button !== undefined) form.requestSubmit(button);
    else isSending = false;
  };

  form.addEventListener("change", () => saver.save());
  form.addEventListener("input", () => { isSending = false; });
  // With no save under way the form leaves at once: a second submit during the first is not sent.
  form.addEventListener("submit", (event) => {
    if (isSending) return;
    isSending = true;
    const saving = saver.settle();
    if (!saving) return;
    event.preventDefault();
    const { submitter } = event;
    // a submit that was stopped is not over yet: the next one waits for a turn of its own
    saving.finally(() => setTimeout(() => submitBy(submitter)));
  });
  setInterval(() => {
    if (!document.hidden && saver.isSaved() && !isSending) send(content(), { quiet: true });
  }, LOOK_EVERY_MS);
})();
