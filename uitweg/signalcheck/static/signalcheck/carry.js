// Takes what was ticked along to the page where a message is sealed in the browser. It travels in
// the tab's own name, which that page empties at once: not stored, not sent, not in the address.
(() => {
  const form = document.getElementById("carry");
  if (!form || !window.crypto || !crypto.subtle) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.name = `signals:${form.elements.signals.value}`;
    location.assign(form.action);
  });
})();
