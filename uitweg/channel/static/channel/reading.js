// The sealed conversation: fetched, opened here with the keys of `mine`, and put into words.
// mine is { mailboxId, seed, mailboxHash }.
import * as U from "sealing";
import { filesScript, find, later, post, says, seldom } from "./channel.js";

const asked = async (address, given) => {
  const answer = await post(address, JSON.stringify(given));
  if (!answer.ok) throw new Error("refused");
  return new Uint8Array(await answer.arrayBuffer());
};

// A few bytes that change when anything in the conversation does; the first is 2 when an answer waits.
export const ask = (mailboxId) => asked("/postvak/verzegeld/stand/", { mailbox_id: U.b64(mailboxId) });

// The sealed conversation comes in pages of one size, so its length tells nothing.
export const fetchAll = async (mine) => {
  let whole = new Uint8Array(), size = 1;
  for (let page = 0; whole.length < size; page++) {
    const bytes = await asked("/postvak/verzegeld/", { mailbox_id: U.b64(mine.mailboxId), page });
    size = new DataView(bytes.buffer).getUint32(0);
    const part = bytes.subarray(4, 4 + size - whole.length);
    const longer = new Uint8Array(whole.length + part.length);
    longer.set(whole);
    longer.set(part, whole.length);
    whole = longer;
  }
  return whole.length ? JSON.parse(new TextDecoder().decode(whole)) : null;
};

const read = async (mine, row) => {
  const sealed = { seed: mine.seed, mailboxHash: mine.mailboxHash, key: U.unb64(row.key), envelope: U.unb64(row.envelope), reader: "reporter" };
  if (row.from === "reporter") return { ...await U.openMessage(sealed), by: says("me"), on: "" };
  for (const verifyKey of find("path").dataset.verifyKeys.split(" ").map(U.unb64)) {
    try {
      return await U.openAnswer({ ...sealed, verifyKey });
    } catch (_) { /* signed with another key of the team, or forged */ }
  }
  throw new Error("forged");
};

export const line = async (mine, row, fresh) => {
  const { dayOf } = await later(), own = row.from === "reporter", item = find("line-said").content.cloneNode(true).firstElementChild;
  const [by, mark] = item.querySelectorAll("b"), told = item.lastElementChild;
  item.classList.toggle("me", own);
  if (row.from === "withdrawn") {
    item.textContent = await seldom("withdrawn");
    return item;
  }
  if (own) told.textContent = row.read ? says("read_on").replace("{day}", dayOf(row.read)) : says("not_read");
  else told.remove();
  mark.textContent = fresh ? says("new") : "";
  let said;
  try {
    said = await read(mine, row);
  } catch (_) {
    if (!own) return find("line-forged").content.cloneNode(true).firstElementChild;
    said = { by: says("me"), text: await seldom("cannot_read") };
  }
  by.textContent = said.by;
  item.querySelector("[data-text]").textContent = said.text;
  item.querySelector("time").textContent = dayOf(said.on || row.on); // an answer carries its own day, signed
  const askFile = (file, from) => post("/postvak/bestand/", JSON.stringify({ mailbox_id: U.b64(mine.mailboxId), file, from }));
  if (said.files?.length) filesScript().then((script) => script.listed(item, said.files, askFile)).catch(async () => item.append(await seldom("files_later")));
  return item;
};
