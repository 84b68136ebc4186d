/* The cells of the page as they are known here: what is shown, what the server has confirmed,
   and what can be taken back. Views listen: "paint" {entry}, "row" {student}, "column" {lesson},
   "say" {text}; an act over many cells is taken back by who did it: "act" {act, from, to, again}. */

import { address, fill } from "./dom.js";
import { shownMean, sumOf } from "./cells.js";

const LONGEST_UNDO = 200;

export class Entries extends EventTarget {
  constructor(data, queue) {
    super();
    this.data = data;
    this.queue = queue;
    this.entries = new Map();
    this.means = new Map();
    this.lessons = new Map(data.lessons.map((lesson) => [String(lesson.id), lesson]));
    this.done = [];
    this.undone = [];
    this.signs = data.signs;
    queue.addEventListener("saved", (event) => this.#saved(event.detail));
    queue.addEventListener("failed", (event) => this.#failed(event.detail.item));
  }

  /** Make a cell known; a second view of the same cell shares it. */
  add({ lesson, student, text, version, comment, why, flags }) {
    const key = `${lesson}/${student}`;
    let entry = this.entries.get(key);
    if (!entry) {
      entry = { key, lesson, student, text, version, comment, why, flags, confirmed: text, state: "", message: "" };
      this.entries.set(key, entry);
    }
    return entry;
  }

  get(lesson, student) {
    return this.entries.get(`${lesson}/${student}`);
  }

  setMean(student, sum, count) {
    this.means.set(student, { sum, count });
  }

  /** The student's mean with everything that is typed, saved or not. */
  mean(student) {
    const base = this.means.get(student) ?? { sum: 0, count: 0 };
    const mean = { ...base };
    for (const entry of this.ofStudent(student)) {
      if (entry.text === entry.confirmed) continue;
      const before = sumOf(entry.confirmed, this.signs);
      const after = sumOf(entry.text, this.signs);
      mean.sum += after.sum - before.sum;
      mean.count += after.count - before.count;
    }
    return mean;
  }

  shown(mean, places = 2) {
    return shownMean(mean, places, this.data.decimal);
  }

  ofStudent(student) {
    return [...this.entries.values()].filter((entry) => entry.student === student);
  }

  ofLesson(lesson) {
    return [...this.entries.values()].filter((entry) => entry.lesson === lesson);
  }

  label(entry) {
    const lesson = this.lessons.get(entry.lesson);
    return `${this.data.students[entry.student] ?? ""}, ${lesson?.label ?? ""}`;
  }

  /** Why a cell is closed, or an empty text. */
  closed(entry) {
    return entry.why || this.lessons.get(entry.lesson)?.why || "";
  }

  /** Write a text (and a comment, when given); gives false when the cell is closed. */
  write(entry, text, { comment = null, record = true } = {}) {
    const why = this.closed(entry);
    if (why) {
      this.say(why, true);
      return false;
    }
    const before = { key: entry.key, text: entry.text, comment: entry.comment };
    const newComment = comment !== null && comment !== entry.comment;
    if (text === entry.text && !newComment && entry.state === "") return true;
    if (record && (text !== entry.text || newComment)) {
      this.done.push({ before, after: { key: entry.key, text, comment: newComment ? comment : entry.comment } });
      if (this.done.length > LONGEST_UNDO) this.done.shift();
      this.undone = [];
    }
    entry.text = text;
    if (newComment) {
      entry.comment = comment;
      entry.commentTyped = true;
    }
    if (entry.state !== "conflict") Object.assign(entry, { state: "pending", message: "" });
    this.queue.put({
      key: entry.key,
      method: "PUT",
      url: address(this.data.urls.cell, entry),
      body: entry.commentTyped ? { text, comment: entry.comment } : { text },
      base: { text: entry.confirmed },
      version: entry.version,
      label: this.label(entry),
    });
    this.#show(entry);
    return true;
  }

  /** Take back the last entry of this page (or do it again); gives the cell, to go there. */
  undo() {
    return this.#step(this.done, this.undone, "before");
  }

  redo() {
    return this.#step(this.undone, this.done, "after");
  }

  #step(from, to, side) {
    const step = from.pop();
    if (!step) {
      this.say(this.data.words.nothingToUndo);
      return null;
    }
    if (step.act) {
      this.dispatchEvent(new CustomEvent("act", { detail: { act: step.act, from, to, again: side === "after" } }));
      return null;
    }
    const { key, text, comment } = step[side];
    const entry = this.entries.get(key);
    if (!this.write(entry, text, { comment, record: false })) return entry;
    to.push(step);
    return entry;
  }

  /** Put back what an earlier page of this tab had typed. */
  restore(items) {
    for (const item of items) {
      const entry = this.entries.get(item.key);
      if (!entry) continue;
      entry.text = item.body.text;
      if (item.body.comment !== undefined) Object.assign(entry, { comment: item.body.comment, commentTyped: true });
      Object.assign(entry, { state: item.state === "waiting" ? "pending" : item.state, message: item.message ?? "" });
      this.#show(entry);
    }
  }

  /** A cell as an act over many has left it: the server has saved it already. */
  accept({ lesson, student, after, version, comment, flags, changes }) {
    const entry = this.get(lesson, student);
    if (!entry || !changes) return;
    this.#shiftMean(entry, after);
    Object.assign(entry, { confirmed: after, version, flags });
    if (!entry.state) Object.assign(entry, { text: after, comment });
    this.#show(entry);
  }

  /** Give up a value that could not be saved: the confirmed one stands again. */
  giveUp(entry) {
    this.queue.discard(entry.key);
    Object.assign(entry, { text: entry.confirmed, state: "", message: "", commentTyped: false });
    this.#show(entry);
  }

  say(text, warn = false) {
    this.dispatchEvent(new CustomEvent("say", { detail: { text, warn } }));
  }

  #saved({ key, answer, superseded }) {
    const entry = this.entries.get(key);
    if (!entry) return;
    this.#shiftMean(entry, answer.text);
    Object.assign(entry, { confirmed: answer.text, version: answer.version });
    if (answer.flags) entry.flags = answer.flags;
    if (!superseded) {
      Object.assign(entry, { text: answer.text, comment: answer.comment ?? "", state: "", message: "" });
      entry.commentTyped = false;
    }
    const rest = this.ofStudent(entry.student).some((other) => other.text !== other.confirmed);
    if (answer.average && !rest) this.setMean(entry.student, answer.average.sum, answer.average.count);
    this.#show(entry);
    if (!superseded) this.say(fill(this.data.words.cellSaved, { cell: this.label(entry), text: entry.text || "–" }));
  }

  /** The confirmed text changes: count it in before the server's own mean comes. */
  #shiftMean(entry, text) {
    const base = this.means.get(entry.student);
    if (!base) return;
    const before = sumOf(entry.confirmed, this.signs);
    const after = sumOf(text, this.signs);
    base.sum += after.sum - before.sum;
    base.count += after.count - before.count;
  }

  #failed(item) {
    const entry = this.entries.get(item.key);
    if (!entry) return;
    Object.assign(entry, { state: item.state === "conflict" ? "conflict" : "error", message: item.message });
    this.#show(entry);
    this.say(`${this.label(entry)}: ${item.message}`);
    this.dispatchEvent(new CustomEvent("trouble", { detail: { entry, item } }));
  }

  #show(entry) {
    this.dispatchEvent(new CustomEvent("paint", { detail: { entry } }));
    this.dispatchEvent(new CustomEvent("row", { detail: { student: entry.student } }));
    this.dispatchEvent(new CustomEvent("column", { detail: { lesson: entry.lesson } }));
  }
}
