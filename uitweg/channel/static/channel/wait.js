// The script that seals loads after the page. A form that is submitted before it is there waits for
// it, so that a browser that can seal never sends plain text. When the script cannot be loaded, or
// takes ten seconds, the form is submitted as it is.
(() => {
  const sealingScript = document.currentScript.previousElementSibling;
  let waiting = null; // the form and its submit button
  const hold = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!waiting) setTimeout(release, 10_000);
    waiting = [event.target, event.submitter];
  };
  const release = () => {
    document.removeEventListener("submit", hold, true);
    if (waiting) waiting[0].requestSubmit(waiting[1]);
    waiting = null;
  };
  document.addEventListener("submit", hold, true);
  sealingScript.addEventListener("load", release);
  sealingScript.addEventListener("error", release);
})();
