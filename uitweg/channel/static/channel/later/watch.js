// An open mailbox looks now and then whether something came: some bytes, and nothing of a message.
const SOON = 20000, LATEST = 300000;
const wait = (ms) => new Promise((done) => setTimeout(done, ms));
const asleep = () => document.hidden || !document.getElementById("rest").hidden;

// Resolves when the page is looked at again; until then nothing is asked.
const awake = () => new Promise((done) => {
  const signs = ["visibilitychange", "click", "keydown", "input", "scroll"];
  const look = () => {
    if (asleep()) return;
    for (const sign of signs) removeEventListener(sign, look);
    done();
  };
  // at the window, behind the page's own listeners, so a touch has brought the page back by now
  for (const sign of signs) addEventListener(sign, look);
});

// Shows what changed; a new answer is also said, for who does not look at that place.
const told = async (changed) => {
  const answers = () => document.querySelectorAll("#said > li:not(.me)").length, before = answers();
  await changed();
  document.getElementById("came").textContent = answers() > before ? SAYS.answer_came : "";
};

// `ask` gives the sign of how the conversation stands, `open` whether it still is open here,
// `changed` is told when the sign is another. Without change or connection we ask less and less.
export const watch = async ({ ask, open, changed }) => {
  let last, pause = SOON;
  for (let now; open(); await wait(pause)) {
    if (asleep()) {
      await awake();
      pause = SOON;
      if (!open()) return;
    }
    try {
      now = (await ask()).join();
      const other = last && now !== last;
      if (other && open()) await told(changed);
      last = now;
      pause = other ? SOON : Math.min(pause * 1.2, LATEST);
    } catch (_) {
      pause = Math.min(pause * 2, LATEST);
    }
  }
};
