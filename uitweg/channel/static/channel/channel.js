// What the two pages of the channel share: words on a note, days, and sending that does not give up.
import { hex } from "sealing";
import list from "word-list";
const PATIENCE = 60000, ROUNDS = 5;
export const find = (id) => document.getElementById(id);
// The sentences a script says stand in the page, in its level.
let said;
export const says = (key) => (said ??= JSON.parse(find("says").textContent))[key];
const wait = (ms) => new Promise((done) => setTimeout(done, ms));

export const post = (address, body) =>
  fetch(address, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    credentials: "omit",
    cache: "no-store",
  });

export let by; // the day by which the last message that arrived should be answered
// Posts until there is a definite answer, for a minute. The body carries its own key, so a
// message that did arrive is not stored twice. Returns "ok", the refusal's word, or "unsure".
// Under pressure the door asks for work first: then the solver is fetched, and it goes on.
export const deliver = async (address, body, say) => {
  let start = Date.now(), send = body, rounds = 0;
  for (let pause = 1000; ; pause = Math.min(pause * 2, 10000)) {
    try {
      const answer = await post(address, send);
      if (answer.ok) {
        ({ by } = await answer.json());
        return "ok";
      }
      if (answer.status === 409) return (await answer.json()).error;
      if (answer.status === 429) {
        say("work");
        const { solver, challenge } = await answer.json();
        const work = await (await import(solver)).solve(challenge, (url) => policy ? policy.createScriptURL(url) : url);
        send = `${body.slice(0, -1)},"work":"${work}"}`;
        if (++rounds < ROUNDS) start = Date.now();
        continue;
      }
      if (answer.status < 500 && answer.status !== 408) return "refused";
    } catch (_) { /* no network: try again */ }
    if (Date.now() - start + pause > PATIENCE) return "unsure";
    say("trouble");
    await wait(pause);
  }
};

// An envelope's head names the key it is sealed to.
export const keyId = (envelope) => hex(envelope.slice(3, 11));

export const note = (list, words) =>
  list.replaceChildren(...words.map((word) => {
    const line = document.createElement("li");
    line.textContent = word;
    return line;
  }));

// Shows one part of the page and brings the reader, and a screen reader, to its heading.
// The links to the other levels lead to the first part: behind it they would cost what is there.
export const show = (parts, name) => {
  for (const part of parts) part.hidden = part.id !== name;
  document.querySelector(".tools").hidden = parts[0].hidden;
  const heading = find(name).querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  scrollTo(0, 0);
};

// A field's error: what to do, above the field, in ink.
export const complain = (field, sentence) => {
  const box = field.closest(".field");
  const why = box.querySelector(".why");
  box.classList.toggle("err", Boolean(sentence));
  why.hidden = !sentence;
  why.querySelector("span").textContent = sentence;
  field.setAttribute("aria-invalid", String(Boolean(sentence)));
  if (sentence) field.focus();
};

export const text = (field) => {
  const typed = field.value.trim();
  const long = typed.length > 20000;
  complain(field, long ? says("too_long") : typed ? "" : says("need_text"));
  return long ? "" : typed;
};

export const wordList = list.trim().split("\n");

let policy;
// What only works with a script stands in the page as text, so nothing else shows it.
export const unfold = () => {
  const place = document.createElement("div"), text = find("parts").textContent;
  const same = (text) => text;
  policy = window.trustedTypes && trustedTypes.createPolicy("uitweg", { createHTML: same, createScriptURL: same });
  place.innerHTML = policy ? policy.createHTML(text) : text;
  find("parts").replaceWith(place);
};

// Files have a script of their own, fetched when somebody chooses to send one or a message has one.
export let files;
export const filesScript = () => import(find("path").dataset.files);
export const addFiles = async (form, button) => {
  try {
    files = (await filesScript()).attach(form, button);
  } catch (_) {
    button.nextSibling.textContent = ` ${says("add_file_later")}`;
  }
};

// What few people need: a text kept on this device, and an open mailbox that looks for answers.
export const later = () => import(find("path").dataset.later);
export const seldom = async (key) => (await later()).say(key);

// After five minutes without a touch or a key the page shows nothing; the next one brings it back.
// Not on pointerdown: what lies under the finger would come back before the click, and get it.
export const rest = () => {
  const parts = document.querySelectorAll("main > *"), back = find("rest");
  let timer, last;
  const blank = (yes) => {
    for (const { style } of parts) style.visibility = yes ? "hidden" : "";
    back.hidden = !yes;
  };
  const wake = () => {
    if (!back.hidden) {
      blank(false);
      last.focus({ preventScroll: true });
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      last = document.activeElement;
      blank(true);
    }, 3e5);
  };
  back.style.cssText = "visibility:visible;position:fixed;inset:40% 2rem auto";
  for (const sign of ["click", "keydown", "input", "scroll"]) addEventListener(sign, wake);
  wake();
};

// Plain http has no lock; then the forms in the page go to the server as they are.
export const able = () => crypto.subtle;
