// A worker, because browsers slow down the timers of a page in the background, but not these.
"use strict";
setInterval(() => postMessage(""), 8000);
