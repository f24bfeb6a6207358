/* Keeps a conversation going between a guest and the house, whatever the network does.

     say       the words are in memory before anything is sent
     #send     one tab at a time, oldest first; each goes out under the same client_id until the
               house acknowledges it, so it arrives once however often we try
     #listen   what happened so far, then the stream from there on; again after every break

   It draws nothing; `changed(finished)` is called when there is something to draw, with the message
   that was just finished, if one was. */

import { Errands } from "./errands.js";
import { Refused, Wire, pause } from "./wire.js";
import { Thread } from "./thread.js";

// A conversation that moved within this time is listened to on every page, for the unread badge.
const RECENT = 60 * 60e3;
// A tab nobody looks at gives its connection back, unless a reply is due.
const HIDDEN = 60e3;
// How long a person who writes is shown to write.
const TYPING = 5e3;
// Where streams do not come through, we ask instead: soon after somebody spoke, later now and then.
const ASK_SOON = 2e3;
const ASK_LATER = 15e3;
const LATER = 120e3;
// How long a first message waits for the line to open.
const LINE = 1e3;

export class Desk {
  constructor(origin, language, memory, changed) {
    Object.assign(this, { language, memory, changed });
    this.wire = new Wire(origin);
    this.thread = new Thread();
    this.config = memory.config;
    this.online = true;
    this.fresh = false;
    this.asleep = false;
    this.tries = { send: 0, listen: 0 };
    this.waits = new Map();
    this.held = 0;
    this.errands = new Errands(this);
  }

  start() {
    this.stopped = false;
    this.#showQueue();
    this.stops = [this.memory.watch((key) => this.#otherTab(key))];
    const on = (target, name, act) => {
      target.addEventListener(name, act);
      this.stops.push(() => target.removeEventListener(name, act));
    };
    on(window, "online", () => this.#redial());
    on(window, "offline", () => this.#reached(false));
    on(window, "pageshow", (event) => event.persisted && this.#redial());
    on(document, "visibilitychange", () => this.#looked());
    this.#configure();
    if (this.memory.queue.length) this.#send();
    const kept = this.memory.conversation;
    if (kept && Date.now() - kept.at < RECENT) this.#listen();
  }

  stop() {
    this.stopped = true;
    this.stops.forEach((stop) => stop());
    this.#hangUp();
    this.hurry();
  }

  /* The guest opened the chat. */
  open() {
    this.#listen();
  }

  say(text) {
    const entry = this.memory.enqueue(text);
    this.thread.queued(entry, "sending");
    this.fresh = false;
    this.changed();
    this.#send();
  }

  retry(clientId) {
    if (this.errands.retry(clientId)) return;
    const entry = this.memory.queue.find((kept) => kept.client_id === clientId);
    if (entry) this.memory.put({ ...entry, failed: false });
    this.hurry();
    this.#send();
  }

  /* Tries now what would be tried later. */
  hurry() {
    this.tries = { send: 0, listen: 0 };
    for (const wake of [...this.waits.values()]) wake();
  }

  async #configure() {
    for (let tries = 0; !this.stopped; tries++) {
      try {
        this.config = await this.wire.call(`/v1/config?${new URLSearchParams({ locale: this.language, page: location.pathname })}`);
        this.memory.config = this.config;
        this.changed();
        return;
      } catch (refused) {
        if (refused.final) return;
        if (tries === 1 && refused.status === 0) this.#explain();
        await this.#wait("config", pause(tries, refused.retryAfter));
      }
    }
  }

  /* A refusal by origin looks like a dead network to a page; only the console can help. */
  #explain() {
    if (location.origin !== this.wire.origin)
      console.warn(`Concierge: no answer from ${this.wire.origin}. If it is running, it may not know this website: add ${location.origin} to server.origins.`);
  }

  // ---- sending

  async #send() {
    this.again = true;
    if (this.sending) return;
    this.sending = true;
    while (this.again && !this.stopped) {
      this.again = false;
      try {
        await this.alone(() => this.#sendAll());
        this.tries.send = 0;
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        this.#showQueue("waiting");
        this.#reached(refused.status !== 0);
        await this.#wait("send", pause(this.tries.send++, refused.retryAfter));
        this.again = true;
      }
    }
    this.sending = false;
  }

  /* One tab sends at a time, so that order is kept. Without locks (plain http) two tabs may send
     the same message; the house knows it by its client_id. */
  alone(act) {
    return navigator.locks ? navigator.locks.request(this.memory.key, act) : act();
  }

  async #sendAll() {
    const tried = new Set();
    for (let entry; (entry = this.memory.queue.find((kept) => !kept.failed)); ) {
      let conversation = this.memory.conversation;
      try {
        if (conversation) this.#listen();
        else conversation = await this.begin();
        const { client_id, text } = entry;
        const path = `/v1/conversations/${encodeURIComponent(conversation.id)}/messages`;
        const got = await this.wire.call(path, { token: conversation.token, body: { client_id, text } });
        this.#acknowledged(entry, got);
      } catch (refused) {
        if (refused.lost && !tried.has(entry.client_id)) {
          tried.add(entry.client_id);
          this.#lost(conversation?.id);
        } else if (refused.final) {
          this.memory.put({ ...entry, failed: true });
          this.#showQueue();
        } else throw refused;
      }
    }
  }

  #acknowledged(entry, { message_id, seq }) {
    this.memory.drop(entry.client_id);
    if (this.memory.conversation) this.memory.keep(this.memory.conversation);
    const known = this.thread.items.get("c:" + entry.client_id);
    if (known?.state !== "sent") {
      const at = new Date(entry.at).toISOString();
      this.thread.stored({ ...entry, message_id, seq, at, author: "guest" });
    }
    this.#reached(true);
  }

  async begin() {
    const page = location.href.split("#")[0].slice(0, 2000);
    // A QR code on a table or in a room says where it hangs.
    const place = (location.pathname === "/chat" && new URLSearchParams(location.search).get("place")?.slice(0, 80)) || "";
    const made = await this.wire.call("/v1/conversations", { body: { locale: this.language, page, place } });
    this.memory.keep(made);
    this.errands.shows();
    // Nothing has happened in it yet, so there is nothing to read before listening. The first
    // message waits for the line, or its reply would begin before we hear it.
    this.known = made.id;
    this.lastEventId = "0";
    const opened = this.#wait("line", LINE);
    this.#listen();
    this.waits.get("listen")?.();
    await opened;
    return made;
  }

  /* The house does not know this conversation any more. What was not sent goes to the next one. */
  #lost(id) {
    this.memory.forget(id);
    this.#leave();
    this.fresh = true;
    this.changed();
  }

  #leave() {
    this.known = null;
    this.thread.clear();
    this.#hangUp();
    this.#showQueue();
  }

  #showQueue(state = "sending") {
    for (const entry of this.memory.queue) this.thread.queued(entry, entry.failed ? "failed" : state);
    this.changed();
  }

  // ---- listening

  async #listen() {
    if (this.listening || this.asleep || this.stopped) return;
    this.listening = true;
    for (let conversation; (conversation = this.memory.conversation) && !this.asleep && !this.stopped; ) {
      try {
        // Held back twice, it is no accident: from then on we ask.
        if (this.held > 1) {
          await this.#poll(conversation);
          continue;
        }
        await this.#hearFrom(conversation);
        this.lineBroke();
        await this.#wait("listen", pause(this.tries.listen++));
      } catch (refused) {
        if (!(refused instanceof Refused)) throw refused;
        this.lineBroke();
        if (refused.lost) {
          this.#lost(conversation.id);
          break;
        }
        if (this.asleep || this.stopped) break;
        if (refused.held) {
          this.held++;
          continue;
        }
        // Anything else the house objects to (an event it has forgotten, say): read all again.
        if (refused.final) this.known = null;
        this.#reached(refused.status !== 0);
        await this.#wait("listen", pause(this.tries.listen++, refused.retryAfter));
      }
    }
    this.listening = false;
  }

  lineBroke() {
    this.thread.lineBroke();
    this.changed();
  }

  async #hearFrom(conversation) {
    this.line = new AbortController();
    const stop = this.line;
    if (this.known !== conversation.id) await this.#readAll(conversation, stop);
    await this.wire.follow(conversation, this.lastEventId, stop, (event) => {
      if (!stop.signal.aborted) this.#heard(event);
    });
  }

  async #readAll(conversation, stop, line = "") {
    const snapshot = await this.wire.call("/v1/conversations/" + encodeURIComponent(conversation.id) + line, conversation);
    if (stop?.signal.aborted) throw new Refused(0);
    const fresh = this.thread.load(snapshot);
    for (const message of snapshot.messages || []) if (message.client_id) this.memory.drop(message.client_id);
    this.known = conversation.id;
    this.lastEventId = snapshot.last_event_id;
    this.#reached(true);
    return fresh;
  }

  /* The house hears of it by `line`, so that the owner's doctor can say what is wrong. */
  async #poll(conversation) {
    this.waits.get("line")?.();
    const fresh = await this.#readAll(conversation, null, "?line=polling");
    this.tries.listen = 0;
    for (const message of fresh) this.changed(message, "polled", message);
    const last = this.thread.messages.at(-1);
    await this.#wait("listen", last && Date.now() - last.at < LATER ? ASK_SOON : ASK_LATER);
  }

  #heard(event) {
    // `null` is the line itself, just opened.
    if (!event) {
      this.held = 0;
      this.waits.get("line")?.();
      return this.#reached(true);
    }
    this.tries.listen = 0;
    let data;
    try {
      data = JSON.parse(event.data);
    } catch {
      return;
    }
    if (!data || typeof data !== "object") return;
    const finished = this.thread.hear(event.name, data);
    if (event.id) this.lastEventId = event.id;
    if (event.name === "message.accepted" && data.client_id) this.memory.drop(data.client_id);
    if (event.name === "staff.typing") {
      clearTimeout(this.typist);
      this.typist = setTimeout(() => {
        this.thread.typing = null;
        this.changed();
      }, TYPING);
    }
    this.changed(finished, event.name, data);
  }

  /* The network changed under us: the old line may be dead without knowing it. */
  #redial() {
    this.#hangUp();
    this.hurry();
  }

  #hangUp() {
    this.line?.abort();
  }

  // ---- circumstances

  #reached(online) {
    this.online = online;
    this.changed();
  }

  #otherTab(key) {
    const conversation = this.memory.conversation;
    if (this.known && conversation?.id !== this.known) this.#leave();
    this.#showQueue();
    if (conversation) this.#listen();
    if (this.memory.queue.length) this.#send();
  }

  #looked() {
    clearTimeout(this.hiding);
    if (document.visibilityState === "visible") {
      if (this.asleep) {
        this.asleep = false;
        this.#listen();
      }
      this.hurry();
    } else this.hiding = setTimeout(() => this.#sleep(), HIDDEN);
  }

  #sleep() {
    if (this.memory.queue.length || this.thread.live) {
      this.hiding = setTimeout(() => this.#sleep(), HIDDEN);
      return;
    }
    this.asleep = true;
    this.#hangUp();
    this.waits.get("listen")?.();
  }

  /* Waits, or less, when somebody calls `hurry`. */
  #wait(what, milliseconds) {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.waits.delete(what);
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      this.waits.set(what, done);
    });
  }
}
