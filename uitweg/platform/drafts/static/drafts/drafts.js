// Autosaves what is typed in a form and not sent yet, as a draft that only its writer can decrypt,
// and puts it back when the page opens again. It never overwrites what somebody is typing.
"use strict";
(() => {
  const page = JSON.parse(document.getElementById("onverstuurd").textContent);
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const REFUSALS = {
    "drafts-full": "Nog niet bewaard: je hebt te veel teksten die niet verstuurd zijn. Kijk bij Ik.",
    "wrong": "Nog niet bewaard: deze tekst is te lang.",
  };
  const LOGGED_OUT = "Nog niet bewaard: je bent uitgelogd. Je tekst staat er nog. Log in op een nieuw tabblad.";
  const NO_CONNECTION = "Nog niet bewaard: geen verbinding. Je tekst staat er nog.";
  let turn = 0;

  const timeText = (moment) => {
    const isToday = moment.toDateString() === new Date().toDateString();
    const day = isToday ? "" : `${moment.toLocaleDateString("nl-NL", { day: "numeric", month: "long" })} `;
    return day + moment.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  };

  const watch = (form) => {
    const anchor = form.dataset.draftAt;
    const place = new URL(form.action).pathname + (anchor ? `#${anchor}` : "");
    // a form that was refused comes back with what was typed as the fields' default values
    const cameBack = page.back === place;
    // by field name: the text from before the member typed, as an older draft knew it
    const olderText = new Map();
    const rememberOlderText = (fields) => {
      for (const [name, , , was] of fields ?? []) if (was) olderText.set(name, was);
    };
    // the text of a field from before the member typed; of a form that came back the server knows it
    const textBefore = ({ name, defaultValue }) => {
      const older = olderText.get(name) ?? "";
      const now = page.was[name] ?? (cameBack ? "" : defaultValue);
      return older.includes(now) ? older : [older, now].filter(Boolean).join("\n\n");
    };
    const { texts, fields, fill, add } = fieldsOf(form, textBefore);
    const isBlank = () => texts().every((field) => !field.value.trim() || (!cameBack && field.value === field.defaultValue));
    const draft = page.kept.find((kept) => kept.place === place);
    rememberOlderText(draft?.fields);
    const atFirst = JSON.stringify(fields());
    const status = Object.assign(document.createElement("p"), { className: "s soft unsent" });
    status.setAttribute("role", "status");
    (form.querySelector("[data-away]") ?? form.lastElementChild).after(status);

    let version = 0;  // of the draft that this page knows
    let conflict = null;  // a newer draft from another tab or device
    let isSending = false;  // the form itself is being sent
    let tellsRestored = false;  // the status says that a draft was put back

    const tell = (words, buttons = {}, aloud = true) => {
      status.setAttribute("aria-live", aloud ? "polite" : "off");
      status.replaceChildren(words);
      for (const [name, act] of Object.entries(buttons)) {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "b", textContent: name });
        button.addEventListener("click", () => { act(); (texts()[0] ?? form).focus(); });
        status.append(" ", button);
      }
    };

    const keepMine = () => { version = conflict.version; conflict = null; saver.save(); };
    const addTheirs = () => { rememberOlderText(conflict.fields); add(conflict.fields); keepMine(); };
    const tellConflict = (newer) => {
      conflict = newer;
      const words = `Op een ander tabblad of toestel staat hier ook tekst, van ${timeText(new Date(newer.at))}. Wat je nu typt is nog niet bewaard.`;
      tell(words, newer.fields ? { "Zet die erbij": addTheirs, "Houd alleen deze": keepMine } : { "Houd alleen deze": keepMine });
    };

    const send = async (content, options) => {
      const words = JSON.stringify({ page: location.pathname, title: document.title, what: form.dataset.draft, fields: JSON.parse(content) });
      const key = form.elements.key.value;
      const answer = await autosave.post("/onverstuurd/bewaar/", { place, key, words, base: version, tab, turn: ++turn }, options);
      if (answer.ok) {
        version = answer.version;
        form.dataset.kept = "";
        if (!tellsRestored) tell(`Concept bewaard om ${timeText(new Date())}, alleen voor jou.`, {}, false);
        return "saved";
      }
      if (answer.why === "newer") {
        const newer = answer.kept;
        // null: sent or discarded elsewhere, so what is typed here is a new draft;
        // the same fields: another tab only opened what this one saved
        const isOurs = newer && [content, saver.saved()].includes(JSON.stringify(newer.fields));
        if (newer && !isOurs) {
          tellConflict(newer);
          return "stop";
        }
        version = newer ? newer.version : 0;
        return "again";
      }
      const refusal = REFUSALS[answer.why];
      tell(refusal ?? (answer.answered ? LOGGED_OUT : NO_CONNECTION));
      return refusal ? "stop" : "retry";
    };
    // an emptied field does not discard the draft: there is a button for that
    const isIdle = () => isSending || isBlank();
    const isStuck = () => Boolean(conflict);
    const saver = autosave.start({ form, content: () => JSON.stringify(fields()), saved: "", send, isIdle, isStuck });

    const discard = async () => {
      const [discarded, known] = [fields(), version];
      await saver.settle();
      if (!(await autosave.post("/onverstuurd/weg/", { place, version: Math.max(known, version) })).ok) {
        return tell("Dat lukte niet: geen verbinding.", { "Weg ermee": discard });
      }
      [version, tellsRestored] = [0, false];
      fill(JSON.parse(atFirst));
      saver.markSaved();
      return tell("Weggegooid.", { "Terugzetten": () => { fill(discarded); saver.save(); } });
    };

    form.addEventListener("input", () => {
      [isSending, tellsRestored] = [false, tellsRestored && isBlank()];
      delete form.dataset.kept;
    });
    document.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      isSending = true;
      const saving = saver.settle();
      if (!saving) return;
      // the save under way must arrive before the form, which discards the draft
      event.preventDefault();
      event.stopImmediatePropagation();
      saving.finally(() => setTimeout(() => form.requestSubmit(event.submitter)));
    }, true);

    const restore = () => {
      fill(draft.fields);
      saver.settle();
      tellsRestored = true;
      tell(`Hier stond nog tekst van ${timeText(new Date(draft.at))}.`, { "Weggooien": discard });
      saver.save({ quiet: true });
    };
    version = draft?.version ?? 0;
    if (cameBack) saver.save();  // newer than the draft
    else if (draft && !draft.fields) tell("Hier stond nog tekst, maar die gaat niet meer open.", { "Weggooien": discard });
    else if (draft && isBlank()) restore();
    else if (draft) tellConflict(draft);
  };
  for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
})();
