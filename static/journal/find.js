/* Find a student of the page: type a part of a name, Enter goes to the row. */

import { fill } from "./dom.js";
import { plainName } from "./sheet.js";

export class Finder {
  constructor({ data, grid, view, say }) {
    Object.assign(this, { grid, say, words: data.words });
    this.field = document.querySelector("[data-find]");
    if (!this.field) return;
    this.names = view.students.map((student) => plainName(data.students[student]));
    this.rows = view.rows;
    this.field.addEventListener("input", () => this.#look());
    this.field.addEventListener("keydown", (event) => this.#onKey(event));
    this.field.addEventListener("blur", () => this.#mark([]));
  }

  /** Put the hand into the field. */
  open() {
    this.field?.focus();
    this.field?.select();
  }

  /** Rows whose surname or given name begins with every word that is typed. */
  #found() {
    const words = plainName(this.field.value).split(" ").filter(Boolean);
    if (!words.length) return [];
    return this.names.flatMap((name, row) => {
      const parts = name.split(/[ -]/);
      return words.every((word) => parts.some((part) => part.startsWith(word))) ? [row] : [];
    });
  }

  #look() {
    const found = this.#found();
    this.#mark(found);
    if (found.length) this.rows[found[0]].scrollIntoView({ block: "nearest" });
    if (this.field.value.trim()) this.say(found.length ? fill(this.words.foundStudents, { count: found.length }) : this.words.noStudent);
  }

  #mark(found) {
    this.field.toggleAttribute("aria-invalid", false);
    this.rows.forEach((row, index) => row.classList.toggle("is-found", found.includes(index)));
  }

  #onKey(event) {
    if (event.key === "Escape") {
      event.preventDefault();
      this.field.value = "";
      this.grid.back();
    } else if (event.key === "Enter" || event.key === "ArrowDown") {
      event.preventDefault();
      this.#goOn();
    }
  }

  /** To the first that fits, or to the next one after where the focus was. */
  #goOn() {
    const found = this.#found();
    if (!found.length) {
      this.say(this.words.noStudent, true);
      return;
    }
    const again = this.field.value === this.last;
    this.last = this.field.value;
    const next = again ? found.find((row) => row > this.grid.row) : undefined;
    this.grid.go(next ?? found[0], this.grid.column);
  }
}
