// The mailbox: seven words open it here. The words stay in this page's memory and go with it.
import * as U from "sealing";
import { able, addFiles, complain, deliver, files, filesScript, find, post, rest, show, text, unfold, wordList } from "./channel.js";

(() => {
  if (!able()) return;
  unfold();
  rest();
  const path = find("path"), team = path.dataset;
  const parts = ["open", "talk", "gone"].map(find);
  const list = wordList();
  const verifyKeys = team.verifyKeys.split(" ").map(U.unb64);
  U.setFallback(new URL(team.fallback, location).href);

  let mine = null; // { mailboxId, seed, mailboxHash }
  let unsure = null; // a sealed message of which we do not know whether it arrived

  const sentence = ({ count, unknown }) => {
    if (unknown.length) return `“${unknown.slice(0, 7).join("”, “")}” ${unknown.length === 1 ? "staat" : "staan"} niet in onze lijst. Kijk of er een tikfout in zit.`;
    if (!count) return "Vul je zeven woorden in.";
    if (count < 7) return `Je hebt ${count} van de zeven woorden ingevuld. Vul de andere aan.`;
    return `Je hebt ${count} woorden ingevuld. Het moeten er zeven zijn.`;
  };

  // The sealed conversation comes in pages of one size, so its length tells nothing.
  const fetchAll = async () => {
    let whole = new Uint8Array(), size = 1;
    for (let page = 0; whole.length < size; page++) {
      const answer = await post("/postvak/verzegeld/", JSON.stringify({ mailbox_id: U.b64(mine.mailboxId), page }));
      if (!answer.ok) throw new Error("refused");
      const bytes = new Uint8Array(await answer.arrayBuffer());
      size = new DataView(bytes.buffer).getUint32(0);
      const part = bytes.subarray(4, 4 + size - whole.length);
      const longer = new Uint8Array(whole.length + part.length);
      longer.set(whole);
      longer.set(part, whole.length);
      whole = longer;
    }
    return whole.length ? JSON.parse(new TextDecoder().decode(whole)) : null;
  };

  const read = async (row) => {
    const sealed = { seed: mine.seed, mailboxHash: mine.mailboxHash, key: U.unb64(row.key), envelope: U.unb64(row.envelope), reader: "reporter" };
    if (row.from === "reporter") return { ...await U.openMessage(sealed), by: "Jij", on: "" };
    for (const verifyKey of verifyKeys) {
      try {
        return await U.openAnswer({ ...sealed, verifyKey });
      } catch (_) { /* signed with another key of the team, or forged */ }
    }
    throw new Error("forged");
  };

  const askFile = (file, from) => post("/postvak/bestand/", JSON.stringify({ mailbox_id: U.b64(mine.mailboxId), file, from }));

  const line = async (row) => {
    const item = find(row.from === "reporter" ? "line-mine" : "line-theirs").content.cloneNode(true).firstElementChild;
    let on = row.on, said;
    try {
      said = await read(row);
      on = said.on || on; // an answer carries its own day, signed
      item.querySelector("b").textContent = said.by;
      item.querySelector("[data-text]").textContent = said.text;
    } catch (_) {
      return find("line-forged").content.cloneNode(true).firstElementChild;
    }
    if (said.files?.length) filesScript().then((script) => script.listed(item, said.files, askFile)).catch(() => item.append("De bestanden laden nu niet. Open je postvak opnieuw."));
    const day = { weekday: "long", day: "numeric", month: "long" };
    item.querySelector("time").textContent = new Date(`${on}T12:00`).toLocaleDateString("nl-NL", day);
    return item;
  };

  const refresh = async () => {
    const rows = await fetchAll();
    if (!rows) return false;
    const lines = [];
    for (const row of rows) lines.push(await line(row));
    find("said").replaceChildren(...lines);
    find("waiting").hidden = rows.some((row) => row.from === "team");
    return true;
  };

  const say = (name) => {
    for (const each of path.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== name;
  };

  find("open").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.words;
    let words;
    try {
      words = U.readWords(field.value, list);
    } catch (wrong) {
      return complain(field, sentence(wrong));
    }
    complain(field, "");
    find("opening").textContent = "We openen je postvak. Dat duurt een paar tellen.";
    try {
      const { mailboxId, seed } = await U.stretch(words);
      mine = { mailboxId, seed, mailboxHash: await U.mailboxHash(mailboxId) };
      const found = await refresh();
      if (!found) return complain(field, "Met deze woorden vinden we geen gesprek. Kijk of er een tikfout in zit. Het kan ook zijn dat het gesprek is gewist.");
      field.value = "";
      show(parts, "talk");
    } catch (_) {
      complain(field, "We kunnen je postvak nu niet openen. Misschien is er geen verbinding. Probeer het zo opnieuw.");
    } finally {
      find("opening").textContent = "";
    }
  });

  find("more").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.text, typed = text(field);
    if (!typed || (!unsure && files?.busy())) return;
    say("sending");
    if (!unsure) {
      const key = U.randomKey();
      const message = { text: typed, role: "unsaid", language: "nl", safe_times: "", signals: [], files: files?.list() };
      const reporterPublic = await U.publicKey(mine.seed);
      const sealed = await U.sealMessage({ teamPublic: U.unb64(team.publicKey), reporterPublic, mailboxHash: mine.mailboxHash, key, message });
      unsure = JSON.stringify({ key: U.b64(key), mailbox_id: U.b64(mine.mailboxId), for_team: U.b64(sealed.forTeam), for_reporter: U.b64(sealed.forReporter), key_id: team.keyId, danger: event.target.elements.danger.checked, files: files?.ids() });
    }
    const outcome = await deliver("/postvak/verzegeld/bericht/", unsure, say);
    // as long as we do not know whether it arrived, the same message is sent again, unchanged
    field.readOnly = outcome === "unsure";
    if (outcome !== "unsure") unsure = null;
    say(outcome === "ok" ? "sent" : outcome === "unsure" ? "unsure" : outcome === "other-key" ? "old-page" : "refused");
    if (outcome === "files") files?.anew();
    if (outcome === "ok") {
      event.target.reset();
      files?.clear();
      await refresh().catch(() => { });
    }
  });

  path.addEventListener("click", async (event) => {
    const act = event.target.closest("[data-do]")?.dataset.do;
    if (act === "files") addFiles(find("more"), event.target);
    if (act === "wipe" || act === "keep") find("sure").hidden = act === "keep";
    if (act === "wipe") find("sure").querySelector("button").focus();
    if (act === "wipe-now") {
      const outcome = await deliver("/postvak/verzegeld/wissen/", JSON.stringify({ mailbox_id: U.b64(mine.mailboxId) }), () => { });
      if (outcome !== "ok") return find("wiping").textContent = "Het lukt nog niet. Er is nog niets gewist. Probeer het zo opnieuw.";
      forget();
      show(parts, "gone");
    }
  });

  const forget = () => {
    mine = unsure = null;
    files?.clear();
    find("said").replaceChildren();
  };
  // a page that is kept alive after leaving shows nothing when it comes back
  addEventListener("pagehide", () => {
    forget();
    find("more").reset();
    show(parts, "open");
  });
})();
