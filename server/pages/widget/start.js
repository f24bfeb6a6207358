/* Where it begins: one line in a page, and a bell on its corner.

     <script src="https://HOST/widget.js" async></script>

   The line may say more: data-position="left", data-lang="es", data-theme="light" or "dark",
   data-open (opens at once), data-mode="page" (fills the page, as /chat does).

     texts    what the widget says, by language        colour   the brand, made readable
     memory   what survives a reload                   wire     calls and the stream of the guest API
     thread   the conversation as data                 desk     keeps memory, wire and thread together
     draw     elements from words                      bubbles  messages from elements
     style    how it looks                             element  <concierge-widget>, which ties the knot */

import { ConciergeWidget } from "./element.js";
import { pickLanguage } from "./texts.js";

const TAG = "concierge-widget";

function start(script) {
  // A second line by mistake, or a page swapped without a reload: one desk is enough.
  if (document.querySelector(TAG)) return;
  if (!customElements.get(TAG)) customElements.define(TAG, ConciergeWidget);
  const { lang, position, theme, mode, open } = script.dataset;
  const widget = document.createElement(TAG);
  widget.setUp({
    origin: new URL(script.src).origin,
    language: pickLanguage([lang, document.documentElement.lang, ...navigator.languages]),
    position, theme, page: mode === "page", open: open !== undefined && open !== "false",
  });
  document.body.append(widget);
  window.Concierge ||= { open: () => widget.show(), close: () => widget.hide(), toggle: () => widget.toggle() };
}

// `currentScript` is known only now, while the page may not have a body yet.
const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
if (script && document.body) start(script);
else if (script) addEventListener("DOMContentLoaded", () => start(script), { once: true });
