// Drag mail and files onto the timeline. Without this script they are chosen in the form.
"use strict";
(() => {
  const form = document.querySelector("form[data-drop]");
  if (!form) return;
  const field = form.querySelector("input[type=file]");
  const timeline = form.closest("#tijdlijn");
  const status = form.querySelector("[data-drop-status]");
  const largestUpload = Number(form.dataset.largest);
  form.querySelector("[data-drop-hint]").hidden = false;

  const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  timeline.addEventListener("dragover", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    timeline.classList.add("over");
  });
  timeline.addEventListener("dragleave", (event) => {
    if (!timeline.contains(event.relatedTarget)) timeline.classList.remove("over");
  });
  timeline.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    timeline.classList.remove("over");
    form.closest("details").open = true;
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
  // without this, the browser opens a file that is dropped beside the timeline and leaves the page
  for (const type of ["dragover", "drop"]) {
    document.addEventListener(type, (event) => { if (hasFiles(event)) event.preventDefault(); });
  }

  let sending = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (sending) return;
    const size = [...field.files].reduce((sum, file) => sum + file.size, 0);
    if (size > largestUpload) {
      status.textContent = "Samen zijn deze bestanden groter dan 30 MB. Zet er minder tegelijk bij.";
      return;
    }
    sending = true;
    status.textContent = "Wordt verstuurd. Blijf op deze pagina.";
    // a form that meets the login page instead would lose its files
    if (await session.lasts()) return form.submit();
    sending = false;
    status.textContent = "Je bent uitgelogd of de verbinding is weg. Log in een ander tabblad in en probeer het zo weer.";
  });
})();
