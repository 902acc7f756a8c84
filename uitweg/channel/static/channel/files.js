// Files in the channel: fetched only when somebody chooses to send one, or a message carries one.
// What is chosen is sealed here and on its way at once; the message, later, holds the keys.
import * as F from "sealing-files";
import { b64, equal, hex } from "sealing-bytes";
import { dress, panelOf, rowOf } from "./files/look.js";
import { cleaned } from "./files/picture.js";
import { deliver } from "./files/sending.js";
import { renamed, say, short } from "./files/words.js";

export { listed } from "./files/saving.js";

const LARGEST = 104857600, LARGEST_TOGETHER = 262144000, MOST = 100;
let current;

// Puts the panel in the place of the button; returns what the page's script needs when it sends.
export const attach = (form, button) => (current ??= attached(form, button));

const attached = (form, button) => {
  const files = [];
  let waiting = false, going = false;
  const panel = panelOf({ choose: (chosen) => take(chosen), go: () => goOn() });
  dress();
  button.closest("p").replaceWith(panel.box);
  panel.first.focus();

  const inState = (...states) => files.filter((file) => states.includes(file.state));

  // Why this one cannot come along, in a sentence; or nothing.
  const refusal = (file) => {
    const others = files.filter((other) => other !== file);
    if (!file.blob.size) return say("empty", file);
    if (file.blob.size > LARGEST) return say("large", file);
    if (others.length >= MOST) return say("many");
    if (others.reduce((sum, other) => sum + other.blob.size, file.blob.size) > LARGEST_TOGETHER) return say("together", file);
    if (file.sha256 && others.some((other) => other.sha256 && equal(other.sha256, file.sha256))) return say("twice", file);
  };

  const take = async (chosen) => {
    const told = new Set();
    panel.tell([]);
    for (const one of chosen) {
      const file = { ...F.newFile(), name: one.name, blob: one, type: one.type, removed: "", next: 0, state: "reading" };
      const why = refusal(file) || (await prepare(file).catch(() => say("cannotRead", file)));
      if (why && file.state !== "gone") drop(file);
      if (why) panel.tell([...told.add(why)]);
    }
    panel.free();
  };

  const prepare = async (file) => {
    file.row = rowOf(file, () => remove(file));
    files.push(file);
    panel.list.append(file.row.item);
    const made = await cleaned(file.blob);
    if (made) Object.assign(file, { blob: made.blob, removed: "alles behalve het beeld", name: renamed(file, made.blob.type), type: made.blob.type });
    file.note = made ? (made.smaller ? say("smaller") : say("clean")) : say("asItIs");
    file.sha256 = await F.digest(file.blob);
    const why = refusal(file);
    if (why || file.state === "gone") return why;
    file.state = "queued";
    file.row.show();
    run();
  };

  const drop = (file) => {
    file.state = "gone";
    file.stop?.();
    file.row?.item.remove();
    if (files.includes(file)) files.splice(files.indexOf(file), 1);
  };

  const remove = (file) => {
    const at = files.indexOf(file);
    drop(file);
    (files[Math.min(at, files.length - 1)]?.row.away ?? panel.first).focus();
    panel.say(say("taken", file));
    settle();
  };

  // One after the other: on a bad line two at a time are both late.
  const run = async () => {
    if (going) return;
    going = true;
    for (let file; (file = inState("queued")[0]);) {
      file.state = "sending";
      file.row.show();
      const outcome = await deliver(file, (part) => file.row.show(part), () => file.row.show(null, say("trouble")));
      if (outcome === "gone") continue;
      file.state = outcome;
      file.row.show();
      if (["unsure", "full"].includes(outcome)) for (const other of inState("queued")) stop(other, outcome);
      if (outcome === "ready" && !waiting) panel.say(say("there", file));
    }
    going = false;
    settle();
  };

  const stop = (file, state) => {
    file.state = state;
    file.row.show();
  };

  const goOn = () => {
    for (const file of inState("unsure", "full")) stop(file, "queued");
    panel.first.focus();
    panel.say(waiting ? say("wait") : "");
    panel.stuck(false);
    run();
  };

  const settle = () => {
    const late = inState("unsure", "full"), bad = inState("refused", "unreadable");
    panel.stuck(late.length);
    if (!waiting) return;
    if (late.length || bad.length) return panel.say(say("stuck"));
    if (files.length > inState("ready").length) return panel.say(say("wait"));
    waiting = false;
    panel.say();
    form.querySelector("button:not([type])").click();
  };

  return {
    // Whether the message must wait; it is then sent by itself as soon as nothing is on its way.
    busy: () => {
      waiting = files.length > inState("ready").length;
      settle();
      if (waiting) panel.look();
      return waiting;
    },
    ids: () => files.map((file) => hex(file.id)).join(" ") || undefined,
    list: () => (files.length ? files.map((file) => ({
      id: b64(file.id),
      key: b64(file.key),
      name: short(file.name, files.length > 30 ? 20 : 60),
      type: file.type.slice(0, 80),
      size: file.blob.size,
      sha256: b64(file.sha256),
      removed: file.removed,
    })) : undefined),
    // The door no longer has them all: each goes again, as another file.
    anew: () => {
      for (const file of files) {
        Object.assign(file, F.newFile(), { next: 0, unsure: false, note: say("anew") });
        stop(file, "queued");
      }
      run();
    },
    clear: () => {
      waiting = false;
      panel.say();
      panel.tell([]);
      for (const file of [...files]) drop(file);
    },
  };
};
