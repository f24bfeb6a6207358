/* Building what is seen. Words only ever become text nodes; nothing here reads HTML. */

/* An element. Properties beginning with "on" are listeners, the rest are attributes; `null`,
   `undefined` and `false` leave one out. */
export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

const PATHS = {
  chat: "M12 3.5c-5 0-9 3.5-9 7.9 0 2.4 1.2 4.5 3.1 6l-.5 3.1 3.4-1.6c.95.25 1.95.4 3 .4 5 0 9-3.5 9-7.9s-4-7.9-9-7.9zM8 11.4h.01M12 11.4h.01M16 11.4h.01",
  down: "M6 9.5l6 6 6-6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
  send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
  person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.800-5.5 7.5-5.5s6.700 1.9 7.5 5.5",
  page: "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5",
  out: "M9 6h9v9M18 6L7 17",
};

export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

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
