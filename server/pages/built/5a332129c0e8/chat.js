"use strict";
window[Symbol.for("concierge:5a332129c0e8")]?.(({ PATHS, fill, h, icon, put }) => {
const STYLE = `
.panel{position:fixed;inset:auto 20px 94px auto;width:396px;max-width:calc(100vw - 32px);height:680px;max-height:calc(100vh - 114px);max-height:calc(100dvh - 114px);display:flex;flex-direction:column;
background:var(--ground);border:1px solid var(--edge);border-radius:20px;box-shadow:var(--shadow);overflow:hidden;animation:rise .22s cubic-bezier(.2,.8,.2,1)}
:host([position=left]) .panel{inset:auto auto 94px 20px}
.panel:focus-visible{outline:none}
header{display:flex;align-items:center;gap:12px;padding:16px 12px 14px 18px;padding-inline:18px 12px;border-bottom:1px solid var(--edge);background:linear-gradient(color-mix(in srgb,var(--brand) 12%,var(--ground)),var(--ground))}
.titles{flex:1;min-width:0}
h2{font-size:16px;font-weight:650;line-height:1.3;letter-spacing:-.01em;overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.status{font-size:13px;line-height:1.4;color:var(--faint);display:flex;align-items:center;gap:6px}
.status::before{content:"";flex:none;width:8px;height:8px;border-radius:4px;background:#2e9e5b}
.status.off::before{background:#d98a00}
.closer{width:40px;height:40px;border-radius:12px;display:grid;place-items:center;color:var(--faint)}
.closer:hover{background:var(--soft);color:var(--ink)}
.avatar{display:grid;place-items:center;flex:none;width:22px;height:22px;border-radius:7px;background:var(--brand);color:var(--on-brand);font-size:12px;font-weight:650;line-height:1;border:1px solid transparent}
.avatar.staff{border-radius:50%;background:var(--ink);color:var(--ground)}
.avatar svg{width:14px;height:14px}
.face .avatar{width:42px;height:42px;border-radius:13px;font-size:19px}
.face .avatar.staff{border-radius:50%}
.face .avatar svg{width:22px;height:22px}
.alarm:not(:empty){padding:8px 18px;background:var(--alarm-ground);color:var(--alarm);font-size:13px;line-height:1.4}
.middle{flex:1;min-height:0;position:relative;display:flex}
.middle::after{content:"";position:absolute;inset:auto 0 0;height:14px;background:linear-gradient(transparent,var(--ground));pointer-events:none}
.log{flex:1;min-width:0;overflow-y:auto;overscroll-behavior:contain;padding:18px;scroll-padding:14px;scrollbar-width:thin;scrollbar-color:var(--edge-strong) transparent}
.log:focus-visible{outline-offset:-3px;border-radius:6px}
.rows{display:flex;flex-direction:column;gap:4px}
.note,.day{align-self:center;text-align:center;max-width:34em;color:var(--faint);font-size:13px;line-height:1.45;padding:4px 12px 10px;text-wrap:balance;overflow-wrap:anywhere}
.day{font-size:12px;font-weight:600;padding-top:14px}
.message{display:flex;flex-direction:column;align-items:flex-start;max-width:100%}
.message.first:not(:first-child){margin-top:10px}
.mine{align-items:flex-end}
.who{display:flex;align-items:center;gap:8px;font-size:13px;font-weight:600;color:var(--faint);margin-bottom:5px}
.message.staff .who{color:var(--ink)}
.bubble{max-width:min(88%,62ch);padding:9px 14px;border-radius:18px;border:1px solid transparent;background:var(--soft);white-space:pre-wrap;overflow-wrap:anywhere;overflow:hidden;unicode-bidi:plaintext;text-align:start}
.theirs .bubble{border-end-start-radius:6px}
.theirs:not(.first) .bubble{border-start-start-radius:6px}
.mine .bubble{background:var(--brand);color:var(--on-brand);border-end-end-radius:6px}
.mine:not(.first) .bubble{border-start-end-radius:6px}
.message.staff .bubble{background:color-mix(in srgb,var(--brand) 10%,var(--ground));border-color:color-mix(in srgb,var(--brand) 30%,var(--ground))}
.live .bubble,.arrives{animation:appear .2s ease}
a{color:var(--link);text-underline-offset:2px;border-radius:3px}
.fate{font-size:12px;line-height:1.4;color:var(--faint);padding:3px 6px 0}
.fate.failed{color:var(--bad);font-weight:600}
.retry{min-height:28px;padding:2px 10px;margin-top:4px;border-radius:14px;border-color:var(--edge-strong);font-size:13px;font-weight:600}
.retry:hover{background:var(--soft)}
.dots{display:inline-flex;gap:5px;align-items:center;height:1.5em;vertical-align:bottom}
.dots i{width:7px;height:7px;border-radius:4px;background:var(--faint);animation:dot 1.2s infinite ease-in-out}
.dots i:nth-child(2){animation-delay:.15s}
.dots i:nth-child(3){animation-delay:.3s}
.sources{display:flex;flex-direction:column;align-items:flex-start;gap:5px;margin-top:6px;max-width:88%;font-size:13px;line-height:1.4}
details{max-width:100%;border:1px solid var(--edge);border-radius:12px;overflow:hidden}
details[open]{width:100%}
summary,.sources>a,.cited{display:flex;align-items:center;gap:6px;min-height:28px;padding:4px 10px 4px 8px;padding-inline:8px 10px;max-width:100%;color:var(--faint);font-weight:550;list-style:none;cursor:pointer;text-decoration:none}
.sources>a,.cited{border:1px solid var(--edge);border-radius:12px}
.cited{cursor:default}
summary::-webkit-details-marker{display:none}
summary:hover,.sources>a:hover{color:var(--ink);background:var(--soft)}
summary:focus-visible{outline-offset:-2px;border-radius:11px}
summary svg,.sources a svg,.cited svg{width:16px;height:16px}
.title{overflow:hidden;text-overflow:ellipsis;white-space:nowrap}
.page{flex:none;font-weight:400}
.page::before{content:"· "}
blockquote{margin:2px 12px 8px;padding-inline-start:10px;border-inline-start:3px solid var(--brand);white-space:pre-wrap;overflow-wrap:anywhere;max-height:180px;overflow-y:auto}
details>a{display:inline-flex;align-items:center;gap:4px;min-height:28px;margin:0 12px 6px;font-weight:600}
.chips{display:flex;flex-wrap:wrap;gap:8px;margin-top:12px}
.chips:empty{display:none}
.chip{min-height:36px;padding:6px 14px;border-radius:18px;border-color:color-mix(in srgb,var(--link) 55%,var(--ground));color:var(--link);font-size:14px;font-weight:550;line-height:1.35;text-align:start;overflow-wrap:anywhere}
.chip:hover{background:color-mix(in srgb,var(--brand) 10%,var(--ground));border-color:var(--link)}
.latest{position:absolute;inset:auto 50% 10px auto;translate:50% 0;width:36px;height:36px;border-radius:18px;background:var(--ground);border-color:var(--edge);box-shadow:0 2px 10px rgb(16 20 24/.18);display:grid;place-items:center}
.composer{display:flex;align-items:flex-end;gap:6px;margin:0 12px;padding:5px;padding-inline-start:14px;border:1px solid var(--edge-strong);border-radius:24px;background:var(--ground)}
.composer:focus-within{border-color:var(--link);box-shadow:0 0 0 1px var(--link)}
textarea{flex:1;min-width:0;resize:none;border:0;background:none;padding:6px 0;font-size:16px;line-height:24px;field-sizing:content;max-height:156px;scrollbar-width:thin}
textarea:focus-visible{outline:none}
textarea::placeholder{color:var(--faint);opacity:1}
.sender{flex:none;width:36px;height:36px;border-radius:18px;background:var(--brand);color:var(--on-brand);display:grid;place-items:center;transition:opacity .15s}
.sender:disabled{background:var(--soft);color:var(--faint);cursor:default}
footer{display:flex;align-items:center;justify-content:space-between;gap:8px;padding:4px 14px 10px;min-height:44px}
.person{display:flex;align-items:center;gap:6px;min-height:30px;padding:2px 10px 2px 8px;padding-inline:8px 10px;border-radius:10px;font-size:13px;font-weight:600;color:var(--link)}
.person:hover{background:var(--soft)}
.person svg{width:17px;height:17px}
.count{font-size:12px;color:var(--faint);text-align:end}
.count.over{color:var(--bad);font-weight:600}
:host([page]) .panel{inset:0;margin:0 auto;width:100%;max-width:none;height:auto;max-height:none;border:0;border-radius:0;box-shadow:none;animation:none}
:host([page]) :is(header,.alarm:not(:empty)){padding-inline:max(18px,50% - 360px)}
:host([page]) .log{padding-inline:max(18px,50% - 360px)}
:host([page]) .composer{margin-inline:max(12px,50% - 366px)}
:host([page]) footer{padding-inline:max(14px,50% - 366px)}
@media (max-width:480px),(max-height:420px){
.panel{inset:0!important;width:100%;max-width:none;height:100vh;height:100dvh;max-height:none;border:0;border-radius:0;padding-bottom:env(safe-area-inset-bottom)}
:host([open]) .launcher{display:none}
}
@media (forced-colors:active){.sender,.launcher,.chip,.bubble,.avatar,.badge{border-color:CanvasText}.status::before{forced-color-adjust:none}}
@keyframes rise{from{opacity:0;transform:translateY(12px) scale(.98)}}
@keyframes dot{0%,60%,100%{opacity:.35;transform:none}30%{opacity:1;transform:translateY(-3px)}}
`;
class Memory {
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
forget(id) {
if (this.conversation?.id === id) this.local.remove(this.key);
}
get config() {
return this.local.get(this.key + ":config");
}
set config(config) {
this.local.set(this.key + ":config", config);
}
get queue() {
const prefix = this.key + ":out:";
return this.local
.keys()
.filter((key) => key.startsWith(prefix))
.map((key) => this.local.get(key))
.filter((entry) => entry?.client_id && typeof entry.text === "string")
.sort((one, other) => one.at - other.at);
}
enqueue(text) {
this.newest = Math.max(Date.now(), this.newest + 1);
const entry = { client_id: uuid(), text, at: this.newest };
this.put(entry);
return entry;
}
put(entry) {
this.local.set(`${this.key}:out:${entry.client_id}`, entry);
}
drop(clientId) {
this.local.remove(`${this.key}:out:${clientId}`);
}
watch(changed) {
const heard = (event) => event.key?.startsWith(this.key) && changed(event.key);
addEventListener("storage", heard);
return () => removeEventListener("storage", heard);
}
}
function uuid() {
if (crypto.randomUUID) return crypto.randomUUID();
const bytes = crypto.getRandomValues(new Uint8Array(16));
bytes[6] = (bytes[6] & 15) | 64;
bytes[8] = (bytes[8] & 63) | 128;
const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
const PATIENCE = 15e3;
const SILENCE = 40e3;
class Refused extends Error {
constructor(status, problem, retryAfter) {
super(problem?.detail || problem?.title || `HTTP ${status}`);
this.status = status;
this.code = problem?.code;
this.retryAfter = retryAfter;
}
get lost() {
return this.status === 401 || this.status === 404 || this.status === 409 || this.status === 410;
}
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
const pause = (tries, retryAfter) =>
Math.max((retryAfter || 0) * 1e3, Math.min(500 * 2 ** tries, 30e3) * (0.5 + Math.random() / 2));
class Wire {
constructor(origin) {
this.origin = origin;
}
async call(path, { token, body } = {}) {
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
return await response.json();
} catch (error) {
throw error instanceof Refused ? error : new Refused(0);
} finally {
clearTimeout(timer);
}
}
async follow({ id, token }, lastEventId, stop, heard) {
const headers = { Accept: "text/event-stream", Authorization: "Bearer " + token };
if (lastEventId) headers["Last-Event-ID"] = lastEventId;
let timer;
const listen = () => {
clearTimeout(timer);
timer = setTimeout(() => stop.abort(), SILENCE);
};
listen();
try {
const response = await fetch(`${this.origin}/v1/conversations/${encodeURIComponent(id)}/events`, {
headers, credentials: "omit", cache: "no-store", signal: stop.signal,
});
if (!response.ok) throw await refusal(response);
const reader = response.body.getReader();
const decoder = new TextDecoder();
const parser = new EventParser();
heard(null);
for (let part; !(part = await reader.read()).done; ) {
listen();
parser.feed(decoder.decode(part.value, { stream: true })).forEach(heard);
}
} catch (error) {
throw error instanceof Refused ? error : new Refused(0);
} finally {
clearTimeout(timer);
}
}
}
class EventParser {
constructor() {
this.rest = "";
this.event = { name: "message", data: [], id: null };
}
feed(text) {
const events = [];
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
const text = (value) => (typeof value === "string" ? value : "");
const list = (value) => (Array.isArray(value) ? value : []);
class Thread {
constructor() {
this.clear();
}
clear() {
this.items = new Map();
this.finished = new Set();
this.live = null;
this.pending = null;
this.staff = null;
this.closed = false;
}
get messages() {
return [...this.items.values()].sort(
(one, other) => (one.seq ?? Infinity) - (other.seq ?? Infinity) || one.at - other.at || 0,
);
}
queued({ client_id, text, at }, state) {
const key = "c:" + client_id;
if (this.items.get(key)?.state === "sent") return;
this.items.set(key, { key, author: "guest", client_id, text, at, state });
}
unqueued(client_id) {
const key = "c:" + client_id;
if (this.items.get(key)?.state !== "sent") this.items.delete(key);
}
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
});
return isNew;
}
load(snapshot) {
list(snapshot.messages).forEach((message) => this.stored(message));
this.closed = snapshot.status === "closed";
this.pending = snapshot.pending === true || null;
this.staff = snapshot.speaker === "staff" ? this.#lastStaffName() || true : null;
this.live = null;
}
#lastStaffName() {
return this.messages.filter((message) => message.author === "staff").pop()?.name;
}
lineBroke() {
this.live = null;
}
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
if (name === "reply.completed" || data.author === "staff") this.live = this.pending = null;
const fallback = name === "reply.completed" ? "concierge" : "system";
const message = { ...data, author: data.author || fallback };
return this.stored(message) ? this.items.get("m:" + data.message_id) ?? null : null;
}
}
const RECENT = 60 * 60e3;
const HIDDEN = 60e3;
const LINE = 1e3;
class Desk {
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
const entry = this.memory.queue.find((kept) => kept.client_id === clientId);
if (entry) this.memory.put({ ...entry, failed: false });
this.hurry();
this.#send();
}
hurry() {
this.tries = { send: 0, listen: 0 };
for (const wake of [...this.waits.values()]) wake();
}
async #configure() {
for (let tries = 0; !this.stopped; tries++) {
try {
this.config = await this.wire.call("/v1/config?locale=" + encodeURIComponent(this.language));
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
#explain() {
if (location.origin !== this.wire.origin)
console.warn(`Concierge: no answer from ${this.wire.origin}. If it is running, it may not know this website: add ${location.origin} to server.origins.`);
}
async #send() {
this.again = true;
if (this.sending) return;
this.sending = true;
while (this.again && !this.stopped) {
this.again = false;
try {
await this.#alone(() => this.#sendAll());
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
#alone(act) {
return navigator.locks ? navigator.locks.request(this.memory.key, act) : act();
}
async #sendAll() {
const tried = new Set();
for (let entry; (entry = this.memory.queue.find((kept) => !kept.failed)); ) {
let conversation = this.memory.conversation;
try {
if (conversation) this.#listen();
else conversation = await this.#begin();
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
async #begin() {
const page = location.href.split("#")[0].slice(0, 2000);
const made = await this.wire.call("/v1/conversations", { body: { locale: this.language, page } });
this.memory.keep(made);
this.known = made.id;
this.lastEventId = "0";
const opened = this.#wait("line", LINE);
this.#listen();
this.waits.get("listen")?.();
await opened;
return made;
}
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
async #listen() {
if (this.listening || this.asleep || this.stopped) return;
this.listening = true;
for (let conversation; (conversation = this.memory.conversation) && !this.asleep && !this.stopped; ) {
try {
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
if (this.known !== conversation.id) {
const snapshot = await this.wire.call("/v1/conversations/" + encodeURIComponent(conversation.id), conversation);
if (stop.signal.aborted) throw new Refused(0);
this.thread.load(snapshot);
for (const message of snapshot.messages || []) if (message.client_id) this.memory.drop(message.client_id);
this.known = conversation.id;
this.lastEventId = snapshot.last_event_id;
this.#reached(true);
}
await this.wire.follow(conversation, this.lastEventId, stop, (event) => {
if (!stop.signal.aborted) this.#heard(event);
});
}
#heard(event) {
if (!event) {
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
this.changed(finished, event.name, data);
}
#redial() {
this.#hangUp();
this.hurry();
}
#hangUp() {
this.line?.abort();
}
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
Object.assign(PATHS, {
send: "M12 19V5M5.5 11.5L12 5l6.5 6.5",
person: "M12 12a4 4 0 100-8 4 4 0 000 8zM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
page: "M7 3.5h7l4 4v13H7zM14 3.5v4h4M10 12h5M10 15.5h5",
out: "M9 6h9v9M18 6L7 17",
});
function safeAddress(address, base) {
try {
const url = new URL(address, base);
return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
} catch {
return null;
}
}
const ADDRESS = /https?:\/\/[^\s<>"'“”«»]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}|\+\d[\d ()./-]{6,20}\d/g;
const CLOSING = ".,;:!?)]}";
function withLinks(text) {
const nodes = [];
let end = 0;
for (const found of text.matchAll(ADDRESS)) {
let shown = found[0];
while (CLOSING.includes(shown.at(-1))) shown = shown.slice(0, -1);
const href = shown.includes("://") ? shown : shown[0] === "+" ? "tel:" + shown.replace(/[^+\d]/g, "") : "mailto:" + shown;
if (!safeAddress(href)) continue;
nodes.push(text.slice(end, found.index), link(href, shown));
end = found.index + shown.length;
}
nodes.push(text.slice(end));
return nodes;
}
const link = (href, ...children) =>
h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow", dir: "auto" }, ...children);
function reconcile(parent, wanted) {
const old = new Map([...parent.children].map((node) => [node.key, node]));
let place = parent.firstChild;
for (const [key, signature, make] of wanted) {
let node = old.get(key);
if (node && node.signature !== signature) {
const fresh = make();
node.replaceWith(fresh);
if (place === node) place = fresh;
node = fresh;
}
node ||= make();
node.key = key;
node.signature = signature;
old.delete(key);
if (node === place) place = place.nextSibling;
else parent.insertBefore(node, place);
}
old.forEach((node) => node.remove());
}
function rows(desk, words, view) {
const { config, thread } = desk;
const messages = thread.messages;
const wanted = [];
const spoken = JSON.stringify([config?.business, config?.texts]);
const add = (key, make, ...signs) => wanted.push([key, spoken + JSON.stringify(signs), make]);
const greeting = config?.greeting;
if (config && speaksItself(config)) add("disclosure", () => h("p", { class: "note", dir: "auto" }, words.disclosure), words.disclosure);
if (desk.fresh) add("fresh", () => h("p", { class: "note", dir: "auto" }, words.fresh));
if (greeting && messages[0]?.text !== greeting)
add("greeting", () => bubble({ author: "concierge", text: greeting }, { first: true, last: true }, desk, words, view), greeting);
messages.forEach((message, at) => {
const [before, after] = [messages[at - 1], messages[at + 1]];
if (before && day(before.at) !== day(message.at))
add("day:" + message.key, () => h("p", { class: "day" }, dayName(message.at, view.language)), day(message.at));
const place = { first: !together(before, message), last: !together(message, after) };
place.quiet = message.state === "sent" && (!place.last || (message.author === "guest" && after));
add(message.key, () => bubble(message, place, desk, words, view), signOf(message), place);
});
const writer = { author: "concierge" };
const begins = !together(messages.at(-1), { ...messages.at(-1), ...writer });
if (thread.live) add("live", () => writing(words, begins && who(writer, desk, words)), thread.live.answers);
if (thread.pending) add("pending", () => h("p", { class: "note", dir: "auto" }, words.pending));
if (thread.closed) add("closed", () => h("p", { class: "note", dir: "auto" }, words.closed));
return wanted;
}
const signs = new WeakMap();
function signOf(message) {
if (!signs.has(message)) signs.set(message, JSON.stringify(message));
return signs.get(message);
}
function replies({ config, thread }) {
if (thread.live) return [];
const last = thread.messages.at(-1);
const offered = last ? (last.author === "guest" ? [] : last.replies) : config?.quick_replies;
return (Array.isArray(offered) ? offered : []).filter((reply) => typeof reply === "string" && reply).slice(0, 8);
}
const speaksItself = (config) => config.automatic !== false && !config.paused;
const speaker = ({ author, name }, words) =>
author === "guest" ? words.you : author === "staff" ? name || words.colleague : author === "concierge" ? words.automatic : "";
function bubble(message, place, desk, words, view) {
const { author, text, state } = message;
const mine = author === "guest";
if (author === "system") return h("p", { class: "note", dir: "auto" }, ...withLinks(text));
const named = place.first && !mine;
return h(
"div",
{ class: ["message", mine ? "mine" : "theirs", author, place.first && "first", place.last && "last", state === "sending" && "arrives"].filter(Boolean).join(" "), "data-id": message.id ?? message.client_id },
named ? who(message, desk, words) : h("span", { class: "sr" }, speaker(message, words) + ": "),
h("div", { class: "bubble", dir: "auto" }, ...(mine ? [text] : withLinks(text))),
sources(message, desk, words),
!place.quiet && message.at && fate(message, desk, words, view),
state === "failed" && h("button", { type: "button", class: "retry", onclick: () => desk.retry(message.client_id) }, words.retry),
);
}
const who = (message, desk, words) => h("div", { class: "who" }, avatar(message, desk), h("bdi", null, speaker(message, words)));
const initial = (name) => [...String(name || "").trim()][0]?.toLocaleUpperCase() ?? "";
const avatar = ({ author, name }, { config }) =>
h("span", { class: "avatar " + author, "aria-hidden": "true" }, author === "staff" ? initial(name) || icon("person") : initial(config?.business?.name) || icon("chat"));
function fate({ author, state, at }, desk, words, view) {
const time = new Intl.DateTimeFormat(view.language, { hour: "numeric", minute: "2-digit" }).format(at);
const word = author === "guest" && words[state];
return h("div", { class: "fate " + (state || "") }, word ? `${word} · ${time}` : time);
}
function sources({ citations = [] }, desk, words) {
const cited = citations.filter((citation) => citation && typeof citation === "object");
if (!cited.length) return null;
return h("div", { class: "sources", role: "group", "aria-label": words.sources }, ...cited.slice(0, 5).map((citation) => source(citation, desk, words)));
}
function source({ title, url, page, quote }, desk, words) {
const address = url ? safeAddress(url, desk.wire.origin) : null;
const name = String(title || hostOf(address) || words.sources);
const place = page ? fill(words.page, { n: page }) : "";
const label = [icon("page"), h("bdi", { class: "title" }, name), place && h("span", { class: "page" }, place)];
if (!quote) return address ? link(address, ...label) : h("span", { class: "cited" }, ...label);
return h(
"details", null,
h("summary", null, ...label),
h("blockquote", { dir: "auto" }, String(quote)),
address && link(address, words.source, h("span", { class: "sr" }, " " + name), icon("out")),
);
}
const hostOf = (address) => (address ? new URL(address).hostname : "");
const writing = (words, named) =>
h("div", { class: "message theirs concierge live" }, named,
h("div", { class: "bubble", dir: "auto" }, h("span", { class: "dots", role: "img", "aria-label": words.writing }, h("i"), h("i"), h("i")), h("span", { class: "words" })));
const day = (at) => new Date(at).toDateString();
function dayName(at, language) {
const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date().setHours(12, 0, 0, 0)) / 864e5);
if (days === 0 || days === -1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(at);
}
const together = (one, other) =>
one && other && one.author === other.author && one.name === other.name && Math.abs(other.at - one.at) < 5 * 60e3 && day(one.at) === day(other.at);
const LONGEST = 4000;
const NEAR_LONGEST = 3600;
class Panel {
constructor(bell, spoken) {
this.bell = bell;
this.view = bell.view;
this.memory = new Memory(bell);
this.spoken = this.words = spoken;
const style = new CSSStyleSheet();
style.replaceSync(STYLE);
bell.shadowRoot.adoptedStyleSheets.splice(1, 0, style);
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
show(quietly) {
this.panel.hidden = false;
this.desk.open();
this.#draw();
this.#toEnd();
this.focus(quietly);
}
hide() {
this.panel.hidden = true;
}
focus(quietly) {
if (!quietly) (matchMedia("(pointer: coarse)").matches ? this.panel : this.field).focus({ preventScroll: true });
}
say(text) {
this.atEnd = true;
this.desk.say(text);
}
#build() {
const { view } = this;
this.heading = h("h2", { id: "title", dir: "auto" });
this.status = h("p", { class: "status", dir: "auto" });
this.face = h("div", { class: "face" });
this.closer = h("button", { type: "button", class: "closer", onclick: () => this.bell.hide() }, icon("down"));
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
this.news = h("div", { class: "sr", "aria-live": "polite" });
this.rows.addEventListener("toggle", (event) => event.target.open && this.#unfolded(event.target), true);
this.field.value = this.memory.tab.get(this.memory.key + ":draft") || "";
for (const name of ["keydown", "keypress", "keyup"]) this.panel.addEventListener(name, (event) => this.#typed(event));
}
#changed(finished, event, data) {
if (finished && finished.author !== "guest") {
const name = speaker(finished, this.words);
this.#announce(name ? `${name}: ${finished.text}` : finished.text);
if (this.panel.hidden) this.bell.count(this.bell.unread + 1);
this.bell.tell("message", { author: finished.author, name: finished.name, text: finished.text, at: new Date(finished.at) });
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
const words = (this.words = reworded(this.spoken, config?.texts));
this.bell.paint(this.view.colour || config?.colour);
this.#name();
if (this.panel.hidden) return;
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
#announce(text) {
const line = h("p", { dir: "auto" }, text);
this.news.append(line);
setTimeout(() => line.remove(), 10e3);
}
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
if (event.key === "Escape" && !event.isComposing) this.bell.hide();
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
function reworded(words, own) {
const changed = Object.entries(own || {}).filter(([key, text]) => key in words && typeof text === "string");
return changed.length ? { ...words, ...Object.fromEntries(changed) } : words;
}
return Panel;
});
