// A text that waits on this device, only if they ask for that. Sealed to their own key, so only the
// seven words open it, and nothing in it says which conversation it belongs to. `sealing` is what
// the page's own script knows of that: sealDraft, openDraft, readWords and stretch.
import { fillBy } from "./telling.js";
import { boxOf, buttonOf, fieldOf } from "./look.js";

const PLACE = "text", DAYS = 7, PAUSE = 2000;
const FIELDS = ["text", "role", "language", "safe_times"];
const today = () => Math.floor(Date.now() / 864e5);
const remove = () => localStorage.removeItem(PLACE);

const saidIn = ({ elements }) => {
  const said = { danger: elements.danger.checked };
  for (const name of FIELDS) said[name] = elements[name].value;
  return said;
};

// Sent: by when there is an answer, and nothing stays here.
export const done = (by) => {
  fillBy(by);
  remove();
};

// Says what keeping means, and keeps after a second press; from then on also what they add.
export const keep = ({ form, sealing, stretching }, button) => {
  let kept = false, timer;
  const box = boxOf(SAYS.draft_text), act = buttonOf(SAYS.draft_keep);
  const put = async () => {
    try {
      const { seed } = await stretching(), sealed = await sealing.sealDraft(seed, saidIn(form));
      // sent or taken away in the meantime: it stays away
      if (!kept || !form.elements.text.value) return;
      localStorage.setItem(PLACE, JSON.stringify({ until: today() + DAYS, ...sealed }));
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
export const offer = ({ form, sealing, list, resume }) => {
  const kept = JSON.parse(localStorage.getItem(PLACE));
  if (!(kept.until >= today())) return remove();
  const box = boxOf(SAYS.draft_kept), open = buttonOf(SAYS.draft_go_on), drop = buttonOf(SAYS.draft_drop);
  const back = async (words) => {
    const said = await sealing.openDraft((await sealing.stretch(words)).seed, kept);
    for (const name of FIELDS) form.elements[name].value = said[name];
    form.elements.danger.checked = said.danger;
    box.whole.remove();
    resume(words);
  };
  open.onclick = () => {
    open.remove();
    box.add(fieldOf(async (typed) => {
      try {
        await back(sealing.readWords(typed, list));
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
