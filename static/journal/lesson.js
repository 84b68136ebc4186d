/* The list of one lesson: who was present (one tap each) and the marks. */

import { fill, icon, make } from "./dom.js";
import { readCell, writeCell } from "./cells.js";
import { stateOf } from "./gridview.js";
import { openMenu } from "./menu.js";

const MARKS = [5, 4, 3, 2];

export class LessonView {
  constructor(box, { entries, works, panel }) {
    Object.assign(this, { box, entries, works, panel });
    this.data = entries.data;
    this.words = this.data.words;
    this.id = box.dataset.lesson;
    this.lesson = entries.lessons.get(this.id);
    this.work = 0;
    this.rows = new Map([...box.querySelectorAll("li[data-student]")].map((row) => [row.dataset.student, row]));
    for (const row of this.rows.values()) this.#learn(row);
    box.addEventListener("click", (event) => this.#onClick(event));
    entries.addEventListener("paint", (event) => this.#paint(event.detail.entry));
    document.addEventListener("sgo:works", ({ detail: { lesson, added } }) => {
      if (lesson === this.lesson && added >= 0) this.work = added;
      this.#paintWork();
    });
    this.#paintWork();
    this.#count();
  }

  #learn(row) {
    const { dataset } = row;
    this.entries.add({
      lesson: this.id,
      student: dataset.student,
      text: dataset.text ?? "",
      version: Number(dataset.version ?? 0),
      comment: dataset.comment ?? "",
      why: dataset.why ?? "",
      flags: dataset.flags ?? "",
    });
    if (dataset.sum !== undefined && !this.entries.means.has(dataset.student)) {
      this.entries.setMean(dataset.student, Number(dataset.sum), Number(dataset.count));
    }
  }

  entryOf(student) {
    return this.entries.get(this.id, student);
  }

  #onClick(event) {
    const part = event.target.closest("[data-tap], [data-mark], [data-work-choice]");
    if (!part) return;
    if (part.dataset.workChoice !== undefined) {
      this.#chooseWork(part);
      return;
    }
    const entry = this.entryOf(part.closest("li").dataset.student);
    if (this.entries.closed(entry) || entry.state === "conflict") this.panel.open(entry);
    else if (part.dataset.tap !== undefined) this.#tap(entry);
    else this.#pick(entry, part);
  }

  /** Present, absent, late, excused, and present again; a mark stays beside the code. */
  #tap(entry) {
    const { cycle } = this.data;
    const cell = readCell(entry.text, this.entries.signs);
    cell.sign = cycle[(cycle.indexOf(cell.sign) + 1) % cycle.length];
    this.entries.write(entry, writeCell(cell));
  }

  #pick(entry, anchor) {
    const cell = readCell(entry.text, this.entries.signs);
    const work = this.lesson.works[this.work];
    const set = (mark) => {
      while (cell.marks.length <= this.work) cell.marks.push(null);
      cell.marks[this.work] = mark;
      this.entries.write(entry, writeCell(cell));
    };
    const items = MARKS.map((mark) => ({
      text: "",
      sign: String(mark),
      checked: cell.marks[this.work] === mark,
      choose: () => set(mark),
    }));
    items.push({ separator: true });
    items.push({ text: this.words.noMark, sign: "–", choose: () => set(null) });
    items.push({ text: this.words.moreOfCell, sign: "…", choose: () => this.panel.open(entry) });
    const title = [this.data.students[entry.student], work?.name].filter(Boolean).join(". ");
    openMenu({ anchor, title, items, onClose: () => anchor.focus() });
  }

  #chooseWork(anchor) {
    const back = () => anchor.focus();
    if (this.lesson.works.length < 2) {
      this.works.open(this.lesson, anchor, back);
      return;
    }
    const items = this.lesson.works.map((work, index) => ({
      text: work.name,
      checked: index === this.work,
      choose: () => {
        this.work = index;
        this.#paintWork();
      },
    }));
    items.push({ separator: true }, { text: this.words.worksMenu, choose: () => this.works.open(this.lesson, anchor, back) });
    openMenu({ anchor, title: this.words.marksFor, items, onClose: back });
  }

  #paintWork() {
    const button = this.box.querySelector("[data-work-choice]");
    if (!button || !this.lesson) return;
    this.work = Math.min(this.work, Math.max(0, this.lesson.works.length - 1));
    button.querySelector("[data-text]").textContent = this.lesson.works[this.work]?.name ?? this.words.noWork;
    for (const student of this.rows.keys()) this.#paint(this.entryOf(student));
  }

  /** The mark of the chosen work: another work's must not look like it. All of them where there is
      nothing to choose. */
  #marksShown(marks) {
    const chosen = this.lesson?.works.length > 1 && this.box.querySelector("[data-work-choice]");
    return chosen ? [marks[this.work] ?? null] : marks;
  }

  #paint(entry) {
    if (entry.lesson !== this.id) return;
    const row = this.rows.get(entry.student);
    if (!row) return;
    const name = this.data.students[entry.student];
    const { sign, marks } = readCell(entry.text, this.entries.signs);
    const own = this.#marksShown(marks);
    const shown = writeCell({ sign: "", marks: own });
    const { classes, spoken } = stateOf(entry, this.entries.signs, this.words);
    const strange = entry.text && !sign && !marks.length ? entry.text : "";
    this.#button(row.querySelector("[data-tap]"), sign || null, fill(this.words.tapLabel, { name, state: sign || this.words.present }), classes);
    const label = fill(this.words.markLabel, { name, mark: [shown || strange || this.words.none, ...spoken].join(", ") });
    const mark = row.querySelector("[data-mark]");
    this.#button(mark, shown || strange || "–", label, classes);
    mark.classList.toggle("ink", Boolean(shown));
    mark.classList.toggle("poor", own.includes(2));
    for (const state of ["is-error", "is-conflict", "is-pending", "has-comment"]) mark.classList.toggle(state, classes[state]);
    const message = row.querySelector("[data-message]");
    message.textContent = entry.message;
    message.hidden = !entry.message;
    this.#count();
  }

  #button(button, text, label) {
    if (!button) return;
    if (button.dataset.tap !== undefined) button.classList.toggle("on", text !== null);
    button.replaceChildren(text === null ? icon("check") : make("span", {}, text));
    button.setAttribute("aria-label", label);
  }

  /** How many are absent, for the bar below. */
  #count() {
    const box = this.box.querySelector("[data-absent-count]");
    if (!box) return;
    const { absences } = this.data;
    const absent = [...this.rows.keys()].filter((student) => {
      const entry = this.entryOf(student);
      return absences.includes(readCell(entry.text, this.entries.signs).sign);
    });
    box.textContent = absent.length;
  }
}
