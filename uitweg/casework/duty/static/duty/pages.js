// The line on every screen about pages for this member: filled in by the server, and from then on by
// what live.js hears. It goes as soon as somebody took the page. On a page that lists them it says
// only what came since.
"use strict";
(() => {
  const line = document.getElementById("oproep-voor-jou");
  const listed = (line.dataset.listed ?? "").split(" ");
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

  const sentence = (page) => {
    const link = element("a", "", { href: page.url });
    link.append(element("b", `Oproep ${page.number} voor jou:`), ` ${page.urgency}`);
    return link;
  };

  document.addEventListener("pages", (event) => {
    const parts = event.detail.filter((page) => page.url !== location.pathname && !listed.includes(page.url)).map(sentence);
    const isSame = parts.map((part) => part.textContent).join() === [...line.children].map((part) => part.textContent.replace(/\s+/g, " ").trim()).join();
    if (isSame) return;
    line.replaceChildren(...parts);
    line.classList.toggle("say", parts.length > 0);
  });
})();
