// An open page asks every eight seconds which danger waits: it says once what is new, and counts it
// in the title. The requests do not keep the session alive; a page whose session ended shows nothing.
"use strict";
(() => {
  const line = document.getElementById("nieuw");
  if (!line) return;
  const EVERY = 8000, PATIENCE = 5000, LOST_AFTER = 20000, MOST_NAMED = 5, MOST_KEPT = 500;
  const words = line.querySelector("[aria-live]");
  const button = line.querySelector("button");
  const cover = document.getElementById("weg");
  const title = document.title;
  let [dangers, askedAt, heardAt, shown, audio] = [[], 0, Date.now(), "", null];

  // what this tab said and what was marked as seen; it outlives the page, not the tab or the session
  const STORE = "gevaar";
  let memory = null;
  try { memory = JSON.parse(sessionStorage.getItem(STORE)); } catch { /* begin anew */ }
  const remember = (change) => {
    memory = { ...memory, ...change };
    try { sessionStorage.setItem(STORE, JSON.stringify(memory)); } catch { /* only on this page */ }
  };
  const withNow = (keys) => [...new Set([...dangers.map((danger) => danger.key), ...keys])].slice(0, MOST_KEPT);

  const clock = (at) => new Date(at).toLocaleTimeString("nl", { hour: "2-digit", minute: "2-digit" });
  const element = (tag, text, more = {}) => Object.assign(document.createElement(tag), { textContent: text, ...more });
  const named = (opening, told) => {
    if (!told.length) return [];
    const parts = told.slice(0, MOST_NAMED).flatMap((danger, nth, some) => {
      const word = element("span", "", { className: danger.url ? "nb" : "" });
      const what = danger.url ? element("a", danger.number, { href: danger.url }) : `${danger.number} (${danger.ask})`;
      word.append(what, nth < some.length - 1 ? "," : "");
      return [" ", word];
    });
    const more = told.length - MOST_NAMED;
    return [` ${opening}:`, ...parts, more > 0 ? ` en nog ${more}.` : "."];
  };
  const areListed = (told) => told.every((danger) => document.getElementById(danger.row));
  const sentence = (news) => [
    element("b", `${news.length} nieuwe sinds ${clock(memory.at)}.`),
    ...named("Melding met gevaar", news.filter((danger) => !danger.row.startsWith("acuut"))),
    ...named("Acuut gevaar", news.filter((danger) => danger.row.startsWith("acuut"))),
    " ",
    areListed(news) ? `${news.length === 1 ? "Het staat" : "Ze staan"} al in de lijst.` : element("a", "Kijk op Nu", { href: line.dataset.now }),
  ];

  // a change in the line is read aloud only when it tells of something new
  const say = (parts, isNews) => {
    const text = parts.map((part) => part.textContent ?? part).join("");
    if (text === shown && !isNews) return;
    shown = text;
    words.setAttribute("aria-live", isNews ? "polite" : "off");
    words.replaceChildren(...parts);
    line.classList.toggle("say", text !== "");
  };

  const show = () => {
    const isLost = Date.now() - heardAt > LOST_AFTER;
    document.dispatchEvent(new CustomEvent("connection", { detail: { isLost } }));
    const count = new Set(dangers.map((danger) => danger.row)).size;
    document.title = (isLost ? "Niet bijgewerkt · " : count ? `(${count > 99 ? "99+" : count}) ` : "") + title;
    const unseen = dangers.filter((danger) => !memory.seen.includes(danger.key));
    const news = [...new Map(unseen.map((danger) => [danger.row, danger])).values()];
    button.hidden = isLost || !news.length;
    if (isLost) {
      const warning = [element("b", `Niet bijgewerkt sinds ${clock(heardAt)}.`), " Bel de dienst bij twijfel."];
      return say(warning, !words.textContent.startsWith("Niet bijgewerkt"));
    }
    const isNews = unseen.some((danger) => !memory.said.includes(danger.key));
    say(news.length ? sentence(news) : [], isNews);
    if (isNews) {
      remember({ said: withNow(memory.said) });
      ring();
    }
  };

  // two short tones, for who chose it; a browser allows sound once somebody used the page
  const ring = () => {
    if (audio?.state !== "running") return;
    for (const [nth, hertz] of [660, 880].entries()) {
      const [tone, volume, at] = [audio.createOscillator(), audio.createGain(), audio.currentTime + nth * 0.25];
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.15, at);
      volume.gain.exponentialRampToValueAtTime(0.001, at + 0.24);
      tone.connect(volume).connect(audio.destination);
      tone.start(at);
      tone.stop(at + 0.25);
    }
  };
  const allowSound = () => { audio ??= new AudioContext(); };
  if ("sound" in line.dataset) for (const use of ["pointerdown", "keydown"]) addEventListener(use, allowSound, { once: true });

  const take = async (answer) => {
    const isFirst = !line.dataset.has, waits = [];
    line.dataset.has = answer.stand;
    dangers = answer.dangers;
    if (!memory) remember({ seen: withNow([]), said: withNow([]), at: Date.now() });
    // a list on the page that shows these dangers is brought up to date before the line says so
    if (isFirst && areListed(dangers)) return;
    document.dispatchEvent(new CustomEvent("danger-changed", { detail: waits }));
    await Promise.allSettled(waits);
  };

  const ask = async () => {
    if (!cover.hidden) {
      document.title = "Uitweg";
      return;
    }
    if (Date.now() - askedAt < EVERY / 2) return;
    askedAt = Date.now();
    try {
      const signal = AbortSignal.timeout(PATIENCE);
      const response = await fetch(`${line.dataset.url}?stand=${line.dataset.has ?? ""}`, { headers: { "X-By-Itself": "1" }, signal, redirect: "manual", cache: "no-store" });
      if (response.type === "opaqueredirect") return document.dispatchEvent(new Event("session-over"));
      if (response.status === 200) {
        const answer = await response.json();
        document.dispatchEvent(new CustomEvent("callouts", { detail: answer.pages }));
        await take(answer);
      }
      if (response.ok) heardAt = Date.now();
    } catch { /* no connection: the line says so after a while */ }
    if (memory) show();
  };

  button.addEventListener("click", () => {
    remember({ seen: withNow(memory.seen), at: Date.now() });
    show();
    document.getElementById("inhoud").focus({ preventScroll: true });
  });
  ask();
  setInterval(ask, EVERY);
  new Worker(line.dataset.beat).addEventListener("message", ask);
})();
