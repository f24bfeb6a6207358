/* What the two menus offer, and the sheets some of it opens: forms above the composer. */

import { MAP } from "./bubbles.js";
import { fill } from "./bell_words.js";
import { h, icon, put } from "./draw.js";
import { formOf } from "./forms.js";
import { uuid } from "./memory.js";
import { canDictate, canRecord, dictate, record } from "./voice.js";

export class Sheets {
  constructor(panel) {
    this.panel = panel;
    this.place = h("div", { class: "sheet", hidden: true, role: "group" });
  }

  /* Closes what is open; says whether anything was. */
  close() {
    if (this.place.hidden) return false;
    this.place.hidden = true;
    this.place.replaceChildren();
    this.ending?.();
    this.ending = null;
    this.panel.field.focus({ preventScroll: true });
    return true;
  }

  // ---- what can be added to the conversation

  additions() {
    const { words, desk, chooser } = this.panel;
    const files = desk.config?.upload_mb > 0;
    return [
      files && [words.add_photo, () => this.#choose("image/*"), "photo"],
      files && [words.add_file, () => this.#choose(""), "page"],
      files && canRecord() && [words.add_voice, () => this.#record(), "voice"],
      canDictate() && [words.dictate, () => this.#dictate(), "words"],
    ].filter(Boolean);
  }

  #choose(accept) {
    this.panel.chooser.accept = accept;
    this.panel.chooser.click();
  }

  async #record() {
    const { panel } = this;
    const { words } = panel;
    const clock = h("span", { class: "clock", role: "timer" }, "0:00");
    let recording;
    try {
      recording = await record((seconds) => put(clock, `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`));
    } catch {
      return panel.warn(words.no_microphone);
    }
    const send = async () => {
      this.ending = null;
      const note = await recording.stop();
      this.close();
      panel.atEnd = true;
      panel.desk.errands.attach(note, "voice", words.voice_note);
    };
    this.#open(
      words.add_voice,
      h("div", { class: "recording" }, icon("voice"), clock, h("button", { type: "button", class: "go", onclick: send }, words.send)),
      () => recording.cancel(),
    );
  }

  #dictate() {
    const { field, view, words } = this.panel;
    const before = field.value && field.value.trimEnd() + " ";
    const heard = (text) => {
      field.value = before + text;
      field.dispatchEvent(new Event("input"));
    };
    const stop = dictate(view.language, heard, () => this.close());
    this.#open(words.dictate, h("div", { class: "recording" }, icon("voice"), h("span", null, words.listening), h("button", { type: "button", class: "go", onclick: () => this.close() }, words.done)), stop);
  }

  // ---- what can be done with it

  menu() {
    const { words, desk, notice, person } = this.panel;
    const { phone, email, address, transcripts } = desk.config || {};
    const said = desk.thread.messages.length > 0;
    return [
      phone && [fill(words.call, { n: phone }), "tel:" + phone.replace(/[^+\d]/g, ""), "call"],
      [words.call_back, () => this.#callBack(), "back"],
      email && [email, "mailto:" + email, "mail"],
      address && [words.map, MAP + encodeURIComponent(address), "place"],
      said && [words.rate, () => this.rate(), "star"],
      said && [words.save_copy, () => this.#save(), "save"],
      said && transcripts && [words.mail_copy, () => this.#mail(), "mail"],
      [notice.on ? words.notice_off : words.notice_on, () => notice.toggle(), "sound"],
    ];
  }

  #callBack() {
    const { words, desk } = this.panel;
    const fields = [
      { name: "name", label: words.your_name, type: "text", required: true },
      { name: "phone", label: words.your_phone, type: "phone", required: true },
      { name: "when", label: words.best_time, type: "text" },
    ];
    const client_id = uuid();
    this.#form({ title: words.call_back, fields }, async ({ name, phone }, told) => {
      const text = `${words.call_back_message}\n${told}`;
      const got = await desk.errands.tell("/contact", { client_id, name, phone, call_back: true, text });
      if (got) desk.thread.stored({ ...got, client_id, text, at: new Date().toISOString(), author: "guest", kind: "call_back" });
      desk.open();
      desk.changed();
    });
  }

  rate() {
    const { words, desk } = this.panel;
    const fields = [
      { name: "score", label: words.rate_question, type: "rating", required: true },
      { name: "comment", label: words.rate_comment, type: "long" },
    ];
    this.#form({ title: words.rate, fields }, ({ score, comment }) => desk.errands.tell("/rating", { score: Number(score), comment }), words.thanks);
  }

  #mail() {
    const { words, desk } = this.panel;
    const fields = [{ name: "email", label: words.your_email, type: "email", required: true }];
    this.#form({ title: words.mail_copy, fields }, (values) => desk.errands.tell("/transcript", values), words.on_its_way);
  }

  #save() {
    const { desk, words, view, heading } = this.panel;
    const time = new Intl.DateTimeFormat(view.language, { dateStyle: "medium", timeStyle: "short" });
    const name = ({ author, name }) => ({ guest: words.you, staff: name || words.colleague, concierge: heading.textContent })[author] || "";
    const told = desk.thread.messages.map((message) => `${time.format(message.at)}  ${name(message)}\n${message.text}\n`);
    const file = new Blob(["\ufeff", told.join("\n")], { type: "text/plain;charset=utf-8" });
    const link = h("a", { href: URL.createObjectURL(file), download: `${heading.textContent}.txt` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10e3);
  }

  #form(asked, send, thanks) {
    const form = formOf(asked, this.panel.words, this.panel.view.language, async (values, told) => {
      await send(values, told);
      this.close();
      if (thanks) this.panel.warn(thanks, true);
    });
    this.#open(asked.title, form);
    form.querySelector("input, textarea, select").focus();
  }

  #open(name, node, ending) {
    this.close();
    this.ending = ending;
    const closer = h("button", { type: "button", class: "tool", "aria-label": this.panel.words.cancel, onclick: () => this.close() }, icon("close"));
    this.place.setAttribute("aria-label", name);
    this.place.replaceChildren(closer, node);
    this.place.hidden = false;
    (node.querySelector("button, input") || closer).focus();
  }
}
