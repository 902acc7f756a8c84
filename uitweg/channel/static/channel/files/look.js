// What the files' part of a page is made of. The style comes along with this script.
import style from "./files.css";
import { say, short, sizeOf } from "./words.js";

export const make = (name, attributes = {}, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value);
  }
  element.append(...inside);
  return element;
};

export const button = (words, onclick, attributes = {}) =>
  make("button", { type: "button", class: "link", ...attributes, onclick }, words);

// The page's policy allows only its own style by hash; a sheet made by an allowed script is free.
let dressed;
export const dress = () => {
  if (dressed || !document.adoptedStyleSheets) return;
  dressed = new CSSStyleSheet();
  dressed.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, dressed];
};

// The sign beside an error, as the page has it already.
const mark = () => document.querySelector(".why svg")?.cloneNode(true) ?? "";

const input = (choose, attributes) => {
  const field = make("input", { type: "file", hidden: "", ...attributes });
  field.addEventListener("change", () => choose([...field.files]));
  return field;
};

export const panelOf = ({ choose, go }) => {
  const taken = (files) => files.length && choose(files);
  const many = input(taken, { multiple: "" }), photo = input(taken, { accept: "image/*", capture: "environment" });
  const first = button(say("choose"), () => many.click(), { class: "btn alt" });
  const snap = button(say("photo"), () => photo.click(), { class: "btn alt" });
  snap.hidden = !matchMedia("(pointer:coarse)").matches;
  const list = make("ul", { class: "files" }), said = make("div", { role: "status" }), why = make("div", { role: "alert" });
  const onward = make("p", { hidden: "" }, button(say("go"), go, { class: "btn" }));
  const box = make("div", { class: "box" }, make("p", { class: "soft" }, say("about")), list, why, said, onward, make("div", { class: "row" }, first, snap, many, photo));
  return {
    box,
    list,
    first,
    look: () => said.scrollIntoView({ block: "center" }),
    say: (sentence = "") => said.replaceChildren(...(sentence ? [make("p", {}, sentence)] : [])),
    // what did not come along, and why: it stays until they choose again
    tell: (sentences) => why.replaceChildren(...sentences.map((each) => make("p", { class: "why" }, mark(), make("span", {}, each)))),
    stuck: (yes) => { onward.hidden = !yes; },
    // the same file may be chosen once more
    free: () => { many.value = photo.value = ""; },
  };
};

// One chosen file: its name and size, how far it is, how it is with it, and a button to take it away.
export const rowOf = (file, remove) => {
  const name = short(file.name, 60), size = make("span", { class: "soft" }), how = make("p"), note = make("p", { class: "soft" });
  const far = make("progress", { max: 100, "aria-label": say("far", file) });
  const away = button(say("away"), remove, { "aria-label": `${say("away")}: ${name}` });
  const item = make("li", {}, make("p", {}, make("bdi", {}, name), " ", size), far, how, note, away);
  let part = 0;
  // `now` is which part of it is over; null leaves that as it is
  const show = (now = null, words = "") => {
    part = now ?? part;
    size.textContent = sizeOf(file.blob.size);
    far.hidden = !["queued", "sending"].includes(file.state);
    far.value = Math.floor(part * 100);
    how.textContent = words || (file.state === "sending" ? say("part", { n: far.value }) : say(file.state));
    note.textContent = file.note ?? "";
  };
  show();
  return { item, away, show };
};
