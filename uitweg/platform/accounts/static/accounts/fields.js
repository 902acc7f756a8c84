// Reads the fields of a form, and puts saved values back. Files and passwords are left out.
"use strict";
// `textBefore(field)` gives the text of a field from before the member typed.
const fieldsOf = (form, textBefore) => {
  const LEFT_OUT = "[type=hidden]:not([data-draft-too]), [type=file], [type=password], [type=submit], button, fieldset, output";
  const all = () => [...form.elements].filter((field) => field.name && !field.matches(LEFT_OUT));
  const isChoice = (field) => field.matches("[type=radio], [type=checkbox]");
  const texts = () => all().filter((field) => field.matches("textarea, input") && !isChoice(field) && field.type !== "hidden");
  const withoutKeys = (element) => [...element.childNodes].map((node) => (node.nodeName === "KBD" ? "" : node.textContent)).join("");
  const label = (field) => (texts().includes(field) && field.labels[0] ? withoutKeys(field.labels[0]).trim().replace(/\s+/g, " ") : "");

  // of each field: name, value, and of text fields also the label and the text from before
  const fields = () => all().filter((field) => field.checked || !isChoice(field))
    .map((field) => [field.name, field.value, label(field), texts().includes(field) ? textBefore(field) : ""]);

  const fill = (saved) => {
    for (const field of all()) {
      const values = saved.filter(([name]) => name === field.name).map(([, value]) => value);
      if (isChoice(field)) field.checked = values.includes(field.value);
      else if (values.length) field.value = values[0];
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    const details = form.closest("details");
    if (details) details.open = true;
  };

  // adds saved text to what is in the fields now
  const add = (saved) => {
    for (const field of texts()) {
      const theirs = saved.find(([name]) => name === field.name)?.[1] ?? "";
      if (!theirs.trim() || field.value.includes(theirs)) continue;
      field.value = field.matches("textarea") && field.value.trim() ? `${field.value}\n\n${theirs}` : field.value || theirs;
    }
  };
  return { texts, fields, fill, add };
};
