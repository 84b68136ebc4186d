/* The grid as a picture of the entries: cells, means at the right, totals below. */

import { icon, make } from "./dom.js";
import { markFor, readCell, sumOf } from "./cells.js";

/** Classes and words of a cell's state; each state has its own shape. */
export function stateOf(entry, signs, words) {
  const { sign, marks } = readCell(entry.text, signs);
  const classes = {
    away: Boolean(sign) && !marks.length,
    poor: marks.includes(2),
    "has-comment": Boolean(entry.comment),
    "is-late": entry.flags.includes("late") && Boolean(entry.text || entry.comment),
    "is-changed": entry.flags.includes("changed"),
    "is-pending": entry.state === "pending",
    "is-error": entry.state === "error",
    "is-conflict": entry.state === "conflict",
    due: entry.flags.includes("due") && !entry.text && !entry.state,
  };
  const spoken = [
    ["has-comment", words.hasComment],
    ["is-late", words.enteredLate],
    ["is-changed", words.wasChanged],
    ["is-error", words.notSavedCell],
    ["is-conflict", words.twoEdits],
    ["due", words.dueCell],
  ].filter(([name]) => classes[name]);
  return { classes, spoken: spoken.map(([, word]) => word) };
}

export class GridView {
  constructor(table, grid, entries) {
    this.table = table;
    this.grid = grid;
    this.entries = entries;
    this.data = entries.data;
    this.rows = [...table.tBodies[0].rows];
    this.students = this.rows.map((row) => row.dataset.student);
    this.columns = new Map(this.data.lessons.map((lesson, index) => [String(lesson.id), index]));
    this.feet = {
      mean: [...table.querySelectorAll('[data-foot="mean"] [data-total]')],
      away: [...table.querySelectorAll('[data-foot="away"] [data-total]')],
    };
    this.rows.forEach((row, index) => this.#learn(row, index));
    entries.addEventListener("paint", (event) => this.paint(event.detail.entry));
    entries.addEventListener("row", (event) => this.paintRow(event.detail.student));
    entries.addEventListener("column", (event) => this.paintColumn(event.detail.lesson));
  }

  #learn(row, index) {
    const student = row.dataset.student;
    this.data.lessons.forEach((lesson, column) => {
      const { dataset } = this.grid.cells[index][column];
      this.entries.add({
        lesson: String(lesson.id),
        student,
        text: dataset.text ?? "",
        version: dataset.version ? Number(dataset.version) : null,
        comment: dataset.comment ?? "",
        why: dataset.why ? this.data.reasons[Number(dataset.why)] : "",
        flags: dataset.flags ?? "",
      });
    });
    const mean = row.querySelector("[data-sum]");
    if (mean) this.entries.setMean(student, Number(mean.dataset.sum), Number(mean.dataset.count));
  }

  entryAt(row, column) {
    const lesson = this.data.lessons[column];
    return lesson ? this.entries.get(String(lesson.id), this.students[row]) : null;
  }

  cellOf(entry) {
    const row = this.students.indexOf(entry.student);
    const column = this.columns.get(entry.lesson);
    return row < 0 || column === undefined ? null : this.grid.cells[row][column];
  }

  paint(entry) {
    const cell = this.cellOf(entry);
    if (!cell) return;
    const { classes, spoken } = stateOf(entry, this.entries.signs, this.data.words);
    for (const [name, on] of Object.entries(classes)) cell.classList.toggle(name, on);
    const parts = [make("span", {}, entry.text)];
    if (classes["is-conflict"]) parts.unshift(icon("swap"));
    if (spoken.length) parts.push(make("span", { class: "visually-hidden" }, `, ${spoken.join(", ")}`));
    cell.replaceChildren(...parts);
    cell.toggleAttribute("aria-invalid", false);
    if (classes["is-error"] || classes["is-conflict"]) cell.setAttribute("aria-invalid", "true");
    cell.title = entry.message || entry.comment || "";
    if (!cell.title) cell.removeAttribute("title");
  }

  paintRow(student) {
    const row = this.rows[this.students.indexOf(student)];
    const box = row?.querySelector("[data-sum]");
    if (!box) return;
    const mean = this.entries.mean(student);
    box.textContent = this.entries.shown(mean);
    const proposed = row.querySelector("[data-proposed]");
    if (proposed && this.data.thresholds) proposed.textContent = markFor(mean, this.data.thresholds);
    const away = row.querySelector("[data-away]");
    if (away) away.textContent = this.#absences(this.entries.ofStudent(student)) || "";
  }

  paintColumn(lesson) {
    const column = this.columns.get(lesson);
    if (column === undefined) return;
    const inLesson = this.entries.ofLesson(lesson);
    const total = { sum: 0, count: 0 };
    for (const entry of inLesson) {
      const { sum, count } = sumOf(entry.text, this.entries.signs);
      total.sum += sum;
      total.count += count;
    }
    if (this.feet.mean[column]) this.feet.mean[column].textContent = this.entries.shown(total);
    if (this.feet.away[column]) this.feet.away[column].textContent = this.#absences(inLesson) || "";
  }

  #absences(list) {
    const { absences } = this.data;
    return list.filter((entry) => absences.includes(readCell(entry.text, this.entries.signs).sign)).length;
  }
}
