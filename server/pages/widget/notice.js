/* Draws attention to a new message, for those who asked for it: a soft sound, and a number in the
   page's title while nobody looks. Off until the guest switches it on. */

export class Notice {
  constructor(memory) {
    this.memory = memory;
    this.missed = 0;
    this.looked = () => document.visibilityState === "visible" && this.clear();
  }

  get on() {
    return !!this.memory.local.get(this.memory.key + ":sound");
  }

  toggle() {
    if (this.on) this.memory.local.remove(this.memory.key + ":sound");
    else {
      this.memory.local.set(this.memory.key + ":sound", true);
      this.#ring();
    }
  }

  /* A message came. */
  give() {
    if (!this.on) return;
    this.#ring();
    if (document.visibilityState === "visible") return;
    if (!this.missed++) document.addEventListener("visibilitychange", this.looked);
    document.title = `(${this.missed}) ` + this.#plain();
  }

  clear() {
    document.removeEventListener("visibilitychange", this.looked);
    if (this.missed) document.title = this.#plain();
    this.missed = 0;
  }

  #plain() {
    return document.title.replace(/^\(\d+\) /, "");
  }

  #ring() {
    try {
      const sound = (this.sound ||= new AudioContext());
      const loud = sound.createGain();
      loud.connect(sound.destination);
      loud.gain.setValueAtTime(0.08, sound.currentTime);
      loud.gain.exponentialRampToValueAtTime(0.0001, sound.currentTime + 0.5);
      for (const [tone, after] of [[660, 0], [880, 0.12]]) {
        const voice = sound.createOscillator();
        voice.frequency.value = tone;
        voice.connect(loud);
        voice.start(sound.currentTime + after);
        voice.stop(sound.currentTime + 0.5);
      }
    } catch {}
  }
}
