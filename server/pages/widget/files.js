/* Files of guests: made smaller, sent with their progress, fetched again and shown. They are fetched
   and drawn rather than linked, so that a page's policy on pictures and sounds does not matter, and
   the token stays in a header. */

import { h, icon } from "./draw.js";
import { Refused } from "./wire.js";

const LARGE = 1.5e6;
const LONGEST_SIDE = 2048;
const SHOWN = 480;

/* A photo from a phone has ten times the points anyone looks at; a guest's network is slow. */
export async function smaller(file) {
  if (!/^image\/(jpeg|png|webp|heic|heif)$/.test(file.type) || (file.size < LARGE && !file.type.includes("hei"))) return file;
  try {
    const picture = await createImageBitmap(file);
    const canvas = drawn(picture, LONGEST_SIDE);
    return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86))) || file;
  } catch {
    return file;
  }
}

export function drawn(picture, longest) {
  const share = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = h("canvas", { width: Math.max(1, Math.round(picture.width * share)), height: Math.max(1, Math.round(picture.height * share)) });
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/* XMLHttpRequest, because fetch cannot tell how much has gone. */
export function upload(wire, { id, token }, { client_id, text, file }, progress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const asked = new URLSearchParams({ client_id, name: text });
    request.open("POST", `${wire.origin}/v1/conversations/${encodeURIComponent(id)}/files?${asked}`);
    request.setRequestHeader("Authorization", "Bearer " + token);
    request.upload.onprogress = (event) => event.lengthComputable && progress(event.loaded / event.total);
    request.onerror = request.ontimeout = () => reject(new Refused(0));
    request.timeout = 180e3;
    request.onload = () => {
      let answer = null;
      try {
        answer = JSON.parse(request.responseText);
      } catch {}
      if (request.status === 202 && answer) resolve(answer);
      else reject(new Refused(request.status, answer));
    };
    request.send(file);
  });
}

// What was fetched or sent, by message: it is drawn again whenever the log is.
const kept = new Map();
export const keepFile = (message, blob) => kept.set(message, blob);

async function fetched(desk, message) {
  if (!message.id) return message.file;
  if (!kept.has(message.id)) kept.set(message.id, await desk.errands.fetchFile(message.id));
  return kept.get(message.id);
}

/* What stands in the bubble of a message that is a file. */
export function fileOf(message, desk, words, act) {
  const { kind, text, progress, state } = message;
  const name = h("bdi", { class: "name" }, kind === "voice" ? words.voice_note : text);
  const save = async () => {
    const blob = await fetched(desk, message);
    const link = h("a", { href: URL.createObjectURL(blob), download: text });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10e3);
  };
  const trying = (what) => async (event) => {
    const button = event.currentTarget;
    button.setAttribute("aria-busy", "true");
    await what(button).catch(() => act.alarm(words.failed));
    button.removeAttribute("aria-busy");
  };
  const bar = state === "sending" && progress < 1 && h("progress", { max: "1", value: String(progress ?? 0), "aria-label": words.sending });
  const button = h("button", { type: "button", class: "attached " + kind, "aria-label": kind === "voice" ? `${words.play} ${words.voice_note}` : `${words.save} ${text}`, onclick: trying(kind === "voice" ? async () => play(await fetched(desk, message)) : save) }, icon(kind === "voice" ? "play" : kind === "photo" ? "photo" : "page"), name);
  if (kind === "photo") show(button, desk, message, text);
  return h("div", { class: "file" }, button, bar);
}

async function show(button, desk, message, text) {
  try {
    const canvas = drawn(await createImageBitmap(await fetched(desk, message)), SHOWN);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", text);
    button.replaceChildren(canvas);
    desk.changed();
  } catch {
    // It stays a name that can be saved.
  }
}

let playing;
async function play(blob) {
  const again = playing?.blob === blob;
  playing?.source.stop();
  playing = null;
  if (again) return;
  const context = new AudioContext();
  const source = context.createBufferSource();
  source.buffer = await context.decodeAudioData(await blob.arrayBuffer());
  source.connect(context.destination);
  source.onended = () => {
    context.close();
    if (playing?.source === source) playing = null;
  };
  source.start();
  playing = { blob, source };
}
