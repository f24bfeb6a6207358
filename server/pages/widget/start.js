/* Where it begins: one line in a page, and a bell on its corner.

     <script src="https://HOST/widget.js" async></script>

   The line may say more: data-position="left", data-lang="es", data-theme="light" or "dark",
   data-colour="#1f5f5b", data-launcher="Ask us", data-font="inherit", data-open (opens at once),
   data-mode="page" (fills the page, as /chat does). What it leaves out, the house has said: its
   plain address serves this file with the business's wishes in the last line.

     loaded with the page                                 loaded when the chat is opened
     bell_words  languages, and the bell's words          words/   what the chat says, by language
     bell_style  colours, and how the bell looks          style    how the chat looks
     colour      the brand, made readable                 memory   what survives a reload
     shelf       storage that never throws                wire     calls and streams of the guest API
     draw        elements                                 thread   the conversation as data
     bell        <concierge-widget>                       desk     memory, wire and thread together
     load        fetches the chat                         nodes    words as nodes
     kit         what the chat takes from here            bubbles  messages from nodes
                                                          panel    the open chat, which ties the knot */

import { ConciergeWidget } from "./bell.js";
import { pickLanguage } from "./bell_words.js";

const TAG = "concierge-widget";
const NAMES = ["position", "theme", "colour", "launcher", "font"];

/* A house may live under a path (https://HOST/demo/ID), so its address is all before our own. */
function start(script, house) {
  // A second line by mistake, or a page swapped without a reload: one desk is enough.
  if (document.querySelector(TAG)) return;
  if (!customElements.get(TAG)) customElements.define(TAG, ConciergeWidget);
  const { lang, mode, open } = script.dataset;
  const origin = script.src.replace(/\/widget(\/\w+\/widget)?\.js.*/, "");
  const widget = document.createElement(TAG);
  const wishes = Object.fromEntries(NAMES.map((name) => [name, script.dataset[name] ?? house[name]]));
  const language = pickLanguage([lang, document.documentElement.lang, ...navigator.languages]);
  widget.setUp({
    ...wishes, origin, language, base: `${origin}/widget/VERSION/`, proactive: wanted(house.proactive),
    page: mode === "page", open: open !== undefined && open !== "false",
  });
  const api = {
    open: () => widget.show(),
    close: () => widget.hide(),
    toggle: () => widget.toggle(),
    send: (text) => widget.summon().then((chat) => chat.say(String(text))),
    identify: (token) => widget.summon().then((chat) => chat.desk.errands.identify(String(token))),
    on: (name, act) => widget.on(name, act),
    off: (name, act) => widget.off(name, act),
    destroy: () => {
      widget.destroy();
      if (window.Concierge === api) delete window.Concierge;
    },
  };
  window.Concierge = api;
  document.body.append(widget);
  dispatchEvent(new CustomEvent("concierge:ready"));
}

/* The greeting, if it is meant for this page. A pattern is a path; * stands for anything. */
function wanted(proactive) {
  const matches = (pattern) =>
    new RegExp("^" + pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&")).join(".*") + "$").test(location.pathname);
  return !proactive?.pages?.length || proactive.pages.some(matches) ? proactive : null;
}

// `currentScript` is known only now, while the page may not have a body yet.
const script = document.currentScript || document.querySelector('script[src*="/widget.js"]');
if (script && document.body) start(script, HOUSE);
else if (script) addEventListener("DOMContentLoaded", () => start(script, HOUSE), { once: true });
