// What both kinds of package share. A learning system is told that the story is finished and how long
// it was open, and nothing else: which parts somebody saw stays in this page.
const told = JSON.parse(document.getElementById("package").textContent); // { endings, and sentences }
const openedAt = Date.now();

const say = (sentence) => {
  document.getElementById("told").textContent = sentence;
};

// How many seconds it has been open, with two decimals at most.
const secondsOpen = () => Math.round((Date.now() - openedAt) / 10) / 100;

// Calls back once, when the reader comes to one of the endings.
const whenFinished = (tell) => {
  const look = () => {
    if (!told.endings.includes(location.hash.slice(1))) return;
    removeEventListener("hashchange", look);
    tell();
  };
  addEventListener("hashchange", look);
  look();
};

// A page that comes back from the browser's memory has taken leave already; it begins anew.
addEventListener("pageshow", (event) => event.persisted && location.reload());
