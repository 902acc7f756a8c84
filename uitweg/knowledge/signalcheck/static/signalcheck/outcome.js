// Two things of the answer that a script does better. Without it both forms and sentences work.
(() => {
  const form = document.getElementById("carry");
  const button = document.getElementById("print");
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  button.onclick = () => print();
  // What was ticked goes along to the page where a message is sealed in the browser. It travels in
  // the tab's own name, which that page empties at once: not stored, not sent, not in the address.
  if (!window.crypto || !crypto.subtle) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.name = `signals:${form.elements.signals.value}`;
    location.assign(form.action);
  });
})();
