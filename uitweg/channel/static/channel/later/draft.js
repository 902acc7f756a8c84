// A draft of the message, kept on this device only if the reporter asks for it. It is sealed to their
// own key, so that only the seven words open it, and it does not say which conversation it belongs to.
// Each opened page keeps its draft in a place of its own: two tabs never overwrite each other's.
// `sealing` are the functions sealDraft, openDraft, readWords and stretch of the page's script.
import { makeBox, makeButton, makeWordsForm } from "./elements.js";
import { showAnswerBy } from "./texts.js";

const PLACE = "text", KEPT_DAYS = 7, SAVE_DELAY = 2000;
const FIELDS = ["text", "needed", "role", "language", "safe_times"];
const ownPlace = `${PLACE}-${crypto.getRandomValues(new Uint32Array(2)).join("")}`;
const today = () => Math.floor(Date.now() / 864e5); // in days
const byId = (id) => document.getElementById(id);

let isSent = false, isKeeping = false, kept = ""; // the fields of the form as they were last kept
let continued = []; // the drafts this page goes on with: [place, sealed], gone once it has its own

const readForm = ({ elements }) => {
  const draft = {};
  for (const name of FIELDS) draft[name] = elements[name].value;
  return draft;
};

// Returns the drafts on this device, [place, sealed]; removes those whose days are over.
const keptDrafts = () => {
  const places = Object.keys(localStorage).filter((key) => key.split("-")[0] === PLACE);
  return places.map((place) => [place, localStorage.getItem(place)]).filter(([place, sealed]) => {
    const isInTime = JSON.parse(sealed).until >= today();
    if (!isInTime) localStorage.removeItem(place);
    return isInTime;
  });
};

// Removes a draft unless another tab changed it meanwhile.
const removeUnchanged = ([place, sealed]) => {
  if (localStorage.getItem(place) === sealed) localStorage.removeItem(place);
};

const removeOwn = () => {
  localStorage.removeItem(ownPlace);
  continued.forEach(removeUnchanged);
  continued = [];
  kept = "";
};

// Whether the device has what the form says now.
export const isAsKept = (form) => kept === JSON.stringify(readForm(form));

// Whether nothing is kept any more: the message was sent, or "Snel weg" took the form out of the page.
const isOver = (form) => isSent || !form.isConnected;

// After sending: shows by when there is an answer, and removes the draft.
export const showSent = (by) => {
  showAnswerBy(by);
  isSent = true;
  isKeeping = false;
  removeOwn();
};

const showKeeping = (status) => {
  byId("draft-status").textContent = status;
  byId("draft-about").textContent = isKeeping ? SAYS.draft_text : SAYS.draft_watched;
  byId("draft-keep").lastChild.textContent = isKeeping ? SAYS.draft_drop : SAYS.draft_keep;
};

const save = async ({ form, sealing, stretching }) => {
  if (isOver(form)) return;
  const fields = readForm(form);
  try {
    if (!fields.text.trim()) {
      removeOwn();
      return showKeeping(SAYS.draft_waits);
    }
    const { seed } = await stretching(), sealed = await sealing.sealDraft(seed, { ...fields, at: Date.now() });
    // the message was sent, or the draft removed, while this was sealing
    if (isOver(form) || !isKeeping || !form.elements.text.value) return;
    localStorage.setItem(ownPlace, JSON.stringify({ until: today() + KEPT_DAYS, ...sealed }));
    continued.forEach(removeUnchanged);
    continued = [];
    kept = JSON.stringify(fields);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    showKeeping(SAYS.draft_kept.replace("{time}", time));
  } catch (_) {
    if (!isOver(form)) showKeeping(SAYS.draft_full);
  }
};

// One tap starts keeping the text, the next removes it. While it is kept it is saved again whenever
// the reporter types, and the page says at what time that was last.
export const keepDraft = (page) => {
  if (isOver(page.form)) return;
  const { form } = page, button = byId("draft-keep");
  let timer;
  button.removeAttribute("data-do");
  button.onclick = () => {
    isKeeping = !isKeeping;
    if (isKeeping) return save(page);
    removeOwn();
    showKeeping(SAYS.draft_gone);
  };
  byId("write").addEventListener("input", () => { // some of the form's fields stand before it
    clearTimeout(timer);
    if (isKeeping) timer = setTimeout(() => save(page), SAVE_DELAY);
  }, true);
  form.addEventListener("submit", () => clearTimeout(timer));
  button.onclick();
};

// Fills in the newest draft that these keys open, and goes on keeping it. Returns whether there is one.
// If its message was sent while this was looking, the draft is removed.
const goOnWith = async (page, seed) => {
  const { form, sealing } = page;
  let newest;
  for (const [place, sealed] of keptDrafts()) {
    const draft = await sealing.openDraft(seed, JSON.parse(sealed)).catch(() => null);
    if (draft && !(newest?.at > draft.at)) newest = { ...draft, from: [place, sealed] };
  }
  if (newest && isSent) removeUnchanged(newest.from);
  if (!newest || isOver(form)) return false;
  for (const name of FIELDS) form.elements[name].value = newest[name];
  continued = [newest.from];
  return true;
};

// After a reload: the words are in the tab, so the text comes back by itself.
export const restoreDraft = async (page) => {
  if (!page.form.elements.text.value && await goOnWith(page, (await page.stretching()).seed)) keepDraft(page);
};

// On the first page: who has the seven words can go on with a draft, anybody can remove them.
export const offerDrafts = (page) => {
  const { length } = keptDrafts(), isOne = length === 1;
  if (!length) return;
  const box = makeBox(isOne ? SAYS.draft_here : SAYS.drafts_here.replace("{n}", length));
  const openButton = makeButton(SAYS.draft_go_on), removeButton = makeButton(isOne ? SAYS.draft_drop : SAYS.drafts_drop);
  const openWith = async (typed) => {
    try {
      const words = page.sealing.readWords(typed, page.list), { seed } = await page.sealing.stretch(words);
      if (!await goOnWith(page, seed)) return SAYS.draft_none;
      box.element.remove();
      page.resume(words);
      keepDraft(page);
    } catch (_) {
      return SAYS.draft_none;
    }
  };
  openButton.onclick = () => {
    openButton.remove();
    box.add(makeWordsForm(openWith), removeButton);
  };
  removeButton.onclick = () => {
    for (const [place] of keptDrafts()) localStorage.removeItem(place);
    box.element.replaceChildren(isOne ? SAYS.draft_gone : SAYS.drafts_gone);
  };
  box.add(openButton, removeButton);
  document.querySelector("#begin .lead").after(box.element);
};
