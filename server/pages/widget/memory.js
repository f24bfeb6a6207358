/* What survives a reload: the conversation, the messages on their way, the configuration.
   shelf.js says under which keys. */

export class Memory {
  constructor({ key, local, tab }) {
    Object.assign(this, { key, local, tab, newest: 0 });
  }

  get conversation() {
    const kept = this.local.get(this.key);
    return kept?.id && kept.token ? kept : null;
  }

  keep(conversation) {
    this.local.set(this.key, { id: conversation.id, token: conversation.token, at: Date.now() });
  }

  /* Forgets this conversation, unless another tab has begun a new one meanwhile. */
  forget(id) {
    if (this.conversation?.id === id) this.local.remove(this.key);
  }

  get config() {
    return this.local.get(this.key + ":config");
  }

  set config(config) {
    this.local.set(this.key + ":config", config);
  }

  /* Messages not yet acknowledged, oldest first. */
  get queue() {
    const prefix = this.key + ":out:";
    return this.local
      .keys()
      .filter((key) => key.startsWith(prefix))
      .map((key) => this.local.get(key))
      .filter((entry) => entry?.client_id && typeof entry.text === "string")
      .sort((one, other) => one.at - other.at);
  }

  /* A moment later than any message before: two within a millisecond still have an order. */
  moment() {
    return (this.newest = Math.max(Date.now(), this.newest + 1));
  }

  enqueue(text) {
    const entry = { client_id: uuid(), text, at: this.moment() };
    this.put(entry);
    return entry;
  }

  put(entry) {
    this.local.set(`${this.key}:out:${entry.client_id}`, entry);
  }

  drop(clientId) {
    this.local.remove(`${this.key}:out:${clientId}`);
  }

  /* Calls back with the key when another tab has changed something of ours. */
  watch(changed) {
    const heard = (event) => event.key?.startsWith(this.key) && changed(event.key);
    addEventListener("storage", heard);
    return () => removeEventListener("storage", heard);
  }
}

/* `crypto.randomUUID` exists on https pages only; guests may be on others. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
