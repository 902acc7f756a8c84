// Sentences in the page's reading level, and file names and sizes as people read them. The server
// puts `FILES_SAY`, those sentences, before this script.
export const sentence = (key, { name = "", n = 0 } = {}) =>
  FILES_SAY[key].replace("{n}", n).replace("{name}", () => shorten(name, 40));

// A file name of at most `most` characters, with the extension kept and control characters removed.
export const shorten = (name, most) => {
  const characters = [...name.replace(/[\p{Cc}\p{Cf}]/gu, "")];
  return characters.length <= most ? characters.join("") : [...characters.slice(0, most - 9), "…", ...characters.slice(-8)].join("");
};

const EXTENSIONS = {
  "image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/gif": "gif", "image/heic": "heic",
  "application/pdf": "pdf", "video/mp4": "mp4", "video/quicktime": "mov", "video/webm": "webm",
  "audio/mpeg": "mp3", "audio/mp4": "m4a", "audio/ogg": "ogg", "audio/wav": "wav", "text/plain": "txt",
};

// The extension for this type; for another type the one in the name, if that is short and plain.
export const extensionOf = ({ name, type }) => EXTENSIONS[type] ?? /\.([a-z0-9]{1,5})$/i.exec(name)?.[1].toLowerCase() ?? "bin";

// The file's name, with the extension of its new type.
export const withExtensionOf = ({ name, type }, newType) =>
  type === newType ? name : `${name.replace(/\.[^.]*$/, "")}.${extensionOf({ name, type: newType })}`;

export const kindOf = (type) => {
  const [kind] = type.split("/");
  return sentence(["image", "video", "audio"].includes(kind) ? kind : "other");
};

export const formatSize = (bytes) => {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1000))} kB`;
  const { lang } = document.documentElement;
  return `${(bytes / 1e6).toLocaleString(lang, { maximumFractionDigits: 1 })} MB`;
};
