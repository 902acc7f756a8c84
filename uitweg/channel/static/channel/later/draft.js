// A draft of the message, kept on this device only if the reporter asks for it. It is sealed to their
// own key, so that only the seven words open it, and it does not say which conversation it belongs to.
// `sealing` are the functions sealDraft, openDraft, readWords and stretch of the page's script.
import { makeBox, makeButton, makeWordsForm } from "./elements.js";
import { showAnswerBy } from "./texts.js";

const STORAGE_KEY = "text", KEPT_DAYS = 7, SAVE_DELAY = 2000;
const FIELDS = ["text", "role", "language", "safe_times"];
const today = () => Math.floor(Date.now() / 864e5); // in days
const remove = () => localStorage.removeItem(STORAGE_KEY);

const readForm = ({ elements }) => {
  const draft = { danger: elements.danger.checked };
  for (const name of FIELDS) draft[name] = elements[name].value;
  return draft;
};

// After sending: shows by when there is an answer, and removes the draft.
export const showSent = (by) => {
  showAnswerBy(by);
  remove();
};

// Replaces the button by a box that explains what keeping means, with a second button that starts it.
// From then on the draft is saved again whenever the reporter types.
export const keepDraft = ({ form, sealing, stretching }, button) => {
  let isKept = false, timer;
  const box = makeBox(SAYS.draft_text), toggle = makeButton(SAYS.draft_keep);
  const save = async () => {
    try {
      const { seed } = await stretching(), sealed = await sealing.sealDraft(seed, readForm(form));
      // the message was sent, or the draft removed, while this was sealing
      if (!isKept || !form.elements.text.value) return;
      localStorage.setItem(STORAGE_KEY, JSON.stringify({ until: today() + KEPT_DAYS, ...sealed }));
      box.showStatus(SAYS.draft_kept);
    } catch (_) {
      box.showStatus(SAYS.draft_full);
    }
  };
  toggle.onclick = () => {
    isKept = !isKept;
    toggle.textContent = isKept ? SAYS.draft_drop : SAYS.draft_keep;
    if (isKept) return save();
    remove();
    box.showStatus(SAYS.draft_gone);
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    if (isKept) timer = setTimeout(save, SAVE_DELAY);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
  box.add(toggle);
  button.closest("p").replaceWith(box.element);
  toggle.focus();
};

// On the first page: who has the seven words can go on with the draft, anybody can remove it.
export const offerDraft = ({ form, sealing, list, resume }) => {
  const sealed = JSON.parse(localStorage.getItem(STORAGE_KEY));
  if (!(sealed.until >= today())) return remove();
  const box = makeBox(SAYS.draft_kept), openButton = makeButton(SAYS.draft_go_on), removeButton = makeButton(SAYS.draft_drop);
  const restore = async (words) => {
    const draft = await sealing.openDraft((await sealing.stretch(words)).seed, sealed);
    for (const name of FIELDS) form.elements[name].value = draft[name];
    form.elements.danger.checked = draft.danger;
    box.element.remove();
    resume(words);
  };
  openButton.onclick = () => {
    openButton.remove();
    box.add(makeWordsForm(async (typed) => {
      try {
        await restore(sealing.readWords(typed, list));
      } catch (_) {
        return SAYS.draft_none;
      }
    }), removeButton);
  };
  removeButton.onclick = () => {
    remove();
    box.element.replaceChildren(SAYS.draft_gone);
  };
  box.add(openButton, removeButton);
  document.querySelector("#begin .lead").after(box.element);
};
