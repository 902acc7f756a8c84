// Chapters play from their moment. Without this they lead to their text below.
{
  const player = document.getElementById("opname");
  for (const link of document.querySelectorAll("[data-at]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const at = Number(link.dataset.at);
      const go = () => (player.currentTime = at);
      player.readyState ? go() : player.addEventListener("loadedmetadata", go, { once: true });
      player.play().catch(() => {});
    });
  }
}
