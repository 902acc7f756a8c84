// Talks to a learning system by SCORM 2004: its API is an object in a window around this one, or in the
// one that opened this.
const apiAround = (from) => {
  for (let frame = from, steps = 0; frame && steps < 50; steps += 1, frame = frame.parent) {
    try {
      if (frame.API_1484_11) return frame.API_1484_11;
    } catch (_) { /* a window of another site, which shows nothing */ }
    if (frame === frame.parent) return null;
  }
  return null;
};
const api = apiAround(window) ?? apiAround(window.opener) ?? apiAround(window.top.opener);

// Returns "true" or a value; "" when the system fails.
const ask = (what, ...how) => {
  try {
    return String(api[what](...how));
  } catch (_) {
    return "";
  }
};
const set = (name, value) => ask("SetValue", name, value) === "true";

const finished = () => {
  const isSet = set("cmi.completion_status", "completed") && set("cmi.session_time", howLong());
  say(isSet && ask("Commit", "") === "true" ? told.noted : told.lost);
};

// Only on leaving: many systems take the page away as soon as it says goodbye.
const leave = () => {
  set("cmi.session_time", howLong());
  ask("Terminate", "");
};

if (!api) {
  say(told.alone);
} else if (ask("Initialize", "") !== "true") {
  say(told.refused);
} else {
  if (ask("GetValue", "cmi.completion_status") !== "completed") {
    set("cmi.completion_status", "incomplete");
  }
  set("cmi.exit", "suspend"); // else opening it again would begin a new attempt, unfinished
  if (!["browse", "review"].includes(ask("GetValue", "cmi.mode"))) whenFinished(finished);
  addEventListener("pagehide", leave, { once: true });
}
