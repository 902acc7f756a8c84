// The script that seals comes after the page. A form sent before it is there waits for it, so that
// what a browser can seal never passes the door in plain text; when it cannot come, the form goes.
(() => {
  const sealing = document.currentScript.previousElementSibling;
  let waiting = null;
  const wait = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting) setTimeout(go, 10_000);
    waiting = [event.target, event.submitter];
  };
  const go = () => {
    document.removeEventListener("submit", wait, true);
    if (waiting) waiting[0].requestSubmit(waiting[1]);
    waiting = null;
  };
  document.addEventListener("submit", wait, true);
  sealing.addEventListener("load", go);
  sealing.addEventListener("error", go);
})();
