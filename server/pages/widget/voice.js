/* The guest's own voice, and ours: notes to send, words to dictate, answers read aloud; each only
   where the browser can. */

export const canRecord = () => !!(window.MediaRecorder && navigator.mediaDevices?.getUserMedia);

const LONGEST_NOTE = 120;

/* Records until `stop`, which gives the recording, or `cancel`. Rejects when the guest says no. */
export async function record(tick) {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const recorder = new MediaRecorder(stream);
  const pieces = [];
  recorder.ondataavailable = (event) => pieces.push(event.data);
  const ended = new Promise((done) => (recorder.onstop = done));
  recorder.start();
  let seconds = 0;
  const timer = setInterval(() => (++seconds >= LONGEST_NOTE ? end() : tick(seconds)), 1e3);
  const end = () => {
    clearInterval(timer);
    if (recorder.state !== "inactive") recorder.stop();
    stream.getTracks().forEach((track) => track.stop());
  };
  return {
    cancel: end,
    stop: async () => {
      end();
      await ended;
      return new Blob(pieces, { type: recorder.mimeType });
    },
  };
}

const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
export const canDictate = () => !!Recognition;

/* Writes what is said, as it is understood. Returns how to stop. */
export function dictate(language, heard, ended) {
  const listener = new Recognition();
  listener.lang = language;
  listener.interimResults = true;
  listener.onresult = (event) => heard([...event.results].map((result) => result[0].transcript).join(""));
  listener.onend = ended;
  listener.start();
  return () => listener.stop();
}

export const canSpeak = () => !!window.speechSynthesis && !!window.SpeechSynthesisUtterance;

/* Reads aloud; asked again while it reads, it stops. */
export function speak(text, language) {
  const busy = speechSynthesis.speaking;
  speechSynthesis.cancel();
  if (busy) return;
  const said = new SpeechSynthesisUtterance(text);
  said.lang = language;
  speechSynthesis.speak(said);
}
