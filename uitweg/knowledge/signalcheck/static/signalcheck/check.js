// The check's next page is fetched and shown in this one, and Back shows the page before it as it was:
// the browser never asks to send a form again. The answers are in the memory of this page only; the
// history says which step it is and no more. Without this script each step is a plain form.
(() => {
  const pages = []; // what was shown at each step: its nodes, title, language, look and place
  let at = 0, isBusy = false;

  // Printing, and taking the answers along to a message that is sealed in the browser: they go to the
  // next page in window.name, which that page empties at once, so they are not stored or in the address.
  const showPrint = () => {
    const button = document.getElementById("print");
    if (!button) return;
    button.hidden = false;
    button.nextElementSibling.hidden = true;
    button.onclick = () => print();
  };
  const carry = (event) => {
    if (!window.crypto || !crypto.subtle) return;
    event.preventDefault();
    window.name = `check:${new URLSearchParams(new FormData(event.target))}`;
    const link = document.createElement("a"); // as a link, so that it can take the place of this page
    link.setAttribute("href", event.target.getAttribute("action"));
    event.target.append(link);
    link.click();
  };
  addEventListener("submit", (event) => { if (event.target.id === "carry") carry(event); });
  showPrint();

  // A closed group says in words what is ticked in it.
  addEventListener("change", ({ target }) => {
    const group = target.closest(".grp"), hint = group?.querySelector("small");
    if (!hint) return;
    const ticked = [...group.querySelectorAll("label:has(:checked)")].map((label) => label.textContent);
    hint.textContent = ticked.join(" · ") || hint.dataset.hint;
    hint.classList.toggle("told", ticked.length > 0);
  });

  if (!("adoptedStyleSheets" in document)) return;
  const unchanged = (text) => text;
  const policy = window.trustedTypes && trustedTypes.createPolicy("uitweg", { createHTML: unchanged });

  // The page's style comes apart: this page's own policy does not know it.
  const parse = (text) => {
    const [whole, style] = text.match(/<style>(.*?)<\/style>/s), html = text.replace(whole, () => "");
    const page = new DOMParser().parseFromString(policy ? policy.createHTML(html) : html, "text/html");
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    const { documentElement: { lang, dir }, title, body } = page;
    return { nodes: [...body.childNodes], title, lang, dir, look: body.className, sheets: [sheet], scrolled: 0 };
  };
  const current = () => {
    const { documentElement: { lang, dir }, title, body } = document;
    return { nodes: [...body.childNodes], title, lang, dir, look: body.className, sheets: [...document.adoptedStyleSheets], scrolled: scrollY };
  };

  const show = (page) => {
    Object.assign(document.documentElement, { lang: page.lang, dir: page.dir });
    document.title = page.title;
    document.body.className = page.look;
    document.body.replaceChildren(...page.nodes);
    document.adoptedStyleSheets = page.sheets;
    for (const sheet of document.styleSheets) sheet.disabled = page.sheets.length > 0;
    dispatchEvent(new Event("newpage"));
    showPrint();
    const heading = document.querySelector("h1");
    heading.tabIndex = -1;
    heading.focus({ preventScroll: true });
    scrollTo(0, page.scrolled);
  };

  const goOn = async (form, button) => {
    const fields = new URLSearchParams(new FormData(form));
    if (button?.name) fields.append(button.name, button.value);
    const address = button?.hasAttribute("formaction") ? button.formAction : form.action;
    const response = await fetch(address, { method: "POST", body: fields, credentials: "omit", cache: "no-store" });
    if (!response.ok) throw new Error("refused");
    const page = parse(await response.text());
    pages[at] = current();
    pages.length = ++at;
    history.pushState({ steps: at }, "", address);
    show(page);
  };

  addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || form.id === "carry" || form.method !== "post") return;
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    try {
      await goOn(form, submitter);
    } catch (_) { // the form itself shows what is wrong
      if (submitter?.hasAttribute("formaction")) form.action = submitter.formAction;
      if (submitter?.name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name: submitter.name, value: submitter.value }));
      form.submit();
    } finally {
      isBusy = false;
    }
  });

  history.scrollRestoration = "manual";
  addEventListener("popstate", ({ state }) => {
    const to = state?.steps ?? 0;
    if (!document.body || !pages[to] || to === at) return;
    pages[at] = current();
    at = to;
    show(pages[at]);
  });
  // loaded again at a later step: what was answered is gone, so it begins at the first
  if (history.state?.steps) history.go(-history.state.steps);
})();
