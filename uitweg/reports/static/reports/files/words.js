// What the files' part of a page says.
const named = (file) => `“${short(file.name, 40)}”`;

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

export const kindOf = (type) =>
  ({ image: "foto", video: "video", audio: "geluid" })[String(type).split("/")[0]] ?? "bestand";

export const sizeOf = (size) =>
  size < 1e6 ? `${Math.max(1, Math.round(size / 1000))} kB` : `${(size / 1e6).toFixed(1).replace(".", ",")} MB`;

export const SAY = {
  about: "Van een foto halen we eerst weg waar en wanneer die is gemaakt. Elk bestand gaat hier op slot en dan alvast naar ons. Zonder je bericht kan niemand het openen, daarna alleen het team. Stuur je geen bericht, dan wissen we het binnen twee dagen.",
  choose: "Kies foto’s of bestanden",
  photo: "Maak een foto",
  go: "Ga verder",
  away: "Haal weg",
  clean: () => "Plek en tijd zijn eraf.",
  smaller: () => "Plek en tijd zijn eraf. De foto is kleiner gemaakt.",
  asItIs: () => "Dit gaat zoals het is. Er kan in staan wie het maakte, waar en wanneer.",
  empty: (file) => `${named(file)} is leeg. Kies een ander bestand.`,
  large: (file) => `${named(file)} is groter dan 100 MB. Kies een kleiner bestand.`,
  many: () => "Er gaan hooguit 100 bestanden mee met één bericht. Stuur de andere in een volgend bericht.",
  together: (file) => `Met ${named(file)} erbij is het samen meer dan 250 MB. Stuur het in een volgend bericht.`,
  twice: (file) => `${named(file)} staat er al. We sturen het één keer.`,
  unreadable: (file) => `${named(file)} kunnen we niet lezen. Kies het opnieuw.`,
  gone: (file) => `${named(file)} is weggehaald.`,
  there: (file) => `${named(file)} staat klaar.`,
  anew: () => "Dit bestand was niet goed aangekomen. Het gaat nu opnieuw.",
  trouble: () => "Het lukt nog niet. We proberen het over een paar tellen opnieuw.",
  wait: () => "Je bericht gaat weg zodra je bestanden over zijn. Laat deze pagina open.",
  stuck: () => "Je bericht is nog niet weg, want een bestand lukt nog niet. Ga verder, of haal het weg.",
};

// Beside a file: how it is with it.
export const STATE = {
  reading: "Wordt klaargemaakt",
  queued: "Wacht op zijn beurt",
  sending: "Gaat over",
  ready: "Staat klaar",
  unsure: "Het lukt nog niet. Wat al over is, hoeft niet opnieuw. Ga verder, of haal het weg.",
  full: "Bij ons is nu geen plaats voor dit bestand. Haal het weg, of ga later verder. Je tekst kun je wel versturen.",
  refused: "Dit bestand kunnen we niet aannemen. Haal het weg. Je tekst kun je wel versturen.",
  unreadable: "Dit bestand kunnen we niet meer lezen. Haal het weg en kies het opnieuw.",
};

// In the mailbox.
export const SAVE = {
  save: "Bewaar",
  see: "Bekijk",
  hide: "Verberg",
  fetching: "Wordt opgehaald",
  keep: (name) => `Zet ${name} op dit apparaat`,
  stays: "Wat je bewaart, blijft op dit apparaat staan.",
  gone: "Dit bestand is er niet meer.",
  forged: "Dit bestand klopt niet. We kunnen niet zien dat het van de afzender komt. Daarom laten we het niet zien. Bel ons en vertel dit.",
  later: "Het ophalen lukt nu niet. Probeer het zo opnieuw.",
};
