// A text that waits on this device, only if they ask for that. Sealed to their own key, so only the
// seven words open it, and nothing in it says which conversation it belongs to.
import { b64, fromUtf8, hex, join, random, unb64, utf8 } from "sealing-bytes";
import { readWords, stretch } from "sealing-code";
import { setFallback } from "sealing-engine";
import { context, header, pad, publicKey, seal, unpad, unseal } from "sealing-envelope";
import { fillBy } from "./telling.js";
import { boxOf, buttonOf, fieldOf } from "./look.js";

const PLACE = "text", DAYS = 7, HEADER = 11, PAUSE = 2000;
const FIELDS = ["text", "role", "language", "safe_times"];
const today = () => Math.floor(Date.now() / 864e5);
const place = (nonce) => context("draft", hex(nonce));
const remove = () => localStorage.removeItem(PLACE);
const fallback = () => setFallback(new URL(document.getElementById("path").dataset.fallback, location).href);

// The envelope's head names the reporter's key, as the messages at our side do: it stays out.
const sealed = async (form, seed) => {
  const nonce = random(16), { elements } = form;
  const said = { danger: elements.danger.checked };
  for (const name of FIELDS) said[name] = elements[name].value;
  const whole = await seal(await publicKey(seed), place(nonce), pad(utf8(JSON.stringify(said))));
  return JSON.stringify({ until: today() + DAYS, nonce: b64(nonce), sealed: b64(whole.slice(HEADER)) });
};

const opened = async (kept, seed) => {
  const { nonce, sealed } = JSON.parse(kept);
  const whole = join(await header(await publicKey(seed)), unb64(sealed));
  return JSON.parse(fromUtf8(unpad(await unseal(seed, place(unb64(nonce)), whole))));
};

// Sent: by when there is an answer, and nothing stays here.
export const done = (by) => {
  fillBy(by);
  remove();
};

// Says what keeping means, and keeps after a second press; from then on also what they add.
export const keep = ({ form, stretching }, button) => {
  fallback();
  let kept = false, timer;
  const box = boxOf(SAYS.draft_text), act = buttonOf(SAYS.draft_keep);
  const put = async () => {
    try {
      const { seed } = await stretching(), made = await sealed(form, seed);
      // sent or taken away in the meantime: it stays away
      if (!kept || !form.elements.text.value) return;
      localStorage.setItem(PLACE, made);
      box.say(SAYS.draft_kept);
    } catch (_) {
      box.say(SAYS.draft_full);
    }
  };
  act.onclick = () => {
    kept = !kept;
    act.textContent = kept ? SAYS.draft_drop : SAYS.draft_keep;
    if (kept) return put();
    remove();
    box.say(SAYS.draft_gone);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (kept) timer = setTimeout(put, PAUSE);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  box.add(act);
  button.closest("p").replaceWith(box.whole);
  act.focus();
};

// On the first page: whoever has the words goes on with what is kept; whoever has not can remove it.
export const offer = ({ form, list, resume }) => {
  fallback();
  const kept = localStorage.getItem(PLACE);
  if (!(JSON.parse(kept).until >= today())) return remove();
  const box = boxOf(SAYS.draft_kept), open = buttonOf(SAYS.draft_go_on), drop = buttonOf(SAYS.draft_drop);
  const back = async (words) => {
    const said = await opened(kept, (await stretch(words)).seed);
    for (const name of FIELDS) form.elements[name].value = said[name];
    form.elements.danger.checked = said.danger;
    box.whole.remove();
    resume(words);
  };
  open.onclick = () => {
    open.remove();
    box.add(fieldOf(async (typed) => {
      try {
        await back(readWords(typed, list));
      } catch (_) {
        return SAYS.draft_none;
      }
    }), drop);
  };
  drop.onclick = () => {
    remove();
    box.whole.replaceChildren(SAYS.draft_gone);
  };
  box.add(open, drop);
  document.querySelector("#begin .lead").after(box.whole);
};
