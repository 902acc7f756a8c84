// The mailbox: seven words open it here. The words stay in this page's memory and go with it.
import * as U from "sealing";
import { able, addFiles, complain, deliver, files, find, keyId, later, rest, says, seldom, show, text, unfold, wordList } from "./channel.js";
import { ask, fetchAll, line } from "./reading.js";

(() => {
  if (!able()) return;
  unfold();
  rest();
  const path = find("path"), team = path.dataset;
  const parts = ["open", "talk", "gone"].map(find);
  U.setFallback(new URL(team.fallback, location).href);

  let mine = null; // { mailboxId, seed, mailboxHash }
  let unsure = null; // a sealed message of which we do not know whether it arrived

  const refresh = async () => {
    const rows = await fetchAll(mine);
    if (!rows) return false;
    const lines = [], last = rows.map((row) => row.from).lastIndexOf("reporter");
    for (const row of rows) lines.push(await line(mine, row, row.from === "team" && rows.indexOf(row) > last));
    find("said").replaceChildren(...lines);
    const { by, until } = rows[rows.length - 1];
    find("waiting").hidden = !by;
    (await later()).fillBy(by, until);
    return true;
  };

  // An open mailbox looks now and then whether something came; what they type stays.
  const watch = async () => {
    const own = mine, { watch } = await later();
    watch({
      ask: () => ask(own.mailboxId),
      open: () => mine === own,
      changed: refresh,
    });
  };

  const say = (name) => {
    for (const each of path.querySelectorAll("[data-say]")) each.hidden = each.dataset.say !== name;
  };

  find("open").addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = event.target.elements.words;
    let words;
    try {
      words = U.readWords(field.value, wordList);
    } catch (wrong) {
      return complain(field, await later().then((part) => part.aboutWords(wrong), () => says("cannot_open")));
    }
    complain(field, "");
    const only = event.submitter?.name === "news";
    find("opening").textContent = says("opening");
    try {
      const { mailboxId, seed } = await U.stretch(words);
      if (only) {
        (await later()).tell((await ask(mailboxId))[0], find("gone"));
        field.value = "";
        return show(parts, "gone");
      }
      mine = { mailboxId, seed, mailboxHash: await U.mailboxHash(mailboxId) };
      if (!await refresh()) return complain(field, await seldom("unknown"));
      field.value = "";
      show(parts, "talk");
      watch().catch(() => { });
    } catch (_) {
      complain(field, says("cannot_open"));
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
      const message = { text: typed, role: "unsaid", language: document.documentElement.lang, safe_times: "", signals: [], files: files?.list(), level: team.level };
      const reporterPublic = await U.publicKey(mine.seed);
      const sealed = await U.sealMessage({ teamPublic: U.unb64(team.publicKey), reporterPublic, mailboxHash: mine.mailboxHash, key, message });
      unsure = JSON.stringify({ key: U.b64(key), mailbox_id: U.b64(mine.mailboxId), for_team: U.b64(sealed.forTeam), for_reporter: U.b64(sealed.forReporter), key_id: keyId(sealed.forTeam), danger: event.target.elements.danger.checked, files: files?.ids() });
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
      if (outcome !== "ok") return find("wiping").textContent = await seldom("wipe_trouble");
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
