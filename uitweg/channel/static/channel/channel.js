// What report.js and mailbox.js share: showing parts of the page, and sending that retries.
import { b64, hex, mailboxHash, openMessage, publicKey, sealMessage, unb64 } from "sealing";
import list from "word-list";

const GIVE_UP_AFTER = 60000, MOST_WORK_ROUNDS = 5, MOST_NEW_KEYS = 5, IDLE_AFTER = 300000, LONGEST_ANSWER = 30000; // milliseconds, but for the counts
const LONGEST_TEXT = 20000; // characters

export const byId = (id) => document.getElementById(id);

// The sentences a script shows are in the page, in the page's reading level.
let sentences;
export const sentence = (key) => (sentences ??= JSON.parse(byId("says").textContent))[key];

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const post = (address, body, signal) =>
  fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    credentials: "omit",
    cache: "no-store",
    signal,
  });

// the day by which the last message that arrived should be answered; whether a wish to delete waits
export let answerBy, isSlow;

// Does the work that the server asks for in this response; returns the solution to send along.
const doWork = async (response) => {
  const { solver, challenge } = await response.json();
  return (await import(solver)).solve(challenge, (url) => policy ? policy.createScriptURL(url) : url);
};

// Posts until there is a definite response, for a minute at most. Idempotent: the body carries its
// own key, so a message that did arrive is not stored twice. Returns "ok", the word of a refusal, or
// "unsure". Under load the server asks for proof of work; then the solver is fetched and it goes on.
export const deliver = async (address, body, showState) => {
  let start = Date.now(), bodyToSend = body, workRounds = 0;
  for (let pause = 1000; ; pause = Math.min(pause * 2, 10000)) {
    try {
      const response = await post(address, bodyToSend, AbortSignal.timeout?.(LONGEST_ANSWER)); // a server may hang
      if (response.ok) {
        ({ by: answerBy, slow: isSlow } = await response.json());
        return "ok";
      }
      if (response.status === 409) return (await response.json()).error;
      if (response.status === 429) {
        showState("work");
        bodyToSend = `${body.slice(0, -1)},"work":"${await doWork(response)}"}`;
        if (++workRounds < MOST_WORK_ROUNDS) start = Date.now();
        continue;
      }
      if (response.status < 500 && response.status !== 408) return "refused";
    } catch (_) { /* no network: retry */ }
    if (Date.now() - start + pause > GIVE_UP_AFTER) return "unsure";
    showState("trouble");
    await delay(pause);
  }
};

// The header of an envelope contains the id of the key it is sealed to.
export const keyId = (envelope) => hex(envelope.slice(3, 11));

// Reads the team's keys from a fresh copy of this page: the team may have made new ones since.
export const renewTeamKeys = async () => {
  const page = await (await fetch(location.pathname, { cache: "no-store" })).text(), { dataset } = byId("path");
  for (const [name, attribute] of [["publicKey", "data-public-key"], ["verifyKeys", "data-verify-keys"]]) {
    dataset[name] = page.match(`${attribute}="([^"]+)"`)?.[1] ?? dataset[name];
  }
};

// Seals a message anew for the team's present key. What is in it comes from the reporter's own copy.
const sealAnew = async (body, keysOfWords) => {
  await renewTeamKeys();
  const { mailboxId, seed } = await keysOfWords;
  const sealed = JSON.parse(body), place = { mailboxHash: await mailboxHash(mailboxId), key: unb64(sealed.key) };
  const message = await openMessage({ ...place, seed, envelope: unb64(sealed.for_reporter) });
  const keys = { teamPublic: unb64(byId("path").dataset.publicKey), reporterPublic: await publicKey(seed) };
  const { forTeam, forReporter } = await sealMessage({ ...place, ...keys, message });
  return JSON.stringify({ ...sealed, for_team: b64(forTeam), for_reporter: b64(forReporter), key_id: keyId(forTeam) });
};

// Delivers as `deliver` does. When the team made a new key, the message is sealed to that one and
// sent again, under its own key: one that did arrive is not stored twice. `keysOfWords` may be a
// promise: stretching the words takes a slow phone seconds, and is needed only then.
export const deliverToTeam = async (address, body, showState, keysOfWords) => {
  let outcome = await deliver(address, body, showState);
  for (let tries = 0; outcome === "other-key" && tries < MOST_NEW_KEYS; tries++) {
    if (tries) await delay(2000); // the pages have the new key within seconds
    outcome = await deliver(address, await sealAnew(body, keysOfWords), showState);
    if (outcome === "other") return "ok"; // it arrived before, sealed to the old key
  }
  return outcome;
};

export const showWords = (list, words) =>
  list.replaceChildren(...words.map((word) => {
    const item = document.createElement("li");
    item.textContent = word;
    return item;
  }));

// Shows one part of the page and moves the reader, and a screen reader, to its heading. The links to
// other reading levels are shown at the first part only: later they would lose what was typed.
export const showPart = (parts, name) => {
  for (const part of parts) part.hidden = part.id !== name;
  document.querySelector(".tools").hidden = parts[0].hidden;
  const heading = byId(name).querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
};

// Shows an error above a field and moves the focus there; "" takes the error away.
export const showError = (field, error) => {
  const box = field.closest(".field");
  const why = box.querySelector(".why");
  box.classList.toggle("err", Boolean(error));
  why.hidden = !error;
  why.querySelector("span").textContent = error;
  field.setAttribute("aria-invalid", String(Boolean(error)));
  if (error) field.focus();
};

// Returns the text of a field; "" when it is empty or too long, which the field then shows.
export const checkedText = (field) => {
  const text = field.value.trim(), tooMany = text.length - LONGEST_TEXT;
  const tooLong = tooMany > 0 && sentence("too_long").replace("{n}", tooMany.toLocaleString(document.documentElement.lang));
  showError(field, tooLong || (text ? "" : sentence("need_text")));
  return tooLong ? "" : text;
};

export const wordList = list.trim().split("\n");

let policy;
// The parts that only work with a script are text inside a script element of the page, so that
// without a script nothing shows them. Trusted Types wants a policy to turn that text into HTML.
export const insertParts = () => {
  const container = document.createElement("div"), html = byId("parts").textContent;
  const unchanged = (text) => text;
  policy = window.trustedTypes && trustedTypes.createPolicy("uitweg", { createHTML: unchanged, createScriptURL: unchanged });
  container.innerHTML = policy ? policy.createHTML(html) : html;
  byId("parts").replaceWith(container);
};

// Files have a script of their own, loaded when somebody adds one or a message has one.
export let filesPanel;
export const loadFilesScript = () => import(byId("path").dataset.files);
export const addFilesPanel = async (form, button) => {
  try {
    filesPanel = (await loadFilesScript()).attachPanel(form, button, doWork);
  } catch (_) {
    button.nextSibling.textContent = ` ${sentence("add_file_later")}`;
  }
};

// What few visitors need is loaded later: drafts kept on the device, and polling for answers. Its
// sentences come with it.
export const loadLaterScript = () => import(byId("path").dataset.later);
export const laterSentence = async (key) => (await loadLaterScript()).sentence(key);

// Hides the page after five minutes without input; the next click or key shows it again.
// Not pointerdown: then the click that follows would land on what has just reappeared.
export const hideWhenIdle = () => {
  const parts = document.querySelectorAll("main > *"), showAgain = byId("rest");
  let timer, lastFocused;
  const setHidden = (hidden) => {
    for (const { style } of parts) style.visibility = hidden ? "hidden" : "";
    showAgain.hidden = !hidden;
  };
  const wake = () => {
    if (!showAgain.hidden) {
      setHidden(false);
      lastFocused.focus({ preventScroll: true });
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      lastFocused = document.activeElement;
      setHidden(true);
    }, IDLE_AFTER);
  };
  showAgain.style.cssText = "visibility:visible;position:fixed;inset:40% 2rem auto";
  for (const event of ["click", "keydown", "input", "scroll"]) addEventListener(event, wake);
  wake();
};

// WebCrypto exists only on https (and localhost); elsewhere the page's plain forms are used.
export const canSeal = () => crypto.subtle;
