// Keeps the chat page for times without a network. The network comes first: a new version is seen at
// once, and what is kept is only ever what was last loaded. It keeps no message; those wait in
// localStorage (see the widget's shelf.js), and answers are never kept at all.
"use strict";
const SHELF = "concierge:1";
const NEEDED = ["/chat/offline", "/chat/page.css", "/chat/icon.svg"];

addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(NEEDED)).then(() => skipWaiting()));
});
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { pathname, origin } = new URL(event.request.url);
  const ours = pathname === "/chat" || pathname.startsWith("/chat/") || pathname.startsWith("/widget");
  if (event.request.method === "GET" && origin === location.origin && ours) event.respondWith(answer(event.request));
});

async function answer(request) {
  const shelf = await caches.open(SHELF);
  try {
    const fresh = await fetch(request);
    if (fresh.ok) shelf.put(plain(request), fresh.clone());
    return fresh;
  } catch (error) {
    const kept = (await shelf.match(plain(request))) || (request.mode === "navigate" && (await shelf.match("/chat/offline")));
    if (kept) return kept;
    throw error;
  }
}

// A page is the same whatever it is asked with.
const plain = (request) => request.url.split("?")[0];
