/* A conversation as the guest sees it: messages in order, what is being written, who is there.
   It only changes by what it is told, so hearing the same thing twice changes nothing. */

const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);

export class Thread {
  constructor() {
    this.clear();
  }

  clear() {
    this.items = new Map();
    this.finished = new Set();
    this.live = null;
    this.pending = null;
    this.staff = null;
    this.typing = null;
    this.closed = false;
    this.readSeq = 0;
  }

  /* In the house's order; what it has not acknowledged comes last, as it was written. */
  get messages() {
    return [...this.items.values()].sort(
      (one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || one.at - other.at || 0,
    );
  }

  /* A guest's message on its way: state is sending, waiting or failed. */
  queued({ client_id, text, at, kind, progress, file }, state) {
    const key = "c:" + client_id;
    if (this.items.get(key)?.state === "sent") return;
    this.items.set(key, { key, author: "guest", client_id, text, at, state, kind, progress, file });
  }

  unqueued(client_id) {
    const key = "c:" + client_id;
    if (this.items.get(key)?.state !== "sent") this.items.delete(key);
  }

  /* A message as the house has it, from history or from the stream. Says whether it is new. */
  stored(message) {
    const id = message.id ?? message.message_id;
    const mine = message.author === "guest" && message.client_id;
    const key = mine ? "c:" + message.client_id : "m:" + id;
    const isNew = !this.items.has(key);
    const before = this.items.get(key);
    this.items.set(key, {
      key, id, seq: message.seq, author: text(message.author), name: text(message.author_name),
      text: text(message.text), at: Date.parse(message.at) || before?.at || Date.now(),
      client_id: message.client_id, citations: list(message.citations),
      replies: list(message.quick_replies).filter(text), outcome: message.outcome, state: "sent",
      kind: text(message.kind), form: Array.isArray(message.form?.fields) ? message.form : null,
      cards: list(message.cards).filter((card) => card && typeof card === "object"),
    });
    // A file or a wish to be called is for a person; nothing else answers it.
    if (mine && before?.state !== "sent" && message.kind && !this.staff) this.pending = true;
    return isNew;
  }

  /* Returns the messages that were not known. */
  load(snapshot) {
    const fresh = list(snapshot.messages).filter((message) => this.stored(message));
    this.closed = snapshot.status === "closed";
    this.staff = snapshot.speaker === "staff" ? this.#lastStaffName() || true : null;
    const last = this.messages.filter((message) => message.state === "sent").pop();
    this.pending = snapshot.pending === true || (!this.staff && last?.author === "guest" && !!last.kind) || null;
    this.live = null;
    this.readSeq = snapshot.read_seq || 0;
    return fresh.map((message) => this.items.get("m:" + message.id)).filter(Boolean);
  }

  #lastStaffName() {
    return this.messages.filter((message) => message.author === "staff").pop()?.name;
  }

  /* Previews are not kept by the house: after a break in the line we wait for the whole reply. */
  lineBroke() {
    this.live = null;
  }

  /* Takes one event; returns the message it finished, if it finished a new one. */
  hear(name, data) {
    const answers = data.in_reply_to ?? null;
    switch (name) {
      case "message.accepted":
        this.closed = false;
        this.stored({ ...data, author: "guest" });
        return null;
      case "reply.started":
        if (!this.finished.has(answers)) this.live = { answers, text: "" };
        return null;
      case "reply.delta":
        if (answers !== null && this.finished.has(answers)) return null;
        this.live = { answers, text: (this.live?.text ?? "") + text(data.text) };
        return null;
      case "reply.pending":
        this.live = null;
        this.pending = answers ?? true;
        return null;
      case "reply.completed":
      case "message.posted":
        return this.#finish(name, data, answers);
      case "staff.joined":
        this.staff = text(data.name) || true;
        this.live = this.pending = null;
        return null;
      case "staff.typing":
        this.typing = text(data.name) || true;
        return null;
      case "message.read":
        this.readSeq = Math.max(this.readSeq, Number(data.seq) || 0);
        return null;
      case "staff.left":
        this.staff = null;
        return null;
      case "conversation.closed":
        this.closed = true;
        this.live = this.pending = this.staff = null;
        return null;
    }
    return null;
  }

  #finish(name, data, answers) {
    if (answers !== null) this.finished.add(answers);
    if (data.author === "staff") this.typing = null;
    if (name === "reply.completed" || data.author === "staff") this.live = this.pending = null;
    const fallback = name === "reply.completed" ? "concierge" : "system";
    const message = { ...data, author: data.author || fallback };
    return this.stored(message) ? this.items.get("m:" + data.message_id) ?? null : null;
  }
}
