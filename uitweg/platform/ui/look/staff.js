// Staff pages work without this file. It adds keys, a count of characters and a guard on typed text.
"use strict";
(() => {
  const OFF = "sneltoetsen-uit";
  const all = (what) => [...document.querySelectorAll(what)];
  const typing = (place) => place.closest("input:not([type=checkbox]), textarea, select, [contenteditable], dialog");

  const keysAreOn = () => {
    try { return !localStorage.getItem(OFF); } catch { return true; }
  };

  // j and k walk the rows of a list by moving the focus, so Enter and a screen reader just follow.
  const step = (by) => {
    const rows = all(".li > li .what > a");
    const here = rows.findIndex((row) => row.closest("li").contains(document.activeElement));
    const next = here < 0 ? (by > 0 ? 0 : rows.length - 1) : here + by;
    const row = rows[Math.min(Math.max(next, 0), rows.length - 1)];
    row?.focus();
    row?.closest("li").scrollIntoView({ block: "nearest" });
  };

  // a page's own keys go to a field, open what is folded, or follow a link
  const go = (place) => {
    const folded = place.closest("details");
    if (folded) folded.open = true;
    if (place.matches("a, button, [type=checkbox]")) return place.click();
    const field = place.matches("form") ? place.querySelector("input:not([type=hidden]), textarea") : place;
    field.scrollIntoView({ block: "nearest" });
    return field.focus();
  };

  const help = document.getElementById("toetsen");
  const showHelp = () => {
    const list = help.querySelector("dl");
    for (const old of list.querySelectorAll("[data-own]")) old.remove();
    for (const row of list.querySelectorAll("[data-for]")) row.hidden = !document.querySelector(row.dataset.for);
    const first = new Map(all("[data-key]").reverse().map((place) => [place.dataset.key, place]));
    for (const place of [...first.values()].reverse()) {
      const [row, key, says] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
      key.append(Object.assign(document.createElement("kbd"), { textContent: place.dataset.key }));
      says.textContent = place.dataset.says;
      row.append(key, says);
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
      form.requestSubmit();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    // out of a field the keys of one letter work again; a dialog closes by itself
    if (event.key === "Escape" && !event.target.closest?.("dialog")) document.activeElement.blur();
    if (typing(event.target) || !keysAreOn()) return;
    const own = all("[data-key]").find((place) => place.dataset.key === event.key);
    const ofRow = document.activeElement?.closest(".li > li")?.querySelector(`[data-row-key="${CSS.escape(event.key)}"]`);
    const act = { j: () => step(1), k: () => step(-1), "?": showHelp }[event.key]
      ?? (ofRow ? () => ofRow.click() : own && (() => go(own)));
    if (!act) return;
    event.preventDefault();
    act();
  });

  document.getElementById("toetsen-aan").addEventListener("change", (event) => {
    try {
      if (event.target.checked) localStorage.removeItem(OFF);
      else localStorage.setItem(OFF, "ja");
    } catch {
      // no storage: the keys stay on for this page
    }
  });

  // what only works with this file shows itself only here
  for (const button of all("[data-act]")) {
    button.hidden = false;
    button.addEventListener("click", () => ({ help: showHelp, print: () => window.print() })[button.dataset.act]());
  }

  // words that stand ready go to the caret, beside what is typed; a press of undo takes them out
  for (const button of all("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.into), at = field.selectionEnd;
      const [before, after] = [field.value.slice(0, at), field.value.slice(at)];
      const words = (before && !before.endsWith("\n") ? "\n\n" : "") + button.dataset.insert + (after ? "\n\n" : "");
      field.focus();
      field.setSelectionRange(at, at);
      if (!document.execCommand("insertText", false, words)) {
        field.setRangeText(words, at, at, "end");
        field.dispatchEvent(new Event("input", { bubbles: true }));
      }
    });
  }

  // how much room is left, in characters as the server counts them
  for (const field of all("textarea[data-longest]")) {
    const longest = Number(field.dataset.longest);
    const said = document.getElementById(field.dataset.count);
    const number = new Intl.NumberFormat("nl");
    const count = () => {
      const length = [...field.value.replace(/\r?\n/g, "\r\n")].length;
      const over = length - longest;
      said.textContent = over > 0
        ? `${number.format(over)} tekens te veel`
        : `${number.format(length)} van ${number.format(longest)} tekens`;
      said.classList.toggle("why", over > 0);
      if (over > 0) said.setAttribute("aria-live", "polite");
      else said.removeAttribute("aria-live");
    };
    field.addEventListener("input", count);
    count();
  }

  // typed text is not lost by a click: leaving asks first, sending does not
  let sending = false;
  const typed = () => all("textarea[data-keep]").some((field) => field.value !== field.defaultValue && !("kept" in field.form.dataset));
  window.addEventListener("beforeunload", (event) => {
    if (!sending && typed()) event.preventDefault();
  });

  // nor by a session that ran out: ask the door first, and stay when it no longer knows us
  const door = document.body.dataset.door;
  const known = async () => {
    try { return (await fetch(door, { redirect: "manual", cache: "no-store" })).ok; } catch { return false; }
  };
  for (const form of all("form:has(textarea[data-keep])")) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (await known()) {
        sending = true;
        if (event.submitter?.name) {
          // a form that is sent from here forgets which of its buttons was pressed
          const { name, value } = event.submitter;
          form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
        }
        form.submit();
      } else {
        form.querySelector("[data-away]").hidden = false;
      }
    });
  }

  // a screen nobody touched for half an hour covers itself, and asks the door before it shows again
  const IDLE = 30 * 60 * 1000;
  const cover = document.getElementById("weg");
  let touched = Date.now();
  const show = (shown) => {
    cover.hidden = shown;
    document.getElementById("inhoud").hidden = !shown;
  };
  const look = () => {
    if (Date.now() - touched > IDLE) show(false);
  };
  const back = async () => {
    look();
    if (!cover.hidden && !(await known())) return;
    touched = Date.now();
    show(true);
  };
  // a report that stands open says when the reporter wrote more; it never loads itself anew, and
  // its asking keeps no session alive
  for (const place of all("[data-stand]")) {
    const ask = async () => {
      if (document.hidden || !cover.hidden || place.textContent) return;
      try {
        const answer = await fetch(place.dataset.stand, { headers: { "X-By-Itself": "1" }, redirect: "manual", cache: "no-store" });
        if (!answer.ok || (await answer.json()).last <= Number(place.dataset.seen)) return;
        const link = Object.assign(document.createElement("a"), { href: location.pathname, textContent: "Bekijk het" });
        place.classList.add("say");
        place.append("De melder schreef net een nieuw bericht. ", link);
      } catch { /* no connection: next time */ }
    };
    setInterval(ask, 20000);
  }
  if (cover) {
    setInterval(look, 15000);
    for (const what of ["focus", "keydown", "pointerdown"]) window.addEventListener(what, back);
  }
})();
