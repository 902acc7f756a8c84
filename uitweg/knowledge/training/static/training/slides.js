// Arrow keys and a presenter's remote: the same links as below each slide.
addEventListener("keydown", (event) => {
  const to = { ArrowRight: "next", PageDown: "next", ArrowLeft: "prev", PageUp: "prev" }[event.key];
  const link = to && document.querySelector(`.sl:target [rel=${to}]`);
  if (!link || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  link.click();
});
