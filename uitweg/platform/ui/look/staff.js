// Staff pages work without this file. It adds keyboard shortcuts, character counters, a warning
// before typed text is lost, and a cover over a page that was left open.
"use strict";
(() => {
  const OFF = "sneltoetsen-uit";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const isTyping = (target) => target.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

  const keysAreOn = () => {
    try { return !localStorage.getItem(OFF); } catch { return true; }
  };

  // j and k move the focus through the rows of a list, so that Enter and screen readers follow
  const step = (by) => {
    const rows = all(".li > li .what > a, .cases .who > a");
    const active = document.activeElement;
    const current = rows.findIndex((row) => {
      const line = row.closest("li, tr"), more = line.nextElementSibling;
      return line.contains(active) || (more?.matches(".more") && more.contains(active));
    });
    const next = current < 0 ? (by > 0 ? 0 : rows.length - 1) : current + by;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    row?.focus();
    row?.closest("li, tr").scrollIntoView({ block: "nearest" });
  };

  // a page's own keys focus a field, click a button or follow a link, within closed details too
  const go = (target) => {
    for (let details = target.closest("details"); details; details = details.parentElement.closest("details")) details.open = true;
    if (target.matches("a, button, [type=checkbox]")) return target.click();
    const field = target.matches("form") ? target.querySelector("input:not([type=hidden]), textarea") : target;
    field.scrollIntoView({ block: "nearest" });
    return field.focus();
  };

  const help = document.getElementById("toetsen");
  const showHelp = () => {
    const list = help.querySelector("dl");
    for (const old of list.querySelectorAll("[data-own]")) old.remove();
    for (const row of list.querySelectorAll("[data-for]")) row.hidden = !document.querySelector(row.dataset.for);
    const first = new Map(all("[data-key]").reverse().map((target) => [target.dataset.key, target]));
    for (const target of [...first.values()].reverse()) {
      const [row, key, explanation] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
      key.append(Object.assign(document.createElement("kbd"), { textContent: target.dataset.key }));
      explanation.textContent = target.dataset.says;
      row.append(key, explanation);
      row.dataset.own = "";
      list.append(row);
    }
    document.getElementById("toetsen-aan").checked = keysAreOn();
    help.showModal();
  };

  document.addEventListener("keydown", (event) => {
    const form = event.target.closest?.("form");
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
      event.preventDefault();
      // the button that says so: a form may have several, and each means something else
      form.requestSubmit([...form.querySelectorAll("button")].find((button) => /Ctrl Enter/.test(button.textContent)));
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // Escape leaves a field, so that single-letter keys work again; a dialog closes by itself
    if (event.key === "Escape" && !event.target.closest?.("dialog")) {
      document.activeElement.blur();
      for (const open of all("details.pop[open]")) open.open = false;
    }
    // somebody who types on while the page covers itself presses no keys of the page
    if (isTyping(event.target) || !keysAreOn() || cover?.hidden === false) return;
    const ofPage = all("[data-key]").find((target) => target.dataset.key === event.key);
    const ofRow = document.activeElement?.closest(".li > li, .cases tbody")?.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`);
    const act = { j: () => step(1), k: () => step(-1), "?": showHelp }[event.key]
      ?? (ofRow ? () => ofRow.click() : ofPage && (() => go(ofPage)));
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.getElementById("toetsen-aan").addEventListener("change", (event) => {
    try {
      if (event.target.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "ja");
    } catch {
      // no storage: the choice does not last
    }
  });

  // buttons that need this file are hidden without it
  for (const button of all("[data-act]")) {
    button.hidden = false;
    button.addEventListener("click", () => ({ help: showHelp, print: () => window.print() })[button.dataset.act]());
  }

  // prepared text is inserted at the caret, so that undo removes it
  for (const button of all("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.into), caret = field.selectionEnd;
      const [before, after] = [field.value.slice(0, caret), field.value.slice(caret)];
      const text = (before && !before.endsWith("\n") ? "\n\n" : "") + button.dataset.insert + (after ? "\n\n" : "");
      field.focus();
      field.setSelectionRange(caret, caret);
      if (!document.execCommand("insertText", false, text)) {
        field.setRangeText(text, caret, caret, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  // the number of characters used and left, as the server counts them
  for (const field of all("textarea[data-longest]")) {
    const longest = Number(field.dataset.longest);
    const counter = document.getElementById(field.dataset.count);
    const number = new Intl.NumberFormat("nl");
    const count = () => {
      const length = [...field.value.replace(/\r?\n/g, "\r\n")].length;
      const over = length - longest;
      counter.textContent = over > 0
        ? `${number.format(over)} tekens te veel`
        : `${number.format(length)} van ${number.format(longest)} tekens`;
      counter.classList.toggle("why", over > 0);
      if (over > 0) counter.setAttribute("aria-live", "polite");
      else counter.removeAttribute("aria-live");
    };
    field.addEventListener("input", count);
    count();
  }

  // the browser asks before a page with unsent text is left, but not when the form is sent
  let isSending = false;
  const hasUnsentText = () => all("textarea[data-keep]").some((field) => field.value !== field.defaultValue && !("kept" in field.form.dataset));
  window.addEventListener("beforeunload", (event) => {
    if (!isSending && hasUnsentText()) event.preventDefault();
  });

  // before a form is sent, ask the server whether the session still lasts, and stay here if not
  for (const form of all("form:has(textarea[data-keep])")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await session.lasts()) {
        isSending = true;
        if (event.submitter?.name) {
          // form.submit() does not send which button was pressed
          const { name, value } = event.submitter;
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        }
        form.submit();
      } else {
        form.querySelector("[data-away]").hidden = false;
      }
    });
  }

  // after half an hour without activity the page covers itself; it shows again if the session lasts
  const IDLE = 30 * 60 * 1000;
  const cover = document.getElementById("weg");
  let activeAt = Date.now();
  let focusBefore = null;
  const show = (isShown) => {
    if (cover.hidden === isShown) return;
    if (!isShown) focusBefore = document.activeElement;
    cover.hidden = isShown;
    document.getElementById("inhoud").hidden = !isShown;
    if (isShown) focusBefore?.focus({ preventScroll: true });
  };
  const coverWhenIdle = () => {
    if (Date.now() - activeAt > IDLE) show(false);
  };
  const onActivity = async () => {
    coverWhenIdle();
    if (!cover.hidden && !(await session.lasts())) return;
    activeAt = Date.now();
    show(true);
  };
  // an open report says when the reporter wrote more; it never reloads itself, and the requests do
  // not keep the session alive
  for (const status of all("[data-stand]")) {
    const checkForNews = async () => {
      if (document.hidden || !cover.hidden || status.textContent) return;
      try {
        const response = await fetch(status.dataset.stand, { headers: { "X-By-Itself": "1" }, redirect: "manual", cache: "no-store" });
        if (!response.ok || (await response.json()).last <= Number(status.dataset.seen)) return;
        const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Bekijk het" });
        status.classList.add("say");
        status.append("De melder schreef net een nieuw bericht. ", link);
      } catch { /* no connection: next time */ }
    };
    setInterval(checkForNews, 20000);
  }
  if (cover) {
    setInterval(coverWhenIdle, 15000);
    document.addEventListener("session-over", () => show(false));
    for (const activity of ["focus", "keydown", "pointerdown"]) window.addEventListener(activity, onActivity);
  }
})();
