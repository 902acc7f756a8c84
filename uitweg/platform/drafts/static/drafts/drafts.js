// What is typed and not sent yet is kept at each pause, locked for who typed it, and stands there
// again when the page opens. Nothing is ever put over what somebody is typing.
"use strict";
(() => {
  const PAUSE = 1200, AGAIN = 5000, PATIENCE = 10000, SMALL = 60000;
  const here = document.getElementById("onverstuurd");
  const told = JSON.parse(here.textContent);
  const tab = [...crypto.getRandomValues(new Uint8Array(8))].map((one) => one.toString(16).padStart(2, "0")).join("");
  const WRONG = {
    "unsent-full": "Nog niet bewaard: je hebt te veel teksten die niet verstuurd zijn. Kijk bij Ik.",
    "wrong": "Nog niet bewaard: deze tekst is te lang.",
  };
  let turn = 0;

  const ask = (url, fields, { quiet, keepalive } = {}) => fetch(url, {
    method: "POST",
    headers: { Accept: "application/json", ...(quiet ? { "X-By-Itself": "1" } : {}) },
    body: new URLSearchParams({ csrfmiddlewaretoken: document.querySelector("[name=csrfmiddlewaretoken]").value, ...fields }),
    redirect: "manual",
    signal: AbortSignal.timeout(PATIENCE),
    keepalive: Boolean(keepalive),
  });
  const clock = (moment) => {
    const day = moment.toDateString() === new Date().toDateString() ? "" : `${moment.toLocaleDateString("nl-NL", { day: "numeric", month: "long" })} `;
    return day + moment.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit" });
  };

  const watch = (form) => {
    const at = form.dataset.draftAt;
    const place = new URL(form.action).pathname + (at ? `#${at}` : "");
    // a page that came back with what was typed holds it as its own first words
    const back = told.back === place;
    // what a page or an older one had put there is not this member's own; the server says it of a page that came back
    const before = new Map();
    const learn = (kept) => (kept ?? []).filter((each) => each[3]).forEach(([name, , , was]) => before.set(name, was));
    const was = ({ name, defaultValue }) => {
      const [older, now] = [before.get(name) ?? "", told.was[name] ?? (back ? "" : defaultValue)];
      return older.includes(now) ? older : [older, now].filter(Boolean).join("\n\n");
    };
    const { texts, fields, fill, add } = fieldsOf(form, was);
    const blank = () => texts().every((field) => !field.value.trim() || (!back && field.value === field.defaultValue));
    const lay = told.kept.find((one) => one.place === place);
    learn(lay?.fields);
    const first = JSON.stringify(fields());
    const said = Object.assign(document.createElement("p"), { className: "s soft unsent" });
    said.setAttribute("role", "status");
    (form.querySelector("[data-away]") ?? form.lastElementChild).after(said);

    let base = 0, kept = "", timer = 0, saving = null, other = null, sending = false, shown = false, again = false;

    const tell = (words, buttons = {}, aloud = true) => {
      said.setAttribute("aria-live", aloud ? "polite" : "off");
      said.replaceChildren(words);
      for (const [name, act] of Object.entries(buttons)) {
        const button = Object.assign(document.createElement("button"), { type: "button", className: "b", textContent: name });
        button.addEventListener("click", () => { act(); (texts()[0] ?? form).focus(); });
        said.append(" ", button);
      }
    };
    const later = (wait) => {
      clearTimeout(timer);
      timer = setTimeout(() => save({ quiet: wait === AGAIN }), wait);
    };
    const beside = () => { learn(other.fields); add(other.fields); keep(); };
    const keep = () => { base = other.version; other = null; save(); };
    const differs = (answer) => {
      other = answer;
      const from = `Op een ander tabblad of toestel staat hier ook tekst, van ${clock(new Date(answer.at))}. Wat je nu typt is nog niet bewaard.`;
      tell(from, answer.fields ? { "Zet die erbij": beside, "Houd alleen deze": keep } : { "Houd alleen deze": keep });
    };

    const send = async (now, { quiet, last } = {}) => {
      again = false;
      const words = JSON.stringify({ page: location.pathname, title: document.title, what: form.dataset.draft, fields: JSON.parse(now) });
      const typed = { place, key: form.elements.key.value, words, base, tab, turn: ++turn };
      let answer, heard;
      try {
        answer = await ask("/onverstuurd/bewaar/", typed, { quiet, keepalive: last && new Blob([encodeURIComponent(words)]).size < SMALL });
        heard = await answer.json();
      } catch { heard = {}; }
      if (answer?.ok) {
        [base, kept] = [heard.version, now];
        form.dataset.kept = "";
        if (!shown) tell(`Concept bewaard om ${clock(new Date())}, alleen voor jou.`, {}, false);
      } else if (heard.why === "newer" && heard.kept === null) {
        base = 0;  // sent or thrown away elsewhere; what is typed here is new
        later(PAUSE);
      } else if (heard.why === "newer" && [now, kept].includes(JSON.stringify(heard.kept.fields))) {
        base = heard.kept.version;  // another tab only opened what we kept
        later(0);
      } else if (heard.why === "newer") differs(heard.kept);
      else {
        tell(WRONG[heard.why] ?? (answer
          ? "Nog niet bewaard: je bent uitgelogd. Je tekst staat er nog. Log in op een nieuw tabblad."
          : "Nog niet bewaard: geen verbinding. Je tekst staat er nog."));
        again = !WRONG[heard.why];
        if (again) later(AGAIN);
      }
    };
    const save = (how) => {
      const now = JSON.stringify(fields());
      // an emptied box takes nothing away: that is what the button is for
      if (sending || other || now === kept || blank() || (saving && !how?.last)) return;
      const mine = saving = send(now, how).finally(() => {
        if (saving === mine) saving = null;
        if (JSON.stringify(fields()) !== kept && !other && !again) later(PAUSE);
      });
    };
    const throwAway = async () => {
      const [gone, version] = [fields(), base];
      clearTimeout(timer);
      await saving;
      try {
        if (!(await ask("/onverstuurd/weg/", { place, version: Math.max(version, base) })).ok) throw new Error("away");
      } catch { return tell("Dat lukte niet: geen verbinding.", { "Weg ermee": throwAway }); }
      [base, kept, shown] = [0, first, false];
      fill(JSON.parse(first));
      kept = JSON.stringify(fields());
      tell("Weggegooid.", { "Terugzetten": () => { fill(gone); save(); } });
    };

    form.addEventListener("input", () => {
      [sending, shown] = [false, shown && blank()];
      delete form.dataset.kept;
      later(PAUSE);
    });
    document.addEventListener("submit", (event) => {
      if (event.target !== form) return;
      clearTimeout(timer);
      sending = true;
      if (!saving) return;
      // a save under way lands before the form does, never after it
      event.preventDefault();
      event.stopImmediatePropagation();
      saving.finally(() => setTimeout(() => form.requestSubmit(event.submitter)));
    }, true);
    const last = () => save({ last: true });
    document.addEventListener("visibilitychange", () => { if (document.hidden) last(); });
    window.addEventListener("pagehide", last);

    base = lay?.version ?? 0;
    if (back) return later(0);  // newer than what lies there
    if (!lay) return;
    if (!lay.fields) return tell("Hier stond nog tekst, maar die gaat niet meer open.", { "Weggooien": throwAway });
    if (!blank()) return differs(lay);
    fill(lay.fields);
    clearTimeout(timer);
    shown = true;
    tell(`Hier stond nog tekst van ${clock(new Date(lay.at))}.`, { "Weggooien": throwAway });
    save({ quiet: true });
  };
  for (const form of document.querySelectorAll("form[data-draft]")) watch(form);
})();
