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

// The chat adds its own.
export const PATHS = {
  chat: "M12 3.5c-5 0-9 3.5-9 7.9 0 2.4 1.2 4.5 3.1 6l-.5 3.1 3.4-1.6c.95.25 1.95.4 3 .4 5 0 9-3.5 9-7.9s-4-7.9-9-7.9zM8 11.4h.01M12 11.4h.01M16 11.4h.01",
  down: "M6 9.5l6 6 6-6",
  close: "M6.5 6.5l11 11M17.5 6.5l-11 11",
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

/* Sets text only when it differs: a live region would speak again, a selection would be lost. */
export function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
