// Writing to us: words first, then the story, sealed here. What must survive a reload stands in
// this page's own history entry; never in storage, a cookie or the address.
import * as U from "sealing";
import { able, addFiles, by, deliver, files, find, keyId, later, note, rest, says, show, text, unfold, wordList } from "./channel.js";

(() => {
  const carried = window.name.startsWith("signals:") ? window.name.slice(8) : "";
  window.name = "";
  document.querySelector("#begin form").elements.signals.value = carried;
  if (!able()) return;
  unfold();
  rest();
  const path = find("path"), team = path.dataset, form = find("story");
  const parts = ["begin", "words", "write", "sending", "done"].map(find);
  U.setFallback(new URL(team.fallback, location).href);

  let state = history.state && history.state.words ? history.state : {};
  let stretching;

  const keep = (change) => {
    state = { ...state, ...change };
    history.replaceState(state, "");
  };

  // The slow parts run while they write. A failure shows when it is needed, not before.
  const stretch = () => {
    stretching = U.stretch(state.words);
    stretching.catch(() => { });
    U.ready().catch(() => { });
  };

  const signals = () => (state.signals || "").split(" ").filter(Boolean);

  const go = (step) => {
    keep({ step });
    find("carry").hidden = !signals().length;
    if (state.words) for (const each of document.querySelectorAll(".note")) note(each, state.words);
    for (const each of document.querySelectorAll("[data-danger]")) each.hidden = !state.danger;
    if (step === "done") later().then((part) => part.done(state.by)).catch(() => { });
    show(parts, step);
  };

  // A text that waits on this device, if they asked for that; it opens with the seven words only.
  const { openDraft, readWords, sealDraft, stretch: stretchWords } = U;
  const sealing = { openDraft, readWords, sealDraft, stretch: stretchWords };
  const draft = (which, button) => later()
    .then((part) => part[which]({ form, sealing, list: wordList, stretching: () => stretching, resume }, button))
    .catch(() => button.after(says("add_file_later")));
  const resume = (words) => {
    begin(words);
    go("write");
  };

  const begin = (words = U.newWords(wordList)) => {
    keep({ words, key: U.b64(U.randomKey()), body: null, danger: false, signals: carried || state.signals || "" });
    stretch();
    go("words");
  };

  const message = () => ({
    text: form.elements.text.value.trim(),
    role: form.elements.role.value,
    language: form.elements.language.value,
    safe_times: form.elements.safe_times.value.trim(),
    signals: form.querySelector("input[name=carry]").checked ? signals() : [],
    files: files?.list(),
    level: team.level,
  });

  const seal = async () => {
    const { mailboxId, seed } = await stretching;
    const reporterPublic = await U.publicKey(seed);
    const { forTeam, forReporter } = await U.sealMessage({
      teamPublic: U.unb64(team.publicKey),
      reporterPublic,
      mailboxHash: await U.mailboxHash(mailboxId),
      key: U.unb64(state.key),
      message: message(),
    });
    return JSON.stringify({
      key: state.key,
      mailbox_id: U.b64(mailboxId),
      reporter_public: U.b64(reporterPublic),
      for_team: U.b64(forTeam),
      for_reporter: U.b64(forReporter),
      key_id: keyId(forTeam),
      danger: state.danger,
      files: files?.ids(),
    });
  };

  // The team may have changed its key since this page was loaded; then we seal anew, once.
  const renewKey = async () => {
    const page = await (await fetch(location.pathname, { cache: "no-store" })).text();
    team.publicKey = page.match(/data-public-key="([^"]+)"/)[1];
  };

  const say = (name) => {
    for (const each of find("sending").querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== name;
  };

  const send = async () => {
    say("busy");
    go("sending");
    let outcome = await deliver("/melden/verzegeld/", state.body, say);
    if (outcome === "other-key" && form.elements.text.value) {
      await renewKey();
      keep({ body: await seal() });
      outcome = await deliver("/melden/verzegeld/", state.body, say);
    }
    if (outcome === "unsure") return say("unsure");
    keep({ body: null, step: "write" });
    if (outcome === "files") files?.anew();
    if (outcome !== "ok") return say(outcome === "used" ? "used" : "refused");
    form.reset();
    keep({ by });
    go("done");
  };

  find("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!text(form.elements.text) || files?.busy()) return;
    say("busy");
    show(parts, "sending");
    let body;
    try {
      keep({ danger: form.elements.danger.checked });
      body = await seal();
    } catch (_) {
      return say("refused");
    }
    keep({ body });
    await send().catch(() => say("refused"));
  });

  path.addEventListener("click", async (event) => {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "files") addFiles(form, event.target);
    if (act === "draft") draft("keep", event.target);
    if (act === "next") go("write");
    if (act === "anew") begin();
    if (act === "back") go("write");
    if (act === "again") send();
    if (act === "print") print();
    if (act === "leave") history.replaceState(null, "");
    if (act === "copy") {
      await navigator.clipboard.writeText(state.words.join(" "));
      event.target.textContent = says("copied");
    }
  });

  if (state.words) {
    stretch();
    if (state.body) send();
    else go(state.step === "sending" ? "write" : state.step);
  }
  try {
    if (localStorage.text && !state.words) draft("offer", find("begin"));
  } catch (_) { /* a browser that keeps nothing */ }
})();
