// How far the writer is. Each step is an entry of the history, so that Back goes one step back; the
// entry says which step it is and no more. The seven words, and what else must survive a reload, are
// in the storage of this tab, which "Snel weg" empties for all entries at once. Where a browser allows
// no storage they are in the page only. Never in a cookie or the address.
const entry = () => history.state ?? {};
let id = entry().id ?? Date.now().toString(36);
const storageKey = () => `writing-${id}`;

const read = () => {
  try {
    return JSON.parse(sessionStorage.getItem(storageKey())) ?? {};
  } catch (_) {
    return {};
  }
};

// { words, key, body, wasSent, isSent, by, needed, signals, check }
export let state = read();

export const saveState = (changes) => {
  if (!document.body) return; // "Snel weg" emptied the page
  state = { ...state, ...changes };
  try {
    sessionStorage.setItem(storageKey(), JSON.stringify(state));
  } catch (_) { /* this browser allows no storage */ }
};

// Takes the words out of the tab; the page keeps what it shows.
export const forgetState = () => {
  try {
    sessionStorage.removeItem(storageKey());
  } catch (_) { /* this browser allows no storage */ }
};

export const currentStep = () => entry().step;
export const isOfAnotherStory = () => entry().step && entry().id !== id;

// `steps` tells "Snel weg" (platform/ui/look/exit.js) how many entries of this page come before.
export const addStep = (step) => history.pushState({ id, step, steps: (entry().steps ?? 0) + 1 }, "");
export const replaceStep = (step) => history.replaceState(step ? { ...entry(), id, step } : null, "");
