// Says beside the hours of a help line whether it is open now, in Dutch time. Without this script, and
// where nobody told us what holds (on a public holiday), the hours are all that is said.
const { says, holidays } = JSON.parse(document.getElementById("open-now").textContent);
const MINUTES_A_DAY = 1440;
const clock = new Intl.DateTimeFormat("en", { timeZone: "Europe/Amsterdam", hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" });

// Noon of today in the Netherlands as if it were UTC, to count days from; and the minute of today.
const dutchNow = () => {
  const part = {};
  clock.formatToParts(new Date()).forEach(({ type, value }) => { part[type] = +value; });
  return { noon: Date.UTC(part.year, part.month - 1, part.day, 12), minute: part.hour * 60 + part.minute };
};
const minutes = (time) => time.slice(0, 2) * 60 + +time.slice(3);
const words = (time) => time.replace(/^0/, "").replace(":", says.clock_mark);

// The periods of a day, in minutes after midnight of today; undefined when it is not known.
const periodsOf = (line, day, offset) => {
  const [year, month, date] = day.toISOString().slice(0, 10).split("-");
  const isHoliday = holidays[year] && holidays[year].includes(month + date);
  if (!holidays[year] || (isHoliday && line.holidays === "unknown")) return;
  const weekend = day.getUTCDay() % 6 === 0 || (isHoliday && line.holidays === "sunday");
  return line.opening.split(",").map((period) => period.split(" "))
    .filter(([days]) => days === "daily" || (days === "weekend") === weekend)
    .map(([, opens, closes]) => {
      const start = offset * MINUTES_A_DAY + minutes(opens), end = offset * MINUTES_A_DAY + minutes(closes);
      return { opens, closes, start, end: end > start ? end : end + MINUTES_A_DAY };
    });
};
const sentence = (line) => {
  const { noon, minute } = dutchNow();
  for (let offset = -1; offset < 8; offset++) { // from yesterday: a night may not be over
    const day = new Date(noon + offset * MINUTES_A_DAY * 60000), periods = periodsOf(line, day, offset);
    if (!periods) return "";
    for (const { opens, closes, start, end } of periods) {
      if (start <= minute && minute < end) return says.open_now.replace("{closes}", words(closes));
      if (start <= minute) continue;
      const when = [says.opens_today, says.opens_tomorrow][offset] || says.opens_later;
      const { lang } = document.documentElement;
      if (offset > 1 && !Intl.DateTimeFormat.supportedLocalesOf(lang).length) return ""; // no word for that day
      const weekday = day.toLocaleDateString(lang, { weekday: "long", timeZone: "UTC" });
      return when.replace("{time}", words(opens)).replace("{day}", weekday);
    }
  }
  return "";
};
const show = () => document.querySelectorAll("[data-opening]").forEach((line) => {
  line.querySelector("b").textContent = sentence(line.dataset);
});
// "Somebody of the team is there now" was true when this page came; it does not stand here for long.
const came = Date.now(), LASTS = 300000;
const forget = () => {
  if (Date.now() - came > LASTS) document.querySelectorAll("[data-duty]").forEach((said) => said.remove());
};
addEventListener("pageshow", forget);
document.addEventListener("visibilitychange", forget);
show();
setInterval(() => { show(); forget(); }, 60000);
