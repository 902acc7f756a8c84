// Talks to a learning system by cmi5: statements that it began, was completed and ended, to the address
// that the system gave in this page's own.
const VERBS = "http://adlnet.gov/expapi/verbs/";
const CATEGORIES = "https://w3id.org/xapi/cmi5/context/categories/";
const { endpoint, fetch: tokenUrl, actor, registration, activityId } = Object.fromEntries(
  new URLSearchParams(location.search),
);
const wasLaunched = [endpoint, tokenUrl, actor, registration, activityId].every(Boolean);
let token = "";
let launch = {};
const howLong = () => `PT${secondsOpen()}S`; // as ISO 8601 has it

const readToken = async () => {
  const answer = await fetch(tokenUrl, { method: "POST" });
  if (!answer.ok) throw new Error(`token: ${answer.status}`);
  return (await answer.json())["auth-token"]; // none the second time: it is given once
};

const ask = async (resource, query, how = {}) => {
  const address = `${endpoint.replace(/\/?$/, "/")}${resource}?${new URLSearchParams(query)}`;
  const headers = { Authorization: `Basic ${token}`, "X-Experience-API-Version": "1.0.3" };
  if (how.body) headers["Content-Type"] = "application/json";
  const answer = await fetch(address.replace(/\?$/, ""), { ...how, headers });
  if (!answer.ok && answer.status !== 404) throw new Error(`${resource}: ${answer.status}`);
  return answer;
};

// crypto.randomUUID is not there in pages without https.
const newId = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};

const statement = (verb, result, categories = ["cmi5"]) => {
  const { contextActivities = {}, ...context } = launch.contextTemplate;
  const category = categories.map((name) => ({ id: CATEGORIES + name }));
  return {
    id: newId(),
    timestamp: new Date().toISOString(),
    actor: JSON.parse(actor),
    verb: { id: VERBS + verb, display: { en: verb } },
    object: { objectType: "Activity", id: activityId },
    ...(result && { result }),
    context: {
      ...context,
      registration,
      contextActivities: {
        ...contextActivities,
        category: [...(contextActivities.category ?? []), ...category],
      },
    },
  };
};

// `keepalive`: it arrives also when the page is closed meanwhile; the page then hears that it failed,
// and does not try again.
let hasLeft = false;
const send = (made) => {
  const how = { method: "POST", body: JSON.stringify(made), keepalive: true };
  const trying = () => ask("statements", {}, how);
  return trying().catch((error) => (hasLeft ? Promise.reject(error) : trying()));
};

// A registration has one "completed" at most, and this may be a second reading.
const wasCompleted = async () => {
  const query = { agent: actor, verb: `${VERBS}completed`, activity: activityId, registration };
  try {
    const answer = await ask("statements", { ...query, limit: 1 });
    return (await answer.json()).statements.length > 0;
  } catch (_) {
    return false; // this system does not say
  }
};

let reported = Promise.resolve(); // what is told now, if anything is
const finished = async () => {
  try {
    if (!(await wasCompleted())) {
      const result = { completion: true, duration: howLong() };
      await send(statement("completed", result, ["cmi5", "moveon"]));
    }
    say(told.noted);
  } catch (_) {
    say(told.lost);
  }
};

const leave = async () => {
  if (hasLeft) return;
  hasLeft = true;
  await send(statement("terminated", { duration: howLong() }));
};

// The standard asks to go back to the system; so that nobody is sent away unasked, it is a link.
const showWayBack = () => {
  if (!/^https?:/.test(launch.returnURL ?? "")) return;
  const link = document.createElement("a");
  link.className = "btn";
  link.href = launch.returnURL;
  link.textContent = told.back;
  link.addEventListener("click", (event) => {
    event.preventDefault();
    reported.then(leave).catch(() => {}).finally(() => location.assign(launch.returnURL));
  });
  document.getElementById("told").after(link);
};

const begin = async () => {
  token = await readToken().catch(readToken);
  if (!token) throw new Error("no token");
  const query = { agent: actor };
  const where = { ...query, activityId, registration, stateId: "LMS.LaunchData" };
  launch = await (await ask("activities/state", where)).json();
  await ask("agents/profile", { ...query, profileId: "cmi5LearnerPreferences" });
  await send(statement("initialized"));
};

if (!wasLaunched) {
  say(told.alone);
} else {
  begin().then(
    () => {
      addEventListener("pagehide", () => leave().catch(() => {}));
      if (launch.launchMode === "Normal") {
        whenFinished(() => {
          reported = finished();
        });
      }
      whenFinished(showWayBack);
    },
    () => say(told.refused),
  );
}
