// Two improvements of the outcome page: printing, and taking the answers along to a message that is
// sealed in the browser. Without this script the page works too.
(() => {
  const form = document.getElementById("carry");
  const button = document.getElementById("print");
  button.hidden = false;
  button.nextElementSibling.hidden = true;
  button.onclick = () => print();
  // The answers go to the next page in window.name, which that page empties at once: so they are not
  // stored, not sent to the server and not in the address.
  if (!window.crypto || !crypto.subtle) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    window.name = `check:${new URLSearchParams(new FormData(form))}`;
    location.assign(form.action);
  });
})();
