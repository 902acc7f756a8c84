// Seven words with a slip in them: for a word that is not in the list, the words one letter away stand
// below the field to choose from. All in the browser: nothing of it is sent.
import { makeButton, makeElement } from "./elements.js";

const plain = (typed) => typed.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

// `near` returns the words of the list that are one letter away from a word.
export const suggestWords = (field, unknown, near) => {
  const box = document.getElementById("near-words");
  box.replaceChildren();
  for (const word of new Set(unknown.slice(0, 7))) {
    const line = makeElement("p", SAYS.maybe.replace("{word}", () => word), { className: "row" });
    for (const close of near(word)) {
      const button = makeButton(close);
      button.lang = "nl";
      button.onclick = () => {
        field.value = plain(field.value).replace(new RegExp(`(?<![a-z])${word}(?![a-z])`, "g"), close);
        line.remove();
        field.focus();
      };
      line.append(button);
    }
    if (line.children.length) box.append(line);
  }
};
