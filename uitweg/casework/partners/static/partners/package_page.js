// Showing parts of the page. All that comes from elsewhere is put there as text, never as HTML.
export const byId = (id) => document.getElementById(id);

const parts = () => document.querySelectorAll("[data-part]");

export const show = (name) => {
  for (const part of parts()) part.hidden = part.dataset.part !== name;
  document.querySelector(`[data-part="${name}"] h1`)?.focus();
  scrollTo(0, 0);
};

// Says a sentence of the page by its name, in the part that shows; an unknown name is a fault of ours.
export const say = (name) => {
  const sentence = (which) => document.querySelector(`[data-say="${CSS.escape(which)}"]`);
  const known = name && (sentence(name) ?? sentence("broken"));
  for (const part of parts()) {
    const line = part.querySelector("[data-said]");
    if (!line) continue;
    line.textContent = known && !part.hidden ? known.textContent : "";
    line.hidden = !line.textContent;
  }
  byId("code").toggleAttribute("aria-invalid", Boolean(known && !known.hasAttribute("data-good")));
};

// Fills in each place that is named so.
export const write = (values) => {
  for (const [name, value] of Object.entries(values)) {
    for (const place of document.querySelectorAll(`[data-value="${name}"]`)) place.textContent = value;
  }
};

const element = (tag, text, className = "") => {
  const made = document.createElement(tag);
  made.textContent = text;
  if (className) made.className = className;
  return made;
};

// Shows what was sent, or takes it off the screen when there is none.
export const showRead = (content, { answer_before: before }) => {
  const { title = "", asked = "", sender = "", phone = "", sections = [] } = content ?? {};
  byId("title").textContent = title;
  byId("asked").textContent = asked;
  byId("asked").hidden = !asked;
  byId("sender").textContent = sender;
  byId("phone").textContent = phone;
  byId("phone").hidden = !phone;
  byId("phone").href = `tel:${phone.replace(/[^+0-9]/g, "")}`;
  byId("before").hidden = !before;
  byId("facts").replaceChildren(
    ...sections.map(({ label, text }) => {
      const row = element("div", "");
      row.append(element("dt", label), element("dd", text));
      return row;
    }),
  );
  if (content) byId("title").focus();
};

// Makes the buttons of what can be answered now; `choose` gets the one that is pressed.
export const showOffered = (offered, choose) => {
  for (const place of document.querySelectorAll("[data-answers]")) {
    const wanted = offered.filter((each) => each.is_refusal === (place.dataset.answers === "no"));
    place.closest("fieldset")?.toggleAttribute("hidden", !wanted.length);
    place.replaceChildren(
      ...wanted.map((each, nth) => {
        const isFirst = !nth && !each.is_refusal && !each.needs_words;
        const button = element("button", each.words, isFirst ? "btn" : "btn alt");
        button.type = "button";
        button.addEventListener("click", () => choose(each));
        return button;
      }),
    );
  }
};
