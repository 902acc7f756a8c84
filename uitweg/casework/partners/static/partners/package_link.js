// The page of a partner without an account. The link's half of the key never leaves this tab; the
// server gives its half for the code; only both together open what was sent.
import { hex, random } from "sealing-bytes";
import { answer as sendAnswer, askCode, halfInLink, keepHalf, keptHalf, open, state } from "./package_key.js";
import { byId, say, show, showOffered, showRead, write } from "./package_page.js";

const IDLE_MS = 30 * 60 * 1000; // a screen that nobody touches for so long closes itself
const LINK_HALF = /^[0-9a-f]{32}$/;
const waiting = new Map(); // form keys of answers that may have arrived: the same again is one
let linkHalf, opened, idle;

const forget = () => {
  linkHalf = opened = undefined;
  keepHalf("");
  for (const name of ["title", "asked", "sender", "facts"]) byId(name).textContent = "";
  byId("phone").hidden = true;
  byId("code").value = byId("words").value = "";
};

const close = () => {
  forget();
  show("closed");
};

const touched = () => {
  clearTimeout(idle);
  idle = setTimeout(() => opened && close(), IDLE_MS);
};

// One request at a time; what went wrong is said in the part of the page that shows.
const doing = async (work) => {
  if (document.body.dataset.busy) return;
  document.body.dataset.busy = "yes";
  say("");
  try {
    await work();
  } catch ({ name }) {
    if (name === "gone") {
      forget();
      show("gone");
    } else say(name);
  }
  delete document.body.dataset.busy;
};

const start = () => {
  const inAddress = halfInLink();
  if (inAddress) {
    history.replaceState(null, "", location.pathname); // out of the address bar and the history
    keepHalf(inAddress);
  }
  linkHalf = inAddress || keptHalf();
  if (!globalThis.crypto?.subtle) return show("unable");
  if (!LINK_HALF.test(linkHalf)) return show("incomplete");
  show("look");
  doing(async () => {
    const { ways, ends_on: endsOn } = await state(linkHalf);
    write({ ends: endsOn });
    for (const button of document.querySelectorAll("[data-way]")) {
      button.hidden = !ways.includes(button.dataset.way);
    }
    show(ways.length ? "ask" : "no-way");
  });
};

const requestCode = (way) =>
  doing(async () => {
    const { until, tries_left: tries } = await askCode(linkHalf, way);
    write({ until, tries });
    byId("code").value = "";
    for (const line of document.querySelectorAll("[data-sent]")) line.hidden = line.dataset.sent !== way;
    show("code");
    byId("code").focus();
  });

const openWithCode = () =>
  doing(async () => {
    const code = byId("code").value.replace(/\D/g, "");
    if (code.length !== 6) return say("six-digits");
    const got = await open(linkHalf, code);
    if (!got.said) {
      byId("code").select();
      write({ tries: got.triesLeft });
      return say(got.triesLeft ? "wrong-code" : "no-tries");
    }
    opened = got;
    byId("code").value = "";
    showState(opened.said);
    if (opened.content) showRead(opened.content, opened.said);
  });

const showState = (said) => {
  const { organisation, sent, opens_until, answer_before, decided_words } = said;
  write({ organisation, sent, opens_until, answer_before, decided_words });
  showOffered(said.offered, choose);
  show(said.decided && !said.reads_on ? "after" : "read");
};

const choose = ({ answer, words, needs_words: needsWords }) => {
  if (!needsWords) return give(answer, "");
  byId("write-title").textContent = words;
  byId("write").dataset.answer = answer;
  document.querySelector("[data-part]:not([hidden]) aside").prepend(byId("write"));
  byId("write").hidden = false;
  byId("words").focus();
};

const give = (answer, text) =>
  doing(async () => {
    const key = answer + text;
    if (!waiting.has(key)) waiting.set(key, hex(random(16)));
    const said = await sendAnswer(opened, { answer, text, form_key: waiting.get(key) });
    waiting.delete(key);
    byId("words").value = "";
    byId("write").hidden = true;
    const decides = said.deciding.includes(answer);
    if (said.decided && !said.reads_on) showRead(null, said); // what was read is locked: off the screen too
    showState(said);
    say(!decides ? "arrived" : said.counts ? "thanks" : "second");
  });

document.addEventListener("click", (event) => {
  const { way, back } = event.target.closest("button")?.dataset ?? {};
  if (way) requestCode(way);
  if (back) show(back);
  if (event.target.closest(".exit")) {
    event.preventDefault();
    close();
  }
});
byId("code-form").addEventListener("submit", (event) => {
  event.preventDefault();
  openWithCode();
});
byId("write").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("words").value.trim();
  if (text) give(byId("write").dataset.answer, text);
  else say("say-what");
});
for (const sign of ["pointerdown", "keydown", "scroll"]) addEventListener(sign, touched, { passive: true });
// A browser may keep the page for Back, text and all: then it begins anew, with a new code.
addEventListener("pagehide", ({ persisted }) => {
  if (persisted) opened = showRead(null, {});
});
addEventListener("pageshow", ({ persisted }) => {
  if (persisted) start();
});
addEventListener("hashchange", start);
touched();
start();
