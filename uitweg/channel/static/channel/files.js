// Files in the channel: loaded only when somebody adds a file, or a message has one. A chosen file is
// sealed and uploaded at once; the message that is sent later contains its key.
import * as F from "sealing-files";
import { b64, equal, hex } from "sealing-bytes";
import { adoptStyle, makePanel, makeRow } from "./files/elements.js";
import { cleanPicture } from "./files/picture.js";
import { sentence, shorten, withExtensionOf } from "./files/texts.js";
import { upload } from "./files/upload.js";

export { listFiles } from "./files/downloads.js";

const LARGEST_FILE = 104857600, LARGEST_TOGETHER = 262144000, MOST_FILES = 100;
let panelOfPage;

// Replaces the button by the files panel; returns what the page's script needs to send the files.
// `doWork(response)` does the work that the server asks for under load.
export const attachPanel = (form, button, doWork) => (panelOfPage ??= createPanel(form, button, doWork));

// A file's state is reading, queued, sending, ready, or why it stopped: unsure, full, refused,
// unreadable, or gone when it was removed.
const createPanel = (form, button, doWork) => {
  const files = [];
  let isMessageWaiting = false, isUploading = false;
  const panel = makePanel({ onChoose: (chosen) => addFiles(chosen), onContinue: () => continueUploads() });
  adoptStyle();
  button.closest("p").replaceWith(panel.element);
  panel.chooseButton.focus();

  const inState = (...states) => files.filter((file) => states.includes(file.state));

  // Returns the sentence that says why a file cannot be added, or nothing.
  const refusal = (file) => {
    const others = files.filter((other) => other !== file);
    if (!file.blob.size) return sentence("empty", file);
    if (file.blob.size > LARGEST_FILE) return sentence("large", file);
    if (others.length >= MOST_FILES) return sentence("many");
    if (others.reduce((sum, other) => sum + other.blob.size, file.blob.size) > LARGEST_TOGETHER) return sentence("together", file);
    if (file.sha256 && others.some((other) => other.sha256 && equal(other.sha256, file.sha256))) return sentence("twice", file);
  };

  const addFiles = async (chosen) => {
    const refusals = new Set();
    panel.showErrors([]);
    for (const blob of chosen) {
      const file = { ...F.newFile(), name: blob.name, blob, type: blob.type, removed: "", next: 0, state: "reading" };
      const why = refusal(file) || (await prepare(file).catch(() => sentence("cannotRead", file)));
      if (why && file.state !== "gone") drop(file);
      if (why) panel.showErrors([...refusals.add(why)]);
    }
    panel.resetInputs();
  };

  // Cleans a picture and queues the file; returns why it is refused, if it is.
  const prepare = async (file) => {
    file.row = makeRow(file, () => remove(file));
    files.push(file);
    panel.list.append(file.row.item);
    const cleaned = await cleanPicture(file.blob);
    if (cleaned) Object.assign(file, { blob: cleaned.blob, removed: "alles behalve het beeld", name: withExtensionOf(file, cleaned.blob.type), type: cleaned.blob.type });
    file.note = cleaned ? (cleaned.smaller ? sentence("smaller") : sentence("clean")) : sentence("asItIs");
    file.sha256 = await F.digest(file.blob);
    const why = refusal(file); // again, now with its final size and its hash
    if (why || file.state === "gone") return why;
    setState(file, "queued");
    uploadQueued();
  };

  const drop = (file) => {
    file.state = "gone";
    file.stop?.();
    file.row?.item.remove();
    if (files.includes(file)) files.splice(files.indexOf(file), 1);
  };

  const remove = (file) => {
    const index = files.indexOf(file);
    drop(file);
    (files[Math.min(index, files.length - 1)]?.row.removeButton ?? panel.chooseButton).focus();
    panel.showStatus(sentence("taken", file));
    settle();
  };

  // One file at a time: on a slow connection two at once would both be late.
  const uploadQueued = async () => {
    if (isUploading) return;
    isUploading = true;
    for (let file; (file = inState("queued")[0]);) {
      setState(file, "sending");
      const outcome = await upload(file, (fraction) => file.row.update(fraction), (why) => file.row.update(null, sentence(why)), doWork);
      if (outcome === "gone") continue;
      setState(file, outcome);
      if (["unsure", "full"].includes(outcome)) for (const other of inState("queued")) setState(other, outcome);
      if (outcome === "ready" && !isMessageWaiting) panel.showStatus(sentence("there", file));
    }
    isUploading = false;
    settle();
  };

  const setState = (file, state) => {
    file.state = state;
    file.row.update();
  };

  const continueUploads = () => {
    for (const file of inState("unsure", "full")) setState(file, "queued");
    panel.chooseButton.focus();
    panel.showStatus(isMessageWaiting ? sentence("wait") : "");
    panel.showContinue(false);
    uploadQueued();
  };

  // Shows how the uploads are; sends a message that waited for them as soon as all are ready.
  const settle = () => {
    const stopped = inState("unsure", "full"), failed = inState("refused", "unreadable");
    panel.showContinue(stopped.length);
    if (!isMessageWaiting) return;
    if (stopped.length || failed.length) return panel.showStatus(sentence("stuck"));
    if (files.length > inState("ready").length) return panel.showStatus(sentence("wait"));
    isMessageWaiting = false;
    panel.showStatus();
    form.querySelector("button:not([type])").click();
  };

  return {
    // Tells whether the message must wait for uploads; if so, it is sent by itself when they are done.
    mustWait: () => {
      isMessageWaiting = files.length > inState("ready").length;
      settle();
      if (isMessageWaiting) panel.scrollToStatus();
      return isMessageWaiting;
    },
    ids: () => files.map((file) => hex(file.id)).join(" ") || undefined,
    list: () => (files.length ? files.map((file) => ({
      id: b64(file.id),
      key: b64(file.key),
      name: shorten(file.name, files.length > 30 ? 20 : 60),
      type: file.type.slice(0, 80),
      size: file.blob.size,
      sha256: b64(file.sha256),
      removed: file.removed,
    })) : undefined),
    // For when the server no longer has all files: each is uploaded again, with a new id and key.
    uploadAgain: () => {
      for (const file of files) {
        Object.assign(file, F.newFile(), { next: 0, unsure: false, note: sentence("anew") });
        setState(file, "queued");
      }
      uploadQueued();
    },
    clear: () => {
      isMessageWaiting = false;
      panel.showStatus();
      panel.showErrors([]);
      for (const file of [...files]) drop(file);
    },
  };
};
