// The elements that show a draft kept on this device: a box, its buttons, and a field for the words.
export const makeElement = (name, text = "", properties = {}) => Object.assign(document.createElement(name), { textContent: text, ...properties });

export const makeBox = (text) => {
  const element = makeElement("div", "", { className: "box" }), status = makeElement("p"), row = makeElement("div", "", { className: "row" });
  status.setAttribute("role", "status");
  element.append(makeElement("p", text), status, row);
  return { element, add: (...children) => row.append(...children), showStatus: (text) => (status.textContent = text) };
};

export const makeButton = (text) => makeElement("button", text, { type: "button", className: "btn alt" });

// A form for the seven words; `submitWords` returns the error to show, or nothing.
export const makeWordsForm = (submitWords) => {
  const form = makeElement("form", "", { className: "field", autocomplete: "off" });
  const label = makeElement("label", SAYS.seven_words, { className: "lab", htmlFor: "kept-words" }), status = makeElement("p", "", { className: "soft", id: "kept-why" });
  const field = makeElement("input", "", { id: "kept-words", className: "in", maxLength: 400, autocomplete: "off", autocapitalize: "none", spellcheck: false });
  field.setAttribute("aria-describedby", status.id);
  status.setAttribute("role", "status");
  form.onsubmit = async (event) => {
    event.preventDefault();
    event.stopPropagation(); // else the page's own form would start a new report
    status.textContent = SAYS.opening_draft;
    const error = await submitWords(field.value);
    field.setAttribute("aria-invalid", String(Boolean(error)));
    status.textContent = error ?? "";
    if (error) field.focus();
  };
  const line = makeElement("p");
  line.append(field);
  form.append(label, status, line, makeElement("button", SAYS.open, { className: "btn" }));
  setTimeout(() => field.focus());
  return form;
};
