// While the page is open it goes on with the keys of the cases, a second at a time, until no case
// is left that this member can open. The requests do not keep the session alive.
"use strict";
(() => {
  const form = document.getElementById("verder"), state = document.getElementById("stand");
  const bar = document.getElementById("balk"), PAUSE = 200, RETRY = 5000, MOST_IDLE = 5;
  const say = (name, number) => { state.querySelector(`[data-${name}]`).textContent = number.toLocaleString("nl"); };
  let idle = 0;
  form.hidden = true;

  const goOn = async () => {
    let wait = RETRY;
    try {
      const headers = { "X-By-Itself": "1", Accept: "application/json" };
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers, redirect: "manual", cache: "no-store" });
      if (answer.type === "opaqueredirect") return location.reload();
      const { renewed, left, total } = await answer.json();
      if (!left) return location.reload();
      say("done", total - left);
      say("total", total);
      bar.max = total;
      bar.value = total - left;
      idle = renewed ? 0 : idle + 1;
      if (renewed) wait = PAUSE;
    } catch { /* no connection: again after a while */ }
    if (idle < MOST_IDLE) setTimeout(goOn, wait);
    else form.hidden = false;
  };
  goOn();
})();
