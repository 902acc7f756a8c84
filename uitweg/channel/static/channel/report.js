// Writing a report: first seven words, then the message, which is sealed in the browser. What must
// survive a reload is in the tab (progress.js); the text only if the reporter asks for that.
import * as U from "sealing";
import { addFilesPanel, answerBy, byId, canSeal, checkedText, deliverToTeam, filesPanel, hideWhenIdle, insertParts, keyId, loadLaterScript, sentence, showPart, showWords, wordList } from "./channel.js";
import { askBeforeLeaving } from "./leaving.js";
import { addStep, currentStep, forgetState, isOfAnotherStory, replaceStep, saveState, state } from "./progress.js";

(() => {
  // signalcheck's check.js leaves what goes along in window.name: answers, danger, and the role
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

  let stretching; // a promise of { mailboxId, seed }
  let drafts; // the script of drafts, once it is there
  let sendings = 0, isSending = false;

  // Starts what is slow while the reporter writes. An error shows when the result is needed.
  const startStretching = () => {
    stretching = U.stretch(state.words);
    stretching.catch(() => { });
    U.ready().catch(() => { });
  };

  const signals = () => (state.signals || "").split(" ").filter((id) => /^[a-z.-]{1,60}$/.test(id));

  // Who needs somebody now is in danger, wherever that counts.
  const isDanger = () => state.needed === "now";

  const showDanger = () => {
    // the box about suicide has 112 as well: without other danger, a second red box would say another number first
    const isLife = signals().includes("wants-to-die"), others = team.otherDanger.split(" ");
    const isOnlyLife = isLife && !signals().some((id) => others.includes(id));
    for (const element of document.querySelectorAll("[data-danger]")) element.hidden = !isDanger() || (isOnlyLife && element.matches(".red"));
    for (const element of document.querySelectorAll("[data-calm]")) element.hidden = isDanger();
    for (const element of document.querySelectorAll("[data-life]")) element.hidden = !isLife;
  };

  // Fills in what the check already knows; the reporter sees that, and can change each of it.
  const fillIn = () => {
    form.elements.needed.value = state.needed;
    byId("danger-from").hidden = !state.check?.danger;
    if (state.check?.role) form.elements.role.value = state.check.role;
    if (!form.elements.role.value) form.elements.role.selectedIndex = 0; // no role we know
    byId("role-from").hidden = form.elements.role.value !== state.check?.role;
    byId("carry").hidden = !signals().length;
    if (signals().length) loadLaterScript().then((script) => script.listCarried(byId("carry"), signals(), state.check?.role === "youngster")).catch(() => { });
  };

  const showStep = (step) => {
    if (state.words) for (const list of document.querySelectorAll(".note")) showWords(list, state.words);
    showDanger();
    if (step === "done") loadLaterScript().then((script) => script.showSent(state.by)).catch(() => { });
    // while writing, the header has 112, "Snel weg" and the way back to the words
    document.body.classList.toggle("bare", ["words", "write", "sending"].includes(step));
    byId("to-words").hidden = step !== "write";
    showPart(parts, step);
  };

  const goTo = (step) => {
    if (currentStep() !== step) addStep(step);
    showStep(step);
  };

  const showEntry = () => {
    const step = currentStep();
    if (step && state.isSent) return showStep("done");
    showStep(step === "sending" && !isSending ? "write" : step ?? "begin");
  };

  // Drafts kept on this device, if the reporter asks for that: "keepDraft" or "offerDraft".
  const { openDraft, readWords, sealDraft, stretch } = U;
  const sealing = { openDraft, readWords, sealDraft, stretch };
  const useDrafts = (action, element) => loadLaterScript()
    .then((script) => {
      drafts = script;
      return script[action]({ form, sealing, list: wordList, stretching: () => stretching, resume });
    })
    .catch(() => element.after(sentence("add_file_later")));
  const resume = (words) => {
    const { needed, role } = form.elements, draft = { needed: needed.value, role: role.value };
    begin(words);
    if (!isDanger()) needed.value = draft.needed;
    if (draft.role !== "unsaid") role.value = draft.role;
    saveState({ needed: needed.value });
    goTo("write");
  };

  // Who comes from the check has this page as one entry: it begins with the words.
  const begin = (words = U.newWords(wordList), isArriving = false) => {
    const isFirst = !state.words, hasDanger = carried.get("danger");
    saveState({ words, key: U.b64(U.randomKey()), body: null, wasSent: false });
    if (isFirst) {
      saveState({ needed: hasDanger ? "now" : "unsaid", signals: carried.get("signals") ?? "", check: { danger: hasDanger, role: carried.get("role") } });
      fillIn();
    }
    startStretching();
    form.dispatchEvent(new Event("input")); // a kept text is sealed anew, to these words
    if (isArriving) replaceStep("words");
    goTo("words");
  };

  const readMessage = () => ({
    text: form.elements.text.value.trim(),
    role: form.elements.role.value,
    needed: form.elements.needed.value,
    language: form.elements.language.value,
    safe_times: form.elements.safe_times.value.trim(),
    signals: form.querySelector("input[name=carry]").checked ? signals() : [],
    files: filesPanel?.list(),
    level: team.level,
  });

  // The key says what is in the message: other content has another key.
  const keyOf = async (message) => {
    const { seed } = await stretching;
    return U.contentKey(seed, U.unb64(state.key), JSON.stringify(message));
  };

  const sealBody = async () => {
    const { mailboxId, seed } = await stretching, message = readMessage(), key = await keyOf(message);
    const earlier = state.body && JSON.parse(state.body);
    // unchanged, what was sent before is sent again as it was; changed, it is another message
    if (earlier?.key === U.b64(key)) return state.body;
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
      danger: isDanger(),
      files: filesPanel?.ids(),
    });
  };

  const showState = (name) => {
    for (const element of byId("sending").querySelectorAll("[data-say]")) element.hidden = element.dataset.say !== name;
  };

  // `show` shows how it goes; it throws when a later attempt took the place of this one, and after
  // "Snel weg", which takes the form out of the page.
  const deliverReport = async (show) => {
    let outcome = await deliverToTeam("/schrijven/verzegeld/", state.body, show, stretching);
    show("busy");
    if (outcome === "used" && state.wasSent) { // the earlier one did arrive: this one comes after it
      const { reporter_public: _, ...more } = JSON.parse(state.body);
      outcome = await deliverToTeam("/postvak/verzegeld/bericht/", JSON.stringify(more), show, stretching);
      show("busy");
    }
    // under this key the team has exactly this, sealed another time
    return outcome === "other" ? "ok" : outcome;
  };

  // Whoever went back while it was sending may have changed the text: that is a message of its own.
  const isChangedMeanwhile = async () =>
    form.elements.text.value && JSON.parse(state.body).key !== U.b64(await keyOf(readMessage()));

  const showArrival = async () => {
    const isChanged = await isChangedMeanwhile();
    if (!form.isConnected) return;
    if (isChanged) {
      saveState({ wasSent: true });
      return currentStep() === "sending" ? history.back() : null;
    }
    form.reset();
    filesPanel?.clear();
    saveState({ body: null, by: answerBy, isSent: true });
    replaceStep("done");
    showStep("done");
  };

  const send = async () => {
    const attempt = ++sendings;
    const show = (name) => {
      if (attempt !== sendings || !form.isConnected) throw new Error("replaced by a later attempt");
      showState(name);
    };
    isSending = true;
    try {
      show("busy");
      goTo("sending");
      const outcome = await deliverReport(show);
      isSending = false;
      if (outcome === "unsure") return show("unsure");
      if (outcome === "ok") return await showArrival();
      if (outcome === "files") filesPanel?.uploadAgain();
      saveState({ hasFailed: true });
      show(outcome === "used" ? "used" : "refused");
    } catch (_) {
      if (attempt !== sendings || !form.isConnected) return;
      isSending = false;
      showState("refused");
    }
  };

  byId("begin").addEventListener("submit", (event) => {
    event.preventDefault();
    begin();
  });

  path.addEventListener("change", ({ target }) => {
    if (target.name !== "needed") return;
    saveState({ needed: target.value });
    showDanger();
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!checkedText(form.elements.text) || filesPanel?.mustWait()) return;
    sendings++; // from here on an earlier attempt no longer counts
    isSending = true;
    showState("busy");
    goTo("sending");
    try {
      saveState({ needed: form.elements.needed.value, hasFailed: false });
      const body = await sealBody();
      if (!form.isConnected) return; // "Snel weg" while this was sealing
      saveState({ body });
    } catch (_) {
      if (!form.isConnected) return;
      isSending = false;
      return showState("refused");
    }
    await send();
  });

  path.addEventListener("click", async (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "files") addFilesPanel(form, event.target);
    if (action === "draft") useDrafts("keepDraft", event.target.closest("button"));
    if (action === "next") goTo("write");
    if (action === "anew") begin();
    if (action === "back") history.back();
    if (action === "again") send();
    if (action === "print") print();
    if (action === "leave") forgetState();
    if (action === "copy") {
      await navigator.clipboard.writeText(state.words.join(" "));
      event.target.textContent = sentence("copied");
    }
  });

  byId("to-words").addEventListener("click", (event) => {
    event.preventDefault();
    history.back(); // the words are the step before the writing
  });

  addEventListener("popstate", () => {
    if (!path.isConnected) return; // "Snel weg" emptied the page
    if (isOfAnotherStory() || (!currentStep() && state.isSent)) return location.reload();
    showEntry();
  });

  askBeforeLeaving(form, () => drafts?.isAsKept(form));

  const isUnderWay = state.words && currentStep();
  if (isUnderWay) {
    fillIn();
    startStretching();
    if (state.body && currentStep() === "sending" && !state.hasFailed) send();
    else showEntry();
  } else if (currentStep()) {
    replaceStep(""); // "Snel weg" took the words
  }
  let hasDraft = false;
  try {
    hasDraft = Object.keys(localStorage).length > 0;
  } catch (_) { /* this browser allows no storage */ }
  if (hasDraft && !state.isSent) useDrafts(isUnderWay ? "restoreDraft" : "offerDrafts", byId("begin"));
  else if (isCarried && !isUnderWay) begin(undefined, true); // who comes from the check chose to write already
})();
