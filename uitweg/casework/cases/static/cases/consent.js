// The form of a consent: whoever is chosen brings what is usual for them, and what only a national
// body does brings its name. Without this file a member chooses all of it by hand.
"use strict";
(() => {
  const form = document.querySelector("[data-usual]");
  if (!form) return;
  const { groups, purposes, names } = JSON.parse(form.dataset.usual);
  const field = form.elements.to_name;
  let hasChosen = false;  // a member who chose groups keeps them
  let filledIn = Object.values(names).includes(field.value) ? field.value : "";

  const mark = (purpose) => {
    if (hasChosen) return;
    for (const radio of form.querySelectorAll("[name^=groep-]")) {
      const isUsual = groups[purpose].includes(radio.name.slice("groep-".length));
      radio.checked = radio.value === (isUsual ? "ja" : "");
    }
  };

  // fills in who does this, and takes that name away again when it is for something else
  const name = (purpose) => {
    if (field.value !== filledIn) return;  // what a member typed stays
    const isChosen = form.querySelector("[name=to]:checked") !== null;
    field.value = filledIn = isChosen ? "" : names[purpose] ?? "";
  };

  form.addEventListener("change", ({ target }) => {
    if (target.name.startsWith("groep-")) hasChosen = true;
    if (target.name === "to" && target.checked) {
      const purpose = purposes[target.value.replace("soort-", "")];
      if (purpose) form.elements.purpose.value = purpose;
      mark(form.elements.purpose.value);
    }
    if (target.name === "purpose") mark(target.value);
    if (target.name === "to" || target.name === "purpose") name(form.elements.purpose.value);
  });
})();
