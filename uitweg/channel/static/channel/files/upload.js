// Uploads one file: sealed chunks in groups, resumed from where the server says it is.
import * as F from "sealing-files";

const GIVE_UP_AFTER = 60000, REQUEST_TIMEOUT = 30000, SLOW_REQUEST = 4000, FAST_REQUEST = 1500; // milliseconds
const MOST_CHUNKS_PER_REQUEST = 15, MOST_WORK_ROUNDS = 5; // rounds without any progress

// Resolves early when the browser is online again.
const delay = (ms) => new Promise((resolve) => {
  setTimeout(resolve, ms);
  addEventListener("online", resolve, { once: true });
});

const post = async (address, body, file) => {
  const controller = new AbortController();
  file.stop = () => controller.abort();
  const timeout = setTimeout(file.stop, REQUEST_TIMEOUT);
  try {
    return await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/octet-stream", ...(file.work && { work: file.work }) },
      body,
      credentials: "omit",
      cache: "no-store",
      signal: controller.signal,
    });
  } finally {
    clearTimeout(timeout);
  }
};

// The body of a request: the file's id, the position of the first chunk, whether the last chunk of
// the file is in it, and the chunks.
const makeBody = async (file, seal, count, total) => {
  const header = new Uint8Array(21);
  header.set(file.id);
  new DataView(header.buffer).setUint32(16, file.next);
  header[20] = file.next + count === total;
  const chunks = [];
  for (let place = file.next; place < file.next + count; place++) chunks.push(await seal(place));
  return new Blob([header, ...chunks]);
};

// Uploads until the whole file has arrived, or nothing got through for a minute. Returns "ready",
// "unsure", "unreadable", the word of a refusal, or "gone" when the file was removed meanwhile.
export const upload = async (file, onProgress, onTrouble, doWork) => {
  const seal = await F.sealer(file, file.blob), total = F.chunkCount(file.blob.size);
  let progressAt = Date.now(), pause = 1000, count = 2, most = MOST_CHUNKS_PER_REQUEST, workRounds = 0;
  const setNext = (next) => {
    if (next > file.next) [progressAt, pause, workRounds] = [Date.now(), 1000, 0];
    [file.next, file.work] = [next, ""];
    onProgress(next / total);
  };
  while (file.next < total) {
    try {
      if (file.unsure) {
        const response = await post("/bestand/stand/", new Blob([file.id]), file);
        if (!response.ok) throw response;
        setNext((await response.json()).next);
        file.unsure = false;
        continue;
      }
      const body = await makeBody(file, seal, Math.min(count, total - file.next), total);
      const start = Date.now(), response = await post("/bestand/stuk/", body, file);
      if (!response.ok) throw response;
      setNext((await response.json()).next);
      const took = Date.now() - start;
      if (took < FAST_REQUEST) count = Math.min(most, count * 2);
      if (took > SLOW_REQUEST) count = Math.max(1, count >> 1);
      continue;
    } catch (error) { // a response with an error status, or no response
      if (file.state === "gone") return "gone";
      if (error.status === 413 && count > 1) { // a proxy on the way accepts only smaller bodies
        most = count = count >> 1;
        continue;
      }
      if (error.status === 429 && workRounds++ < MOST_WORK_ROUNDS) {
        onTrouble("work");
        file.work = await doWork(error).catch(() => "");
        if (file.state === "gone") return "gone";
        progressAt = Date.now();
        if (file.work) continue;
      }
      if (error.name === "NotReadableError" || error.name === "NotFoundError") return "unreadable";
      const refusal = await refusalIn(error);
      if (refusal) return refusal;
    }
    file.unsure = true;
    count = Math.max(1, count >> 1);
    if (Date.now() - progressAt + pause > GIVE_UP_AFTER) return "unsure";
    onTrouble("trouble");
    await delay(pause);
    if (file.state === "gone") return "gone";
    pause = Math.min(pause * 2, 10000);
  }
  return "ready";
};

// Returns the word of a final refusal; "" for a lost connection or a busy server, which is retried.
const refusalIn = async (error) => {
  const fields = error.json && !error.bodyUsed ? await error.json().catch(() => ({})) : {};
  if (fields.error === "full") return "full";
  const canRetry = !error.status || error.status >= 500 || [408, 429].includes(error.status);
  return canRetry || fields.next >= 0 ? "" : "refused"; // with `next`: a gap, so resume from the server's position
};
