// The form of a consent: whoever is chosen brings what is usual for them. Without this file a
// member chooses what for and about what by hand.
"use strict";
(() => {
  const form = document.querySelector("[data-usual]");
  if (!form) return;
  const { groups, purposes } = JSON.parse(form.dataset.usual);
  let hasChosen = false;  // a member who chose groups keeps them

  const mark = (purpose) => {
    if (hasChosen) return;
    for (const radio of form.querySelectorAll("[name^=groep-]")) {
      const isUsual = groups[purpose].includes(radio.name.slice("groep-".length));
      radio.checked = radio.value === (isUsual ? "ja" : "");
    }
  };

  form.addEventListener("change", ({ target }) => {
    if (target.name.startsWith("groep-")) hasChosen = true;
    if (target.name === "to" && target.checked) {
      const purpose = purposes[target.value.replace("soort-", "")];
      if (purpose) form.elements.purpose.value = purpose;
      mark(form.elements.purpose.value);
    }
    if (target.name === "purpose") mark(target.value);
  });
})();
