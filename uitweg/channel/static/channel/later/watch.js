// Polls whether an open mailbox has changed: a request of a few bytes, without any message in it.
const SHORTEST_PAUSE = 20000, LONGEST_PAUSE = 300000;
const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const isHidden = () => document.hidden || !document.getElementById("rest").hidden;

// Resolves when the page is visible again; until then nothing is fetched.
const untilVisible = () => new Promise((resolve) => {
  const events = ["visibilitychange", "click", "keydown", "input", "scroll"];
  const check = () => {
    if (isHidden()) return;
    for (const event of events) removeEventListener(event, check);
    resolve();
  };
  // on the window, after the page's own listeners: by then a click has made the page visible
  for (const event of events) addEventListener(event, check);
});

// Refreshes the page, and tells a screen reader when an answer came.
const refreshAndTell = async (onChange) => {
  const countAnswers = () => document.querySelectorAll("#said > li:not(.me)").length, before = countAnswers();
  await onChange();
  document.getElementById("came").textContent = countAnswers() > before ? SAYS.answer_came : "";
};

// `fetchStatus` returns the mailbox's status, `isOpen` whether it is still open in this page, and
// `onChange` runs when the status differs. Without change or connection the pauses get longer.
export const watchMailbox = async ({ fetchStatus, isOpen, onChange }) => {
  let last, pause = SHORTEST_PAUSE;
  for (let status; isOpen(); await delay(pause)) {
    if (isHidden()) {
      await untilVisible();
      pause = SHORTEST_PAUSE;
      if (!isOpen()) return;
    }
    try {
      status = (await fetchStatus()).join();
      const isChanged = last && status !== last;
      if (isChanged && isOpen()) await refreshAndTell(onChange);
      last = status;
      pause = isChanged ? SHORTEST_PAUSE : Math.min(pause * 1.2, LONGEST_PAUSE);
    } catch (_) {
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
  }
};
