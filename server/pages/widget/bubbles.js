/* One message as the guest sees it: who said it, the words, the sources, and how it fared. */

import { fill } from "./bell_words.js";
import { h, icon } from "./draw.js";
import { drawn, fileOf } from "./files.js";
import { formOf } from "./forms.js";
import { link, safeAddress, withLinks } from "./nodes.js";
import { canSpeak } from "./voice.js";

/* What the log shows: [key, signature, make] for each day, message and sign of life. */
export function rows(desk, words, view, act) {
  const { config, thread } = desk;
  const messages = thread.messages;
  const wanted = [];
  const spoken = JSON.stringify([config?.business, config?.texts]);
  const add = (key, make, ...signs) => wanted.push([key, spoken + JSON.stringify(signs), make]);
  const greeting = config?.greeting;

  if (config && speaksItself(config)) add("disclosure", () => h("p", { class: "note", dir: "auto" }, words.disclosure), words.disclosure);
  if (desk.fresh) add("fresh", () => h("p", { class: "note", dir: "auto" }, words.fresh));
  if (greeting && messages[0]?.text !== greeting)
    add("greeting", () => bubble({ author: "concierge", text: greeting }, { first: true, last: true }, desk, words, view, act), greeting);

  messages.forEach((message, at) => {
    const [before, after] = [messages[at - 1], messages[at + 1]];
    if (before && day(before.at) !== day(message.at))
      add("day:" + message.key, () => h("p", { class: "day" }, dayName(message.at, view.language)), day(message.at));
    const place = { first: !together(before, message), last: !together(message, after) };
    // A guest's acknowledged messages say "Sent" once, under the newest.
    place.quiet = message.state === "sent" && (!place.last || (message.author === "guest" && after));
    if (message.author === "guest" && message.state === "sent" && message.seq <= thread.readSeq) place.read = true;
    place.newest = !after;
    add(message.key, () => bubble(message, place, desk, words, view, act), signOf(message), place);
  });

  const writer = { author: "concierge" };
  const begins = !together(messages.at(-1), { ...messages.at(-1), ...writer });
  if (thread.live) add("live", () => writing(words, begins && who(writer, desk, words)), thread.live.answers);
  if (thread.typing) add("typing", () => writing(words, who({ author: "staff", name: thread.typing === true ? "" : thread.typing }, desk, words), "staff"));
  if (thread.pending) add("pending", () => h("p", { class: "note", dir: "auto" }, words.pending));
  if (thread.closed) add("closed", () => h("div", { class: "note" }, h("p", { dir: "auto" }, words.closed), h("button", { type: "button", class: "retry", onclick: () => act.sheets.rate() }, words.rate)));
  return wanted;
}

/* A changed message is a new object, so each needs to be spelled out only once. */
const signs = new WeakMap();
function signOf(message) {
  if (!signs.has(message)) signs.set(message, JSON.stringify({ ...message, progress: Math.round(message.progress * 20) }));
  return signs.get(message);
}

/* What may be tapped instead of typed; only ever for the newest message. */
export function replies({ config, thread }) {
  if (thread.live) return [];
  const last = thread.messages.at(-1);
  const offered = last ? (last.author === "guest" ? [] : last.replies) : config?.quick_replies;
  return (Array.isArray(offered) ? offered : []).filter((reply) => typeof reply === "string" && reply).slice(0, 8);
}

/* The concierge answers by itself, so the guest is told. */
export const speaksItself = (config) => config.automatic !== false && !config.paused;

export const speaker = ({ author, name }, words) =>
  author === "guest" ? words.you : author === "staff" ? name || words.colleague : author === "concierge" ? words.automatic : "";

function bubble(message, place, desk, words, view, act) {
  const { author, text, state, kind, form } = message;
  const mine = author === "guest";
  if (author === "system") return h("p", { class: "note", dir: "auto" }, ...withLinks(text));
  const named = place.first && !mine;
  return h(
    "div",
    { class: ["message", mine ? "mine" : "theirs", author, place.first && "first", place.last && "last", state === "sending" && "arrives"].filter(Boolean).join(" "), "data-id": message.id ?? message.client_id },
    named ? who(message, desk, words) : h("span", { class: "sr" }, speaker(message, words) + ": "),
    FILES.includes(kind) ? fileOf(message, desk, words, act) : h("div", { class: "bubble", dir: "auto" }, ...(mine ? [text] : withLinks(text))),
    ...(message.cards || []).slice(0, 6).map((one) => card(one, desk, words)),
    sources(message, desk, words),
    form && place.newest && h("div", { class: "asked" }, formOf(form, words, view.language, (values, told) => act.say(told))),
    !place.quiet && message.at && fate(message, place, words, view, act),
    state === "failed" && h("button", { type: "button", class: "retry", onclick: () => desk.retry(message.client_id) }, words.retry),
  );
}

const who = (message, desk, words) => h("div", { class: "who" }, avatar(message, desk), h("bdi", null, speaker(message, words)));

const initial = (name) => [...String(name || "").trim()][0]?.toLocaleUpperCase() ?? "";

export function avatar({ author, name }, desk) {
  const { config } = desk;
  const face = h("span", { class: "avatar " + author, "aria-hidden": "true" }, author === "staff" ? initial(name) || icon("person") : initial(config?.business?.name) || icon("chat"));
  if (author !== "staff" && config?.logo) logoOf(desk.wire, config.logo).then((picture) => face.replaceChildren(drawn(picture, 128)), () => {});
  return face;
}

// Fetched once, and drawn wherever it is wanted.
const logos = new Map();
function logoOf(wire, address) {
  if (!logos.has(address)) logos.set(address, wire.call(address, { blob: true }).then(createImageBitmap));
  return logos.get(address);
}

const FILES = ["photo", "voice", "file"];

function fate({ author, state, at, text }, { read }, words, view, act) {
  const time = new Intl.DateTimeFormat(view.language, { hour: "numeric", minute: "2-digit" }).format(at);
  const word = author === "guest" && words[read ? "read" : state];
  const tool = (name, label, does) => h("button", { type: "button", class: "mini", "aria-label": label, title: label, onclick: does }, icon(name));
  return h(
    "div", { class: "fate " + (state || "") },
    h("time", { datetime: new Date(at).toISOString() }, word ? `${word} · ${time}` : time),
    author !== "guest" && navigator.clipboard && tool("copy", words.copy, () => act.copy(text)),
    author !== "guest" && canSpeak() && tool("aloud", words.aloud, () => act.speak(text)),
  );
}

/* Something to go to: {title, text, url, price, place, phone}; whatever it lacks is left out. */
function card({ title, text, url, price, place, phone } = {}, desk, words) {
  const links = [
    [place && MAP + encodeURIComponent(place), "place", words.map],
    [phone && "tel:" + String(phone).replace(/[^+\d]/g, ""), "call", phone],
    [url, "out", words.more],
  ].map(([address, name, label]) => [address && safeAddress(String(address), desk.wire.origin), name, label]);
  return h(
    "div", { class: "card" },
    h("p", { class: "card-head" }, h("bdi", null, String(title ?? "")), price && h("b", { dir: "auto" }, String(price))),
    text && h("p", { dir: "auto" }, String(text)), place && h("p", { dir: "auto" }, String(place)),
    ...links.filter(([address]) => address).map(([address, name, label]) => link(address, icon(name), String(label))),
  );
}

export const MAP = "https://www.openstreetmap.org/search?query=";

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

const writing = (words, named, author = "concierge live") =>
  h("div", { class: "message theirs " + author }, named,
    h("div", { class: "bubble", dir: "auto" }, h("span", { class: "dots", role: "img", "aria-label": words.writing }, h("i"), h("i"), h("i")), h("span", { class: "words" })));

const day = (at) => new Date(at).toDateString();

function dayName(at, language) {
  const days = Math.round((new Date(at).setHours(12, 0, 0, 0) - new Date().setHours(12, 0, 0, 0)) / 864e5);
  if (days === 0 || days === -1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(days, "day");
  return new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long" }).format(at);
}

/* Messages of one hand, close in time, are drawn as one. */
const together = (one, other) =>
  one && other && one.author === other.author && one.name === other.name && Math.abs(other.at - one.at) < 5 * 60e3 && day(one.at) === day(other.at);
