// Mail and files can be dragged onto the timeline. Without this file one chooses them.
"use strict";
(() => {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const place = form.closest("section");
  const said = form.querySelector("[data-drop-said]");
  const largest = Number(form.dataset.largest);
  form.querySelector("[data-drop-hint]").hidden = false;

  const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  place.addEventListener("dragover", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    place.classList.add("over");
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) place.classList.remove("over");
  });
  place.addEventListener("drop", (event) => {
    if (!brings(event)) return;
    event.preventDefault();
    place.classList.remove("over");
    form.closest("details").open = true;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // a file that misses the timeline does not open in the place of the page
  for (const what of ["dragover", "drop"]) {
    document.addEventListener(what, (event) => { if (brings(event)) event.preventDefault(); });
  }

  const known = async () => {
    try {
      return (await fetch(document.body.dataset.door, { redirect: "manual", cache: "no-store" })).ok;
    } catch { return false; }
  };
  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    const size = [...field.files].reduce((sum, one) => sum + one.size, 0);
    if (size > largest) {
      said.textContent = "Samen zijn deze bestanden groter dan 30 MB. Zet er minder tegelijk bij.";
      return;
    }
    sending = true;
    said.textContent = "Wordt verstuurd. Blijf op deze pagina.";
    if (await known()) return form.submit();
    sending = false;
    said.textContent = "Je bent uitgelogd of de verbinding is weg. Log in een ander tabblad in en probeer het zo weer.";
  });
})();
