// The words of the page's level, and names and sizes as people read them.
import { SAID } from "./said.js";

const words = SAID[document.getElementById("path").dataset.level] ?? SAID.nl;

export const say = (which, { name = "", n = 0 } = {}) =>
  words[which].replace("{n}", n).replace("{name}", () => short(name, 40));

// A name that is not too long, with the end that says what it is.
export const short = (name, most) => {
  const signs = [...name.replace(/[\p{Cc}\p{Cf}]/gu, "")];
  return signs.length <= most ? signs.join("") : [...signs.slice(0, most - 9), "…", ...signs.slice(-8)].join("");
};

const ENDS = {
  "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/heic": "heic",
  "application/pdf": "pdf", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm",
  "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav", "text/plain": "txt",
};

// The end of a name for this type; else the one it had, if that is a plain one.
export const endOf = ({ name, type }) => ENDS[type] ?? /\.([a-z0-9]{1,5})$/i.exec(name)?.[1].toLowerCase() ?? "bin";

export const renamed = ({ name, type }, now) =>
  type === now ? name : `${name.replace(/\.[^.]*$/, "")}.${endOf({ name, type: now })}`;

export const kindOf = (type) => {
  const [kind] = type.split("/");
  return say(["image", "video", "audio"].includes(kind) ? kind : "other");
};

export const sizeOf = (size) => {
  if (size < 1e6) return `${Math.max(1, Math.round(size / 1000))} kB`;
  const { lang } = document.documentElement;
  return `${(size / 1e6).toLocaleString(lang, { maximumFractionDigits: 1 })} MB`;
};
