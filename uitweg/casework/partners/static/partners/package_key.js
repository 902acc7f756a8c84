// What the page asks the server, and opening what was sent with both halves of the key.
import { b64, fault, fromUtf8, unb64 } from "sealing-bytes";
import { answerToken, context, linkKey, linkProof, unlock } from "sealing-split-key";

const id = location.pathname.split("/")[2];

const KEPT = "vraag"; // in the tab's storage: a telephone may load the page again after the sms

export const halfInLink = () => location.hash.slice(1);

const storage = (work) => {
  try {
    return work(sessionStorage);
  } catch {
    return null; // switched off: then a reload asks for the link again
  }
};

export const keptHalf = () => storage((kept) => kept.getItem(KEPT)) ?? "";

// Keeps the link's half for this tab; an empty one forgets it.
export const keepHalf = (half) => storage((kept) => (half ? kept.setItem(KEPT, half) : kept.removeItem(KEPT)));

const unhex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));

// Raises a fault named by the server's word, by "offline" without a connection, or by "broken".
const ask = async (what, fields) => {
  let response;
  try {
    response = await fetch(`/vraag/${id}/${what}/`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(fields),
      credentials: "omit",
      cache: "no-store",
      redirect: "error",
    });
  } catch {
    throw fault("offline");
  }
  let said;
  try {
    said = await response.json();
  } catch {
    throw fault("broken");
  }
  if (!response.ok) throw fault(said.error ?? "broken");
  return said;
};

const proofOf = async (linkHalf) => b64(await linkProof(unhex(linkHalf)));

export const state = async (linkHalf) => ask("staat", { proof: await proofOf(linkHalf) });

export const askCode = async (linkHalf, way) => ask("code", { proof: await proofOf(linkHalf), way });

// Returns { triesLeft } for a wrong code, else what was sent (null after an answer) and what can be said.
export const open = async (linkHalf, code) => {
  const got = await ask("open", { proof: await proofOf(linkHalf), code });
  if (!got.opened) return { triesLeft: got.tries_left };
  const half = unhex(linkHalf), token = b64(await answerToken(half, unb64(got.answer_half)));
  const opened = { token, opened: got.opened, said: got, content: null };
  if (!got.sealed_content) return opened;
  const content = await contentOf(half, got);
  await ask("gelezen", { token, opened: got.opened }).catch(() => {}); // reading goes before counting
  return { ...opened, content };
};

const contentOf = async (half, got) => {
  try {
    const key = await linkKey(half, unb64(got.server_half));
    const own = await unlock(key, context("partners_packagelink", id, "sealed_key"), unb64(got.sealed_key));
    const place = context("partners_package", id, "sealed_content");
    return JSON.parse(fromUtf8(await unlock(own, place, unb64(got.sealed_content))));
  } catch {
    throw fault("cannot-open");
  }
};

export const answer = ({ token, opened }, given) => ask("antwoord", { token, opened, ...given });
