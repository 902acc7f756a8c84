// Texts the channel's pages show now and then: days, news, and what is wrong with seven words.
const STATUS_WITH_NEWS = 2;

export const sentence = (key) => SAYS[key];

// A date (ISO) as people say it in the page's language; in figures where the browser has no words for
// it, as the server does.
export const formatDay = (date, options = { weekday: "long", day: "numeric", month: "long" }) => {
  const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
  if (!Intl.DateTimeFormat.supportedLocalesOf(lang).length) return date.split("-").map(Number).reverse().join("/");
  return new Date(`${date}T12:00`).toLocaleDateString(lang, options);
};

// Shows by when an answer is due: a date, "late", or nothing to wait for. In an open mailbox it also
// shows until when the conversation is kept; without a date the page's own sentence stays.
let ownKeptSentence;
export const showAnswerBy = (by, until) => {
  const kept = document.getElementById("kept");
  if (kept) {
    ownKeptSentence ??= kept.textContent;
    kept.textContent = until ? SAYS.kept_until.replace("{day}", formatDay(until, { day: "numeric", month: "long", year: "numeric" })) : ownKeptSentence;
  }
  const text = by === "late" ? SAYS.answer_late : by ? SAYS.answer_by.replace("{day}", formatDay(by)) : "";
  for (const element of document.querySelectorAll("[data-by]")) element.textContent = text;
  const isDue = Boolean(by) && (by === "late" || by <= new Date().toLocaleDateString("sv-SE")); // as an ISO date
  for (const element of document.querySelectorAll("[data-today]")) element.hidden = !isDue;
  for (const element of document.querySelectorAll("[data-tomorrow]")) element.hidden = isDue;
};

// Turns `part` of the page into whether there is news, with a link back. `status` is the first byte
// of the mailbox's status.
export const showNews = (status, part) => {
  const key = status === STATUS_WITH_NEWS ? "news" : "no_news", back = part.querySelector("a");
  part.querySelector("h1").textContent = SAYS[key];
  part.querySelector("p").textContent = SAYS[`${key}_text`];
  back.textContent = SAYS.to_mailbox;
  back.href = location.pathname;
};

// The same sentence as wrong_words_sentence makes on the server (platform/ui).
export const wordsError = ({ count, unknown }) => {
  const key = unknown.length === 1 ? "word_unknown" : "words_unknown";
  if (unknown.length) return SAYS[key].replace("{words}", () => `“${unknown.slice(0, 7).join("”, “")}”`);
  return SAYS[!count ? "words_none" : count < 7 ? "words_few" : "words_many"].replace("{n}", count);
};

// Lists what goes along from the check, in its own words: of the youngster themselves if `isOwn`.
export const listCarried = (box, ids, isOwn) => {
  const known = ids.filter((id) => SAYS.check[id]);
  box.querySelector("ul").replaceChildren(...known.map((id) => {
    const item = document.createElement("li"), [see, own] = SAYS.check[id];
    item.textContent = (isOwn && own) || see || own;
    return item;
  }));
};
