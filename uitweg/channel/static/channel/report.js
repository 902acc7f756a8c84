// Writing a report: first seven words, then the message, which is sealed in the browser. What must
// survive a reload is in this page's history entry; never in storage, a cookie or the address.
import * as U from "sealing";
import { addFilesPanel, answerBy, byId, canSeal, checkedText, deliver, filesPanel, hideWhenIdle, insertParts, keyId, loadLaterScript, sentence, showPart, showWords, wordList } from "./channel.js";

(() => {
  // signalcheck's outcome.js leaves what goes along in window.name: answers, danger, and the role
  const isCarried = window.name.startsWith("check:"), begun = document.querySelector("#begin form").elements;
  const carried = new URLSearchParams(isCarried ? window.name.slice(6, 6006) : "");
  window.name = "";
  for (const name of ["signals", "danger", "role"]) begun[name].value = carried.get(name) ?? "";
  if (!canSeal()) return;
  insertParts();
  hideWhenIdle();
  const path = byId("path"), team = path.dataset, form = byId("story");
  const parts = ["begin", "words", "write", "sending", "done"].map(byId);
  U.setFallback(new URL(team.fallback, location).href);

  let state = history.state && history.state.words ? history.state : {};
  let stretching; // a promise of { mailboxId, seed }

  const saveState = (changes) => {
    state = { ...state, ...changes };
    history.replaceState(state, "");
  };

  // Starts what is slow while the reporter writes. An error shows when the result is needed.
  const startStretching = () => {
    stretching = U.stretch(state.words);
    stretching.catch(() => { });
    U.ready().catch(() => { });
  };

  const signals = () => (state.signals || "").split(" ").filter((id) => /^[a-z.-]{1,60}$/.test(id));

  const showDanger = () => {
    for (const element of document.querySelectorAll("[data-danger]")) element.hidden = !state.danger;
    for (const element of document.querySelectorAll("[data-calm]")) element.hidden = state.danger;
  };

  // Fills in what the check already knows; the reporter sees that, and can change each of it.
  const fillIn = () => {
    form.elements.danger.checked = state.danger;
    byId("danger-from").hidden = !state.check?.danger;
    if (state.check?.role) form.elements.role.value = state.check.role;
    if (!form.elements.role.value) form.elements.role.selectedIndex = 0; // no role we know
    byId("role-from").hidden = form.elements.role.value !== state.check?.role;
    byId("carry").hidden = !signals().length;
    if (signals().length) loadLaterScript().then((script) => script.listCarried(byId("carry"), signals(), state.check?.role === "youngster")).catch(() => { });
  };

  const goTo = (step) => {
    saveState({ step });
    if (state.words) for (const list of document.querySelectorAll(".note")) showWords(list, state.words);
    showDanger();
    if (step === "done") loadLaterScript().then((script) => script.showSent(state.by)).catch(() => { });
    showPart(parts, step);
  };

  // Drafts kept on this device, if the reporter asks for that: "keepDraft" or "offerDraft".
  const { openDraft, readWords, sealDraft, stretch } = U;
  const sealing = { openDraft, readWords, sealDraft, stretch };
  const useDrafts = (action, element) => loadLaterScript()
    .then((script) => script[action]({ form, sealing, list: wordList, stretching: () => stretching, resume }, element))
    .catch(() => element.after(sentence("add_file_later")));
  const resume = (words) => {
    const { danger, role } = form.elements, draft = { danger: danger.checked, role: role.value };
    begin(words);
    danger.checked ||= draft.danger;
    if (draft.role !== "unsaid") role.value = draft.role;
    saveState({ danger: danger.checked });
    goTo("write");
  };

  const begin = (words = U.newWords(wordList)) => {
    const isFirst = !state.words, hasDanger = carried.get("danger") === "1";
    saveState({ words, key: U.b64(U.randomKey()), body: null, wasSent: false });
    if (isFirst) {
      saveState({ danger: hasDanger, signals: carried.get("signals") ?? "", check: { danger: hasDanger, role: carried.get("role") } });
      fillIn();
    }
    startStretching();
    goTo("words");
  };

  const readMessage = () => ({
    text: form.elements.text.value.trim(),
    role: form.elements.role.value,
    language: form.elements.language.value,
    safe_times: form.elements.safe_times.value.trim(),
    signals: form.querySelector("input[name=carry]").checked ? signals() : [],
    files: filesPanel?.list(),
    level: team.level,
  });

  const sealBody = async (anew) => {
    const { mailboxId, seed } = await stretching, message = readMessage();
    const key = await U.contentKey(seed, U.unb64(state.key), JSON.stringify([message, state.danger]));
    const earlier = state.body && JSON.parse(state.body);
    // unchanged, what was sent before is sent again as it was; changed, it is another message
    if (!anew && earlier?.key === U.b64(key)) return state.body;
    if (earlier) saveState({ wasSent: true });
    const reporterPublic = await U.publicKey(seed);
    const { forTeam, forReporter } = await U.sealMessage({
      teamPublic: U.unb64(team.publicKey),
      reporterPublic,
      mailboxHash: await U.mailboxHash(mailboxId),
      key,
      message,
    });
    return JSON.stringify({
      key: U.b64(key),
      mailbox_id: U.b64(mailboxId),
      reporter_public: U.b64(reporterPublic),
      for_team: U.b64(forTeam),
      for_reporter: U.b64(forReporter),
      key_id: keyId(forTeam),
      danger: state.danger,
      files: filesPanel?.ids(),
    });
  };

  // Reads the team's public key from a fresh copy of this page: the team may have changed it.
  const renewTeamKey = async () => {
    const page = await (await fetch(location.pathname, { cache: "no-store" })).text();
    team.publicKey = page.match(/data-public-key="([^"]+)"/)[1];
  };

  const showState = (name) => {
    for (const element of byId("sending").querySelectorAll("[data-say]")) element.hidden = element.dataset.say !== name;
  };

  const send = async () => {
    showState("busy");
    goTo("sending");
    let outcome = await deliver("/melden/verzegeld/", state.body, showState);
    if (outcome === "other-key" && form.elements.text.value) {
      await renewTeamKey();
      saveState({ body: await sealBody(true) });
      outcome = await deliver("/melden/verzegeld/", state.body, showState);
    }
    if (outcome === "used" && state.wasSent) { // the earlier one did arrive: this one comes after it
      const { reporter_public: _, ...more } = JSON.parse(state.body);
      outcome = await deliver("/postvak/verzegeld/bericht/", JSON.stringify(more), showState);
    }
    // the key says what is in it: under this key the team has exactly this, sealed another time
    if (outcome === "other") outcome = "ok";
    if (outcome === "unsure") return showState("unsure");
    saveState({ step: "write" });
    if (outcome === "files") filesPanel?.uploadAgain();
    if (outcome !== "ok") return showState(outcome === "used" ? "used" : "refused");
    form.reset();
    saveState({ body: null, by: answerBy });
    goTo("done");
  };

  byId("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });

  form.elements.danger.addEventListener("change", ({ target }) => {
    saveState({ danger: target.checked });
    showDanger();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!checkedText(form.elements.text) || filesPanel?.mustWait()) return;
    showState("busy");
    showPart(parts, "sending");
    let body;
    try {
      saveState({ danger: form.elements.danger.checked });
      body = await sealBody();
    } catch (_) {
      return showState("refused");
    }
    saveState({ body });
    await send().catch(() => showState("refused"));
  });

  path.addEventListener("click", async (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "files") addFilesPanel(form, event.target);
    if (action === "draft") useDrafts("keepDraft", event.target);
    if (action === "next") goTo("write");
    if (action === "anew") begin();
    if (action === "back") goTo("write");
    if (action === "again") send();
    if (action === "print") print();
    if (action === "leave") history.replaceState(null, "");
    if (action === "copy") {
      await navigator.clipboard.writeText(state.words.join(" "));
      event.target.textContent = sentence("copied");
    }
  });

  if (state.words) {
    fillIn();
    startStretching();
    if (state.body && state.step === "sending") send();
    else goTo(state.step === "sending" ? "write" : state.step);
  }
  let hasDraft = false;
  try {
    hasDraft = Boolean(localStorage.text);
  } catch (_) { /* this browser allows no storage */ }
  if (hasDraft && !state.words) useDrafts("offerDraft", byId("begin"));
  else if (isCarried && !state.words) begin(); // who comes from the check chose to write already
})();
