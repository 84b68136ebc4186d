/* The dialog of an act over many cells: what it would change and what stays is asked of the server
   first, then one button does it. The server decides every cell; nothing is judged here. */

import { address, fill, make } from "./dom.js";
import { call } from "./transport.js";

const PAUSE = 250;

export class Bulk {
  constructor({ data, entries, queue, acts }) {
    Object.assign(this, { data, entries, queue, acts, words: data.words });
    this.dialog = document.getElementById("journal-bulk");
    if (!this.dialog) return;
    const part = (name) => this.dialog.querySelector(`[data-bulk-${name}]`);
    Object.assign(this, {
      title: part("title"),
      field: part("value"),
      fieldRow: part("value-row"),
      over: part("over"),
      overRow: part("over-row"),
      overText: part("over-text"),
      summary: part("summary"),
      lines: part("lines"),
      button: part("do"),
    });
    this.turn = 0;
    this.over.addEventListener("change", () => this.#preview());
    this.field.addEventListener("input", () => {
      window.clearTimeout(this.timer);
      this.button.disabled = true;
      this.timer = window.setTimeout(() => this.#preview(), PAUSE);
    });
    this.dialog.querySelector("form").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#do();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      if (!this.button.disabled) this.#do();
      else this.#preview().then(() => this.button.focus());
    });
    part("close").addEventListener("click", () => this.dialog.close());
    this.dialog.addEventListener("close", () => {
      window.clearTimeout(this.timer);
      this.turn += 1;
      this.task?.back();
    });
  }

  /** Cells by their wished texts. `wishes(value)` gives [{entry, text}]; with `value` a field asks
      for the text of them all; `notes` are sentences of what is left out before it is asked. */
  cells({ kind, title, wishes, value = null, over = false, asksOver = true, notes = [], back }) {
    this.#open({
      title,
      value,
      notes,
      back,
      asksOver,
      over,
      send: (preview) => {
        const cells = wishes(this.field.value.trim().toLowerCase()).map(({ entry, text }) => ({
          lesson: Number(entry.lesson),
          student: Number(entry.student),
          text,
          version: entry.version ?? 0,
        }));
        if (!cells.length) return null;
        return call("PUT", this.data.urls.cells, { kind, cells, over: this.over.checked, preview });
      },
      show: (answer) => this.#showCells(answer),
      told: (answer) => this.#count(answer.cells, this.words.bulkDone),
    });
  }

  /** Everybody without a code was there: the lesson is checked. */
  present(lesson, back) {
    this.#open({
      title: fill(this.words.presentTitle, { lesson: lesson.label }),
      value: null,
      notes: [],
      back,
      asksOver: false,
      over: false,
      send: (preview) => call("POST", address(this.data.urls.present, { lesson: lesson.id }), { preview }),
      show: (answer) => this.#showPresent(answer),
      told: (answer) => fill(this.words.presentDone, { count: answer.present }),
    });
  }

  #open(task) {
    this.task = task;
    this.title.textContent = task.title;
    this.fieldRow.hidden = task.value === null;
    this.field.value = task.value ?? "";
    this.overRow.hidden = true;
    this.over.checked = task.over;
    this.dialog.showModal();
    if (task.value !== null) this.field.select();
    this.#preview();
  }

  async #preview() {
    const turn = (this.turn += 1);
    window.clearTimeout(this.timer);
    this.button.disabled = true;
    this.summary.textContent = this.words.looking;
    if (this.task.value !== null && !this.field.value.trim()) {
      this.summary.textContent = this.words.typeValue;
      this.lines.replaceChildren();
      return;
    }
    const answer = await this.#ask(true);
    if (turn !== this.turn || !answer) return;
    const changes = this.task.show(answer);
    this.button.disabled = !changes;
    if (changes && this.task.value === null && document.activeElement !== this.over) this.button.focus();
  }

  async #do() {
    if (this.button.disabled) return;
    this.button.disabled = true;
    const { task } = this;
    const answer = await this.#ask(false);
    if (!answer) return;
    this.acts.accept(answer.lesson ? { ...answer, lessons: [answer] } : answer);
    this.dialog.close();
    this.acts.done(answer.act, task.told(answer));
  }

  /** The answer, or null with the reason told in the dialog. */
  async #ask(preview) {
    await this.queue.idle();
    if (!this.dialog.open) return null;
    let result = null;
    try {
      result = await this.task.send(preview);
    } catch {
      return this.#trouble(this.words.serverAway);
    }
    if (result === null) return this.#trouble(this.words.nothingHere);
    const { status, answer } = result;
    if (status === 200) return answer;
    if (status === 401) return this.#trouble(this.words.signedOut);
    const trouble = this.#trouble(answer.message ?? "");
    if (status === 409 && !preview) this.#preview();
    return trouble;
  }

  #trouble(text) {
    this.summary.textContent = text;
    this.lines.replaceChildren(...this.#notes());
    return null;
  }

  #notes() {
    return this.task.notes.map((note) => make("p", { class: "small" }, note));
  }

  #showCells({ cells }) {
    const filled = cells.filter((cell) => cell.filled).length;
    this.overRow.hidden = !this.task.asksOver || !(filled || this.over.checked);
    this.overText.textContent = filled ? fill(this.words.replaceFilled, { count: filled }) : this.words.replaceAll;
    this.summary.textContent = this.#count(cells, this.words.bulkPlan);
    const changing = cells.filter((cell) => cell.changes);
    const stays = new Map();
    for (const cell of cells.filter((one) => one.reason)) {
      stays.set(cell.reason, [...(stays.get(cell.reason) ?? []), this.#place(cell)]);
    }
    this.lines.replaceChildren(...this.#notes(), ...this.#stays(stays), ...this.#changing(changing));
    return changing.length;
  }

  #count(cells, sentence) {
    const count = cells.filter((cell) => cell.changes).length;
    const rest = cells.filter((cell) => cell.reason).length;
    return fill(sentence, { count, rest, same: cells.length - count - rest });
  }

  #place({ lesson, student }) {
    return this.entries.label({ lesson: String(lesson), student: String(student) });
  }

  #stays(stays) {
    if (!stays.size) return [];
    const items = [...stays].map(([reason, places]) => make("li", {}, reason, make("small", {}, places.join("; "))));
    return [make("h3", {}, this.words.bulkStays), make("ul", { class: "bulk-stays" }, ...items)];
  }

  #changing(cells) {
    if (!cells.length) return [];
    const rows = cells.map((cell) => {
      const by = cell.by ? make("small", {}, ` ${cell.by}`) : null;
      return make("tr", {}, make("th", { scope: "row" }, this.#place(cell)), make("td", {}, cell.before || "–", by, " → ", make("b", {}, cell.after || "–")));
    });
    return [make("h3", {}, this.words.bulkChanges), make("table", { class: "bulk-changes" }, make("tbody", {}, ...rows))];
  }

  #showPresent(answer) {
    this.summary.textContent = answer.changes ? fill(this.words.presentPlan, { count: answer.present }) : answer.reason;
    const stays = answer.marked.map(({ name, code }) => make("li", {}, `${name}: ${code}`));
    const parts = stays.length ? [make("h3", {}, this.words.presentStays), make("ul", { class: "bulk-stays" }, ...stays)] : [];
    if (answer.exempt) parts.push(make("p", { class: "small" }, fill(this.words.presentExempt, { count: answer.exempt })));
    this.lines.replaceChildren(...parts);
    return answer.changes;
  }
}
