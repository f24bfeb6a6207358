/* A storage that never throws: where the browser refuses one, it lasts as long as the page.

   What the widget keeps lies in localStorage, under keys that begin with
   "concierge:1:<origin of the house>" (the 1 is the version of this layout):

     <key>               {"id", "token"} of the conversation, and "at", when it last moved (ms)
     <key>:out:<uuid>    a message not yet acknowledged: {"client_id", "text", "at", "failed"?}
     <key>:config        the last configuration seen, so that the next page draws at once
     <key>:greeted       the guest closed the greeting, or opened the chat: it is not shown again
     <key>:sound         the guest wants to hear new messages

   and, per tab, in sessionStorage: <key>:open and <key>:draft (text typed, not yet sent).

   Each waiting message has a key of its own because two tabs may write at the same moment:
   a list in one key would let the later tab overwrite the earlier one's message. */

export class Shelf {
  constructor(kind) {
    this.spare = new Map();
    try {
      this.real = window[kind];
    } catch {
      this.real = null;
    }
  }

  get(key) {
    if (this.spare.has(key)) return this.spare.get(key);
    try {
      return JSON.parse(this.real?.getItem(key) ?? "null");
    } catch {
      return null;
    }
  }

  set(key, value) {
    try {
      this.real.setItem(key, JSON.stringify(value));
      this.spare.delete(key);
    } catch {
      this.spare.set(key, value);
    }
  }

  remove(key) {
    this.spare.delete(key);
    try {
      this.real?.removeItem(key);
    } catch {}
  }

  keys() {
    let kept = [];
    try {
      kept = Object.keys(this.real ?? {});
    } catch {}
    return [...new Set([...kept, ...this.spare.keys()])];
  }
}
