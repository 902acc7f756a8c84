// The list of cases: below the row with the focus stand its buttons and keys, and after an act on
// a row the focus is on it again.
"use strict";
(() => {
  const table = document.querySelector(".cases");
  const form = document.getElementById("rij-actie");
  if (!table || !form) return;
  const more = document.getElementById("rij-meer").content.querySelector("tr");
  const part = (name) => more.querySelector(`[data-part=${name}]`);
  more.querySelector("td").colSpan = table.querySelectorAll("thead th").length;

  const address = (pattern, number) => pattern.replace("/0/", `/${number}/`);

  const showBelow = (row) => {
    const { id, dataset, nextElementSibling } = row;
    if (nextElementSibling === more) return;
    table.querySelector(".sel")?.classList.remove("sel");
    row.classList.add("sel");
    part("open").href = row.querySelector(".who > a").href;
    part("card").href = address(form.dataset.card, dataset.case);
    for (const button of [part("done"), part("later")]) {
      button.hidden = !dataset.action;
      button.disabled = !dataset.action;
    }
    form.action = address(form.dataset.action, dataset.action);
    form.elements.was.value = dataset.was ?? "";
    part("others").textContent = dataset.others;
    row.after(more);
    form.dataset.row = id;
    form.dataset.of = dataset.action;
  };
  table.addEventListener("focusin", (event) => {
    const row = event.target.closest("tbody tr");
    if (row && row !== more) showBelow(row);
  });

  // the list comes back as it was, and says what happened; the address names no element, because
  // the browser would scroll to that and take the focus away
  form.addEventListener("submit", (event) => {
    const back = new URL(location.href);
    back.searchParams.set("net", `${event.submitter.dataset.part}-${form.dataset.of}`);
    back.hash = `op=${form.dataset.row}`;
    form.elements.verder.value = back.pathname + back.search + back.hash;
  });
  if (location.hash.startsWith("#op=rij-")) {
    // a row that is gone leaves the focus nowhere: the next key would act on another youngster's case
    document.getElementById(location.hash.slice(4))?.querySelector(".who > a").focus();
  }
})();
