// The files of a message in the mailbox: fetched, opened and checked when asked for, not before.
import * as F from "sealing-files";
import { hex, unb64 } from "sealing-bytes";
import { button, dress, make } from "./look.js";
import { endOf, kindOf, say, sizeOf } from "./words.js";

// What the browser may be told a file is; all else is only bytes to keep.
const KNOWN = /^(image\/(jpeg|png|webp|gif)|application\/pdf|(video|audio)\/[a-z0-9.+-]+)$/;
const SEEN = /^image\/(jpeg|png|webp|gif)$/;
const MOST_SEEN = 20e6;

// What a message says of a file is typed by whoever sealed it: only plain shapes get further.
const read = ({ id, key, sha256, size, type, name }) => {
  const bytes = [id, key, sha256].map(unb64);
  if (![16, 32, 32].every((length, at) => bytes[at].length === length)) throw new Error();
  if (!Number.isInteger(size) || size < 0 || size > 104857600) throw new Error();
  const known = KNOWN.test(type) ? type : "application/octet-stream";
  return { id: bytes[0], key: bytes[1], sha256: bytes[2], size, type: known, end: endOf({ name: String(name), type: known }) };
};

// Puts the files under the message `item`. `ask(file, from)` fetches sealed chunks.
export const listed = (item, files, ask) => {
  dress();
  item.append(make("ul", { class: "files" }, ...files.slice(0, 100).map((told, at) => {
    try {
      return row(read(told), at + 1, ask);
    } catch (_) {
      return make("li", {}, make("p", {}, say("forged")));
    }
  })));
};

const row = (file, number, ask) => {
  const name = `${say("name")}-${number}.${file.end}`;
  const said = make("p", { role: "status" }), acts = make("div", { class: "row" });
  const far = make("progress", { max: F.chunkCount(file.size), hidden: "", "aria-label": `${say("fetching")}: ${name}` });
  const item = make("li", {}, make("p", {}, make("bdi", {}, name), ` (${kindOf(file.type)}, ${sizeOf(file.size)})`), far, said, acts);
  let opened;

  const fetchFrom = async (at) => {
    const answer = await ask(hex(file.id), at);
    if (!answer.ok) throw Object.assign(new Error(), { name: answer.status === 404 ? "Gone" : "Later" });
    return new Uint8Array(await answer.arrayBuffer());
  };

  // Fetches once; then does what was asked with the blob.
  const then = (act) => async () => {
    try {
      far.hidden = Boolean(opened);
      said.textContent = opened ? "" : say("fetching");
      opened ??= F.openFile(file, fetchFrom, (at) => { far.value = at; });
      const blob = await opened;
      said.textContent = "";
      await act(blob);
    } catch (why) {
      opened = undefined;
      said.textContent = say({ Gone: "gone", CannotOpen: "forged", Malformed: "forged", Forged: "forged" }[why.name] ?? "later");
    } finally {
      far.hidden = true;
    }
  };

  const save = button(say("save"), then((blob) => {
    const link = make("a", { href: URL.createObjectURL(blob), download: name }, say("keep", { name }));
    said.append(say("stays"));
    save.replaceWith(link);
    link.focus();
  }), { "aria-label": `${say("save")}: ${name}` });

  // Only after a tap: whoever looks along sees nothing that was not asked for. As data:, which the
  // page's policy allows for its icons; so nothing of blob: need be allowed.
  let image;
  const see = button(say("see"), then(async (blob) => {
    if (image) {
      image = image.remove();
    } else {
      image = make("img", { alt: name, src: await dataUrl(blob) });
      acts.before(image);
    }
    see.textContent = image ? say("hide") : say("see");
    see.setAttribute("aria-label", `${see.textContent}: ${name}`);
  }), { "aria-label": `${say("see")}: ${name}` });

  if (SEEN.test(file.type) && file.size <= MOST_SEEN) acts.append(see);
  acts.append(save);
  return item;
};

const dataUrl = (blob) => new Promise((done, failed) => {
  const reader = new FileReader();
  reader.onload = () => done(reader.result);
  reader.onerror = failed;
  reader.readAsDataURL(blob);
});
