// One file on its way: sealed chunks in groups, from where the door says it is.
import * as F from "sealing-files";

const PATIENCE = 60000, MOST = 15, SLOW = 4000, QUICK = 1500, SILENT = 30000;

// Ends early when the line comes back.
const wait = (ms) => new Promise((done) => {
  setTimeout(done, ms);
  addEventListener("online", done, { once: true });
});

const post = async (address, body, file) => {
  const stop = new AbortController();
  file.stop = () => stop.abort();
  const late = setTimeout(file.stop, SILENT);
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/octet-stream" },
      body,
      credentials: "omit",
      cache: "no-store",
      signal: stop.signal,
    });
  } finally {
    clearTimeout(late);
  }
};

// The id, which chunk is first, whether the last one is in it, and the chunks.
const bodyOf = async (file, seal, count, total) => {
  const head = new Uint8Array(21);
  head.set(file.id);
  new DataView(head.buffer).setUint32(16, file.next);
  head[20] = file.next + count === total;
  const chunks = [];
  for (let at = file.next; at < file.next + count; at++) chunks.push(await seal(at));
  return new Blob([head, ...chunks]);
};

// Sends until all is there, or a minute passed in which nothing came through. Returns "ready",
// "unsure", or the word of a refusal; "gone" when the file was taken away meanwhile.
export const deliver = async (file, onSent, onTrouble) => {
  const seal = await F.sealer(file, file.blob), total = F.chunkCount(file.blob.size);
  let since = Date.now(), pause = 1000, group = 2, most = MOST;
  const came = (next) => {
    if (next > file.next) [since, pause] = [Date.now(), 1000];
    file.next = next;
    onSent(next / total);
  };
  while (file.next < total) {
    try {
      if (file.unsure) {
        const answer = await post("/bestand/stand/", new Blob([file.id]), file);
        if (!answer.ok) throw answer;
        came((await answer.json()).next);
        file.unsure = false;
        continue;
      }
      const body = await bodyOf(file, seal, Math.min(group, total - file.next), total);
      const start = Date.now(), answer = await post("/bestand/stuk/", body, file);
      if (!answer.ok) throw answer;
      came((await answer.json()).next);
      const took = Date.now() - start;
      if (took < QUICK) group = Math.min(most, group * 2);
      if (took > SLOW) group = Math.max(1, group >> 1);
      continue;
    } catch (why) {
      if (file.state === "gone") return "gone";
      if (why.status === 413 && group > 1) { // something between us takes less at a time
        most = group = group >> 1;
        continue;
      }
      if (why.name === "NotReadableError" || why.name === "NotFoundError") return "unreadable";
      const no = await refusalIn(why);
      if (no) return no;
    }
    file.unsure = true;
    group = Math.max(1, group >> 1);
    if (Date.now() - since + pause > PATIENCE) return "unsure";
    onTrouble();
    await wait(pause);
    if (file.state === "gone") return "gone";
    pause = Math.min(pause * 2, 10000);
  }
  return "ready";
};

// An answer that says no for good; nothing for a lost line or a door that is busy.
const refusalIn = async (answer) => {
  const said = answer.json ? await answer.json().catch(() => ({})) : {};
  if (said.error === "full") return "full";
  const later = !answer.status || answer.status >= 500 || [408, 429].includes(answer.status);
  return later || said.next >= 0 ? "" : "refused"; // a gap: ask where it is, and go on from there
};
