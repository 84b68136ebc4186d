/* What the keys and buttons of the grid do with many cells: copy, paste, fill, clear, all present. */

import { fill } from "./dom.js";
import { placeRows, readSheet, writeSheet } from "./sheet.js";

export class Blocks {
  constructor({ data, grid, view, bulk, say }) {
    Object.assign(this, { data, grid, view, bulk, say, words: data.words });
    const { table } = grid;
    table.addEventListener("copy", (event) => this.#copy(event));
    table.addEventListener("cut", (event) => {
      this.#copy(event);
      this.clear();
    });
    table.addEventListener("paste", (event) => this.#paste(event));
  }

  get #back() {
    return { back: () => this.grid.back() };
  }

  #entries(places) {
    return places.flat().map(({ row, column }) => this.view.entryAt(row, column)).filter(Boolean);
  }

  #copy(event) {
    const rows = this.grid.selection.places().map((row) =>
      row.map((at) => this.view.entryAt(at.row, at.column)?.text ?? this.grid.cells[at.row][at.column].textContent.trim()),
    );
    event.clipboardData.setData("text/plain", writeSheet(rows));
    event.preventDefault();
    this.say(fill(this.words.copied, { count: rows.length * rows[0].length }));
  }

  #paste(event) {
    event.preventDefault();
    if (!this.#writable()) return;
    const rows = readSheet(event.clipboardData.getData("text/plain"));
    const { selection } = this.grid;
    const one = rows.length === 1 && rows[0].length === 1;
    const { wishes, notes } = one && selection.isWide ? this.#everywhere(rows[0][0]) : this.#block(rows);
    this.bulk.cells({ kind: "paste", title: this.words.pasteTitle, wishes: () => wishes, notes, ...this.#back });
  }

  #everywhere(text) {
    return { wishes: this.#entries(this.grid.selection.places()).map((entry) => ({ entry, text })), notes: [] };
  }

  /** A block from the upper left cell of the choice; its blank cells change nothing. */
  #block(rows) {
    const names = this.view.students.map((student) => this.data.students[student]);
    const { top, left } = this.grid.selection.range;
    const { lines, strangers, beyond } = placeRows(rows, names, top);
    const notes = [];
    const wishes = [];
    let outside = 0;
    for (const { row, cells } of lines) {
      cells.forEach((text, index) => {
        const entry = text ? this.view.entryAt(row, left + index) : null;
        if (entry) wishes.push({ entry, text });
        else if (text) outside += 1;
      });
    }
    if (strangers.length) notes.push(fill(this.words.strangers, { names: strangers.join("; ") }));
    if (beyond) notes.push(fill(this.words.beyond, { count: beyond }));
    if (outside) notes.push(fill(this.words.outside, { count: outside }));
    return { wishes, notes };
  }

  /** One text into the empty cells of the choice, or of the whole column. */
  fill() {
    if (!this.#writable()) return;
    const { selection, row, column } = this.grid;
    const places = selection.isWide ? selection.places() : this.grid.cells.map((_, index) => [{ row: index, column }]);
    const entries = this.#entries(places);
    if (!entries.length) return;
    const value = this.view.entryAt(row, column)?.text || "5";
    this.bulk.cells({
      kind: "fill",
      title: this.words.fillTitle,
      value,
      wishes: (text) => entries.filter((entry) => !entry.text).map((entry) => ({ entry, text })),
      asksOver: false,
      ...this.#back,
    });
  }

  /** Clear all the chosen cells; gives false when only one is chosen. */
  clear() {
    const { selection } = this.grid;
    if (!selection.isWide) return false;
    if (!this.#writable()) return true;
    const wishes = this.#entries(selection.places()).filter((entry) => entry.text).map((entry) => ({ entry, text: "" }));
    this.bulk.cells({ kind: "clear", title: this.words.clearTitle, wishes: () => wishes, over: true, asksOver: false, ...this.#back });
    return true;
  }

  /** All present in the lesson under the focus. */
  present() {
    const lesson = this.data.lessons[this.grid.column];
    if (lesson && this.#writable()) this.bulk.present(lesson, () => this.grid.back());
  }

  #writable() {
    if (!this.data.writable) this.say(this.words.readOnly, true);
    return this.data.writable;
  }
}
