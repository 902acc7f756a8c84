// What few people need of the channel, fetched when they do. `SAYS` stands before this file: the
// words of the page's level (site/public_pages.py).
export { done, keep, offer } from "./later/draft.js";
export { aboutWords, dayOf, fillBy, say, tell } from "./later/telling.js";
export { watch } from "./later/watch.js";
