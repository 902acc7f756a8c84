// The mailbox: opened in the browser with the seven words, which stay in the memory of this page only.
import * as U from "sealing";
import { addFilesPanel, byId, canSeal, checkedText, deliver, deliverToTeam, filesPanel, hideWhenIdle, insertParts, isSlow, keyId, laterSentence, loadLaterScript, sentence, showError, showPart, wordList } from "./channel.js";
import { askBeforeLeaving } from "./leaving.js";
import { fetchConversation, fetchStatus, renderMessage } from "./conversation.js";

(() => {
  if (!canSeal()) return;
  insertParts();
  hideWhenIdle();
  const path = byId("path"), team = path.dataset;
  const parts = ["open", "talk", "gone"].map(byId);
  U.setFallback(new URL(team.fallback, location).href);

  let mailbox = null; // { mailboxId, seed, mailboxHash }
  let lastTried = {}; // { content, body }: a sealed message that may or may not have arrived, and its content

  const refresh = async () => {
    const rows = await fetchConversation(mailbox);
    if (!rows) return false;
    const items = [], lastOwn = rows.map((row) => row.from).lastIndexOf("reporter");
    for (const [index, row] of rows.entries()) {
      items.push(await renderMessage(mailbox, row, row.from === "team" && index > lastOwn));
    }
    byId("said").replaceChildren(...items);
    const { by, until } = rows[rows.length - 1];
    byId("waiting").hidden = !by;
    (await loadLaterScript()).showAnswerBy(by, until);
    return true;
  };

  // While the mailbox is open, polls for changes; what the reporter is typing stays.
  const watch = async () => {
    const watched = mailbox, { watchMailbox } = await loadLaterScript();
    watchMailbox({
      fetchStatus: () => fetchStatus(watched.mailboxId),
      isOpen: () => mailbox === watched,
      onChange: refresh,
    });
  };

  const showState = (name) => {
    for (const element of path.querySelectorAll("[data-say]")) element.hidden = element.dataset.say !== name;
  };

  byId("open").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.words;
    let words;
    try {
      words = U.readWords(field.value, wordList);
    } catch (error) {
      const script = await loadLaterScript().catch(() => null);
      showError(field, script ? script.wordsError(error) : sentence("cannot_open"));
      return script?.suggestWords(field, error.unknown, (word) => wordList.filter((known) => U.areClose(word, known)));
    }
    showError(field, "");
    byId("near-words").replaceChildren();
    const newsOnly = event.submitter?.name === "news";
    byId("opening").textContent = sentence("opening");
    try {
      const { mailboxId, seed } = await U.stretch(words);
      if (newsOnly) {
        (await loadLaterScript()).showNews((await fetchStatus(mailboxId))[0], byId("gone"));
        field.value = "";
        return showPart(parts, "gone");
      }
      mailbox = { mailboxId, seed, mailboxHash: await U.mailboxHash(mailboxId) };
      if (!await refresh()) return showError(field, await laterSentence("unknown"));
      field.value = "";
      showPart(parts, "talk");
      watch().catch(() => { });
    } catch (_) {
      showError(field, sentence("cannot_open"));
    } finally {
      byId("opening").textContent = "";
    }
  });

  const sealBody = async (text, danger) => {
    const key = U.randomKey();
    const message = { text, role: "unsaid", language: document.documentElement.lang, safe_times: "", signals: [], files: filesPanel?.list(), level: team.level };
    const reporterPublic = await U.publicKey(mailbox.seed);
    const sealed = await U.sealMessage({ teamPublic: U.unb64(team.publicKey), reporterPublic, mailboxHash: mailbox.mailboxHash, key, message });
    return JSON.stringify({ key: U.b64(key), mailbox_id: U.b64(mailbox.mailboxId), for_team: U.b64(sealed.forTeam), for_reporter: U.b64(sealed.forReporter), key_id: keyId(sealed.forTeam), danger, files: filesPanel?.ids() });
  };

  // while danger is ticked, the form says to call 112 first
  const showDanger = () => { byId("more-danger").hidden = !byId("more").elements.danger.checked; };
  byId("more").addEventListener("change", showDanger);

  byId("more").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.text, text = checkedText(field);
    if (!text || filesPanel?.mustWait()) return;
    showState("sending");
    // unchanged, it is sent again as it was, and stored once; changed, it is another message
    const danger = event.target.elements.danger.checked, content = JSON.stringify([text, danger, filesPanel?.list()]);
    if (lastTried.content !== content) lastTried = { content, body: await sealBody(text, danger) };
    const outcome = await deliverToTeam("/postvak/verzegeld/bericht/", lastTried.body, showState, mailbox).catch(() => "refused");
    const sent = danger ? "sent-danger" : "sent";
    showState(outcome === "ok" ? sent : outcome === "unsure" ? "unsure" : outcome === "other-key" ? "old-page" : "refused");
    if (outcome !== "unsure") lastTried = {};
    if (outcome === "files") filesPanel?.uploadAgain();
    if (outcome === "ok") {
      event.target.reset();
      showDanger();
      filesPanel?.clear();
      await refresh().catch(() => { });
    }
  });

  path.addEventListener("click", async (event) => {
    const action = event.target.closest("[data-do]")?.dataset.do;
    if (action === "files") addFilesPanel(byId("more"), event.target);
    if (action === "wipe" || action === "keep") byId("sure").hidden = action === "keep";
    if (action === "wipe") byId("sure").querySelector("button").focus();
    if (action === "wipe-now") {
      const outcome = await deliver("/postvak/verzegeld/wissen/", JSON.stringify({ mailbox_id: U.b64(mailbox.mailboxId) }), () => { });
      if (outcome !== "ok") return byId("wiping").textContent = await laterSentence("wipe_trouble");
      forget();
      if (isSlow) {
        const [head, text] = byId("gone").children;
        head.textContent = await laterSentence("gone_slow");
        text.textContent = await laterSentence("gone_slow_text");
      }
      showPart(parts, "gone");
    }
  });

  const forget = () => {
    mailbox = null;
    lastTried = {};
    filesPanel?.clear();
    byId("said").replaceChildren();
  };
  askBeforeLeaving(byId("more"));
  // the browser may keep this page in memory and show it again with the back button
  addEventListener("pagehide", () => {
    forget();
    byId("more").reset();
    showDanger();
    showPart(parts, "open");
  });
})();
