// Telephone numbers in an answer as links that call: 112, 113, 0800, 0900 and 14 020, and other Dutch numbers.
// No amount, measure, time or part of a longer number. The text never becomes HTML.
const SHORT = "11[23]", SERVICE = "0(?:800|900)[ -]?\\d{4}(?:[ -]?\\d{3})?";
const MUNICIPALITY = "14[ -]?0[1-9]\\d{1,2}"; // "14 020": the town halls' numbers
const ABROAD = "(?:\\+31|0031)[ -]?(?:\\(0\\) ?)?[1-9](?:[ -]?\\d){8}", INLAND = "\\(?0[1-9](?:\\d{0,2}\\))?(?:[ .-]{0,3}\\d){6,8}";
const BEFORE = "(^|[^\\p{L}\\p{N}_€+.,:/-])", AFTER = "(?![\\p{L}\\p{N}_%€:-]|[.,]\\d| ?(?:euro|eur|kilo|km|meter|procent)(?!\\p{L}))";
const NUMBER = new RegExp(`${BEFORE}(${SHORT}|${SERVICE}|${MUNICIPALITY}|${ABROAD}|${INLAND})${AFTER}`, "giu");

const DATE = /^\d{1,2}[-.]\d{1,2}[-.]\d{4}/;

// What a telephone dials; "" for a date, or with too few or too many digits.
const dialled = (typed) => {
  if (DATE.test(typed)) return "";
  const digits = typed.replace("(0)", "").replace(/[^+\d]/g, "").replace(/^0031/, "+31");
  return /^(11[23]|140[1-9]\d{1,2}|0[89]00\d{4}(\d{3})?|\+31[1-9]\d{8}|0[1-9]\d{8})$/.test(digits) ? digits : "";
};

// Returns the text as nodes: plain text, and links.
export const withCalls = (text) => {
  const nodes = [];
  let copied = 0;
  for (const match of text.matchAll(NUMBER)) {
    const start = match.index + match[1].length, number = dialled(match[2]);
    if (!number || text.slice(0, start).endsWith("€ ")) continue;
    const link = document.createElement("a");
    link.href = `tel:${number}`;
    link.textContent = match[2];
    nodes.push(text.slice(copied, start), link);
    copied = start + match[2].length;
  }
  return [...nodes, text.slice(copied)];
};
