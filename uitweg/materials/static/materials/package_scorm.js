// Talks to a learning system by SCORM 1.2: its API is an object in a window around this one, or in the
// one that opened this.
const apiAround = (from) => {
  for (let frame = from, steps = 0; frame && steps < 50; steps += 1, frame = frame.parent) {
    try {
      if (frame.API) return frame.API;
    } catch (_) { /* a window of another site, which shows nothing */ }
    if (frame === frame.parent) return null;
  }
  return null;
};
const api = apiAround(window) ?? apiAround(window.opener) ?? apiAround(window.top.opener);

// Returns "true" or a value; "" when the system fails.
const ask = (what, ...how) => {
  try {
    return String(api[`LMS${what}`](...how));
  } catch (_) {
    return "";
  }
};
const set = (name, value) => ask("SetValue", name, value) === "true";

// As SCORM 1.2 has it: hours, minutes and seconds with two decimals, 0000:12:34.56.
const howLong = () => {
  const seconds = secondsOpen();
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const two = (number) => String(number).padStart(2, "0");
  return `${String(hours).padStart(4, "0")}:${two(minutes)}:${(seconds % 60).toFixed(2).padStart(5, "0")}`;
};

const finished = () => {
  const isSet = set("cmi.core.lesson_status", "completed")
    && set("cmi.core.session_time", howLong());
  say(isSet && ask("Commit", "") === "true" ? told.noted : told.lost);
};

// Only on leaving: many systems take the page away as soon as it says goodbye.
const leave = () => {
  set("cmi.core.session_time", howLong());
  ask("Finish", "");
};

if (!api) {
  say(told.alone);
} else if (ask("Initialize", "") !== "true") {
  say(told.refused);
} else {
  if (!["completed", "passed"].includes(ask("GetValue", "cmi.core.lesson_status"))) {
    set("cmi.core.lesson_status", "incomplete");
  }
  set("cmi.core.exit", "suspend"); // else opening it again would begin a new attempt, unfinished
  if (!["browse", "review"].includes(ask("GetValue", "cmi.core.lesson_mode"))) whenFinished(finished);
  addEventListener("pagehide", leave, { once: true });
}
