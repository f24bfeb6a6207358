/* <concierge-widget>: the bell on the page's corner and the panel it opens, or the whole page.
   Everything lives in a shadow root with adopted style sheets, so the host page's styles stay out,
   ours stay in, and a policy without inline styles or scripts is content. */

import { brandRules } from "./colour.js";
import { Desk } from "./desk.js";
import { h, icon, reconcile } from "./draw.js";
import { avatar, replies, rows, speaker, speaksItself } from "./bubbles.js";
import { Memory } from "./memory.js";
import { STYLE } from "./style.js";
import { fill, isRtl, wordsIn } from "./texts.js";

// A bell that changed its colour would catch the eye: it waits for the brand, but not for long.
const BRAND = 1500;
// The house's limit, in code points, as it counts them.
const LONGEST = 4000;
const NEAR_LONGEST = 3600;

export class ConciergeWidget extends HTMLElement {
  setUp(view) {
    this.view = view;
    this.memory = new Memory(view.origin);
    this.words = wordsIn(view.language);
    this.unread = 0;
    const root = this.attachShadow({ mode: "open" });
    this.brand = new CSSStyleSheet();
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    root.adoptedStyleSheets = [style, this.brand];
    for (const name of ["position", "theme"]) if (view[name]) this.setAttribute(name, view[name]);
    if (view.page) this.setAttribute("page", "");
    this.#build(root);
    this.desk = new Desk(view.origin, view.language, this.memory, (...news) => this.#changed(...news));
  }

  connectedCallback() {
    this.desk.start();
    setTimeout(() => {
      this.late = true;
      this.#changed();
    }, BRAND);
    this.#input();
    const { page, language } = this.view;
    if (page && !document.documentElement.lang) document.documentElement.lang = language;
    const open = page || this.memory.tab.get(this.memory.key + ":open") || this.view.open;
    if (open) this.show({ quietly: !page });
    this.#draw();
  }

  disconnectedCallback() {
    this.desk.stop();
  }

  // ---- opening and closing

  show({ quietly = false } = {}) {
    if (this.panel.hidden || this.view.page) {
      this.panel.hidden = false;
      this.toggleAttribute("open", true);
      this.unread = 0;
      this.memory.tab.set(this.memory.key + ":open", true);
      this.desk.open();
      this.#draw();
      this.#toEnd();
    }
    // A touch screen would throw its keyboard over the greeting.
    if (!quietly) (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus({ preventScroll: true });
  }

  hide() {
    if (this.view.page || this.panel.hidden) return;
    this.panel.hidden = true;
    this.toggleAttribute("open", false);
    this.memory.tab.remove(this.memory.key + ":open");
    this.#draw();
    this.launcher.focus({ preventScroll: true });
  }

  toggle() {
    if (this.panel.hidden) this.show();
    else this.hide();
  }

  // ---- building, once

  #build(root) {
    const { view } = this;
    this.heading = h("h2", { id: "title", dir: "auto" });
    this.status = h("p", { class: "status", dir: "auto" });
    this.face = h("div", { class: "face" });
    this.closer = h("button", { type: "button", class: "closer", onclick: () => this.hide() }, icon("down"));
    this.alarm = h("p", { class: "alarm", role: "status", dir: "auto" });
    this.rows = h("div", { class: "rows" });
    this.chips = h("div", { class: "chips", role: "group" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0", onscroll: () => this.#scrolled() }, this.rows, this.chips);
    this.latest = h("button", { type: "button", class: "latest", hidden: true, onclick: () => this.#toEnd(true) }, icon("down"));
    this.field = h("textarea", { rows: "1", dir: "auto", enterkeyhint: "send", "aria-describedby": "count", oninput: () => this.#input(), onkeydown: (event) => this.#key(event) });
    this.sender = h("button", { type: "submit", class: "sender" }, icon("send"));
    this.form = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) }, this.field, this.sender);
    this.person = h("button", { type: "button", class: "person", onclick: () => this.#say(this.words.person_message) });
    this.count = h("span", { class: "count", id: "count" });
    this.panel = h(
      "section",
      { class: "panel", id: "panel", role: view.page ? "main" : "dialog", "aria-labelledby": "title", tabindex: "-1", hidden: !view.page },
      h("header", null, this.face, h("div", { class: "titles" }, this.heading, this.status), !view.page && this.closer),
      this.alarm, h("div", { class: "middle" }, this.log, this.latest), this.form,
      h("footer", null, this.person, this.count),
    );
    this.badge = h("span", { class: "badge", hidden: true });
    this.launcher = h("button", { type: "button", class: "launcher", "aria-controls": "panel", onclick: () => this.toggle() }, h("span", { class: "when-closed" }, icon("chat")), h("span", { class: "when-open" }, icon("down")), this.badge);
    this.news = h("div", { class: "sr", "aria-live": "polite" });
    this.root = h("div", { class: "root", lang: view.language, dir: isRtl(view.language) ? "rtl" : "ltr", onkeydown: (event) => this.#escape(event) }, this.panel, !view.page && this.launcher, this.news);
    if (!this.hasAttribute("position") && this.root.dir === "rtl") this.setAttribute("position", "left");
    // `toggle` does not bubble; a source that unfolds below the edge would unfold unseen.
    this.rows.addEventListener("toggle", (event) => event.target.open && this.#unfolded(event.target), true);
    this.field.value = this.memory.tab.get(this.memory.key + ":draft") || "";
    // What is typed here is no shortcut of the page around us, which cannot see that it is typed.
    for (const name of ["keydown", "keypress", "keyup"]) this.panel.addEventListener(name, (event) => this.#typed(event));
    root.append(this.root);
  }

  // ---- drawing, whenever something changed

  /* Many things change in one task; we draw once after it. */
  #changed(finished, event, data) {
    if (finished && finished.author !== "guest") {
      const name = speaker(finished, this.words);
      this.#announce(name ? `${name}: ${finished.text}` : finished.text);
      if (this.panel.hidden) this.unread++;
    } else if (event === "reply.pending") this.#announce(this.words.pending);
    else if (event === "staff.joined") this.#announce(fill(this.words.joined, { name: data.name || this.words.colleague }));
    else if (event === "staff.left") this.#announce(fill(this.words.left, { name: data.name || this.words.colleague }));
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.#draw();
    });
  }

  #draw() {
    const { config, thread } = this.desk;
    this.words = wordsIn(this.view.language, config?.texts);
    const { words } = this;
    const rules = brandRules(config?.colour);
    if (rules !== this.rules) this.brand.replaceSync((this.rules = rules));
    this.#name();
    const open = !this.panel.hidden;
    this.launcher.setAttribute("aria-expanded", String(open));
    this.launcher.setAttribute("aria-label", open ? words.close : [words.open, this.unread && fill(words.unread, { n: this.unread })].filter(Boolean).join(", "));
    this.launcher.hidden = !config && !this.late && !open;
    this.badge.hidden = !this.unread;
    put(this.badge, this.unread > 9 ? "9+" : String(this.unread));
    if (!open) return;

    const atEnd = this.atEnd ?? true;
    reconcile(this.rows, rows(this.desk, words, this.view));
    const live = this.rows.querySelector(".live");
    if (live) {
      live.querySelector(".dots").hidden = !!thread.live.text;
      put(live.querySelector(".words"), thread.live.text);
    }
    const offered = replies(this.desk);
    reconcile(this.chips, offered.map((reply) => [reply, reply, () => h("button", { type: "button", class: "chip", dir: "auto", onclick: () => this.#say(reply) }, reply)]));
    if (atEnd) this.#toEnd();
    else this.#scrolled();
  }

  #name() {
    const { words, desk, view } = this;
    const { config, thread } = desk;
    const name = config?.business?.name || words.chat;
    put(this.heading, name);
    if (view.page) document.title = name;
    const staff = thread.staff && (thread.staff === true ? words.colleague : thread.staff);
    put(this.status, staff ? fill(words.here, { name: staff }) : !config || speaksItself(config) ? words.automatic : words.team);
    this.status.classList.toggle("off", !desk.online);
    const shown = JSON.stringify([staff, name]);
    if (shown !== this.shown) this.face.replaceChildren(avatar(staff ? { author: "staff", name: staff } : { author: "concierge" }, desk));
    this.shown = shown;
    put(this.alarm, desk.online ? "" : words.offline);
    for (const [element, label] of [[this.closer, words.close], [this.log, words.log], [this.chips, words.suggestions], [this.latest, words.latest], [this.field, words.placeholder], [this.sender, words.send]]) element.setAttribute("aria-label", label);
    this.field.placeholder = words.placeholder;
    if (this.person.textContent !== words.person) this.person.replaceChildren(icon("person"), words.person);
  }

  /* Read out once, when whole; the log itself is silent so that previews are not. */
  #announce(text) {
    const line = h("p", { dir: "auto" }, text);
    this.news.append(line);
    setTimeout(() => line.remove(), 10e3);
  }

  // ---- scrolling

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.log;
    this.atEnd = scrollHeight - scrollTop - clientHeight < 60;
    this.latest.hidden = this.atEnd;
  }

  #unfolded(source) {
    if (this.rows.lastElementChild.contains(source)) this.#toEnd();
    else source.scrollIntoView({ block: "nearest" });
  }

  #toEnd(focus) {
    this.log.scrollTop = this.log.scrollHeight;
    this.atEnd = true;
    this.latest.hidden = true;
    if (focus) this.field.focus();
  }

  // ---- writing

  #input() {
    const { field, words } = this;
    this.memory.tab.set(this.memory.key + ":draft", field.value);
    const length = [...field.value.trim()].length;
    const over = length - LONGEST;
    const near = length > NEAR_LONGEST;
    put(this.count, over > 0 ? fill(words.too_long, { n: over }) : near ? fill(words.left_over, { n: -over }) : "");
    this.count.classList.toggle("over", over > 0);
    field.setAttribute("aria-invalid", String(over > 0));
    this.sender.disabled = !length || over > 0;
    // Grows with the text, by a rule of ours: a style attribute would be refused by strict pages.
    field.rows = 1;
    while (field.rows < 6 && field.scrollHeight > field.clientHeight) field.rows++;
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #typed(event) {
    if (event.key === "Escape") this.#escape(event);
    event.stopPropagation();
  }

  #escape(event) {
    if (event.key === "Escape" && !event.isComposing) this.hide();
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text || this.sender.disabled) return;
    this.field.value = "";
    this.#input();
    this.#say(text);
  }

  #say(text) {
    this.atEnd = true;
    this.desk.say(text);
    if (!matchMedia("(pointer: coarse)").matches) this.field.focus({ preventScroll: true });
  }
}

/* Sets text only when it differs: a live region would speak again, a selection would be lost. */
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
