/* Words as nodes, and lists of nodes kept in line with what they show. */

import { h, PATHS } from "./draw.js";

Object.assign(PATHS, {
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
  page: "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5",
  out: "M9 6h9v9M18 6L7 17",
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
