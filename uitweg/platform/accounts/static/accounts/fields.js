// What a person fills in in one form: to read, to put back, to put beside. Files and passwords stay out.
"use strict";
const fieldsOf = (form, was) => {
  const NOT_OURS = "[type=hidden]:not([data-draft-too]), [type=file], [type=password], [type=submit], button, fieldset, output";
  const all = () => [...form.elements].filter((field) => field.name && !field.matches(NOT_OURS));
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
  const texts = () => all().filter((field) => field.matches("textarea, input") && !isChoice(field) && field.type !== "hidden");
  const words = (mark) => [...mark.childNodes].map((one) => (one.nodeName === "KBD" ? "" : one.textContent)).join("");
  const label = (field) => (texts().includes(field) && field.labels[0] ? words(field.labels[0]).trim().replace(/\s+/g, " ") : "");

  // name, value and, of what is typed, the label and what stood there before anybody typed
  const fields = () => all().filter((field) => field.checked || !isChoice(field))
    .map((field) => [field.name, field.value, label(field), texts().includes(field) ? was(field) : ""]);

  const fill = (kept) => {
    for (const field of all()) {
      const mine = kept.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = mine.includes(field.value);
      else if (mine.length) field.value = mine[0];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const folded = form.closest("details");
    if (folded) folded.open = true;
  };

  const add = (kept) => {
    for (const field of texts()) {
      const theirs = kept.find(([name]) => name === field.name)?.[1] ?? "";
      if (!theirs.trim() || field.value.includes(theirs)) continue;
      field.value = field.matches("textarea") && field.value.trim() ? `${field.value}\n\n${theirs}` : field.value || theirs;
    }
  };
  return { texts, fields, fill, add };
};
