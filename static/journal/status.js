/* What of the page is saved: one line that is always seen, a list of what is not, and the dialog
   of a session that has ended. */

import { fill, icon, make } from "./dom.js";

const SPEECH_PAUSE = 1000;

/** Speaks to who cannot see, at most once in a second; shows a warning to who can. */
export class Speaker {
  constructor() {
    this.box = document.getElementById("journal-speech");
    this.warning = document.getElementById("journal-warning");
    this.last = 0;
    this.timer = null;
  }

  say(text, warn = false) {
    if (!text) return;
    if (warn && this.warning) {
      this.warning.querySelector("[data-text]").textContent = text;
      this.warning.hidden = false;
    }
    this.next = text;
    if (this.timer !== null) return;
    const pause = Math.max(0, this.last + SPEECH_PAUSE - performance.now());
    this.timer = window.setTimeout(() => {
      this.timer = null;
      this.last = performance.now();
      if (this.box) this.box.textContent = this.next;
    }, pause);
  }

  quiet() {
    if (this.warning) this.warning.hidden = true;
  }
}

export class Status {
  /** show(item) brings the person to what is not saved. */
  constructor(queue, words, show) {
    Object.assign(this, { queue, words, show });
    this.boxes = [...document.querySelectorAll("[data-save-state]")];
    this.dialog = document.getElementById("sign-in-again");
    this.turn = 0;
    this.note = "";
    queue.addEventListener("change", () => {
      this.note = "";
      this.paint();
    });
    // What was done beside the queue is told in the same place, until something else is saved.
    document.addEventListener("sgo:works", ({ detail: { text } }) => {
      this.note = text;
      this.paint();
    });
    queue.addEventListener("signedout", (event) => this.#signedOut(event.detail.who));
    this.dialog?.querySelector("[data-resume]").addEventListener("click", () => this.#resume());
    this.paint();
  }

  paint() {
    const { queue, words } = this;
    const waiting = queue.waiting.length;
    const failed = queue.failed;
    const parts = [];
    if (queue.signedOut) parts.push(["bad", "alert", fill(words.signedOutWaits, { count: waiting }), () => this.#signedOut("nobody")]);
    else if (waiting && queue.away) parts.push(["soon", "clock", fill(words.awayWaits, { count: waiting }), () => queue.tryNow()]);
    else if (waiting) parts.push(["none", "clock", fill(words.saving, { count: waiting }), null]);
    if (failed.length) parts.push(["bad", "alert", fill(words.notSaved, { count: failed.length }), () => this.#next()]);
    if (!parts.length && this.note) parts.push(["ok", "check", this.note, null]);
    if (!parts.length && queue.savedAt) parts.push(["ok", "check", fill(words.savedAt, { time: queue.savedAt }), null]);
    const signature = JSON.stringify(parts.map(([, , text]) => text));
    if (signature === this.signature) return;
    this.signature = signature;
    for (const box of this.boxes) box.replaceChildren(...parts.map((part) => this.#part(part)));
  }

  #part([kind, picture, text, act]) {
    if (!act) return make("span", { class: `st ${kind}` }, icon(picture), ` ${text}`);
    const button = make("button", { type: "button", class: `st ${kind} as-link` }, icon(picture), ` ${text}`);
    button.addEventListener("click", act);
    return button;
  }

  /** The next of what is not saved, in turn. */
  #next() {
    const { failed } = this.queue;
    if (!failed.length) return;
    this.turn = (this.turn + 1) % failed.length;
    this.show(failed[this.turn]);
  }

  #signedOut(who) {
    const text = this.dialog?.querySelector("[data-sign-in-text]");
    if (!text) return;
    text.textContent = who === "other" ? this.words.otherPerson : this.words.signInAgain;
    if (!this.dialog.open) this.dialog.showModal();
  }

  async #resume() {
    const who = await this.queue.resume();
    if (who === "same") this.dialog.close();
  }
}
