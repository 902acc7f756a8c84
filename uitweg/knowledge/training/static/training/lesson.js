// Each part of a lesson is an entry of the history, so that Back goes to the part before. "Snel weg"
// leaves from the first entry (exit.js reads `steps`). Where the page has a place for it, this device
// remembers the part, until "Vergeet" or the end of the lesson; nothing of it is ever sent.
(() => {
  const place = document.querySelector(".kept"), key = `lesson ${location.pathname}`;
  const kept = (change) => {
    try { // some browsers allow no storage
      if (change) localStorage.setItem(key, change);
      else if (change === "") localStorage.removeItem(key);
      return localStorage.getItem(key);
    } catch { return null; }
  };
  const show = () => {
    const part = kept();
    place.replaceChildren();
    if (!/^#d\d+$/.test(part)) return;
    const [goOn, forget] = ["a", "button"].map((name) => document.createElement(name));
    Object.assign(goOn, { className: "btn alt", href: part, textContent: place.dataset.go });
    Object.assign(forget, { className: "btn alt", type: "button", textContent: place.dataset.forget });
    forget.onclick = () => { kept(""); show(); };
    place.append(goOn, " ", forget);
  };
  let steps = 0;
  const arrive = () => {
    if (!history.state) history.replaceState({ steps }, "");
    ({ steps } = history.state);
    if (!place) return;
    const named = location.hash && document.getElementById(location.hash.slice(1));
    const part = named && named.closest(".part");
    if (part) kept(part.matches(".ending") ? "" : `#${part.id}`);
    show();
  };
  addEventListener("hashchange", () => { steps += 1; arrive(); });
  arrive();
})();
