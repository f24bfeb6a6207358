/* The guest API, as calls. No cookies travel, and every call ends: by an answer or by a timeout. */

const PATIENCE = 15e3;
// The first bytes of a stream come at once; if they do not, something on the way holds them back.
const FIRST = 6e3;
// The house pings every 15 s; a stream silent for longer than two pings and a bit is dead.
const SILENCE = 40e3;

/* Something the house refused. `status` 0 means that we did not reach it. */
export class Refused extends Error {
  constructor(status, problem, retryAfter) {
    super(problem?.detail || problem?.title || `HTTP ${status}`);
    this.status = status;
    this.code = problem?.code;
    this.detail = problem?.detail;
    this.retryAfter = retryAfter;
  }

  /* The conversation is gone: another one has to be begun. */
  get lost() {
    return this.status === 401 || this.status === 404 || this.status === 409 || this.status === 410;
  }

  /* Trying again will not help. */
  get final() {
    return this.status >= 400 && this.status < 500 && ![408, 425, 429].includes(this.status);
  }
}

async function refusal(response) {
  const problem = await response.json().catch(() => null);
  const header = response.headers.get("Retry-After");
  const seconds = /^\d+$/.test(header || "") ? +header : (Date.parse(header) - Date.now()) / 1e3;
  return new Refused(response.status, problem, seconds > 0 ? Math.min(seconds, 3600) : 0);
}

/* Milliseconds before try number `tries`: 0.5 s doubling to 30 s, never all guests at once. */
export const pause = (tries, retryAfter) =>
  Math.max((retryAfter || 0) * 1e3, Math.min(500 * 2 ** tries, 30e3) * (0.5 + Math.random() / 2));

export class Wire {
  constructor(origin) {
    this.origin = origin;
  }

  async call(path, { token, body, blob } = {}) {
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), PATIENCE);
    const headers = { Accept: "application/json" };
    if (token) headers.Authorization = "Bearer " + token;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const response = await fetch(this.origin + path, {
        method: body ? "POST" : "GET", headers, body: body && JSON.stringify(body),
        credentials: "omit", cache: "no-store", signal: stop.signal,
      });
      if (!response.ok) throw await refusal(response);
      if (response.status === 204) return null;
      return await (blob ? response.blob() : response.json());
    } catch (error) {
      throw error instanceof Refused ? error : new Refused(0);
    } finally {
      clearTimeout(timer);
    }
  }

  /* Reads the conversation's events until the stream ends, falls silent or is stopped.
     EventSource cannot send a token, so this is fetch and our own reader. */
  async follow({ id, token }, lastEventId, stop, heard) {
    const headers = { Accept: "text/event-stream", Authorization: "Bearer " + token };
    if (lastEventId) headers["Last-Event-ID"] = lastEventId;
    let timer;
    let held = false;
    const listen = (patience = SILENCE) => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        held = patience === FIRST;
        stop.abort();
      }, patience);
    };
    listen(FIRST);
    try {
      const response = await fetch(`${this.origin}/v1/conversations/${encodeURIComponent(id)}/events`, {
        headers, credentials: "omit", cache: "no-store", signal: stop.signal,
      });
      if (!response.ok) throw await refusal(response);
      const reader = response.body.getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (let part, first = true; !(part = await reader.read()).done; first = false) {
        listen();
        if (first) heard(null);
        parser.feed(decoder.decode(part.value, { stream: true })).forEach(heard);
      }
    } catch (error) {
      const refused = error instanceof Refused ? error : new Refused(0);
      refused.held = held;
      throw refused;
    } finally {
      clearTimeout(timer);
    }
  }
}

/* Server-sent events from pieces of text, cut anywhere. */
export class EventParser {
  constructor() {
    this.rest = "";
    this.event = { name: "message", data: [], id: null };
  }

  feed(text) {
    const events = [];
    // A carriage return at the very end may be half of a line end: wait for the next piece.
    const lines = (this.rest + text).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop();
    for (const line of lines) {
      if (!line) {
        const { name, data, id } = this.event;
        if (data.length) events.push({ name, data: data.join("\n"), id });
        this.event = { name: "message", data: [], id: null };
        continue;
      }
      const [, field, value] = line.match(/^([^:]*):? ?(.*)$/s);
      if (field === "event") this.event.name = value;
      else if (field === "data") this.event.data.push(value);
      else if (field === "id" && !value.includes("\0")) this.event.id = value;
    }
    return events;
  }
}
