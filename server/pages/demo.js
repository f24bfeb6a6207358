// A demo that is being read: the page looks again by itself. Without scripts there is a link.
// Files that are too large are not sent; without scripts the house refuses them.
"use strict";
addEventListener("DOMContentLoaded", start);
if (document.readyState !== "loading") start();

addEventListener("change", ({ target }) => {
  if (!target.dataset?.most) return;
  const size = [...target.files].reduce((sum, file) => sum + file.size, 0);
  target.setCustomValidity(size > Number(target.dataset.most) ? target.dataset.wrong : "");
  target.reportValidity();
});

function start() {
  const status = document.querySelector("[data-state]");
  if (!status || status.dataset.looks) return;
  status.dataset.looks = "yes";
  const look = async () => {
    try {
      const response = await fetch(status.dataset.state);
      if (!response.ok || (await response.json()).state !== "reading") return location.reload();
    } catch {
      // No network just now: it looks again in a moment.
    }
    setTimeout(look, 1500);
  };
  setTimeout(look, 1500);
}
