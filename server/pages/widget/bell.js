/* <concierge-widget>: the bell on the page's corner. It is all a page loads until somebody opens
   the chat, which then moves in here: `load` fetches it, and the panel stands in the same root.

   Everything lives in a shadow root with adopted style sheets, so the host page's styles stay out,
   ours stay in, and a policy without inline styles or scripts is content. */

import { BELL, fill, isRtl } from "./bell_words.js";
import { BELL_STYLE } from "./bell_style.js";
import { brandRules } from "./colour.js";
import { h, icon, put } from "./draw.js";
import { load } from "./load.js";
import { Shelf } from "./shelf.js";

// A conversation that moved within this time is listened to on every page, for the unread badge.
const LATELY = 60 * 60e3;

export class ConciergeWidget extends HTMLElement {
  setUp(view) {
    this.view = view;
    this.key = "concierge:1:" + view.origin;
    this.local = new Shelf("localStorage");
    this.tab = new Shelf("sessionStorage");
    this.words = BELL[view.language];
    this.unread = 0;
    this.listeners = new Map();
    const root = this.attachShadow({ mode: "open" });
    this.brand = new CSSStyleSheet();
    root.adoptedStyleSheets = [new CSSStyleSheet(), this.brand];
    root.adoptedStyleSheets[0].replaceSync(BELL_STYLE);
    for (const name of ["position", "theme"]) if (view[name]) this.setAttribute(name, view[name]);
    if (view.page) this.setAttribute("page", "");
    this.#build(root);
    this.paint(view.colour || this.local.get(this.key + ":config")?.colour);
  }

  connectedCallback() {
    this.place = document.body;
    const { page, open } = this.view;
    // The top layer is out of reach of a page's transforms, filters and stacking.
    if (!page && this.showPopover) {
      this.popover = "manual";
      try {
        this.showPopover();
      } catch {
        // A page that is only prepared, or going: it stands in the body then, as it always did.
      }
    }
    this.chat?.start();
    if (page || open || this.tab.get(this.key + ":open")) this.show({ quietly: !page });
    else if (this.#isRecent()) this.summon().catch(() => {});
    this.#greet();
    this.draw();
  }

  /* A page that swaps its body without a reload takes the bell away by mistake: it comes back. */
  disconnectedCallback() {
    this.chat?.stop();
    clearTimeout(this.greeting);
    setTimeout(() => !this.gone && !this.isConnected && document.body !== this.place && document.body?.append(this));
  }

  destroy() {
    this.gone = true;
    this.listeners.clear();
    this.remove();
  }

  // ---- opening and closing

  /* The chat, once it has arrived. Rejects when it could not be fetched; asked again, it tries again. */
  summon() {
    this.arriving ||= load(this.view).then(
      ([Panel, words]) => {
        if (this.gone) return null;
        this.chat = new Panel(this, { ...this.words, ...words });
        this.root.prepend(...this.chat.parts);
        this.chat.start();
        return this.chat;
      },
      (error) => {
        this.arriving = null;
        throw error;
      },
    );
    return this.arriving;
  }

  get isOpen() {
    return this.hasAttribute("open");
  }

  async show({ quietly = false } = {}) {
    if (this.isOpen && this.chat) return this.chat.focus(quietly);
    this.toggleAttribute("open", true);
    this.tab.set(this.key + ":open", true);
    this.local.set(this.key + ":greeted", true);
    this.tease("");
    this.launcher.setAttribute("aria-busy", "true");
    try {
      const chat = await this.summon();
      if (!this.isOpen || !chat) return;
      this.count(0);
      chat.show(quietly);
      this.tell("open");
    } catch {
      this.hide();
      this.tease(this.words.unreachable);
    } finally {
      this.launcher.removeAttribute("aria-busy");
      this.draw();
    }
  }

  hide() {
    if (this.view.page || !this.isOpen) return;
    this.toggleAttribute("open", false);
    this.tab.remove(this.key + ":open");
    this.chat?.hide();
    this.draw();
    this.launcher.focus({ preventScroll: true });
    this.tell("close");
  }

  toggle() {
    return this.isOpen ? this.hide() : this.show();
  }

  // ---- what the page hears of us

  on(name, act) {
    this.listeners.set(name, [...(this.listeners.get(name) || []), act]);
  }

  off(name, act) {
    this.listeners.set(name, (this.listeners.get(name) || []).filter((kept) => act && kept !== act));
  }

  /* A listener that throws is the page's own mistake; it must not stop the chat. */
  tell(name, detail) {
    for (const act of this.listeners.get(name) || []) {
      try {
        act(detail);
      } catch (error) {
        setTimeout(() => {
          throw error;
        });
      }
    }
  }

  // ---- drawing

  #build(root) {
    const { view } = this;
    this.badge = h("span", { class: "badge", hidden: true, "aria-hidden": "true" });
    this.launcher = h(
      "button",
      { type: "button", class: view.launcher ? "launcher worded" : "launcher", "aria-expanded": "false", onclick: () => this.toggle() },
      h("span", { class: "when-closed" }, icon("chat")), h("span", { class: "when-open" }, icon("down")), view.launcher && h("span", { dir: "auto" }, view.launcher), this.badge,
    );
    this.teaser = h("div", { class: "teaser", hidden: true, role: "status" });
    this.root = h("div", { class: "root", lang: view.language, dir: isRtl(view.language) ? "rtl" : "ltr" }, !view.page && this.teaser, !view.page && this.launcher);
    if (!this.hasAttribute("position") && this.root.dir === "rtl") this.setAttribute("position", "left");
    root.append(this.root);
  }

  paint(colour) {
    const rules = brandRules(colour) + fontRules(this.view.font);
    if (rules !== this.rules) this.brand.replaceSync((this.rules = rules));
  }

  draw() {
    const { words, unread, isOpen, view } = this;
    this.launcher.setAttribute("aria-expanded", String(isOpen));
    const label = isOpen ? words.close : [view.launcher || words.open, unread && fill(words.unread, { n: unread })].filter(Boolean).join(", ");
    this.launcher.setAttribute("aria-label", label);
    this.badge.hidden = !unread;
    put(this.badge, unread > 9 ? "9+" : String(unread));
  }

  /* How many messages came while the chat was closed, or nobody looked. */
  count(unread) {
    if (this.unread === unread) return;
    this.unread = unread;
    this.draw();
    this.tell("unread", unread);
  }

  // ---- the greeting beside the bell

  #isRecent() {
    return Date.now() - (this.local.get(this.key)?.at ?? 0) < LATELY;
  }

  /* Once, and never again to one who closed it or has opened the chat. */
  #greet() {
    const { proactive, page } = this.view;
    if (!proactive?.text || page || this.isOpen || this.local.get(this.key + ":greeted")) return;
    this.greeting = setTimeout(() => {
      if (this.isOpen || this.local.get(this.key + ":greeted")) return;
      this.tease(proactive.text);
      this.tell("greeting", proactive.text);
    }, (proactive.after ?? 8) * 1e3);
  }

  tease(text) {
    this.teaser.hidden = !text;
    if (!text) return this.teaser.replaceChildren();
    const dismiss = () => {
      this.local.set(this.key + ":greeted", true);
      this.tease("");
      this.launcher.focus({ preventScroll: true });
    };
    this.teaser.replaceChildren(
      h("button", { type: "button", dir: "auto", onclick: () => this.show() }, text),
      h("button", { type: "button", "aria-label": this.words.dismiss, onclick: dismiss }, icon("close")),
    );
  }
}

/* The page's own font, or a named one; anything else that might be CSS is left alone. */
function fontRules(font) {
  if (font === "inherit") return ":host{font-family:inherit!important}.root{font-family:inherit}";
  return /^[\w ,'"-]{1,200}$/.test(font || "") ? `.root{font-family:${font},sans-serif}` : "";
}
