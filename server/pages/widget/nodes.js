/* Words as nodes, and lists of nodes kept in line with what they show. */

import { h, PATHS } from "./draw.js";

Object.assign(PATHS, {
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  page: "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5",
  out: "M9 6h9v9M18 6L7 17",
  more: "M5.5 12h.01M12 12h.01M18.5 12h.01",
  plus: "M12 5v14M5 12h14",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  aloud: "M4 9.5v5h3.5l5 4v-13l-5 4zM16 9a4.2 4.2 0 010 6M18.5 6.5a8 8 0 010 11",
  save: "M12 4v11M7 10.5l5 5 5-5M5 20h14",
  mail: "M3.5 6h17v12h-17zM4 7l8 6 8-6",
  star: "M12 3.5l2.6 5.6 6 .7-4.5 4.2 1.2 6-5.3-3-5.3 3 1.2-6L3.4 9.8l6-.7z",
  sound: "M6 16.5V11a6 6 0 0112 0v5.5l1.5 1.5h-15zM10 20.5h4",
  call: "M5 4h4l1.8 4.5-2.3 1.6a12 12 0 005.4 5.4l1.6-2.3L20 15v4a1.5 1.5 0 01-1.6 1.5A15.5 15.5 0 013.5 5.6 1.5 1.5 0 015 4z",
  place: "M12 21s7-6.3 7-11.5A7 7 0 005 9.5C5 14.7 12 21 12 21zM12 12a2.5 2.5 0 100-5 2.5 2.5 0 000 5z",
  photo: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.5h.01",
  voice: "M12 15a3.5 3.5 0 003.5-3.5v-4a3.5 3.5 0 00-7 0v4A3.5 3.5 0 0012 15zM5.5 11.5a6.5 6.5 0 0013 0M12 18v3",
  words: "M5 6h14M5 12h14M5 18h8",
  back: "M19 8v6a3 3 0 01-3 3H6M10 12.5L5.5 17l4.5 4.5",
  play: "M8 5.5v13l11-6.5z",
});

/* An address a guest may be sent to, or null. The house's own addresses may be relative. */
export function safeAddress(address, base) {
  try {
    const url = new URL(address, base);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

// Every repeat has an end: a long run of letters must not be tried from each of its letters.
const ADDRESS = /https?:\/\/[^\s<>"'“”«»]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\+\d[\d ()./-]{6,20}\d/g;
const CLOSING = ".,;:!?)]}";

/* Text as nodes, with addresses that can be followed: what is shown is where it leads. */
export function withLinks(text) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(ADDRESS)) {
    let shown = found[0];
    while (CLOSING.includes(shown.at(-1))) shown = shown.slice(0, -1);
    const href = shown.includes("://") ? shown : shown[0] === "+" ? "tel:" + shown.replace(/[^+\d]/g, "") : "mailto:" + shown;
    if (!safeAddress(href)) continue;
    nodes.push(text.slice(end, found.index), link(href, shown));
    end = found.index + shown.length;
  }
  nodes.push(text.slice(end));
  return nodes;
}

export const link = (href, ...children) =>
  h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto" }, ...children);

/* Brings `parent`'s children in line with [key, signature, make] without touching those that
   stayed the same, so that focus, selection and unfolded sources survive. */
export function reconcile(parent, wanted) {
  const old = new Map([...parent.children].map((node) => [node.key, node]));
  let place = parent.firstChild;
  for (const [key, signature, make] of wanted) {
    let node = old.get(key);
    if (node && node.signature !== signature) {
      const fresh = make();
      node.replaceWith(fresh);
      if (place === node) place = fresh;
      node = fresh;
    }
    node ||= make();
    node.key = key;
    node.signature = signature;
    old.delete(key);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  old.forEach((node) => node.remove());
}
