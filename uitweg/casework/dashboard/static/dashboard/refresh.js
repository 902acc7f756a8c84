// Nu brings its lists up to date when the danger changed, row by row: what somebody uses stays where
// it is, with the focus, a half-made choice and the place on the page.
"use strict";
(() => {
  const page = document.querySelector("[data-live]");
  const isInUse = (node) => node.contains(document.activeElement) || [...node.querySelectorAll("select")].some((field) => field.value);
  const nameOf = (node) => node.id || node.getAttribute("aria-label") || node.getAttribute("aria-labelledby") || node.textContent.trim();

  const mergeRow = (kept, fresh) => {
    const [list, freshList] = [kept, fresh].map((node) => node.querySelector(":scope > ol"));
    if (list && freshList) {
      const [heading, freshHeading] = [kept, fresh].map((node) => node.querySelector("h2"));
      if (kept.firstElementChild !== list) heading.textContent = freshHeading.textContent;
      merge(list, freshList);
      kept.querySelector(":scope > .more")?.remove();
      kept.append(...fresh.querySelectorAll(":scope > .more"));
    } else if (!isInUse(kept) && kept.textContent !== fresh.textContent) kept.replaceWith(fresh);
  };

  // both have children with a name each; afterwards `old` has those of `fresh`, in its order
  const merge = (old, fresh) => {
    const wanted = new Map([...fresh.children].map((node) => [nameOf(node), node]));
    for (const node of [...old.children]) if (!wanted.has(nameOf(node)) && !isInUse(node)) node.remove();
    const stays = new Map([...old.children].map((node) => [nameOf(node), node]));
    const done = new Set();
    let place = old.firstElementChild;
    for (const [name, node] of wanted) {
      while (place && (done.has(place) || !wanted.has(nameOf(place)))) place = place.nextElementSibling;
      const kept = stays.get(name);
      if (!kept) {
        if (node.matches(".now")) node.dataset.fresh = "";
        old.insertBefore(node, place);
        continue;
      }
      if (kept === place) place = place.nextElementSibling;
      else if (!isInUse(kept)) old.insertBefore(kept, place);
      done.add(kept);
      mergeRow(kept, node);
    }
  };

  const refresh = async () => {
    const response = await fetch(location.href, { headers: { "X-By-Itself": "1" }, redirect: "manual", cache: "no-store" });
    if (!response.ok) return;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-live]");
    if (fresh) merge(page, fresh);
  };
  document.addEventListener("danger-changed", (event) => event.detail.push(refresh()));
})();
