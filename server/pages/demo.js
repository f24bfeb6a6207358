// A demo that is being read: the page looks again by itself. Without scripts there is a link.
"use strict";
addEventListener("DOMContentLoaded", start);
if (document.readyState !== "loading") start();

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
