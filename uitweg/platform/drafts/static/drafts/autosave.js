// Saves a form at each pause of typing: one save at a time, again after a failure, and at once when
// the page is left. The page's own script says what to save, how, and what to tell.
"use strict";
const autosave = (() => {
  const PAUSE_MS = 1200, RETRY_MS = 5000, TIMEOUT_MS = 10000;
  const KEEPALIVE_BYTES = 60000;  // browsers refuse larger requests that may outlive their page

  // Resolves to the JSON answer and `ok`. Without one `answered` tells whether the server spoke at
  // all: it sends somebody who is logged out to the login page, which is no JSON.
  // `quiet`: the request keeps no session alive. `last`: it may outlive the page.
  const post = async (url, fields, { quiet = false, last = false } = {}) => {
    const body = new URLSearchParams(fields).toString();
    let response;
    try {
      response = await fetch(url, {
        method: "POST",
        headers: {
          Accept: "application/json",
          "Content-Type": "application/x-www-form-urlencoded",
          ...(quiet ? { "X-By-Itself": "1" } : {}),
        },
        body,
        redirect: "manual",
        signal: AbortSignal.timeout(TIMEOUT_MS),
        keepalive: last && body.length < KEEPALIVE_BYTES,
      });
      return { ok: response.ok, answered: true, ...(await response.json()) };
    } catch {
      return { ok: false, answered: Boolean(response) };
    }
  };

  // Saves `content()` whenever it differs from what was saved last (`saved` is that at the start).
  // `send(content, options)` resolves to what follows: "saved"; "again" after a pause; "retry"
  // later and quietly; "stop" until somebody types. Nothing is saved while `isPaused()`.
  const start = ({ form, content, send, saved = content(), isPaused = () => false }) => {
    let timer = 0, saving = null;

    const schedule = (wait, options) => {
      clearTimeout(timer);
      timer = setTimeout(() => save(options), wait);
    };
    const save = (options = {}) => {
      const current = content();
      if (current === saved || isPaused() || (saving && !options.last)) return;
      const mine = saving = send(current, options).then((outcome) => {
        if (outcome === "saved") saved = current;
        if (outcome === "retry") schedule(RETRY_MS, { quiet: true });
        else if (outcome !== "stop" && content() !== saved) schedule(PAUSE_MS);
      }).finally(() => { if (saving === mine) saving = null; });
    };
    // cancels the next save; gives the promise of the one under way, if any
    const settle = () => {
      clearTimeout(timer);
      return saving;
    };

    form.addEventListener("input", () => schedule(PAUSE_MS));
    const saveLast = () => save({ last: true });
    document.addEventListener("visibilitychange", () => { if (document.hidden) saveLast(); });
    window.addEventListener("pagehide", saveLast);

    return {
      save,
      settle,
      saved: () => saved,
      isSaved: () => content() === saved,
      markSaved: () => { saved = content(); },
    };
  };

  return { post, start };
})();
