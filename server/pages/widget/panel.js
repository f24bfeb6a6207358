/* The open chat: its panel in the bell's corner, or the whole page. It ties the knot: the desk says
   what changed, and this draws it. */

import { avatar, replies, rows, speaker, speaksItself } from "./bubbles.js";
import { fill } from "./bell_words.js";
import { Desk } from "./desk.js";
import { h, icon, put } from "./draw.js";
import { Memory } from "./memory.js";
import { menuOf } from "./menu.js";
import { reconcile } from "./nodes.js";
import { Notice } from "./notice.js";
import { Sheets } from "./sheets.js";
import { STYLE } from "./style.js";
import { speak } from "./voice.js";

// The house's limit, in code points, as it counts them.
const LONGEST = 4000;
const NEAR_LONGEST = 3600;

export class Panel {
  constructor(bell, spoken) {
    this.bell = bell;
    this.view = bell.view;
    this.memory = new Memory(bell);
    this.spoken = this.words = spoken;
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    bell.shadowRoot.adoptedStyleSheets.splice(1, 0, style);
    this.notice = new Notice(this.memory);
    this.sheets = new Sheets(this);
    this.#build();
    this.parts = [this.panel, this.news];
    this.desk = new Desk(this.view.origin, this.view.language, this.memory, (...news) => this.#changed(...news));
  }

  start() {
    this.desk.start();
    this.#input();
    const { page, language } = this.view;
    if (page && !document.documentElement.lang) document.documentElement.lang = language;
    this.#draw();
  }

  stop() {
    this.desk.stop();
  }

  // ---- opening and closing; the bell decides

  show(quietly) {
    this.panel.hidden = false;
    this.desk.open();
    this.#draw();
    this.#toEnd();
    this.focus(quietly);
  }

  hide() {
    this.panel.hidden = true;
    this.sheets.close();
  }

  /* A touch screen would throw its keyboard over the greeting. */
  focus(quietly) {
    if (!quietly) (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus({ preventScroll: true });
  }

  say(text) {
    this.atEnd = true;
    this.desk.say(text);
  }

  async copy(text) {
    await navigator.clipboard.writeText(text).catch(() => {});
    this.#announce(this.words.copied);
  }

  speak(text) {
    speak(text, this.view.language);
  }

  /* Something the guest should read, gone wrong or (calm) done; it goes away by itself. */
  warn(text, calm) {
    this.warning = text;
    this.alarm.classList.toggle("calm", !!calm);
    clearTimeout(this.warned);
    this.warned = setTimeout(() => this.warn(""), text ? 8e3 : 0);
    put(this.alarm, text || (this.desk.online ? "" : this.words.offline));
  }

  // ---- building, once

  #build() {
    const { view } = this;
    this.heading = h("h2", { id: "title", dir: "auto" });
    this.status = h("p", { class: "status" });
    this.face = h("div", { class: "face" });
    this.closer = h("button", { type: "button", class: "closer", onclick: () => this.bell.hide() }, icon("down"));
    this.alarm = h("p", { class: "alarm", role: "status", dir: "auto" });
    this.rows = h("div", { class: "rows" });
    this.chips = h("div", { class: "chips", role: "group" });
    this.log = h("div", { class: "log", role: "log", "aria-live": "off", tabindex: "0", onscroll: () => this.#scrolled() }, this.rows, this.chips);
    this.latest = h("button", { type: "button", class: "latest", hidden: true, onclick: () => this.#toEnd(true) }, icon("down"));
    this.field = h("textarea", { rows: "1", dir: "auto", enterkeyhint: "send", "aria-describedby": "count", oninput: () => this.#input(), onkeydown: (event) => this.#key(event) });
    this.sender = h("button", { type: "submit", class: "sender" }, icon("send"));
    this.chooser = h("input", { type: "file", hidden: true, multiple: true, tabindex: "-1", onchange: () => this.#chosen([...this.chooser.files]) });
    this.adder = menuOf("plus", () => this.sheets.additions());
    this.form = h("form", { class: "composer", onsubmit: (event) => this.#submit(event) }, this.adder.root, this.chooser, this.field, this.sender);
    this.person = h("button", { type: "button", class: "person", onclick: () => this.#say(this.words.person_message) });
    this.wait = h("span", { class: "wait" });
    this.menu = menuOf("more", () => this.sheets.menu());
    this.count = h("span", { class: "count", id: "count" });
    this.panel = h(
      "section",
      { class: "panel", id: "panel", role: view.page ? "main" : "dialog", "aria-labelledby": "title", tabindex: "-1", hidden: !view.page },
      h("header", null, this.face, h("div", { class: "titles" }, this.heading, this.status), this.menu.root, !view.page && this.closer),
      this.alarm, h("div", { class: "middle" }, this.log, this.latest), this.sheets.place, this.form,
      h("footer", null, this.person, this.wait, this.count),
    );
    this.news = h("div", { class: "sr", "aria-live": "polite" });
    this.panel.addEventListener("dragover", (event) => event.preventDefault());
    this.panel.addEventListener("drop", (event) => (event.preventDefault(), this.#chosen([...event.dataTransfer.files])));
    this.field.addEventListener("paste", (event) => {
      const files = [...event.clipboardData.files];
      if (files.length) (event.preventDefault(), this.#chosen(files));
    });
    // `toggle` does not bubble; a source that unfolds below the edge would unfold unseen.
    this.rows.addEventListener("toggle", (event) => event.target.open && this.#unfolded(event.target), true);
    this.field.value = this.memory.tab.get(this.memory.key + ":draft") || "";
    // What is typed here is no shortcut of the page around us, which cannot see that it is typed.
    for (const name of ["keydown", "keypress", "keyup"]) this.panel.addEventListener(name, (event) => this.#typed(event));
  }

  // ---- drawing, whenever something changed

  /* Many things change in one task; we draw once after it. */
  #changed(finished, event, data) {
    if (finished && finished.author !== "guest") {
      const name = speaker(finished, this.words);
      this.#announce(name ? `${name}: ${finished.text}` : finished.text);
      if (this.panel.hidden || document.visibilityState !== "visible") {
        if (this.panel.hidden) this.bell.count(this.bell.unread + 1);
        this.notice.give();
      }
      this.bell.tell("message", { author: finished.author, name: finished.name, text: finished.text, at: new Date(finished.at) });
    } else if (event === "reply.pending") this.#announce(this.words.pending);
    else if (event === "staff.joined") this.#announce(fill(this.words.joined, { name: data.name || this.words.colleague }));
    else if (event === "staff.left") this.#announce(fill(this.words.left, { name: data.name || this.words.colleague }));
    else if (event === "refused") this.warn(data.detail);
    if (this.due) return;
    this.due = true;
    queueMicrotask(() => {
      this.due = false;
      this.#draw();
    });
  }

  #draw() {
    const { config, thread } = this.desk;
    const words = (this.words = reworded(this.spoken, config?.texts));
    this.bell.paint(this.view.colour || config?.colour);
    this.#name();
    if (this.panel.hidden) return;

    const atEnd = this.atEnd ?? true;
    reconcile(this.rows, rows(this.desk, words, this.view, this));
    this.desk.errands.looks();
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
    const shown = JSON.stringify([staff, name, config?.logo]);
    if (shown !== this.shown) this.face.replaceChildren(avatar(staff ? { author: "staff", name: staff } : { author: "concierge" }, desk));
    this.shown = shown;
    put(this.alarm, this.warning || (desk.online ? "" : words.offline));
    const minutes = !thread.staff && config?.person?.minutes;
    put(this.wait, minutes ? fill(minutes > 90 ? words.wait_hours : words.wait, { n: minutes > 90 ? Math.round(minutes / 60) : minutes }) : "");
    this.menu.name(words.menu);
    this.adder.name(words.add);
    this.adder.root.hidden = !this.sheets.additions().length;
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
    if (length) this.desk?.errands.typing();
    // Grows with the text, by a rule of ours: a style attribute would be refused by strict pages.
    field.rows = 1;
    while (field.rows < 6 && field.scrollHeight > field.clientHeight) field.rows++;
  }

  #chosen(files) {
    const { upload_mb } = this.desk.config || {};
    this.chooser.value = "";
    if (!upload_mb) return;
    this.atEnd = true;
    for (const file of files.slice(0, 10)) {
      if (file.size > upload_mb * 1e6 && !file.type.startsWith("image/")) this.warn(fill(this.words.too_large, { n: upload_mb }));
      else this.desk.errands.attach(file, file.type.startsWith("image/") ? "photo" : "file");
    }
  }

  #key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.form.requestSubmit();
  }

  #typed(event) {
    if (event.type === "keydown" && event.key === "Escape") this.#escape(event);
    event.stopPropagation();
  }

  #escape(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    if (!this.sheets.close()) this.bell.hide();
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
    this.say(text);
    if (!matchMedia("(pointer: coarse)").matches) this.field.focus({ preventScroll: true });
  }
}

/* The business may say anything in words of its own. */
function reworded(words, own) {
  const changed = Object.entries(own || {}).filter(([key, text]) => key in words && typeof text === "string");
  return changed.length ? { ...words, ...Object.fromEntries(changed) } : words;
}
