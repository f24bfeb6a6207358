/* What a guest does besides writing, each a call of its own: send a file, say that they type or have
   read, and whatever a form of ours is about. */

import { keepFile, smaller, upload } from "./files.js";
import { uuid } from "./memory.js";

// How often we say that the guest is writing.
const TYPED = 3e3;

export class Errands {
  constructor(desk) {
    Object.assign(this, { desk, uploads: new Map(), read: 0, typedAt: 0 });
  }

  /* A file goes by itself, beside the messages; it does not survive a reload. */
  async attach(file, kind, name = file.name || kind) {
    const entry = { client_id: uuid(), text: name, at: this.desk.memory.moment(), kind, file: await smaller(file), progress: 0 };
    this.uploads.set(entry.client_id, entry);
    await this.#upload(entry);
  }

  async #upload(entry) {
    const show = (state) => {
      this.desk.thread.queued(entry, state);
      this.desk.changed();
    };
    show("sending");
    try {
      const conversation = await this.#conversation();
      const got = await upload(this.desk.wire, conversation, entry, (share) => {
        entry.progress = share;
        show("sending");
      });
      this.uploads.delete(entry.client_id);
      keepFile(got.message_id, entry.file);
      this.desk.thread.stored({ ...entry, ...got, text: got.name, at: new Date(entry.at).toISOString(), author: "guest" });
      this.desk.changed();
    } catch (refused) {
      entry.refusal = refused.detail;
      show("failed");
      if (refused.detail) this.desk.changed(null, "refused", { detail: refused.detail });
    }
  }

  fetchFile(messageId) {
    return this.#ask(`/files/${messageId}`, { blob: true });
  }

  /* Something about the conversation besides messages; begins one if there is none. */
  async tell(path, body) {
    await this.#conversation();
    return this.#ask(path, { body });
  }

  /* The one there is, or a new one; never two, whatever other tabs do. */
  #conversation() {
    const { memory } = this.desk;
    return memory.conversation || this.desk.alone(() => memory.conversation || this.desk.begin());
  }

  #ask(path, how) {
    const { id, token } = this.desk.memory.conversation;
    return this.desk.wire.call(`/v1/conversations/${encodeURIComponent(id)}${path}`, { token, ...how });
  }

  /* A pass the page was given by its own server; shown when there is a conversation to show it in. */
  identify(token) {
    this.pass = token;
    if (this.desk.memory.conversation) return this.shows();
  }

  shows() {
    const token = this.pass;
    this.pass = null;
    return token && this.tell("/identity", { token }).catch((refused) => console.warn("Concierge: " + refused.message));
  }

  /* The guest is writing. Only a person would care. */
  typing() {
    if (!this.desk.thread.staff || Date.now() - this.typedAt < TYPED) return;
    this.typedAt = Date.now();
    this.tell("/typing", {}).catch(() => {});
  }

  /* The guest looks at the chat. Only what a person wrote is worth telling that person. */
  looks() {
    const last = this.desk.thread.messages.findLast((message) => message.author === "staff");
    if (!last?.seq || last.seq <= this.read || document.visibilityState !== "visible") return;
    this.read = last.seq;
    this.tell("/read", { seq: last.seq }).catch(() => {});
  }

  /* Sends a file again that did not go; says whether it was one. */
  retry(clientId) {
    const entry = this.uploads.get(clientId);
    if (entry) this.#upload(entry);
    return !!entry;
  }
}
