/* A button that unfolds a list of things to do. */

import { h, icon } from "./draw.js";

/* `items()` gives [words, act, icon], or [words, address, icon] for a link, each time it unfolds. */
export function menuOf(sign, items) {
  const list = h("div", { class: "menu", hidden: true, role: "group" });
  const button = h("button", { type: "button", class: "tool", "aria-expanded": "false", onclick: () => fold(!list.hidden) }, icon(sign));
  const root = h("div", { class: "menus" }, button, list);
  function fold(close, back) {
    if (list.hidden === close) return;
    list.hidden = close;
    button.setAttribute("aria-expanded", String(!close));
    if (!close) {
      list.replaceChildren(...items().filter(Boolean).map(item));
      list.firstChild?.focus();
    } else if (back) button.focus();
  }
  function item([words, act, name]) {
    const inside = [icon(name), h("span", { dir: "auto" }, words)];
    if (typeof act === "string") return h("a", { href: act, target: act.startsWith("http") ? "_blank" : false, rel: "noopener noreferrer", onclick: () => fold(true) }, ...inside);
    return h("button", { type: "button", onclick: () => (fold(true, true), act()) }, ...inside);
  }
  root.addEventListener("focusout", (event) => event.relatedTarget && !root.contains(event.relatedTarget) && fold(true));
  root.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !list.hidden) {
      event.stopPropagation();
      fold(true, true);
    }
    const step = { ArrowDown: "nextElementSibling", ArrowUp: "previousElementSibling" }[event.key];
    if (step && list.contains(event.target)) {
      event.preventDefault();
      event.target[step]?.focus();
    }
  });
  const name = (words) => {
    button.setAttribute("aria-label", words);
    list.setAttribute("aria-label", words);
  };
  return { root, name, fold };
}
