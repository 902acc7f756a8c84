// What the mailbox's page says now and then: is there news, and what is wrong with seven words.
const NEWS = 2;

export const say = (key) => SAYS[key];

// A day as people say it in the page's language.
export const dayOf = (on, how = { weekday: "long", day: "numeric", month: "long" }) => {
  const lang = document.documentElement.lang.replace(/^en$/, "en-GB");
  return new Date(`${on}T12:00`).toLocaleDateString(lang, how);
};

// By when an answer should be there: a day, "late", or nothing to wait for. And, in an open mailbox,
// until when it stays; without a day the page says so itself.
let keptOn;
export const fillBy = (by, until) => {
  const kept = document.getElementById("kept");
  if (kept) {
    keptOn ??= kept.textContent;
    kept.textContent = until ? SAYS.kept_until.replace("{day}", dayOf(until, { day: "numeric", month: "long", year: "numeric" })) : keptOn;
  }
  const words = by === "late" ? SAYS.answer_late : by ? SAYS.answer_by.replace("{day}", dayOf(by)) : "";
  for (const each of document.querySelectorAll("[data-by]")) each.textContent = words;
};

// Fills a part of the page with whether there is news, and the way back.
export const tell = (sign, part) => {
  const which = sign === NEWS ? "news" : "no_news", back = part.querySelector("a");
  part.querySelector("h1").textContent = SAYS[which];
  part.querySelector("p").textContent = SAYS[`${which}_text`];
  back.textContent = SAYS.to_mailbox;
  back.href = location.pathname;
};

// The same sentence as about_words in site/templatetags/public_words.py makes of the same words.
export const aboutWords = ({ count, unknown }) => {
  const key = unknown.length === 1 ? "word_unknown" : "words_unknown";
  if (unknown.length) return SAYS[key].replace("{words}", () => `“${unknown.slice(0, 7).join("”, “")}”`);
  return SAYS[!count ? "words_none" : count < 7 ? "words_few" : "words_many"].replace("{n}", count);
};
