// Saves a form at each pause of typing and now and then without one: one save at a time, again after
// a failure. Whoever follows a link, logs out or sends another form leaves only after the last words
// are saved. A closed tab saves them too; where that may fail, the browser asks first.
// The page's own script says what to save, how, and what to tell.
"use strict";
const autosave = (() => {
  const PAUSE_MS = 1200, RETRY_MS = 5000, TIMEOUT_MS = 10000;
  const LONGEST_TYPING_MS = 5000;  // somebody who types without a pause is saved this often
  const LONGEST_HOLD_MS = 2000;  // that leaving waits for the last save
  const KEEPALIVE_BYTES = 60000;  // browsers refuse larger requests that may outlive their page

  // Resolves to the JSON answer and `ok`. Without one `answered` tells whether the server spoke at
  // all: it sends somebody who is logged out to the login page, which is no JSON.
  // `quiet`: the request keeps no session alive. `last`: it may outlive the page.
  const post = async (url, fields, { quiet = false, last = false } = {}) => {
    const length = new URLSearchParams(fields).toString().length;
    let response;
    try {
      response = await session.post(url, fields, {
        quiet,
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(TIMEOUT_MS),
        keepalive: last && length < KEEPALIVE_BYTES,
      });
      return { ok: response.ok, answered: true, ...(await response.json()) };
    } catch {
      return { ok: false, answered: Boolean(response) };
    }
  };

  const savers = [];
  let isHolding = false;
  let wasHeld = false;  // leaving waited for the last save, and nothing was typed since

  // Holds a click or submit until all forms but `sent` are saved, at most LONGEST_HOLD_MS; then `leave`.
  const holdUntilSaved = (event, leave, sent = null) => {
    const unsaved = savers.filter((saver) => saver.form !== sent && saver.hasUnsaved());
    if (wasHeld || (!unsaved.length && !isHolding)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (isHolding) return;
    isHolding = true;
    const waited = new Promise((resolve) => { setTimeout(resolve, LONGEST_HOLD_MS); });
    Promise.race([Promise.all(unsaved.map((saver) => saver.flush())), waited]).finally(() => {
      [isHolding, wasHeld] = [false, true];
      leave();
    });
  };
  document.addEventListener("submit", (event) => {
    const { target, submitter } = event;
    holdUntilSaved(event, () => target.requestSubmit(submitter), target);
  }, true);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const isWithinPage = link.hash && link.href.split("#")[0] === location.href.split("#")[0];
    if (isWithinPage || !link.protocol.startsWith("http") || (link.target && link.target !== "_self")) return;
    holdUntilSaved(event, () => link.click());
  }, true);
  document.addEventListener("input", () => { wasHeld = false; }, true);

  const outlivesPage = (content) => "keepalive" in Request.prototype && encodeURIComponent(content).length < KEEPALIVE_BYTES / 2;
  window.addEventListener("beforeunload", (event) => {
    if (savers.some((saver) => saver.isAtRisk())) event.preventDefault();
  });

  // Saves `content()` whenever it differs from what was saved last (`saved` is that at the start).
  // `send(content, options)` resolves to what follows: "saved"; "again" after a pause; "retry"
  // later and quietly; "stop" until somebody types. While `isIdle()` there is nothing to save; while
  // `isStuck()` there is, and the member has to choose something first.
  const start = ({ form, content, send, saved = content(), isIdle = () => false, isStuck = () => false }) => {
    let timer = 0, saving = null, typingSince = 0, hasFailed = false;

    const hasUnsaved = () => content() !== saved && !isIdle();
    const schedule = (wait, options) => {
      clearTimeout(timer);
      timer = setTimeout(() => save(options), wait);
    };
    const save = (options = {}) => {
      typingSince = 0;
      if (!hasUnsaved() || isStuck() || (saving && !options.last)) return saving;
      const current = content();
      const mine = saving = send(current, options).then((outcome) => {
        hasFailed = outcome === "retry" || outcome === "stop";
        if (outcome === "saved") saved = current;
        if (outcome === "retry") schedule(RETRY_MS, { quiet: true });
        else if (outcome !== "stop" && content() !== saved) schedule(PAUSE_MS);
      }).finally(() => { if (saving === mine) saving = null; });
      return mine;
    };
    // cancels the next save; gives the promise of the one under way, if any
    const settle = () => {
      clearTimeout(timer);
      return saving;
    };
    // saves what is typed now; twice when a first answer says "again"
    const flush = async () => {
      await settle();
      for (let turn = 0; turn < 2 && hasUnsaved(); turn += 1) await save({ last: true });
    };

    form.addEventListener("input", () => {
      typingSince ||= Date.now();
      schedule(Math.max(0, Math.min(PAUSE_MS, typingSince + LONGEST_TYPING_MS - Date.now())));
    });
    const saveLast = () => save({ last: true });
    document.addEventListener("visibilitychange", () => { if (document.hidden) saveLast(); });
    window.addEventListener("pagehide", saveLast);

    const saver = {
      form,
      save,
      settle,
      flush,
      hasUnsaved,
      isAtRisk: () => hasUnsaved() && (wasHeld || hasFailed || isStuck() || !outlivesPage(content())),
      saved: () => saved,
      isSaved: () => content() === saved,
      markSaved: () => { saved = content(); },
    };
    savers.push(saver);
    return saver;
  };

  return { post, start };
})();
