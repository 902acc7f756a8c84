// The call note saves itself at each pause. Without this file the button "Bewaar" does it.
"use strict";
(() => {
  const PAUSE = 1200;
  const AGAIN = 5000;
  const form = document.querySelector("form[data-call]");
  const [said, clock] = ["said", "clock"].map((name) => document.querySelector(`[data-call-${name}]`));
  const text = () => new URLSearchParams(new FormData(form)).toString();

  let kept = text();
  let timer = 0;
  let saving = false;
  let leaving = false;
  let keptAt = 0;

  const tell = (words, wrong) => {
    said.textContent = words;
    said.classList.toggle("why", Boolean(wrong));
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  };

  const WRONG = {
    "call-empty": "",
    "call-filed": "Deze notitie is al ergens heen. Wat je nu typt, wordt niet bewaard.",
    "call-of-a-colleague": "Deze notitie is van een collega. Wat je typt, wordt niet bewaard.",
  };

  const answerOf = async (sent) => {
    const answer = await fetch("/belnotitie/", {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/x-www-form-urlencoded" },
      body: sent,
      redirect: "manual",
      keepalive: sent.length < 60000,
    });
    const told = answer.headers.get("Content-Type") ?? "";
    if (!told.startsWith("application/json")) throw new Error("away");
    return { ok: answer.ok, ...(await answer.json()) };
  };

  // who this may be about, beside the text; it never takes the cursor and keeps quiet when it fails
  let turn = 0;
  const [known, hint] = ["known", "hint"].map((name) => document.querySelector(`[data-call-${name}]`));
  hint.hidden = !known.querySelector("section");
  const look = async (sent) => {
    const mine = ++turn;
    try {
      const answer = await fetch("/belnotitie/bekend/", {
        method: "POST",
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: sent,
        redirect: "manual",
      });
      if (answer.type === "opaqueredirect") return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (mine !== turn) return;
      known.replaceChildren(...page.body.childNodes);
      // on a telephone it stands under the text: one line beside the button says that it is there
      hint.hidden = !known.querySelector("section");
    } catch { /* no connection: the next pause asks again */ }
  };

  async function save() {
    const sent = text();
    if (saving || sent === kept) return;
    saving = true;
    try {
      const answer = await answerOf(sent);
      if (answer.ok) {
        form.elements.version.value = answer.version;
        // only our own number changed since: what was typed meanwhile is saved next
        kept = sent.replace(/(^|&)version=\d+/, `$1version=${answer.version}`);
        keptAt = Date.now();
        history.replaceState(null, "", `/belnotitie/${Number(answer.number.slice(2))}/`);
        tell("Bewaard op slot, net");
        look(sent);
      } else {
        tell(answer.say ?? WRONG[answer.why] ?? "", true);
      }
    } catch {
      tell("Nog niet bewaard. Je bent uitgelogd of de verbinding is weg. Je tekst staat er nog.", true);
      later(AGAIN);
    } finally {
      saving = false;
    }
    if (text() !== kept && keptAt) later(PAUSE);
  }

  form.addEventListener("input", () => later(PAUSE));
  form.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => {
    if (!leaving && text() !== kept) event.preventDefault();
  });

  const two = (number) => String(number).padStart(2, "0");
  const since = Date.parse(clock.dataset.callClock);
  setInterval(() => {
    const seconds = Math.max(0, Math.round((Date.now() - since) / 1000));
    clock.textContent = `loopt ${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
    const ago = Math.round((Date.now() - keptAt) / 1000);
    const words = ago < 10 ? "net" : ago < 100 ? `${ago} seconden geleden` : `${Math.round(ago / 60)} minuten geleden`;
    if (keptAt && text() === kept) tell(`Bewaard op slot, ${words}`);
  }, 1000);
})();
