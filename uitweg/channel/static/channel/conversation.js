// The sealed conversation: fetched, decrypted and turned into list items.
// A `mailbox` is { mailboxId, seed, mailboxHash }; a `row` is what mailbox.sealed_page returns.
import * as U from "sealing";
import { byId, laterSentence, loadFilesScript, loadLaterScript, post, renewTeamKeys, sentence } from "./channel.js";

const postForBytes = async (address, fields) => {
  const response = await post(address, JSON.stringify(fields));
  if (!response.ok) throw new Error("refused");
  return new Uint8Array(await response.arrayBuffer());
};

// Returns a few bytes that change when the conversation does; the first is 2 when there is news.
export const fetchStatus = (mailboxId) => postForBytes("/postvak/verzegeld/stand/", { mailbox_id: U.b64(mailboxId) });

// Returns all rows; null for an unknown or deleted mailbox. They come in pages of one fixed size, so
// that the size of a response does not tell how long the conversation is.
export const fetchConversation = async (mailbox) => {
  let content = new Uint8Array(), size = 1;
  for (let page = 0; content.length < size; page++) {
    const bytes = await postForBytes("/postvak/verzegeld/", { mailbox_id: U.b64(mailbox.mailboxId), page });
    size = new DataView(bytes.buffer).getUint32(0);
    const part = bytes.subarray(4, 4 + size - content.length);
    const longer = new Uint8Array(content.length + part.length);
    longer.set(content);
    longer.set(part, content.length);
    content = longer;
  }
  return content.length ? JSON.parse(new TextDecoder().decode(content)) : null;
};

const decrypt = async (mailbox, row) => {
  const sealed = { seed: mailbox.seed, mailboxHash: mailbox.mailboxHash, key: U.unb64(row.key), envelope: U.unb64(row.envelope), reader: "reporter" };
  if (row.from === "reporter") return { ...await U.openMessage(sealed), by: sentence("me"), on: "" };
  const answer = await verified(sealed);
  if (answer) return answer;
  await renewTeamKeys(); // the team may have a new key since this page was loaded
  const later = await verified(sealed);
  if (!later) throw new Error("forged");
  return later;
};

// Returns the answer, or undefined when no key of the team signed it. A key that the team no longer
// uses stands with its last day: it signs nothing later.
const verified = async (sealed) => {
  for (const [verifyKey, until] of byId("path").dataset.verifyKeys.split(" ").map((entry) => entry.split(","))) {
    try {
      const answer = await U.openAnswer({ ...sealed, verifyKey: U.unb64(verifyKey) });
      if (!until || answer.on <= until) return answer;
    } catch (_) { /* signed with another key of the team, or forged */ }
  }
};

export const renderMessage = async (mailbox, row, isNew) => {
  const { formatDay, withCalls } = await loadLaterScript(), isOwn = row.from === "reporter", item = byId("line-said").content.cloneNode(true).firstElementChild;
  const [by, newMark] = item.querySelectorAll("b"), readStatus = item.lastElementChild;
  item.classList.toggle("me", isOwn);
  if (row.from === "withdrawn") {
    item.textContent = await laterSentence("withdrawn");
    return item;
  }
  if (isOwn) readStatus.textContent = row.read ? sentence("read_on").replace("{day}", formatDay(row.read)) : sentence("not_read");
  else readStatus.remove();
  newMark.textContent = isNew ? sentence("new") : "";
  let content;
  try {
    content = await decrypt(mailbox, row);
  } catch (_) {
    if (!isOwn) return byId("line-forged").content.cloneNode(true).firstElementChild;
    content = { by: sentence("me"), text: await laterSentence("cannot_read") };
  }
  by.textContent = content.by;
  item.querySelector("[data-text]").replaceChildren(...(isOwn ? [content.text] : withCalls(content.text)));
  item.querySelector("time").textContent = formatDay(content.on || row.on); // an answer contains its day, which is signed
  const fetchChunks = (file, from) => post("/postvak/bestand/", JSON.stringify({ mailbox_id: U.b64(mailbox.mailboxId), file, from }));
  if (content.files?.length) loadFilesScript().then((script) => script.listFiles(item, content.files, fetchChunks)).catch(async () => item.append(await laterSentence("files_later")));
  return item;
};
