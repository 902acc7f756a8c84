// How a text kept on this device looks: a box with what it is, and what one can do with it.
const made = (name, words = "", more = {}) => Object.assign(document.createElement(name), { textContent: words, ...more });

export const boxOf = (words) => {
  const whole = made("div", "", { className: "box" }), status = made("p"), row = made("div", "", { className: "row" });
  status.setAttribute("role", "status");
  whole.append(made("p", words), status, row);
  return { whole, add: (...parts) => row.append(...parts), say: (words) => (status.textContent = words) };
};

export const buttonOf = (words) => made("button", words, { type: "button", className: "btn alt" });

// Seven words to fill in; `tried` gives what is wrong with them, or nothing.
export const fieldOf = (tried) => {
  const form = made("form", "", { className: "field", autocomplete: "off" });
  const label = made("label", SAYS.seven_words, { className: "lab", htmlFor: "kept-words" }), why = made("p", "", { className: "soft", id: "kept-why" });
  const field = made("input", "", { id: "kept-words", className: "in", maxLength: 400, autocomplete: "off", autocapitalize: "none", spellcheck: false });
  field.setAttribute("aria-describedby", why.id);
  why.setAttribute("role", "status");
  form.onsubmit = async (event) => {
    event.preventDefault();
    event.stopPropagation(); // the page's own form would begin anew
    why.textContent = SAYS.opening_draft;
    const wrong = await tried(field.value);
    field.setAttribute("aria-invalid", String(Boolean(wrong)));
    why.textContent = wrong ?? "";
    if (wrong) field.focus();
  };
  const line = made("p");
  line.append(field);
  form.append(label, why, line, made("button", SAYS.open, { className: "btn" }));
  setTimeout(() => field.focus());
  return form;
};
