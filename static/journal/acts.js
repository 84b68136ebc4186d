/* Acts over many cells that this page has done, and their taking back by the server. They stand in
   one row with the single entries, so that Ctrl+Z goes back step by step; their numbers stay in
   sessionStorage, so that a reload of the page loses no way back. Events: "done" {text, act}. */

import { address, fill } from "./dom.js";
import { call } from "./transport.js";

const LONGEST = 20;

export class Acts extends EventTarget {
  constructor({ data, entries, queue, say }) {
    super();
    Object.assign(this, { data, entries, queue, say, words: data.words });
    this.store = `sgo.acts.${data.account}.${data.urls.acts}`;
    entries.addEventListener("act", (event) => this.#takeBack(event.detail));
    for (const act of this.#kept()) entries.done.push({ act });
  }

  /** An act was done: its cells stand, and it can be taken back. */
  done(act, text) {
    if (act) {
      this.entries.done.push({ act });
      this.entries.undone = [];
      this.#keep();
    }
    this.#tell(text, act);
  }

  /** What the server says of cells and lessons becomes what the page shows. */
  accept({ cells = [], lessons = [], saved_at: savedAt }) {
    for (const line of cells) this.entries.accept(line);
    for (const { lesson, checked, version } of lessons) {
      this.queue.lanes.set(`lesson/${lesson}`, version);
      document.dispatchEvent(new CustomEvent("sgo:checked", { detail: { lesson: String(lesson), checked } }));
    }
    if (savedAt) this.queue.savedAt = savedAt;
    this.queue.pump();
  }

  /** Take an act back; what was taken back is done `again` by taking that back in its turn. */
  async #takeBack({ act, from, to, again }) {
    await this.queue.idle();
    let result = null;
    try {
      result = await call("POST", address(this.data.urls.undo, { act }), {});
    } catch {
      from.push({ act });
      this.say(this.words.serverAway, true);
      return;
    }
    const { status, answer } = result;
    if (status !== 200) {
      if (status !== 404) from.push({ act });
      this.say(status === 401 ? this.words.signedOut : answer.message, true);
      return;
    }
    this.accept(answer);
    if (answer.act) to.push({ act: answer.act });
    this.#keep();
    const parts = [...answer.cells, ...answer.lessons];
    const stays = parts.filter((part) => !part.changes);
    const reasons = [...new Set(stays.map((part) => part.reason))].join(" ");
    const changed = parts.length - stays.length;
    this.#tell(fill(again ? this.words.doneAgain : this.words.takenBack, { count: changed, rest: stays.length }) + (reasons ? ` ${reasons}` : ""), null);
  }

  #tell(text, act) {
    this.say(text);
    this.dispatchEvent(new CustomEvent("done", { detail: { text, act } }));
  }

  #kept() {
    try {
      return JSON.parse(window.sessionStorage.getItem(this.store) ?? "[]");
    } catch {
      return [];
    }
  }

  #keep() {
    const acts = this.entries.done.flatMap((step) => step.act ?? []).slice(-LONGEST);
    try {
      window.sessionStorage.setItem(this.store, JSON.stringify(acts));
    } catch {
      // Without storage the way back lives in memory alone.
    }
  }
}

/** The line that tells what an act did and takes it back by a button. */
export class ActNotice {
  constructor(acts, undo) {
    this.box = document.getElementById("journal-act");
    if (!this.box) return;
    this.text = this.box.querySelector("[data-text]");
    this.button = this.box.querySelector("[data-act-undo]");
    this.button.addEventListener("click", () => {
      this.hide();
      undo();
    });
    this.box.querySelector("[data-act-close]").addEventListener("click", () => this.hide());
    acts.addEventListener("done", ({ detail: { text, act } }) => {
      this.text.textContent = text;
      this.button.hidden = !act;
      this.box.hidden = false;
    });
  }

  hide() {
    if (this.box) this.box.hidden = true;
  }
}
