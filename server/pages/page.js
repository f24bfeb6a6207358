// The chat as a page: it can be installed, works without a network, and opens with a question.
"use strict";
// A demo, under a path of its own, is not for keeping.
if ("serviceWorker" in navigator && location.pathname.startsWith("/chat")) navigator.serviceWorker.register("/chat/worker.js", { scope: "/chat" }).catch(() => {});
{
  const address = new URL(location.href);
  const question = address.searchParams.get("q");
  const ask = () => window.Concierge.send(question.slice(0, 1000));
  if (question) {
    // Asked once: a reload would ask again.
    address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (window.Concierge) ask();
    else addEventListener("concierge:ready", ask, { once: true });
  }
}
