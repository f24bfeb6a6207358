/* A few questions at once: drawn, checked and told as words, all in the guest's language. The
   browser's own complaints would be in the browser's language, so we make ours.

   A form is {title, submit, fields}; a field {name, label, type, required, options, min, max}.
   Types: text, long, choice, multi, yesno, date, time, number, phone, email, rating. */

import { fill } from "./bell_words.js";
import { h, put } from "./draw.js";

const NATIVE = { text: "text", date: "date", time: "time", number: "text", phone: "tel", email: "email" };
const COMPLETE = { name: "name", email: "email", phone: "tel" };
const MANY = 6;
let made = 0;

/* `send(values, told)` may return a promise; what it rejects with is shown, and asked again. */
export function formOf({ title, submit, fields }, words, language, send) {
  const asked = fields.filter((field) => field && field.name && field.label).slice(0, 30).map((field) => question(field, words, language));
  const trouble = h("p", { class: "wrong", role: "alert" });
  const button = h("button", { type: "submit", class: "go" }, submit || words.send);
  const root = h("form", { class: "form", novalidate: true, "aria-label": title || false }, title && h("h3", { dir: "auto" }, title), ...asked.map((one) => one.node), trouble, button);
  root.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    const wrong = asked.filter((one) => !one.check());
    if (wrong.length) return wrong[0].focus();
    button.disabled = true;
    put(trouble, "");
    const values = Object.fromEntries(asked.map((one) => [one.name, one.value()]));
    const told = asked.filter((one) => one.told()).map((one) => `${one.label}: ${one.told()}`).join("\n");
    try {
      await send(values, told);
    } catch (refused) {
      put(trouble, refused?.detail || words.failed);
    }
    button.disabled = false;
  });
  return root;
}

function question(field, words, language) {
  const id = `f${++made}`;
  const { name, type = "text" } = field;
  const label = String(field.label);
  const wrong = h("p", { class: "wrong", id: `${id}-wrong`, role: "alert" });
  const options = type === "yesno" ? [words.yes, words.no] : type === "rating" ? ["1", "2", "3", "4", "5"] : (Array.isArray(field.options) ? field.options : []).map(String);
  const picks = ["yesno", "rating", "multi"].includes(type) || (type === "choice" && options.length <= MANY);
  const attributes = { id, name, "aria-describedby": `${id}-wrong`, "aria-required": field.required ? "true" : false };
  let node, value, first;
  if (picks) {
    const kind = type === "multi" ? "checkbox" : "radio";
    const boxes = options.map((option) => h("input", { type: kind, name: `${id}-${name}`, value: option, "aria-describedby": `${id}-wrong`, "aria-label": type === "rating" ? fill(words.stars, { n: option }) : false }));
    node = h("fieldset", { class: type }, h("legend", { dir: "auto" }, label), ...boxes.map((box, at) => h("label", { dir: "auto" }, box, type === "rating" ? h("span", { "aria-hidden": "true" }, "★") : options[at])), wrong);
    value = () => boxes.filter((box) => box.checked).map((box) => box.value);
    first = boxes[0];
  } else {
    if (type === "choice") first = h("select", attributes, h("option", { value: "" }, words.choose), ...options.map((option) => h("option", { value: option }, option)));
    else if (type === "long") first = h("textarea", { ...attributes, rows: "3", dir: "auto", maxlength: "2000" });
    else first = h("input", { ...attributes, type: NATIVE[type] || "text", dir: "auto", maxlength: "200", autocomplete: COMPLETE[name] || "off", inputmode: type === "number" ? "decimal" : false, min: field.min ?? false, max: field.max ?? false });
    if (field.value) first.value = field.value;
    node = h("div", { class: "field" }, h("label", { for: id, dir: "auto" }, label), first, wrong);
    value = () => [first.value.trim()].filter(Boolean);
  }
  const check = () => {
    const complaint = complaintOf(field, type, value(), words, language, first);
    put(wrong, complaint);
    first.setAttribute("aria-invalid", String(!!complaint));
    return !complaint;
  };
  node.addEventListener("change", () => wrong.textContent && check());
  return {
    name, label, node, check,
    value: () => (type === "multi" ? value() : value()[0] ?? ""),
    told: () => value().map((one) => spelled(one, type, language)).join(", "),
    focus: () => first.focus(),
  };
}

function complaintOf({ required, min, max }, type, values, words, language, input) {
  // A date half filled in has no value, and is no empty one.
  if (input.validity?.badInput) return words.not_date;
  if (!values.length) return required ? words.needed : "";
  const [value] = values;
  if (type === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@.]{2,}$/.test(value)) return words.not_email;
  if (type === "phone" && !/^\+?[\d\s()./-]{5,25}$/.test(value)) return words.not_phone;
  const number = type === "number" ? numberIn(value) : null;
  if (Number.isNaN(number)) return words.not_number;
  const measure = number ?? value;
  const bound = (limit) => (number === null ? spelled(String(limit), type, language) : limit);
  if (min !== undefined && ["number", "date", "time"].includes(type) && measure < min) return fill(words.at_least, { n: bound(min) });
  if (max !== undefined && ["number", "date", "time"].includes(type) && measure > max) return fill(words.at_most, { n: bound(max) });
  return "";
}

/* 1,5 and 1.5 are the same to most of the world. */
const numberIn = (value) => (/^-?\d+([.,]\d+)?$/.test(value) ? Number(value.replace(",", ".")) : NaN);

function spelled(value, type, language) {
  if (type !== "date") return value;
  const at = new Date(value + "T12:00:00");
  return isNaN(at) ? value : new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).format(at);
}
