// The elements of the files panel. Its style comes with this script.
import style from "./files.css";
import { sentence, shorten, formatSize } from "./texts.js";

export const makeElement = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
};

export const makeButton = (text, onclick, attributes = {}) =>
  makeElement("button", { type: "button", class: "link", ...attributes, onclick }, text);

// The page's Content Security Policy allows only its own style, by hash; but a style sheet object
// made by an allowed script is always allowed.
let styleSheet;
export const adoptStyle = () => {
  if (styleSheet || !document.adoptedStyleSheets) return;
  styleSheet = new CSSStyleSheet();
  styleSheet.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, styleSheet];
};

// A copy of the icon that the page shows beside an error.
const errorIcon = () => document.querySelector(".why svg")?.cloneNode(true) ?? "";

const makeFileInput = (onChoose, attributes) => {
  const input = makeElement("input", { type: "file", hidden: "", ...attributes });
  input.addEventListener("change", () => input.files.length && onChoose([...input.files]));
  return input;
};

export const makePanel = ({ onChoose, onContinue }) => {
  const filesInput = makeFileInput(onChoose, { multiple: "" }), cameraInput = makeFileInput(onChoose, { accept: "image/*", capture: "environment" });
  const chooseButton = makeButton(sentence("choose"), () => filesInput.click(), { class: "btn alt" });
  const cameraButton = makeButton(sentence("photo"), () => cameraInput.click(), { class: "btn alt" });
  cameraButton.hidden = !matchMedia("(pointer:coarse)").matches;
  const list = makeElement("ul", { class: "files" }), status = makeElement("div", { role: "status" }), errors = makeElement("div", { role: "alert" });
  const continueLine = makeElement("p", { hidden: "" }, makeButton(sentence("go"), onContinue, { class: "btn" }));
  const element = makeElement("div", { class: "box" }, makeElement("p", { class: "soft" }, sentence("about")), list, errors, status, continueLine, makeElement("div", { class: "row" }, chooseButton, cameraButton, filesInput, cameraInput));
  return {
    element,
    list,
    chooseButton,
    scrollToStatus: () => status.scrollIntoView({ block: "center" }),
    showStatus: (text = "") => status.replaceChildren(...(text ? [makeElement("p", {}, text)] : [])),
    // which files were not added and why; shown until the reporter chooses files again
    showErrors: (texts) => errors.replaceChildren(...texts.map((text) => makeElement("p", { class: "why" }, errorIcon(), makeElement("span", {}, text)))),
    showContinue: (isShown) => { continueLine.hidden = !isShown; },
    // else choosing the same file again would not be a change
    resetInputs: () => { filesInput.value = cameraInput.value = ""; },
  };
};

// One chosen file: its name and size, the progress and state of its upload, and a button to remove it.
export const makeRow = (file, remove) => {
  const name = shorten(file.name, 60), size = makeElement("span", { class: "soft" }), status = makeElement("p"), note = makeElement("p", { class: "soft" });
  const progress = makeElement("progress", { max: 100, "aria-label": sentence("far", file) });
  const removeButton = makeButton(sentence("away"), remove, { "aria-label": `${sentence("away")}: ${name}` });
  const item = makeElement("li", {}, makeElement("p", {}, makeElement("bdi", {}, name), " ", size), progress, status, note, removeButton);
  let fraction = 0;
  // `newFraction` is which part has arrived, from 0 to 1; null leaves that as it is
  const update = (newFraction = null, text = "") => {
    fraction = newFraction ?? fraction;
    size.textContent = formatSize(file.blob.size);
    progress.hidden = !["queued", "sending"].includes(file.state);
    progress.value = Math.floor(fraction * 100);
    status.textContent = text || (file.state === "sending" ? sentence("part", { n: progress.value }) : sentence(file.state));
    note.textContent = file.note ?? "";
  };
  update();
  return { item, removeButton, update };
};
