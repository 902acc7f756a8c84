// Each part of a lesson is an entry of the history, so that Back goes to the part before. "Snel weg"
// leaves from the first entry (exit.js reads `steps`). Where the page has a place for it, this device
// remembers the part, until "Vergeet"; nothing of it is ever sent.
(() => {
  const kept = document.querySelector(".kept"), key = `lesson ${location.pathname}`;
  const [goOn, forget] = kept ? kept.children : [];
  const remember = (part) => {
    try { // some browsers allow no storage
      if (part === "") localStorage.removeItem(key);
      else if (part) localStorage.setItem(key, part);
      return localStorage.getItem(key);
    } catch { return null; }
  };
  const show = () => {
    const part = kept && remember();
    if (!kept) return;
    kept.hidden = !/^#d\d+$/.test(part);
    if (!kept.hidden) goOn.href = part;
  };
  let steps = (history.state || {}).steps || 0;
  const arrive = () => {
    if (!history.state) history.replaceState({ steps }, "");
    ({ steps } = history.state);
    const part = location.hash && document.querySelector(".part:target, .part:has(:target)");
    if (kept && part) remember(part.matches(".ending") ? "" : `#${part.id}`);
    show();
  };
  addEventListener("hashchange", () => { steps += 1; arrive(); });
  if (forget) forget.onclick = () => { remember(""); show(); };
  arrive();
})();
