// Keys 1, 2 and 3 choose the first, second or third answer where the focus is, and go on to the
// next question. Without this file the answers are chosen with Tab and the arrow keys.
"use strict";
(() => {
  const questions = [...document.querySelectorAll("fieldset[data-fit], .pick3 fieldset")];
  const radios = (question) => [...question.querySelectorAll("[type=radio]")];
  const isWriting = (target) => target.matches("textarea, select, input:not([type=radio])");

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || isWriting(event.target)) return;
    const place = questions.findIndex((question) => question.contains(document.activeElement));
    const radio = place < 0 ? null : radios(questions[place])[Number(event.key) - 1];
    if (!radio) return;
    event.preventDefault();
    radio.click();
    const next = questions[place + 1];
    if (!next) return radio.focus();
    (radios(next).find((each) => each.checked) ?? radios(next)[0]).focus();
    next.scrollIntoView({ block: "nearest" });
  });
})();
