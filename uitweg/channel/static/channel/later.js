// What few visitors need of the channel, loaded on demand. The server puts `SAYS`, the sentences in
// the page's reading level, before this script (site/web/public_pages.py).
export { isAsKept, keepDraft, offerDrafts, restoreDraft, showSent } from "./later/draft.js";
export { formatDay, listCarried, sentence, showAnswerBy, showNews, wordsError } from "./later/texts.js";
export { withCalls } from "./later/numbers.js";
export { suggestWords } from "./later/words.js";
export { watchMailbox } from "./later/watch.js";
