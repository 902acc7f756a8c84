// The line on every screen about callouts for this member: the most urgent, and how many more.
// Filled in by the server, and from then on by what live.js hears. It goes as soon as somebody
// took the callout. On a page that lists them it says only what came since.
"use strict";
(() => {
  const line = document.getElementById("oproep-voor-jou");
  const listed = (line.dataset.listed ?? "").split(" ");
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });

  const sentence = (callout) => {
    const link = element("a", "", { href: callout.url });
    link.append(element("b", `Oproep ${callout.number} voor jou:`), ` ${callout.urgency}`);
    return link;
  };

  document.addEventListener("callouts", (event) => {
    const [first, ...more] = event.detail.filter((callout) => callout.url !== location.pathname && !listed.includes(callout.url));
    const parts = first ? [sentence(first)] : [];
    if (more.length > 0) parts.push(element("a", `en nog ${more.length}`, { href: line.dataset.all }));
    const isSame = parts.map((part) => part.textContent).join() === [...line.children].map((part) => part.textContent.replace(/\s+/g, " ").trim()).join();
    if (isSame) return;
    line.replaceChildren(...parts);
    line.classList.toggle("say", parts.length > 0);
  });
})();
