// The files of a message in the mailbox: fetched, decrypted and checked only when asked for.
import * as F from "sealing-files";
import { hex, unb64 } from "sealing-bytes";
import { adoptStyle, makeButton, makeElement } from "./elements.js";
import { extensionOf, formatSize, kindOf, sentence } from "./texts.js";

// The types the browser may be told; any other file is only bytes to save.
const KNOWN_TYPES = /^(image\/(jpeg|png|webp|gif)|application\/pdf|(video|audio)\/[a-z0-9.+-]+)$/;
const VIEWABLE_TYPES = /^image\/(jpeg|png|webp|gif)$/;
const LARGEST_VIEWABLE = 20e6;

// Whoever sealed the message typed this description, so everything in it is checked.
const checkedDescription = ({ id, key, sha256, size, type, name }) => {
  const bytes = [id, key, sha256].map(unb64);
  if (![16, 32, 32].every((length, index) => bytes[index].length === length)) throw new Error();
  if (!Number.isInteger(size) || size < 0 || size > 104857600) throw new Error();
  const knownType = KNOWN_TYPES.test(type) ? type : "application/octet-stream";
  return { id: bytes[0], key: bytes[1], sha256: bytes[2], size, type: knownType, extension: extensionOf({ name: String(name), type: knownType }) };
};

// Lists the files below the message `item`. `fetchChunks(file, from)` fetches sealed chunks.
export const listFiles = (item, descriptions, fetchChunks) => {
  adoptStyle();
  item.append(makeElement("ul", { class: "files" }, ...descriptions.slice(0, 100).map((description, index) => {
    try {
      return makeRow(checkedDescription(description), index + 1, fetchChunks);
    } catch (_) {
      return makeElement("li", {}, makeElement("p", {}, sentence("forged")));
    }
  })));
};

const makeRow = (file, number, fetchChunks) => {
  const name = `${sentence("name")}-${number}.${file.extension}`;
  const status = makeElement("p", { role: "status" }), buttons = makeElement("div", { class: "row" });
  const progress = makeElement("progress", { max: F.chunkCount(file.size), hidden: "", "aria-label": `${sentence("fetching")}: ${name}` });
  const item = makeElement("li", {}, makeElement("p", {}, makeElement("bdi", {}, name), ` (${kindOf(file.type)}, ${formatSize(file.size)})`), progress, status, buttons);
  let opening; // a promise of the decrypted file

  const fetchFrom = async (place) => {
    const response = await fetchChunks(hex(file.id), place);
    if (!response.ok) throw Object.assign(new Error(), { name: response.status === 404 ? "Gone" : "Later" });
    return new Uint8Array(await response.arrayBuffer());
  };

  // Returns an event listener that fetches the file, once, and runs `action` with its blob.
  const withFile = (action) => async () => {
    try {
      progress.hidden = Boolean(opening);
      status.textContent = opening ? "" : sentence("fetching");
      opening ??= F.openFile(file, fetchFrom, (chunks) => { progress.value = chunks; });
      const blob = await opening;
      status.textContent = "";
      await action(blob);
    } catch (error) {
      opening = undefined;
      status.textContent = sentence({ Gone: "gone", CannotOpen: "forged", Malformed: "forged", Forged: "forged" }[error.name] ?? "later");
    } finally {
      progress.hidden = true;
    }
  };

  const saveButton = makeButton(sentence("save"), withFile((blob) => {
    const link = makeElement("a", { href: URL.createObjectURL(blob), download: name }, sentence("keep", { name }));
    status.append(sentence("stays"));
    saveButton.replaceWith(link);
    link.focus();
  }), { "aria-label": `${sentence("save")}: ${name}` });

  // A picture shows only after a click, because somebody may be watching the screen. It is a data:
  // address, which the page's policy allows for its icons already; blob: stays forbidden.
  let image;
  const viewButton = makeButton(sentence("see"), withFile(async (blob) => {
    if (image) {
      image = image.remove();
    } else {
      image = makeElement("img", { alt: name, src: await dataUrl(blob) });
      buttons.before(image);
    }
    viewButton.textContent = image ? sentence("hide") : sentence("see");
    viewButton.setAttribute("aria-label", `${viewButton.textContent}: ${name}`);
  }), { "aria-label": `${sentence("see")}: ${name}` });

  if (VIEWABLE_TYPES.test(file.type) && file.size <= LARGEST_VIEWABLE) buttons.append(viewButton);
  buttons.append(saveButton);
  return item;
};

const dataUrl = (blob) => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = reject;
  reader.readAsDataURL(blob);
});
