// Autosaves the call note and, after each save, searches for the youngsters it may be about.
// Without this file the button "Bewaar" does both.
"use strict";
(() => {
  const form = document.querySelector("form[data-call]");
  const [status, duration, known, knownHint] = ["status", "duration", "known", "hint"].map((name) => document.querySelector(`[data-call-${name}]`));
  const REFUSALS = {
    "call-filed": "Deze notitie is al ergens heen. Wat je nu typt, wordt niet bewaard.",
    "form-other": "Deze notitie ging in een ander venster verder. Wat je hier typt, staat alleen hier. Druk op Bewaar: dan wordt het een tweede notitie.",
    "call-of-a-colleague": "Deze notitie is van een collega. Wat je typt, wordt niet bewaard.",
  };
  let isSending = false;  // the form itself is being sent
  let savedAt = 0;

  const showStatus = (text, isError) => {
    status.textContent = text;
    status.classList.toggle("why", Boolean(isError));
  };

  // Shows beside the text whom the note may be about. A failure shows nothing, because the next
  // autosave searches again. On a telephone the result is below the text, where it is easily missed:
  // the hint beside the button links to it.
  let latestSearch = 0;
  const showHint = () => { knownHint.hidden = !known.querySelector("section"); };
  const searchKnown = async (fields) => {
    const search = ++latestSearch;
    try {
      const response = await session.post("/belnotitie/bekend/", fields);
      if (response.type === "opaqueredirect") return;
      const answer = new DOMParser().parseFromString(await response.text(), "text/html");
      if (search !== latestSearch) return;
      known.replaceChildren(...answer.body.childNodes);
      showHint();
    } catch { /* no connection */ }
  };
  showHint();

  const content = () => {
    const fields = new FormData(form);
    fields.delete("version");
    fields.delete("base");
    return new URLSearchParams(fields).toString();
  };
  const send = async (_content, options) => {
    const fields = new FormData(form), { version, base } = form.elements;
    // each attempt has a higher version, so that the server keeps the text of the last one;
    // base is what this page knows to be stored
    version.value = Number(version.value) + 1;
    const answer = await autosave.post("/belnotitie/", fields, options);
    if (answer.why === "call-empty") {
      showStatus("Nog leeg");
      return "saved";
    }
    if (!answer.ok && !("why" in answer || "say" in answer)) {
      showStatus("Nog niet bewaard. Je bent uitgelogd of de verbinding is weg. Je tekst staat er nog.", true);
      return "retry";
    }
    if (!answer.ok) {
      showStatus(answer.say ?? REFUSALS[answer.why] ?? "", true);
      return "stop";
    }
    version.value = Math.max(version.value, answer.version);
    base.value = Math.max(base.value, answer.version);
    savedAt = Date.now();
    history.replaceState(null, "", `/belnotitie/${Number(answer.number.slice(2))}/`);
    showStatus("Bewaard op slot, net");
    searchKnown(fields);
    return "saved";
  };
  const saver = autosave.start({ form, content, send, isIdle: () => isSending });

  form.addEventListener("submit", () => { isSending = true; });
  form.addEventListener("input", () => { isSending = false; });

  // a note that was begun goes on where it ends
  const { text } = form.elements;
  text.setSelectionRange(text.value.length, text.value.length);
  text.scrollTop = text.scrollHeight;

  const twoDigits = (number) => String(number).padStart(2, "0");
  const startedAt = Date.parse(duration.dataset.callDuration);
  setInterval(() => {
    const seconds = Math.max(0, Math.round((Date.now() - startedAt) / 1000));
    duration.textContent = `loopt ${twoDigits(Math.floor(seconds / 60))}:${twoDigits(seconds % 60)}`;
    const ago = Math.round((Date.now() - savedAt) / 1000);
    const since = ago < 10 ? "net" : ago < 100 ? `${ago} seconden geleden` : `${Math.round(ago / 60)} minuten geleden`;
    if (savedAt && saver.isSaved()) showStatus(`Bewaard op slot, ${since}`);
  }, 1000);
})();
